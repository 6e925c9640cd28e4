package ingest

import (
	"database/sql"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestCDRReaderKnowsFreePBXColumns(t *testing.T) {
	t.Parallel()
	const file = "calldate,clid,src,dst,dcontext,channel,dstchannel,lastapp,lastdata,duration,billsec,disposition,amaflags,accountcode,uniqueid,userfield," +
		"did,recordingfile,cnum,cnam,outbound_cnum,outbound_cnam,dst_cnam,linkedid,peeraccount,sequence\n" +
		`2026-06-10 10:00:00,"""Ana"" <100>",100,200,from-internal,PJSIP/100-1,PJSIP/200-2,Dial,"PJSIP/200,20",10,5,ANSWERED,3,,1781085600.1,,` +
		"2900,out-200.wav,100,Ana,2901,Shop,Bea,1781085600.1,,1\n"
	c := NewCDRReader(strings.NewReader(file), Options{})
	rows, bad, end := readAll(c)
	if len(rows) != 1 || len(bad) != 0 || end != io.EOF {
		t.Fatalf("rows %v, bad %v, end %v", rows, bad, end)
	}
	if row := rows[0].Row; row.CLID != text(`"Ana" <100>`) || row.LinkedID != text("1781085600.1") || row.Sequence != (sql.Null[int32]{V: 1, Valid: true}) {
		t.Errorf("%+v", row)
	}
	if want := strings.Fields("did recordingfile cnum cnam outbound_cnum outbound_cnam dst_cnam"); !slices.Equal(c.notStored, want) {
		t.Errorf("not stored: %v, want %v", c.notStored, want)
	}
	// An export of this database, and what follows from other columns.
	c = NewCDRReader(strings.NewReader("id,position,calldate,answer,end,import_id,written_by\n7,120,2026-06-10 10:00:00,,,3,99\n"), Options{})
	if rows, bad, end := readAll(c); len(rows) != 1 || len(bad) != 0 || end != io.EOF || strings.Join(c.notStored, " ") != "id position import_id written_by" {
		t.Errorf("rows %v, bad %v, end %v, not stored %v", rows, bad, end, c.notStored)
	}
}

func TestCDRReaderReadsStrayQuotes(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ clid, want string }{ // want "": a bad line
		"name and number":          {`"User 10" <114>`, `"User 10" <114>`},
		"comma in the name":        {`"Perez, Ana" <114>`, `"Perez, Ana" <114>`},
		"quotes in the name":       {`"the "old" house"`, `the "old" house`},
		"comma between its quotes": {`"the "old, big" house"`, `the "old, big" house`},
		"doubled once":             {`""Ana"" <114>`, `""Ana"" <114>`},
		"bare quote":               {`5" pipe`, `5" pipe`},
		"quote at the end":         {`pipe of 5"`, `pipe of 5"`},
		"bare quote and comma":     {`5", pipe`, ""},
		"unclosed":                 {`"Ana <114>`, `"Ana <114>`},
		"one field too many":       {`"A" <1>,2`, ""},
		"right":                    {`"""Ana"" <114>"`, `"Ana" <114>`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			// The account is written as Asterisk writes it: its quotes tell that "unclosed" has text behind a quote.
			file := "calldate,clid,src,duration,accountcode\n2026-06-10 11:00:00," + test.clid + `,114,8,"x ""y"""` + "\n2026-06-10 12:00:00,,115,9,\n"
			rows, bad, end := readAll(NewCDRReader(strings.NewReader(file), Options{}))
			if test.want == "" {
				if len(rows) != 1 || len(bad) != 1 || end != io.EOF {
					t.Errorf("rows %v, bad %v, end %v", rows, bad, end)
				}
				return
			}
			if len(rows) != 2 || len(bad) != 0 || end != io.EOF {
				t.Fatalf("rows %v, bad %v, end %v", rows, bad, end)
			}
			want := CDRRow{CallDate: time.Date(2026, 6, 10, 11, 0, 0, 0, time.UTC), CLID: text(test.want), Src: text("114"),
				Duration: sql.Null[int32]{V: 8, Valid: true}, AccountCode: text(`x "y"`)}
			if diff := cmp.Diff(want, rows[0].Row); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestCDRReaderKnowsTheOrderOfCDRCustom(t *testing.T) {
	t.Parallel()
	const custom = `"""Ana"" <204>","204","5550","default","PJSIP/204-1","PJSIP/o-1","Dial","PJSIP/5@o,,XL(1:2)","2018-11-29 20:19:34","","2018-11-29 20:20:11","37","0","NO ANSWER","DOCUMENTATION","acc","1.2","u"`
	want := recordRow()
	want.UniqueID, want.UserField = "1.2", text("u")
	sequenced := want
	sequenced.Sequence = sql.Null[int32]{V: 9, Valid: true}
	slashes := strings.NewReplacer("2018-11-29 20:19:34", "29/11/2018 20:19:34", "2018-11-29 20:20:11", "29/11/2018 20:20:11")
	dates, err := NewDateFormat("%d/%m/%Y %H:%M:%S")
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		line    string
		options Options
		want    CDRRow
	}{
		"18 fields":            {custom, Options{}, want},
		"19 fields":            {custom + ",9", Options{}, sequenced},
		"with a date format":   {slashes.Replace(custom), Options{DateFormat: dates}, want},
		"cdr_csv of 18 fields": {record + `,"1.2","u"`, Options{}, want},
	} {
		rows, bad, end := readAll(NewCDRReader(strings.NewReader(test.line+"\n"), test.options))
		if len(rows) != 1 || len(bad) != 0 || end != io.EOF {
			t.Errorf("%s: rows %v, bad %v, end %v", name, rows, bad, end)
		} else if diff := cmp.Diff(test.want, rows[0].Row); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	// Without the option the line is refused because of its date, not because of its order.
	_, bad, _ := readAll(NewCDRReader(strings.NewReader(slashes.Replace(custom)+"\n"), Options{}))
	if len(bad) != 1 || !strings.Contains(bad[0].Error(), `start "29/11/2018 20:19:34" is not a time`) || !strings.Contains(bad[0].Error(), "--date-format '%d/%m/%Y %H:%M:%S'") {
		t.Errorf("bad: %v", bad)
	}
}

func TestCDRReaderReadsDatesInAnotherForm(t *testing.T) {
	t.Parallel()
	const header = "start,answer,end,duration,finishtime,uniqueid\n"
	const file = header + "4/11/2018 1:50,4/11/2018 1:51,4/11/2018 1:10,1200,4/11/2018 2:00,x\n"
	rows, bad, end := readAll(NewCDRReader(strings.NewReader(file), Options{}))
	if len(rows) != 0 || len(bad) != 1 || end != io.EOF || !errors.Is(bad[0], errWallTime) || !strings.Contains(bad[0].Error(), "--date-format '%d/%m/%Y %H:%M'") {
		t.Fatalf("without the option: rows %v, bad %v, end %v", rows, bad, end)
	}
	dates, err := NewDateFormat("%d/%m/%Y %H:%M")
	if err != nil {
		t.Fatal(err)
	}
	o := Options{DateFormat: dates, Location: zone(t, "America/New_York")}
	rows, bad, end = readAll(NewCDRReader(strings.NewReader(file), o))
	if len(rows) != 1 || len(bad) != 0 || end != io.EOF {
		t.Fatalf("rows %v, bad %v, end %v", rows, bad, end)
	}
	// The end tells that the start is the earlier one of the two in the repeated hour.
	if row := rows[0].Row; !row.CallDate.Equal(time.Date(2018, 11, 4, 5, 50, 0, 0, time.UTC)) || !row.FinishTime.Time.Equal(time.Date(2018, 11, 4, 7, 0, 0, 0, time.UTC)) {
		t.Errorf("start %v, finish %v", row.CallDate, row.FinishTime)
	}
	// A record whose other fields are names of columns is no header.
	const like = "src,1/9/2017 10:00\n"
	c := NewCDRReader(strings.NewReader(like), Options{})
	if rows, bad, end := readAll(c); len(rows) != 0 || len(bad) != 1 || end != io.EOF || c.header {
		t.Errorf("rows %v, bad %v, end %v", rows, bad, end)
	}
}
