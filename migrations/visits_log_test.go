package migrations_test

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/lib/pq"
)

// What the tests of the visits share: logs as text, the way into and out of the database, and one
// line of text for each stored row.

// zero is the moment from which the texts count their seconds, 2024-01-01 in UTC; a whole second.
const zero = 1_704_067_200 * second

// runner is what *sql.DB, *sql.Conn and *sql.Tx have in common here.
type runner interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// parseLog reads lines `seconds|callid|queue|agent|event|data1|…|data5`, whose order is that of
// insertion and whose data5 may hold a `|`, and lines `cdr|guid|uniqueid|linkedid`.
func parseLog(t testing.TB, text string) (log []event, cdrs []cdr) {
	t.Helper()
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		f := append(strings.SplitN(line, "|", 10), make([]string, 10)...)
		if f[0] == "cdr" {
			cdrs = append(cdrs, cdr{guid: f[1], uniqueid: f[2], linkedid: f[3]})
			continue
		}
		at, err := strconv.ParseFloat(f[0], 64)
		if err != nil {
			t.Fatalf("time of %q: %v", line, err)
		}
		e := event{id: int64(len(log) + 1), at: zero + int64(math.Round(at*1e6)), callid: f[1], queue: f[2], agent: f[3], name: f[4]}
		copy(e.data[:], f[5:10])
		log = append(log, e)
	}
	return log, cdrs
}

func (e event) String() string {
	data := strings.ReplaceAll(strings.TrimRight(strings.Join(e.data[:], "|"), "|"), "\n", `\n`)
	return fmt.Sprintf("%s|%s|%s|%s|%s|%s", stamp(e.at), e.callid, e.queue, e.agent, e.name, data)
}

// insertEvents writes rows with the ids they have. Empty fields become NULL in every second row, as
// loggers do both.
func insertEvents(t testing.TB, db runner, log []event) {
	t.Helper()
	if err := writeEvents(t.Context(), db, log); err != nil {
		t.Fatal(err)
	}
}

func writeEvents(ctx context.Context, db runner, log []event) error {
	if len(log) == 0 {
		return nil
	}
	columns := make([][]string, 9)
	ids, times := make([]int64, len(log)), make([]int64, len(log))
	for i, e := range log {
		ids[i], times[i] = e.id, e.at
		for c, value := range append([]string{e.callid, e.queue, e.agent, e.name}, e.data[:]...) {
			columns[c] = append(columns[c], value)
		}
	}
	args := []any{pq.Array(ids), pq.Array(times)}
	for _, column := range columns {
		args = append(args, pq.Array(column))
	}
	_, err := db.ExecContext(ctx, `
		WITH r AS (
			SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[],
			                     $7::text[], $8::text[], $9::text[], $10::text[], $11::text[])
			         AS r(id, at, callid, queuename, agent, event, d1, d2, d3, d4, d5))
		INSERT INTO queue_log_repo (id, datetime, callid, queuename, agent, event, data1, data2, data3, data4, data5)
		SELECT id, 'epoch'::timestamptz + at * interval '1 microsecond', callid,
		       CASE WHEN id % 2 = 0 OR queuename <> '' THEN queuename END,
		       CASE WHEN id % 2 = 0 OR agent <> '' THEN agent END,
		       event,
		       CASE WHEN id % 2 = 0 OR d1 <> '' THEN d1 END,
		       CASE WHEN id % 2 = 0 OR d2 <> '' THEN d2 END,
		       CASE WHEN id % 2 = 0 OR d3 <> '' THEN d3 END,
		       CASE WHEN id % 2 = 0 OR d4 <> '' THEN d4 END,
		       CASE WHEN id % 2 = 0 OR d5 <> '' THEN d5 END
		FROM r`, args...)
	return err
}

func insertCDRs(t testing.TB, db runner, cdrs []cdr) {
	t.Helper()
	if err := writeCDRs(t.Context(), db, cdrs); err != nil {
		t.Fatal(err)
	}
}

func writeCDRs(ctx context.Context, db runner, cdrs []cdr) error {
	for _, c := range cdrs {
		if _, err := db.ExecContext(ctx, `
			INSERT INTO cdr_repo (calldate, guid, uniqueid, linkedid)
			VALUES ('2024-01-01 00:00:00+00', $1, $2, NULLIF($3, ''))`, c.guid, c.uniqueid, c.linkedid); err != nil {
			return err
		}
	}
	return nil
}

func refresh(t testing.TB, db runner) { t.Helper(); exec(t, db, "SELECT report.refresh()") }

func rebuild(t testing.TB, db runner) {
	t.Helper()
	exec(t, db, "SELECT report.refresh('-infinity', 'infinity')")
}

func exec(t testing.TB, db runner, query string, args ...any) {
	t.Helper()
	if _, err := db.ExecContext(t.Context(), query, args...); err != nil {
		t.Fatalf("%s: %v", strings.Join(strings.Fields(query), " "), err)
	}
}

// stored reads the rows of the calls whose id begins with a prefix, as sorted lines of text.
func stored(t testing.TB, db runner, prefix string) []string {
	t.Helper()
	var visits []visit
	rows := query(t, db, `
		SELECT (extract(epoch FROM entered_at) * 1000000)::bigint, callid, queue, visit, entry_inferred, outcome, answered,
		       (extract(epoch FROM connected_at) * 1000000)::bigint, (extract(epoch FROM ended_at) * 1000000)::bigint,
		       coalesce(ended_by, ''), agent, wait_seconds * 1000000, talk_seconds * 1000000, ring_seconds, position,
		       hold_seconds * 1000000, wrapup_seconds * 1000000,
		       coalesce(callerid, ''), coalesce(exit_key, ''), coalesce(transferred_to, '')
		FROM report.queue_call WHERE starts_with(callid, $1)`, prefix)
	for rows.Next() {
		var v visit
		var answered bool
		if err := rows.Scan(&v.entered, &v.callid, &v.queue, &v.number, &v.inferred, &v.outcome, &answered,
			&v.connected, &v.ended, &v.endedBy, &v.agent, &v.wait, &v.talk, &v.ringSeconds, &v.position,
			wholeMicroseconds{&v.hold}, wholeMicroseconds{&v.wrapup}, &v.callerid, &v.exitKey, &v.movedTo); err != nil {
			t.Fatal(err)
		}
		if answered != v.answered() {
			t.Errorf("%s: answered is %t", v.String(), answered)
		}
		visits = append(visits, v)
	}
	closeRows(t, rows)

	var rings []ring
	rows = query(t, db, `
		SELECT (extract(epoch FROM rang_at) * 1000000)::bigint, id, callid, queue, agent, ring_milliseconds, missed
		FROM report.queue_ring WHERE starts_with(callid, $1)`, prefix)
	for rows.Next() {
		var r ring
		if err := rows.Scan(&r.at, &r.id, &r.callid, &r.queue, &r.agent, &r.milliseconds, &r.missed); err != nil {
			t.Fatal(err)
		}
		rings = append(rings, r)
	}
	closeRows(t, rows)
	return lines(visits, rings)
}

func query(t testing.TB, db runner, text string, args ...any) *sql.Rows {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), text, args...)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func closeRows(t testing.TB, rows *sql.Rows) {
	t.Helper()
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	if err := rows.Close(); err != nil {
		t.Fatal(err)
	}
}

// wholeMicroseconds scans a numeric that must be whole, so that no rounding hides a difference.
type wholeMicroseconds struct{ into *int64 }

func (w wholeMicroseconds) Scan(value any) error {
	text := fmt.Sprintf("%s", value)
	if n, ok := value.(int64); ok {
		text = strconv.FormatInt(n, 10)
	}
	whole, fraction, _ := strings.Cut(text, ".")
	if strings.Trim(fraction, "0") != "" {
		return fmt.Errorf("%s is no whole number of microseconds", text)
	}
	var err error
	*w.into, err = strconv.ParseInt(whole, 10, 64)
	return err
}

// Scan reads a nullable number.
func (m *maybe) Scan(value any) error {
	*m = maybe{}
	if value == nil {
		return nil
	}
	m.known = true
	return wholeMicroseconds{&m.value}.Scan(value)
}

// lines are the rows as sorted text: a visit as `entered callid queue#number outcome`, a ring as
// `time callid queue ring`, and after it what is known of either.
func lines(visits []visit, rings []ring) []string {
	var all []string
	for _, v := range visits {
		all = append(all, v.String())
	}
	for _, r := range rings {
		all = append(all, r.String())
	}
	slices.Sort(all)
	return all
}

func (v visit) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s %s#%d %s", stamp(v.entered), v.callid, v.queue, v.number, v.outcome)
	put := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, " %s=%s", name, value)
		}
	}
	if v.inferred {
		b.WriteString(" inferred")
	}
	put("agent", v.agent)
	if v.connected.known {
		put("connected", stamp(v.connected.value))
	}
	if v.ended.known {
		put("ended", stamp(v.ended.value))
	}
	put("by", v.endedBy)
	put("wait", v.wait.seconds())
	put("ring", v.ringSeconds.text())
	put("talk", v.talk.seconds())
	if v.hold != 0 {
		put("hold", decimal(v.hold))
	}
	if v.wrapup != 0 {
		put("wrapup", decimal(v.wrapup))
	}
	put("position", v.position.text())
	put("callerid", v.callerid)
	put("key", v.exitKey)
	put("to", v.movedTo)
	return b.String()
}

func (r ring) String() string {
	text := fmt.Sprintf("%s %s %s ring", stamp(r.at), r.callid, r.queue)
	if r.agent != "" {
		text += " agent=" + r.agent
	}
	if r.milliseconds.known {
		text += " ms=" + r.milliseconds.text()
	}
	if r.missed {
		text += " missed"
	}
	return text + " id=" + strconv.FormatInt(r.id, 10)
}

func (m maybe) seconds() string {
	if !m.known {
		return ""
	}
	return decimal(m.value)
}

func (m maybe) text() string {
	if !m.known {
		return ""
	}
	return strconv.FormatInt(m.value, 10)
}

// stamp is a moment in seconds since zero.
func stamp(at int64) string { return decimal(at - zero) }

func decimal(microseconds int64) string {
	text := strconv.FormatInt(microseconds/second, 10)
	if microseconds < 0 && microseconds > -second {
		text = "-0"
	}
	if rest := (time.Duration(microseconds%second) * time.Microsecond).Abs().Microseconds(); rest != 0 {
		text += "." + strings.TrimRight(fmt.Sprintf("%06d", rest), "0")
	}
	return text
}

// difference is what stands in only one of two lists of lines, or "".
func difference(want, got []string) string {
	var b strings.Builder
	for _, line := range want {
		if !slices.Contains(got, line) {
			fmt.Fprintln(&b, "want", line)
		}
	}
	for _, line := range got {
		if !slices.Contains(want, line) {
			fmt.Fprintln(&b, "got ", line)
		}
	}
	if b.Len() == 0 && len(want) != len(got) {
		fmt.Fprintf(&b, "want %d rows, got %d", len(want), len(got))
	}
	return b.String()
}
