// What PostgreSQL says about a query: its types, and what it reads and calls.

package sitereport

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/lib/pq"

	"github.com/ccrepo/ccrepo/route/annotation"
)

// schemas are those whose relations a report of a site may read.
func schemas() []string { return []string{"public", "report", "event", "app"} }

// inspect describes a query, or says why it may not run. PostgreSQL parses it, in a transaction that is rolled back, and
// runs nothing of it: a view is made of it, and what it calls is read in the view's parse tree, not in the text.
func (c *Checker) inspect(ctx context.Context, s *source) (problems []Problem, err error) {
	tx, err := c.write.BeginTx(ctx, nil)
	if err != nil {
		return nil, fmt.Errorf("check %s: %w", s.File, err)
	}
	defer func() { _ = tx.Rollback() }()
	if problems, err := c.prepare(ctx, tx, s); err != nil || problems != nil {
		return problems, err
	}
	view := "CREATE TEMPORARY VIEW site_report AS "
	text := view + s.textWith(func(number int) string { return "(NULL::" + c.nameOf(s.Params[number-1]) + ")" })
	if err := execute(ctx, tx, text); err != nil {
		return c.refusal(s, err, "")
	}
	if err := s.readColumns(ctx, tx); err != nil {
		return nil, err
	}
	return c.judge(ctx, tx, s)
}

// execute runs a statement, and refuses several: a statement that is prepared is one.
func execute(ctx context.Context, tx *sql.Tx, text string) error {
	st, err := tx.PrepareContext(ctx, text)
	if err != nil {
		return err //nolint:wrapcheck // refusal looks at what PostgreSQL says
	}
	_, err = st.ExecContext(ctx)
	return errors.Join(err, st.Close())
}

// prepare reads the types of the parameters.
func (c *Checker) prepare(ctx context.Context, tx *sql.Tx, s *source) ([]Problem, error) {
	prefix := "PREPARE site_report AS "
	if err := execute(ctx, tx, prefix+s.Text); err != nil {
		return c.refusal(s, err, prefix)
	}
	rows, err := tx.QueryContext(ctx, `SELECT n.ordinality, coalesce(e.typname, t.typname), CASE WHEN t.typelem <> 0 AND t.typlen = -1 THEN 1 ELSE 0 END
		FROM pg_prepared_statements AS p
		CROSS JOIN unnest(p.parameter_types) WITH ORDINALITY AS n (type, ordinality)
		JOIN pg_type AS t ON t.oid = n.type
		LEFT JOIN pg_type AS e ON e.oid = t.typelem AND t.typlen = -1
		WHERE p.name = 'site_report' ORDER BY n.ordinality`)
	if err != nil {
		return nil, fmt.Errorf("read parameters: %w", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var p annotation.Param
		if err := rows.Scan(&p.Number, &p.Type.Name, &p.Type.Dimensions); err != nil {
			return nil, fmt.Errorf("read parameters: %w", err)
		}
		p.Name = s.names[p.Number-1]
		s.Params = append(s.Params, p)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return nil, fmt.Errorf("read parameters: %w", err)
	}
	return nil, execute(ctx, tx, "DEALLOCATE site_report") // a rollback would leave it
}

// nameOf returns the type of a parameter as SQL has it.
func (c *Checker) nameOf(p annotation.Param) string {
	return pq.QuoteIdentifier(p.Type.Name) + strings.Repeat("[]", p.Type.Dimensions)
}

// readColumns reads the columns of the view.
func (s *source) readColumns(ctx context.Context, tx *sql.Tx) error {
	rows, err := tx.QueryContext(ctx, `SELECT a.attname, coalesce(e.typname, t.typname), CASE WHEN t.typelem <> 0 AND t.typlen = -1 THEN 1 ELSE 0 END
		FROM pg_attribute AS a
		JOIN pg_type AS t ON t.oid = a.atttypid
		LEFT JOIN pg_type AS e ON e.oid = t.typelem AND t.typlen = -1
		WHERE a.attrelid = 'pg_temp.site_report'::regclass AND a.attnum > 0 ORDER BY a.attnum`)
	if err != nil {
		return fmt.Errorf("read columns: %w", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var c annotation.Column
		if err := rows.Scan(&c.Name, &c.Type.Name, &c.Type.Dimensions); err != nil {
			return fmt.Errorf("read columns: %w", err)
		}
		if c.Name == "?column?" {
			c.Name = ""
		}
		s.Columns = append(s.Columns, c)
	}
	return errors.Join(rows.Err(), rows.Close())
}

var (
	// inTree matches what a parse tree calls and reads. Names of the query are escaped in it, so that none looks like this.
	inTree    = regexp.MustCompile(`:(funcid|opfuncid|negfuncid|hashfuncid|aggfnoid|winfnoid|tsmhandler|startInRangeFunc|endInRangeFunc|opno|eqop|sortop|relid|resulttype|funcresulttype) ([0-9]+)`)
	operators = regexp.MustCompile(`:opnos \(o ([0-9 ]+)\)`)
	// targetEntry matches the end of an entry of a list of results.
	targetEntry = regexp.MustCompile(`:resname (\S+) :ressortgroupref [0-9]+ :resorigtbl ([1-9][0-9]*) :resorigcol ([1-9][0-9]*) :resjunk false$`)
	locking     = regexp.MustCompile(`:hasForUpdate true`)
)

// called is what a parse tree calls and reads, by the numbers of PostgreSQL.
type called struct{ functions, operators, relations, types []int64 }

// add adds what is in a parse tree. It returns the relations that were not known.
func (f *called) add(tree string) (relations []int64) {
	take := func(into *[]int64, number string) bool {
		oid, err := strconv.ParseInt(number, 10, 64)
		if err != nil || oid == 0 || slices.Contains(*into, oid) {
			return false
		}
		*into = append(*into, oid)
		return true
	}
	for _, m := range inTree.FindAllStringSubmatch(tree, -1) {
		switch m[1] {
		case "relid":
			if take(&f.relations, m[2]) {
				relations = append(relations, f.relations[len(f.relations)-1])
			}
		case "opno", "eqop", "sortop":
			take(&f.operators, m[2])
		case "resulttype", "funcresulttype":
			take(&f.types, m[2])
		default:
			take(&f.functions, m[2])
		}
	}
	for _, m := range operators.FindAllStringSubmatch(tree, -1) {
		for number := range strings.FieldsSeq(m[1]) {
			take(&f.operators, number)
		}
	}
	return relations
}

// judge refuses what the query reads and calls, if it may not, also by a view or a domain. It sets the relations that
// columns are described by.
func (c *Checker) judge(ctx context.Context, tx *sql.Tx, s *source) (problems []Problem, err error) {
	tree := ""
	if err := tx.QueryRowContext(ctx, `SELECT ev_action FROM pg_rewrite WHERE ev_class = 'pg_temp.site_report'::regclass`).Scan(&tree); err != nil {
		return nil, fmt.Errorf("read the parse tree: %w", err)
	}
	refuse := func(word, format string, args ...any) {
		problems = append(problems, Problem{s.lineOf(word), fmt.Sprintf(format, args...)})
	}
	if locking.MatchString(tree) {
		refuse("for", "the query locks rows, and a report only reads; remove FOR UPDATE or FOR SHARE")
	}
	if err := s.readOrigins(ctx, tx, tree); err != nil {
		return nil, err
	}
	var found called
	direct := found.add(tree)
	if err := c.judgeRelations(ctx, tx, s, direct, found.functions, refuse); err != nil {
		return nil, err
	}
	for views := direct; len(views) > 0; {
		trees, err := treesOf(ctx, tx, views, found.types)
		if err != nil {
			return nil, err
		}
		views = nil
		for _, tree := range trees {
			views = append(views, found.add(tree)...)
		}
	}
	return problems, errors.Join(judgeTypes(ctx, tx, found.types, refuse), judgeFunctions(ctx, tx, found.functions, found.operators, refuse))
}

// treesOf returns the parse trees of views, and of the conditions of domains.
func treesOf(ctx context.Context, tx *sql.Tx, relations, types []int64) (trees []string, err error) {
	rows, err := tx.QueryContext(ctx, `SELECT w.ev_action::text FROM pg_rewrite AS w JOIN pg_class AS r ON r.oid = w.ev_class
		  WHERE r.oid = ANY ($1::bigint[]::oid[]) AND r.relkind IN ('v', 'm') AND r.oid <> 'pg_temp.site_report'::regclass
		UNION ALL SELECT conbin::text FROM pg_constraint WHERE contypid = ANY ($2::bigint[]::oid[]) AND conbin IS NOT NULL`, pq.Array(relations), pq.Array(types))
	if err != nil {
		return nil, fmt.Errorf("read the views of a query: %w", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var tree string
		if err := rows.Scan(&tree); err != nil {
			return nil, fmt.Errorf("read the views of a query: %w", err)
		}
		trees = append(trees, tree)
	}
	return trees, errors.Join(rows.Err(), rows.Close())
}

// judgeTypes refuses types that are not PostgreSQL's: their functions run when a value is read.
func judgeTypes(ctx context.Context, tx *sql.Tx, types []int64, refuse func(word, format string, args ...any)) error {
	var names []string
	err := tx.QueryRowContext(ctx, `SELECT coalesce(array_agg(n.nspname || '.' || t.typname), '{}') FROM pg_type AS t JOIN pg_namespace AS n ON n.oid = t.typnamespace
		WHERE t.oid = ANY ($1::bigint[]::oid[]) AND t.typtype = 'b' AND t.typcategory <> 'A' AND n.nspname <> 'pg_catalog'`, pq.Array(types)).Scan(pq.Array(&names))
	for _, name := range names {
		_, word, _ := strings.Cut(name, ".")
		refuse(word, "the query uses the type %s, which is not one of PostgreSQL itself; cast to another type", name)
	}
	if err != nil {
		return fmt.Errorf("read the types of a query: %w", err)
	}
	return nil
}

// readOrigins finds the columns of relations that the columns of the query are, unchanged.
func (s *source) readOrigins(ctx context.Context, tx *sql.Tx, tree string) error {
	found := origins(tree)
	var at, relations, numbers []int64
	for i, c := range s.Columns {
		if origin, known := found[c.Name]; known {
			at, relations, numbers = append(at, int64(i)), append(relations, origin[0]), append(numbers, origin[1])
		}
	}
	rows, err := tx.QueryContext(ctx, `SELECT o.at, n.nspname || '.' || r.relname || '.' || a.attname
		FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) AS o (at, relation, number)
		JOIN pg_attribute AS a ON a.attrelid = o.relation::oid AND a.attnum = o.number
		JOIN pg_class AS r ON r.oid = a.attrelid
		JOIN pg_namespace AS n ON n.oid = r.relnamespace`, pq.Array(at), pq.Array(relations), pq.Array(numbers))
	if err != nil {
		return fmt.Errorf("read the origin of columns: %w", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var i int
		var origin string
		if err := rows.Scan(&i, &origin); err != nil {
			return fmt.Errorf("read the origin of columns: %w", err)
		}
		s.Columns[i].Origin = origin
	}
	return errors.Join(rows.Err(), rows.Close())
}

// origins returns the columns of relations that the columns of the query are, unchanged: the numbers of relation and
// column by the name of the result.
func origins(tree string) map[string][2]int64 {
	out := map[string][2]int64{}
	depth, begin := 0, -1
	targets := false // within the list of the outermost query
	for i := 0; i < len(tree); i++ {
		switch tree[i] {
		case '\\':
			i++
		case '{':
			if depth++; depth == 2 && targets {
				begin = i
			}
		case '}':
			if depth--; depth == 1 && targets {
				if m := targetEntry.FindStringSubmatch(tree[begin:i]); m != nil {
					relation, _ := strconv.ParseInt(m[2], 10, 64) // digits
					column, _ := strconv.ParseInt(m[3], 10, 64)
					out[m[1]] = [2]int64{relation, column}
				}
			}
		case ':':
			if depth == 1 {
				targets = strings.HasPrefix(tree[i:], ":targetList ")
			}
		}
	}
	return out
}

// judgeRelations refuses relations that a report of a site may not read, and finds the columns that columns of the query
// have the names of, also in relations whose rows a function returns.
func (c *Checker) judgeRelations(ctx context.Context, tx *sql.Tx, s *source, oids, functions []int64, refuse func(word, format string, args ...any)) error {
	rows, err := tx.QueryContext(ctx, `SELECT f.nspname, f.relname, f.readable FROM (
		SELECT n.nspname, r.relname, n.nspname = ANY ($2)
		  AND (has_table_privilege('ccrepo_reader', r.oid, 'SELECT') OR has_any_column_privilege('ccrepo_reader', r.oid, 'SELECT')) AS readable, o.ordinality AS at
		FROM unnest($1::bigint[]) WITH ORDINALITY AS o (oid, ordinality)
		JOIN pg_class AS r ON r.oid = o.oid::oid
		JOIN pg_namespace AS n ON n.oid = r.relnamespace
		WHERE r.oid <> 'pg_temp.site_report'::regclass
		UNION ALL SELECT n.nspname, r.relname, true, 1000000
		FROM pg_proc AS p
		JOIN pg_type AS t ON t.oid = p.prorettype
		JOIN pg_class AS r ON r.oid = t.typrelid
		JOIN pg_namespace AS n ON n.oid = r.relnamespace
		WHERE p.oid = ANY ($3::bigint[]::oid[])) AS f ORDER BY f.at`, pq.Array(oids), pq.Array(schemas()), pq.Array(functions))
	if err != nil {
		return fmt.Errorf("read the relations of a query: %w", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var schema, relation string
		var readable bool
		if err := rows.Scan(&schema, &relation, &readable); err != nil {
			return fmt.Errorf("read the relations of a query: %w", err)
		}
		if !readable {
			refuse(relation, "the query reads %s.%s, which reports may not; docs/database.md lists the relations of the schemas %s", schema, relation, strings.Join(schemas(), ", "))
		}
		for i := range s.Columns {
			if name := schema + "." + relation + "." + s.Columns[i].Name; s.Columns[i].Origin == "" && c.schema.Comments[name] != "" {
				s.Columns[i].Origin = name
			}
		}
	}
	return errors.Join(rows.Err(), rows.Close())
}

// calm returns the functions of PostgreSQL that depend on the zone, the time or other settings, and read nothing else.
// Other functions that are not immutable may read tables, files or settings by their names.
func calm() []string {
	return []string{"now", "statement_timestamp", "transaction_timestamp", "date_trunc", "date_part", "extract", "age", "to_char", "to_number", "to_date", "to_timestamp",
		"timezone", "timestamptz", "make_timestamptz", "generate_series", "concat", "concat_ws", "format", "array_to_string", "to_json", "to_jsonb", "row_to_json",
		"array_to_json", "json_build_object", "json_build_array", "jsonb_build_object", "jsonb_build_array", "quote_literal", "overlaps", "to_tsvector", "to_tsquery", "in_range"}
}

// judgeFunctions refuses functions that could do or read anything besides the rows of the query.
func judgeFunctions(ctx context.Context, tx *sql.Tx, functions, operators []int64, refuse func(word, format string, args ...any)) error {
	rows, err := tx.QueryContext(ctx, `SELECT n.nspname, p.proname, p.provolatile,
		  (n.nspname IN ('report', 'event') OR n.nspname = 'app' AND p.provolatile = 'i') AND has_function_privilege('ccrepo_reader', p.oid, 'EXECUTE')
		  OR n.nspname = 'pg_catalog' AND (p.provolatile = 'i' OR p.prokind IN ('a', 'w') OR p.proname = ANY ($3)
		    OR EXISTS (SELECT FROM pg_operator AS o WHERE o.oprcode = p.oid) OR EXISTS (SELECT FROM pg_cast AS t WHERE t.castfunc = p.oid))
		FROM pg_proc AS p
		JOIN pg_namespace AS n ON n.oid = p.pronamespace
		WHERE p.oid = ANY ($1::bigint[]::oid[]) OR p.oid IN (SELECT o.oprcode FROM pg_operator AS o WHERE o.oid = ANY ($2::bigint[]::oid[]))
		ORDER BY n.nspname, p.proname`, pq.Array(functions), pq.Array(operators), pq.Array(calm()))
	if err != nil {
		return fmt.Errorf("read the functions of a query: %w", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var schema, name, volatility string
		var known bool
		if err := rows.Scan(&schema, &name, &volatility, &known); err != nil {
			return fmt.Errorf("read the functions of a query: %w", err)
		}
		switch {
		case volatility == "v":
			refuse(name, "the query calls %s.%s(), which is volatile: it could change something, or answer otherwise each time; remove it", schema, name)
		case !known:
			refuse(name, "the query calls %s.%s(), which could read more than the rows of the query; use functions that only compute, and those of the schemas report and event", schema, name)
		}
	}
	return errors.Join(rows.Err(), rows.Close())
}

// refusal returns what PostgreSQL says about a query as a problem; an error of another kind is one of the check. prefix
// is what was sent before the text.
func (c *Checker) refusal(s *source, err error, prefix string) ([]Problem, error) {
	var pe *pq.Error
	if !errors.As(err, &pe) || !slices.Contains([]string{"42", "22", "0A", "3F", "23"}, string(pe.Code.Class())) {
		return nil, fmt.Errorf("check %s: %w", s.File, err)
	}
	line := s.textLine
	if at, err := strconv.Atoi(pe.Position); err == nil && prefix != "" {
		line = s.lineAt(s.Text, byteOffset(prefix+s.Text, at-1)-len(prefix))
	}
	message := pe.Message
	switch {
	case strings.Contains(message, "cannot insert multiple commands"):
		message, line = "there is more than one statement; a query is one SELECT", s.lineOf(";")
	case pe.Hint != "":
		message += "; " + strings.TrimSuffix(pe.Hint, ".")
	default:
		message += c.suggestion(message)
	}
	return []Problem{{line, message}}, nil
}

// byteOffset returns the offset in bytes of a character.
func byteOffset(text string, characters int) int {
	offset := 0
	for range characters {
		_, size := utf8.DecodeRuneInString(text[offset:])
		offset += size
	}
	return offset
}

// lineOf returns the line of a word in the text of the query; the first line if it does not have it.
func (s *source) lineOf(word string) int {
	at := strings.Index(strings.ToLower(s.Text), strings.ToLower(word))
	return s.lineAt(s.Text, max(at, 0))
}
