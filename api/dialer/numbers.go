// The numbers of the records of a load, computed on several processors.

package dialer

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"sync"

	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/ingest"
	"github.com/ccrepo/ccrepo/phone"
)

const (
	// batchRecords is the number of records that are processed together.
	batchRecords = 250
	// maxNumbering is the maximum number of processors that one load uses.
	maxNumbering = 4
)

// listBatch is a batch of records of a load, in their order.
type listBatch struct {
	rows   []listRow
	headed bool          // the list begins with a header
	done   chan struct{} // closed when their numbers are known
}

// listRow is a record with its numbers in the form in which they are compared, or the error of an invalid record.
type listRow struct {
	ingest.ListRecord
	number string
	others any // the alternatives' numbers, with colons between them; nil: none
	err    error
}

// numbered reads the body and computes the normal forms of its numbers. This takes most of the time of a load, so it uses
// several processors, with a few batches in memory. It returns the batches in their order.
func (l *listLoad) numbered(ctx context.Context, working *sync.WaitGroup) <-chan *listBatch {
	format := map[string]ingest.ListFormat{"text/csv": ingest.ListCSV, "application/x-ndjson": ingest.ListNDJSON, "application/json": ingest.ListJSON}[l.body.Kind]
	reader := ingest.NewListReader(l.body, format, l.body.Charset)
	workers := min(runtime.GOMAXPROCS(0), maxNumbering)
	batches, todo := make(chan *listBatch, 2*workers), make(chan *listBatch)
	working.Go(func() {
		defer close(batches)
		defer close(todo)
		for more := true; more; {
			batch := &listBatch{rows: make([]listRow, 0, batchRecords), done: make(chan struct{})}
			more = batch.read(reader)
			batch.headed = reader.Headed()
			select {
			case todo <- batch:
			case <-ctx.Done():
				return
			}
			select {
			case batches <- batch:
			case <-ctx.Done():
				return
			}
		}
	})
	for range workers {
		working.Go(func() {
			for batch := range todo {
				for i := range batch.rows {
					if row := &batch.rows[i]; row.err == nil {
						row.err = l.findNumbers(row)
					}
				}
				close(batch.done)
			}
		})
	}
	return batches
}

// read fills a batch. It reports whether more may follow.
func (b *listBatch) read(reader *ingest.ListReader) (more bool) {
	for len(b.rows) < batchRecords {
		var row listRow
		row.err = reader.Next(&row.ListRecord)
		if errors.Is(row.err, io.EOF) {
			return false
		}
		b.rows = append(b.rows, row)
		var invalid *ingest.LineError
		if row.err != nil && !errors.As(row.err, &invalid) {
			return false
		}
	}
	return true
}

// findNumbers computes the numbers of a record. It returns an error if the record is invalid.
func (l *listLoad) findNumbers(r *listRow) (err error) {
	invalid := func(err error) error { return &ingest.LineError{Number: r.Line, Err: err} }
	if r.Campaign != "" && r.Campaign != l.campaign {
		return invalid(fmt.Errorf("it is of the campaign %q, not of the list's", problem.Clip(r.Campaign)))
	}
	if r.number, err = phone.Normal(r.Destination, l.country); err != nil {
		return invalid(fmt.Errorf("destination: %w", err))
	}
	r.Destination = phone.WithoutDecimal(r.Destination)
	if len(r.Alternatives) == 0 {
		return nil
	}
	others := make([]string, len(r.Alternatives))
	for i, typed := range r.Alternatives {
		if others[i], err = phone.Normal(typed, l.country); err != nil {
			return invalid(fmt.Errorf("alternative %d: %w", i+1, err))
		}
		r.Alternatives[i] = phone.WithoutDecimal(typed)
	}
	r.others = strings.Join(others, ":")
	return nil
}

// copy copies a record if it is valid.
func (r *listRow) copy(ctx context.Context, to *sql.Stmt) error {
	if r.err != nil {
		return r.err
	}
	_, err := to.ExecContext(ctx, r.Line, r.Destination, r.number, r.Data, strings.Join(r.Alternatives, ":"), r.others, r.Contact, r.Priority, r.AgentPhone)
	if err != nil {
		return fmt.Errorf("copy: %w", err)
	}
	return nil
}
