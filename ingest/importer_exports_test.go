package ingest_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/ccrepo/ccrepo/ingest"
)

// TestDateFormatMendsBadLines imports records of which one has a date in another form.
func TestDateFormatMendsBadLines(t *testing.T) {
	t.Parallel()
	ctx, im := setup(t)
	const file = "calldate,src\n2017-09-01 09:00:00,1\n1/9/2017 10:00,2\n"
	s, err := im.CDR(ctx, "f", strings.NewReader(file))
	if err != nil || s.Rows != 1 || s.Bad != 1 {
		t.Fatalf("%+v, %v", s, err)
	}
	if im.Options.DateFormat, err = ingest.NewDateFormat("%d/%m/%Y %H:%M"); err != nil {
		t.Fatal(err)
	}
	if s, err = im.CDR(ctx, "f", strings.NewReader(file)); err != nil || s.Rows != 1 || s.Mended != 1 || s.Bad != 0 {
		t.Fatalf("%+v, %v", s, err)
	}
	var times string
	if err := im.DB.QueryRowContext(ctx, `SELECT string_agg(src || to_char(calldate AT TIME ZONE 'UTC', ' DD.MM.YYYY HH24:MI'), ', ' ORDER BY position) FROM cdr_repo`).Scan(&times); err != nil || times != "1 01.09.2017 09:00, 2 01.09.2017 10:00" {
		t.Errorf("%s (%v)", times, err)
	}
}

func TestDatesInAnotherFormAreRefused(t *testing.T) {
	t.Parallel()
	ctx, im := setup(t)
	_, err := im.CDR(ctx, "f", strings.NewReader("calldate,src\n"+strings.Repeat("1/9/2017 10:00,2\n", 9)))
	var unreadable *ingest.UnreadableError
	if !errors.As(err, &unreadable) || unreadable.Lines != 9 || strings.Count(err.Error(), "--date-format '%d/%m/%Y %H:%M'") != 3 {
		t.Errorf("the error is %v", err)
	}
}

func TestSummaryOfACDRFile(t *testing.T) {
	t.Parallel()
	ctx, im := setup(t)
	im.Options.SkipKnown = true
	for i, test := range []struct {
		file string
		want ingest.Summary
	}{
		{"calldate,did\n\n", ingest.Summary{Empty: "is empty: it holds a header and no record", NotStored: []string{"did"}}},
		{"calldate,did\n\n2026-06-10 10:00:00,1\n", ingest.Summary{Rows: 1, NotStored: []string{"did"}}},
		{"calldate,did\n\n2026-06-10 10:00:00,1\n", ingest.Summary{Skipped: 1, NotStored: []string{"did"}}},
		{"calldate,uniqueid\n2026-06-10 10:00:00,1.1\n", ingest.Summary{Rows: 1}},
		{"calldate,uniqueid,src\n2026-06-10 10:00:00,1.1,7\n", ingest.Summary{Known: 1}},
		{"calldate,uniqueid,src\n2026-06-10 10:00:00,1.1,7\n", ingest.Summary{}},
		{"calldate,src", ingest.Summary{Unterminated: true}},
		{"", ingest.Summary{Empty: "is empty: it holds no byte"}},
		{"\n\r\n\n", ingest.Summary{Empty: "is empty: it holds only blank lines"}},
		{"calldate,src\n2026-06-11 10:00:00,1", ingest.Summary{Unterminated: true}},
	} {
		s, err := im.CDR(ctx, "f", strings.NewReader(test.file))
		if err != nil || s.Rows != test.want.Rows || s.Skipped != test.want.Skipped || s.Known != test.want.Known || s.Bad != 0 ||
			s.Unterminated != test.want.Unterminated || s.Empty != test.want.Empty || !slices.Equal(s.NotStored, test.want.NotStored) {
			t.Errorf("file %d: %+v, %v, want %+v", i, s, err, test.want)
		}
	}
}
