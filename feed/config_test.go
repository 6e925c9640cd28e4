package feed_test

import (
	"strings"
	"testing"

	"github.com/ccrepo/ccrepo/feed"
)

func TestConfigsAreChecked(t *testing.T) {
	t.Parallel()
	good := feed.Config{Name: "log", Kind: feed.QueueLog, Path: "/var/log/asterisk/queue_log"}
	cdr := feed.Config{Name: "cdr", Kind: feed.CDR, Path: "/var/log/asterisk/cdr-csv/Master.csv", TZ: "America/Montevideo"}
	if err := feed.CheckAll([]feed.Config{good, cdr}); err != nil {
		t.Fatal(err)
	}
	several := -1
	change := func(c feed.Config, change func(*feed.Config)) feed.Config {
		change(&c)
		return c
	}
	for want, feeds := range map[string][]feed.Config{
		"two feeds are named log":         {good, good},
		`the name "Log 1"`:                {change(good, func(c *feed.Config) { c.Name = "Log 1" })},
		`there is no kind "queue_log"`:    {change(good, func(c *feed.Config) { c.Kind = "queue_log" })},
		"it has no path":                  {change(good, func(c *feed.Config) { c.Path = "" })},
		"path queue_log is relative":      {change(good, func(c *feed.Config) { c.Path = "queue_log" })},
		"seconds since 1970":              {change(good, func(c *feed.Config) { c.TZ = "UTC" })},
		`"Montevideo" is not a time zone`: {change(cdr, func(c *feed.Config) { c.TZ = "Montevideo" })},
		`encoding "ebcdic" is not known`:  {change(good, func(c *feed.Config) { c.Encoding = "ebcdic" })},
		"password or compare_days":        {change(good, func(c *feed.Config) { c.CompareDays = &several })},
		"compare_days is -1":              {{Name: "db", Kind: feed.MySQL, Profile: feed.UContact, URL: "mysql://a@b/c", CompareDays: &several}},
		"date-format":                     {change(cdr, func(c *feed.Config) { c.DateFormat = "%Q" })},
	} {
		if err := feed.CheckAll(feeds); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v instead of %s", err, want)
		}
	}
}
