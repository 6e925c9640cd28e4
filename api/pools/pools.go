// Package pools holds the server's connections to its database: a pool for each use, prepared statements, and
// transactions that show only some campaigns.
package pools

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"time"
)

// streamConnections are shared by all streams, each of which runs a short query now and then.
const streamConnections = 4

// Pools are the server's connections, a pool for each use: role, limits and plans are settings that a connection sends
// when it starts, so that they take no time of a request.
type Pools struct {
	Pages   *Prepared // short answers, under the statement timeout
	Keyset  *Prepared // pages in the order of the key, whose plans are made once
	Exports *sql.DB   // exports, whose time is limited by the clock of the engine
	Limited *Prepared // answers of any length for campaign-limited keys
	Writer  *Prepared // writes, a transaction each
	Control *sql.DB   // what the server itself reads: keys, the database's secret
	Streams *Prepared // what the streams of agents' actions read
	Site    *sql.DB   // the queries of the site

	siteLimited *Prepared // the same for campaign-limited keys

	opened []*sql.DB
}

// Options are the settings of the pools.
type Options struct {
	ReaderURL, WriterURL string
	Timeout              time.Duration // of a statement
	LongestTimeout       time.Duration // the longest of any route
	Connections          int           // for short answers, and as many for long ones
}

// longestOfSite is the longest time of a statement of a site, which the server limits to less: api:timeout is at most that.
const longestOfSite = 10 * time.Minute

// spareConnections are the connections of a pool for other uses than queries: readiness, metrics.
const spareConnections = 4

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
	var pages, keyset, limited, writer, streams, siteLimited *sql.DB
	poolers := map[string]*pooler{}
	for _, pool := range []struct {
		into     **sql.DB
		url      string
		most     int // connections
		settings map[string]string
		wrap     func(driver.Connector) driver.Connector
	}{
		{&pages, o.ReaderURL, most, ReaderSettings(backstop), nil},
		// PostgreSQL would plan each page deep in the data again, which takes as long as reading it.
		{&keyset, o.ReaderURL, most, ReaderSettings(backstop, "plan_cache_mode", "force_generic_plan"), nil},
		{&p.Exports, o.ReaderURL, most, ReaderSettings(0), nil},
		// Short and long answers, behind the gates of both.
		{&limited, o.ReaderURL, most + o.Connections, ReaderSettings(backstop, "role", LimitedRole, "application_name", "ccrepo limited reader"), beginWithSettings},
		{&writer, o.WriterURL, most, writerSettings(o.Timeout), nil},
		{&p.Control, o.WriterURL, 2, controlSettings(), nil},
		{&streams, o.WriterURL, streamConnections, StreamSettings(o.Timeout, "ccrepo streams"), nil},
		// The queries of a site are not the product's: what one of them did to its connection would not reach another query.
		{&p.Site, o.ReaderURL, most, ReaderSettings(longestOfSite, "application_name", "ccrepo site reports"), nil},
		{&siteLimited, o.ReaderURL, most, ReaderSettings(longestOfSite, "role", LimitedRole, "application_name", "ccrepo limited site reports"), beginWithSettings},
	} {
		if poolers[pool.url] == nil {
			poolers[pool.url] = newPooler()
		}
		opened, err := openPool(pool.url, pool.settings, poolers[pool.url], pool.wrap)
		if err != nil {
			return err
		}
		opened.SetMaxOpenConns(pool.most)
		// As many as are open: a connection that is closed after each request is made anew by the next, which takes longer
		// than its query.
		opened.SetMaxIdleConns(pool.most)
		p.opened = append(p.opened, opened)
		*pool.into = opened
	}
	for _, pool := range []struct {
		into **Prepared
		on   *sql.DB
	}{{&p.Pages, pages}, {&p.Keyset, keyset}, {&p.Limited, limited}, {&p.Writer, writer}, {&p.Streams, streams}, {&p.siteLimited, siteLimited}} {
		var err error
		if *pool.into, err = newPrepared(pool.on); err != nil {
			return err
		}
	}
	return nil
}

// Close closes all connections.
func (p *Pools) Close() error {
	var all error
	for _, pool := range p.opened {
		all = errors.Join(all, pool.Close())
	}
	return all
}

// OpenPool opens a pool whose connections have settings. A connection that lacks one of them is refused.
func OpenPool(databaseURL string, settings map[string]string) (*sql.DB, error) {
	return openPool(databaseURL, settings, newPooler(), nil)
}

// openPool is OpenPool. wrap wraps the connector; nil: it is used as it is.
func openPool(databaseURL string, settings map[string]string, p *pooler, wrap func(driver.Connector) driver.Connector) (*sql.DB, error) {
	proving, err := newConnector(databaseURL, settings, p)
	if err != nil {
		return nil, err
	}
	var makes driver.Connector = proving
	if wrap != nil {
		makes = wrap(proving)
	}
	pool := sql.OpenDB(makes)
	pool.SetMaxIdleConns(10)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	return pool, nil
}

// BeginLimited begins a transaction in which the database shows only what the settings (names and values) allow.
func (p *Pools) BeginLimited(ctx context.Context, options *sql.TxOptions, settings ...string) (*LimitedTx, error) {
	tx := &LimitedTx{pool: p.Limited, options: options, settings: settings}
	return tx, tx.begin(ctx)
}

// BeginLimitedSite is BeginLimited for a query of the site.
func (p *Pools) BeginLimitedSite(ctx context.Context, options *sql.TxOptions, settings ...string) (*LimitedTx, error) {
	tx := &LimitedTx{pool: p.siteLimited, options: options, settings: settings}
	return tx, tx.begin(ctx)
}

// Try makes one connection that reads and one that writes, as the server's pools do.
func Try(ctx context.Context, readerURL, writerURL string) error {
	for _, c := range []struct {
		url      string
		settings map[string]string
	}{{readerURL, ReaderSettings(KeysPatience)}, {writerURL, writerSettings(KeysPatience)}} {
		pool, err := OpenPool(c.url, c.settings)
		if err != nil {
			return err
		}
		if err := errors.Join(pool.PingContext(ctx), pool.Close()); err != nil {
			return fmt.Errorf("connect to the database: %w", err)
		}
	}
	return nil
}
