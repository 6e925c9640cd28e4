package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"
	_ "time/tzdata" // so that the zone of a PBX is known on machines without zone files

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/ccrepo/ccrepo/ingest"
)

// importJob is one run of ccrepo import.
type importJob struct {
	p        *program
	read     func(im *ingest.Importer, ctx context.Context, name string, r io.Reader) (ingest.Summary, error)
	encoding string
	dates    string
	complete bool
	unproven bool
	skip     bool
	table    string // empty: read is set
	columns  []string
}

func newImportCmd(p *program) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "import",
		Short: "Import logs of the telephony system",
		Long: `Import logs of the telephony system. Each line of a file is imported once, however often
the import runs, also if it is killed or the file has grown: a file is known by its beginning, a
line by its place. FILE may be -, the standard input, which must give the file from its beginning.

Files that are compressed by gzip, xz, bzip2 or zip are read as what they hold, and are the same file
as their content. A line that cannot be read is reported and left out, and tried again at each import
of the file with the options given then. As long as there are such lines the exit status is 1. A last
line without newline may still be being written and waits for the next run, unless --complete says
that the file is finished.`,
		Args: usageArgs(cobra.NoArgs),
		RunE: func(*cobra.Command, []string) error {
			return usagef("import what? Use import queue-log FILE, import cdr FILE or import table NAME FILE; import list and import undo show and take back imports")
		},
	}
	cmd.AddCommand(queueLogJob(p).command("queue-log FILE…", "Import Asterisk's queue_log",
		"Import Asterisk's queue_log: epoch|callid|queuename|agent|event|data1|data2|…"))
	cdr := &importJob{p: p, read: (*ingest.Importer).CDR}
	cdrCmd := cdr.command("cdr FILE…", "Import call detail records",
		`Import call detail records: Asterisk's Master.csv in its own order, or any CSV file with a header
that names columns of cdr-csv or of cdr_repo.

Without a header, the order of the fields is that of Asterisk's cdr_csv or of the sample configuration
of cdr_custom. FreePBX's columns that the database does not store are named in the output.

Times in another form than 2018-11-29 20:19:34 need --date-format, for example '%d/%m/%Y %H:%M' for
1/9/2017 10:00, because the file does not tell whether the day or the month is first.

Times without offset are wall times of --tz. In an hour that the clocks repeat, the record's end
and duration tell which one is meant, else its uniqueid, which begins with a time; else it is the
first. A time that the clocks skipped is a bad line: it shows that --tz is wrong.

Asterisk's uniqueid holds the time as seconds since 1970. Where the uniqueids prove that the times
are not those of --tz, the import stops before it writes any of these records and names the zones
that fit. --tz-unproven imports them all the same.

Exports of overlapping times hold some records twice. --skip-known leaves out those that are there
already: uniqueid, sequence and calldate are the same.`)
	cdrCmd.Flags().StringVar(&cdr.dates, "date-format", "", "form of the times, with %d %m %Y %y %H %I %M %S %p, such as '%d/%m/%Y %H:%M'; leading zeros may be absent")
	cdrCmd.Flags().BoolVar(&cdr.skip, "skip-known", false, "leave out records whose uniqueid, sequence and calldate another import brought")
	cdrCmd.Flags().BoolVar(&cdr.unproven, "tz-unproven", false, "import the records although their uniqueids prove that --tz is not their zone")
	p.takeSettings(cdrCmd, "tz")
	cmd.AddCommand(cdrCmd, newImportTableCmd(p), newImportListCmd(p), newImportUndoCmd(p))
	return cmd
}

func newImportTableCmd(p *program) *cobra.Command {
	job := &importJob{p: p}
	var columns []string
	cmd := job.command("table NAME FILE…", "Import rows of any of the fifteen tables",
		`Import rows of any of the fifteen tables from CSV (separated by , or ;), TSV (as mysql --batch and mysqldump
--tab write it) or NDJSON. The first line names the columns, in any case and order; without such a line, --columns
names them. Columns that the table does not have are named in the output and left out. The id of the source
becomes origid, unless the file has one.

NULL is \N, in TSV also NULL, in NDJSON null; an empty field is an empty text, or NULL in columns of other types. Times
without offset are wall times of --tz. A row that breaks a rule of its table is a bad line.

The tables are `+strings.Join(ingest.Tables(), ", ")+".")
	cmd.Args = usageArgs(cobra.MinimumNArgs(2))
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		job.table, job.columns = args[0], columns
		return job.run(cmd.Context(), args[1:])
	}
	cmd.Flags().StringSliceVar(&columns, "columns", nil, "names of the columns of files without a header, separated by commas")
	cmd.Flags().StringVar(&job.dates, "date-format", "", "form of the times, with %d %m %Y %y %H %I %M %S %p")
	p.takeSettings(cmd, "tz")
	return cmd
}

func queueLogJob(p *program) *importJob {
	return &importJob{p: p, read: (*ingest.Importer).QueueLog}
}

func (j *importJob) command(use, short, long string) *cobra.Command {
	cmd := &cobra.Command{
		Use:   use,
		Short: short,
		Long:  long,
		Args:  usageArgs(cobra.MinimumNArgs(1)),
		RunE:  func(cmd *cobra.Command, files []string) error { return j.run(cmd.Context(), files) },
	}
	cmd.Flags().StringVar(&j.encoding, "encoding", "utf-8",
		encodingUsage)
	cmd.Flags().BoolVar(&j.complete, "complete", false, "the files are finished: take a last line without newline too")
	return cmd
}

func (j *importJob) run(ctx context.Context, files []string) (err error) {
	options := ingest.Options{Complete: j.complete, ZoneUnproven: j.unproven, SkipKnown: j.skip}
	if options.Encoding, err = encodingFlag(j.encoding); err != nil {
		return err
	}
	if j.dates != "" {
		if options.DateFormat, err = ingest.NewDateFormat(j.dates); err != nil {
			return usagef("--date-format: %v", err)
		}
	}
	if options.Location, err = j.p.Location(); err != nil {
		return err
	}
	d, err := j.p.openMigrated(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	if j.table != "" {
		if j.read, err = j.tableReader(ctx, d); err != nil {
			return usagef("%v", err)
		}
	}
	im := &ingest.Importer{DB: d.DB, Options: options, Logger: j.p.log}
	var bad int64
	for _, name := range files {
		fileErr := j.file(ctx, im, name, &bad)
		if ctx.Err() == nil {
			// Refresh after a file with bad lines too, so that reports include the rows imported.
			_, refreshErr := refresh(ctx, d.DB, nil, nil)
			fileErr = errors.Join(fileErr, refreshErr)
		}
		err = errors.Join(err, fileErr)
		if ctx.Err() != nil {
			return err
		}
	}
	if bad > 0 {
		err = errors.Join(err, fmt.Errorf("lines that could not be read: %d; each import of the file tries them again, with the options given then", bad))
	}
	return err
}

// file imports one file, or the standard input, and adds the number of its bad lines to bad.
func (j *importJob) file(ctx context.Context, im *ingest.Importer, name string, bad *int64) error {
	file, size, done, err := j.p.open(ctx, name)
	if err != nil {
		return fmt.Errorf("import: %w", err)
	}
	defer done()
	err = ingest.Unpack(name, file, func(name string, text io.Reader) error {
		if text != file {
			size = -1 // the size of the uncompressed text is unknown
		}
		return j.text(ctx, im, name, text, size, bad)
	})
	if err != nil {
		return fmt.Errorf("import: %w", err)
	}
	return nil
}

// text imports the uncompressed text of a file.
func (j *importJob) text(ctx context.Context, im *ingest.Importer, name string, text io.Reader, size int64, bad *int64) error {
	var clearBar func()
	im.Progress, clearBar = j.p.progress(name, size)
	defer clearBar()
	const shownAgain = 3
	again := 0
	im.OnBadLine = func(name string, bad *ingest.LineError, tried bool) {
		if tried {
			again++
		}
		if !tried || again <= shownAgain {
			clearBar()
			fmt.Fprintf(j.p.stderr, "%s:%v\n", name, bad)
		}
	}
	summary, err := j.read(im, ctx, name, text)
	*bad += summary.Bad
	clearBar()
	if again > shownAgain {
		fmt.Fprintf(j.p.stderr, "%s: %d more lines still cannot be read\n", name, again-shownAgain)
	}
	if err == nil && summary.Unterminated && summary.Rows+summary.Skipped+summary.Bad == 0 {
		line := "line"
		if summary.Headed {
			line = "record"
		}
		return fmt.Errorf("%s: nothing was imported: its only %s has no end yet; use --complete if nothing more is written to the file", name, line)
	}
	if err == nil || summary.Rows > 0 {
		fmt.Fprintln(j.p.stdout, summaryLine(summary))
		noteUnknown(j.p.stderr, summary.Name, summary.Unknown)
		if len(summary.NotStored) > 0 {
			fmt.Fprintf(j.p.stderr, "%s: notice: columns that are not stored: %s\n", name, strings.Join(summary.NotStored, ", "))
		}
	}
	return err //nolint:wrapcheck // the importer names the file
}

// progress returns a function that shows on a terminal how many bytes of a file are done; size -1 is unknown. If the
// output is not a terminal, tell is nil.
func (p *program) progress(name string, size int64) (tell func(done int64), clearBar func()) {
	return p.bar(name, size, progressbar.OptionShowBytes(true))
}

// bar is progress of other units.
func (p *program) bar(name string, size int64, units progressbar.Option) (tell func(done int64), clearBar func()) {
	stderr, ok := p.stderr.(*os.File)
	if !ok || !term.IsTerminal(int(stderr.Fd())) {
		return nil, func() {}
	}
	bar := progressbar.NewOptions64(size, progressbar.OptionSetWriter(stderr), progressbar.OptionSetDescription(name),
		units, progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish())
	return func(done int64) { _ = bar.Set64(done) }, func() { _ = bar.Clear() }
}

func summaryLine(s ingest.Summary) string {
	if s.Empty != "" {
		return s.Name + " " + s.Empty
	}
	line := fmt.Sprintf("%s: %d rows imported, %d already there, %d bad lines, %.1f s",
		s.Name, s.Rows, s.Skipped, s.Bad, s.Elapsed.Seconds())
	if s.Known > 0 {
		line += fmt.Sprintf("; %d records left out as known", s.Known)
	}
	if s.Mended > 0 {
		line += fmt.Sprintf("; %d lines that could not be read before are read now", s.Mended)
	}
	if s.Unterminated {
		line += "; the last line has no end yet and waits for the next run (--complete takes it)"
	}
	return line
}

// tableReader returns the function that imports a file into the table of the job.
func (j *importJob) tableReader(ctx context.Context, d *database) (func(*ingest.Importer, context.Context, string, io.Reader) (ingest.Summary, error), error) {
	t, err := ingest.LoadTable(ctx, d.DB, j.table)
	if err != nil {
		return nil, err
	}
	return func(im *ingest.Importer, ctx context.Context, name string, r io.Reader) (ingest.Summary, error) {
		return im.Table(ctx, t, j.columns, name, r)
	}, nil
}
