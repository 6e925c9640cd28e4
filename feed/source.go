package feed

// Another database: its tables and columns, and their rows as texts.

import (
	"bytes"
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"hash/fnv"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-sql-driver/mysql"
	"github.com/lib/pq"

	"github.com/ccrepo/ccrepo/ingest"
)

// source is a connection to another database, which is only read.
type source struct {
	*sql.DB
	mysql bool
}

// sourceTable is a table of another database that is read.
type sourceTable struct {
	TableMap
	target    *ingest.Table
	id        string   // column of the ids; "0": there is none
	time      string   // column of the times, if it is of such a type
	timeZoned bool     // whether its times are moments
	selects   string   // expressions of the columns that are read, the id first
	given     []int    // columns of the target that they become
	zoned     []bool   // whether they are moments of UTC, not wall times
	extra     []string // columns of the source that are not stored
	missing   []string // columns of the target that the source does not have
	split     bool     // data holds data1 to data5, separated by |
	data      [5]int   // columns data1 to data5 of the target; -1: none
	origid    int      // column origid of the target; -1: none
	options   ingest.Options
}

// password returns the password of a feed's URL.
func (c Config) password() (string, error) {
	switch {
	case c.PasswordFile != "":
		text, err := os.ReadFile(c.PasswordFile)
		if err != nil {
			return "", fmt.Errorf("read the password: %w", err)
		}
		return strings.TrimRight(string(text), "\r\n"), nil
	case c.PasswordEnv != "":
		text, found := os.LookupEnv(c.PasswordEnv)
		if !found {
			return "", fmt.Errorf("read the password: the environment has no %s", c.PasswordEnv)
		}
		return text, nil
	}
	return "", nil
}

// openSource connects to the database of a feed. The connection can only read.
func openSource(ctx context.Context, c Config) (*source, error) {
	u, err := url.Parse(c.URL)
	if err != nil {
		return nil, fmt.Errorf("feed %s: its url is not of the form mysql://user@host:port/database", c.Name)
	}
	secret, err := c.password()
	if err != nil {
		return nil, err
	}
	if given, has := u.User.Password(); has && secret == "" {
		secret = given
	}
	s := &source{mysql: c.Kind == MySQL}
	if s.mysql {
		connector, err := MySQLConnector(u, secret)
		if err != nil {
			return nil, fmt.Errorf("feed %s: its url cannot be used: %w", c.Name, err)
		}
		s.DB = sql.OpenDB(readOnly{connector})
	} else {
		query := u.Query()
		for name, value := range map[string]string{"default_transaction_read_only": "on", "timezone": "UTC", "connect_timeout": "10", "application_name": "ccrepo feed"} {
			query.Set(name, value)
		}
		u.RawQuery = query.Encode()
		if secret != "" {
			u.User = url.UserPassword(u.User.Username(), secret)
		}
		connector, err := pq.NewConnector(u.String())
		if err != nil {
			return nil, fmt.Errorf("feed %s: its url cannot be used", c.Name) // the error may show the password
		}
		s.DB = sql.OpenDB(connector)
	}
	s.SetMaxOpenConns(1)
	if err := s.PingContext(ctx); err != nil {
		_ = s.Close() // the first error says more
		return nil, fmt.Errorf("connect to the source: %w", err)
	}
	return s, nil
}

// MySQLConnector returns what connects to the MySQL or MariaDB database of a URL, as that of a feed.
func MySQLConnector(u *url.URL, password string) (driver.Connector, error) {
	config := mysql.NewConfig()
	config.User, config.Passwd = u.User.Username(), password
	config.Net, config.Addr = "tcp", u.Host
	if u.Port() == "" {
		config.Addr = u.Host + ":3306"
	}
	if socket := u.Query().Get("socket"); socket != "" {
		config.Net, config.Addr = "unix", socket
	}
	config.DBName = strings.TrimPrefix(u.Path, "/")
	config.TLSConfig = u.Query().Get("tls")
	config.Timeout, config.ReadTimeout, config.WriteTimeout = 10*time.Second, 2*time.Minute, 10*time.Second
	config.Collation = "utf8mb4_general_ci"
	config.Params = map[string]string{"time_zone": "'+00:00'"}
	config.Logger = &mysql.NopLogger{}
	return mysql.NewConnector(config) //nolint:wrapcheck // the callers do
}

// readOnly makes connections that can only read. MySQL and MariaDB have different names for the setting, but the same
// statement.
type readOnly struct{ driver.Connector }

// Connect implements driver.Connector.
func (r readOnly) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := r.Connector.Connect(ctx)
	if err != nil {
		return nil, err //nolint:wrapcheck // database/sql looks at what the driver returns
	}
	if execer, can := conn.(driver.ExecerContext); can {
		_, err = execer.ExecContext(ctx, "SET SESSION TRANSACTION READ ONLY", nil)
	} else {
		err = errors.New("the driver cannot run statements")
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("make the connection read only: %w", err), conn.Close())
	}
	return conn, nil
}

func (s *source) quote(name string) string {
	if s.mysql {
		return "`" + strings.ReplaceAll(name, "`", "``") + "`"
	}
	return pq.QuoteIdentifier(name)
}

// sourceColumn is a column as information_schema describes it.
type sourceColumn struct{ table, name, dataType string }

// columns returns the columns of all tables of the database.
func (s *source) columns(ctx context.Context) (all []sourceColumn, err error) {
	schema := "current_schema()"
	if s.mysql {
		schema = "DATABASE()"
	}
	rows, err := s.QueryContext(ctx, "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = "+schema+" ORDER BY table_name, ordinal_position")
	if err != nil {
		return nil, fmt.Errorf("look at the tables of the source: %w", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var c sourceColumn
		if err := rows.Scan(&c.table, &c.name, &c.dataType); err != nil {
			return nil, fmt.Errorf("look at the tables of the source: %w", err)
		}
		all = append(all, c)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("look at the tables of the source: %w", err)
	}
	return all, nil
}

// table returns how to read a table, or nil if the source does not have it. Names match in any case.
func (s *source) table(m TableMap, target *ingest.Table, columns []sourceColumn, o ingest.Options) (*sourceTable, error) {
	t := &sourceTable{TableMap: m, target: target, options: o, origid: target.Column("origid")}
	for i := range t.data {
		t.data[i] = target.Column(fmt.Sprintf("data%d", i+1))
	}
	var idColumn string
	var expressions []string
	found := map[int]bool{}
	for _, c := range columns {
		if !strings.EqualFold(c.table, m.Source) {
			continue
		}
		t.Source = c.table
		if strings.EqualFold(c.name, m.ID) || m.ID == "" && strings.EqualFold(c.name, "id") {
			idColumn = c.name
		}
	}
	for _, c := range columns {
		if c.table != t.Source || !strings.EqualFold(t.Source, m.Source) {
			continue
		}
		name := c.name
		for theirs, ours := range m.Columns {
			if strings.EqualFold(theirs, c.name) {
				name = ours
			}
		}
		i := target.Column(name)
		switch {
		case c.name == idColumn && hasColumn(columns, t.Source, "origid"):
			continue
		case i < 0 && c.name == idColumn:
			continue
		case i < 0 || found[i]:
			t.extra = append(t.extra, c.name)
			continue
		}
		found[i] = true
		expression := s.quote(c.name)
		if i == target.Time && isTime(c.dataType) {
			t.time, t.timeZoned = expression, strings.EqualFold(c.dataType, "timestamp") && s.mysql || strings.Contains(c.dataType, "with time zone")
		}
		switch {
		case !s.mysql:
			expression += "::text" // the driver would make moments of wall times
		case strings.EqualFold(c.dataType, "bit"):
			expression += "+0"
		}
		expressions, t.given = append(expressions, expression), append(t.given, i)
		t.zoned = append(t.zoned, s.mysql && strings.EqualFold(c.dataType, "timestamp"))
		t.split = t.split || strings.EqualFold(c.name, "data") && target.Columns[i].Name == "data1"
	}
	if len(expressions) == 0 {
		return nil, nil //nolint:nilnil // documented
	}
	for i, c := range target.Columns {
		if !found[i] && c.Name != "origid" {
			t.missing = append(t.missing, c.Name)
		}
	}
	if idColumn == "" && (t.time == "" || t.Whole) {
		return nil, fmt.Errorf("table %s of the source has no column id; give the feed a map with the column that numbers its rows", t.Source)
	}
	if target.Time >= 0 && !found[target.Time] {
		return nil, fmt.Errorf("table %s of the source has no column %s; give the feed a map with the one that holds the time", t.Source, target.Columns[target.Time].Name)
	}
	t.id = "0"
	if idColumn != "" {
		t.id = s.quote(t.Source) + "." + s.quote(idColumn) // PostgreSQL would order by a result of this name
	}
	t.selects = strings.Join(append([]string{t.id}, expressions...), ", ")
	return t, nil
}

func isTime(dataType string) bool {
	dataType = strings.ToLower(dataType)
	return dataType == "datetime" || strings.HasPrefix(dataType, "timestamp")
}

// wall returns the literal of a moment, as the column of the times has it.
func (t *sourceTable) wall(moment time.Time) string {
	zone := t.options.Location
	if t.timeZoned || zone == nil {
		zone = time.UTC
	}
	return "'" + moment.In(zone).Format(time.DateTime) + "'"
}

func hasColumn(columns []sourceColumn, table, name string) bool {
	return slices.ContainsFunc(columns, func(c sourceColumn) bool { return c.table == table && strings.EqualFold(c.name, name) })
}

// earliest returns a time that is before those of all rows between two ids. Rows before 1971 have no time of their own,
// and are not stored.
func (s *source) earliest(ctx context.Context, t *sourceTable, first, last int64) (time.Time, error) {
	least := "min(" + t.time + ")"
	if !s.mysql {
		least += "::text"
	}
	var text sql.NullString
	err := s.QueryRowContext(ctx, fmt.Sprintf("SELECT %s FROM %s WHERE %[3]s >= %[4]d AND %[3]s <= %[5]d AND %[6]s > '1971-01-01'", least, s.quote(t.Source), t.id, first, last, t.time)).Scan(&text)
	if err != nil {
		return time.Time{}, fmt.Errorf("read table %s of the source: %w", t.Source, err)
	}
	day, err := time.Parse(time.DateOnly, text.String[:min(len(text.String), len(time.DateOnly))])
	if err != nil { // none of the rows has a time
		return time.Now(), nil //nolint:nilerr // documented
	}
	return day.AddDate(0, 0, -2), nil // in any zone
}

// sourceRow is a row of a source: converted, or the reason why it cannot be.
type sourceRow struct {
	ingest.Place
	hash int64
	bad  string
}

// read returns the rows of a condition, such as "id > 5 ORDER BY id LIMIT 10", whose arguments are numbers.
func (s *source) read(ctx context.Context, t *sourceTable, condition string, args ...any) (all []sourceRow, err error) {
	condition = strings.ReplaceAll(condition, "{id}", t.id)
	for i, arg := range args {
		condition = strings.ReplaceAll(condition, fmt.Sprintf("$%d", i+1), fmt.Sprint(arg))
	}
	rows, err := s.QueryContext(ctx, "SELECT "+t.selects+" FROM "+s.quote(t.Source)+" WHERE "+condition)
	if err != nil {
		return nil, fmt.Errorf("read table %s of the source: %w", t.Source, err)
	}
	defer func() { _ = rows.Close() }()
	values := make([]sql.RawBytes, len(t.given)+1)
	into := make([]any, len(values))
	for i := range values {
		into[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return nil, fmt.Errorf("read table %s of the source: %w", t.Source, err)
		}
		row, err := t.convert(values)
		if err != nil {
			return nil, err
		}
		all = append(all, row)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read table %s of the source: %w", t.Source, err)
	}
	return all, nil
}

// convert converts a row, whose first value is its id.
func (t *sourceTable) convert(values []sql.RawBytes) (row sourceRow, err error) {
	if row.Start, err = strconv.ParseInt(string(values[0]), 10, 64); err != nil {
		return row, fmt.Errorf("the id %q of table %s is not a number", string(values[0]), t.Source)
	}
	row.hash = hashOf(values[1:])
	texts := make([]*string, len(values)-1)
	given := t.given
	for i, value := range values[1:] {
		if value == nil {
			continue
		}
		text, err := ingest.Decode(value, t.options.Encoding)
		if err != nil {
			row.bad = fmt.Sprintf("%s: %v", t.target.Columns[given[i]].Name, err)
			return row, nil
		}
		if t.zoned[i] {
			text += "Z"
		}
		texts[i] = &text
	}
	if t.split {
		texts, given = t.splitData(texts)
	}
	row.Row, err = t.target.Convert(texts, given, &t.options)
	if err != nil {
		row.bad = err.Error()
	}
	if t.origid >= 0 && row.bad == "" && row.Row.Values[t.origid] == nil {
		row.Row.Values[t.origid] = row.Start
	}
	return row, nil
}

// splitData divides the values of data, which older versions of Asterisk write into one column.
func (t *sourceTable) splitData(texts []*string) ([]*string, []int) {
	given := slices.Clone(t.given)
	for i, column := range t.given {
		if column != t.data[0] || texts[i] == nil {
			continue
		}
		parts := strings.SplitN(*texts[i], "|", 5)
		texts[i] = &parts[0]
		for n := 1; n < len(parts); n++ {
			texts, given = append(texts, &parts[n]), append(given, t.data[n])
		}
	}
	return texts, given
}

// ids returns the ids that a query finds.
func ids(ctx context.Context, conn *sql.DB, query string, args ...any) (map[int64]bool, error) {
	rows, err := conn.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err //nolint:wrapcheck // the callers do
	}
	defer func() { _ = rows.Close() }()
	found := map[int64]bool{}
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return nil, err //nolint:wrapcheck // the callers do
		}
		found[id] = true
	}
	return found, rows.Err() //nolint:wrapcheck // the callers do
}

// hashOf returns a hash of the values of a row.
func hashOf(values []sql.RawBytes) int64 {
	var text bytes.Buffer
	for _, value := range values {
		if value == nil {
			text.WriteString("N;")
			continue
		}
		fmt.Fprintf(&text, "%d:", len(value))
		text.Write(value)
	}
	return fnv64(text.Bytes())
}

func fnv64(text []byte) int64 {
	hash := fnv.New64a()
	_, _ = hash.Write(text) // it never fails
	return int64(hash.Sum64())
}
