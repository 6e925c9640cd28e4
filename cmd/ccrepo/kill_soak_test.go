//go:build soak

package main

import (
	"context"
	"testing"

	"github.com/ccrepo/ccrepo/db/dbtest"
	"github.com/ccrepo/ccrepo/embedded"
)

// TestSoakKilledImport is TestKilledImport with files of many batches and twenty kills each. It uses a server that
// runs already, and then the embedded one, which the killed program itself creates, migrates, starts and leaves
// running.
func TestSoakKilledImport(t *testing.T) {
	const lines, days, kills = 200_000, 120, 20
	t.Run("on a server that runs", func(t *testing.T) {
		url := dbtest.URL(t)
		k := killedImport{
			lines: lines,
			days:  days,
			kills: kills,
			flags: []string{"--database-url", url},
			url:   func(context.Context) (string, error) { return url, nil },
		}
		k.run(t)
		k.check(t, url)
	})
	t.Run("on the embedded server", func(t *testing.T) {
		o := embedded.Options{Dir: dbtest.ServerDir(t)}
		k := killedImport{
			lines: lines,
			days:  days,
			kills: kills,
			flags: []string{"--data", o.Dir},
			url:   func(ctx context.Context) (string, error) { return embedded.RunningURL(ctx, o) },
		}
		k.run(t)
		server, err := embedded.Start(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		defer server.Close()
		k.check(t, server.URL())
	})
}

// TestSoakKilledWrites is TestKilledWrites with more kills and writers.
func TestSoakKilledWrites(t *testing.T) {
	k := killedWrites{kills: 60, writers: 32}
	k.run(t, dbtest.URL(t))
}
