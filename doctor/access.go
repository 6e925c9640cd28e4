// Examines the settings and rights that the migrations give, and prints the statements that restore them.

package doctor

import (
	"context"
	"errors"
	"fmt"
	"io"
)

// examineAccess finds what app.missing_access lists.
func (d *Doctor) examineAccess(ctx context.Context) {
	if err := d.askAccess(ctx); err != nil {
		d.unchecked("role-settings", err)
	}
}

func (d *Doctor) askAccess(ctx context.Context) error {
	query, err := queryText("missing_access")
	if err != nil {
		return err
	}
	rows, err := d.DB.QueryContext(ctx, query)
	if err != nil {
		return fmt.Errorf("ask database: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		f := Finding{Severity: Error}
		if err := rows.Scan(&f.Check, &f.What, &f.Statement, &f.Superuser); err != nil {
			return fmt.Errorf("read answer: %w", err)
		}
		f.Todo = f.Statement
		if f.Check == "role-settings" {
			f.Severity = Warning
		}
		if f.Superuser && d.Managed {
			f.Severity = Warning
			f.Todo += `; if no login of this server may run it, docs/access.md, "Managed PostgreSQL", says what it means.`
		}
		d.findings = append(d.findings, f)
	}
	return rows.Err()
}

// FixSQL examines the database and writes the statements that correct what is wrong with its roles, settings and
// rights, in the order in which they must run. It runs none of them.
func (d *Doctor) FixSQL(ctx context.Context, w io.Writer) error {
	if d.OpenError != nil {
		return fmt.Errorf("there is no database: %w", d.OpenError)
	}
	if err := d.DB.PingContext(ctx); err != nil {
		return fmt.Errorf("the database does not answer: %w", err)
	}
	d.findings = nil
	d.examineDatabase(ctx)
	fmt.Fprintln(w, "-- Statements of ccrepo doctor --fix-sql. Run them in this database; each may be run again.")
	failed := false
	for _, f := range d.findings {
		switch {
		case f.Statement != "":
			by := ""
			if f.Superuser {
				by = " (by a superuser)"
			}
			fmt.Fprintf(w, "\n-- %s%s\n%s;\n", f.What, by, f.Statement)
		case f.Check == "migrations":
			fmt.Fprintf(w, "\n-- %s Afterwards: %s, then ccrepo doctor --fix-sql again.\n", f.What, f.Todo)
		case f.unchecked:
			failed = true
		}
	}
	if failed {
		return errors.New("not everything could be looked at: run ccrepo doctor, and ccrepo doctor --fix-sql as a user who may")
	}
	return nil
}
