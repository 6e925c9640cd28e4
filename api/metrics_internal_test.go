package api

import (
	"fmt"
	"log/slog"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

var described = regexp.MustCompile(`^Desc\{fqName: "([a-z_]+)", help: "([^"]*)"`)

// TestMetricsAreDocumented compares the table in docs/operations.md with the metrics.
func TestMetricsAreDocumented(t *testing.T) {
	t.Parallel()
	s, err := New(Options{DatabaseURL: "postgres://127.0.0.1:1/none", Log: slog.New(slog.DiscardHandler), Location: time.UTC})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	descriptions := make(chan *prometheus.Desc)
	go func() {
		s.metrics.registry.Describe(descriptions)
		close(descriptions)
	}()
	var want []string
	for d := range descriptions {
		m := described.FindStringSubmatch(d.String())
		if m == nil {
			t.Errorf("not understood: %s", d)
		} else if strings.HasPrefix(m[1], "ccrepo_") || strings.HasPrefix(m[1], "go_sql_") {
			want = append(want, fmt.Sprintf("| `%s` | %s |", m[1], m[2]))
		}
	}
	slices.Sort(want)
	want = slices.Compact(want)
	page, err := os.ReadFile("../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	got := regexp.MustCompile("(?m)^\\| `(?:ccrepo|go_sql)_[a-z_]+` \\| .* \\|$").FindAllString(string(page), -1)
	if len(want) < 10 || strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("the table in docs/operations.md is not that of the metrics; it should be\n%s", strings.Join(want, "\n"))
	}
}
