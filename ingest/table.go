package ingest

// The tables of history as the database describes them, and how a text becomes a value of a column.

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Tables returns the names of the fifteen tables of history.
func Tables() []string {
	return []string{"queue_log_repo", "cdr_repo", "tags", "black_list_history", "calls_spool", "dialer_base", "sms_repo", "webchat_log_repo",
		"sms_log_repo", "email_log_repo", "twitter_log_repo", "messenger_log_repo", "facebook_log_repo", "sipchat", "auditory"}
}

// Table is a table of history.
type Table struct {
	Name    string
	Columns []Column // those that a source can have
	Time    int      // index of the column that the table is ordered by; -1: none
	growing bool     // is partitioned by month
}

// Column is a column of a Table.
type Column struct {
	Name    string
	Type    string // text, bigint, integer, numeric, boolean or timestamptz
	NotNull bool
	Indexed bool
	// missing is the value where the source has none; nil: NULL or, if the column must have one, none.
	missing any
}

// TableRow is a row of a table: a value for each of its columns, nil for NULL.
type TableRow struct {
	At     time.Time // zero: the table has no time
	Values []any
}

// errNoTable reports a name that is none of the fifteen.
var errNoTable = errors.New("it is none of the tables of history")

// LoadTable reads the description of a table from the database.
func LoadTable(ctx context.Context, conn *sql.DB, name string) (*Table, error) {
	if !slices.Contains(Tables(), name) {
		return nil, fmt.Errorf("table %q: %w: %s", name, errNoTable, strings.Join(Tables(), ", "))
	}
	rows, err := conn.QueryContext(ctx, `
SELECT a.attname, CASE y.name WHEN 'timestamp with time zone' THEN 'timestamptz' ELSE y.name END,
    a.attnotnull, coalesce((SELECT pg_get_expr(d.adbin, d.adrelid) FROM pg_attrdef AS d WHERE d.adrelid = a.attrelid AND d.adnum = a.attnum AND a.attgenerated = ''), ''),
    EXISTS (SELECT FROM pg_index AS i WHERE i.indrelid = a.attrelid AND a.attnum = ANY (i.indkey)),
    EXISTS (SELECT FROM app.growing_table AS g WHERE g.relation = a.attrelid),
    coalesce((SELECT g.time_column FROM app.growing_table AS g WHERE g.relation = a.attrelid), '')
FROM pg_attribute AS a
JOIN pg_type AS t ON t.oid = a.atttypid
CROSS JOIN LATERAL (SELECT format_type(coalesce(nullif(t.typbasetype, 0), t.oid), NULL) AS name) AS y
WHERE a.attrelid = ('public.' || $1::text)::regclass AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attnum`, name)
	if err != nil {
		return nil, fmt.Errorf("look at table %s: %w", name, err)
	}
	defer func() { _ = rows.Close() }()
	t := &Table{Name: name, Time: -1}
	var growsBy string
	for rows.Next() {
		var c Column
		var expression string
		if err := rows.Scan(&c.Name, &c.Type, &c.NotNull, &expression, &c.Indexed, &t.growing, &growsBy); err != nil {
			return nil, fmt.Errorf("look at table %s: %w", name, err)
		}
		switch c.Name {
		case "id", "position", "import_id", "written_by", "number": // the database's own
		default:
			c.missing = constant(expression)
			t.Columns = append(t.Columns, c)
		}
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("look at table %s: %w", name, err)
	}
	for i, c := range t.Columns {
		if c.Name == growsBy || growsBy == "" && c.Type == "timestamptz" && c.NotNull {
			t.Time = i
		}
	}
	return t, nil
}

// constant returns the value of the expression of a default if it is a constant. A default such as now() does not
// apply to rows of the past.
func constant(expression string) any {
	switch text, isText := strings.CutSuffix(expression, "::text"); {
	case isText:
		return strings.Trim(text, "'")
	case expression == "true" || expression == "false":
		return expression == "true"
	}
	if v, err := strconv.ParseInt(expression, 10, 64); err == nil {
		return v
	}
	return nil
}

// Column returns the index of the column that a source calls by a name, in any case; -1: there is none.
func (t *Table) Column(name string) int {
	name = headerName(name)
	at := func(name string) int {
		return slices.IndexFunc(t.Columns, func(c Column) bool { return headerName(c.Name) == name })
	}
	switch i := at(name); {
	case i >= 0:
		return i
	case name == "data": // the source calls the first one so in places
		return at("data1")
	case name == "id":
		return at("origid")
	}
	return -1
}

// Convert returns the row of the texts of a source. given maps each text to a column of the table, -1 for none; a nil
// text is NULL.
func (t *Table) Convert(texts []*string, given []int, o *Options) (TableRow, error) {
	row := TableRow{Values: make([]any, len(t.Columns))}
	for i, text := range texts {
		if given[i] < 0 {
			continue
		}
		c := &t.Columns[given[i]]
		if text == nil {
			continue
		}
		value, err := c.convert(*text, o)
		if err != nil {
			return row, fmt.Errorf("%s %s %w", c.Name, quoted(*text), err)
		}
		row.Values[given[i]] = value
	}
	for i, c := range t.Columns {
		if row.Values[i] == nil {
			row.Values[i] = c.missing
		}
		if row.Values[i] == nil && c.NotNull {
			return row, fmt.Errorf("it has no %s", c.Name)
		}
	}
	if t.Time >= 0 {
		row.At, _ = row.Values[t.Time].(time.Time)
	}
	return row, nil
}

// convert returns the value of a text, nil for NULL. The error follows the text.
func (c *Column) convert(text string, o *Options) (any, error) {
	if c.Type == "text" {
		if c.Indexed {
			if err := checkIndexed("it", text); err != nil {
				return nil, errors.New("is longer than 1000 bytes")
			}
		}
		return text, nil
	}
	if text = strings.TrimSpace(text); text == "" {
		return nil, nil //nolint:nilnil // documented
	}
	switch c.Type {
	case "bigint", "integer", "smallint":
		// A spreadsheet writes 5 as 5.0.
		whole, decimals, _ := strings.Cut(text, ".")
		v, err := strconv.ParseInt(whole, 10, map[string]int{"bigint": 64, "integer": 32, "smallint": 16}[c.Type])
		if err != nil || strings.Trim(decimals, "0") != "" {
			return nil, errors.New("is not a whole number")
		}
		return v, nil
	case "numeric":
		whole, decimals, _ := strings.Cut(strings.TrimPrefix(text, "-"), ".")
		if _, ok := digits(whole + decimals); !ok || whole+decimals == "" || len(text) > 60 {
			return nil, errors.New("is not a decimal number")
		}
		return text, nil
	case "boolean":
		switch strings.ToLower(text) {
		case "1", "t", "true", "y", "yes", "\x01":
			return true, nil
		case "0", "f", "false", "n", "no", "\x00":
			return false, nil
		}
		return nil, errors.New("is neither true nor false")
	case "timestamptz":
		return c.moment(text, o)
	}
	return nil, fmt.Errorf("is for a column of the type %s, which is not read", c.Type)
}

// moment returns the time of a wall time. In an hour that the clocks repeat it is the first one.
func (c *Column) moment(text string, o *Options) (any, error) {
	if epoch, err := parseEpoch(text); err == nil { // Asterisk writes seconds since 1970 into some tables
		return epoch, nil
	}
	wall, err := o.wall(text)
	if errors.Is(err, errBefore1970) && !c.NotNull {
		return nil, nil //nolint:nilnil // MySQL writes 0000-00-00 where there is no time
	}
	if err != nil {
		return nil, err
	}
	location := o.Location
	if location == nil {
		location = time.UTC
	}
	moments := wall.moments(location)
	if len(moments) == 0 {
		return nil, errSkipped
	}
	return wall.at(moments[0]), nil
}

// tableKind is the kind of imports of a table, as app.import_file has it.
func tableKind(table string) string { return "table " + table }

// target describes the table to the importer.
func (t *Table) target() target[TableRow] {
	to := target[TableRow]{
		kind: tableKind(t.Name), table: "public." + t.Name, unpartitioned: !t.growing,
		moment: func(r *TableRow) time.Time { return r.At },
		values: func(r *TableRow, values []any) { copy(values, r.Values) },
	}
	for _, c := range t.Columns {
		to.columns = append(to.columns, `"`+c.Name+`"`)
	}
	return to
}

// Place is a row with its place in its source: the id of another database's table.
type Place = Line[TableRow]

// Insert writes rows in a transaction. EnsurePartitions comes before it.
func (t *Table) Insert(ctx context.Context, tx *sql.Tx, importID int32, rows []Place) error {
	return writeRows(ctx, tx, t.target(), rows, importID)
}

// EnsurePartitions creates the partitions of the months of rows, in a transaction of its own.
func (t *Table) EnsurePartitions(ctx context.Context, conn *sql.DB, rows []Place, now time.Time) error {
	return ensurePartitions(ctx, conn, t.target(), rows, now)
}

// Refused returns the reason for which the database refuses a row, or nil if the error is another one.
func Refused(err error) error { return refused(err) }

// Kind is the kind of the imports of the table.
func (t *Table) Kind() string { return tableKind(t.Name) }
