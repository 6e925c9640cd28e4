package feed

// Rotated files beside a followed file.

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/ingest"
)

// olderFiles reads the rotated files of a feed: those that were there before the feed, and copies.
type olderFiles struct {
	fileReader
	wanted chan struct{}

	mu   sync.Mutex
	done map[fileID]stamp
	left int64 // bytes of the files that are not read yet
}

func newOlderFiles(r fileReader) *olderFiles {
	o := &olderFiles{fileReader: r, wanted: make(chan struct{}, 1), done: map[fileID]stamp{}}
	o.search()
	return o
}

// search makes run look for rotated files.
func (o *olderFiles) search() {
	select {
	case o.wanted <- struct{}{}:
	default:
	}
}

func (o *olderFiles) unread() int64 {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.left
}

// run reads rotated files, each time that a search is wanted, until ctx ends.
func (o *olderFiles) run(ctx context.Context) error {
	if o.config.Older != nil && !*o.config.Older {
		<-ctx.Done()
		return nil
	}
	again := time.NewTimer(0)
	defer again.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-o.wanted:
		case <-again.C:
		}
		unfinished, err := o.readAll(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		if unfinished {
			again.Reset(o.quiet())
		}
	}
}

// readAll reads all rotated files that have changed, the newest first, so that the figures of recent days come first.
// unfinished: a file was written a moment ago and must be read again.
func (o *olderFiles) readAll(ctx context.Context) (unfinished bool, err error) {
	files, err := o.list()
	if err != nil {
		return false, err
	}
	for i, file := range files {
		o.mu.Lock()
		o.left = 0
		for _, waiting := range files[i:] {
			o.left += waiting.size
		}
		o.mu.Unlock()
		finished := o.now().Sub(file.modified) >= o.quiet()
		found, err := o.read(ctx, file, finished)
		if err != nil {
			return false, err
		}
		if !found { // renamed since: its lines are read under the new name
			unfinished = true
			continue
		}
		if finished {
			o.mu.Lock()
			o.done[file.id] = file.stamp
			o.mu.Unlock()
		}
		unfinished = unfinished || !finished
	}
	o.mu.Lock()
	o.left = 0
	o.mu.Unlock()
	return unfinished, nil
}

// olderFile is a rotated file.
type olderFile struct {
	path string
	id   fileID
	stamp
}

// rotated matches what logrotate and Asterisk append to the name of a file.
var rotated = regexp.MustCompile(`^(\.\d+|[.-]\d{8}([-_.]?\d+)?|[.-]\d{4}-\d\d-\d\d([-_T]?[\d:-]+)?|\.old)(\.(gz|xz|bz2|zip))?$`)

// list returns the rotated files that have changed since they were read, the newest first.
func (o *olderFiles) list() ([]olderFile, error) {
	dir, base := filepath.Split(o.config.Path)
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	} else if err != nil {
		return nil, fmt.Errorf("look for rotated files: %w", err)
	}
	var files []olderFile
	for _, entry := range entries {
		ending, found := strings.CutPrefix(entry.Name(), base)
		if !found || !rotated.MatchString(ending) {
			continue
		}
		info, err := entry.Info()
		if errors.Is(err, fs.ErrNotExist) || err == nil && !info.Mode().IsRegular() {
			continue // rotated again since
		} else if err != nil {
			return nil, fmt.Errorf("look for rotated files: %w", err)
		}
		file := olderFile{filepath.Join(dir, entry.Name()), identify(info), stamp{info.Size(), info.ModTime()}}
		o.mu.Lock()
		known := o.done[file.id] == file.stamp
		o.mu.Unlock()
		if !known {
			files = append(files, file)
		}
	}
	slices.SortFunc(files, func(a, b olderFile) int {
		return cmp.Or(b.modified.Compare(a.modified), strings.Compare(a.path, b.path))
	})
	return files, nil
}

// read imports a rotated file, and settles the gap that was recorded while it was missing.
// found is false if another file has its name by now, or none.
func (o *olderFiles) read(ctx context.Context, file olderFile, finished bool) (found bool, err error) {
	opened, err := os.Open(file.path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	} else if err != nil {
		return false, fmt.Errorf("open a rotated file: %w", err)
	}
	defer func() { _ = opened.Close() }() // it was only read
	info, err := opened.Stat()
	if err != nil {
		return false, fmt.Errorf("look at a rotated file: %w", err)
	}
	if identify(info) != file.id {
		return false, nil
	}
	return true, ingest.Unpack(file.path, opened, func(name string, text io.Reader) error {
		summary, err := o.importText(ctx, name, text, finished, true)
		if err != nil {
			return err
		}
		if summary.ID == 0 || !finished {
			return nil
		}
		return db.New(o.DB).SettleFeedGaps(ctx, db.SettleFeedGapsParams{ //nolint:wrapcheck // wrapped by the caller
			Feed: o.config.Name, ImportID: summary.ID, FoundTo: file.modified,
		})
	})
}
