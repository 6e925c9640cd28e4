// Package doctor examines the database, the settings and the certificate of a server, and a CRM's page that is to be
// shown in a frame. It reports what is wrong and what to do about it, and changes nothing.
package doctor

import (
	"cmp"
	"context"
	"crypto/x509"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/ccrepo/ccrepo/settings"
	"github.com/ccrepo/ccrepo/sitereport"
)

// Severity tells how bad a finding is.
type Severity int

const (
	// Error is something that does not work or is not safe.
	Error Severity = iota
	// Warning is something that should be different.
	Warning
)

// String returns "error" or "warning".
func (s Severity) String() string {
	if s == Error {
		return "error"
	}
	return "warning"
}

// Finding is one thing that is wrong, and what to do about it.
type Finding struct {
	Severity   Severity
	Check      string // the name in docs/serving.md
	What, Todo string // sentences
	Statement  string // SQL that corrects it; empty: it takes more than SQL
	Superuser  bool   // whether only a superuser may run the statement

	unchecked bool // the check itself failed
}

// Print writes the findings, and returns an error with their counts if any of them is an Error.
func Print(w io.Writer, findings []Finding) error {
	count := map[Severity]int{}
	for _, f := range findings {
		count[f.Severity]++
		fmt.Fprintf(w, "%-8s %s: %s\n         %s\n", f.Severity, f.Check, f.What, f.Todo)
	}
	if len(findings) == 0 {
		fmt.Fprintln(w, "Nothing is wrong.")
	}
	if count[Error] > 0 {
		return errors.New(plural(count[Error], "error") + " and " + plural(count[Warning], "warning"))
	}
	return nil
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// diagnosis collects findings.
type diagnosis struct{ findings []Finding }

// found records a finding; what is a format for args.
func (d *diagnosis) found(s Severity, check, todo, what string, args ...any) {
	d.findings = append(d.findings, Finding{Severity: s, Check: check, What: fmt.Sprintf(what, args...), Todo: todo})
}

// sort puts errors before warnings, and groups the findings of each check.
func (d *diagnosis) sort() {
	slices.SortStableFunc(d.findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Severity, b.Severity), cmp.Compare(a.Check, b.Check))
	})
}

// Doctor examines what ccrepo serve would use.
type Doctor struct {
	Settings *settings.Settings
	// Environ is the environment, as os.Environ returns it.
	Environ []string
	// Host is the name by which clients reach the server; empty: unknown.
	Host string
	// DB is the database that the settings name, or OpenError tells why it could not be opened.
	DB        *sql.DB
	OpenError error
	// Reports checks the reports of the site; nil: there are none, or no database.
	Reports func(context.Context) ([]sitereport.File, error)
	// Embedded tells that DB is the embedded server, which creates its logins itself.
	Embedded bool
	// Managed means that no login of the server is superuser: what only a superuser can correct is a warning.
	Managed bool

	now      func() time.Time
	location func() (*time.Location, error) // the zone whose offsets are compared with PostgreSQL's
	roots    *x509.CertPool                 // trusted authorities; nil: this machine's

	// Thresholds are fields so that tests can exceed any of them.
	oldestServer  int           // oldest version of PostgreSQL that works, as server_version_num
	bigIndex      int64         // size in bytes from which an unused index is reported
	unusedSince   time.Duration // how long it must have been unused
	manyRows      int64         // number of rows from which old statistics are reported
	refreshLag    time.Duration // how long rows may be missing from the reports
	longestIdle   time.Duration // how long a transaction may be open
	clockSkew     time.Duration // between the clocks of this machine and of the database
	renewalPeriod time.Duration // before a certificate or a key expires

	diagnosis
}

// New returns a doctor for the settings.
func New(s *settings.Settings) *Doctor {
	return &Doctor{
		Settings: s, now: time.Now, location: s.Location,
		oldestServer: 150000, bigIndex: 100 << 20, unusedSince: 30 * 24 * time.Hour, manyRows: 50_000,
		refreshLag: 5 * time.Minute, longestIdle: 15 * time.Minute, clockSkew: 5 * time.Second, renewalPeriod: 14 * 24 * time.Hour,
	}
}

// Examine runs every check and returns the findings, errors first.
func (d *Doctor) Examine(ctx context.Context) []Finding {
	d.findings = nil
	if d.OpenError != nil {
		d.found(Error, "database", "Start it, or name another one by --database-url.", "There is no database: %v.", d.OpenError)
	} else {
		d.examineDatabase(ctx)
	}
	d.examineSettings(ctx)
	d.examineReports(ctx)
	d.examineCertificate(ctx)
	d.sort()
	return d.findings
}
