package ingest_test

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/ulikunitz/xz"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/ccrepo/ccrepo/ingest"
)

// packed returns text as a compressor writes it.
func packed(t *testing.T, text string, open func(w io.Writer) (io.WriteCloser, error)) string {
	t.Helper()
	var out bytes.Buffer
	w, err := open(&out)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func zipped(t *testing.T, names ...string) string {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, name := range names {
		member, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(name, "/") {
			continue
		}
		if _, err := io.WriteString(member, "text of "+name+"\n"); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestUnpack(t *testing.T) {
	t.Parallel()
	const text = "1|c|José|€\n2|c|q\n"
	gz := func(s string) string { return gzipOf(t, s) }
	for name, test := range map[string]struct{ file, want, failure string }{
		"text":                  {file: text, want: "f=" + text},
		"empty":                 {file: "", want: "f="},
		"gzip":                  {file: gz(text), want: "f=" + text},
		"gzip of two members":   {file: gz("a\n") + gz("b\n"), want: "f=a\nb\n"},
		"gzip in gzip":          {file: gz(gz(text)), want: "f=" + text},
		"xz":                    {file: packed(t, text, func(w io.Writer) (io.WriteCloser, error) { return xz.NewWriter(w) }), want: "f=" + text},
		"zip":                   {file: zipped(t, "a", "d/", "d/b"), want: "f:a=text of a\nf:d/b=text of d/b\n"},
		"UTF-16, little endian": {file: utf16Text(t, unicode.LittleEndian, text), want: "f=" + text},
		"UTF-16, big endian":    {file: utf16Text(t, unicode.BigEndian, text), want: "f=" + text},
		"carriage returns":      {file: "a|b\rc|d\r", want: "f=a|b\nc|d\n"},
		"CR LF":                 {file: "a\r\nb\r\n", want: "f=a\r\nb\r\n"},
		"half of a CR LF":       {file: "a\r", want: "f=a\r"},
		"CR within a line":      {file: "a\rb\nc\n", want: "f=a\rb\nc\n"},
		"stray control":         {file: strings.Repeat("a line of text\n", 10) + "\x00\n", want: "f=" + strings.Repeat("a line of text\n", 10) + "\x00\n"},
		"image":                 {file: "\x89PNG\r\n\x1a\n\x00", failure: "f is not a text file, but image/png"},
		"PDF":                   {file: "%PDF-1.7\nx", failure: "f is not a text file, but application/pdf"},
		"spreadsheet":           {file: zipped(t, "[Content_Types].xml", "a"), failure: "f is not a text file, but a spreadsheet"},
		"UTF-16 without mark":   {file: "a\x00b\x00\n\x00", failure: "f is not a text file, but binary data"},
		"zstd":                  {file: "\x28\xb5\x2f\xfdxx", failure: "f is not a text file, but compressed by zstd"},
		"broken gzip":           {file: "\x1f\x8bxx", failure: "f: unpack: "},
		"gzip cut short":        {file: gz(strings.Repeat(text, 3))[:20], failure: "unexpected EOF"},
		"zip of nothing":        {file: zipped(t, "d/"), failure: "holds no file"},
	} {
		for kind, r := range map[string]io.Reader{"file": onDisk(t, test.file), "pipe": onePipe(test.file), "byte for byte": iotest.OneByteReader(strings.NewReader(test.file))} {
			var got strings.Builder
			err := ingest.Unpack("f", r, func(name string, r io.Reader) error {
				text, err := io.ReadAll(r)
				got.WriteString(name + "=" + string(text))
				return err
			})
			switch {
			case test.failure != "":
				if err == nil || !strings.Contains(err.Error(), test.failure) {
					t.Errorf("%s, %s: the error is %v, want %s", name, kind, err, test.failure)
				}
			case err != nil || got.String() != test.want:
				t.Errorf("%s, %s: %q (%v), want %q", name, kind, got.String(), err, test.want)
			}
		}
	}
}

// TestUnpackReadsAPipeAsItComes reads the first line of a log before the second one is written.
func TestUnpackReadsAPipeAsItComes(t *testing.T) {
	t.Parallel()
	r, w := io.Pipe()
	go func() { _, _ = io.WriteString(w, "1|c|José\n") }()
	err := ingest.Unpack("f", r, func(_ string, text io.Reader) error {
		line := make([]byte, len("1|c|José\n"))
		if _, err := io.ReadFull(text, line); err != nil || string(line) != "1|c|José\n" {
			t.Errorf("%q (%v)", line, err)
		}
		go func() {
			_, _ = io.WriteString(w, "2|c|q\n")
			_ = w.Close()
		}()
		rest, err := io.ReadAll(text)
		if string(rest) != "2|c|q\n" {
			t.Errorf("then %q", rest)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func TestUnpackOne(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ file, want, failure string }{
		"text":                  {"a\n", "a\n", ""},
		"zip of one file":       {zipped(t, "d/", "d/a"), "text of d/a\n", ""},
		"zip of two files":      {zipped(t, "a", "b"), "", "f: the zip file holds 2 files: give one of them"},
		"byte order mark":       {"\ufeffJosé\n", "José\n", ""},
		"mark in a zip file":    {zipOf(t, "\ufeffJosé\n"), "José\n", ""},
		"as long as permitted":  {gzipOf(t, strings.Repeat("a", 1000)), strings.Repeat("a", 1000), ""},
		"too long":              {gzipOf(t, strings.Repeat("a", 1001)), "", "f: read: its text has more than 1000 bytes when it is unpacked"},
		"too long in UTF-16":    {utf16Text(t, unicode.LittleEndian, strings.Repeat("a", 1001)), "", "f: read: its text has more than 1000 bytes when it is unpacked"},
		"too long in between":   {gzipOf(t, gzipOf(t, strings.Repeat("a", 2<<20))), "", "f: read: its text has more than 1000 bytes when it is unpacked"},
		"too long zip in gzip":  {gzipOf(t, zipOf(t, randomText(2000))), "", "f: read: its text has more than 1000 bytes when it is unpacked"},
		"too many files":        {zipped(t, slices.Repeat([]string{"a"}, 10_001)...), "", "f: unpack: the zip file holds more than 10000 files"},
		"UTF-16, little endian": {utf16Text(t, unicode.LittleEndian, "José\n"), "José\n", ""},
	} {
		for kind, r := range map[string]io.Reader{"file": onDisk(t, test.file), "pipe": onePipe(test.file), "byte for byte": iotest.OneByteReader(strings.NewReader(test.file))} {
			got, failure := "", ""
			err := ingest.UnpackOne("f", r, 1000, func(r io.Reader) error {
				text, err := io.ReadAll(r)
				got += string(text)
				return err
			})
			if err != nil {
				failure = err.Error()
			}
			if got != test.want || failure != test.failure {
				t.Errorf("%s, %s: %q, %s", name, kind, got, failure)
			}
		}
	}
}

func gzipOf(t *testing.T, text string) string {
	t.Helper()
	return packed(t, text, func(w io.Writer) (io.WriteCloser, error) { return gzip.NewWriter(w), nil })
}

// zipOf returns a zip file with one file.
func zipOf(t *testing.T, text string) string {
	t.Helper()
	return packed(t, text, func(w io.Writer) (io.WriteCloser, error) {
		archive := zip.NewWriter(w)
		member, err := archive.Create("a")
		return struct {
			io.Writer
			io.Closer
		}{member, archive}, err
	})
}

// randomText returns text that cannot be compressed much.
func randomText(bytes int) string {
	rng := rand.New(rand.NewPCG(1, 1))
	text := make([]byte, bytes)
	for i := range text {
		text[i] = byte(' ' + rng.IntN(95))
	}
	return string(text)
}

func onDisk(t *testing.T, text string) io.Reader {
	t.Helper()
	path := filepath.Join(t.TempDir(), "f")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

func utf16Text(t *testing.T, order unicode.Endianness, text string) string {
	t.Helper()
	encoded, err := unicode.UTF16(order, unicode.UseBOM).NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	return encoded
}

func TestEncoding(t *testing.T) {
	t.Parallel()
	for _, label := range []string{"windows-1252", "latin1", "ISO-8859-1", "cp1252"} {
		if e, err := ingest.Encoding(label); err != nil || e != charmap.Windows1252 {
			t.Errorf("%s is %v (%v)", label, e, err)
		}
	}
	if e, err := ingest.Encoding("utf8"); err != nil || e != nil {
		t.Errorf("utf8 is %v (%v)", e, err)
	}
	for _, label := range []string{"ebcdic", "utf-16", "iso-2022-kr", ""} {
		if _, err := ingest.Encoding(label); err == nil {
			t.Errorf("%q is no error", label)
		}
	}
	records := ingest.NewListReader(strings.NewReader("destination;data\n099100024;nota=Mu\xf1oz 5 \x80 \x93x\x94\n"), ingest.ListCSV, charmap.Windows1252)
	var record ingest.ListRecord
	if err := records.Next(&record); err != nil || !strings.Contains(record.Data, "Muñoz 5 € “x”") {
		t.Errorf("%+v (%v)", record, err)
	}
}
