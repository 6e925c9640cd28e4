// Package pools holds the server's connections to its database: a pool for each way to use them, statements that
// are kept prepared, and transactions that show nothing but some campaigns.
package pools

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/lib/pq"
)

// streamConnections are for all streams together: each has something to ask for a moment now and then.
const streamConnections = 4

// Pools are the server's connections, a pool for each way to use them: role, limits and plans are settings
// that a connection sends when it starts, so that no request pays for them.
type Pools struct {
	Pages   *Prepared // short answers, under the statement timeout
	Walks   *Prepared // pages in the order of the key, whose plans are made once
	Exports *sql.DB   // streams, under the database clock
	Limited *Prepared // answers of any length for campaign-limited keys
	Writer  *Prepared // writes, a transaction each
	Knowing *sql.DB   // what the server itself must know: keys, the database's secret
	Streams *Prepared // what is new to the streams of agents

	opened []*sql.DB
}

// Options are what pools need.
type Options struct {
	ReaderURL, WriterURL string
	Timeout              time.Duration // of a statement
	LongestTimeout       time.Duration // of a short answer, which a route may have longer
	Connections          int           // that short answers, and as many that long ones, use at once
}

// spareConnections of a pool are for what is asked beside queries: readiness, metrics.
const spareConnections = 4

// KeysPatience is how long reading the keys may take.
const KeysPatience = 2 * time.Second

// Open opens all of them; none connects before it is used.
func Open(o Options) (*Pools, error) {
	p := &Pools{}
	if err := p.open(o); err != nil {
		return nil, errors.Join(err, p.Close())
	}
	return p, nil
}

func (p *Pools) open(o Options) error {
	backstop := max(o.Timeout, o.LongestTimeout)
	most := o.Connections + spareConnections
	var pages, walks, limited, writer, streams *sql.DB
	for _, pool := range []struct {
		into     **sql.DB
		url      string
		most     int // connections
		settings map[string]string
		wrap     func(*pq.Connector) driver.Connector
	}{
		{&pages, o.ReaderURL, most, ReaderSettings(backstop), nil},
		// PostgreSQL would plan a page deep in the data anew each time, which takes as long as to read it.
		{&walks, o.ReaderURL, most, ReaderSettings(backstop, "plan_cache_mode", "force_generic_plan"), nil},
		{&p.Exports, o.ReaderURL, most, ReaderSettings(0), nil},
		// Short and long answers, behind the gates of both.
		{&limited, o.ReaderURL, most + o.Connections, ReaderSettings(backstop, "role", LimitedRole, "application_name", "ccrepo limited reader"), beginWithSettings},
		{&writer, o.WriterURL, most, writerSettings(o.Timeout), nil},
		{&p.Knowing, o.WriterURL, 2, knowingSettings(), nil},
		{&streams, o.WriterURL, streamConnections, StreamSettings(o.Timeout, "ccrepo streams"), nil},
	} {
		opened, err := OpenPool(pool.url, pool.settings, pool.wrap)
		if err != nil {
			return err
		}
		opened.SetMaxOpenConns(pool.most)
		p.opened = append(p.opened, opened)
		*pool.into = opened
	}
	for _, pool := range []struct {
		into **Prepared
		on   *sql.DB
	}{{&p.Pages, pages}, {&p.Walks, walks}, {&p.Limited, limited}, {&p.Writer, writer}, {&p.Streams, streams}} {
		var err error
		if *pool.into, err = newPrepared(pool.on); err != nil {
			return err
		}
	}
	return nil
}

// Close gives the connections back.
func (p *Pools) Close() error {
	var all error
	for _, pool := range p.opened {
		all = errors.Join(all, pool.Close())
	}
	return all
}

// OpenPool opens a pool whose connections have settings. wrap is what they are made by, nil the driver.
func OpenPool(databaseURL string, settings map[string]string, wrap func(*pq.Connector) driver.Connector) (*sql.DB, error) {
	connector, err := pq.NewConnector(WithSettings(databaseURL, settings))
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

// ReaderSettings are those of connections that can only read; a timeout of 0 is none. More settings come as
// names and values.
func ReaderSettings(timeout time.Duration, more ...string) map[string]string {
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
		"statement_timeout": fmt.Sprint(KeysPatience.Milliseconds()),
		"search_path":       "public",
		"timezone":          "UTC",
		"application_name":  "ccrepo keys",
	}
}

// StreamSettings are those of connections that look for what is new to streams, and note what was written into
// them. They act as the writer and where it writes: a standby hears of nothing.
func StreamSettings(timeout time.Duration, name string) map[string]string {
	settings := writerSettings(timeout)
	settings["application_name"] = name
	settings["connect_timeout"] = "5"
	// That an action was delivered is noted again where a crash has lost it.
	settings["synchronous_commit"] = "off"
	return settings
}

// WithSettings adds what a connection sends when it starts.
func WithSettings(databaseURL string, settings map[string]string) string {
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

// BeginLimited begins a transaction in which the database shows nothing but what the settings allow: names and values.
func (p *Pools) BeginLimited(ctx context.Context, options *sql.TxOptions, settings ...string) (*LimitedTx, error) {
	tx := &LimitedTx{pool: p.Limited, options: options, settings: settings}
	return tx, tx.begin(ctx)
}
