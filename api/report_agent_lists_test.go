package api_test

import "testing"

// agentLists are sessions and pauses around 10 March 2026, as of 11:00.
func agentLists(t *testing.T) *fixture {
	t.Helper()
	f := setup(t)
	f.exec(t, `INSERT INTO report.agent_session (started_at, agent, ended_at, closed_by, member, start_inferred) VALUES
		('2026-03-09 20:00Z',    'ana', '2026-03-10 02:00Z',    'logoff',    false, false),
		('2026-03-10 08:00Z',    'ana', '2026-03-10 09:30:00.5Z', 'automatic', false, true),
		('2026-03-10 10:00Z',    'ana', NULL,                   NULL,        false, false),
		('2026-02-20 08:00Z',    'eva', NULL,                   NULL,        true,  false),
		('2026-03-09 08:00Z',    'bob', '2026-03-10 00:00Z',    'restart',   false, false),
		('2026-03-11 00:00Z',    'bob', NULL,                   NULL,        false, false)`)
	f.exec(t, `INSERT INTO report.agent_pause (started_at, agent, kind, ended_at, closed_by, reason, comment, telephony) VALUES
		('2026-03-09 23:50Z',    'ana', 'pause', '2026-03-10 00:10Z', 'break',   NULL,    NULL,     false),
		('2026-03-10 00:10Z',    'ana', 'break', '2026-03-10 00:40Z', 'unbreak', 'LUNCH', 'at one', false),
		('2026-03-10 00:40Z',    'ana', 'pause', '2026-03-10 00:45Z', 'unpause', NULL,    NULL,     false),
		('2026-03-10 10:30Z',    'ana', 'break', NULL,                NULL,      'OTHER', NULL,     false),
		('2026-03-10 10:30Z',    'eva', 'pause', '2026-03-10 10:31Z', 'limit',   'lunch', NULL,     true),
		('2026-03-08 10:30Z',    'bob', 'pause', '2026-03-09 00:00Z', 'logoff',  NULL,    NULL,     false)`)
	f.setAsOf(t, "agent_time", "11:00:00")
	return f
}

func TestAgentSessions(t *testing.T) {
	t.Parallel()
	f := agentLists(t)
	const report = "/v1/reports/agent-sessions?from=2026-02-20T08:00:00Z&to=2026-03-11"
	t.Run("all that begin in the range, whole", func(t *testing.T) {
		t.Parallel()
		// Eva's is 18 days and 3 hours old.
		want := "2026-02-20T08:00:00Z/null/eva/1566000/true/null 2026-03-09T08:00:00Z/2026-03-10T00:00:00Z/bob/57600/false/restart " +
			"2026-03-09T20:00:00Z/2026-03-10T02:00:00Z/ana/21600/false/logoff " +
			"2026-03-10T08:00:00Z/2026-03-10T09:30:00.5Z/ana/5400.5/false/automatic 2026-03-10T10:00:00Z/null/ana/3600/true/null"
		a := f.ask(t, report)
		if got := a.list("start", "end", "agent", "seconds", "open", "closed_by"); got != want {
			t.Errorf("rows\n got %s\nwant %s", got, want)
		}
		if a.AsOf == nil || a.AsOf.Format("15:04") != "11:00" {
			t.Errorf("as_of is %v, want 11:00", a.AsOf)
		}
		if got, want := f.ask(t, "/v1/reports/agent-sessions?from=2026-03-09T20:00:00Z&to=2026-03-10T10:00:00Z").list("seconds"), "21600 5400.5"; got != want {
			t.Errorf("from one login to another they have %s seconds, want %s", got, want)
		}
	})
	t.Run("no length of what lies in the future", func(t *testing.T) {
		t.Parallel()
		a := f.ask(t, "/v1/reports/agent-sessions?agent=bob&from=2026-03-11&to=2026-03-12")
		if got, want := a.list("start", "seconds", "open"), "2026-03-11T00:00:00Z/0/true"; got != want {
			t.Errorf("rows are %s, want %s", got, want)
		}
	})
	t.Run("filters and order", func(t *testing.T) {
		t.Parallel()
		for query, want := range map[string]string{
			"&open=true":                            "eva/1566000 ana/3600",
			"&agent=ana&closed_by=logoff":           "ana/21600",
			"&agent=ana&order=-seconds":             "ana/21600 ana/5400.5 ana/3600",
			"&seconds.lt=6000&start.gte=2026-03-10": "ana/5400.5 ana/3600",
			"&end.null=true&agent.ne=eva":           "ana/3600",
			"&hours=08:00-09:00":                    "eva/1566000 bob/57600 ana/5400.5",
		} {
			if got := f.ask(t, report+query).list("agent", "seconds"); got != want {
				t.Errorf("%s: rows are %s, want %s", query, got, want)
			}
		}
	})
	t.Run("pages", func(t *testing.T) {
		t.Parallel()
		if got, want := f.inPages(t, report, "start", "agent"), f.ask(t, report).list("start", "agent"); got != want {
			t.Errorf("pages have\n%s\nwant %s", got, want)
		}
	})
}

func TestAgentPauses(t *testing.T) {
	t.Parallel()
	f := agentLists(t)
	const report = "/v1/reports/agent-pauses?from=2026-03-09&to=2026-03-11"
	want := "2026-03-09T23:50:00Z/2026-03-10T00:10:00Z/ana/1200/false/break/pause/null/null " +
		"2026-03-10T00:10:00Z/2026-03-10T00:40:00Z/ana/1800/false/unbreak/break/LUNCH/at one " +
		"2026-03-10T00:40:00Z/2026-03-10T00:45:00Z/ana/300/false/unpause/pause/null/null " +
		"2026-03-10T10:30:00Z/null/ana/1800/true/null/break/OTHER/null " +
		"2026-03-10T10:30:00Z/2026-03-10T10:31:00Z/eva/60/false/limit/pause/lunch/null"
	if got := f.ask(t, report).list("start", "end", "agent", "seconds", "open", "closed_by", "kind", "reason", "comment"); got != want {
		t.Errorf("rows\n got %s\nwant %s", got, want)
	}
	for query, want := range map[string]string{
		"&kind=break":             "ana/1800 ana/1800",
		"&reason=lunch":           "eva/60",
		"&reason.ilike=lunch":     "ana/1800 eva/60",
		"&reason.null=true":       "ana/1200 ana/300",
		"&order=-agent,-start":    "eva/60 ana/1800 ana/300 ana/1800 ana/1200",
		"&open=false&seconds=300": "ana/300",
	} {
		if got := f.ask(t, report+query).list("agent", "seconds"); got != want {
			t.Errorf("%s: rows are %s, want %s", query, got, want)
		}
	}
	if got, want := f.inPages(t, report, "start", "agent", "kind"), f.ask(t, report).list("start", "agent", "kind"); got != want {
		t.Errorf("pages have\n%s\nwant %s", got, want)
	}
}

func TestAgentListsAreEmpty(t *testing.T) {
	t.Parallel()
	f := setup(t)
	for _, name := range []string{"agent-sessions", "agent-pauses", "audit", "blacklist-attempts", "live-agents", "live-queues", "data-quality", "reconciliation"} {
		if a := f.ask(t, "/v1/reports/"+name); a.Data == nil || len(a.Data) != 0 {
			t.Errorf("%s of an empty database has %v, want an empty list", name, a.Data)
		}
	}
}

// inPages reads an answer in pages of two rows, and lists some columns of all.
func (f *fixture) inPages(t *testing.T, path string, columns ...string) string {
	t.Helper()
	var all answer
	for next := path + "&limit=2"; ; {
		a := f.ask(t, next)
		all.Data = append(all.Data, a.Data...)
		if a.NextCursor == nil || len(all.Data) > 100 {
			return all.list(columns...)
		}
		next = path + "&limit=2&cursor=" + *a.NextCursor
	}
}
