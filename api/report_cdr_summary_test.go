package api_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestCdrSummary(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.exec(t, `INSERT INTO cdr_repo (calldate, uniqueid, campaign, disposition, duration, billsec, rating, charged_balance, real_balance) VALUES
		('2026-03-10 08:00Z',    '1', 'sales->', 'ANSWERED',    60,  50, 4.5,  '0.10',     '0.0333'),
		('2026-03-10 08:59:59Z', '2', 'sales->', 'ANSWERED',    30,  21, NULL, '0.20',     '0.0333'),
		('2026-03-10 09:00Z',    '3', 'sales->', 'ANSWERED',    10,   5, 3,    NULL,       NULL),
		('2026-03-10 08:30Z',    '4', 'sales->', 'NO ANSWER',   25,   0, NULL, '0',        '0.001'),
		('2026-03-10 08:30Z',    '5', 'sales->', 'ANSWERED',  NULL, NULL, 2,   '1000000000000.01', '0'),
		('2026-03-10 08:30Z',    '6', NULL,      NULL,           7,   7, NULL, NULL,       NULL),
		('2026-03-10 10:00Z',    '7', 'later',   'ANSWERED',    99,  99, 1,    '1',        '1')`)
	const report = "/v1/reports/cdr-summary?" + morning
	hourly := f.ask(t, report+"&interval=hour")

	t.Run("each pair of campaign and disposition has every slot", func(t *testing.T) {
		t.Parallel()
		var rows []string
		for _, row := range hourly.Data {
			rows = append(rows, figure(row["campaign"])+"/"+figure(row["disposition"])+"/"+figure(row["interval_start"])[11:13]+"/"+figure(row["calls"]))
		}
		want := "//08/1 //09/0 sales->/ANSWERED/08/3 sales->/ANSWERED/09/1 sales->/NO ANSWER/08/1 sales->/NO ANSWER/09/0"
		if got := strings.Join(rows, " "); got != want {
			t.Errorf("rows\n got %s\nwant %s", got, want)
		}
	})
	t.Run("every column", func(t *testing.T) {
		t.Parallel()
		// Answered from 08:00: 1, 2 and 5, whose length is unknown: (50 + 21 + 0) / 3. Ratings 4.5 and 2.
		wantFigures(t, "answered from 08:00", hourly.row(t, "disposition=ANSWERED interval_start=2026-03-10T08:00:00Z"), `partial=false
			calls=3 answered=3 duration=90 billsec=71 asr=100 acd_seconds=23.67 ratings=2 rating_avg=3.25 charged_balance=1000000000000.31 real_balance=0.0666`)
		wantFigures(t, "of no campaign", hourly.row(t, "campaign= interval_start=2026-03-10T08:00:00Z"), `calls=1 answered=0 duration=7 billsec=7
			asr=0 acd_seconds=null ratings=0 rating_avg=null charged_balance=0 real_balance=0`)
		wantFigures(t, "of no campaign from 09:00", hourly.row(t, "campaign= interval_start=2026-03-10T09:00:00Z"), `calls=0 answered=0 duration=0 billsec=0
			asr=null acd_seconds=null ratings=0 rating_avg=null charged_balance=0 real_balance=0`)
		// 4 of 6; (50 + 21 + 5) / 4; (4.5 + 3 + 2) / 3.
		wantFigures(t, "total", hourly.Total, `campaign=null disposition=null calls=6 answered=4 duration=132 billsec=83
			asr=66.67 acd_seconds=19 ratings=3 rating_avg=3.17 charged_balance=1000000000000.31 real_balance=0.0676`)
	})
	t.Run("money is text, to the last digit", func(t *testing.T) {
		t.Parallel()
		row := hourly.row(t, "disposition=ANSWERED interval_start=2026-03-10T08:00:00Z")
		if row["charged_balance"] != "1000000000000.31" || hourly.Total["real_balance"] != "0.0676" {
			t.Errorf("money is %#v and %#v, want the texts 1000000000000.31 and 0.0676", row["charged_balance"], hourly.Total["real_balance"])
		}
	})
	t.Run("filters on either dimension count before the aggregation", func(t *testing.T) {
		t.Parallel()
		for query, want := range map[string]string{
			"&campaign=sales-%3E":    "calls=5 asr=80",
			"&disposition=NO+ANSWER": "calls=1 asr=0 acd_seconds=null",
			"&campaign=":             "calls=1 duration=7",
			"&campaign.ne=sales-%3E&disposition.ne=ANSWERED":  "calls=1 duration=7",
			"&campaign.like=s*&disposition.ilike=no*":         "calls=1 duration=25",
			"&interval=hour&charged_balance.gt=0.5":           "calls=3 duration=90 rating_avg=3.25 charged_balance=1000000000000.31",
			"&interval=hour&ratings=1":                        "calls=1 billsec=5 rating_avg=3",
			"&interval=hour&acd_seconds.null=true&calls.gt=0": "calls=2 asr=0 duration=32",
			"&hours=08:00-08:30":                              "calls=1 billsec=50",
		} {
			wantFigures(t, query, f.ask(t, report+query).Total, want)
		}
	})
	t.Run("a pair that two filters name is shown without facts", func(t *testing.T) {
		t.Parallel()
		a := f.ask(t, report+"&campaign=ghost&disposition=BUSY&disposition=FAILED")
		if got, want := a.list("campaign", "disposition", "calls", "charged_balance", "asr"), "ghost/BUSY/0/0/null ghost/FAILED/0/0/null"; got != want {
			t.Errorf("rows are %s, want %s", got, want)
		}
	})
	t.Run("csv with total", func(t *testing.T) {
		t.Parallel()
		_, _, body := f.get(t, report+"&format=csv&total=true&fields=campaign,disposition,calls,charged_balance,rating_avg&order=-calls")
		want := "campaign,disposition,calls,charged_balance,rating_avg\r\nsales->,ANSWERED,4,1000000000000.31,3.17\r\n" +
			"sales->,NO ANSWER,1,0,\r\n\"\",\"\",1,0,\r\n,,6,1000000000000.31,3.17\r\n"
		if string(body) != want {
			t.Errorf("got %q\nwant %q", body, want)
		}
	})
	t.Run("a slot that now cuts is partial", func(t *testing.T) {
		t.Parallel() // the clock is at 12:00
		a := f.ask(t, "/v1/reports/cdr-summary?from=2026-03-10T10:00:00Z&to=2026-03-10T14:00:00Z&interval=hour")
		if got, want := a.list("partial", "calls"), "false/1 false/0 true/0 true/0"; got != want {
			t.Errorf("partial/calls are %s, want %s", got, want)
		}
	})
	t.Run("a limit is refused", func(t *testing.T) {
		t.Parallel()
		f.fail(t, report+"&limit=10", http.StatusBadRequest, "unknown_parameter")
	})
}
