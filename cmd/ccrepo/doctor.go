package main

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

	"github.com/spf13/cobra"

	"github.com/ccrepo/ccrepo/settings"
)

// severity is how bad a finding is. With an error something does not work or is not safe.
type severity int

const (
	grave severity = iota
	mild
)

func (s severity) String() string {
	if s == grave {
		return "error"
	}
	return "warning"
}

// finding is something that is not as it should be, and what to do about it.
type finding struct {
	severity   severity
	check      string
	what, todo string
}

// diagnosis is what was found.
type diagnosis struct{ findings []finding }

// found notes a finding.
func (d *diagnosis) found(s severity, check, todo, what string, args ...any) {
	d.findings = append(d.findings, finding{s, check, fmt.Sprintf(what, args...), todo})
}

// sort puts errors before warnings, and together what is of one check.
func (d *diagnosis) sort() {
	slices.SortStableFunc(d.findings, func(a, b finding) int {
		return cmp.Or(cmp.Compare(a.severity, b.severity), cmp.Compare(a.check, b.check))
	})
}

// tell prints the findings; the error says how many there are where one is grave.
func tell(w io.Writer, findings []finding) error {
	count := map[severity]int{}
	for _, f := range findings {
		count[f.severity]++
		fmt.Fprintf(w, "%-8s %s: %s\n         %s\n", f.severity, f.check, f.what, f.todo)
	}
	if len(findings) == 0 {
		fmt.Fprintln(w, "Nothing is wrong.")
	}
	if count[grave] > 0 {
		return errors.New(sum(count[grave], "error") + " and " + sum(count[mild], "warning"))
	}
	return nil
}

// doctor looks for what is wrong with database, settings and certificate. What it takes for wrong are
// fields, so that tests can make anything wrong.
type doctor struct {
	p   *program
	now func() time.Time
	// location is where the program takes the rules of --tz from.
	location func() (*time.Location, error)
	// host is the name by which clients know the server; empty is not known.
	host string
	// roots are the authorities that are trusted; nil: this machine's.
	roots *x509.CertPool

	oldestServer  int           // version of PostgreSQL that is just new enough, as server_version_num
	bigIndex      int64         // bytes from which an unused index is worth telling
	unusedSince   time.Duration // for how long it must have been
	manyRows      int64         // from how many rows old statistics matter
	refreshLag    time.Duration // how long rows may wait for the reports
	longestIdle   time.Duration // how long a transaction may stand open
	clockSkew     time.Duration // between this machine's clock and the database's
	renewalPeriod time.Duration // before a certificate or a key expires

	diagnosis
}

func newDoctor(p *program) *doctor {
	return &doctor{
		p: p, now: time.Now, location: p.Location,
		oldestServer: 150000, bigIndex: 100 << 20, unusedSince: 30 * 24 * time.Hour, manyRows: 50_000,
		refreshLag: 5 * time.Minute, longestIdle: 15 * time.Minute, clockSkew: 5 * time.Second, renewalPeriod: 14 * 24 * time.Hour,
	}
}

// examine makes every check.
func (d *doctor) examine(ctx context.Context) []finding {
	d.findings = nil
	database, err := d.p.openDatabase(ctx)
	if err != nil {
		d.found(grave, "database", "Start it, or name another one by --database-url.", "There is no database: %v.", err)
	} else {
		d.examineDatabase(ctx, database)
		defer func() { _ = database.Close() }()
	}
	var conn *sql.DB
	if err == nil {
		conn = database.DB
	}
	d.examineSettings(ctx, conn)
	d.examineCertificate(ctx)
	d.sort()
	return d.findings
}

func newDoctorCmd(p *program) *cobra.Command {
	d := newDoctor(p)
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Look for what is wrong with database, settings and certificate, and say what to do",
		Long: `Looks for what is wrong with the database, the settings and the certificate that ccrepo serve would
use, and says what to do about each finding. It changes nothing. Give it the flags, the environment and
the file that serve has. The status is 1 where there is an error; warnings alone leave it 0.`,
		Args: usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return tell(p.stdout, d.examine(cmd.Context()))
		},
	}
	p.takeSettings(cmd, settings.Serving()...)
	cmd.Flags().StringVar(&d.host, "host", "", "name by which clients know the server: the certificate must be for it")
	cmd.AddCommand(newDoctorCRMCmd(p))
	return cmd
}

func sum(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
