package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/ccrepo/ccrepo/ingest"
)

func newImportListCmd(p *program) *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the imported files: their lines, rows and bad lines",
		Args:  usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			d, err := p.openMigrated(cmd.Context())
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, d.Close()) }()
			imports, err := ingest.Imports(cmd.Context(), d.DB)
			if err != nil {
				return fmt.Errorf("list imports: %w", err)
			}
			records := [][]string{{"id", "kind", "lines", "rows", "bad", "first row", "last row", "last import", "file"}}
			for _, i := range imports {
				first, last := "none", "none"
				if i.First.Valid {
					first, last = moment(&i.First.V, ""), moment(&i.Last.V, "")
				}
				records = append(records, []string{strconv.Itoa(int(i.ID)), i.Kind, strconv.FormatInt(i.Lines, 10), strconv.FormatInt(i.Rows, 10),
					strconv.FormatInt(i.Bad, 10), first, last, moment(&i.UpdatedAt, ""), printable(i.Name)})
			}
			printAligned(p.stdout, records)
			return nil
		},
	}
}

func newImportUndoCmd(p *program) *cobra.Command {
	var dryRun bool
	cmd := &cobra.Command{
		Use:   "undo FILE|ID",
		Short: "Take back an import: delete exactly the rows that it brought",
		Long: `Takes back an import: deletes the rows that it brought and no others, rebuilds the derived relations of
their time, and forgets how far the file was read, so that it can be imported again, for instance with
another --tz or --encoding. FILE is known by its content; a file that is gone, by the name under which it
was imported. ID is the number that import list shows.`,
		Args: usageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			d, err := p.openMigrated(cmd.Context())
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, d.Close()) }()
			id, err := importOf(cmd.Context(), d, args[0])
			if err != nil {
				return err
			}
			undone, rows, err := ingest.Undo(cmd.Context(), d.DB, id, dryRun)
			if err != nil {
				return fmt.Errorf("undo: %w", err)
			}
			if !dryRun {
				// For what only the program computes, and the dispositions that mark other records now.
				if _, err := refresh(cmd.Context(), d.DB, nil, nil); err != nil {
					return err
				}
			}
			verb := "undone"
			if dryRun {
				verb = "would be undone"
			}
			line := fmt.Sprintf("import %d (%s, %s) %s: %d rows", undone.ID, undone.Kind, printable(undone.Name), verb, rows)
			if undone.First.Valid {
				line += fmt.Sprintf(" from %s to %s", undone.First.V.UTC().Format(time.RFC3339), undone.Last.V.UTC().Format(time.RFC3339))
			}
			if undone.Rows != rows {
				line += fmt.Sprintf("; %d others are gone already", undone.Rows-rows)
			}
			fmt.Fprintln(p.stdout, line)
			return nil
		},
	}
	cmd.Flags().BoolVar(&dryRun, "dry-run", false, "show what would be deleted, and delete nothing")
	return cmd
}

// importOf returns the number of an import that is given by a file with its content, by the name of a file that no
// longer exists, or by its number. No matching import, or more than one, is an error.
func importOf(ctx context.Context, d *database, what string) (int32, error) {
	var found []ingest.Import
	f, err := os.Open(what)
	switch {
	case err == nil:
		defer func() { _ = f.Close() }()
		err = ingest.Unpack(what, f, func(_ string, text io.Reader) error {
			some, err := ingest.ImportsOf(ctx, d.DB, text)
			found = append(found, some...)
			return err //nolint:wrapcheck // wrapped below
		})
	case errors.Is(err, fs.ErrNotExist):
		if id, notNumber := strconv.ParseInt(what, 10, 32); notNumber == nil {
			return int32(id), nil
		}
		var all []ingest.Import
		all, err = ingest.Imports(ctx, d.DB)
		for _, i := range all {
			if i.Name == what {
				found = append(found, i)
			}
		}
	}
	if err != nil {
		return 0, fmt.Errorf("undo: %w", err)
	}
	switch len(found) {
	case 0:
		return 0, fmt.Errorf("undo: %s was not imported: ccrepo import list shows what was", what)
	case 1:
		return found[0].ID, nil
	}
	ids := ""
	for _, i := range found {
		ids += fmt.Sprintf(" %d (%s)", i.ID, i.Kind)
	}
	return 0, usagef("%s is the file of several imports:%s; give the number of one", what, ids)
}
