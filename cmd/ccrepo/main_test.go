package main

import (
	"os"
	"testing"

	"github.com/ccrepo/ccrepo/db/dbtest"
)

func TestMain(m *testing.M) {
	code := dbtest.Main(m)
	if built.directory != "" {
		_ = os.RemoveAll(built.directory)
	}
	os.Exit(code)
}
