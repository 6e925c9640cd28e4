// Prints the events of a queue_log with named fields.

package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/ccrepo/ccrepo/event"
	"github.com/ccrepo/ccrepo/ingest"
)

// decodeJob is one run of ccrepo decode.
type decodeJob struct {
	p                *program
	format, encoding string
	catalogue        *event.Catalogue
	unknown          *ingest.UnknownEvents
	print            rowPrinter
	options          ingest.Options
	bad              int
}

func newDecodeCmd(p *program) *cobra.Command {
	j := &decodeJob{p: p}
	cmd := &cobra.Command{
		Use:   "decode [FILE…]",
		Short: "Print lines of a queue_log with data1 to data5 named, without a database",
		Long: `Print lines of a queue_log decoded: each event with its own fields instead of data1 to data5.
FILE may be -, the standard input, which is also read if no FILE is given. Files may be compressed with
gzip, xz, bzip2 or zip. No database is needed.

The table shows the fields with their units behind the event. In CSV every field of any event has a
column, in NDJSON each line has the fields of its event, as GET /v1/events has. What has no name
stays under data1 to data5. ccrepo's page "Event reference" tells what the fields are.

Lines that can't be read are reported and skipped; the exit status is then 1.`,
		Example: "  ccrepo decode /var/log/asterisk/queue_log\n  tail -f /var/log/asterisk/queue_log | ccrepo decode --format ndjson",
		RunE:    func(cmd *cobra.Command, files []string) error { return j.run(cmd.Context(), files) },
	}
	cmd.Flags().StringVar(&j.format, "format", "table", "table, csv or ndjson")
	p.takeSettings(cmd, "tz")
	cmd.Flags().StringVar(&j.encoding, "encoding", "utf-8", encodingUsage)
	return cmd
}

func (j *decodeJob) run(ctx context.Context, files []string) error {
	loc, err := j.p.Location()
	if err != nil {
		return err
	}
	// A file is complete, so its last line counts even without a line break.
	j.options = ingest.Options{Complete: true}
	if j.options.Encoding, err = encodingFlag(j.encoding); err != nil {
		return err
	}
	if j.catalogue, err = event.Load(); err != nil {
		return err
	}
	j.unknown = ingest.NewUnknownEvents(j.catalogue, decodedTable)
	switch j.format {
	case "table":
		j.print = &tablePrinter{w: j.p.stdout, loc: loc}
	case "csv":
		j.print = newCSVPrinter(j.p.stdout, loc, j.catalogue)
	case "ndjson":
		j.print = &ndjsonPrinter{w: j.p.stdout, loc: loc}
	default:
		return usagef("--format %q is none of table, csv, ndjson", j.format)
	}
	if len(files) == 0 {
		files = []string{"-"}
	}
	for _, name := range files {
		if err = j.file(ctx, name); err != nil {
			break
		}
	}
	// Rows read before a failure are printed too.
	err = errors.Join(err, j.print.end())
	noteUnknown(j.p.stderr, "", j.unknown.List())
	if j.bad > 0 {
		err = errors.Join(err, fmt.Errorf("lines skipped: %d", j.bad))
	}
	return err
}

func (j *decodeJob) file(ctx context.Context, name string) error {
	file, _, done, err := j.p.open(ctx, name)
	if err != nil {
		return fmt.Errorf("decode: %w", err)
	}
	defer done()
	if err := ingest.Unpack(name, file, func(name string, text io.Reader) error { return j.text(ctx, name, text) }); err != nil {
		return fmt.Errorf("decode: %w", err)
	}
	return nil
}

// text decodes the uncompressed text of a file.
func (j *decodeJob) text(ctx context.Context, name string, text io.Reader) error {
	lines := ingest.NewQueueLogReader(text, j.options)
	for ctx.Err() == nil {
		line, err := lines.Next()
		var wrong *ingest.LineError
		switch {
		case errors.As(err, &wrong):
			j.bad++
			fmt.Fprintf(j.p.stderr, "%s:%v\n", name, wrong)
			continue
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fmt.Errorf("%s: %w", name, err)
		}
		if err := j.print.row(j.decode(line.Row)); err != nil {
			return fmt.Errorf("print: %w", err)
		}
	}
	return ctx.Err()
}

func (j *decodeJob) decode(row ingest.QueueLogRow) decodedRow {
	j.unknown.Add(row.Event)
	data := row.Data[:row.Fields]
	// The fields of an unknown event have no names.
	e, _ := j.catalogue.OfRow(decodedTable, row.Event, data)
	return decodedRow{row, e.Decode(data), e.Unnamed()}
}
