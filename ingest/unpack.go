package ingest

import (
	"archive/zip"
	"bufio"
	"bytes"
	"compress/bzip2"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path"
	"strings"
	"unicode/utf8"

	"github.com/ulikunitz/xz"
	"golang.org/x/text/transform"
)

const (
	sniffBytes  = headBytes // bytes at the beginning of a file that determine its type
	maxNesting  = 5         // levels of compressed files within compressed files
	maxZipFiles = 10_000    // files in a zip file, so that its directory does not fill the memory
)

// NotTextError reports a file that is not text.
type NotTextError struct {
	Name string
	What string // what it is instead
}

// Error names the file and what it is.
func (e *NotTextError) Error() string { return e.Name + " is not a text file, but " + e.What }

// SizeError reports a file whose text is longer than is permitted.
type SizeError struct{ Limit int64 }

// Error names the limit.
func (e *SizeError) Error() string {
	return fmt.Sprintf("its text has more than %d bytes when it is unpacked", e.Limit)
}

// Unpack calls read with the text of a file: the file itself, or its content if it is compressed by gzip, xz,
// bzip2 or zip. For a zip file it calls read once for each file in it. UTF-16 with a byte order mark is converted
// to UTF-8, and a carriage return ends a line in a file that has no newlines. For a file that is not text, the
// error says what the file is instead.
//
// The identity of a file and the positions in it are those of the text that read gets, so that a compressed copy
// is the same file.
func Unpack(name string, r io.Reader, read func(name string, r io.Reader) error) error {
	return unpacker{read: read}.unpack(name, r, 0)
}

// UnpackOne is Unpack for a file that must have one text: a zip file with several files is refused before any of them
// is read. The text that read gets has no byte order mark. A text of more than limit bytes fails with a *SizeError when
// it is read; 0 is no limit. r itself, if it is the text, is not limited.
func UnpackOne(name string, r io.Reader, limit int64, read func(r io.Reader) error) error {
	return unpacker{one: true, limit: limit, read: func(_ string, r io.Reader) error {
		head, text, err := peek(r)
		if mark := len(head) - len(trimBOM(head)); err == nil && mark > 0 {
			_, err = io.ReadFull(text, make([]byte, mark))
		}
		if err != nil {
			return fmt.Errorf("%s: read: %w", name, err)
		}
		return read(text)
	}}.unpack(name, r, 0)
}

type unpacker struct {
	read  func(name string, r io.Reader) error
	one   bool  // refuse a zip file with several files
	limit int64 // bytes of what is unpacked; 0: any number
}

// bounded returns a reader of r that fails behind the limit.
func (u unpacker) bounded(r io.Reader) io.Reader {
	if u.limit == 0 {
		return r
	}
	return &boundedReader{r: r, left: u.limit, err: &SizeError{u.limit}}
}

func (u unpacker) unpack(name string, r io.Reader, depth int) error {
	if depth > maxNesting {
		return fmt.Errorf("%s: compressed files within compressed files, more than %d: unpack it first", name, maxNesting)
	}
	head, r, err := peek(r)
	if err != nil {
		return fmt.Errorf("%s: read: %w", name, err)
	}
	unpacked := func(inner io.Reader, err error) error {
		if err != nil {
			return fmt.Errorf("%s: unpack: %w", name, err)
		}
		return u.unpack(name, u.bounded(inner), depth+1)
	}
	begins := func(magic string) bool { return bytes.HasPrefix(head, []byte(magic)) }
	switch {
	case begins("\x1f\x8b"):
		return unpacked(gzip.NewReader(r))
	case begins("\xfd7zXZ\x00"):
		return unpacked(xz.NewReader(r))
	case begins("BZh"):
		return unpacked(bzip2.NewReader(r), nil)
	case begins("PK\x03\x04"):
		return u.unzip(name, r, depth+1)
	case begins("\xff\xfe\x00\x00"), begins("\x00\x00\xfe\xff"):
		return &NotTextError{name, "UTF-32: save it as UTF-8"}
	case begins("\xff\xfe"), begins("\xfe\xff"):
		return u.read(name, u.bounded(transform.NewReader(r, utf16().NewDecoder())))
	}
	if what := notText(head); what != "" {
		return &NotTextError{name, what}
	}
	// A carriage return at the very end may be the first half of a line end that is still being written.
	if i := bytes.IndexByte(head, '\r'); i >= 0 && i+1 < len(head) && bytes.IndexByte(head, '\n') < 0 {
		return u.read(name, newlines{r})
	}
	return u.read(name, r)
}

// peek returns the beginning of r and a reader of all of r. If r cannot seek, a first line of plain text is enough, so
// that a log that is still being written to a pipe is read as it comes.
func peek(r io.Reader) ([]byte, io.Reader, error) {
	if seeker, ok := r.(io.ReadSeeker); ok {
		if start, err := seeker.Seek(0, io.SeekCurrent); err == nil {
			head, err := io.ReadAll(io.LimitReader(r, sniffBytes))
			if err != nil {
				return nil, nil, err //nolint:wrapcheck // wrapped by the caller
			}
			_, err = seeker.Seek(start, io.SeekStart)
			return head, r, err //nolint:wrapcheck // wrapped by the caller
		} // a pipe cannot seek
	}
	buffered := bufio.NewReaderSize(r, sniffBytes)
	for size := 1; ; size = buffered.Buffered() + 1 {
		_, err := buffered.Peek(size)
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, nil, err //nolint:wrapcheck // wrapped by the caller
		}
		head, _ := buffered.Peek(buffered.Buffered())
		if plain := bytes.IndexByte(head, '\n') >= 0 && utf8.Valid(head) && notText(head) == ""; plain || err != nil || len(head) == sniffBytes {
			return bytes.Clone(head), buffered, nil
		}
	}
}

// unzip unpacks the files of a zip file. It needs a file on disk, because the directory of a zip file is at its
// end.
func (u unpacker) unzip(name string, r io.Reader, depth int) error {
	file, ok := r.(*os.File)
	if !ok {
		spooled, err := os.CreateTemp("", "ccrepo-import-*.zip")
		if err != nil {
			return fmt.Errorf("%s: unpack: %w", name, err)
		}
		defer func() { _, _ = spooled.Close(), os.Remove(spooled.Name()) }()
		if _, err := io.Copy(spooled, r); err != nil {
			return fmt.Errorf("%s: unpack: %w", name, err)
		}
		file = spooled
	}
	info, err := file.Stat()
	if err != nil {
		return fmt.Errorf("%s: unpack: %w", name, err)
	}
	if err := checkZipFiles(io.NewSectionReader(file, 0, info.Size())); err != nil {
		return fmt.Errorf("%s: unpack: %w", name, err)
	}
	archive, err := zip.NewReader(file, info.Size())
	if err != nil {
		return fmt.Errorf("%s: unpack: %w", name, err)
	}
	var files []*zip.File
	for _, member := range archive.File {
		if member.Name == "[Content_Types].xml" || member.Name == "mimetype" {
			return &NotTextError{name, "a spreadsheet or another document of an office program: save it as CSV"}
		}
		if !member.FileInfo().IsDir() && !strings.HasPrefix(member.Name, "__MACOSX/") {
			files = append(files, member)
		}
	}
	if u.one && len(files) > 1 {
		return fmt.Errorf("%s: the zip file holds %d files: give one of them", name, len(files))
	}
	var failed error
	for _, member := range files {
		inner, err := member.Open()
		if err != nil {
			failed = errors.Join(failed, fmt.Errorf("%s: unpack %s: %w", name, member.Name, err))
			continue
		}
		failed = errors.Join(failed, u.unpack(name+":"+path.Clean(member.Name), u.bounded(inner), depth))
		_ = inner.Close()
	}
	if len(files) == 0 {
		return fmt.Errorf("%s: the zip file holds no file", name)
	}
	return failed
}

// checkZipFiles counts the entries in the directory of a zip file. The number that the file states need not be true, and
// the reader of the directory keeps all of it in memory.
func checkZipFiles(file io.Reader) error {
	entry := []byte("PK\x01\x02")
	buffer, kept, entries := make([]byte, 1<<16), 0, 0
	for {
		n, err := file.Read(buffer[kept:])
		entries += bytes.Count(buffer[:kept+n], entry)
		if entries > maxZipFiles {
			return fmt.Errorf("the zip file holds more than %d files", maxZipFiles)
		}
		if errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err //nolint:wrapcheck // wrapped by the caller
		}
		// The beginning of an entry may be at the end of this part.
		end := kept + n
		kept = copy(buffer, buffer[max(0, end-len(entry)+1):end])
	}
}

// notText returns the type of a file that begins with head, or an empty text if the file is text.
func notText(head []byte) string {
	for magic, what := range map[string]string{
		"\x28\xb5\x2f\xfd": "compressed by zstd: unpack it first", "7z\xbc\xaf\x27\x1c": "a 7z archive: unpack it first",
		"SQLite format 3\x00": "an SQLite database: export the table as CSV",
		"\xd0\xcf\x11\xe0":    "a document of an older office program: save it as CSV",
	} {
		if bytes.HasPrefix(head, []byte(magic)) {
			return what
		}
	}
	if len(head) > 262 && string(head[257:262]) == "ustar" {
		return "a tar archive: unpack it first"
	}
	kind := http.DetectContentType(head)
	if !strings.HasPrefix(kind, "text/") && kind != "application/octet-stream" {
		return kind
	}
	control := 0
	for _, b := range head {
		if b < 0x20 && b != '\t' && b != '\n' && b != '\r' && b != '\f' && b != 0x1b {
			control++
		}
	}
	// A few stray bytes make bad lines, not another file type.
	if 20*control > len(head) {
		return "binary data"
	}
	return ""
}

// newlines converts carriage returns to newlines.
type newlines struct{ r io.Reader }

// Read implements io.Reader.
func (n newlines) Read(p []byte) (int, error) {
	count, err := n.r.Read(p)
	for i, b := range p[:count] {
		if b == '\r' {
			p[i] = '\n'
		}
	}
	return count, err //nolint:wrapcheck // io.EOF must not be wrapped
}
