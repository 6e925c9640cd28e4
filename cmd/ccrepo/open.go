package main

import (
	"context"
	"fmt"
	"io"
	"os"
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
