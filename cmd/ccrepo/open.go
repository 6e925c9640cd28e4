package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/text/encoding"

	"github.com/ccrepo/ccrepo/ingest"
)

// open opens a file, or the standard input for "-", which is read until ctx ends. size is -1 if it is unknown; done
// closes the file.
func (p *program) open(ctx context.Context, name string) (file io.Reader, size int64, done func(), err error) {
	if name == "-" {
		reader, stop := interruptible(ctx, p.stdin)
		return reader, -1, stop, nil
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, 0, nil, err //nolint:wrapcheck // it names the file; the callers say what they wanted of it
	}
	done = func() { _ = f.Close() }
	info, err := f.Stat()
	switch {
	case err != nil:
	case info.IsDir():
		err = fmt.Errorf("%s is a directory; give a file", name)
	case info.Mode().IsRegular():
		return f, info.Size(), done, nil
	default:
		return f, -1, done, nil
	}
	done()
	return nil, 0, nil, err
}

// interruptible returns a reader that stops when ctx ends, even while a read waits, for example for a terminal. That
// read itself can't be cancelled: it ends with the program. The returned function releases the reader.
func interruptible(ctx context.Context, r io.Reader) (io.Reader, func()) {
	if f, ok := r.(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
			return r, func() {}
		}
	}
	pr, pw := io.Pipe()
	go func() {
		_, err := io.CopyBuffer(struct{ io.Writer }{pw}, r, make([]byte, 64<<10))
		pw.CloseWithError(err)
	}()
	cancel := context.AfterFunc(ctx, func() { pr.CloseWithError(context.Cause(ctx)) })
	return pr, func() {
		cancel()
		pr.CloseWithError(io.ErrClosedPipe)
	}
}

const encodingUsage = "how to read lines that are not UTF-8, such as windows-1252 (the same as latin1); with utf-8 they are bad lines"

// encodingFlag returns the encoding that --encoding names, or nil for UTF-8.
func encodingFlag(label string) (encoding.Encoding, error) {
	e, err := ingest.Encoding(label)
	if err != nil {
		return nil, usagef("--encoding: %v", err)
	}
	return e, nil
}

// noteUnknown reports events that no decoder knows.
func noteUnknown(w io.Writer, name string, unknown []ingest.UnknownEvent) {
	if len(unknown) == 0 {
		return
	}
	const most = 10
	var names []string
	for i, u := range unknown {
		if i == most {
			names = append(names, fmt.Sprintf("and %d more", len(unknown)-most))
			break
		}
		names = append(names, fmt.Sprintf("%s (%d)", printable(u.Name), u.Rows))
	}
	if name != "" {
		name += ": "
	}
	fmt.Fprintf(w, "%snotice: events that the catalogue does not know, kept as they are: %s\n", name, strings.Join(names, ", "))
}
