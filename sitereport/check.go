// Package sitereport makes routes of the annotated queries in a site's own files, while the server runs. The annotations,
// the routes and the engine are those of the product's reports; what a query may read and call is limited, because
// nobody has reviewed it.
package sitereport

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/ccrepo/ccrepo/api/pools"
	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/route"
	"github.com/ccrepo/ccrepo/route/annotation"
	lists "github.com/ccrepo/ccrepo/sql"
)

// Checker checks queries against a database.
type Checker struct {
	write *sql.DB // makes views that are rolled back
	read  *sql.DB // plans queries as the reader

	schema  annotation.Schema // of the version of the database
	version int64             // its newest migration; 0: the schema has not been read
}

// NewChecker returns a checker, which connects to a database as the reader and as the writer: the writer may create
// temporary views. It does not connect before the first check.
func NewChecker(readerURL, writerURL string) (*Checker, error) {
	settings := pools.ReaderSettings(checkPatience, "role", "ccrepo_writer", "application_name", "ccrepo report check")
	delete(settings, "default_transaction_read_only")
	write, err := pools.OpenPool(writerURL, settings)
	if err != nil {
		return nil, err
	}
	read, err := pools.OpenPool(readerURL, pools.ReaderSettings(checkPatience, "application_name", "ccrepo report check"))
	if err != nil {
		return nil, errors.Join(err, write.Close())
	}
	for _, pool := range []*sql.DB{write, read} {
		pool.SetMaxOpenConns(1)
		pool.SetMaxIdleConns(1)
	}
	return &Checker{write: write, read: read}, nil
}

// Close closes the connections.
func (c *Checker) Close() error { return errors.Join(c.write.Close(), c.read.Close()) }

// look reads the schema of the database, if a migration has changed it, and reports whether one has.
func (c *Checker) look(ctx context.Context) (changed bool, err error) {
	var version int64
	if err := c.read.QueryRowContext(ctx, "SELECT max(version_id) FROM goose_db_version WHERE is_applied").Scan(&version); err != nil {
		return false, fmt.Errorf("read the version of the database: %w", err)
	}
	if version == c.version {
		return false, nil
	}
	if c.schema, err = c.readSchema(ctx); err != nil {
		return false, err
	}
	c.version = version
	return true, nil
}

// readSchema reads the comments of the relations that reports may read, and the lists of the product about columns.
func (c *Checker) readSchema(ctx context.Context) (annotation.Schema, error) {
	s := annotation.Schema{Site: true, Known: db.Routes(), Comments: map[string]string{}, Nullable: map[string]bool{}}
	rows, err := c.read.QueryContext(ctx, `SELECT n.nspname || '.' || r.relname, coalesce(a.attname::text, ''), coalesce(col_description(r.oid, a.attnum), '')
		FROM pg_class AS r
		JOIN pg_namespace AS n ON n.oid = r.relnamespace
		JOIN pg_attribute AS a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
		WHERE n.nspname = ANY (string_to_array($1, ',')) AND r.relkind IN ('r', 'v', 'm', 'p') AND NOT r.relispartition`, strings.Join(schemas(), ","))
	if err != nil {
		return s, fmt.Errorf("read the comments of the database: %w", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var relation, column, comment string
		if err := rows.Scan(&relation, &column, &comment); err != nil {
			return s, fmt.Errorf("read the comments of the database: %w", err)
		}
		s.Comments[relation], s.Comments[relation+"."+column] = "", comment
	}
	if err := rows.Err(); err != nil {
		return s, fmt.Errorf("read the comments of the database: %w", err)
	}
	for name, read := range map[string]func(name string) error{
		"personal.csv": func(name string) error {
			file, err := lists.Lists.Open(name)
			if err == nil {
				s.Personal, err = annotation.ReadPersonal(name, file, s.Comments)
			}
			return err //nolint:wrapcheck // it names the file
		},
		"labels.csv": func(name string) error {
			file, err := lists.Lists.Open(name)
			if err == nil {
				s.Labels, err = annotation.ReadLabels(name, file)
			}
			return err //nolint:wrapcheck // it names the file
		},
		"es.csv": func(name string) error {
			file, err := lists.Lists.Open(name)
			if err == nil {
				s.Spanish, err = annotation.ReadSpanish(name, file)
			}
			return err //nolint:wrapcheck // it names the file
		},
	} {
		if err := read(name); err != nil {
			return s, err
		}
	}
	return s, nil
}

// check returns the routes of a file, or what is wrong with it. An error is one of the check itself.
func (c *Checker) check(ctx context.Context, file, text string) ([]route.Route, []Problem, error) {
	sources, wrong := parse(file, text)
	if len(wrong) > 0 {
		return nil, wrong, nil
	}
	ctx, cancel := context.WithTimeout(ctx, checkPatience*time.Duration(len(sources)))
	defer cancel()
	var queries []annotation.Query
	for _, s := range sources {
		more, err := c.inspect(ctx, s)
		if err != nil {
			return nil, nil, err
		}
		wrong = append(wrong, more...)
		queries = append(queries, s.Query)
	}
	if len(wrong) > 0 {
		return nil, wrong, nil
	}
	routes, err := annotation.Routes(queries, c.schema)
	if err != nil {
		return nil, c.locate(err, file, text, sources), nil
	}
	wrong = checkPaths(routes, text)
	for i := range routes {
		if len(wrong) > 0 {
			break
		}
		if routes[i].SummaryES == "" {
			routes[i].SummaryES = routes[i].Summary
		}
		more, err := c.plan(ctx, &routes[i], text)
		if err != nil {
			return nil, nil, err
		}
		wrong = append(wrong, more...)
	}
	if len(routes) == 0 && len(wrong) == 0 {
		wrong = []Problem{{1, "no query has a route; add -- api:route GET /v1/reports/NAME"}}
	}
	return routes, wrong, nil
}

// commands are the names beneath ccrepo report that are not those of reports.
func commands() []string { return []string{"new", "check", "try", "promote", "help"} }

// checkPaths refuses paths that would be those of the product.
func checkPaths(routes []route.Route, text string) (wrong []Problem) {
	taken, entitySets := map[string]bool{}, map[string]string{}
	for _, r := range db.Routes() {
		_, name, _ := strings.Cut(strings.TrimPrefix(r.Path, "/v1/"), "/")
		entitySets[nameInOData(name)] = r.Path
		if parts := strings.Split(r.Path, "/"); len(parts) > 3 && parts[2] == "reports" {
			taken[parts[3]] = true
		}
	}
	for _, r := range routes {
		refuse := func(message string, args ...any) {
			wrong = append(wrong, Problem{lineWith(text, r.Path, "api:route"), fmt.Sprintf(message, args...)})
		}
		parts := strings.Split(r.Path, "/")
		switch {
		case parts[2] != "reports" || len(parts) < 4:
			refuse("api:route GET %s: the path of a report of the site begins with /v1/reports/", r.Path)
		case strings.HasPrefix(parts[3], "{"):
			refuse("api:route GET %s: the first part after /v1/reports/ is the report's name, not a parameter", r.Path)
		case taken[parts[3]]:
			refuse("api:route GET %s: %s is a report of the product; choose another name", r.Path, parts[3])
		case entitySets[nameInOData(strings.Join(parts[3:], "/"))] != "":
			refuse("api:route GET %s: in OData it would have the name of %s; choose another name", r.Path, entitySets[nameInOData(strings.Join(parts[3:], "/"))])
		case slices.Contains(commands(), parts[3]):
			refuse("api:route GET %s: ccrepo report %s is a command; choose another name", r.Path, parts[3])
		}
	}
	return wrong
}

var (
	onPath    = regexp.MustCompile(`^the route (/v1/\S+)`)
	annotated = regexp.MustCompile(`api:[a-z-]+( [A-Za-z0-9_/.{}-]+)?`)
	about     = regexp.MustCompile(`(?:column|parameter|placeholder) [@{]?([a-z_][a-z0-9_]*)`)
	unknown   = regexp.MustCompile(`api:[a-z-]+:? ([a-z_][a-z0-9_]*): .*(?:no such column|no parameter|no such)|no column ([a-z_][a-z0-9_]*)|relation "?(?:[a-z_]+\.)?([a-z_0-9]+)"? does not exist|there is no relation report\.([a-z_0-9]+)|function (?:[a-z_]+\.)?([a-z_0-9]+)\(`)
)

// locate finds the lines of the errors of the annotations, and the nearest right word for a wrong one.
func (c *Checker) locate(err error, file, text string, sources []*source) (out []Problem) {
	for _, line := range strings.Split(err.Error(), "\n")[1:] {
		message, ours := strings.CutPrefix(line, file+": ")
		if !ours {
			out = append(out, Problem{1, line})
			continue
		}
		name, message, _ := strings.Cut(message, ": ")
		p := Problem{1, message}
		for _, s := range sources {
			if s.Name != name {
				continue
			}
			p.Line = s.line
			if at := annotated.FindString(message); at != "" && lineWith(text, at) > 0 {
				p.Line = max(lineWith(text, at), s.line)
			} else if m := onPath.FindStringSubmatch(message); m != nil && lineWith(text, m[1]) > 0 {
				p.Line = lineWith(text, m[1])
			} else if m := about.FindStringSubmatch(message); m != nil && lineWith(s.Text, m[1]) > 0 {
				p.Line = s.textLine + lineWith(s.Text, m[1]) - 1
			}
			if strings.Contains(message, "no relation") {
				p.Message += c.suggestion(message)
			} else if m := unknown.FindStringSubmatch(message); m != nil && !strings.Contains(message, "did you mean") {
				p.Message += nearest(strings.Join(m[1:], ""), append(s.columns(), s.names...))
			}
		}
		out = append(out, p)
	}
	return out
}

func (s *source) columns() (names []string) {
	for _, c := range s.Columns {
		names = append(names, c.Name)
	}
	return names
}

// suggestion returns the nearest relation or column of the database for one that does not exist; empty: there is none.
func (c *Checker) suggestion(message string) string {
	m := unknown.FindStringSubmatch(message)
	if m == nil {
		return ""
	}
	var names []string
	for name := range c.schema.Comments {
		if parts := strings.Split(name, "."); len(parts) == 2 {
			names = append(names, parts[1])
		}
	}
	word := strings.Join(m[1:], "")
	best := nearest(word, names)
	for _, schema := range schemas() {
		if name := strings.TrimSuffix(strings.TrimPrefix(best, "; did you mean "), "?"); m[3] != "" && best != "" {
			if _, known := c.schema.Comments[schema+"."+name]; known {
				return "; did you mean " + schema + "." + name + "?"
			}
		}
	}
	return best
}
