package main

import (
	"os"
	"testing"

	"github.com/ccrepo/ccrepo/db/dbtest"
	"github.com/ccrepo/ccrepo/feed/mariadbtest"
)

func TestMain(m *testing.M) {
	code := mariadbtest.Main(func() int { return dbtest.Main(m) })
	if built.directory != "" {
		_ = os.RemoveAll(built.directory)
	}
	os.Exit(code)
}
