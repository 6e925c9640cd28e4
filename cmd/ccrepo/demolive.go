package main

// The centre of the demo goes on in real time: Asterisk's files in the data directory, which feeds follow, and rows of
// the other tables.

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/feed"
	"github.com/ccrepo/ccrepo/ingest/sample"
)

// demoFeed is the feed of the rows that have no file.
const demoFeed = "demo-channels"

// liveDemo is the demo's centre after its month.
type liveDemo struct {
	d      *database
	centre *sample.Live
	log    *demoFile
	cdr    *demoFile
	lock   *os.File  // of the directory
	stored time.Time // rows up to here are in the database
}

// errDemoRuns reports that another process writes the logs of the demo.
var errDemoRuns = errors.New("another demo runs in this directory")

// demoStart is what makes the rows of a demo, in a file beside its logs.
type demoStart struct {
	Seed   uint64    `json:"seed"`
	Now    time.Time `json:"now"`
	Zone   string    `json:"zone"`   // of the centre; empty: that of the offset
	Offset int       `json:"offset"` // seconds east of UTC
}

// location returns the zone of the centre.
func (s demoStart) location() (*time.Location, error) {
	if s.Zone == "" {
		return time.FixedZone("demo", s.Offset), nil
	}
	return time.LoadLocation(s.Zone) //nolint:wrapcheck // wrapped by the caller
}

func (p *program) demoDir() (string, error) {
	dir, err := filepath.Abs(filepath.Join(p.DataDir, "demo"))
	if err != nil {
		return "", fmt.Errorf("find the data directory: %w", err)
	}
	return dir, nil
}

// beginLiveDemo remembers the options of a month that was just loaded, so that its centre can go on. The state of the feed
// marks the database, so that rows of the demo go into no other one.
func (p *program) beginLiveDemo(ctx context.Context, d *database, o sample.Options) error {
	dir, err := p.demoDir()
	if err != nil {
		return err
	}
	start := demoStart{Seed: o.Seed, Now: o.Now}
	if _, err := time.LoadLocation(o.Location.String()); err == nil {
		start.Zone = o.Location.String()
	} else {
		_, start.Offset = o.Now.In(o.Location).Zone()
	}
	text, err := json.Marshal(start)
	if err == nil {
		err = os.RemoveAll(dir) // of a database that is gone
	}
	if err == nil {
		err = os.MkdirAll(dir, 0o700)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "demo.json"), text, 0o600)
	}
	if err == nil {
		err = startDemoFeed(ctx, d, dir)
	}
	if err != nil {
		return fmt.Errorf("begin the demo: %w", err)
	}
	return nil
}

func startDemoFeed(ctx context.Context, d *database, dir string) error {
	return db.New(d.DB).StartFeed(ctx, db.StartFeedParams{ //nolint:wrapcheck // wrapped by the callers
		Feed: demoFeed, Kind: "simulation", Source: dir, Tables: sample.StoredTables(), Runner: feed.Process()})
}

// openLiveDemo returns the centre of the demo in this database, or nil if the rows are not those of a demo of this
// directory. With errDemoRuns another process lets it go on.
func (p *program) openLiveDemo(ctx context.Context, d *database) (l *liveDemo, err error) {
	dir, err := p.demoDir()
	if err != nil {
		return nil, err
	}
	state, err := db.New(d.DB).Feed(ctx, db.FeedParams{Feed: demoFeed})
	if errors.Is(err, sql.ErrNoRows) || err == nil && state.Source != dir {
		return nil, nil //nolint:nilnil // documented
	} else if err != nil {
		return nil, fmt.Errorf("read the state of the feed: %w", err)
	}
	lock, err := lockDemo(dir)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, lock.Close())
		}
	}()
	text, err := os.ReadFile(filepath.Join(dir, "demo.json"))
	var start demoStart
	if err == nil {
		err = json.Unmarshal(text, &start)
	}
	o := sample.Options{Seed: start.Seed, Now: start.Now}
	if err == nil {
		o.Location, err = start.location()
	}
	if err != nil {
		return nil, fmt.Errorf("continue the demo of %s: %w; remove the directory to serve the rows as they are", dir, err)
	}
	l = &liveDemo{d: d, lock: lock, stored: o.Now.Truncate(time.Second)}
	if l.centre, err = sample.Continue(ctx, o); err != nil {
		return nil, err
	}
	if l.log, err = openDemoFile(filepath.Join(dir, "queue_log"), ""); err != nil {
		return nil, err
	}
	if l.cdr, err = openDemoFile(filepath.Join(dir, "Master.csv"), sample.CDRHeader()); err != nil {
		return nil, err
	}
	if err := startDemoFeed(ctx, d, dir); err != nil {
		return nil, fmt.Errorf("record the feed: %w", err)
	}
	if state.CoveredTo != nil {
		l.stored = *state.CoveredTo
	}
	return l, nil
}

// feeds returns the feeds of the files.
func (l *liveDemo) feeds() []feed.Config {
	return []feed.Config{
		{Name: "demo-queue-log", Kind: feed.QueueLog, Path: l.log.Name()},
		{Name: "demo-cdr", Kind: feed.CDR, Path: l.cdr.Name(), TZ: "UTC"},
	}
}

// run writes what happens in the centre, every second, until ctx ends.
func (l *liveDemo) run(ctx context.Context) error {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		if err := l.step(ctx, time.Now().Truncate(time.Second)); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

func (l *liveDemo) step(ctx context.Context, now time.Time) error {
	if err := l.centre.Until(ctx, now); err != nil {
		return err
	}
	if err := l.log.write(l.centre.WriteQueueLog); err != nil {
		return err
	}
	if err := l.cdr.write(l.centre.WriteCDR); err != nil {
		return err
	}
	if err := l.centre.Store(ctx, l.d.DB, demoFeed, l.stored); err != nil {
		return err
	}
	l.stored = now
	return nil
}

func (l *liveDemo) close() error { return errors.Join(l.log.Close(), l.cdr.Close(), l.lock.Close()) }

// lockDemo locks the directory of a demo, until the file is closed or the process ends.
func lockDemo(dir string) (*os.File, error) {
	file, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("continue the demo: its directory %s is gone; remove the rows of the demo, or serve them by ccrepo serve", dir)
	} else if err != nil {
		return nil, fmt.Errorf("lock the demo: %w", err)
	}
	err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		err = errDemoRuns
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("lock the demo: %w", err), file.Close())
	}
	return file, nil
}

// demoFile is a log that the demo writes. Equal rows are created again after a restart; the first skip of them are in
// the file.
type demoFile struct {
	*os.File
	skip int
}

// openDemoFile opens a log for appending, and removes a last line that a kill has cut.
func openDemoFile(name, header string) (*demoFile, error) {
	file, err := os.OpenFile(name, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the demo's log: %w", err)
	}
	text, err := io.ReadAll(file)
	if err == nil {
		whole := int64(bytes.LastIndexByte(text, '\n') + 1)
		if err = file.Truncate(whole); err == nil {
			_, err = file.Seek(whole, io.SeekStart)
		}
		if err == nil && whole == 0 {
			_, err = file.WriteString(header)
		}
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("continue the demo's log: %w", err), file.Close())
	}
	lines := bytes.Count(text, []byte("\n"))
	if header != "" && lines > 0 {
		lines--
	}
	return &demoFile{file, lines}, nil
}

func (f *demoFile) write(write func(out io.Writer, skip int) (int, error)) error {
	rows, err := write(f.File, f.skip)
	if err != nil {
		return err
	}
	f.skip = max(0, f.skip-rows)
	return nil
}
