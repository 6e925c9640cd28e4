// Package ingest reads the logs of a telephony system, Asterisk's queue_log and its call detail records, and
// writes them into the database so that every line of a file is stored exactly once.
//
// A line is identified by its position: the fingerprint of its file and the byte at which it ends. Its content
// does not identify it, because real logs contain identical lines.
package ingest

// The types and errors that all readers share.

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding"
)

// ErrUnterminated reports that the last line of a file has no newline yet. It may still be being written, so it is
// left for a later reading; Options.Complete reads it nevertheless.
var ErrUnterminated = errors.New("the last line has no end yet")

// ErrReplaced reports that a file no longer holds the bytes that were read from it before.
var ErrReplaced = errors.New("the file begins like one that was imported before, but does not go on like it")

// Options says how to read a file.
type Options struct {
	// Complete says that the file will not grow any more, so that a last line without newline is complete.
	Complete bool
	// Encoding decodes lines that are not valid UTF-8; if it is nil, they are bad lines. Lines that are valid
	// UTF-8 are read as UTF-8 in any case, because one log often holds both.
	Encoding encoding.Encoding
	// Location is the zone of wall times; nil is UTC. A queue_log has no wall times.
	Location *time.Location
	// DateFormat is the form of the times of CDRs that are not written like 2018-11-29 20:19:34.
	DateFormat DateFormat
	// ZoneUnproven imports CDRs even if their uniqueids prove that Location is not the zone of their wall times.
	ZoneUnproven bool
	// SkipKnown leaves out CDRs whose uniqueid, sequence and calldate are those of a row that is there, other than
	// by the same import.
	SkipKnown bool
}

// Line is one row of a file with its position.
type Line[R any] struct {
	Number int64 // of the line, or of the first one of several; counts from 1
	Start  int64 // bytes from the beginning of the file to the beginning of the row
	End    int64 // bytes from the beginning of the file to the end of the row
	Row    R
}

// LineError is a line that could not be read. Reading can continue after it.
type LineError struct {
	Number  int64  // of the line; counts from 1
	Start   int64  // bytes from the beginning of the file to the beginning of the line
	End     int64  // bytes from the beginning of the file to the end of the line
	Err     error  // the reason
	Excerpt string // the beginning of the line, quoted, safe to show on a terminal
}

// Error returns number, reason and excerpt in the form of compiler errors.
func (e *LineError) Error() string {
	return strconv.FormatInt(e.Number, 10) + ": " + e.Err.Error() + ": " + e.Excerpt
}

// Unwrap returns the reason.
func (e *LineError) Unwrap() error { return e.Err }

const (
	maxIndexed   = 1000    // bytes of a field that is indexed; PostgreSQL allows about 2,700 for all columns of an index entry
	maxLine      = 1 << 20 // bytes of a row, so that no file can fill the memory
	excerptBytes = 100
)

var (
	errOverlong = errors.New("longer than 1 MiB")
	errNUL      = errors.New("holds a NUL byte")
	errEncoding = errors.New("not UTF-8 (--encoding windows-1252 reads it as Western European)")
)

// checkIndexed rejects a field that PostgreSQL would reject together with the rest of its batch.
func checkIndexed(name, value string) error {
	if len(value) > maxIndexed {
		return fmt.Errorf("%s is longer than %d bytes", name, maxIndexed)
	}
	return nil
}

// Decode returns the text of a row as UTF-8, or the reason why it cannot be decoded. Bytes that are not UTF-8 are of the
// other encoding; nil: there is none.
func Decode(text []byte, other encoding.Encoding) (string, error) {
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
		text = text[:len(text)-1] // the cut split a character
	}
	return strconv.Quote(string(text)) + "…"
}

// quoted quotes at most the first 40 bytes of a field for an error message.
func quoted(field string) string {
	if len(field) > 40 {
		field = field[:40]
	}
	return fmt.Sprintf("%q", field)
}
