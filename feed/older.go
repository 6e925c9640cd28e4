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
	"syscall"
	"time"

	"github.com/fsnotify/fsnotify"

	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/ingest"
)

// fileID identifies a file on this machine while it exists.
type fileID struct{ device, inode int64 }

func identify(info fs.FileInfo) fileID {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return fileID{}
	}
	return fileID{int64(stat.Dev), int64(stat.Ino)}
}

// stamp is the state of a file in which it was read to its end.
type stamp struct {
	size     int64
	modified time.Time
}

// olderFiles reads the rotated files of a feed: those that were there before the feed, and copies.
type olderFiles struct {
	f      *fileFollower
	wanted chan struct{}

	mu   sync.Mutex
	done map[fileID]stamp
	left int64 // bytes of the files that are not read yet
}

func newOlderFiles(f *fileFollower) *olderFiles {
	o := &olderFiles{f: f, wanted: make(chan struct{}, 1), done: map[fileID]stamp{}}
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
	if o.f.config.Older != nil && !*o.f.config.Older {
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
			again.Reset(o.f.quiet())
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
		finished := o.f.now().Sub(file.modified) >= o.f.quiet()
		if err := o.read(ctx, file, finished); err != nil {
			return false, err
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
	dir, base := filepath.Split(o.f.config.Path)
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
func (o *olderFiles) read(ctx context.Context, file olderFile, finished bool) error {
	opened, err := os.Open(file.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // rotated again since; the next search finds it
	} else if err != nil {
		return fmt.Errorf("open a rotated file: %w", err)
	}
	defer func() { _ = opened.Close() }() // it was only read
	return ingest.Unpack(file.path, opened, func(name string, text io.Reader) error {
		summary, err := o.f.importText(ctx, name, text, finished, true)
		if err != nil {
			return err
		}
		if summary.ID == 0 || !finished {
			return nil
		}
		return db.New(o.f.DB).SettleFeedGaps(ctx, db.SettleFeedGapsParams{ //nolint:wrapcheck // wrapped by the caller
			Feed: o.f.config.Name, ImportID: summary.ID, FoundTo: file.modified,
		})
	})
}

// watch returns a channel that gets a value when something in the directory of the file changes. Notifications only
// make the feed faster: a network file system sends none.
func (f *fileFollower) watch(ctx context.Context) (woken <-chan struct{}, stop func()) {
	wake := make(chan struct{}, 1)
	watcher, err := fsnotify.NewWatcher()
	if err != nil {
		f.log.WarnContext(ctx, "changes are not notified; the file is only polled", "err", err)
		return wake, func() {}
	}
	if err := watcher.Add(filepath.Dir(f.config.Path)); err != nil {
		f.log.WarnContext(ctx, "changes are not notified; the file is only polled", "err", err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for events, errs := watcher.Events, watcher.Errors; events != nil || errs != nil; {
			select {
			case event, open := <-events:
				if !open {
					events = nil
				}
				if event.Name != f.config.Path {
					f.older.search()
				}
			case _, open := <-errs: // such as an overflow: something has changed
				if !open {
					errs = nil
				}
			}
			select {
			case wake <- struct{}{}:
			default:
			}
		}
	}()
	return wake, func() {
		_ = watcher.Close() // it has nothing to flush
		<-ended
	}
}
