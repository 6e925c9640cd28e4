package ingest

import (
	"database/sql"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ccrepo/ccrepo/db/dbtest"
)

// record is a call as cdr_csv writes it, without the columns that depend on the configuration.
const record = `"acc","204","5550","default","""Ana"" <204>","PJSIP/204-1","PJSIP/o-1","Dial","PJSIP/5@o,,XL(1:2)","2018-11-29 20:19:34",,"2018-11-29 20:20:11",37,0,"NO ANSWER","DOCUMENTATION"`

func text(s string) sql.NullString { return sql.NullString{String: s, Valid: true} }

func recordRow() CDRRow {
	return CDRRow{
		CallDate:    time.Date(2018, 11, 29, 20, 19, 34, 0, time.UTC),
		AccountCode: text("acc"), Src: text("204"), Dst: text("5550"), DContext: text("default"), CLID: text(`"Ana" <204>`),
		Channel: text("PJSIP/204-1"), DstChannel: text("PJSIP/o-1"), LastApp: text("Dial"), LastData: text("PJSIP/5@o,,XL(1:2)"),
		Duration: sql.Null[int32]{V: 37, Valid: true}, BillSec: sql.Null[int32]{V: 0, Valid: true},
		Disposition: text("NO ANSWER"), AMAFlags: text("DOCUMENTATION"),
	}
}

func TestCDRReaderKnowsTheColumnsOfAFileWithoutHeader(t *testing.T) {
	t.Parallel()
	newer := func(r *CDRRow) {
		r.PeerAccount, r.LinkedID, r.Sequence = text("peer"), text("1.1"), sql.Null[int32]{V: 9, Valid: true}
	}
	for name, test := range map[string]struct {
		appended string
		change   func(*CDRRow)
	}{
		"up to amaflags":            {"", func(*CDRRow) {}},
		"up to uniqueid":            {`,"1.2"`, func(r *CDRRow) { r.UniqueID = "1.2" }},
		"up to userfield":           {`,"1.2","u"`, func(r *CDRRow) { r.UniqueID, r.UserField = "1.2", text("u") }},
		"newer ones only":           {`,"peer","1.1",9`, newer},
		"uniqueid and newer ones":   {`,"1.2","peer","1.1",9`, func(r *CDRRow) { r.UniqueID = "1.2"; newer(r) }},
		"all":                       {`,"1.2","","peer","1.1",9`, func(r *CDRRow) { r.UniqueID, r.UserField = "1.2", text(""); newer(r) }},
		"newline in quotes":         {",\"1.2\",\"one\ntwo, \"\"three\"\"\n\"", func(r *CDRRow) { r.UniqueID, r.UserField = "1.2", text("one\ntwo, \"three\"\n") }},
		"newline as CRLF in quotes": {",\"1.2\",\"one\r\ntwo\"", func(r *CDRRow) { r.UniqueID, r.UserField = "1.2", text("one\r\ntwo") }},
	} {
		for _, newline := range []string{"\n", "\r\n"} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				file := record + test.appended + newline
				rows, bad, end := readAll(NewCDRReader(strings.NewReader(file+file), Options{}))
				if len(rows) != 2 || len(bad) != 0 || end != io.EOF {
					t.Fatalf("rows %d, bad %v, end %v", len(rows), bad, end)
				}
				want := Line[CDRRow]{1, 0, int64(len(file)), recordRow()}
				test.change(&want.Row)
				if diff := cmp.Diff(want, rows[0]); diff != "" {
					t.Error(diff)
				}
				want.Number, want.Start, want.End = int64(1+strings.Count(file, "\n")), int64(len(file)), int64(2*len(file))
				if diff := cmp.Diff(want, rows[1]); diff != "" {
					t.Error(diff)
				}
			})
		}
	}
}

func TestCDRReaderFollowsTheHeader(t *testing.T) {
	t.Parallel()
	f, err := os.Open("testdata/header.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, bad, end := readAll(NewCDRReader(f, Options{Location: zone(t, "America/New_York")}))
	if len(rows) != 2 || len(bad) != 0 || end != io.EOF {
		t.Fatalf("rows %d, bad %v, end %v", len(rows), bad, end)
	}
	want := CDRRow{
		CallDate: time.Date(2019, 5, 1, 12, 0, 0, 0, time.UTC), UniqueID: "1556712000.1",
		AccountCode: text("acc, one"), CLID: text(`"Ana "la jefa"" <12>`), Disposition: text("ANSWERED"),
		Duration: sql.Null[int32]{V: 37, Valid: true}, BillSec: sql.Null[int32]{V: 32, Valid: true},
		GUID: text("g-1"), Campaign: text("TestCampaign->"), CauseCode: text("16"),
		ChargedBalance: text("0.1250"), RealBalance: text("-1.5"), Rating: text("4.25"),
		FinishTime: sql.NullTime{Time: time.Date(2019, 5, 1, 12, 5, 0, 0, time.UTC), Valid: true},
		Sequence:   sql.Null[int32]{V: 7, Valid: true}, Note: text("two\r\nlines"),
	}
	if diff := cmp.Diff(Line[CDRRow]{2, rows[0].Start, rows[0].End, want}, rows[0]); diff != "" {
		t.Error(diff)
	}
	want = CDRRow{
		CallDate: time.Date(2019, 5, 1, 12, 1, 0, 0, time.UTC), UniqueID: "1556712060.2",
		AccountCode: text(""), CLID: text(""), Disposition: text("NO ANSWER"),
		GUID: text(""), Campaign: text(""), CauseCode: text(""), Note: text(""),
	}
	if diff := cmp.Diff(Line[CDRRow]{4, rows[0].End, rows[1].End, want}, rows[1]); diff != "" {
		t.Error(diff)
	}
}

func TestCDRReaderRefusesAHeaderItCannotUse(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]string{
		"start,src,dst,colour,shape":    `the header has unknown columns ["colour" "shape"]: rename or remove them`,
		"start,src,dst,source,calldate": `the header has columns ["source" "calldate"] repeat others: remove them`,
		"src,dst,uniqueid":              `the header has no column start or calldate: name one of them so`,
	} {
		c := NewCDRReader(strings.NewReader(header+"\n2018-11-29 20:19:34,1,2,3,4\n"), Options{})
		rows, bad, end := readAll(c)
		var wrong *HeaderError
		if len(rows) != 0 || len(bad) != 0 || !errors.As(end, &wrong) || end.Error() != want || c.Offset() != 0 {
			t.Errorf("%s: rows %v, bad %v, end %v", header, rows, bad, end)
		}
	}
}

func TestCDRReaderLosesOnlyTheBadLine(t *testing.T) {
	t.Parallel()
	good := record + `,"1.2","good"`
	replace := func(old, with string) string { return strings.Replace(good, old, with, 1) }
	for name, test := range map[string]struct {
		lines string
		bad   int64 // number of bad lines
		want  error // error of the first one; nil: any
	}{
		"too few fields":                    {`"a","b"`, 1, nil},
		"too many fields":                   {good + `,"a","b","c","d"`, 1, nil},
		"header in the middle":              {"start,src,dst", 1, nil},
		"no start":                          {replace(`"2018-11-29 20:19:34"`, ""), 1, errWallTime},
		"odd start":                         {replace("2018-11-29 20:19:34", "29/11/2018"), 1, errWallTime},
		"odd duration":                      {replace("37", "long"), 1, nil},
		"NUL":                               {replace("acc", "a\x00"), 1, errNUL},
		"invalid UTF-8":                     {replace("Ana", "Jos\xe9"), 1, errEncoding},
		"bare quote":                        {replace(`37`, `3"7`), 1, errQuoteBare},
		"text behind a quote":               {replace(`"204",`, `"204"x,y,`), 1, errQuoteAfter},
		"unclosed quote":                    {replace(`"good"`, `"good`), 1, errQuoteOpen},
		"unclosed quote in front":           {replace(`"acc"`, `"acc,x`), 1, errQuoteAfter},
		"two unclosed in the same column":   {replace(`"good"`, `"good`) + "\n" + replace(`"good"`, `x,y,good"`), 2, nil},
		"cut record":                        {good[:len(good)/2], 1, nil},
		"longer than 1 MiB":                 {replace("good", strings.Repeat("x", maxLine)), 1, errOverlong},
		"unclosed before one of over 1 MiB": {replace(`"good"`, `"good`) + "\n" + replace("good", strings.Repeat("x", maxLine)), 2, errQuoteOpen},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := good + "\n" + test.lines + "\n" + good + "\n" + good + "\n"
			c := NewCDRReader(strings.NewReader(file), Options{})
			rows, bad, end := readAll(c)
			if len(rows) != 3 || int64(len(bad)) != test.bad || end != io.EOF || c.Offset() != int64(len(file)) {
				t.Fatalf("rows %d, bad %v, end %v, offset %d of %d", len(rows), bad, end, c.Offset(), len(file))
			}
			if bad[0].Number != 2 || rows[2].Number != 4+strings64(test.lines) {
				t.Errorf("bad line %d, last row line %d", bad[0].Number, rows[2].Number)
			}
			if test.want != nil && !errors.Is(bad[0], test.want) {
				t.Errorf("reason %v, want %v", bad[0].Err, test.want)
			}
		})
	}
}

func strings64(s string) int64 { return int64(strings.Count(s, "\n")) }

func TestCDRReaderWaitsForTheEndOfARecord(t *testing.T) {
	t.Parallel()
	whole := record + ",\"1.2\",\"one\ntwo\"\n"
	file := whole + record + ",\"1.3\",\"one\n"
	c := NewCDRReader(strings.NewReader(file), Options{})
	rows, bad, end := readAll(c)
	if len(rows) != 1 || len(bad) != 0 || !errors.Is(end, ErrUnterminated) || c.Offset() != int64(len(whole)) || c.Lines() != 2 {
		t.Errorf("open quote: rows %v, bad %v, end %v", rows, bad, end)
	}
	c = NewCDRReader(strings.NewReader(file), Options{Complete: true})
	rows, bad, end = readAll(c)
	if len(rows) != 1 || len(bad) != 1 || end != io.EOF || c.Offset() != int64(len(file)) {
		t.Errorf("open quote in a complete file: rows %v, bad %v, end %v", rows, bad, end)
	}
	c = NewCDRReader(strings.NewReader("start,src"), Options{})
	if _, _, end := readAll(c); !errors.Is(end, ErrUnterminated) || c.Offset() != 0 {
		t.Errorf("cut header: end %v", end)
	}
}

func TestManyOpenQuotesTakeNoTime(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	for name, file := range map[string]string{
		"short lines behind one": record + ",\"1.2\",\"\n" + strings.Repeat("x\n", 1<<19),
		"all of them open":       strings.Repeat("\"\n\"\"\n", 1<<18),
		"quotes in each":         strings.Repeat("\"a\",\"\n", 1<<18),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			begin := time.Now()
			c := NewCDRReader(strings.NewReader(file), Options{Complete: true})
			readAll(c)
			if took := time.Since(begin); c.Offset() != int64(len(file)) || took > 20*time.Second {
				t.Errorf("offset %d of %d after %v", c.Offset(), len(file), took)
			}
		})
	}
}
