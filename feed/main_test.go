package feed_test

import (
	"os"
	"testing"

	"github.com/ccrepo/ccrepo/db/dbtest"
	"github.com/ccrepo/ccrepo/feed/mariadbtest"
)

func TestMain(m *testing.M) {
	os.Exit(mariadbtest.Main(func() int { return dbtest.Main(m) }))
}
