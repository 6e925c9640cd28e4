package ingest

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
)

// rawLine is one physical line, with its newline.
type rawLine struct {
	text     []byte // what was kept of it; valid until the next call of next
	size     int64  // bytes that it takes in the file
	overlong bool   // longer than maxLine, text is only its beginning
	ended    bool   // it has its newline
}

// lineReader cuts a stream into lines and knows where it stands in it. A line counts as read only
// once advance says so, so that a reader may look ahead and come back.
type lineReader struct {
	src    io.Reader
	br     *bufio.Reader
	back   []rawLine // lines that were looked at and given back
	long   []byte    // collects a line that does not fit the buffer
	eof    bool      // stays true: what is written after the end was seen belongs to the next run
	offset int64     // bytes before the line that next gives
	number int64     // lines before it
	ahead  int64     // bytes that next has given and that are not advanced over
	limit  int64     // the byte at which the stream is to end; 0: where it does
}

func newLineReader(src io.Reader) *lineReader {
	return &lineReader{src: src, br: bufio.NewReaderSize(src, 64<<10)}
}

// next gives the following line, or io.EOF.
func (l *lineReader) next() (rawLine, error) {
	if l.limit > 0 && l.offset+l.ahead >= l.limit {
		return rawLine{}, io.EOF
	}
	line, err := l.following()
	if err != nil {
		return line, err
	}
	// A line that had no newline when it was read may have got one since.
	if kept := l.limit - l.offset - l.ahead; l.limit > 0 && kept < line.size && !line.overlong {
		line = line.keep()
		l.back = append([]rawLine{{text: line.text[kept:], size: line.size - kept, ended: line.ended}}, l.back...)
		line.text, line.size = line.text[:kept], kept
	}
	l.ahead += line.size
	return line, nil
}

// limited says that the stream ends before what may still be written to it.
func (l *lineReader) limited() bool { return l.limit > 0 }

func (l *lineReader) following() (rawLine, error) {
	if len(l.back) > 0 {
		line := l.back[0]
		l.back = l.back[1:]
		return line, nil
	}
	if l.eof {
		return rawLine{}, io.EOF
	}
	l.long = l.long[:0]
	var line rawLine
	for {
		chunk, err := l.br.ReadSlice('\n')
		line.size += int64(len(chunk))
		line.ended = err == nil
		if err == nil && line.size == int64(len(chunk)) {
			line.text = chunk
			return line, nil
		}
		if line.size > maxLine {
			line.overlong = true
		} else {
			l.long = append(l.long, chunk...)
		}
		line.text = l.long
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case errors.Is(err, io.EOF):
			l.eof = true
			if line.size == 0 {
				return rawLine{}, io.EOF
			}
		case err != nil:
			return rawLine{}, fmt.Errorf("read: %w", err)
		}
		return line, nil
	}
}

// keep makes a line outlive the next call of next.
func (r rawLine) keep() rawLine {
	r.text = bytes.Clone(r.text)
	return r
}

// giveBack makes next give these lines, which keep must have made lasting, once more.
func (l *lineReader) giveBack(lines ...rawLine) {
	for _, line := range lines {
		l.ahead -= line.size
	}
	l.back = append(lines, l.back...)
}

func (l *lineReader) advance(lines ...rawLine) {
	for _, line := range lines {
		l.offset += line.size
		l.ahead -= line.size
		l.number++
	}
}

// head gives the first bytes of the stream, at most n, without reading them. To be called before
// anything else. What lies behind a head shorter than n is left for the next run: fingerprint and
// content then belong together, though the file grows meanwhile.
func (l *lineReader) head(n int) ([]byte, error) {
	head, err := l.br.Peek(n)
	switch {
	case err == nil:
		return bytes.Clone(head), nil
	case errors.Is(err, io.EOF):
		head = bytes.Clone(head)
		l.src = bytes.NewReader(head)
		l.br.Reset(l.src)
		return head, nil
	default:
		return nil, fmt.Errorf("read: %w", err)
	}
}

// firstLine gives the beginning of the stream up to its first newline, at most n bytes, without
// reading it.
func (l *lineReader) firstLine(n int) ([]byte, error) {
	for want := 1; ; want = l.br.Buffered() + 1 {
		_, err := l.br.Peek(min(want, n))
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("read: %w", err)
		}
		seen, _ := l.br.Peek(min(l.br.Buffered(), n))
		if i := bytes.IndexByte(seen, '\n'); i >= 0 {
			return bytes.Clone(trimNewline(seen[:i+1])), nil
		}
		if err != nil || len(seen) == n {
			return bytes.Clone(trimNewline(seen)), nil
		}
	}
}

// skipTo goes to a place that an earlier reading of the same file ended at.
func (l *lineReader) skipTo(offset, number int64) error {
	for len(l.back) > 0 && l.offset+l.back[0].size <= offset {
		l.offset += l.back[0].size
		l.back = l.back[1:]
	}
	todo := offset - l.offset
	if todo < 0 || todo > 0 && len(l.back) > 0 {
		return fmt.Errorf("byte %d is within a line: %w", offset, ErrReplaced)
	}
	if todo > 0 {
		if err := l.discard(todo - 1); err != nil {
			return err
		}
		last, err := l.br.ReadByte()
		if errors.Is(err, io.EOF) {
			return fmt.Errorf("it ends before byte %d: %w", offset, ErrReplaced)
		} else if err != nil {
			return fmt.Errorf("read: %w", err)
		}
		// A file that was complete without a newline may have got one since.
		following, err := l.br.Peek(1)
		if err == nil && last != '\n' && following[0] != '\n' && following[0] != '\r' {
			return fmt.Errorf("no line of it ends at byte %d: %w", offset, ErrReplaced)
		}
	}
	l.offset, l.number = offset, number
	return nil
}

// discard drops n bytes, and reads only what it must: a file of gigabytes is imported again and
// again for its last lines.
func (l *lineReader) discard(n int64) error {
	buffered := int(min(n, int64(l.br.Buffered())))
	if _, err := l.br.Discard(buffered); err != nil {
		return fmt.Errorf("read: %w", err)
	}
	n -= int64(buffered)
	if seeker, ok := l.src.(io.Seeker); ok && n > 0 {
		if _, err := seeker.Seek(n, io.SeekCurrent); err == nil {
			l.br.Reset(l.src)
			return nil
		} // a pipe: read through
	}
	for n > 0 {
		chunk, err := l.br.Discard(int(min(n, 1<<30)))
		n -= int64(chunk)
		if errors.Is(err, io.EOF) {
			return nil // the caller's next byte tells
		} else if err != nil {
			return fmt.Errorf("read: %w", err)
		}
	}
	return nil
}
