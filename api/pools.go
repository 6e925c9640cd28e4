package api

import (
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/lib/pq"

	"github.com/ccrepo/ccrepo/db"
)

// streamConnections are for all streams together: each has something to ask for a moment now and then.
const streamConnections = 4

// pools are the server's connections, a pool for each way to use them: role, limits and plans are settings
// that a connection sends when it starts, so that no request pays for them.
type pools struct {
	pages   *prepared // short answers, under the statement timeout
	walks   *prepared // pages in the order of the key, whose plans are made once
	exports *sql.DB   // streams, under the database clock
	limited *prepared // answers of any length for who is limited to campaigns
	writer  *prepared // writes, a transaction each
	knowing *sql.DB   // what the server itself must know: keys, the database's secret
	streams *prepared // what is new to the streams of agents

	opened []*sql.DB
}

// openPools opens all of them; none connects before it is used.
func openPools(o Options) (*pools, error) {
	p := &pools{}
	if err := p.open(o); err != nil {
		return nil, errors.Join(err, p.Close())
	}
	return p, nil
}

func (p *pools) open(o Options) error {
	backstop := longestTimeout(o.Timeout)
	most := o.Connections + spareConnections
	var pages, walks, limited, writer, streams *sql.DB
	for _, pool := range []struct {
		into     **sql.DB
		url      string
		most     int // connections
		settings map[string]string
		wrap     func(*pq.Connector) driver.Connector
	}{
		{&pages, o.ReaderURL, most, readerSettings(backstop), nil},
		// PostgreSQL would plan a page deep in the data anew each time, which takes as long as to read it.
		{&walks, o.ReaderURL, most, readerSettings(backstop, "plan_cache_mode", "force_generic_plan"), nil},
		{&p.exports, o.ReaderURL, most, readerSettings(0), nil},
		// Short and long answers, behind the gates of both.
		{&limited, o.ReaderURL, most + o.Connections, readerSettings(backstop, "role", limitedRole, "application_name", "ccrepo limited reader"), beginWithSettings},
		{&writer, o.WriterURL, most, writerSettings(o.Timeout), nil},
		{&p.knowing, o.WriterURL, 2, knowingSettings(), nil},
		{&streams, o.WriterURL, streamConnections, streamSettings(o.Timeout, "ccrepo streams"), nil},
	} {
		opened, err := openPool(pool.url, pool.settings, pool.wrap)
		if err != nil {
			return err
		}
		opened.SetMaxOpenConns(pool.most)
		p.opened = append(p.opened, opened)
		*pool.into = opened
	}
	for _, pool := range []struct {
		into **prepared
		on   *sql.DB
	}{{&p.pages, pages}, {&p.walks, walks}, {&p.limited, limited}, {&p.writer, writer}, {&p.streams, streams}} {
		var err error
		if *pool.into, err = newPrepared(pool.on); err != nil {
			return err
		}
	}
	return nil
}

// Close gives the connections back.
func (p *pools) Close() error {
	var all error
	for _, pool := range p.opened {
		all = errors.Join(all, pool.Close())
	}
	return all
}

// openPool opens a pool whose connections have settings. wrap is what they are made by, nil the driver.
func openPool(databaseURL string, settings map[string]string, wrap func(*pq.Connector) driver.Connector) (*sql.DB, error) {
	connector, err := pq.NewConnector(withSettings(databaseURL, settings))
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	var makes driver.Connector = connector
	if wrap != nil {
		makes = wrap(connector)
	}
	pool := sql.OpenDB(makes)
	pool.SetMaxIdleConns(10)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	return pool, nil
}

// readerSettings are those of connections that can only read; a timeout of 0 is none. More settings come as
// names and values.
func readerSettings(timeout time.Duration, more ...string) map[string]string {
	settings := map[string]string{
		"role":                          "ccrepo_reader",
		"default_transaction_read_only": "on",
		"statement_timeout":             fmt.Sprint(timeout.Milliseconds()),
		"search_path":                   "public",
		"timezone":                      "UTC",
		"application_name":              "ccrepo reader",
		// Answers are short or streams: what a compiler or a second process saves them costs the others more.
		"jit":                             "off",
		"max_parallel_workers_per_gather": "0",
		"binary_parameters":               "yes", // one round trip for each query
		// A server that was killed cancels nothing.
		"client_connection_check_interval": "5000",
	}
	for pair := range slices.Chunk(more, 2) {
		settings[pair[0]] = pair[1]
	}
	return settings
}

// writerSettings are those of connections that write, which must not keep their
// locks where a server hangs or is cut off.
func writerSettings(timeout time.Duration) map[string]string {
	return map[string]string{
		"role":                                "ccrepo_writer",
		"statement_timeout":                   fmt.Sprint(timeout.Milliseconds()),
		"idle_in_transaction_session_timeout": fmt.Sprint(timeout.Milliseconds()),
		"search_path":                         "public",
		"timezone":                            "UTC",
		"application_name":                    "ccrepo writer",
		"binary_parameters":                   "yes",
		// A server that was killed cancels nothing.
		"client_connection_check_interval": "5000",
	}
}

// knowingSettings act as the writer, too: the reader sees no keys.
func knowingSettings() map[string]string {
	return map[string]string{
		"role":              "ccrepo_writer",
		"statement_timeout": fmt.Sprint(keysPatience.Milliseconds()),
		"search_path":       "public",
		"timezone":          "UTC",
		"application_name":  "ccrepo keys",
	}
}

// streamSettings are those of connections that look for what is new to streams, and note what was written into
// them. They act as the writer and where it writes: a standby hears of nothing.
func streamSettings(timeout time.Duration, name string) map[string]string {
	settings := writerSettings(timeout)
	settings["application_name"] = name
	settings["connect_timeout"] = "5"
	// That an action was delivered is noted again where a crash has lost it.
	settings["synchronous_commit"] = "off"
	return settings
}

// withSettings adds what a connection sends when it starts.
func withSettings(databaseURL string, settings map[string]string) string {
	dsn := databaseURL
	if u, err := url.Parse(databaseURL); err == nil && strings.HasPrefix(u.Scheme, "postgres") {
		query := u.Query()
		for name, value := range settings {
			query.Set(name, value)
		}
		u.RawQuery = query.Encode()
		dsn = u.String()
	} else {
		for name, value := range settings {
			dsn += fmt.Sprintf(" %s='%s'", name, value)
		}
	}
	return dsn
}

// longestTimeout is the most that any route has. It bounds the statements of short answers in the database, where
// the clock of the server, which bounds each by its own, could not stop them.
func longestTimeout(usual time.Duration) time.Duration {
	longest := usual
	for _, r := range db.Routes() {
		longest = max(longest, r.Timeout)
	}
	return longest
}
