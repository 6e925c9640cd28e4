package event_test

import (
	"os"
	"testing"

	"github.com/ccrepo/ccrepo/db/dbtest"
	"github.com/ccrepo/ccrepo/event"
)

func TestMain(m *testing.M) { os.Exit(dbtest.Main(m)) }

func load(t testing.TB) *event.Catalogue {
	t.Helper()
	catalogue, err := event.Load()
	if err != nil {
		t.Fatal(err)
	}
	return catalogue
}
