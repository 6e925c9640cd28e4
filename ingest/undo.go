package ingest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// Import is a file that was imported, completely or in part.
type Import struct {
	ID          int32
	Kind, Name  string
	Lines, Rows int64
	Bad         int64               // lines that could not be read
	First, Last sql.Null[time.Time] // earliest and latest moment of its rows
	UpdatedAt   time.Time
}

// ErrNoImport reports that no import has this number.
var ErrNoImport = errors.New("there is no such import")

const importColumns = `f.id, f.kind, f.name, f.lines, f.rows, f.bad_lines, f.first_at, f.last_at, f.updated_at`

func (i *Import) scan(row interface{ Scan(into ...any) error }) error {
	return row.Scan(&i.ID, &i.Kind, &i.Name, &i.Lines, &i.Rows, &i.Bad, &i.First, &i.Last, &i.UpdatedAt) //nolint:wrapcheck // wrapped by the callers
}

// Imports returns the imported files in the order of their first import.
func Imports(ctx context.Context, conn *sql.DB) ([]Import, error) {
	return findImports(ctx, conn, `SELECT `+importColumns+` FROM app.import_file AS f ORDER BY f.id`)
}

// ImportsOf returns the imports of a file, one for each kind that it was imported as. text is the text of the
// file, as Unpack passes it to its callback.
func ImportsOf(ctx context.Context, conn *sql.DB, text io.Reader) ([]Import, error) {
	head, err := newLineReader(text).head(headBytes)
	if err != nil {
		return nil, err
	}
	return findImports(ctx, conn, `
SELECT `+importColumns+`
FROM (
    SELECT DISTINCT ON (g.kind) g.*
    FROM app.import_file AS g
    WHERE g.head_length <= length($1::bytea)
      AND g.head_sha256 = sha256(substr($1::bytea, 1, g.head_length))
    ORDER BY g.kind, g.head_length DESC
) AS f
ORDER BY f.id`, head)
}

func findImports(ctx context.Context, conn *sql.DB, query string, args ...any) (all []Import, err error) {
	rows, err := conn.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("look up the imports: %w", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var one Import
		if err := one.scan(rows); err != nil {
			return nil, fmt.Errorf("look up the imports: %w", err)
		}
		all = append(all, one)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("look up the imports: %w", err)
	}
	return all, nil
}

// lockForUndo takes the locks of a marking of calls, and of a refresh in its order, before any row is locked: each of
// them would wait for rows that the undo has deleted while the undo waits for its lock.
func lockForUndo(ctx context.Context, tx *sql.Tx) error {
	for _, name := range []string{"app.mark_dispositions", "report.refresh", "app.ensure_partitions"} {
		if _, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock(hashtext($1::text))`, name); err != nil {
			return fmt.Errorf("lock the derived relations: %w", err)
		}
	}
	return nil
}

// Undo deletes the rows of an import and its checkpoint, so that the file can be imported again. It rebuilds the
// derived relations of the time range in the same transaction. It returns the import as it was and the number of
// deleted rows. A dry run changes nothing. The error is ErrNoImport if there is no import with this id.
func Undo(ctx context.Context, conn *sql.DB, id int32, dryRun bool) (undone Import, rows int64, err error) {
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return undone, 0, fmt.Errorf("begin: %w", err)
	}
	defer func() { _ = tx.Rollback() }() // has no effect after the commit
	if err := lockForUndo(ctx, tx); err != nil {
		return undone, 0, err
	}
	// A running import of the same file waits at its next batch, finds no checkpoint and fails.
	err = undone.scan(tx.QueryRowContext(ctx, `SELECT `+importColumns+` FROM app.import_file AS f WHERE f.id = $1::integer FOR UPDATE`, id))
	if errors.Is(err, sql.ErrNoRows) {
		return undone, 0, fmt.Errorf("%d: %w", id, ErrNoImport)
	} else if err != nil {
		return undone, 0, fmt.Errorf("look up the import: %w", err)
	}
	table, err := undone.table()
	if err != nil {
		return undone, 0, err
	}
	if undone.Rows > 0 {
		where, args := "FROM public."+table+" WHERE import_id = $1::integer", []any{id}
		if column := growsBy(table); column != "" && undone.First.Valid {
			// The time range excludes the partitions that hold no rows of the import.
			where += fmt.Sprintf(" AND %[1]s >= $2::timestamptz AND %[1]s <= $3::timestamptz", column)
			args = append(args, undone.First, undone.Last)
		}
		if dryRun {
			err = tx.QueryRowContext(ctx, "SELECT count(*) "+where, args...).Scan(&rows)
		} else {
			var result sql.Result
			if result, err = tx.ExecContext(ctx, "DELETE "+where, args...); err == nil { //nolint:gosec // table and column are constants
				rows, err = result.RowsAffected()
			}
		}
		if err != nil {
			return undone, 0, fmt.Errorf("delete the rows: %w", err)
		}
	}
	if dryRun {
		return undone, rows, nil
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM app.import_file WHERE id = $1::integer`, id); err != nil {
		return undone, 0, fmt.Errorf("delete what is remembered of the file: %w", err)
	}
	// Deleted records of calls mark the events that they concern as newly written; deleted events leave nothing to mark.
	var from, to sql.Null[time.Time]
	if strings.HasSuffix(table, "_log_repo") && undone.First.Valid {
		from, to = undone.First, sql.Null[time.Time]{V: undone.Last.V.Add(time.Second), Valid: true}
	}
	if _, err := tx.ExecContext(ctx, `SELECT report.refresh($1::timestamptz, $2::timestamptz)`, from, to); err != nil {
		return undone, 0, fmt.Errorf("rebuild the derived relations: %w", err)
	}
	if err := tx.Commit(); err != nil {
		return undone, 0, fmt.Errorf("commit: %w", err)
	}
	return undone, rows, nil
}

// table returns the table that the rows of an import are in.
func (i *Import) table() (string, error) {
	switch i.Kind {
	case queueLogTarget().kind:
		return "queue_log_repo", nil
	case cdrTarget().kind:
		return "cdr_repo", nil
	}
	if name, of := strings.CutPrefix(i.Kind, tableKind("")); of && slices.Contains(Tables(), name) {
		return name, nil
	}
	return "", fmt.Errorf("import %d is of an unknown kind, %q: a newer ccrepo made it", i.ID, i.Kind)
}

// growsBy returns the column by which a table is partitioned, or "".
func growsBy(table string) string {
	switch {
	case strings.HasSuffix(table, "_log_repo"):
		return "datetime"
	case table == "cdr_repo":
		return "calldate"
	case table == "sms_repo":
		return "dateprocessed"
	}
	return ""
}
