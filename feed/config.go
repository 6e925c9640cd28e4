// Package feed follows the sources of a site's data, files that grow and other databases, and writes their rows as
// they come. It records how far each feed is and what it has not seen.
package feed

// The settings of feeds and their validation.

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/ccrepo/ccrepo/ingest"
)

// Kinds of feeds.
const (
	QueueLog = "queue-log" // a queue_log file that grows
	CDR      = "cdr-csv"   // a file of call detail records that grows
	MySQL    = "mysql"     // another database, of MySQL or MariaDB
	Postgres = "postgres"  // another database, of PostgreSQL
)

// Kinds returns the kinds of feeds.
func Kinds() []string { return []string{QueueLog, CDR, MySQL, Postgres} }

// Config is one feed, as the settings file declares it.
type Config struct {
	// Name identifies the feed in the database; its state belongs to the name.
	Name string
	Kind string
	// Path is the file to follow. Rotated files beside it are read too, unless Older is false.
	Path  string
	Older *bool
	// Notify is whether the file system is asked to notify changes; nil is true. Without, the file is only polled.
	Notify *bool
	// TZ is the zone of wall times; empty is the zone of the settings.
	TZ string
	// Encoding is the encoding of lines that are not UTF-8; empty: such lines cannot be read.
	Encoding string
	// DateFormat is the form of times in CDRs, as of ccrepo import cdr --date-format.
	DateFormat string `koanf:"date-format"`
	// URL is that of a database: mysql://user@host:3306/database or postgres://user@host/database. Its password is in a
	// file or in a variable of the environment.
	URL          string
	PasswordFile string `koanf:"password_file"`
	PasswordEnv  string `koanf:"password_env"`
	// Profile is the form of the database; Map maps its tables instead.
	Profile string
	Map     []TableMap
	// Page is the number of rows that are read at once; 0 is 1,000. Pause is the time between two pages of history; 0 is
	// 100 ms.
	Page  int
	Pause time.Duration
	// CompareDays is the number of days whose hours are compared with the source, so that rows that commit late come; nil
	// is 7, 0 none.
	CompareDays *int `koanf:"compare_days"`
	// TZUnproven reads CDRs whose uniqueids contradict TZ.
	TZUnproven bool `koanf:"tz-unproven"`
}

// names are lower case, because they are part of lock keys, of metrics' labels and of commands.
var namePattern = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,62}$`)

// Check returns what is wrong with a feed.
func (c Config) Check() error {
	switch {
	case !namePattern.MatchString(c.Name):
		return fmt.Errorf("the name %q: give lower-case letters, digits, - and _, such as queue-log", c.Name)
	case !slices.Contains(Kinds(), c.Kind):
		return fmt.Errorf("feed %s: there is no kind %q; the kinds are %s", c.Name, c.Kind, strings.Join(Kinds(), ", "))
	case c.IsDatabase():
		return c.checkDatabase()
	case c.URL != "" || c.Profile != "" || len(c.Map) > 0 || c.PasswordFile != "" || c.PasswordEnv != "" || c.CompareDays != nil:
		return fmt.Errorf("feed %s: a file has no url, profile, map, password or compare_days; leave them out", c.Name)
	case c.Path == "":
		return fmt.Errorf("feed %s: it has no path; give the file to follow", c.Name)
	case !filepath.IsAbs(c.Path):
		return fmt.Errorf("feed %s: path %s is relative; give the whole path, so that every server follows the same file", c.Name, c.Path)
	case c.Kind == QueueLog && (c.TZ != "" || c.TZUnproven || c.DateFormat != ""):
		return fmt.Errorf("feed %s: a queue_log has its times in seconds since 1970; leave out tz, tz-unproven and date-format", c.Name)
	}
	_, err := c.options(time.UTC)
	return err
}

// IsDatabase reports whether the feed reads another database.
func (c Config) IsDatabase() bool { return c.Kind == MySQL || c.Kind == Postgres }

// checkDatabase returns what is wrong with a feed from a database.
func (c Config) checkDatabase() error {
	u, err := url.Parse(c.URL)
	schemes := map[string][]string{MySQL: {"mysql", "mariadb"}, Postgres: {"postgres", "postgresql"}}[c.Kind]
	switch {
	case err != nil || u.Host == "" && u.Query().Get("socket") == "" || !slices.Contains(schemes, u.Scheme) || len(u.Path) < 2:
		return fmt.Errorf("feed %s: give a url such as %s://reader@db.example/database", c.Name, c.Kind) // it may hold a password
	case c.Path != "" || c.Older != nil || c.Notify != nil || c.DateFormat != "":
		return fmt.Errorf("feed %s: a database has no path, older, notify or date-format; leave them out", c.Name)
	case c.Profile == "" && len(c.Map) == 0:
		return fmt.Errorf("feed %s: it has no profile; the profiles are %s, or give a map of its tables", c.Name, strings.Join(Profiles(), ", "))
	case c.Profile != "" && !slices.Contains(Profiles(), c.Profile):
		return fmt.Errorf("feed %s: there is no profile %q; the profiles are %s", c.Name, c.Profile, strings.Join(Profiles(), ", "))
	case c.PasswordFile != "" && c.PasswordEnv != "":
		return fmt.Errorf("feed %s: it has both password_file and password_env; leave one out", c.Name)
	case c.Page < 0 || c.Pause < 0:
		return fmt.Errorf("feed %s: page and pause cannot be negative", c.Name)
	case c.compareDays() < 0 || c.compareDays() > 366:
		return fmt.Errorf("feed %s: compare_days is %d; give a number of days from 0 (none) to 366", c.Name, *c.CompareDays)
	}
	for _, m := range c.Map {
		if m.Source == "" || !slices.Contains(ingest.Tables(), m.Target) {
			return fmt.Errorf("feed %s: a member of map needs source, and target, one of %s", c.Name, strings.Join(ingest.Tables(), ", "))
		}
	}
	_, err = c.options(time.UTC)
	return err
}

// CheckAll returns what is wrong with the feeds of a settings file.
func CheckAll(feeds []Config) error {
	seen := map[string]bool{}
	var wrong error
	for _, c := range feeds {
		if seen[c.Name] {
			wrong = errors.Join(wrong, fmt.Errorf("two feeds are named %s; the state of a feed belongs to its name", c.Name))
		}
		seen[c.Name] = true
		wrong = errors.Join(wrong, c.Check())
	}
	return wrong
}

// Source returns what the feed reads, without secrets.
func (c Config) Source() string {
	if !c.IsDatabase() {
		return c.Path
	}
	u, err := url.Parse(c.URL)
	if err != nil {
		return c.Kind + "://…"
	}
	u.RawQuery = ""
	return u.Redacted()
}

// Tables returns the tables that the feed writes.
func (c Config) Tables() []string {
	switch {
	case c.IsDatabase():
		return c.targets()
	case c.Kind == CDR:
		return []string{"cdr_repo"}
	}
	return []string{"queue_log_repo"}
}

// options returns how to read the files of a feed.
func (c Config) options(zone *time.Location) (o ingest.Options, err error) {
	o.Location, o.ZoneUnproven = zone, c.TZUnproven
	if c.TZ != "" {
		if o.Location, err = time.LoadLocation(c.TZ); err != nil || c.TZ == "Local" {
			return o, fmt.Errorf("feed %s: %q is not a time zone; give an IANA name such as America/Montevideo", c.Name, c.TZ)
		}
	}
	if o.Encoding, err = ingest.Encoding(cmp.Or(c.Encoding, "utf-8")); err != nil {
		return o, fmt.Errorf("feed %s: encoding: %w", c.Name, err)
	}
	if c.DateFormat != "" {
		if o.DateFormat, err = ingest.NewDateFormat(c.DateFormat); err != nil {
			return o, fmt.Errorf("feed %s: date-format: %w", c.Name, err)
		}
	}
	return o, nil
}
