package ingest

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
)

func FuzzQueueLog(f *testing.F) {
	for _, seed := range []string{
		"", "\n", "1543527289|NONE|NONE|NONE|QUEUESTART|\n", "\xEF\xBB\xBF1.5|c|q|a|E|1|2|3|4|5|6|7\r\n\r\nx\n\x00|\n1|c|q|a|\xe9\n2|c|q|a|E",
	} {
		f.Add([]byte(seed), false, false)
		f.Add([]byte(seed), true, true)
	}
	f.Fuzz(func(t *testing.T, file []byte, complete, latin1 bool) {
		o := Options{Complete: complete, Encoding: encodingIf(latin1)}
		checkReader(t, file, complete, func(r io.Reader) reader[QueueLogRow] { return NewQueueLogReader(r, o) })
	})
}

func FuzzCDR(f *testing.F) {
	for _, seed := range []string{
		"", "\n", record + "\n", record + ",1.2\r\n" + record + ",\"1.2\",\"a\nb\"\n" + record + ",\"1.2\",\"a\n" + record + ",1.2\n",
		"start,src,dst\n2018-11-04 01:30:00,1,2\n2018-03-11 02:30:00,1,2\n\"2018-11-04 01:30:00\",\"1\n2\",\"3\"\n",
		"\xEF\xBB\xBFcalldate,note\r\n2018-11-04 01:30:00,\"\"\"\r\n\"\n2018-11-04 01:30:00,\"",
		"start,colour\n",
		"calldate,clid,src\n2018-11-04 01:30:00,\"User 10\" <1>,1\n2018-11-04 01:30:00,\"a \"b, c\" d\",1\n4/11/2018 1:30,5\" x,1\n",
	} {
		f.Add([]byte(seed), false, false)
		f.Add([]byte(seed), true, true)
	}
	loc := zone(f, "America/New_York")
	f.Fuzz(func(t *testing.T, file []byte, complete, latin1 bool) {
		o := Options{Complete: complete, Encoding: encodingIf(latin1), Location: loc}
		checkReader(t, file, complete, func(r io.Reader) reader[CDRRow] { return NewCDRReader(r, o) })
	})
}

// result is one result of a reader's Next in a comparable form.
type result[R any] struct {
	Line          Line[R]
	Bad           string
	Offset, Lines int64
}

func results[R any](r reader[R]) (got []result[R], end error) {
	for {
		line, err := r.Next()
		one := result[R]{Line: line, Offset: r.Offset(), Lines: r.Lines()}
		var wrong *LineError
		if errors.As(err, &wrong) {
			one.Bad = wrong.Error()
		} else if err != nil {
			return got, err
		}
		got = append(got, one)
	}
}

// checkReader checks the properties of a reader that an import depends on if it is killed at any point.
func checkReader[R any](t *testing.T, file []byte, complete bool, open func(io.Reader) reader[R]) {
	t.Helper()
	r := open(bytes.NewReader(file))
	all, end := results(r)
	if _, again := r.Next(); !errors.Is(again, end) && again.Error() != end.Error() {
		t.Fatalf("ended with %v, then with %v", end, again)
	}
	var header *HeaderError
	switch {
	case errors.As(end, &header):
		if len(all) > 0 || r.Offset() != 0 {
			t.Fatalf("read something in spite of %v", end)
		}
		return
	case errors.Is(end, ErrUnterminated):
		if complete || r.Offset() >= int64(len(file)) {
			t.Fatalf("%v at %d of %d", end, r.Offset(), len(file))
		}
	case end != io.EOF:
		t.Fatalf("ended with %v", end)
	case r.Offset() != int64(len(file)):
		t.Fatalf("read %d of %d bytes", r.Offset(), len(file))
	}
	before := result[R]{}
	for i, one := range all {
		if one.Offset <= before.Offset || one.Lines <= before.Lines || one.Lines != int64(bytes.Count(file[:one.Offset], []byte("\n"))) && one.Offset < int64(len(file)) {
			t.Fatalf("result %d: offset %d, line %d after offset %d, line %d", i, one.Offset, one.Lines, before.Offset, before.Lines)
		}
		if one.Bad == "" && one.Line.End != one.Offset {
			t.Fatalf("result %d: row ends at %d, reader is at %d", i, one.Line.End, one.Offset)
		}
		before = one
		if i%(1+len(all)/8) != 0 {
			continue // a few positions are enough
		}
		for _, src := range []io.Reader{bytes.NewReader(file), struct{ io.Reader }{bytes.NewReader(file)}} {
			resumed := open(src)
			if err := resumed.SkipTo(one.Offset, one.Lines); err != nil {
				t.Fatalf("skip to %d: %v", one.Offset, err)
			}
			rest, restEnd := results(resumed)
			if diff := cmp.Diff(all[i+1:], rest, sameLines[R]()); diff != "" || !errors.Is(restEnd, end) {
				t.Fatalf("from %d, ended with %v instead of %v: %s", one.Offset, restEnd, end, diff)
			}
		}
	}
}

// sameLines makes cmp treat a nil slice and an empty one as equal.
func sameLines[R any]() cmp.Option {
	return cmp.Transformer("count", func(all []result[R]) map[int]result[R] {
		m := map[int]result[R]{}
		for i, one := range all {
			m[i] = one
		}
		return m
	})
}

func BenchmarkQueueLogReader(b *testing.B) {
	line := "1543602753|1543602660.197|IT|Agent/201|CONNECT|76|1543602746.232|6\n"
	benchmarkReader(b, line, func(r io.Reader) reader[QueueLogRow] { return NewQueueLogReader(r, Options{}) })
}

func BenchmarkCDRReader(b *testing.B) {
	loc := zone(b, "America/New_York")
	benchmarkReader(b, record+",\"1543540774.0\",\"\"\n", func(r io.Reader) reader[CDRRow] { return NewCDRReader(r, Options{Location: loc}) })
}

func benchmarkReader[R any](b *testing.B, line string, open func(io.Reader) reader[R]) {
	const lines = 100_000
	file := strings.Repeat(line, lines)
	b.ReportAllocs()
	for b.Loop() {
		r := open(strings.NewReader(file))
		for range lines {
			if _, err := r.Next(); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(lines*float64(b.N)/b.Elapsed().Seconds(), "lines/s")
}

// encodingIf returns windows-1252 if other is true, and nil otherwise.
func encodingIf(other bool) encoding.Encoding {
	if !other {
		return nil
	}
	return charmap.Windows1252
}
