// Package feed follows the sources of a site's data, files that grow and other databases, and writes their rows as
// they come. It records how far each feed is and what it has not seen.
package feed

// The settings of feeds and their validation.

import (
	"cmp"
	"errors"
	"fmt"
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
)

// Kinds returns the kinds of feeds.
func Kinds() []string { return []string{QueueLog, CDR} }

// Config is one feed, as the settings file declares it.
type Config struct {
	// Name identifies the feed in the database; its state belongs to the name.
	Name string
	Kind string
	// Path is the file to follow. Rotated files beside it are read too, unless Older is false.
	Path  string
	Older *bool
	// TZ is the zone of wall times; empty is the zone of the settings.
	TZ string
	// Encoding is the encoding of lines that are not UTF-8; empty: such lines cannot be read.
	Encoding string
	// DateFormat is the form of times in CDRs, as of ccrepo import cdr --date-format.
	DateFormat string `koanf:"date-format"`
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
func (c Config) Source() string { return c.Path }

// Tables returns the tables that the feed writes.
func (c Config) Tables() []string {
	if c.Kind == CDR {
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
