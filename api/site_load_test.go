package api_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/db/dbtest"
)

// TestSiteReportsUnderLoad changes 100 files while their reports are asked for: each answer is of a whole file, the one
// before or the one after, and a change is there within two seconds.
func TestSiteReportsUnderLoad(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	const files, rounds = 100, 1
	f := setupSite(t)
	f.twoCampaigns(t)
	write := func(round int) {
		for i := range files {
			text := strings.NewReplacer("LongWaits", fmt.Sprintf("LongWaits%d", i), "/long-waits", fmt.Sprintf("/long-waits-%d", i),
				"'Ana Silva'", fmt.Sprintf("'round %d'", round)).Replace(siteReport)
			// As an editor does that keeps the file whole.
			path := filepath.Join(f.dir, fmt.Sprintf("%d.sql", i))
			if err := os.WriteFile(path+".new", []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
			if err := os.Rename(path+".new", path); err != nil {
				t.Fatal(err)
			}
		}
	}
	write(0)
	_, stop := f.run(t)
	defer stop()
	// urls are of the reports; round is what all of them show.
	shows := func(i int, round int) bool {
		status, body := f.fetch(t, fmt.Sprintf("/v1/reports/long-waits-%d?from=2026-03-10&to=2026-03-11", i), "")
		return status == http.StatusOK && strings.Contains(body, fmt.Sprintf(`"untold":"round %d"`, round))
	}
	eventually(t, "the reports are there", func() bool { return shows(files-1, 0) && shows(0, 0) })
	ctx, cancel := context.WithCancel(t.Context())
	var asking sync.WaitGroup
	var asked atomic.Int64
	for worker := range 4 {
		asking.Go(func() {
			for i := worker; ctx.Err() == nil; i += 7 {
				path := fmt.Sprintf("/v1/reports/long-waits-%d?from=2026-03-10&to=2026-03-11", i%files)
				status, body := f.fetch(t, path, "")
				if status != http.StatusOK || strings.Count(body, `"untold":"round `) != 5 {
					t.Errorf("GET %s during a change: status %d: %.300s", path, status, body)
					return
				}
				asked.Add(1)
			}
		})
	}
	for round := 1; round <= rounds; round++ {
		begun := time.Now()
		write(round)
		eventually(t, "all files have been read again", func() bool {
			for i := range files {
				if !shows(i, round) {
					return false
				}
			}
			return true
		})
		t.Logf("round %d: all %d files after %s", round, files, time.Since(begun).Round(time.Millisecond))
	}
	cancel()
	asking.Wait()
	t.Logf("%d requests", asked.Load())
}
