package ingest

// What an import needs, and whom it tells.

import (
	"database/sql"
	"log/slog"
	"time"
)

// maxLeadingBad is how many bad lines at the beginning of a file without any row make the import fail.
const maxLeadingBad = 10_000

// Importer writes files into the database. If it is killed at any moment and run again, each line is stored
// exactly once. The same holds for several importers of one file at once, in one process or several.
type Importer struct {
	DB      *sql.DB
	Options Options
	// BatchSize is the number of rows that are committed together; 0 is 10,000.
	BatchSize int
	Logger    *slog.Logger // nil: no log
	// Progress is called with the number of bytes of the file that are done; nil: no calls.
	Progress func(offset int64)
	// Feed is the name of the feed that reads the file; it is stored with the import. Empty: no feed.
	Feed string
	// KeepBad leaves the lines that earlier imports could not read as they are.
	KeepBad bool
	// OnBadLine is called for each line that cannot be read; again is true if an earlier import could not read it
	// either. Nil: bad lines are only counted.
	OnBadLine func(name string, bad *LineError, again bool)
	// Clock returns the present time; nil is time.Now.
	Clock func() time.Time
}

func (im *Importer) batchSize() int {
	if im.BatchSize <= 0 {
		return defaultBatchSize
	}
	return im.BatchSize
}

func (im *Importer) badLine(name string, bad *LineError, again bool) {
	if im.OnBadLine != nil {
		im.OnBadLine(name, bad, again)
	}
}

func (im *Importer) progress(offset int64) {
	if im.Progress != nil {
		im.Progress(offset)
	}
}
