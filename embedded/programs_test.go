package embedded

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// nowhere returns a search that finds no installed programs.
func nowhere(t *testing.T, repository string) *search {
	t.Helper()
	cache := t.TempDir()
	if err := os.Chmod(filepath.Dir(cache), 0o755); err != nil {
		t.Fatal(err)
	}
	return &search{cache: filepath.Join(cache, "cache"), repository: repository}
}

// unreachable returns an address on which no server listens.
func unreachable() string {
	server := httptest.NewServer(nil)
	server.Close()
	return server.URL
}

func installedPrograms(t *testing.T) programs {
	t.Helper()
	p, err := findPrograms(t.Context(), &home{}, Options{}.withDefaults(), 0)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestFindPrograms(t *testing.T) {
	t.Parallel()
	real := installedPrograms(t)
	o := Options{}.withDefaults()

	t.Run("missing programs give one line that says what to install", func(t *testing.T) {
		t.Parallel()
		o := setup(t)
		o.search = nowhere(t, unreachable())
		_, err := Start(t.Context(), o)
		if err == nil || strings.Contains(err.Error(), "\n") || !strings.Contains(err.Error(), "apt-get install postgresql") {
			t.Errorf("got %v", err)
		}
	})

	t.Run("in the usual places", func(t *testing.T) {
		t.Parallel()
		o := o
		o.search = nowhere(t, unreachable())
		o.search.usual = []string{filepath.Join(filepath.Dir(real.bin), "b[i]n")}
		if p, err := findPrograms(t.Context(), &home{}, o, real.major); err != nil || p.bin != real.bin {
			t.Errorf("found %+v, %v", p, err)
		}
	})

	t.Run("in PATH, but not an incomplete or old one", func(t *testing.T) {
		t.Parallel()
		old, incomplete := t.TempDir(), t.TempDir()
		standIn(t, old, programs{bin: real.bin}, "postgres (PostgreSQL) 9.6.24")
		if err := os.WriteFile(filepath.Join(incomplete, "postgres"), []byte("#!/bin/sh\n"), 0o755); err != nil {
			t.Fatal(err)
		}
		o := o
		o.search = nowhere(t, unreachable())
		o.search.path = strings.Join([]string{old, incomplete, "", "relative", real.bin}, ":")
		if p, err := findPrograms(t.Context(), &home{}, o, 0); err != nil || p.bin != real.bin {
			t.Errorf("found %+v, %v", p, err)
		}
		o.search.path = old
		if _, err := findPrograms(t.Context(), &home{}, o, 0); err == nil || !strings.Contains(err.Error(), "installed is 9.6.24") {
			t.Errorf("got %v", err)
		}
	})

	t.Run("newest first", func(t *testing.T) {
		t.Parallel()
		got := strings.Join(newestFirst([]string{"/p/9.6/bin", "/p/14/bin", "/p/18/bin", "/p/15/bin"}), " ")
		if want := "/p/18/bin /p/15/bin /p/14/bin /p/9.6/bin"; got != want {
			t.Errorf("got %s", got)
		}
	})
}

func TestDownload(t *testing.T) {
	t.Parallel()
	tree := t.TempDir()
	standIn(t, filepath.Join(tree, "bin"), installedPrograms(t), "")
	jar := archive(t, tree)
	digest := sha256.Sum256(jar)
	requests := make(chan string, 10)
	repository := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests <- r.URL.Path
		if strings.HasSuffix(r.URL.Path, ".sha256") {
			fmt.Fprint(w, hex.EncodeToString(digest[:]))
			return
		}
		_, _ = w.Write(jar)
	}))
	t.Cleanup(repository.Close)

	t.Run("programs are fetched once and run the server", func(t *testing.T) {
		t.Parallel()
		o := setup(t)
		o.search = nowhere(t, repository.URL+"/")
		s := mustStart(t, o)
		if got := query(t, s.URL(), "SELECT 1"); got != "1" {
			t.Error(got)
		}
		if path := <-requests; !strings.HasPrefix(path, "/io/zonky/test/postgres/embedded-postgres-binaries-") {
			t.Errorf("asked for %s", path)
		}
		<-requests // request of the checksum
		left, err := os.ReadDir(o.search.cache)
		if err != nil || len(left) != 2 { // the lock and the programs
			t.Errorf("cache holds %v, %v", left, err)
		}
		again := setup(t)
		again.search = &search{cache: o.search.cache, repository: unreachable()}
		mustStart(t, again)
	})

	t.Run("a broken download leaves nothing in the cache", func(t *testing.T) {
		t.Parallel()
		broken := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_, _ = w.Write(jar[:len(jar)/2])
		}))
		t.Cleanup(broken.Close)
		s := nowhere(t, broken.URL)
		if _, err := s.fetch(t.Context(), 0, slog.New(slog.DiscardHandler)); err == nil {
			t.Error("no error")
		}
		if left, _ := filepath.Glob(filepath.Join(s.cache, "*-*")); len(left) > 0 {
			t.Errorf("cache holds %v", left)
		}
	})

	t.Run("a download that hangs can be given up", func(t *testing.T) {
		t.Parallel()
		ctx, cancel := context.WithCancel(t.Context())
		release := make(chan struct{})
		hanging := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
			cancel()
			<-release
		}))
		t.Cleanup(hanging.Close)
		t.Cleanup(func() { close(release) })
		opts := setup(t)
		opts.search = nowhere(t, hanging.URL)
		if _, err := Start(ctx, opts); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	})
}

// standIn creates programs that run the real ones, or only print a version.
func standIn(t *testing.T, bin string, real programs, version string) {
	t.Helper()
	if err := os.MkdirAll(bin, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"initdb", "postgres", "pg_ctl"} {
		script := fmt.Sprintf("#!/bin/sh\nexec %s/%s \"$@\"\n", real.bin, name)
		if version != "" {
			script = fmt.Sprintf("#!/bin/sh\necho '%s'\n", version)
		}
		if err := os.WriteFile(filepath.Join(bin, name), []byte(script), 0o700); err != nil {
			t.Fatal(err)
		}
	}
}
