package feed

// The follower of a file that grows and is rotated.

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"time"

	"github.com/fsnotify/fsnotify"

	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/ingest"
)

const (
	// recordEvery is how often the state of a feed is stored while nothing changes.
	recordEvery = time.Second
	// spacing is the least time between two looks at a file, however often it is written.
	spacing = 100 * time.Millisecond
	// headBytes is the number of bytes at the beginning of a file that show whether it was replaced.
	headBytes = 4096
	// staleLimit is how long a feed tries to open a file again whose handles are stale, before it counts as failing.
	staleLimit = 30 * time.Second
)

// fileFollower follows the file at a path. After a rename it reads the old file to its end through the open handle.
// Rotated files that it finds beside the path are read by a second goroutine.
type fileFollower struct {
	fileReader
	current *openFile   // nil while there is no file at the path
	renamed []*openFile // files that were at the path and may still be written to
	before  db.AppFeed  // the state that the last process left
	state   state
	stored  time.Time // when the state was last stored
	older   *olderFiles
	stale   time.Time // since when handles are stale; zero: they are not
}

// state is what a look at the source found.
type state struct {
	name, detail string
	covered      time.Time // everything before it is read; zero: not known
}

// openFile is a file that is followed.
type openFile struct {
	*os.File
	id        fileID
	importID  int32
	head      []byte    // its first bytes at the last look
	offset    int64     // bytes that are read
	size      int64     // at the last look
	modified  time.Time // at the last look
	changedAt time.Time // when a look last found a change
}

func newFileFollower(r *Runner, c Config) *fileFollower {
	return &fileFollower{fileReader: newFileReader(r, c)}
}

// follow implements follower.
func (f *fileFollower) follow(ctx context.Context) (err error) {
	if f.before, err = f.start(ctx, f.config); err != nil {
		return err
	}
	defer f.closeFiles()
	f.older = newOlderFiles(f.fileReader)
	woken, stopWatch := f.watch(ctx)
	defer stopWatch()
	ctx, stop := context.WithCancel(ctx)
	olderEnded := make(chan error, 1)
	go func() { olderEnded <- f.older.run(ctx) }()
	defer func() {
		stop()
		if ended := <-olderEnded; err == nil || errors.Is(err, context.Canceled) {
			err = ended
		}
		err = errors.Join(err, f.stop(f.config))
	}()
	for {
		if err := f.look(ctx); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case err := <-olderEnded:
			olderEnded <- nil
			return err
		case <-woken:
		case <-time.After(f.poll()):
		}
		pause(ctx, spacing)
	}
}

func (f *fileFollower) poll() time.Duration {
	if f.Poll > 0 {
		return f.Poll
	}
	return 500 * time.Millisecond
}

// look reads what was written since the last look, and stores the state. When a network file system was mounted anew,
// handles are stale: the files are opened again, as after a start.
func (f *fileFollower) look(ctx context.Context) error {
	err := f.lookOnce(ctx)
	if !isStale(err) {
		f.stale = time.Time{}
		return err
	}
	if f.stale.IsZero() {
		f.stale = f.now()
		f.log.InfoContext(ctx, "a handle is stale; the file is opened again", "err", err)
	}
	if f.now().Sub(f.stale) >= staleLimit {
		return err
	}
	if f.current != nil && f.current.importID != 0 && !f.state.covered.IsZero() {
		covered := f.state.covered
		f.before = db.AppFeed{ImportID: &f.current.importID, CoveredTo: &covered, Device: &f.current.id.device, Inode: &f.current.id.inode}
	}
	f.closeFiles()
	f.current, f.renamed = nil, nil
	f.older.search()
	return nil
}

// lookOnce is look with the handles that are open.
func (f *fileFollower) lookOnce(ctx context.Context) error {
	at := f.now()
	before := f.state
	if err := f.openCurrent(); err != nil {
		return err
	}
	changed := false
	for _, file := range f.renamed {
		read, err := f.read(ctx, file, false)
		if err != nil {
			return err
		}
		changed = changed || read
	}
	if err := f.finishRenamed(ctx, at); err != nil {
		return err
	}
	if f.current == nil {
		f.state.name, f.state.detail = "waiting", "there is no file at "+f.config.Path
	} else {
		read, err := f.read(ctx, f.current, false)
		if err != nil {
			return err
		}
		changed = changed || read
		f.state = state{name: "reading", detail: f.older.unreadable(), covered: at}
	}
	if changed || f.state.name != before.name || at.Sub(f.stored) >= recordEvery {
		return f.record(ctx, at)
	}
	return nil
}

// openCurrent opens the file at the path, if it is another one than before.
func (f *fileFollower) openCurrent() error {
	info, err := os.Stat(f.config.Path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if f.current != nil {
			f.renamed = append(f.renamed, f.current)
			f.current = nil
		}
		return nil
	case err != nil:
		return fmt.Errorf("look at the file: %w", err)
	case !info.Mode().IsRegular():
		return fmt.Errorf("%s is not a file", f.config.Path)
	case f.current != nil && identify(info) == f.current.id:
		return nil
	}
	file, err := os.Open(f.config.Path)
	if err != nil {
		return fmt.Errorf("open the file: %w", err)
	}
	// The path may have got another file since.
	if info, err = file.Stat(); err != nil {
		return errors.Join(fmt.Errorf("look at the file: %w", err), file.Close())
	}
	if f.current != nil {
		f.renamed = append(f.renamed, f.current)
	}
	f.current = &openFile{File: file, id: identify(info), size: -1, changedAt: f.now()}
	return nil
}

// read imports the new lines of a file, if it has changed. finished takes a last line without newline.
func (f *fileFollower) read(ctx context.Context, file *openFile, finished bool) (changed bool, err error) {
	info, err := file.Stat()
	if err != nil {
		return false, fmt.Errorf("look at the file: %w", err)
	}
	if info.Size() == file.size && info.ModTime().Equal(file.modified) && !finished {
		return false, nil
	}
	if _, err := f.noticeReplaced(ctx, file); err != nil {
		return false, err
	}
	first := file.size < 0
	file.size, file.modified, file.changedAt = info.Size(), info.ModTime(), f.now()
	summary, err := f.importText(ctx, f.config.Path, io.NewSectionReader(file, 0, math.MaxInt64), finished, first)
	if summary.ID != 0 {
		file.importID, file.offset = summary.ID, summary.Offset
	}
	if errors.Is(err, ingest.ErrReplaced) {
		file.size = -1
		if replaced, failed := f.noticeReplaced(ctx, file); failed != nil {
			return false, failed
		} else if replaced { // truncated just now
			return f.read(ctx, file, finished)
		}
		return false, fmt.Errorf("%w: if it was edited or restored, take back what was read of it with ccrepo import undo, and it is read anew", err)
	}
	if err != nil {
		file.size = -1
		return false, err
	}
	if file == f.current {
		if err := f.noticeMissed(ctx, file); err != nil {
			return false, err
		}
	}
	return true, nil
}

// noticeReplaced reports whether a file no longer begins as it did, and records a gap if a file no longer begins as it did: copytruncate copies a file and empties it, and
// loses what is written in between.
func (f *fileFollower) noticeReplaced(ctx context.Context, file *openFile) (replaced bool, err error) {
	head := make([]byte, headBytes)
	n, err := file.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return false, fmt.Errorf("read the file: %w", err)
	}
	head = head[:n]
	replaced = !bytes.HasPrefix(head, file.head)
	file.head = head
	if !replaced {
		return false, nil
	}
	f.log.InfoContext(ctx, "the file was truncated", "file", f.config.Path)
	gap := db.AddFeedGapParams{
		Feed: f.config.Name, FromAt: f.state.covered, ToAt: f.now(), ImportID: file.importID,
		Reason: "the file was copied and truncated: lines written in between are lost",
	}
	file.importID, file.offset, file.size = 0, 0, -1
	return true, f.addGap(ctx, gap)
}

// noticeMissed compares the file at the path with the one that the last process followed. Where it is another one, the
// rest of the old one may be missing until it is found among the rotated files.
func (f *fileFollower) noticeMissed(ctx context.Context, file *openFile) error {
	was := f.before
	if was.ImportID == nil || file.importID == 0 { // an empty file tells nothing yet
		return nil
	}
	f.before = db.AppFeed{}
	if *was.ImportID == file.importID || was.CoveredTo == nil {
		return nil
	}
	gap := db.AddFeedGapParams{
		Feed: f.config.Name, FromAt: *was.CoveredTo, ToAt: f.now(), ImportID: *was.ImportID,
		Reason: "the file was rotated while no process followed it, and the old one was not found", Settles: true,
	}
	if was.Device != nil && was.Inode != nil && (fileID{*was.Device, *was.Inode}) == file.id {
		gap.Reason, gap.Settles = "the file was copied and truncated while no process followed it: lines written in between are lost", false
	}
	// The old file ended before the new one had its first line.
	first, err := db.New(f.DB).ImportBegin(ctx, db.ImportBeginParams{ID: file.importID})
	if err != nil {
		return fmt.Errorf("look up the first line: %w", err)
	}
	if first != nil && first.Before(gap.ToAt) {
		gap.ToAt = *first
	}
	return f.addGap(ctx, gap)
}

func (f *fileFollower) addGap(ctx context.Context, gap db.AddFeedGapParams) error {
	if gap.FromAt.IsZero() || !gap.FromAt.Before(gap.ToAt) {
		return nil
	}
	if err := db.New(f.DB).AddFeedGap(ctx, gap); err != nil {
		return fmt.Errorf("record a gap: %w", err)
	}
	f.older.search()
	return nil
}

// finishRenamed closes renamed files that have been quiet since the path has a new file. Their last line is complete.
func (f *fileFollower) finishRenamed(ctx context.Context, at time.Time) error {
	if f.current == nil {
		return nil
	}
	var still []*openFile
	for _, file := range f.renamed {
		if at.Sub(file.changedAt) < f.quiet() {
			still = append(still, file)
			continue
		}
		if _, err := f.read(ctx, file, true); err != nil {
			return err
		}
		f.older.finished(file.id, stamp{file.size, file.modified})
		if err := file.Close(); err != nil {
			return fmt.Errorf("close the renamed file: %w", err)
		}
	}
	if len(still) < len(f.renamed) {
		f.renamed = still
		f.older.search()
	}
	return nil
}

func (f *fileFollower) closeFiles() {
	for _, file := range append(f.renamed, f.current) {
		if file != nil {
			_ = file.Close() // it was only read
		}
	}
}

// record stores the state of the feed.
func (f *fileFollower) record(ctx context.Context, at time.Time) error {
	p := db.RecordFeedParams{Feed: f.config.Name, State: f.state.name, Detail: f.state.detail, UnreadBytes: f.older.unread()}
	if !f.state.covered.IsZero() {
		p.CoveredTo = &f.state.covered
	}
	if f.current != nil {
		p.UnreadBytes += max(0, f.current.size-f.current.offset)
		p.Device, p.Inode = &f.current.id.device, &f.current.id.inode
		if f.current.importID != 0 {
			p.ImportID = &f.current.importID
		}
	}
	if err := db.New(f.DB).RecordFeed(ctx, p); err != nil {
		return fmt.Errorf("record the state: %w", err)
	}
	f.stored = at
	return nil
}

// watch returns a channel that gets a value when something in the directory of the file changes. Notifications only
// make the feed faster: a network file system sends none.
func (f *fileFollower) watch(ctx context.Context) (woken <-chan struct{}, stop func()) {
	wake := make(chan struct{}, 1)
	if f.config.Notify != nil && !*f.config.Notify {
		return wake, func() {}
	}
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
