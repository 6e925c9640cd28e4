package feed

// What a feed would read, without reading it.

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"time"

	"github.com/ccrepo/ccrepo/ingest"
)

// Found is what the source of a feed has.
type Found struct {
	ingest.Examination
	Missing bool     // there is no file at the path
	Size    int64    // of the file
	Older   []string // rotated files that the feed would read, the newest first
}

// Examine looks at the source of a feed. It changes nothing, and needs no database. zone is the zone of feeds that
// set none.
func Examine(c Config, zone *time.Location) (found Found, err error) {
	options, err := c.options(zone)
	if err != nil {
		return found, err
	}
	older := newOlderFiles(newFileReader(&Runner{Log: slog.New(slog.DiscardHandler)}, c))
	files, err := older.list()
	if err != nil {
		return found, err
	}
	for _, file := range files {
		found.Older = append(found.Older, file.path)
	}
	file, err := os.Open(c.Path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		found.Missing = true
		return found, nil
	case err != nil:
		return found, fmt.Errorf("open the file: %w", err)
	}
	defer func() { _ = file.Close() }() // it was only read
	info, err := file.Stat()
	if err != nil {
		return found, fmt.Errorf("look at the file: %w", err)
	}
	if !info.Mode().IsRegular() {
		return found, fmt.Errorf("%s is not a file", c.Path)
	}
	found.Size = info.Size()
	read := ingest.ExamineQueueLog
	if c.Kind == CDR {
		read = ingest.ExamineCDR
	}
	if found.Examination, err = read(file, found.Size, options); err != nil {
		return found, fmt.Errorf("read the file: %w", err)
	}
	return found, nil
}
