package api_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/ccrepo/ccrepo/api"
	"github.com/ccrepo/ccrepo/api/mask"
)

// askWith is ask with a key.
func (f *fixture) askWith(t testing.TB, path, secret string) answer {
	t.Helper()
	status, _, body := f.getWith(t, path, bearer(secret))
	if status != http.StatusOK {
		t.Fatalf("GET %s: status %d: %s", path, status, body)
	}
	var a answer
	decode(t, body, &a)
	return a
}

func TestMaskedColumnsCannotBeAskedFor(t *testing.T) {
	t.Parallel()
	f := setup(t)
	_, reader := f.key(t, testKey{})
	_, everything := f.key(t, testKey{scopes: []string{"read", "pii"}})
	const today = "range=today&"
	for _, tt := range []struct{ path, param string }{
		{"/v1/tables/cdr_repo?src=59825550100", "src"},
		{"/v1/tables/cdr_repo?src.like=598*", "src.like"},
		{"/v1/tables/cdr_repo?src.gt=5", "src.gt"},
		{"/v1/tables/cdr_repo?src.ne=5", "src.ne"},
		{"/v1/tables/cdr_repo?note.null=true", "note.null"},
		{"/v1/tables/cdr_repo?count=exact&channel.ilike=*598*", "channel.ilike"},
		{"/v1/tables/cdr_repo?order=-src", "order"},
		{"/v1/tables/cdr_repo?order=calldate,clid", "order"},
		{"/v1/tables/cdr_repo/1?clid=x", "clid"},
		{"/v1/tables/queue_log_repo?data2.like=598*&format=csv", "data2.like"},
		{"/v1/events/webchat_log_repo/ENTERQUEUE?email=ana@example.com", "email"},
		{"/v1/events/queue_log_repo/ABANDON?data5=x&format=ndjson", "data5"},
		{"/v1/reports/calls?" + today + "callerid=59825550100", "callerid"},
		{"/v1/reports/interactions?" + today + "contact=ana@example.com", "contact"},
		{"/v1/reports/repeat-callers?" + today + "order=number", "order"},
		{"/v1/reports/contact-history?contact=59825550100", "contact"},
		// Texts that are masked only if they look like a number or an address.
		{"/v1/tables/cdr_repo?accountcode=59825550100", "accountcode"},
		{"/v1/tables/cdr_repo?accountcode=ana&accountcode=598-2555-0100", "accountcode"},
		{"/v1/tables/cdr_repo?accountcode.ne=ana@example.com", "accountcode.ne"},
		{"/v1/tables/cdr_repo?accountcode.like=ana*", "accountcode.like"},
		{"/v1/tables/cdr_repo?accountcode.gte=5", "accountcode.gte"},
		{"/v1/reports/dispositions?" + today + "l1.ilike=*5*", "l1.ilike"},
		{"/v1/reports/dispositions?" + today + "order=l2", "order"},
	} {
		p, _ := f.refused(t, tt.path, bearer(reader), http.StatusForbidden, "masked_column")
		if len(p.Errors) != 1 || p.Errors[0].Param != tt.param || strings.Contains(p.Detail, "598") || strings.Contains(p.Detail, "example") {
			t.Errorf("%s: %+v", tt.path, p)
		}
		if status := f.status(t, tt.path, bearer(everything)); status != http.StatusOK && status != http.StatusNotFound {
			t.Errorf("%s with pii: %d", tt.path, status)
		}
	}
	for _, path := range []string{
		"/v1/tables/cdr_repo?disposition=ANSWERED&order=-billsec&fields=src,clid&count=exact", "/v1/tables/cdr_repo?accountcode=ana&accountcode=bob",
		"/v1/tables/cdr_repo?accountcode.null=false&accountcode.ne=ana", "/v1/reports/dispositions?" + today + "l1=Sale&compare=previous",
		"/v1/reports/calls?" + today + "agent.like=a*&order=agent", "/v1/reports/transfers?" + today + "destination=203",
	} {
		f.askWith(t, path, reader)
	}
}

// Cursors contain values of the order's columns, encrypted.
func TestCursorsAreSealed(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.exec(t, `INSERT INTO black_list_history (id, calldate, dst) SELECT n, '2026-03-10T10:00Z', '5982555010' || n FROM generate_series(1, 5) AS n`)
	_, reader := f.key(t, testKey{})
	_, everything := f.key(t, testKey{scopes: []string{"read", "pii"}})
	const path = "/v1/reports/blacklist-attempts?range=today&limit=2"
	for name, secret := range map[string]string{"masked": reader, "with pii": everything} {
		var seen []any
		cursor := ""
		for {
			a := f.askWith(t, path+cursor, secret)
			seen = append(seen, a.column("number")...)
			if a.NextCursor == nil {
				break
			}
			said, ok := f.server.OpenCursor(*a.NextCursor)
			if !ok || !strings.Contains(said, "59825550") {
				t.Fatalf("%s: the cursor says %q, want a number in it", name, said)
			}
			cursor = "&cursor=" + *a.NextCursor
		}
		slices.SortFunc(seen, func(a, b any) int { return strings.Compare(a.(string), b.(string)) })
		if len(slices.Compact(seen)) != 5 {
			t.Errorf("%s: pages lead to %v", name, seen)
		}
	}
	// Equal answers have equal cursors, so that their ETag stays.
	const over = "/v1/reports/blacklist-attempts?from=2026-03-10T09:00:00Z&to=2026-03-10T11:00:00Z&limit=2"
	_, first, _ := f.getWith(t, over, bearer(reader))
	status, _, _ := f.getWith(t, over, map[string]string{"Authorization": "Bearer " + reader, "If-None-Match": first.Get("ETag")})
	if first.Get("ETag") == "" || status != http.StatusNotModified {
		t.Errorf("ETag %q, then status %d", first.Get("ETag"), status)
	}
	if _, header, _ := f.getWith(t, over, bearer(everything)); header.Get("ETag") == first.Get("ETag") {
		t.Error("masked and unmasked answers have the same ETag")
	}
}

func TestETagDependsOnTheMask(t *testing.T) {
	t.Parallel()
	f := setup(t)
	_, reader := f.key(t, testKey{})
	_, everything := f.key(t, testKey{scopes: []string{"read", "pii"}})
	const empty = "/v1/reports/calls?from=2026-03-10T09:00:00Z&to=2026-03-10T10:00:00Z"
	f.exec(t, "INSERT INTO queue_log_repo (datetime, callid, queuename, event) VALUES ('2026-03-10T11:00Z', 'x', 'q', 'ENTERQUEUE')")
	f.refresh(t)
	_, masked, _ := f.getWith(t, empty, bearer(reader))
	_, whole, _ := f.getWith(t, empty, bearer(everything))
	if masked.Get("ETag") == "" || masked.Get("ETag") == whole.Get("ETag") {
		t.Errorf("masked %q, unmasked %q", masked.Get("ETag"), whole.Get("ETag"))
	}
}

func TestMaskOfTheServer(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.exec(t, `INSERT INTO cdr_repo (calldate, uniqueid, src, clid, note) VALUES ('2026-03-10T10:00Z', 'a', '59825550100', '"Ana" <59825550100>', '')`)
	_, reader := f.key(t, testKey{})
	_, everything := f.key(t, testKey{scopes: []string{"read", "pii"}})
	const path = "/v1/tables/cdr_repo?fields=src,clid,note,guid"
	for mode, shown := range map[mask.Mode]string{"": "598***00", mask.Partial: "598***00", mask.Full: "", mask.None: "59825550100"} {
		server := f.over(t, func(o *api.Options) { o.Mask = mode })
		if got := server.askWith(t, path, everything).Data[0]; got["src"] != "59825550100" || got["clid"] != `"Ana" <59825550100>` {
			t.Errorf("mask %q, with pii: %v", mode, got)
		}
		got := server.askWith(t, path, reader).Data[0]
		src, token, masked := strings.Cut(got["src"].(string), "~")
		if src != shown || masked != (mode != mask.None) || got["note"] != "" || got["guid"] != nil {
			t.Errorf("mask %q: %v, want %q and a token", mode, got, shown)
		}
		if status := server.status(t, path+"&src="+url.QueryEscape(got["src"].(string)), bearer(reader)); (status == http.StatusForbidden) != masked {
			t.Errorf("mask %q: filtering answers %d", mode, status)
		}
		if masked && token != strings.TrimPrefix(f.askWith(t, path, reader).Data[0]["src"].(string), "598***00~") {
			t.Error("two servers of a database have other tokens")
		}
	}
	if _, err := api.New(api.Options{DatabaseURL: f.url, Mask: "half"}); err == nil {
		t.Error("there is a server with mask half")
	}
}

func TestTemplatesThatNeedMaskedValuesAreLeftOut(t *testing.T) {
	t.Parallel()
	f := setup(t)
	_, reader := f.key(t, testKey{})
	_, everything := f.key(t, testKey{scopes: []string{"read", "pii"}})
	rows := func(path, column, secret string) *string {
		t.Helper()
		_, _, body := f.getWith(t, path, bearer(secret))
		var a struct {
			Explain map[string]struct{ Rows *string }
		}
		decode(t, body, &a)
		if _, there := a.Explain[column]; !there {
			t.Fatalf("GET %s explains no %s: %s", path, column, body)
		}
		return a.Explain[column].Rows
	}
	const callers, queues = "/v1/reports/repeat-callers?range=today&explain=true", "/v1/reports/queue-summary?range=today&explain=true"
	if got := rows(callers, "contacts", reader); got != nil {
		t.Errorf("masked: %s", *got)
	}
	if rows(callers, "contacts", everything) == nil || rows(queues, "offered", reader) == nil {
		t.Error("a template is missing that needs no masked value")
	}
}

// Without its secret the server could answer only unmasked, so it refuses.
func TestNothingIsAnsweredWithoutTheSecret(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.exec(t, `INSERT INTO tags (datetime, comment) VALUES ('2026-03-10T10:00Z', 'geheim')`)
	_, reader := f.key(t, testKey{})
	f.exec(t, "DELETE FROM app.secret")
	for _, format := range []string{"json", "csv"} {
		status, _, body := f.getWith(t, "/v1/tables/tags?format="+format, bearer(reader))
		if status != http.StatusInternalServerError || strings.Contains(string(body), "geheim") {
			t.Errorf("%s: %d %s", format, status, body)
		}
	}
	f.exec(t, "INSERT INTO app.secret (secret) VALUES (decode(repeat('ab', 32), 'hex'))")
	if got := f.askWith(t, "/v1/tables/tags", reader).Data[0]["comment"].(string); !strings.HasPrefix(got, "~") {
		t.Errorf("with a secret again: %s", got)
	}
}

// Rows ordered by a masked number are not in the order of its values, which would show whose number lies between which; yet
// pages and exports lead to each once.
func TestRowsByMaskedKeyAreInNoOrderOfIt(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.exec(t, `INSERT INTO black_list_history (id, calldate, dst) SELECT n, '2026-03-10T10:00Z', (59825550000 + n % 30)::text FROM generate_series(1, 60) AS n`)
	f.exec(t, `INSERT INTO black_list_history (id, calldate, dst) VALUES (100, '2026-03-10T10:00Z', E'5\x1f6'), (101, '2026-03-10T10:00Z', E'7\x1e')`)
	_, reader := f.key(t, testKey{})
	_, everything := f.key(t, testKey{scopes: []string{"read", "pii"}})
	const path = "/v1/reports/blacklist-attempts?range=today&fields=number,attempts"
	tokens := map[any]bool{}
	for _, order := range []string{"", "&order=-attempts"} {
		var masked []any
		for cursor := ""; ; {
			a := f.askWith(t, path+order+"&limit=7"+cursor, reader)
			masked = append(masked, a.column("number")...)
			if a.NextCursor == nil {
				break
			}
			cursor = "&cursor=" + *a.NextCursor
		}
		whole := f.askWith(t, path+order+"&limit=100", reader).column("number")
		_, _, body := f.getWith(t, path+order+"&format=csv", bearer(reader))
		lines := strings.Split(strings.TrimSpace(string(body)), "\r\n")[1:]
		if len(masked) != 32 || !slices.Equal(masked, whole) || len(lines) != 32 {
			t.Fatalf("%d rows by pages, %d at once, %d as CSV, want 32", len(masked), len(whole), len(lines))
		}
		for i, line := range lines {
			if number, _, _ := strings.Cut(line, ","); number != masked[i] {
				t.Errorf("row %d is %v in JSON and %s in CSV", i, masked[i], number)
			}
			tokens[masked[i]] = true
		}
		// The last two digits, which partial masking shows, identify the rows.
		digits := func(numbers []any) (out []string) {
			for _, n := range numbers {
				shown, _, _ := strings.Cut(n.(string), "~")
				if len(shown) > 2 {
					out = append(out, shown[len(shown)-2:])
				}
			}
			return out
		}
		if slices.IsSorted(digits(masked)) || !slices.IsSorted(digits(f.askWith(t, path+"&limit=100", everything).column("number"))) {
			t.Errorf("masked numbers end in %v", digits(masked))
		}
	}
	if len(tokens) != 32 {
		t.Errorf("32 numbers have %d tokens", len(tokens))
	}
}
