package main

import (
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// outline is the part of a README that is the same in every language: the levels of its headings, its commands with
// their output, the URLs of its links, and the folders of its table.
type outline struct{ headings, code, links, folders []string }

func readOutline(t *testing.T, name string) (o outline) {
	t.Helper()
	text, err := os.ReadFile("../../" + name)
	if err != nil {
		t.Fatal(err)
	}
	comment, link := regexp.MustCompile(`\s+# .*`), regexp.MustCompile(`\]\(([^)]+)\)`)
	inCode := false
	for line := range strings.Lines(string(text)) {
		line = strings.TrimRight(line, "\n")
		if !inCode {
			for _, m := range link.FindAllStringSubmatch(line, -1) {
				o.links = append(o.links, m[1])
			}
		}
		switch {
		case strings.HasPrefix(line, "```"):
			inCode = !inCode
			o.code = append(o.code, line)
		case inCode:
			o.code = append(o.code, comment.ReplaceAllString(line, ""))
		case strings.HasPrefix(line, "#"):
			level, _, _ := strings.Cut(line, " ")
			o.headings = append(o.headings, level)
		case strings.HasPrefix(line, "| `"):
			folders, _, _ := strings.Cut(line[2:], " |")
			o.folders = append(o.folders, folders)
		}
	}
	return o
}

func TestREADMEsAreEqual(t *testing.T) {
	t.Parallel()
	english, spanish := readOutline(t, "README.md"), readOutline(t, "README.es.md")
	for _, link := range slices.Concat(english.links, spanish.links) {
		if _, err := os.Stat("../../" + link); err != nil {
			t.Errorf("a README links to %s, which is not there", link)
		}
	}
	// Each may link to a page in its language.
	for _, links := range [][]string{english.links, spanish.links} {
		for i, link := range links {
			links[i] = strings.Replace(link, ".es.md", ".md", 1)
		}
	}
	for what, pair := range map[string][2][]string{
		"headings": {english.headings, spanish.headings}, "code": {english.code, spanish.code},
		"links": {english.links, spanish.links}, "folders": {english.folders, spanish.folders},
	} {
		if len(pair[0]) == 0 || !slices.Equal(pair[0], pair[1]) {
			t.Errorf("%s of README.md and README.es.md differ:\n%s\n\n%s", what, strings.Join(pair[0], "\n"), strings.Join(pair[1], "\n"))
		}
	}
}

// TestREADMENamesEveryFolder compares the table of folders with the repository.
func TestREADMENamesEveryFolder(t *testing.T) {
	t.Parallel()
	named := strings.Join(readOutline(t, "README.md").folders, " ")
	entries, err := fs.ReadDir(os.DirFS("../.."), ".")
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if entry.IsDir() && !strings.HasPrefix(entry.Name(), ".") && !strings.Contains(named, "`"+entry.Name()+"/") {
			t.Errorf("README.md does not say what the folder %s/ holds", entry.Name())
		}
	}
}

// TestArchitectureNamesFiles checks that the files named in docs/architecture.md exist.
func TestArchitectureNamesFiles(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/architecture.md")
	if err != nil {
		t.Fatal(err)
	}
	names := regexp.MustCompile("`([\\w./-]+\\.(?:go|sql|csv|yaml|tmpl|md)|Makefile)`").FindAllStringSubmatch(string(page), -1)
	if len(names) < 30 {
		t.Errorf("the page names %d files", len(names))
	}
	for _, name := range names {
		if _, err := os.Stat("../../" + name[1]); err != nil {
			t.Errorf("docs/architecture.md names %s, which is not there", name[1])
		}
	}
}
