package ingest

// What a file holds, without importing it.

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"time"
)

const (
	examinedRows = 5000     // at the beginning of a file
	examinedTail = 64 << 10 // bytes at its end
	firstBad     = 3
)

// Examination is what the beginning and the end of a file hold.
type Examination struct {
	Rows, Bad int64               // of the first lines
	All       bool                // the first lines are all that there are
	Oldest    sql.Null[time.Time] // of the first lines
	Newest    sql.Null[time.Time] // of the last ones
	FirstBad  []*LineError        // at most three
	NotStored []string            // columns of the header that are not stored
	Zone      *ZoneError          // the uniqueids contradict the zone of the options; nil: they do not
}

// ExamineQueueLog reads the beginning and the end of a queue_log of size bytes.
func ExamineQueueLog(r io.ReaderAt, size int64, o Options) (Examination, error) {
	o.Complete = true
	return examine(r, size, func(r io.Reader) source[QueueLogRow] { return NewQueueLogReader(r, o) }, queueLogTarget().moment)
}

// ExamineCDR reads the beginning and the end of a file of call detail records of size bytes.
func ExamineCDR(r io.ReaderAt, size int64, o Options) (Examination, error) {
	o.Complete = true
	var first *CDRReader
	var wrong *ZoneError
	e, err := examine(r, size, func(r io.Reader) source[CDRRow] {
		reader := NewCDRReader(r, o)
		if first == nil {
			first = reader
		}
		return newProvenCDR(reader, func(z *ZoneError) {
			if reader == first {
				wrong = z
			}
		})
	}, cdrTarget().moment)
	e.Zone = wrong
	if first != nil {
		e.NotStored = first.notStored
	}
	return e, err
}

func examine[R any](r io.ReaderAt, size int64, open func(io.Reader) source[R], moment func(*R) time.Time) (e Examination, err error) {
	src := open(io.NewSectionReader(r, 0, size))
	for e.Rows+e.Bad < examinedRows {
		line, err := src.Next()
		var bad *LineError
		switch {
		case errors.Is(err, io.EOF):
			e.All = true
			return e, nil
		case errors.As(err, &bad):
			e.Bad++
			if len(e.FirstBad) < firstBad {
				e.FirstBad = append(e.FirstBad, bad)
			}
			continue
		case err != nil:
			return e, err
		}
		e.Rows++
		e.add(moment(&line.Row))
	}
	tail, err := lastLines(r, src.Offset(), size)
	if err != nil {
		return e, err
	}
	header, _, err := open(io.NewSectionReader(r, 0, size)).firstLine(headBytes)
	if err != nil {
		return e, err
	}
	// The header of a CDR file says what its columns are; before a queue_log, it is one more line.
	src = open(io.MultiReader(bytes.NewReader(append(header, '\n')), tail))
	for {
		line, err := src.Next()
		var bad *LineError
		switch {
		case errors.As(err, &bad):
			continue
		case errors.Is(err, io.EOF):
			return e, nil
		case err != nil:
			return e, err
		}
		e.add(moment(&line.Row))
	}
}

func (e *Examination) add(moment time.Time) {
	if !e.Oldest.Valid || moment.Before(e.Oldest.V) {
		e.Oldest = sql.Null[time.Time]{V: moment, Valid: true}
	}
	if !e.Newest.Valid || moment.After(e.Newest.V) {
		e.Newest = sql.Null[time.Time]{V: moment, Valid: true}
	}
}

// lastLines returns the last whole lines of a file, but not what is before an offset.
func lastLines(r io.ReaderAt, offset, size int64) (io.Reader, error) {
	begin := max(offset, size-examinedTail)
	tail := io.NewSectionReader(r, begin, size-begin)
	if begin == offset {
		return tail, nil
	}
	text, err := io.ReadAll(tail)
	if err != nil {
		return nil, fmt.Errorf("read: %w", err)
	}
	_, text, _ = bytes.Cut(text, []byte{'\n'})
	return bytes.NewReader(text), nil
}
