package api

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/ccrepo/ccrepo/api/problem"
)

// TestErrorsAreDocumented compares the table of codes in docs/reading.md with the codes.
func TestErrorsAreDocumented(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../docs/reading.md")
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, c := range problem.Codes() {
		want = append(want, fmt.Sprintf("| `%s` | %d | %s |", c.Name, c.Status, c.Title))
	}
	got := regexp.MustCompile("(?m)^\\| `[a-z_]+` \\| [0-9]{3} \\| .* \\|$").FindAllString(string(text), -1)
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("the table in docs/reading.md is not that of the codes; it should be\n%s", strings.Join(want, "\n"))
	}
}
