package sitereport_test

import (
	"os"
	"testing"

	"github.com/ccrepo/ccrepo/db/dbtest"
)

func TestMain(m *testing.M) { os.Exit(dbtest.Main(m)) }
