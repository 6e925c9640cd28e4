package feed

// Rotated files beside a followed file.

import (
	"cmp"
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/lib/pq"

	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/ingest"
)

// olderFiles reads the rotated files of a feed: those that were there before the feed, and copies.
type olderFiles struct {
	fileReader
	wanted chan struct{}

	mu     sync.Mutex
	done   map[fileID]stamp
	failed map[fileID]failure
	left   int64 // bytes of the files that are not read yet
}

// failure is why a file cannot be read. It does not end the feed, whose present file may be well.
type failure struct {
	stamp
	path    string
	err     error
	retryAt time.Time
}

// failurePause is how long a file that cannot be read is left alone, unless it changes.
const failurePause = 10 * time.Minute

func newOlderFiles(r fileReader) *olderFiles {
	o := &olderFiles{fileReader: r, wanted: make(chan struct{}, 1), done: map[fileID]stamp{}, failed: map[fileID]failure{}}
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

// finished tells that a file was read to its end, through another handle.
func (o *olderFiles) finished(id fileID, at stamp) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.done[id] = stamp{at.size, at.modified.Truncate(time.Microsecond)}
}

func (o *olderFiles) unread() int64 {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.left
}

// unreadable says which files cannot be read, and why; empty: all can.
func (o *olderFiles) unreadable() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	var texts []string
	for _, f := range o.failed {
		texts = append(texts, fmt.Sprintf("%s cannot be read: %s", f.path, shown(f.err)))
	}
	slices.Sort(texts)
	return strings.Join(texts, "; ")
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
		} else if o.unreadable() != "" {
			again.Reset(failurePause)
		}
	}
}

// readAll reads all rotated files that have changed, the newest first, so that the figures of recent days come first.
// unfinished: a file was written a moment ago and must be read again.
func (o *olderFiles) readAll(ctx context.Context) (unfinished bool, err error) {
	files, err := o.list()
	if isStale(err) {
		return true, nil
	} else if err != nil {
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
		if ctx.Err() != nil {
			return false, nil
		}
		if ofDatabase(err) {
			return false, err
		}
		if isStale(err) {
			unfinished = true
			continue
		}
		o.note(ctx, file, err, finished)
		if err != nil {
			if !finished { // such as one that is just being compressed
				unfinished = true
				continue
			}
			if err := o.addGap(ctx, file, err); err != nil {
				return false, err
			}
			continue
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

// ofDatabase reports whether reading failed because of the database that is written, not because of the file.
func ofDatabase(err error) bool {
	var refused *pq.Error
	var network net.Error
	return errors.As(err, &refused) || errors.As(err, &network) || errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone)
}

// addGap records that the rows of a file that cannot be read are missing: they are later than the last change of the file
// that was rotated before it.
func (o *olderFiles) addGap(ctx context.Context, file olderFile, why error) error {
	gap := db.AddUnreadableGapParams{Feed: o.config.Name, ToAt: file.modified, Since: file.modified.Add(-time.Hour), Path: file.path, Reason: fmt.Sprintf("a rotated file cannot be read: %s: %s", filepath.Base(file.path), shown(why))}
	if !file.after.IsZero() {
		gap.FromAt, gap.Since = &file.after, file.after
	}
	if err := db.New(o.DB).AddUnreadableGap(ctx, gap); err != nil {
		return fmt.Errorf("record a gap: %w", err)
	}
	return nil
}

// note remembers whether a file can be read, and logs it once.
func (o *olderFiles) note(ctx context.Context, file olderFile, err error, finished bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	before, failing := o.failed[file.id]
	if delete(o.failed, file.id); err == nil {
		return
	}
	again := o.now().Add(o.quiet())
	if finished {
		again = o.now().Add(failurePause)
	}
	o.failed[file.id] = failure{file.stamp, file.path, err, again}
	if !failing || before.stamp != file.stamp {
		o.log.ErrorContext(ctx, "a rotated file cannot be read; it is tried again", "file", file.path, "err", err)
	}
}

// olderFile is a rotated file.
type olderFile struct {
	path string
	id   fileID
	stamp
	after time.Time // last change of the file that was rotated before it; zero: there is none
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
	var changes []time.Time
	there := map[fileID]bool{}
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
		file := olderFile{path: filepath.Join(dir, entry.Name()), id: identify(info), stamp: stamp{info.Size(), info.ModTime().Truncate(time.Microsecond)}}
		there[file.id], changes = true, append(changes, file.modified)
		o.mu.Lock()
		failed, failing := o.failed[file.id]
		known := o.done[file.id] == file.stamp || failing && failed.stamp == file.stamp && o.now().Before(failed.retryAt)
		o.mu.Unlock()
		if !known {
			files = append(files, file)
		}
	}
	o.mu.Lock()
	maps.DeleteFunc(o.failed, func(id fileID, _ failure) bool { return !there[id] })
	o.mu.Unlock()
	for i := range files {
		for _, change := range changes {
			if change.Before(files[i].modified) && change.After(files[i].after) {
				files[i].after = change
			}
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
		queries := db.New(o.DB)
		if err := queries.SettleUnreadableGaps(ctx, db.SettleUnreadableGapsParams{Feed: o.config.Name, ImportID: summary.ID, Modified: file.modified}); err != nil {
			return err //nolint:wrapcheck // wrapped by the caller
		}
		return queries.SettleFeedGaps(ctx, db.SettleFeedGapsParams{ //nolint:wrapcheck // wrapped by the caller
			Feed: o.config.Name, ImportID: summary.ID, FoundTo: file.modified,
		})
	})
}
