// The tests of uploads.

package api_test

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/hex"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ulikunitz/xz"
	"golang.org/x/text/encoding/unicode"

	"github.com/ccrepo/ccrepo/db/dbtest"
)

// TestUploadWithoutRoom checks that a body that cannot be stored is not reported as an unreachable database.
func TestUploadWithoutRoom(t *testing.T) {
	dbtest.Slow(t)
	f := setup(t)
	t.Setenv("TMPDIR", filepath.Join(t.TempDir(), "none"))
	r := f.load(t, "Sales->", "july", "", "destination\n099123456\n")
	if r.want(t, http.StatusInternalServerError, "internal"); !strings.Contains(r.body, "TMPDIR") {
		t.Errorf("the answer is %s", r.body)
	}
}

// packed returns what a compressor makes of a text.
func packed(t *testing.T, open func(w io.Writer) (io.WriteCloser, error), text io.Reader) string {
	t.Helper()
	var out bytes.Buffer
	w, err := open(&out)
	if err == nil {
		_, err = io.Copy(w, text)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func asGzip(w io.Writer) (io.WriteCloser, error) { return gzip.NewWriter(w), nil }
func asXZ(w io.Writer) (io.WriteCloser, error)   { return xz.NewWriter(w) }
func asZip(w io.Writer) (io.WriteCloser, error)  { return zipOf(w, "list.csv") }

// asSheet is a spreadsheet as office programs write it.
func asSheet(w io.Writer) (io.WriteCloser, error) { return zipOf(w, "[Content_Types].xml") }

func zipOf(w io.Writer, name string) (io.WriteCloser, error) {
	archive := zip.NewWriter(w)
	member, err := archive.Create(name)
	return struct {
		io.Writer
		io.Closer
	}{member, archive}, err
}

func asUTF16(w io.Writer) (io.WriteCloser, error) {
	return unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder().Writer(w).(io.WriteCloser), nil
}

// TestUploadsAreReadAsImportsAre sends each form of file that imports read to both routes that take files.
func TestUploadsAreReadAsImportsAre(t *testing.T) {
	t.Parallel()
	f := setupLists(t)
	f.load(t, "Sales->", "first", "", "destination\n099123455\n").want(t, http.StatusCreated, "")
	const text = "number;reason\n099123456;José\n"
	bzip2, err := hex.DecodeString("425a68393141592653595f682a74000000c80000107f2020002201a6d420c988746ae623c5dc914e142417da0a9d00") // 099123456
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		body   string
		status int
		code   string
		says   string
	}{
		"text":              {text, http.StatusOK, "", `"added":1`},
		"byte order mark":   {"\ufeff" + text, http.StatusOK, "", `"added":1`},
		"gzip":              {gzipped(t, text), http.StatusOK, "", `"added":1`},
		"gzip with mark":    {gzipped(t, "\ufeff"+text), http.StatusOK, "", `"added":1`},
		"xz":                {packed(t, asXZ, strings.NewReader(text)), http.StatusOK, "", `"added":1`},
		"bzip2":             {string(bzip2), http.StatusOK, "", `"added":1`},
		"zip":               {packed(t, asZip, strings.NewReader(text)), http.StatusOK, "", `"added":1`},
		"UTF-16":            {packed(t, asUTF16, strings.NewReader(text)), http.StatusOK, "", `"added":1`},
		"carriage returns":  {strings.ReplaceAll(text, "\n", "\r"), http.StatusOK, "", `"added":1`},
		"image":             {"\x89PNG\r\n\x1a\n\x00", http.StatusUnsupportedMediaType, "unsupported_media_type", "The body is not a text file, but image/png."},
		"spreadsheet":       {packed(t, asSheet, strings.NewReader("<x/>")), http.StatusUnsupportedMediaType, "unsupported_media_type", "save it as CSV"},
		"gzip cut short":    {gzipped(t, text)[:20], http.StatusUnprocessableEntity, "invalid_body", "cut short"},
		"gzip bomb":         {packed(t, asGzip, io.LimitReader(endless{}, 65<<20)), http.StatusRequestEntityTooLarge, "body_too_large", "67108864 bytes, also when it is unpacked"},
		"zip bomb":          {packed(t, asZip, io.LimitReader(endless{}, 65<<20)), http.StatusRequestEntityTooLarge, "body_too_large", "67108864 bytes, also when it is unpacked"},
		"two bombs, nested": {packed(t, asGzip, strings.NewReader(packed(t, asGzip, io.LimitReader(endless{}, 65<<20)))), http.StatusRequestEntityTooLarge, "body_too_large", "67108864 bytes, also when it is unpacked"},
	} {
		f.exec(t, "DELETE FROM app.do_not_call")
		r := f.bringIn(t, "", test.body)
		if r.want(t, test.status, test.code); !strings.Contains(r.body, test.says) {
			t.Errorf("%s: the answer is %s", name, r.body)
		}
		if test.status == http.StatusRequestEntityTooLarge {
			continue // the limit of lists is higher
		}
		if test.status != http.StatusOK {
			f.load(t, "Sales->", "july", "&dry_run=true", test.body).want(t, test.status, test.code)
		}
	}
	for name, pack := range map[string]func(io.Writer) (io.WriteCloser, error){"gzip": asGzip, "xz": asXZ, "zip": asZip, "UTF-16": asUTF16} {
		for kind, text := range map[string]string{"text/csv": "destination;contact\n099123456;José\n", "application/json": `[{"destination":"099123456","contact":"José"}]`, "application/x-ndjson": `{"destination":"099123456","contact":"José"}`} {
			if r := f.load(t, "Sales->", "july", "&dry_run=true", packed(t, pack, strings.NewReader(text)), "Content-Type", kind); r.loaded(t).Records != 1 {
				t.Errorf("%s of %s: %s", name, kind, r.body)
			}
		}
	}
	for body, says := range map[string]string{
		"":                 "The body is empty: it holds no byte.",
		"\n\r\n":           "The body is empty: it holds only blank lines.",
		gzipped(t, "\n\n"): "The body is empty: it holds only blank lines.",
	} {
		f.bringIn(t, "", body).says(t, "invalid_body", says)
		f.load(t, "Sales->", "july", "", body).says(t, "no_records", says)
	}
	f.bringIn(t, "", "number\n").says(t, "invalid_body", "The body is empty: it holds a header and no record.")
	f.load(t, "Sales->", "july", "", "destination;contact\n").says(t, "no_records", "The body is empty: it holds a header and no record.")
	// A charset is for lines that are not UTF-8.
	r := f.bringIn(t, "", "099000001;;Mu\xf1oz\n099000002;;José\n", "Content-Type", "text/csv; charset=windows-1252")
	r.want(t, http.StatusOK, "")
	var reasons string
	if err := f.db.QueryRowContext(t.Context(), "SELECT string_agg(reason, ' ' ORDER BY number) FROM app.do_not_call WHERE number IN ('+59899000001', '+59899000002')").Scan(&reasons); err != nil || reasons != "Muñoz José" {
		t.Errorf("the reasons are %s (%v)", reasons, err)
	}
}

func gzipped(t *testing.T, text string) string {
	t.Helper()
	return packed(t, asGzip, strings.NewReader(text))
}

// says checks the code and the text of a refusal.
func (r reply) says(t *testing.T, code, text string) {
	t.Helper()
	if r.want(t, http.StatusUnprocessableEntity, code); !strings.Contains(r.body, text) {
		t.Errorf("the answer is %s, want %s", r.body, text)
	}
}

// endless is a text of lines without end.
type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = "099123456\n"[i%10]
	}
	return len(p), nil
}
