// Package settings holds the program's settings: their flags and defaults, the sources of their values, and the
// checks of the values.
package settings

import (
	"fmt"
	"net"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/pflag"
	"golang.org/x/crypto/acme/autocert"

	"github.com/ccrepo/ccrepo/api/action"
	"github.com/ccrepo/ccrepo/api/admission"
	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/api/mask"
	"github.com/ccrepo/ccrepo/feed"
)

// Settings are the values of all settings. The first source that has a value applies: a flag (--tls-cert), the
// environment (CCREPO_TLS_CERT), the file of --config (tls-cert: …), the flag's default.
//
// To add a setting:
//  1. add a field here,
//  2. declare its flag in New, with its default and one line of usage; if it is secret, add it to the call of secret,
//  3. name it in Serving, or in the command that has it as a flag,
//  4. validate it in check.go,
//  5. describe it in the table of docs/serving.md, which a test compares with the flags.
type Settings struct {
	Config string // name of the file; only a flag or the environment can set it

	DatabaseURL string // empty: the embedded server
	ReaderURL   string // empty: DatabaseURL, in the reader's role
	WriterURL   string // empty: DatabaseURL, in the writer's role
	DataDir     string // directory of the embedded server

	Listen string
	TZ     string

	TLSCert, TLSKey string
	TLSAuto         []string
	TLSAutoCache    string
	TLSAutoCA       string
	RedirectListen  string
	Origins         []string

	Mask    string
	Country string
	Reports string // directory of the site's own reports; empty: there are none

	Timeout     time.Duration
	Connections int
	Limits      admission.Limits
	Streams     action.Limits
	Drain       time.Duration
	OTLP        string
	LogFormat   string
	LogLevel    string

	OpenID           auth.OpenID
	ClientSecretFile string // empty: the secret is in OpenID, or there is none

	// Feeds are the sources that a server follows. Only the file of --config declares them.
	Feeds []feed.Config

	// Flags are the flags of all settings, including those that a command does not have.
	Flags *pflag.FlagSet

	sources map[string]string // source of each setting's value, by the setting's name
}

// New returns the settings with their defaults.
func New() *Settings {
	s := &Settings{Flags: pflag.NewFlagSet("settings", pflag.ContinueOnError)}
	f := s.Flags
	f.StringVar(&s.Config, "config", "", "YAML file of settings, named as the flags are")
	f.StringVar(&s.DatabaseURL, "database-url", "", "PostgreSQL to use; without one an embedded server is used")
	f.StringVar(&s.ReaderURL, "reader-url", "", "the same database with the login that reads for requests; without it that of --database-url")
	f.StringVar(&s.WriterURL, "writer-url", "", "the same database with the login that writes for requests; without it that of --database-url")
	f.StringVar(&s.DataDir, "data", ".ccrepo", "home of the embedded server")
	f.StringVar(&s.Listen, "listen", "127.0.0.1:8080", "address to serve on, a loopback one unless there are API keys; port 0 takes a free one")
	f.StringVar(&s.TZ, "tz", "UTC", "time zone of dates, of times without offset and of answers, such as America/New_York")
	f.StringVar(&s.TLSCert, "tls-cert", "", "serve HTTPS with the certificate chain (PEM) in this file, reloaded when it changes")
	f.StringVar(&s.TLSKey, "tls-key", "", "file with the key (PEM) of --tls-cert")
	f.StringSliceVar(&s.TLSAuto, "tls-auto", nil, "serve HTTPS for these hosts with certificates that a certificate authority gives by itself (ACME)")
	f.StringVar(&s.TLSAutoCache, "tls-auto-cache", ".ccrepo-tls", "directory that keeps the certificates of --tls-auto")
	f.StringVar(&s.TLSAutoCA, "tls-auto-ca", autocert.DefaultACMEDirectory, "ACME directory of the authority of --tls-auto, whose terms this accepts")
	f.StringVar(&s.RedirectListen, "redirect-listen", "", "address, such as :80, whose plain HTTP is sent to HTTPS")
	f.StringSliceVar(&s.Origins, "origins", nil, "origins, such as https://agents.example.com, whose pages may read answers by script and show them in frames")
	f.StringVar(&s.Mask, "mask", string(mask.Partial), "partial, full or none: how much of personal data is masked for keys without the scope pii")
	f.StringVar(&s.Country, "country", "", "country, such as UY, of numbers typed without + in campaigns that set none; without it the one that a server had last")
	f.StringVar(&s.Reports, "reports", "", "directory of the site's own reports: annotated .sql files, read again when they change")
	f.DurationVar(&s.Timeout, "timeout", 30*time.Second, "how long the database may be at work on an answer, unless its report says otherwise")
	f.IntVar(&s.Connections, "connections", 20, "how many short answers, and how many reports and streams, the database works on at once")
	f.Float64Var(&s.Limits.Rate, "rate", 50, "requests a second that a key may send; 0 is any number")
	f.IntVar(&s.Limits.Burst, "burst", 200, "requests that a key may send at once before --rate counts")
	f.IntVar(&s.Limits.Concurrent, "concurrent", 8, "queries and streams that a key may run at once; 0 is any number")
	f.IntVar(&s.Streams.All, "streams", 5000, "streams of actions that the server has open at once; 0 is any number")
	f.IntVar(&s.Streams.Key, "streams-per-key", 2500, "streams that a key and its tokens may have open at once; 0 is any number")
	f.DurationVar(&s.Drain, "drain", 0, "how long to go on answering after readiness was taken back, for balancers to notice")
	f.StringVar(&s.OTLP, "otlp-endpoint", "", "OpenTelemetry collector, such as http://127.0.0.1:4318, that traces are sent to; also OTEL_EXPORTER_OTLP_ENDPOINT")
	f.StringVar(&s.LogFormat, "log-format", "text", "text or json: form of the log lines on standard error")
	f.StringVar(&s.LogLevel, "log-level", "info", "debug, info, warn or error: the least that is logged; requests are info")
	f.StringVar(&s.OpenID.Issuer, "oidc-issuer", "", "OpenID provider, such as https://login.example.com, whose tokens are accepted beside API keys")
	f.StringVar(&s.OpenID.Audience, "oidc-audience", "", "what tokens of --oidc-issuer must be for (aud)")
	f.StringVar(&s.OpenID.ScopeClaim, "oidc-scope-claim", "scope", "claim that holds the scopes of a token")
	f.StringVar(&s.OpenID.CampaignClaim, "oidc-campaign-claim", "campaigns", "claim that holds the campaigns of a token, or \"*\" for all")
	f.StringVar(&s.OpenID.NameClaim, "oidc-name-claim", "sub", "claim that logs and audit rows show")
	f.StringVar(&s.OpenID.ClientID, "oidc-client-id", "", "id of this server at --oidc-issuer, with which people sign in to the pages; without it they use API keys")
	f.StringVar(&s.OpenID.ClientSecret, "oidc-client-secret", "", "secret of --oidc-client-id; on the command line other users see it, so use the environment or the file")
	f.StringVar(&s.ClientSecretFile, "oidc-client-secret-file", "", "file with the secret of --oidc-client-id")
	f.StringVar(&s.OpenID.RedirectURL, "oidc-redirect-url", "", "URL of /sign-in/callback as registered at --oidc-issuer; without it that of the request")
	secret(f, "oidc-client-secret", "database-url", "reader-url", "writer-url", "otlp-endpoint")
	f.VisitAll(func(f *pflag.Flag) { f.Usage += " (" + variable(f.Name) + ")" })
	return s
}

// Shared returns the names of the settings that every command has as flags.
func Shared() []string {
	return []string{"config", "database-url", "data", "log-format", "log-level"}
}

// Serving returns the names of the settings that the serving commands have as flags.
func Serving() []string {
	return []string{
		"listen", "tz",
		"reader-url", "writer-url",
		"tls-cert", "tls-key", "tls-auto", "tls-auto-cache", "tls-auto-ca", "redirect-listen", "origins", "mask", "country", "reports",
		"timeout", "connections", "rate", "burst", "concurrent", "streams", "streams-per-key", "drain", "otlp-endpoint",
		"oidc-issuer", "oidc-audience", "oidc-scope-claim", "oidc-campaign-claim", "oidc-name-claim",
		"oidc-client-id", "oidc-client-secret", "oidc-client-secret-file", "oidc-redirect-url"}
}

const secretAnnotation = "secret"

// secret marks settings whose values are never shown: Shown removes the password from a URL, and hides anything else.
func secret(f *pflag.FlagSet, names ...string) {
	for _, name := range names {
		f.Lookup(name).Annotations = map[string][]string{secretAnnotation: {}}
	}
}

func isSecret(f *pflag.Flag) bool {
	_, hidden := f.Annotations[secretAnnotation]
	return hidden
}

// variable returns the environment variable of a setting.
func variable(setting string) string {
	return prefix + strings.ToUpper(strings.ReplaceAll(setting, "-", "_"))
}

// Shown returns the value of a setting without secrets.
func Shown(f *pflag.Flag) string {
	value := f.Value.String()
	if list, ok := f.Value.(pflag.SliceValue); ok {
		value = strings.Join(list.GetSlice(), ",")
	}
	if !isSecret(f) || value == "" {
		return value
	}
	if u, err := url.Parse(value); err == nil && u.Host != "" {
		query := u.Query()
		for name := range query {
			if strings.Contains(strings.ToLower(name), "pass") {
				query.Set(name, "xxxxx")
			}
		}
		u.RawQuery = query.Encode()
		return u.Redacted()
	}
	return "xxxxx"
}

// Location returns the time zone of --tz. The error names the setting.
func (s *Settings) Location() (*time.Location, error) {
	loc, err := time.LoadLocation(s.TZ)
	if err != nil || slices.Contains([]string{"", "Local"}, s.TZ) {
		return nil, errorf("tz", "%q is not a time zone; give an IANA name such as America/Montevideo", s.TZ)
	}
	return loc, nil
}

// Provider returns the OpenID provider whose tokens are accepted, or nil if none is set. It reads the file with the
// secret, if there is one.
func (s *Settings) Provider() (*auth.OpenID, error) {
	if s.OpenID.Issuer == "" {
		return nil, nil
	}
	provider := s.OpenID
	if s.ClientSecretFile != "" {
		text, err := os.ReadFile(s.ClientSecretFile)
		if err != nil {
			return nil, errorf("oidc-client-secret-file", "--oidc-client-secret-file: %w", err)
		}
		if provider.ClientSecret = strings.TrimSpace(string(text)); provider.ClientSecret == "" {
			return nil, errorf("oidc-client-secret-file", "--oidc-client-secret-file: the file %s is empty", s.ClientSecretFile)
		}
	}
	return &provider, nil
}

// IsOpen reports whether other machines can reach --listen.
func (s *Settings) IsOpen() bool {
	host, _, err := net.SplitHostPort(s.Listen)
	ip := net.ParseIP(host)
	return err == nil && host != "localhost" && (ip == nil || !ip.IsLoopback())
}

func errorf(setting, format string, args ...any) error {
	return &Error{setting, fmt.Errorf(format, args...)}
}

// prefix is the prefix of the environment variables of settings.
const prefix = "CCREPO_"

// Error is an invalid setting. Its text names the setting and says what to do.
type Error struct {
	Setting string // its name, such as tls-cert
	err     error
}

// Error implements error.
func (e *Error) Error() string { return e.err.Error() }

func (e *Error) Unwrap() error { return e.err }
