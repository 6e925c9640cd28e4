// What one batch of an import is: the reader that gives rows, the rows with their bad lines, and the counts.

package ingest

import (
	"errors"
	"time"
)

const (
	defaultBatchSize = 10_000
	maxBatchBytes    = 16 << 20 // of file text, so that long lines do not fill the memory
)

// Summary is the result of importing one file.
type Summary struct {
	Name    string
	ID      int32 // number of the import; 0 if there is none yet
	Offset  int64 // bytes of the file that are done
	Rows    int64 // imported by this run
	Skipped int64 // imported by earlier runs
	Bad     int64 // lines that cannot be read, including those of earlier runs
	Mended  int64 // lines that earlier runs could not read and this run could
	Known   int64 // records that this run left out because another import brought them
	// Unterminated is true if the last line has no newline yet and was left for the next run.
	Unterminated bool
	// Empty says why the file has nothing to import, in words that follow its name; empty if it has something.
	Empty string
	// Headed is true if the file begins with a header.
	Headed bool
	// NotStored lists the columns of a CDR file that are not stored and do not follow from others.
	NotStored []string
	// Unknown lists the events of the rows imported by this run that are not in the catalogue.
	Unknown []UnknownEvent
	Elapsed time.Duration
}

// source is the interface of both readers that an import uses.
type source[R any] interface {
	Next() (Line[R], error)
	Offset() int64
	Lines() int64
	SkipTo(offset, lines int64) error
	limitTo(end int64)
	firstLine(n int) (line []byte, final bool, err error)
	head(n int) ([]byte, error)
	// tail returns the SHA-256 of the last bytes before Offset, or nil if they are not known.
	tail() []byte
	// unchanged fails with ErrReplaced if the file no longer holds what was read from it.
	unchanged() error
}

// readBatch reads up to size rows and bad lines or, while it has no row, up to leading bad lines. The error is
// io.EOF or ErrUnterminated at the end of the file.
func readBatch[R any](src source[R], size, leading int, onBad func(*LineError)) (rows []Line[R], bad []badLines, err error) {
	begin := src.Offset()
	wrongs := 0
	for (len(rows)+wrongs < size && src.Offset()-begin < maxBatchBytes) || len(rows) == 0 && wrongs < leading {
		line, err := src.Next()
		var wrong *LineError
		switch {
		case err == nil:
			if rows == nil {
				rows = make([]Line[R], 0, min(size, defaultBatchSize))
			}
			rows = append(rows, line)
		case errors.As(err, &wrong):
			wrongs++
			bad = addBad(bad, badLines{wrong.Start, wrong.End, wrong.Number, 1})
			onBad(wrong)
		default:
			return rows, bad, err
		}
	}
	return rows, bad, nil
}
