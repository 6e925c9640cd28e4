package ingest_test

import (
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/ingest"
)

func TestCDRImportGoesOnBehindTheHeader(t *testing.T) {
	t.Parallel()
	ctx, im := setup(t)
	im.BatchSize = 2
	header := "calldate,uniqueid,campaign,charged_balance,rating,duration\n"
	line := "2019-05-01 08:00:00,1.1,TestCampaign->,0.1250,4.5,12\n"
	for i, file := range []string{header, header + line, header + strings.Repeat(line, 200), header + strings.Repeat(line, 203)} {
		s, err := im.CDR(ctx, "cdr.csv", onePipe(file))
		if want := []int64{0, 1, 199, 3}[i]; err != nil || s.Rows != want || s.Bad != 0 {
			t.Errorf("file %d: %d rows instead of %d, %d bad, %v", i, s.Rows, want, s.Bad, err)
		}
	}
	// Another file with the same header is a different file.
	s, err := im.CDR(ctx, "other.csv", strings.NewReader(header+strings.Replace(line, "08:00", "09:00", 1)))
	if err != nil || s.Rows != 1 || s.Skipped != 0 {
		t.Errorf("other file: %+v, %v", s, err)
	}
	var rows int
	var campaign, balance string
	err = im.DB.QueryRowContext(ctx, `
SELECT count(*) FILTER (WHERE src IS NULL AND duration = 12 AND rating = 4.5), min(campaign), min(charged_balance)::text
FROM cdr_repo`).Scan(&rows, &campaign, &balance)
	if err != nil || rows != 204 || campaign != "TestCampaign->" || balance != "0.1250" {
		t.Errorf("%d rows, campaign %s, balance %s, %v", rows, campaign, balance, err)
	}
}

func TestUnknownColumnsStopTheImport(t *testing.T) {
	t.Parallel()
	ctx, im := setup(t)
	_, err := im.CDR(ctx, "cdr.csv", strings.NewReader("start,src,colour\n2019-05-01 08:00:00,1,red\n"))
	var header *ingest.HeaderError
	if !errors.As(err, &header) || !strings.HasPrefix(err.Error(), `import cdr.csv: the header has unknown columns ["colour"]`) {
		t.Error(err)
	}
}

func TestRepeatedHourIsReadByUniqueID(t *testing.T) {
	t.Parallel()
	ctx, im := setup(t)
	var err error
	if im.Options.Location, err = time.LoadLocation("America/New_York"); err != nil {
		t.Fatal(err)
	}
	file := "start,uniqueid\n" +
		"2018-11-04 01:30:00,1541309400.1\n" +
		"2018-11-04 01:30:00,1541313000.2\n" +
		"2018-03-11 02:30:00,1541313000.3\n"
	s, err := im.CDR(ctx, "cdr.csv", strings.NewReader(file))
	if err != nil || s.Rows != 2 || s.Bad != 1 {
		t.Fatalf("%+v, %v", s, err)
	}
	var agree bool
	err = im.DB.QueryRowContext(ctx, `SELECT bool_and(calldate = to_timestamp(split_part(uniqueid, '.', 1)::bigint)) FROM cdr_repo`).Scan(&agree)
	if err != nil || !agree {
		t.Errorf("calldate and uniqueid agree: %v, %v", agree, err)
	}
}

func TestOddTimesLieInTheDefaultPartition(t *testing.T) {
	t.Parallel()
	ctx, im := setup(t)
	file := "30|c|NONE|NONE|QUEUESTART|\n" + queueLog(0, 1) + "99999999999|c|q|a|E|far\n"
	mustImport(t, ctx, im, strings.NewReader(file), 3, 0, 0)
	var inDefault, partitions int
	err := im.DB.QueryRowContext(ctx, `
SELECT (SELECT count(*) FROM queue_log_repo_default),
       (SELECT count(*) FROM pg_inherits WHERE inhrelid::regclass::text ~ '^queue_log_repo_(2018_11|1970_01|5138_11)$')`).
		Scan(&inDefault, &partitions)
	if err != nil || inDefault != 2 || partitions != 1 {
		t.Errorf("%d rows in the default partition, %d partitions, %v", inDefault, partitions, err)
	}
}

// The real logs of a help desk are available only in some environments; elsewhere the test is skipped.
func TestHelpDesk(t *testing.T) {
	t.Parallel()
	const data = "../../shared/data/"
	if _, err := os.Stat(data); err != nil {
		t.Skipf("the help desk's logs are not here: %v", err)
	}
	ctx, im := setup(t)
	var err error
	if im.Options.Location, err = time.LoadLocation("America/New_York"); err != nil {
		t.Fatal(err)
	}
	for run := range 2 {
		for name, read := range map[string]func(*os.File) (ingest.Summary, error){
			"helpdesk.queue_log":  func(f *os.File) (ingest.Summary, error) { return im.QueueLog(ctx, f.Name(), f) },
			"helpdesk.Master.csv": func(f *os.File) (ingest.Summary, error) { return im.CDR(ctx, f.Name(), f) },
		} {
			f, err := os.Open(data + name)
			if err != nil {
				t.Fatal(err)
			}
			s, err := read(f)
			f.Close()
			if err != nil || s.Bad != 0 || s.Unterminated || s.Rows != int64(1000*(1-run)) || s.Skipped != int64(1000*run) {
				t.Errorf("run %d: %+v, %v", run, s, err)
			}
		}
	}
	var events, calls, early, late int
	err = im.DB.QueryRowContext(ctx, `
SELECT (SELECT count(*) FROM queue_log_repo),
       count(*),
       count(*) FILTER (WHERE calldate < to_timestamp(split_part(uniqueid, '.', 1)::bigint)),
       count(*) FILTER (WHERE calldate > to_timestamp(split_part(uniqueid, '.', 1)::bigint) + interval '3 hours')
FROM cdr_repo`).Scan(&events, &calls, &early, &late)
	if err != nil || events != 1000 || calls != 1000 || early != 0 || late != 0 {
		t.Errorf("%d events, %d calls, %d before their channel, %d hours after it, %v", events, calls, early, late, err)
	}
}

// TestDatesThatMeanNone imports dates that databases write for a missing one: both get the same message.
func TestDatesThatMeanNone(t *testing.T) {
	t.Parallel()
	ctx, im := setup(t)
	for i, date := range []string{"0000-00-00 00:00:00", "1000-01-01 00:00:00", "1969-12-31 23:59:59"} {
		var told []string
		im.OnBadLine = func(_ string, bad *ingest.LineError, _ bool) { told = append(told, bad.Err.Error()) }
		file := "start,src,finishtime\n2026-05-01 08:00:00," + date + "," + date + "\n" + date + ",2,\n"
		s, err := im.CDR(ctx, "cdr.csv", strings.NewReader(file))
		want := `start "` + date + `" is before 1970: databases write such dates where there is none`
		if err != nil || s.Rows != 1 || s.Bad != 1 || len(told) != 1 || told[0] != want {
			t.Errorf("%s: %+v, %v, told %q, want %q", date, s, err, told, want)
		}
		var rows int
		if err := im.DB.QueryRowContext(ctx, "SELECT count(*) FROM cdr_repo WHERE finishtime IS NULL").Scan(&rows); err != nil || rows != i+1 {
			t.Errorf("%s: %d rows without finishtime, %v", date, rows, err)
		}
		// No row of a queue_log can be read, so that it is the file that is refused.
		if _, err := im.QueueLog(ctx, "queue_log", strings.NewReader(date+"|c|q|a|E\n")); err == nil || !strings.Contains(err.Error(), "the first field is not a time in seconds since 1970") {
			t.Errorf("%s in a queue_log: %v", date, err)
		}
	}
}
