// The valid values of each setting.

package settings

import (
	"fmt"
	"net"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/lib/pq"

	"github.com/ccrepo/ccrepo/api/mask"
	"github.com/ccrepo/ccrepo/api/web"
	"github.com/ccrepo/ccrepo/phone"
)

// Check returns the errors in the settings that all commands share. With any of them, no command starts.
func (s *Settings) Check() (wrong []error) {
	switch {
	case s.Timeout < time.Second:
		wrong = append(wrong, errorf("timeout", "--timeout %s: give a second or more", s.Timeout))
	case s.Connections < 1:
		wrong = append(wrong, errorf("connections", "--connections %d: give 1 or more", s.Connections))
	case s.Limits.Rate < 0 || s.Limits.Burst < 1 || s.Limits.Concurrent < 0:
		wrong = append(wrong, errorf("rate", "--rate and --concurrent are 0 or more, --burst 1 or more"))
	case s.Streams.All < 0 || s.Streams.Key < 0:
		wrong = append(wrong, errorf("streams", "--streams and --streams-per-key are 0 or more"))
	case s.Drain < 0 || s.Drain > time.Minute:
		wrong = append(wrong, errorf("drain", "--drain %s: give 0 to 1m", s.Drain))
	}
	if !slices.Contains([]string{"debug", "info", "warn", "error"}, strings.ToLower(s.LogLevel)) {
		wrong = append(wrong, errorf("log-level", "--log-level %q is none of debug, info, warn, error", s.LogLevel))
	}
	if s.LogFormat != "text" && s.LogFormat != "json" {
		wrong = append(wrong, errorf("log-format", "--log-format %q is neither text nor json", s.LogFormat))
	}
	return wrong
}

// CheckServing returns the errors in the settings of the serving commands.
func (s *Settings) CheckServing() (wrong []error) {
	add := func(err error) {
		if err != nil {
			wrong = append(wrong, err)
		}
	}
	_, err := s.Location()
	add(err)
	if _, _, err := net.SplitHostPort(s.Listen); err != nil {
		add(errorf("listen", "--listen %q is not an address such as 127.0.0.1:8080", s.Listen))
	}
	add(s.checkTLS())
	for _, origin := range s.Origins {
		if err := web.CheckOrigin(origin); err != nil {
			add(errorf("origins", "--origins: %w", err))
		}
	}
	if !slices.Contains(mask.Modes(), mask.Mode(s.Mask)) {
		add(errorf("mask", "--mask %q is none of partial, full, none", s.Mask))
	}
	add(s.CheckCountry())
	add(s.CheckReports())
	add(s.checkOpenID())
	if u, err := url.Parse(s.OTLP); s.OTLP != "" && (err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https") {
		add(errorf("otlp-endpoint", "--otlp-endpoint is no URL such as http://127.0.0.1:4318"))
	}
	return wrong
}

// CheckCountry returns an error if --country is not valid.
func (s *Settings) CheckCountry() error {
	if err := phone.CheckCountry(s.Country); err != nil {
		return errorf("country", "--country: %w", err)
	}
	return nil
}

// CheckReports returns an error if --reports names no directory.
func (s *Settings) CheckReports() error {
	if s.Reports == "" {
		return nil
	}
	info, err := os.Stat(s.Reports)
	if err == nil && !info.IsDir() {
		err = fmt.Errorf("%s is a file", s.Reports)
	}
	if err != nil {
		return errorf("reports", "--reports: %w; name a directory with .sql files", err)
	}
	return nil
}

// CheckDatabase returns an error if the settings that name the database are not valid.
func (s *Settings) CheckDatabase() error {
	if s.DatabaseURL == "" && s.WriterURL == "" && s.ReaderURL != "" {
		return errorf("reader-url", "--reader-url is of a database that --database-url or --writer-url names")
	}
	for _, setting := range []struct{ name, url string }{{"database-url", s.DatabaseURL}, {"reader-url", s.ReaderURL}, {"writer-url", s.WriterURL}} {
		// The driver's message would repeat the URL, including the password.
		if _, err := pq.NewConnector(setting.url); err != nil {
			return errorf(setting.name, "--%s is neither a URL nor keywords as libpq takes them; in a URL write signs of the password such as / or @ as %%2F and %%40", setting.name)
		}
	}
	return nil
}

func (s *Settings) checkTLS() error {
	files := s.TLSCert != "" || s.TLSKey != ""
	switch {
	case files && len(s.TLSAuto) > 0:
		return errorf("tls-cert", "--tls-cert and --tls-auto both say where the certificate is from; give one of them")
	case files && (s.TLSCert == "" || s.TLSKey == ""):
		return errorf("tls-key", "--tls-cert and --tls-key belong together; give both")
	case !files && len(s.TLSAuto) == 0 && s.RedirectListen != "":
		return errorf("redirect-listen", "--redirect-listen sends clients to HTTPS, which needs --tls-cert and --tls-key, or --tls-auto")
	}
	for _, host := range s.TLSAuto {
		if net.ParseIP(host) != nil || !strings.Contains(host, ".") || strings.ContainsAny(host, "*:/ ") {
			return errorf("tls-auto", "--tls-auto %q: give names of hosts such as reports.example.com, separated by commas", host)
		}
	}
	if u, err := url.Parse(s.TLSAutoCA); len(s.TLSAuto) > 0 && (err != nil || u.Scheme != "https" || u.Host == "") {
		return errorf("tls-auto-ca", "--tls-auto-ca %q is not the https URL of an ACME directory", s.TLSAutoCA)
	}
	return nil
}

func (s *Settings) checkOpenID() error {
	if s.OpenID.Issuer == "" && s.OpenID.Audience != "" {
		return errorf("oidc-issuer", "--oidc-audience is of tokens of an --oidc-issuer, which is not given")
	}
	if s.OpenID.Issuer == "" && s.OpenID.ClientID != "" {
		return errorf("oidc-issuer", "--oidc-client-id is of an --oidc-issuer, which is not given")
	}
	if s.OpenID.ClientID == "" && (s.OpenID.ClientSecret != "" || s.ClientSecretFile != "" || s.OpenID.RedirectURL != "") {
		return errorf("oidc-client-id", "--oidc-client-secret, --oidc-client-secret-file and --oidc-redirect-url belong to an --oidc-client-id, which is not given")
	}
	if s.OpenID.Issuer == "" {
		return nil
	}
	if s.OpenID.ClientSecret != "" && s.ClientSecretFile != "" {
		return errorf("oidc-client-secret-file", "--oidc-client-secret and --oidc-client-secret-file both give the secret; give one of them")
	}
	if _, err := s.Provider(); err != nil {
		return err
	}
	if err := s.OpenID.Check(); err != nil {
		return errorf("oidc-issuer", "--oidc-issuer, --oidc-audience: %w", err)
	}
	return nil
}
