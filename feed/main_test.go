package feed_test

import (
	"os"
	"testing"

	"github.com/ccrepo/ccrepo/db/dbtest"
)

func TestMain(m *testing.M) {
	code := dbtest.Main(m)
	removeMariaDBTemplate()
	os.Exit(code)
}
