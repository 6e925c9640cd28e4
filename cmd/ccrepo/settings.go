package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"github.com/spf13/viper"
	"golang.org/x/crypto/acme/autocert"

	"github.com/ccrepo/ccrepo/api"
)

// settings are what a flag (--tls-cert), the environment (CCREPO_TLS_CERT) or the file of --config
// (tls-cert: …) can set; the first of them that does wins, else the default of the flag.
//
// To add a setting:
//  1. give it a field here,
//  2. declare its flag in declare, with default and one line of usage; secret keeps its value out of `ccrepo config`,
//  3. name it in serveSettings, or in takeSettings of whatever command has it as a flag,
//  4. describe it in the table of docs/serving.md, which a test compares with this.
//
// What the value must be like is checked where it is used; a wrong one is a usagef.
type settings struct {
	config string // the file; only a flag or the environment can name it

	databaseURL string // empty: the embedded server
	readerURL   string // empty: databaseURL, in the role of the reader
	writerURL   string // empty: databaseURL, in the role of the writer
	dataDir     string // home of the embedded server

	listen string
	tz     string

	tlsCert, tlsKey string
	tlsAuto         []string
	tlsAutoCache    string
	tlsAutoCA       string
	redirectListen  string
	origins         []string

	mask    string
	country string

	operating
	identity
}

// declare makes the flags of all settings, whichever command takes them, and gives each its default.
func (s *settings) declare() *pflag.FlagSet {
	f := pflag.NewFlagSet("settings", pflag.ContinueOnError)
	f.StringVar(&s.config, "config", "", "YAML file of settings, named as the flags are")
	f.StringVar(&s.databaseURL, "database-url", "", "PostgreSQL to use; without one an embedded server is used")
	f.StringVar(&s.readerURL, "reader-url", "", "the same database with the login that reads for requests; without it that of --database-url")
	f.StringVar(&s.writerURL, "writer-url", "", "the same database with the login that writes for requests; without it that of --database-url")
	secret(f, "database-url", "reader-url", "writer-url")
	f.StringVar(&s.dataDir, "data", ".ccrepo", "home of the embedded server")
	f.StringVar(&s.listen, "listen", "127.0.0.1:8080", "address to serve on, a loopback one unless there are API keys; port 0 takes a free one")
	f.StringVar(&s.tz, "tz", "UTC", "time zone of dates, of times without offset and of answers, such as America/New_York")
	f.StringVar(&s.tlsCert, "tls-cert", "", "serve HTTPS with the certificate chain (PEM) in this file, read anew when it changes")
	f.StringVar(&s.tlsKey, "tls-key", "", "file with the key (PEM) of --tls-cert")
	f.StringSliceVar(&s.tlsAuto, "tls-auto", nil, "serve HTTPS for these hosts with certificates that a certificate authority gives by itself (ACME)")
	f.StringVar(&s.tlsAutoCache, "tls-auto-cache", ".ccrepo-tls", "directory that keeps the certificates of --tls-auto")
	f.StringVar(&s.tlsAutoCA, "tls-auto-ca", autocert.DefaultACMEDirectory, "ACME directory of the authority of --tls-auto, whose terms this accepts")
	f.StringVar(&s.redirectListen, "redirect-listen", "", "address, such as :80, whose plain HTTP is sent to HTTPS")
	f.StringSliceVar(&s.origins, "origins", nil, "origins, such as https://agents.example.com, whose pages may read answers by script and show them in frames")
	f.StringVar(&s.mask, "mask", string(api.MaskPartial), "partial, full or none: how much of personal data is masked for keys without the scope pii")
	f.StringVar(&s.country, "country", "", "country, such as UY, of numbers typed without + in campaigns that set none; without it the one that a server had last")
	s.operating.declare(f)
	s.identity.declare(f)
	f.VisitAll(func(f *pflag.Flag) { f.Usage += " (" + environmentName(f.Name) + ")" })
	return f
}

// serveSettings are the flags of the commands that serve.
func serveSettings() []string {
	return slices.Concat([]string{
		"listen", "tz",
		"reader-url", "writer-url",
		"tls-cert", "tls-key", "tls-auto", "tls-auto-cache", "tls-auto-ca", "redirect-listen", "origins", "mask", "country"},
		operatingSettings(), identitySettings())
}

// Where a setting's value can be from; from a file it is the file's name.
const (
	fromFlag    = "flag"
	fromDefault = "default"
)

const secretAnnotation = "secret"

// secret marks settings whose values nobody may see: a URL is shown without its password, anything else not at all.
func secret(f *pflag.FlagSet, names ...string) {
	for _, name := range names {
		f.Lookup(name).Annotations = map[string][]string{secretAnnotation: {}}
	}
}

// environmentName is the variable of a setting.
func environmentName(setting string) string {
	return "CCREPO_" + strings.ToUpper(strings.ReplaceAll(setting, "-", "_"))
}

// takeSettings gives a command the flags of settings.
func (p *program) takeSettings(cmd *cobra.Command, names ...string) {
	for _, name := range names {
		cmd.Flags().AddFlag(p.flags.Lookup(name))
	}
}

// loadSettings gives every setting that no flag has set its value of the environment or of the file.
func (p *program) loadSettings() error {
	p.sources = map[string]string{}
	given := viper.New()
	given.SetConfigType("yaml")
	if !p.flags.Changed("config") {
		p.config = p.getenv(environmentName("config"))
	}
	if err := readSettings(given, p.config, p.flags); err != nil {
		return err
	}
	var wrong error
	p.flags.VisitAll(func(f *pflag.Flag) {
		variable := environmentName(f.Name)
		source, set := fromDefault, error(nil)
		switch value := p.getenv(variable); {
		case f.Changed:
			source = fromFlag
		case value != "":
			source, set = variable, f.Value.Set(value)
		case given.Get(f.Name) != nil:
			source, set = p.config, setFromFile(f, given.Get(f.Name))
		}
		p.sources[f.Name] = source
		if set != nil {
			// The cause may repeat the value.
			if _, hidden := f.Annotations[secretAnnotation]; hidden {
				set = errors.New("it has a value that it can't have")
			}
			wrong = cmp.Or(wrong, usagef("%s of %s: %w", f.Name, source, set))
		}
	})
	return wrong
}

// isGiven tells whether anybody has set a setting.
func (p *program) isGiven(setting string) bool {
	return p.sources[setting] != fromDefault
}

// readSettings reads the file of --config. What it names must be settings.
func readSettings(into *viper.Viper, name string, flags *pflag.FlagSet) error {
	if name == "" {
		return nil
	}
	into.SetConfigFile(name)
	if err := into.ReadInConfig(); err != nil {
		if path := (*fs.PathError)(nil); errors.As(err, &path) {
			return usagef("--config: %w", path)
		}
		// What the parser complains of could be a secret.
		return usagef("--config %s is no YAML of the form \"setting: value\", one a line", name)
	}
	for _, key := range into.AllKeys() {
		if flags.Lookup(key) == nil || key == "config" {
			return usagef("%s: there is no setting %q; the nearest is %s", name, key, nearestSetting(key, flags))
		}
	}
	return nil
}

// setFromFile sets a flag to a value of YAML.
func setFromFile(f *pflag.Flag, value any) error {
	list, isList := value.([]any)
	if !isList {
		return f.Value.Set(fmt.Sprint(value))
	}
	taker, takes := f.Value.(pflag.SliceValue)
	if !takes {
		return errors.New("it takes one value, not a list")
	}
	var texts []string
	for _, v := range list {
		texts = append(texts, fmt.Sprint(v))
	}
	return taker.Replace(texts)
}

func nearestSetting(given string, flags *pflag.FlagSet) string {
	var names []string
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Name != "config" {
			names = append(names, f.Name)
		}
	})
	best, _ := api.Closest(given, names)
	return best
}

// shown is the value of a setting as anybody may see it.
func shown(f *pflag.Flag) string {
	value := f.Value.String()
	if list, ok := f.Value.(pflag.SliceValue); ok {
		value = strings.Join(list.GetSlice(), ",")
	}
	if _, hidden := f.Annotations[secretAnnotation]; !hidden || value == "" {
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

// location is the zone of --tz.
func (s *settings) location() (*time.Location, error) {
	loc, err := time.LoadLocation(s.tz)
	if err != nil || slices.Contains([]string{"", "Local"}, s.tz) {
		return nil, usagef("%q is no time zone; give an IANA name such as America/Montevideo", s.tz)
	}
	return loc, nil
}

func newConfigCmd(p *program) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "config",
		Short: "Print every setting, its value and where it is from",
		Long: `Print every setting, its value and where that is from: a flag, the environment, the file of
--config, or the default; the first of them that says something wins. Secrets are not shown.`,
		Args: usageArgs(cobra.NoArgs),
		RunE: func(*cobra.Command, []string) error {
			records := [][]string{{"setting", "value", "from"}}
			p.flags.VisitAll(func(f *pflag.Flag) {
				records = append(records, []string{f.Name, shown(f), p.sources[f.Name]})
			})
			printAligned(p.stdout, records)
			return nil
		},
	}
	p.flags.VisitAll(func(f *pflag.Flag) {
		if cmd.Flags().Lookup(f.Name) == nil {
			p.takeSettings(cmd, f.Name)
		}
	})
	return cmd
}
