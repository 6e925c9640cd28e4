package ingest_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/ccrepo/ccrepo/db/dbtest"
	"github.com/ccrepo/ccrepo/ingest"
)

// TestUnknownEventsAreTold imports known and unknown events: all are stored, and the summary lists the unknown ones.
func TestUnknownEventsAreTold(t *testing.T) {
	t.Parallel()
	conn := dbtest.New(t)
	const log = "1543527289|a|q|NONE|ENTERQUEUE||1|1\n1543527290|a|q|x|OUTDIAL|1\n1543527291|a|q|x|enterqueue\n1543527292|a|q|x|OUTDIAL|1\n" +
		"1543527293|a|q|x|REMOVEMEMBER\n1543527294|a|q|x|PHONESTARTHOLDIN|1|2|3\n1543527295|a|q|x|CONFIGRELOAD\n1543527296|a|q|x|ATTENDEDTRANSFER|LINK\n"
	summary, err := (&ingest.Importer{DB: conn, BatchSize: 3}).QueueLog(context.Background(), "log", strings.NewReader(log))
	if err != nil {
		t.Fatal(err)
	}
	if want := []ingest.UnknownEvent{{Name: "OUTDIAL", Rows: 2}, {Name: "enterqueue", Rows: 1}}; summary.Rows != 8 || !slices.Equal(summary.Unknown, want) {
		t.Errorf("%d rows, unknown %v, want 8 and %v", summary.Rows, summary.Unknown, want)
	}
}
