package ingest

// The reader of physical lines below both log readers.

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
)

// rawLine is one physical line, including its newline.
type rawLine struct {
	text     []byte // the kept part; valid until the next call of next
	size     int64  // bytes in the file
	overlong bool   // longer than maxLine; text is only its beginning
	ended    bool   // has its newline
}

// lineReader splits a stream into lines and tracks its position. A line counts as read only after advance, so that
// a reader may look ahead and give lines back.
type lineReader struct {
	src    io.Reader
	file   io.ReaderAt // the same; nil: it cannot be read again
	begin  []byte      // its first bytes, which head has returned
	last   []byte      // the last bytes before offset; not all that tailBytes wants after a line that was not kept
	br     *bufio.Reader
	back   []rawLine // lines given back
	long   []byte    // buffer of a line that does not fit br
	eof    bool      // stays true: text written after the end was seen belongs to the next run
	offset int64     // bytes before the line that next returns
	number int64     // lines before it
	ahead  int64     // bytes that next has returned and advance has not passed yet
	limit  int64     // byte at which to end the stream; 0: at its own end
}

func newLineReader(src io.Reader) *lineReader {
	file, _ := src.(io.ReaderAt)
	return &lineReader{src: src, file: file, br: bufio.NewReaderSize(src, 64<<10)}
}

// next returns the next line, or io.EOF.
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

// limited reports whether the stream ends at a limit, before text that may still be written to it.
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

// keep returns a copy that stays valid after the next call of next.
func (r rawLine) keep() rawLine {
	r.text = bytes.Clone(r.text)
	return r
}

// giveBack makes next return these lines again. They must be copies made by keep.
func (l *lineReader) giveBack(lines ...rawLine) {
	for _, line := range lines {
		l.ahead -= line.size
	}
	l.back = append(lines, l.back...)
}

func (l *lineReader) advance(lines ...rawLine) {
	for _, line := range lines {
		l.pass(line)
		l.ahead -= line.size
		l.number++
	}
}

// pass moves offset behind a line.
func (l *lineReader) pass(line rawLine) {
	l.offset += line.size
	if int64(len(line.text)) != line.size {
		l.last = l.last[:0]
		return
	}
	l.remember(line.text)
}

// head returns the first bytes of the stream, at most n, without consuming them. Call it before anything else. If
// the head is shorter than n, the stream ends behind it and the rest is left for the next run, so that fingerprint
// and content match even though the file grows meanwhile.
func (l *lineReader) head(n int) ([]byte, error) {
	head, err := l.br.Peek(n)
	switch {
	case err == nil:
		l.begin = bytes.Clone(head)
		return l.begin, nil
	case errors.Is(err, io.EOF):
		head = bytes.Clone(head)
		l.begin = head
		l.src = bytes.NewReader(head)
		l.br.Reset(l.src)
		return head, nil
	default:
		return nil, fmt.Errorf("read: %w", err)
	}
}

// firstLine returns the beginning of the stream up to its first newline, at most n bytes, without consuming it. It is
// final if no growth of the stream can change it.
func (l *lineReader) firstLine(n int) (line []byte, final bool, err error) {
	for want := 1; ; want = l.br.Buffered() + 1 {
		_, err := l.br.Peek(min(want, n))
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, false, fmt.Errorf("read: %w", err)
		}
		seen, _ := l.br.Peek(min(l.br.Buffered(), n))
		if ended := bytes.IndexByte(seen, '\n') >= 0; ended || err != nil || len(seen) == n {
			return bytes.Clone(firstLineOf(seen)), ended || len(seen) == n, nil
		}
	}
}

// skipTo moves to a position at which an earlier reading of the same file ended.
func (l *lineReader) skipTo(offset, number int64) error {
	for len(l.back) > 0 && l.offset+l.back[0].size <= offset {
		l.pass(l.back[0])
		l.back = l.back[1:]
	}
	todo := offset - l.offset
	if todo < 0 || todo > 0 && len(l.back) > 0 {
		return fmt.Errorf("byte %d is within a line: %w", offset, ErrReplaced)
	}
	if todo > 0 {
		skipped := make([]byte, min(todo, tailBytes))
		if err := l.discard(todo - int64(len(skipped))); err != nil {
			return err
		}
		_, err := io.ReadFull(l.br, skipped)
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return fmt.Errorf("it ends before byte %d: %w", offset, ErrReplaced)
		} else if err != nil {
			return fmt.Errorf("read: %w", err)
		}
		l.remember(skipped)
		// A complete file without a final newline may have got one since.
		following, err := l.br.Peek(1)
		if last := skipped[len(skipped)-1]; err == nil && last != '\n' && following[0] != '\n' && following[0] != '\r' {
			return fmt.Errorf("no line of it ends at byte %d: %w", offset, ErrReplaced)
		}
	}
	l.offset, l.number = offset, number
	return nil
}

// discard skips n bytes and seeks if possible, because a file of gigabytes is imported repeatedly for its last
// lines.
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
		} // a pipe cannot seek: read through it
	}
	for n > 0 {
		chunk, err := l.br.Discard(int(min(n, 1<<30)))
		n -= int64(chunk)
		if errors.Is(err, io.EOF) {
			return nil // the caller detects the end when it reads the next byte
		} else if err != nil {
			return fmt.Errorf("read: %w", err)
		}
	}
	return nil
}

// firstLineOf returns the first line of a text, or all of it if it has no newline.
func firstLineOf(text []byte) []byte {
	if i := bytes.IndexByte(text, '\n'); i >= 0 {
		text = text[:i+1]
	}
	return trimNewline(text)
}
