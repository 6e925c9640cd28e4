package api_test

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/api"
	"github.com/ccrepo/ccrepo/db/dbtest"
)

// Campaigns whose names could be confused by code that splits a list.
const (
	ownCampaign   = `Sales, "North" {1} 'x'\->`
	otherCampaign = `Sales, "North" {1} 'x'\<-`
)

// client sends requests with its own key.
type client struct {
	*fixture
	secret string
}

// clientOf returns the client of a campaign-limited key; nil: a key without limits.
func (f *fixture) clientOf(t testing.TB, campaigns []string) client {
	t.Helper()
	_, secret := f.key(t, testKey{campaigns: campaigns, scopes: []string{"read", "act", "pii"}})
	return client{f, secret}
}

func (c client) get(t testing.TB, path string) (int, http.Header, []byte) {
	t.Helper()
	return c.getWith(t, path, bearer(c.secret))
}

// ask gets a JSON answer, which must be a 200.
func (c client) ask(t testing.TB, path string) answer {
	t.Helper()
	status, _, body := c.get(t, path)
	if status != http.StatusOK {
		t.Fatalf("GET %s: status %d, want 200: %s", path, status, body)
	}
	var a answer
	decode(t, body, &a)
	return a
}

// whoSees returns the campaigns that the client sees in a column.
func (c client) whoSees(t testing.TB, path, column string) string {
	t.Helper()
	seen := map[string]bool{}
	for _, v := range c.ask(t, path).column(column) {
		seen[fmt.Sprint(v)] = true
	}
	return strings.Join(slices.Sorted(maps.Keys(seen)), "; ")
}

// twoCampaigns writes calls of two campaigns that share an agent: two of the own, three of the other.
func (f *fixture) twoCampaigns(t *testing.T) {
	t.Helper()
	var log strings.Builder
	for i, queue := range []string{ownCampaign, otherCampaign, otherCampaign, ownCampaign, otherCampaign} {
		fmt.Fprintf(&log, "0%d:00:00|c%d|%s|NONE|ENTERQUEUE||0990|1\n0%d:00:05|c%d|%s|ana|CONNECT|5||3\n0%d:01:05|c%d|%s|ana|COMPLETECALLER|5|60|1\n", i, i, queue, i, i, queue, i, i, queue)
		f.exec(t, `INSERT INTO cdr_repo (calldate, uniqueid, guid, campaign) VALUES ($1, $2, $3, $4)`,
			startOfClock.Add(time.Duration(i-12)*time.Hour), fmt.Sprintf("c%d", i), fmt.Sprintf("g%d", i), queue)
		f.exec(t, `INSERT INTO tags (datetime, guid, comment) VALUES ($1, $2, 'x')`, startOfClock, fmt.Sprintf("g%d", i))
	}
	f.queueLog(t, log.String())
}

func TestLimitedPrincipal(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.twoCampaigns(t)
	all, both := f.clientOf(t, nil), f.clientOf(t, []string{otherCampaign, ownCampaign})
	own, other := f.clientOf(t, []string{ownCampaign}), f.clientOf(t, []string{otherCampaign})
	const day = "from=2026-03-10&to=2026-03-11"

	t.Run("sees its campaigns and no other", func(t *testing.T) {
		t.Parallel()
		for path, column := range map[string]string{
			"/v1/tables/queue_log_repo?" + day:                         "queuename",
			"/v1/tables/cdr_repo?" + day:                               "campaign",
			"/v1/tables/cdr_repo?order=-calldate&" + day:               "campaign",
			"/v1/tables/cdr_repo?order=uniqueid&" + day:                "campaign",
			"/v1/tables/cdr_repo?guid.null=false&" + day:               "campaign",
			"/v1/reports/calls?" + day:                                 "queue",
			"/v1/reports/queue-summary?" + day:                         "queue",
			"/v1/reports/queue-summary?interval=hour&" + day:           "queue",
			"/v1/reports/queue-summary?offered.gte=1&" + day:           "queue",
			"/v1/reports/queue-summary?compare=previous&" + day:        "queue",
			"/v1/events/queue_log_repo/CONNECT?" + day:                 "queuename",
			"/v1/reports/live-queues":                                  "queue",
			"/v1/reports/service-level?" + day:                         "queue",
			"/v1/reports/cdr-summary?interval=day&" + day:              "campaign",
			"/v1/tables/queue_log_repo?queuename.ilike=*sales*&" + day: "queuename",
		} {
			if got := own.whoSees(t, path, column); got != ownCampaign {
				t.Errorf("GET %s: the one sees %s", path, got)
			}
			if got := other.whoSees(t, path, column); got != otherCampaign {
				t.Errorf("GET %s: the other sees %s", path, got)
			}
			if whole, seen := all.ask(t, path), both.ask(t, path); fmt.Sprint(whole.Data, whole.Total) != fmt.Sprint(seen.Data, seen.Total) {
				t.Errorf("GET %s: a key limited to all campaigns sees %v, want %v", path, seen, whole)
			}
		}
	})
	for _, campaigns := range [][]string{{""}, {"NONE"}, {strings.ToUpper(ownCampaign)}, {"Sales", ` "North" {1} 'x'\->`}} {
		t.Run(fmt.Sprintf("of %q sees nothing", campaigns), func(t *testing.T) {
			t.Parallel()
			if a := f.clientOf(t, campaigns).ask(t, "/v1/tables/queue_log_repo?"+day); len(a.Data) != 0 {
				t.Errorf("%v", a.Data)
			}
		})
	}
	t.Run("totals and counts are of its campaigns", func(t *testing.T) {
		t.Parallel()
		for _, path := range []string{"", "offered.gte=1&interval=hour&"} {
			if a := own.ask(t, "/v1/reports/queue-summary?"+path+day); figure(a.Total["offered"]) != "2" || figure(a.Total["talk_seconds"]) != "120" {
				t.Errorf("%s: total %v", path, a.Total)
			}
		}
		f.exec(t, "ANALYZE") // so that the planner knows of all
		for _, count := range []string{"exact", "estimated"} {
			for path, want := range map[string]int64{"/v1/tables/cdr_repo?limit=1&": 2, "/v1/tables/tags?": 2, "/v1/tables/cdr_repo?guid=g1&": 0} {
				if a := own.ask(t, path+day+"&count="+count); a.Count == nil || *a.Count != want {
					t.Errorf("%s, count %s: %v, want %d", path, count, a.Count, want)
				}
			}
		}
	})
	t.Run("pages go through its rows", func(t *testing.T) {
		t.Parallel()
		for _, order := range []string{"", "&order=-calldate", "&order=uniqueid"} {
			path := "/v1/tables/cdr_repo?limit=1&" + day + order
			first := own.ask(t, path)
			if first.NextCursor == nil {
				t.Fatalf("%s: no second page", path)
			}
			second := own.ask(t, path+"&cursor="+*first.NextCursor)
			if second.NextCursor != nil || len(second.Data) != 1 || second.Data[0]["uniqueid"] == first.Data[0]["uniqueid"] {
				t.Errorf("%s: then %v, %v", path, second.Data, second.NextCursor)
			}
		}
	})
	t.Run("exports hold its rows", func(t *testing.T) {
		t.Parallel()
		for _, path := range []string{"/v1/tables/cdr_repo?format=csv&", "/v1/tables/cdr_repo?format=ndjson&", "/v1/reports/queue-summary?total=true&format=csv&", "/v1/reports/calls?format=csv&"} {
			status, _, body := own.get(t, path+day)
			if status != http.StatusOK || !bytes.Contains(body, []byte(`->`)) || bytes.Contains(body, []byte(`<-`)) {
				t.Errorf("GET %s: %d %s", path, status, body)
			}
		}
	})
	t.Run("a single row of another campaign is not found", func(t *testing.T) {
		t.Parallel()
		for i, want := range []int{http.StatusOK, http.StatusNotFound} {
			id := f.one(t, "SELECT id FROM cdr_repo WHERE guid = $1", fmt.Sprintf("g%d", i))
			if status, _, body := own.get(t, "/v1/tables/cdr_repo/"+id); status != want {
				t.Errorf("row %d: %d, want %d: %s", i, status, want, body)
			}
		}
	})
	t.Run("events are counted by its rows", func(t *testing.T) {
		t.Parallel()
		var list struct {
			Events []struct{ Count int }
		}
		_, _, body := own.get(t, "/v1/events/queue_log_repo?"+day)
		decode(t, body, &list)
		counted := 0
		for _, e := range list.Events {
			counted += e.Count
		}
		if counted != 6 {
			t.Errorf("%d events: %s", counted, body)
		}
	})
	t.Run("what belongs to no campaign is closed, not empty", func(t *testing.T) {
		t.Parallel()
		for _, path := range []string{"/v1/tables/sipchat", "/v1/tables/auditory", "/v1/tables/black_list_history", "/v1/tables/auditory/1", "/v1/tables/sipchat?format=csv",
			"/v1/reports/audit", "/v1/reports/agent-sessions", "/v1/reports/agent-pauses", "/v1/reports/live-agents"} {
			f.refused(t, path, bearer(own.secret), http.StatusForbidden, "campaign_limited")
		}
	})
	t.Run("agents are seen at its calls, not in their sessions", func(t *testing.T) {
		t.Parallel()
		f := setup(t)
		f.queueLog(t, `
08:00:00|NONE|NONE|ana|AGENTLOGIN
09:00:00|c1|`+ownCampaign+`|NONE|ENTERQUEUE||0990|1
09:00:05|c1|`+ownCampaign+`|ana|CONNECT|5||3
09:00:15|c1|`+ownCampaign+`|ana|HOLD
09:00:25|c1|`+ownCampaign+`|ana|UNHOLD
09:01:05|c1|`+ownCampaign+`|ana|COMPLETECALLER|5|60|1
09:02:00|c2|`+ownCampaign+`|NONE|ENTERQUEUE||0991|1
09:02:10|c2|`+ownCampaign+`|bob|RINGNOANSWER|5000
09:02:15|c2|`+ownCampaign+`|ana|CONNECT|15||3
09:03:15|c2|`+ownCampaign+`|ana|TRANSFER|900|default|15|50|1
09:10:00|c3|`+otherCampaign+`|NONE|ENTERQUEUE||0990|1
09:10:05|c3|`+otherCampaign+`|ana|CONNECT|5||3
09:11:05|c3|`+otherCampaign+`|ana|COMPLETECALLER|5|60|1
10:00:00|NONE|`+ownCampaign+`|ana|OUTCALL|ANSWER|30|40|0990|g1
10:00:00|NONE|NONE|ana|OUTCALL|ANSWER|300|400|0990|g2
11:00:00|NONE|NONE|ana|AGENTLOGOFF|10800
`)
		own, all := f.clientOf(t, []string{ownCampaign}), f.clientOf(t, nil)
		const path = "/v1/reports/agent-summary?" + day
		a := own.ask(t, path+"&agent=ana")
		const want = "answered=2 rings_missed=0 agent_answer_rate=100 transferred=1 talk_seconds=110 hold_seconds=10 wrapup_seconds=0 aht_seconds=55 outbound_calls=1 outbound_seconds=40 " +
			"session_seconds=null pause_seconds=null break_seconds=null busy_seconds=null available_seconds=null occupancy=null utilisation=null"
		wantFigures(t, path, a.Data[0], want)
		wantFigures(t, path, a.Total, want)
		wantFigures(t, path, own.ask(t, path+"&answered.gte=1").Total, want)
		hourly := own.ask(t, path+"&interval=hour&agent=bob&compare=previous")
		wantFigures(t, "an empty slot", hourly.Data[0], "answered=0 answered_previous=0 rings_missed=0 session_seconds=null session_seconds_previous=null busy_seconds=null")
		wantFigures(t, "the slot of the ring", hourly.Data[9], "answered=0 rings_missed=1 agent_answer_rate=0 session_seconds=null")
		wantFigures(t, "who sees all", all.ask(t, path+"&agent=ana").Total, "answered=3 talk_seconds=170 outbound_calls=2 session_seconds=10800")
		if _, _, body := own.get(t, path+"&agent=ana&fields=agent,answered,session_seconds&format=csv&total=true"); string(body) != "agent,answered,session_seconds\r\nana,2,\r\n,2,\r\n" {
			t.Errorf("as CSV %q", body)
		}
	})
	t.Run("a contact's history is without what belongs to none", func(t *testing.T) {
		t.Parallel()
		f := setup(t)
		f.twoCampaigns(t)
		f.exec(t, "INSERT INTO black_list_history (calldate, dst) VALUES ($1, '0990')", startOfClock)
		const path = "/v1/reports/contact-history?contact=0990"
		if got := f.clientOf(t, []string{ownCampaign}).ask(t, path); len(got.Data) != 2 {
			t.Errorf("%v", got.Data)
		}
		if got := f.clientOf(t, nil).ask(t, path); len(got.Data) != 6 {
			t.Errorf("%v", got.Data)
		}
	})
	t.Run("ETags of two campaigns differ", func(t *testing.T) {
		t.Parallel()
		const path = "/v1/tables/cdr_repo?src=nobody&from=2026-03-01&to=2026-03-02"
		tags := map[string]bool{}
		for _, c := range []client{all, both, own, other} {
			_, header, _ := c.get(t, path)
			tags[header.Get("ETag")] = true
		}
		if len(tags) != 4 || tags[""] {
			t.Errorf("ETags of the same body %v", tags)
		}
		_, header, _ := own.get(t, path)
		if !slices.Contains(header.Values("Vary"), "Authorization") {
			t.Errorf("Vary %q: a cache may give one key's answer to another", header.Values("Vary"))
		}
		for c, want := range map[client]int{own: http.StatusNotModified, other: http.StatusOK, both: http.StatusOK, all: http.StatusOK} {
			if got := f.status(t, path, map[string]string{"Authorization": "Bearer " + c.secret, "If-None-Match": header.Get("ETag")}); got != want {
				t.Errorf("%d, want %d", got, want)
			}
		}
	})
}

// TestLimitedConnections checks that limited answers leave no state in the connections that they share.
func TestLimitedConnections(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	f := setupWith(t, func(o *api.Options) { o.Connections = 1 })
	f.twoCampaigns(t)
	own, other := f.clientOf(t, []string{ownCampaign}), f.clientOf(t, []string{otherCampaign})
	active := func() string {
		return f.one(t, `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'ccrepo limited reader' AND state <> 'idle'`)
	}

	t.Run("many at once each see their own", func(t *testing.T) {
		var clients sync.WaitGroup
		var answered atomic.Int64
		for i := range 40 {
			clients.Go(func() {
				c, mine, theirs := own, `->`, `<-`
				if i%2 == 1 {
					c, mine, theirs = other, theirs, mine
				}
				path := []string{"/v1/tables/cdr_repo?limit=10", "/v1/reports/calls?range=today", "/v1/reports/queue-summary?range=today"}[i%3]
				status, _, body := c.get(t, path)
				for status == http.StatusServiceUnavailable { // one connection is not enough for all at once
					status, _, body = c.get(t, path)
				}
				switch {
				case status != http.StatusOK || !bytes.Contains(body, []byte(mine)) || bytes.Contains(body, []byte(theirs)):
					t.Errorf("%s: %d %s", path, status, body)
				default:
					answered.Add(1)
				}
			})
		}
		clients.Wait()
		if answered.Load() != 40 {
			t.Errorf("only %d of 40 answers", answered.Load())
		}
	})
	t.Run("no transaction stays open", func(t *testing.T) {
		eventually(t, "all are idle", func() bool { return active() == "0" })
	})
	t.Run("a changed table is read by a statement made anew", func(t *testing.T) {
		const path = "/v1/tables/tags?limit=10&from=2026-03-10"
		for range 3 {
			if a := own.ask(t, path); len(a.Data) != 2 {
				t.Fatalf("tags %v", a.Data)
			}
		}
		f.exec(t, "ALTER TABLE tags ALTER COLUMN comment TYPE varchar(100)")
		if a := own.ask(t, path); len(a.Data) != 2 {
			t.Errorf("tags %v", a.Data)
		}
	})
	t.Run("a killed session is replaced", func(t *testing.T) {
		f.exec(t, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'ccrepo limited reader'`)
		eventually(t, "there is an answer again", func() bool {
			status, _, _ := own.get(t, "/v1/tables/tags?limit=10")
			return status == http.StatusOK
		})
	})
	t.Run("a client that disconnects leaves no query running", func(t *testing.T) {
		f.exec(t, `CREATE FUNCTION nap() RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$ BEGIN PERFORM pg_sleep(3600); RETURN true; END $$`)
		f.exec(t, "CREATE POLICY slow ON sms_repo AS RESTRICTIVE TO ccrepo_campaign_reader USING (nap())")
		f.exec(t, "INSERT INTO sms_repo (dateprocessed, campaign) VALUES ($1, $2)", startOfClock, ownCampaign)
		for _, path := range []string{"/v1/tables/sms_repo?limit=10", "/v1/tables/sms_repo?format=csv", "/v1/reports/sms-traffic?range=today&hours=08:00-18:00"} {
			ctx, cancel := context.WithCancel(t.Context())
			done := make(chan struct{})
			go func() {
				defer close(done)
				req, err := http.NewRequestWithContext(ctx, http.MethodGet, f.http.URL+path, nil)
				if err != nil {
					t.Error(err)
					return
				}
				req.Header.Set("Authorization", "Bearer "+own.secret)
				if res, err := f.client.Do(req); err == nil {
					_ = res.Body.Close()
				}
			}()
			eventually(t, "the query runs", func() bool { return active() == "1" })
			cancel()
			<-done
			eventually(t, "the query is gone", func() bool { return active() == "0" })
		}
	})
}
