package simulate

// Asterisk's files: queue_log and Master.csv, and their rotation.

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"
)

// logFile is a file that grows and is rotated.
type logFile struct {
	o       Options
	path    string
	records bool // Master.csv
	file    *os.File
	lines   strings.Builder
	second  int64
	next    int64 // second of the next rotation
	reopen  int64 // second in which the new file is opened after the old one was renamed
}

// reload is the number of seconds in which Asterisk still writes to a file that was renamed.
const reload = 3

func openLog(o Options, path string, records bool) (*logFile, error) {
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("write %s: the file exists; give another name, or remove it", path)
	}
	f := &logFile{o: o, path: path, records: records, second: o.From.Unix(), next: o.From.Add(o.Rotate).Unix()}
	return f, f.open()
}

func (f *logFile) open() (err error) {
	if f.file, err = os.OpenFile(f.path, os.O_CREATE|os.O_APPEND|os.O_RDWR, 0o600); err != nil {
		return fmt.Errorf("write: %w", err)
	}
	return nil
}

func (f *logFile) event(table string, e event) {
	if f.records || table != queueLog {
		return
	}
	fields := append([]string{text(e.at), cmp.Or(e.callID, "NONE"), cmp.Or(e.queue, "NONE"), cmp.Or(e.agent, "NONE"), e.name}, e.data...)
	fmt.Fprintln(&f.lines, strings.Join(fields, "|"))
}

func (f *logFile) record(r record) {
	if !f.records {
		return
	}
	wall := func(at int64) string {
		if at == 0 {
			return ""
		}
		return time.Unix(at, 0).In(f.o.Location).Format(time.DateTime)
	}
	fields := []string{r.by, r.src, r.dst, "from-trunk", r.src, "SIP/trunk-" + r.id, r.dstChannel(), r.app, r.campaign, wall(r.begun), wall(r.answered), wall(r.ended)}
	fmt.Fprintf(&f.lines, `"%s",%d,%d,"%s","DOCUMENTATION","%s",""`+"\n", strings.Join(fields, `","`), r.ended-r.begun, r.billed, r.disposition(), r.id)
}

func (r record) dstChannel() string {
	if r.by == "" {
		return ""
	}
	return "SIP/" + r.by
}

func (r record) disposition() string {
	if r.answered == 0 {
		return "NO ANSWER"
	}
	return "ANSWERED"
}

func (f *logFile) flush(ctx context.Context, _ bool) error {
	f.second++
	if f.lines.Len() > 0 {
		if _, err := f.file.WriteString(f.lines.String()); err != nil {
			return fmt.Errorf("write %s: %w", f.path, err)
		}
		f.lines.Reset()
	}
	if f.reopen == f.second {
		if err := errors.Join(f.file.Close(), f.open()); err != nil {
			return err
		}
	}
	if f.o.Rotate == 0 || f.second != f.next {
		return nil
	}
	f.next += int64(f.o.Rotate / time.Second)
	if err := f.rotate(ctx); err != nil {
		return fmt.Errorf("rotate %s: %w", f.path, err)
	}
	return nil
}

// rotate renames the file, which is still written to for some seconds, or copies and truncates it.
func (f *logFile) rotate(ctx context.Context) error {
	if f.o.Truncate && f.o.Rotating != nil {
		if err := f.o.Rotating(ctx); err != nil {
			return err
		}
	}
	name := func(n int) string { return fmt.Sprintf("%s.%d", f.path, n) }
	last := 1
	for ; ; last++ {
		if _, err := os.Stat(name(last)); errors.Is(err, fs.ErrNotExist) {
			break
		} else if err != nil {
			return err //nolint:wrapcheck // the caller does
		}
	}
	for ; last > 1; last-- {
		if err := os.Rename(name(last-1), name(last)); err != nil {
			return err //nolint:wrapcheck // the caller does
		}
	}
	if !f.o.Truncate {
		f.reopen = f.second + reload
		return os.Rename(f.path, name(1)) //nolint:wrapcheck // the caller does
	}
	text, err := os.ReadFile(f.path)
	if err == nil {
		err = os.WriteFile(name(1), text, 0o600)
	}
	if err == nil {
		err = f.file.Truncate(0)
	}
	return err //nolint:wrapcheck // the caller does
}

// Close closes the file.
func (f *logFile) Close() error {
	if err := f.file.Close(); err != nil {
		return fmt.Errorf("write %s: %w", f.path, err)
	}
	return nil
}
