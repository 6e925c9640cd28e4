// Package ingest reads the logs of a telephony system, Asterisk's queue_log and its call detail
// records, and writes them into the database so that every line of a file arrives exactly once.
//
// A line is known by its position, the fingerprint of its file and the byte at which it ends, and
// never by its content: real logs hold lines that repeat others to the letter.
package ingest

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding"
)

// ErrUnterminated says that the last line of a file has no newline yet. It may still be being
// written, so it is left for a later reading; Options.Complete takes it as it is.
var ErrUnterminated = errors.New("the last line has no end yet")

// ErrReplaced says that a file does not hold the bytes that were read from it before.
var ErrReplaced = errors.New("the file begins like one that was imported before, but does not go on like it")

// Options says how a file is to be read.
type Options struct {
	// Complete says that nothing more will be written to the file, so that a last line without
	// newline is a whole one.
	Complete bool
	// Encoding decodes lines that are not valid UTF-8, which are bad lines where it is nil. Lines that
	// are valid UTF-8 stay as they are, as one log often holds both.
	Encoding encoding.Encoding
	// Location is the zone of wall times; nil is UTC. A queue_log has none.
	Location *time.Location
	// ZoneUnproven imports CDRs also where their uniqueids prove that Location is not the zone of their
	// wall times.
	ZoneUnproven bool
}

// Line is one row of a file with its place in it.
type Line[R any] struct {
	Number int64 // of the line, or of the first one where the row has several; counts from 1
	Start  int64 // bytes from the beginning of the file to the beginning of the row
	End    int64 // bytes from the beginning of the file to the end of the row
	Row    R
}

// LineError is a line that could not be read. Reading goes on behind it.
type LineError struct {
	Number  int64  // of the line, counts from 1
	Start   int64  // bytes from the beginning of the file to the beginning of the line
	End     int64  // bytes from the beginning of the file to the end of the line
	Err     error  // what is wrong with it
	Excerpt string // its beginning, quoted, safe to show on a terminal
}

// Error gives number, reason and excerpt, the way compilers do.
func (e *LineError) Error() string {
	return strconv.FormatInt(e.Number, 10) + ": " + e.Err.Error() + ": " + e.Excerpt
}

// Unwrap gives the reason.
func (e *LineError) Unwrap() error { return e.Err }

const (
	maxIndexed   = 1000    // bytes of a field that an index holds; PostgreSQL's take 2,700 for all their columns
	maxLine      = 1 << 20 // bytes of a row, so that no file can fill the memory
	excerptBytes = 100
)

var (
	errOverlong = errors.New("longer than 1 MiB")
	errNUL      = errors.New("holds a NUL byte")
	errEncoding = errors.New("not UTF-8 (--encoding windows-1252 reads it as Western European)")
)

// checkIndexed refuses a field that PostgreSQL would refuse together with the rest of its batch.
func checkIndexed(name, value string) error {
	if len(value) > maxIndexed {
		return fmt.Errorf("%s is longer than %d bytes", name, maxIndexed)
	}
	return nil
}

// decode gives the text of a row, or why it is none.
func decode(text []byte, other encoding.Encoding) (string, error) {
	if bytes.IndexByte(text, 0) >= 0 {
		return "", errNUL
	}
	if utf8.Valid(text) {
		return string(text), nil
	}
	if other == nil {
		return "", errEncoding
	}
	decoded, err := other.NewDecoder().Bytes(text)
	if err != nil {
		return "", fmt.Errorf("decode: %w", err)
	}
	return string(decoded), nil
}

func excerpt(text []byte) string {
	text = trimNewline(text)
	if len(text) <= excerptBytes {
		return strconv.Quote(string(text))
	}
	text = text[:excerptBytes]
	for i := 0; i < utf8.UTFMax && len(text) > 0; i++ {
		if r, size := utf8.DecodeLastRune(text); r != utf8.RuneError || size != 1 {
			break
		}
		text = text[:len(text)-1] // the cut went through a letter
	}
	return strconv.Quote(string(text)) + "…"
}

func trimNewline(text []byte) []byte {
	if n := len(text); n > 0 && text[n-1] == '\n' {
		text = text[:n-1]
	}
	if n := len(text); n > 0 && text[n-1] == '\r' {
		text = text[:n-1]
	}
	return text
}

// quoted shows a field in an error without letting it fill the screen.
func quoted(field string) string {
	if len(field) > 40 {
		field = field[:40]
	}
	return fmt.Sprintf("%q", field)
}
