package main

import (
	"context"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ccrepo/ccrepo/ingest"
)

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
