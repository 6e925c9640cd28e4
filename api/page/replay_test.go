package page_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestReplayIsMarked(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, c := range []struct {
		path   string
		status int
		want   []string
	}{
		{"/wall?at=2026-01-15T10:00&speed=60&lang=es", http.StatusOK, []string{`class="replay"`, "Repetición", "15/01/2026 10:00:00", "esto es el pasado", `data-speed="60"`, "at=2026-01-15T10%3a00%3a00Z"}},
		{"/wall?at=2026-01-15T10:00:00-03:00", http.StatusOK, []string{"Replay", "2026-01-15 13:00:00", `data-speed="1"`}},
		{"/wall?at=2999-01-01", http.StatusBadRequest, []string{"in the future"}},
		{"/wall?at=2026-01-15&speed=61", http.StatusBadRequest, []string{"from 1 to 60"}},
		{"/wall?speed=2", http.StatusBadRequest, []string{"only a replay has a speed"}},
		{"/wall?at=yesterday", http.StatusBadRequest, []string{"yesterday"}},
	} {
		res, body := s.get(t, c.path)
		for _, want := range c.want {
			if res.StatusCode != c.status || !strings.Contains(strings.ToLower(body), strings.ToLower(want)) {
				t.Errorf("%s: status %d, want %d and %q", c.path, res.StatusCode, c.status, want)
			}
		}
	}
	if _, body := s.get(t, "/wall"); strings.Contains(body, `class="replay"`) || strings.Contains(body, `class="past"`) {
		t.Error("the present is shown as a replay")
	}
}
