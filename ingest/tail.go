package ingest

// The last bytes before the position of a reader: a file that was truncated, or replaced by one that begins the same, is
// told by them.

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
)

// tailBytes is the number of bytes before the position up to which a file is read that identify what was read.
const tailBytes = 4096

// remember keeps bytes that were passed.
func (l *lineReader) remember(text []byte) {
	if len(text) >= tailBytes {
		l.last = append(l.last[:0], text[len(text)-tailBytes:]...)
		return
	}
	if len(l.last)+len(text) > 4*tailBytes { // seldom, so that a byte is moved once at the most
		l.last = append(l.last[:0], l.last[len(l.last)-tailBytes:]...)
	}
	l.last = append(l.last, text...)
}

// tail returns the last bytes before the position, or nil if they are not known.
func (l *lineReader) tail() []byte {
	want := min(l.offset, tailBytes)
	if int64(len(l.last)) < want {
		return nil
	}
	return l.last[int64(len(l.last))-want:]
}

// tailSum returns the SHA-256 of tail, or nil.
func (l *lineReader) tailSum() []byte {
	tail := l.tail()
	if tail == nil {
		return nil
	}
	sum := sha256.Sum256(tail)
	return sum[:]
}

// unchanged fails with ErrReplaced if the file no longer holds its first bytes and those before the position: it was
// truncated while it was read, so that what was read may be of two files. A text that is a stream cannot change.
func (l *lineReader) unchanged() error {
	if l.file == nil {
		return nil
	}
	tail := l.tail()
	for _, part := range []struct {
		text []byte
		at   int64
	}{{l.begin, 0}, {tail, l.offset - int64(len(tail))}} {
		now := make([]byte, len(part.text))
		n, err := l.file.ReadAt(now, part.at)
		if err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("read again what was read: %w", err)
		}
		if n < len(now) || !bytes.Equal(now, part.text) {
			return fmt.Errorf("the file changed while it was read: %w", ErrReplaced)
		}
	}
	return nil
}
