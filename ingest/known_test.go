package ingest_test

import (
	"strings"
	"testing"

	"github.com/ccrepo/ccrepo/ingest"
)

// TestSkipKnown imports exports that overlap.
func TestSkipKnown(t *testing.T) {
	t.Parallel()
	ctx, im := setup(t)
	im.Options.SkipKnown = true
	im.BatchSize = 2
	const header = "calldate,src,uniqueid,sequence\n"
	first := header + "2026-05-02 10:00:00,1,1777716000.2,2\n2026-05-01 10:00:00,1,1777629600.1,1\n" +
		"2026-05-01 11:00:00,1,1777633200.5,\n" + "2026-05-01 12:00:00,1,,\n"
	second := header + "2026-05-03 10:00:00,1,1777802400.3,3\n" +
		"2026-05-02 10:00:00,1,1777716000.2,2\n" + // known
		"2026-05-02 10:00:00,1,1777716000.2,3\n2026-05-02 10:00:00,1,1777716000.2,\n2026-05-02 10:00:01,1,1777716000.2,2\n" + // of another sequence, of none, of another time
		"2026-05-01 11:00:00,1,1777633200.5,\n" + // known without a sequence
		"2026-05-01 12:00:00,1,,\n" + // it is not known what it is
		"2026-05-04 10:00:00,1,1777888800.4,4\n2026-05-04 10:00:00,2,1777888800.4,4\n2026-05-04 10:00:00,3,1777888800.4,4\n" // of one file
	for i, test := range []struct {
		file string
		want ingest.Summary
	}{
		{first, ingest.Summary{Rows: 4}},
		{second, ingest.Summary{Rows: 8, Known: 2}},
		{second, ingest.Summary{Skipped: 8}},
	} {
		s, err := im.CDR(ctx, "cdr.csv", strings.NewReader(test.file))
		if err != nil || s.Rows != test.want.Rows || s.Known != test.want.Known || s.Skipped != test.want.Skipped || s.Bad != 0 {
			t.Errorf("file %d: %+v, %v, want %+v", i, s, err, test.want)
		}
	}
}

func TestFileOfKnownRecordsIsDone(t *testing.T) {
	t.Parallel()
	ctx, im := setup(t)
	const record = "calldate,uniqueid,sequence\n2026-05-01 10:00:00,1777629600.1,1\n"
	const again = "calldate,uniqueid,sequence,src\n2026-05-01 10:00:00,1777629600.1,1,7\n"
	if _, err := im.CDR(ctx, "a.csv", strings.NewReader(record)); err != nil {
		t.Fatal(err)
	}
	im.Options.SkipKnown = true
	for i, want := range []int64{1, 0} {
		s, err := im.CDR(ctx, "b.csv", strings.NewReader(again))
		if err != nil || s.Rows != 0 || s.Known != want {
			t.Errorf("run %d: %+v, %v", i, s, err)
		}
	}
}
