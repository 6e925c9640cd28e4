package ingest

// The reader of records, which may extend over several lines within quotes. Readers of CSV are built on it.

import (
	"bytes"
	"errors"
	"fmt"
	"io"
)

// recordReader reads records of one kind.
type recordReader[R any] struct {
	lines   *lineReader
	options Options
	begin   func() error // reads the header, if that is not done yet
	// parse parses one record, given without its newline. errQuoteOpen makes the reader look for the closing quote in
	// the following lines.
	parse func(text []byte, overlong bool) (R, error)
	// lenient parses a record with stray quotes; nil: such a record is bad.
	lenient func(text []byte) (R, bool)
}

// Offset returns the number of bytes read so far: up to the end of the last row or bad line that Next returned,
// including the header and adjacent blank lines.
func (c *recordReader[R]) Offset() int64 { return c.lines.offset }

// Lines returns the number of lines read so far.
func (c *recordReader[R]) Lines() int64 { return c.lines.number }

// SkipTo moves to an offset that Offset returned in an earlier reading of the same file; lines is the number of
// lines before it. It reads the header on the way. Call it before Next. It fails with ErrReplaced if the file
// cannot be the same.
func (c *recordReader[R]) SkipTo(offset, lines int64) error {
	if err := c.begin(); err != nil {
		return err
	}
	if c.lines.offset == offset && offset > 0 {
		return nil // already behind the header
	}
	return c.lines.skipTo(offset, lines)
}

// Next returns the next row. After a *LineError, which reports a bad line, the caller can go on; *HeaderError,
// io.EOF and ErrUnterminated end the file.
func (c *recordReader[R]) Next() (Line[R], error) {
	if err := c.begin(); err != nil {
		return Line[R]{}, err
	}
	for {
		first, err := c.lines.next()
		if err != nil {
			return Line[R]{}, err
		}
		if !first.ended && !c.complete() {
			c.lines.giveBack(first.keep())
			return Line[R]{}, ErrUnterminated
		}
		text := c.content(first)
		if len(text) == 0 && !first.overlong {
			c.lines.advance(first)
			continue
		}
		row, err := c.parse(text, first.overlong)
		switch {
		case errors.Is(err, errQuoteOpen):
			return c.several(first.keep())
		case errors.Is(err, errQuoteBare), errors.Is(err, errQuoteAfter):
			if c.lenient == nil {
				break
			}
			if lenient, ok := c.lenient(text); ok {
				row, err = lenient, nil
			}
		}
		number, start := c.lines.number+1, c.lines.offset
		c.lines.advance(first)
		if err != nil {
			return Line[R]{}, &LineError{number, start, c.lines.offset, err, excerpt(text)}
		}
		return Line[R]{number, start, c.lines.offset, row}, nil
	}
}

// several reads a record that has newlines within quotes. A stray quote looks the same, so a line that is a valid
// record by itself ends the search. In that case, or if the lines form no valid record, only the first line is bad
// and reading continues with the second.
func (c *recordReader[R]) several(first rawLine) (Line[R], error) {
	taken := []rawLine{first}
	text := append([]byte(nil), c.content(first)...)
	text = append(text, first.text[len(first.text)-newlineSize(first.text):]...)
	reason := errQuoteOpen
	for {
		line, err := c.lines.next()
		if errors.Is(err, io.EOF) || (err == nil && !line.ended && !c.complete()) {
			if err == nil {
				taken = append(taken, line.keep())
			}
			if c.complete() {
				break
			}
			c.lines.giveBack(taken...)
			return Line[R]{}, ErrUnterminated
		}
		if err != nil {
			return Line[R]{}, err
		}
		line = line.keep()
		taken = append(taken, line)
		if line.overlong || len(text)+len(line.text) > maxLine {
			break
		}
		if _, err := c.parse(trimNewline(line.text), false); err == nil {
			break
		}
		text = append(text, line.text...)
		if bytes.Count(line.text, []byte{'"'})%2 == 0 {
			continue // still within quotes: do not parse all of it again
		}
		row, err := c.parse(trimNewline(text), false)
		if err != nil {
			reason = fmt.Errorf("a quote is not closed on this line, and with the following lines: %w", err)
			break
		}
		number, start := c.lines.number+1, c.lines.offset
		c.lines.advance(taken...)
		return Line[R]{number, start, c.lines.offset, row}, nil
	}
	number, start, text := c.lines.number+1, c.lines.offset, c.content(first)
	c.lines.advance(first)
	c.lines.giveBack(taken[1:]...)
	return Line[R]{}, &LineError{number, start, c.lines.offset, reason, excerpt(text)}
}

// content returns the text of a line without newline and, at the beginning of the file, without byte order mark.
func (c *recordReader[R]) content(line rawLine) []byte {
	text := trimNewline(line.text)
	if c.lines.offset == 0 {
		text = trimBOM(text)
	}
	return text
}

func newlineSize(text []byte) int { return len(text) - len(trimNewline(text)) }

// complete reports whether the file will not grow any more.
func (c *recordReader[R]) complete() bool { return c.options.Complete || c.lines.limited() }

func (c *recordReader[R]) limitTo(end int64)                     { c.lines.limit = end }
func (c *recordReader[R]) head(n int) ([]byte, error)            { return c.lines.head(n) }
func (c *recordReader[R]) tail() []byte                          { return c.lines.tailSum() }
func (c *recordReader[R]) unchanged() error                      { return c.lines.unchanged() }
func (c *recordReader[R]) firstLine(n int) ([]byte, bool, error) { return c.lines.firstLine(n) }
