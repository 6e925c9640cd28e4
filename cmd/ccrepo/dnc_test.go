package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/encoding/unicode"

	"github.com/ccrepo/ccrepo/db/dbtest"
)

func TestDNC(t *testing.T) {
	t.Parallel()
	ccrepo := commands(t, dbtest.URL(t))
	folder := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	const numbers = "number;campaign\n099 000 001;\n+598 99 000 002;Sales->\n+598 99 000 002;Sales->\n"
	file := write("numbers.csv", numbers)
	packed := write("numbers.csv.gz", gzipped(numbers))
	wide := write("utf16.csv", utf16Of(t, numbers))
	image := write("numbers.png", "\x89PNG\r\n\x1a\n\x00")
	wrong := write("wrong.csv", "099 000 003\nana\n099;Sale->\n")
	oneWrong := write("one.csv", "ana\n")
	for _, step := range []struct {
		args   []string
		status int
		says   string // part of stdout, or of stderr if the status is not 0
	}{
		{[]string{"campaign", "set", "Sales->", "--country", "UY", "--did", "+598 2 1234567"}, 0, "Sales->: country UY, number +598 2 1234567"},
		{[]string{"campaign", "set", "Sales->", "--did", ""}, 0, "Sales->: country UY, number none"},
		{[]string{"campaign", "set", "Norte->", "--country", "Argentina"}, 2, "country"},
		{[]string{"campaign", "list"}, 0, "Sales->"},
		{[]string{"dnc", "add", "099 123 456", "--country", "UY", "--reason", "asked"}, 0, "entry 1: +59899123456 must not be called; waiting records blocked: 0"},
		{[]string{"dnc", "add", "099 123 456", "--country", "UY"}, 2, "Entry 1 has this number"},
		{[]string{"dnc", "add", "ana"}, 2, "it is not a number"},
		{[]string{"dnc", "add", "099 123 456", "--country", "uy"}, 2, "--country"},
		{[]string{"dnc", "add", "099*", "--campaign", "Sales->", "--until", "2126-01-01"}, 0, "+59899* must not be called"},
		{[]string{"dnc", "check", "0059899123456"}, 1, "+59899123456 is not allowed: entry 1 for all campaigns: asked"},
		{[]string{"dnc", "check", "099777777", "--campaign", "Sales->", "--agent", "ana"}, 1, "entry 2 for the campaign Sales-> until 2126-01-01T00:00:00Z"},
		{[]string{"dnc", "check", "094777777", "--campaign", "Sales->"}, 0, "+59894777777 is allowed"},
		{[]string{"dnc", "import", file, "--country", "UY"}, 0, "entries added: 2; on the list already: 1; waiting records blocked: 0"},
		{[]string{"dnc", "import", packed, "--country", "UY"}, 0, "entries added: 0; on the list already: 3; waiting records blocked: 0"},
		{[]string{"dnc", "import", wide, "--country", "UY"}, 0, "entries added: 0; on the list already: 3; waiting records blocked: 0"},
		{[]string{"dnc", "import", image}, 2, "is not a text file, but image/png"},
		{[]string{"dnc", "import", wrong}, 2, "line 2: number: it is not a number"},
		{[]string{"dnc", "import", wrong}, 2, "2 of 3 lines are invalid"},
		{[]string{"dnc", "import", oneWrong}, 2, "line 1: number: it is not a number"},
		{[]string{"dnc", "import", filepath.Dir(file)}, 2, "is a directory"},
		{[]string{"dnc", "import", "/nosuch/file"}, 2, "no such file"},
		{[]string{"dnc", "list"}, 0, "+598 99 000 002"},
		{[]string{"dnc", "remove", "099 000 002", "--country", "UY"}, 1, `still on the list for: "Sales->"`},
		{[]string{"dnc", "remove", "099 000 002", "--campaign", "Sales->"}, 0, "+59899000002 is off the list; records released: 0"},
		{[]string{"dnc", "remove", "099*", "--campaign", "Sales->"}, 0, "+59899* is off the list"},
		{[]string{"dnc", "check", "099777777", "--campaign", "Sales->"}, 0, "is allowed"},
		{[]string{"dnc"}, 2, "say what to do"},
		{[]string{"campaign"}, 2, "say what to do"},
	} {
		status, stdout, stderr := ccrepo(step.args...)
		text := stdout
		if step.status != 0 {
			text = stderr
		}
		if status != step.status || !strings.Contains(text, step.says) {
			t.Errorf("%q: status %d, stdout %s, stderr %s; want %d and %s", step.args, status, stdout, stderr, step.status, step.says)
		}
	}
}

// utf16Of returns a text in UTF-16 with a byte order mark.
func utf16Of(t *testing.T, text string) string {
	t.Helper()
	encoded, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	return encoded
}
