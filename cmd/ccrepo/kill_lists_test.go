package main

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/db/dbtest"
)

// faultyList returns a list of 100,000 records in uContact's own form, and the counts expected in the answer. Each
// kind of fault is in 2,000 records, one in every fifty.
func faultyList() (text []byte, wanted listCounts) {
	const n = 100_000
	var b bytes.Buffer
	for i := range n {
		number, rest := fmt.Sprintf("09%d %03d %03d", i%9+1, i/1000, i%1000), "name=Ana\\: "+fmt.Sprint(i)+":city=MVD;29001234;9999;201"
		switch i % 50 {
		case 0:
			fmt.Fprintf(&b, "c;call %s;%s\n", "her", rest)
		case 1:
			fmt.Fprintf(&b, "c;;%s\n", rest)
		case 2:
			fmt.Fprintf(&b, "c;%s;a=1;;1;201\n", number)
		case 3:
			fmt.Fprintf(&b, "c;%s;city;;;\n", number)
		case 4:
			fmt.Fprintf(&b, "c;%s;a=1:a=2;;;\n", number)
		case 5:
			fmt.Fprintf(&b, "other;%s;%s\n", number, rest)
		case 6:
			fmt.Fprintf(&b, "c;%s\n", number)
		case 7:
			fmt.Fprintf(&b, "c;%s;a=\xff;;;\n", number)
		case 8:
			fmt.Fprintf(&b, "\"c;%s;%s\n", number, rest)
		case 9:
			fmt.Fprintf(&b, "c;%s;a=1;29001234:xx;;\n", number)
		case 10:
			fmt.Fprintf(&b, "c;09%d-%03d-%03d;%s\n", (i-1+9)%9+1, i/1000, i%1000, rest) // valid: a number of its own, written with hyphens
		case 11:
			fmt.Fprintf(&b, "c;+598 9%d %03d %03d;%s\n", (i-1-1+9)%9+1, (i-1)/1000, (i-1)%1000, rest) // the number of the record before, in another form
		case 12:
			fmt.Fprintf(&b, "c;2710 %04d;%s\n", i/50, rest) // a number on the do-not-call list
		case 13:
			fmt.Fprintf(&b, "c;%s;a=1;29001234:2710 0000;;\n", number) // an alternative number on the do-not-call list
		default:
			fmt.Fprintf(&b, "c;%s;%s\n", number, rest)
		}
	}
	const each = n / 50
	return b.Bytes(), listCounts{Records: n - 11*each, Blocked: each, BlockedAlternatives: each, Duplicates: each, Invalid: 10 * each}
}

// listCounts are the counts of an answer to a load.
type listCounts struct {
	Records, Blocked, Duplicates, Invalid int
	BlockedAlternatives                   int `json:"blocked_alternatives"`
}

// TestKilledLoads kills servers at each step of a load. It expects that no row is left, and that the same request,
// sent again, loads the list once.
func TestKilledLoads(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	databaseURL := dbtest.URL(t)
	db, err := sql.Open("postgres", databaseURL)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), `
		INSERT INTO app.campaign_setting (campaign, country) VALUES ('c', 'UY');
		INSERT INTO app.do_not_call (number, typed, patterns) VALUES ('+5982710*', '2710*', ARRAY['+5982710%']);
		INSERT INTO app.do_not_call (number, typed) SELECT '+5492' || n, n FROM generate_series(10000001, 10020000) AS n`); err != nil {
		t.Fatal(err)
	}
	number := func(query string) (n int) {
		if err := db.QueryRowContext(t.Context(), query).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	const rows = "SELECT (SELECT count(*) FROM calls_spool) + (SELECT count(*) FROM dialer_base) + (SELECT count(*) FROM auditory) + (SELECT count(*) FROM app.write_answer)"
	list, wanted := faultyList()
	program := buildProgram(t)
	k := &killedWrites{up: make(chan struct{})}
	for _, step := range []string{"COPY dialer_staged", "INSERT INTO calls_spool"} {
		kill := k.serve(t, program, databaseURL)
		var sending sync.WaitGroup
		sending.Go(func() {
			if status, _, err := sendList(t.Context(), k.base, list); err == nil && status != http.StatusConflict {
				t.Errorf("the server that was to be killed at %s answered %d", step, status)
			}
		})
		reached := false
		for deadline := time.Now().Add(2 * time.Minute); !reached && time.Now().Before(deadline); {
			reached = number("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' AND pid <> pg_backend_pid() AND strpos(query, '"+step+"') > 0") > 0
		}
		kill()
		sending.Wait()
		if !reached {
			t.Fatalf("the load never came to %s", step)
		}
		if n := number(rows); n != 0 {
			t.Errorf("killed at %s, the server left %d rows", step, n)
		}
	}
	kill := k.serve(t, program, databaseURL)
	defer kill()
	var first []byte
	for range 2 {
		status, body, err := sendList(t.Context(), k.base, list)
		for deadline := time.Now().Add(time.Minute); err == nil && status == http.StatusConflict && time.Now().Before(deadline); {
			status, body, err = sendList(t.Context(), k.base, list) // PostgreSQL has not noticed yet that the first server is gone
		}
		if err != nil || status != http.StatusCreated {
			t.Fatalf("status %d: %s (%v)", status, body, err)
		}
		if first != nil && !bytes.Equal(first, body) {
			t.Errorf("the second answer is %s, not %s", body, first)
		}
		first = body
	}
	var got listCounts
	if err := json.Unmarshal(first, &got); err != nil || got != wanted {
		t.Errorf("got %+v (%v), want %+v", got, err, wanted)
	}
	if n := number("SELECT count(*) FROM calls_spool"); n != wanted.Records {
		t.Errorf("%d records, want %d", n, wanted.Records)
	}
	if n := number(rows) - wanted.Records; n != 3 {
		t.Errorf("%d lists, audit rows and answers, want one of each", n)
	}
	if n := number("SELECT count(*) FROM calls_spool WHERE status = 3"); n != wanted.Blocked {
		t.Errorf("%d blocked records, want %d", n, wanted.Blocked)
	}
}

// sendList loads the list into the campaign c, always with the same Idempotency-Key.
func sendList(ctx context.Context, base string, list []byte) (status int, body []byte, err error) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Minute)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, base+"/v1/dialer/lists?campaign=c&name=l", bytes.NewReader(list))
	if err != nil {
		return 0, nil, err
	}
	req.Header.Set("Content-Type", "text/csv")
	req.Header.Set("Idempotency-Key", "the list")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer res.Body.Close()
	body, err = io.ReadAll(res.Body)
	return res.StatusCode, body, err
}

// TestLoadKeepsMemoryFlat loads 64 MB of records in each form, and expects memory for a few records only. The records
// are large, so that the test takes less time; TestKilledLoads has many records.
func TestLoadKeepsMemoryFlat(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	s := startServed(t, "--database-url", dbtest.URL(t), "--country", "UY")
	load := func(kind, name string, body io.Reader) {
		t.Helper()
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.base+"/v1/dialer/lists?campaign=c&name="+name, body)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", kind)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		if text, err := io.ReadAll(res.Body); err != nil || res.StatusCode != http.StatusCreated {
			t.Fatalf("status %d: %s (%v)", res.StatusCode, text, err)
		}
	}
	load("text/csv", "first", strings.NewReader("destination\n099123456")) // loads what is read only once, such as the rules of numbers
	before := s.memory(t)
	const records, width = 10_000, 6_000
	for kind, form := range map[string][3]string{
		"text/csv":             {"destination;data;contact\n", "%07d;text=" + strings.Repeat("x", width) + ";C%d\n", ""},
		"application/x-ndjson": {"", `{"destination":"%07d","data":{"text":"` + strings.Repeat("x", width) + `"},"contact":"C%d"}` + "\n", ""},
		"application/json":     {"[", `{"destination":"%07d","data":{"text":"` + strings.Repeat("x", width) + `"},"contact":"C%d"},`, `{"destination":"1234"}]`},
	} {
		body, to := io.Pipe()
		go func() {
			_, err := io.WriteString(to, form[0])
			for i := 0; i < records && err == nil; i++ {
				_, err = fmt.Fprintf(to, form[1], 1_000_000+i, i)
			}
			_, endErr := io.WriteString(to, form[2])
			to.CloseWithError(errors.Join(err, endErr))
		}()
		peak, done := 0.0, make(chan struct{})
		var watching sync.WaitGroup
		watching.Go(func() {
			for {
				select {
				case <-done:
					return
				case <-time.After(20 * time.Millisecond):
					peak = max(peak, s.memory(t))
				}
			}
		})
		load(kind, strings.ReplaceAll(kind, "/", "-"), body)
		close(done)
		watching.Wait()
		t.Logf("%s: %.0f MB before, %.0f MB at most", kind, before, peak)
		// A body is about 64 MB. A server that kept it would use twice as much between two garbage collections.
		if peak > before+60 {
			t.Errorf("%s: a load of %d records takes %.0f MB", kind, records, peak-before)
		}
	}
}
