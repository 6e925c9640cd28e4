// Connections that prove their settings before their first use.

package pools

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/lib/pq"
)

const (
	// mark is a setting of each connection that shows how its settings came about.
	mark = "ccrepo.connection"
	// A pooler that ignores what clients send when they connect loses markStartup.
	markStartup = "startup"
	markSet     = "set"
)

// connector makes connections of which the server has confirmed role and settings: a connection that lacks one is
// refused, because its queries would run with the rights of the login, could write or would not end.
//
// PostgreSQL itself takes the settings when a connection starts. A pooler refuses or ignores them, because its server
// connections exist already; then they are set by a statement, which serves only if the pooler leaves the server
// connection to this client.
type connector struct {
	*pq.Connector               // sends the settings when it connects
	plain         *pq.Connector // sends none
	set, proof    string        // statements
	wanted        string        // result of proof
	pooler        *pooler
}

func newConnector(databaseURL string, settings map[string]string, p *pooler) (*connector, error) {
	config, err := pq.NewConfig(WithSettings(databaseURL, settings))
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	c := &connector{pooler: p}
	c.describe(settings, config.Runtime)
	plain := config.Clone()
	plain.Runtime = nil
	if c.plain, err = pq.NewConnectorConfig(plain); err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	config.Runtime = maps.Clone(config.Runtime)
	if config.Runtime == nil {
		config.Runtime = map[string]string{}
	}
	config.Runtime[mark] = markStartup
	if c.Connector, err = pq.NewConnectorConfig(config); err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	c.plain.Dialer(&dialer{})
	c.Dialer(&dialer{})
	return c, nil
}

// describe writes the statements: sent are all settings that a connection sends, also those of its URL.
func (c *connector) describe(settings, sent map[string]string) {
	var set strings.Builder
	var proof, wanted []string
	for _, name := range slices.Sorted(maps.Keys(sent)) {
		parts := strings.Split(name, ".")
		for i := range parts {
			parts[i] = pq.QuoteIdentifier(parts[i])
		}
		fmt.Fprintf(&set, "SET %s = %s; ", strings.Join(parts, "."), pq.QuoteLiteral(sent[name]))
		value, own := settings[name]
		switch {
		case !own: // of the URL, in whatever unit
			continue
		case name == "role":
			proof = append(proof, "'role = ' || current_user")
		case strings.HasSuffix(name, "_timeout") || strings.HasSuffix(name, "_interval"): // in milliseconds; PostgreSQL shows 60000 as 1min
			proof = append(proof, fmt.Sprintf("'%s = ' || trunc(extract(epoch FROM current_setting('%[1]s')::interval) * 1000)", name))
		default:
			proof = append(proof, fmt.Sprintf("'%s = ' || coalesce(current_setting('%[1]s', true), '')", name))
		}
		wanted = append(wanted, name+" = "+value)
	}
	fmt.Fprintf(&set, "SET %s = %s; ", mark, pq.QuoteLiteral(markSet))
	c.set = set.String()
	c.wanted = strings.Join(wanted, ", ")
	// pg_settings would compute all settings, which takes longer than many a query.
	c.proof = "SELECT coalesce(current_setting('" + mark + "', true), ''), concat_ws(', ', " + strings.Join(append(proof, "NULL"), ", ") + ")"
}

// Connect implements driver.Connector.
func (c *connector) Connect(ctx context.Context) (driver.Conn, error) {
	if !c.pooler.found.Load() {
		conn, err := c.connectDirect(ctx)
		if conn != nil || err != nil {
			return conn, err
		}
		c.pooler.found.Store(true)
	}
	if err := c.pooler.prove(ctx, c.plain); err != nil {
		return nil, err
	}
	conn, err := openOn(ctx, c.plain)
	if err != nil {
		return nil, err
	}
	marked, err := c.confirm(ctx, conn, c.set)
	if err == nil && marked != markSet {
		err = refused("the connection lost its settings at once")
	}
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return pooledConn{conn, c.pooler}, nil
}

// connectDirect returns no connection and no error if a pooler is in between.
func (c *connector) connectDirect(ctx context.Context) (driver.Conn, error) {
	conn, err := openOn(ctx, c.Connector)
	var pe *pq.Error
	if errors.As(err, &pe) && pe.Code == "08P01" && strings.Contains(pe.Message, "startup parameter") {
		return nil, nil //nolint:nilnil // as the comment says
	}
	if err != nil {
		return nil, err
	}
	marked, err := c.confirm(ctx, conn, "")
	if marked == markStartup && err == nil {
		return conn, nil
	}
	if closed := conn.Close(); marked == markStartup || marked == "failed" {
		return nil, errors.Join(err, closed)
	}
	return nil, nil //nolint:nilnil // as the comment says
}

// confirm runs the statements and the proof in one round trip. It returns the mark of the connection, "failed" if it
// could not be read.
func (c *connector) confirm(ctx context.Context, conn pqConn, statements string) (marked string, err error) {
	row, err := firstRow(ctx, conn, statements+c.proof)
	if err != nil {
		return "failed", err
	}
	marked = row[0]
	if row[1] != c.wanted {
		return marked, refused("it has the settings %s, and must have %s", row[1], c.wanted)
	}
	return marked, nil
}
