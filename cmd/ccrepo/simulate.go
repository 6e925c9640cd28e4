package main

// A simulated centre whose figures are known, and the comparison of a product's figures with them.

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/ccrepo/ccrepo/feed"
	"github.com/ccrepo/ccrepo/simulate"
)

// simulation is a command line of ccrepo simulate.
type simulation struct {
	o                          simulate.Options
	from, to                   string
	mysql, passwordFile, truth string
}

func newSimulateCmd(p *program) *cobra.Command {
	var s simulation
	cmd := &cobra.Command{
		Use:   "simulate --from TIME --to TIME --truth FILE",
		Short: "Write the logs of a simulated contact centre, and the figures that they must give",
		Long: `Simulates a contact centre with every hard case that logs have, and writes its queue_log, its Master.csv and a
database in uContact's form, as they grow, and at the end the truth: every figure of queue-summary, agent-summary
and channel-summary, counted while it happened. ccrepo verify compares a server's answers with it. Equal --seed,
--from and --to give equal rows. The files must not exist and the database must be empty.`,
		Example: `  ccrepo simulate --from 2026-03-02T00:00 --to 2026-03-03T00:00 --queue-log queue_log --cdr Master.csv --truth truth.json
  ccrepo verify truth.json --url http://127.0.0.1:8080 --report queue-summary --report agent-summary`,
		Args: usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return p.simulate(cmd.Context(), s) },
	}
	f := cmd.Flags()
	f.Uint64Var(&s.o.Seed, "seed", 1, "seed of the random numbers")
	f.StringVar(&s.from, "from", "", "begin, by the clock of --tz, such as 2026-03-02T08:00")
	f.StringVar(&s.to, "to", "", "end, by the clock of --tz")
	f.IntVar(&s.o.Speed, "speed", 0, "simulated seconds in a second, 1 to 3600; 0 is as many as possible")
	f.DurationVar(&s.o.Interval, "interval", time.Hour, "slots of the figures: 15m, 30m or 1h")
	f.Float64Var(&s.o.Busy, "busy", 1, "factor of the number of calls and chats")
	f.Float64Var(&s.o.Drop, "drop", 0, "share of the calls that either the queue_log or the CDRs lack; the truth names them")
	f.StringVar(&s.o.QueueLog, "queue-log", "", "file to write the queue_log to")
	f.StringVar(&s.o.CDR, "cdr", "", "file to write the call detail records to, as Master.csv")
	f.DurationVar(&s.o.Rotate, "rotate", 0, "simulated time between two rotations of the files; 0 is never")
	f.BoolVar(&s.o.Truncate, "copytruncate", false, "rotate by copying and truncating, not by renaming")
	f.StringVar(&s.mysql, "mysql", "", "empty MySQL or MariaDB database to write to, as mysql://user@host:3306/database; without it there are no chats")
	f.StringVar(&s.passwordFile, "mysql-password-file", "", "file with the password of --mysql")
	f.StringVar(&s.truth, "truth", "", "file to write the figures to")
	p.takeSettings(cmd, "tz")
	return cmd
}

func (p *program) simulate(ctx context.Context, s simulation) (err error) {
	if s.from == "" || s.to == "" || s.truth == "" {
		return usagef("--from, --to and --truth are needed")
	}
	if s.o.Speed > 3600 {
		return usagef("--speed is 1 to 3600 simulated seconds in a second, or 0 for as many as possible")
	}
	if s.o.Location, err = p.Location(); err != nil {
		return err
	}
	for text, at := range map[string]*time.Time{s.from: &s.o.From, s.to: &s.o.To} {
		if *at, err = wallTime(text, s.o.Location); err != nil {
			return err
		}
	}
	if s.mysql != "" {
		if s.o.DB, err = openMySQL(s.mysql, s.passwordFile); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, s.o.DB.Close()) }()
	}
	if err := s.o.Check(); err != nil {
		return usagef("simulate: %w", err)
	}
	begun := time.Now()
	truth, err := simulate.Run(ctx, s.o)
	if err != nil {
		return fmt.Errorf("simulate: %w", err)
	}
	if err := truth.WriteFile(s.truth); err != nil {
		return err
	}
	fmt.Fprintf(p.stdout, "simulated %s in %s: %d events of calls and agents, %d CDRs\n", truth.To.Sub(truth.From), time.Since(begun).Round(time.Millisecond),
		truth.Written["queue_log_repo"], truth.Written["cdr_repo"])
	return nil
}

// wallTime reads a time by the clock of a zone, or one with an offset.
func wallTime(text string, location *time.Location) (time.Time, error) {
	for _, form := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04", time.DateOnly} {
		if at, err := time.ParseInLocation(form, text, location); err == nil {
			return at, nil
		}
	}
	return time.Time{}, usagef("%q is no time such as 2026-03-02T08:00", text)
}

func openMySQL(address, passwordFile string) (*sql.DB, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "mysql" {
		return nil, usagef("--mysql is not of the form mysql://user@host:3306/database")
	}
	password, _ := u.User.Password()
	if passwordFile != "" {
		if password, err = readSecret(passwordFile); err != nil {
			return nil, err
		}
	}
	connector, err := feed.MySQLConnector(u, password)
	if err != nil {
		return nil, usagef("--mysql cannot be used: %w", err)
	}
	return sql.OpenDB(connector), nil
}

// readSecret reads a password or key, on the only line of a file.
func readSecret(file string) (string, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return "", fmt.Errorf("read the secret: %w", err)
	}
	return strings.TrimRight(string(text), "\r\n"), nil
}

// askError reports figures that could not be had; the program exits with status 2.
type askError struct{ err error }

func (e *askError) Error() string { return e.err.Error() }

func (e *askError) Unwrap() error { return e.err }

// verification is a command line of ccrepo verify.
type verification struct {
	url, keyFile, csv string
	reports           []string
	show              int
}

func newVerifyCmd(p *program) *cobra.Command {
	var v verification
	cmd := &cobra.Command{
		Use:   "verify TRUTH",
		Short: "Compare the figures of a server, or of a CSV file, with the truth of a simulation",
		Long: `Compares figures with the truth that ccrepo simulate wrote, one by one, and prints those that differ and how many
agree. A server is asked for the reports by slot, of the whole range, and in total. A CSV file has the figures of one
report of any product, under the names of ccrepo's columns: with interval_start by slot, without it of the whole range,
without queue, agent or channel in total. Figures that it does not have are not compared.

Exit status: 0 all figures that were compared agree; 1 some differ, or none was compared; 2 the figures could not be
had.`,
		Args: usageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error { return p.verify(cmd.Context(), args[0], v) },
	}
	f := cmd.Flags()
	f.StringVar(&v.url, "url", "", "server to ask, such as http://127.0.0.1:8080")
	f.StringVar(&v.keyFile, "key-file", "", "file with the API key for --url")
	f.StringVar(&v.csv, "csv", "", "CSV file to read the figures of one report from")
	f.StringSliceVar(&v.reports, "report", nil, "reports to compare; without it all: queue-summary, agent-summary, channel-summary")
	f.IntVar(&v.show, "show", 50, "differences to print; 0 is all")
	return cmd
}

var errDiffer = errors.New("there are figures that are not those of the truth")

func (p *program) verify(ctx context.Context, file string, v verification) error {
	truth, err := simulate.ReadFile(file)
	if err != nil {
		return &askError{err}
	}
	if (v.url == "") == (v.csv == "") || v.csv != "" && len(v.reports) != 1 {
		return usagef("say what to compare: --url of a server, or --csv of a file with --report of its report")
	}
	compared, differ := 0, 0
	for _, report := range truth.Reports {
		if len(v.reports) > 0 && !slices.Contains(v.reports, report.Name) {
			continue
		}
		found, err := v.figures(ctx, truth, report)
		if err != nil {
			return &askError{err}
		}
		result := report.Compare(found)
		for i, d := range result.Differences {
			if i == v.show && i > 0 {
				fmt.Fprintf(p.stdout, "… and %d more\n", len(result.Differences)-i)
				break
			}
			fmt.Fprintln(p.stdout, d)
		}
		for _, note := range found.Notes {
			fmt.Fprintf(p.stderr, "notice: %s\n", note)
		}
		fmt.Fprintf(p.stdout, "%s: %d figures agree, %d differ, %d not compared\n", report.Name, result.Agree, len(result.Differences), result.NotCompared)
		compared += result.Agree + len(result.Differences)
		differ += len(result.Differences)
	}
	for _, name := range v.reports {
		if _, err := truth.Report(name); err != nil {
			return &usageError{err}
		}
	}
	if differ > 0 {
		return errDiffer
	}
	if compared == 0 {
		return errors.New("no figure was compared: the rows of the file have none of the names or times of the truth")
	}
	return nil
}

func (v verification) figures(ctx context.Context, truth *simulate.Truth, report simulate.Report) (*simulate.Answers, error) {
	if v.url != "" {
		server := simulate.Server{URL: v.url, Client: &http.Client{Timeout: 5 * time.Minute}}
		if v.keyFile != "" {
			var err error
			if server.Key, err = readSecret(v.keyFile); err != nil {
				return nil, err
			}
		}
		return server.Ask(ctx, truth, report) //nolint:wrapcheck // it says what it asked for
	}
	in, err := os.Open(v.csv)
	if err != nil {
		return nil, fmt.Errorf("read the figures: %w", err)
	}
	defer func() { _ = in.Close() }() // it was only read
	found, err := truth.ReadCSV(in, report)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", v.csv, err)
	}
	return found, nil
}
