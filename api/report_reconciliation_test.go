package api_test

import "testing"

// The queue log begins at 05:00 of the first day and ends at noon of the second.
const reconciledLog = `
05:00:00|NONE|NONE|NONE|QUEUESTART
# before the first record
06:00:00|r0|sales|NONE|ENTERQUEUE||100|1
06:00:05|r0|sales|NONE|ABANDON|1|1|5
08:00:00|r1|sales|NONE|ENTERQUEUE||100|1
08:00:10|r1|sales|ana|CONNECT|10|x|4
08:01:10|r1|sales|ana|COMPLETEAGENT|10|60|1
08:10:00|r2|sales|NONE|ENTERQUEUE||100|1
08:10:10|r2|sales|ana|CONNECT|10|x|4
08:11:50|r2|sales|ana|COMPLETEAGENT|10|100|1
08:20:00|r3|sales|NONE|ENTERQUEUE||100|1
08:20:10|r3|sales|ana|CONNECT|10|x|4
08:21:50|r3|sales|ana|COMPLETEAGENT|10|100|1
08:30:00|r4|sales|NONE|ENTERQUEUE||100|1
08:30:10|r4|sales|ana|CONNECT|10|x|4
08:31:10|r4|sales|ana|COMPLETEAGENT|10|60|1
08:40:00|r5|sales|NONE|ENTERQUEUE||100|1
08:40:05|r5|sales|NONE|ABANDON|1|1|5
# two queues
08:50:00|r6|sales|NONE|ENTERQUEUE||100|1
08:50:10|r6|sales|ana|CONNECT|10|x|4
08:50:40|r6|sales|ana|BLINDTRANSFER|support|queues|10|30|1
08:50:42|r6|support|NONE|ENTERQUEUE||100|1
08:50:50|r6|support|bob|CONNECT|8|x|4
08:51:30|r6|support|bob|COMPLETECALLER|8|40|1
09:00:00|r7|sales|NONE|ENTERQUEUE||100|1
09:00:10|r7|sales|ana|CONNECT|10|x|4
09:01:10|r7|sales|ana|COMPLETEAGENT|10|60|1
09:10:00|r8|sales|NONE|ENTERQUEUE||100|1
09:10:10|r8|sales|ana|CONNECT|10|x|4
09:11:10|r8|sales|ana|COMPLETEAGENT|10|n/a|1
23:30:00|r9|sales|NONE|ENTERQUEUE||100|1
23:30:10|r9|sales|ana|CONNECT|10|x|4
23:31:10|r9|sales|ana|COMPLETEAGENT|10|60|1
2026-03-11T00:30:00Z|s1|sales|NONE|ENTERQUEUE||100|1
2026-03-11T00:30:10Z|s1|sales|ana|CONNECT|10|x|4
2026-03-11T00:31:10Z|s1|sales|ana|COMPLETEAGENT|10|60|1
# still waits
2026-03-11T11:59:00Z|s2|sales|NONE|ENTERQUEUE||100|1
2026-03-11T12:00:00Z|NONE|NONE|NONE|CONFIGRELOAD
`

func reconciliationFixture(t *testing.T) *fixture {
	t.Helper()
	f := setup(t)
	f.queueLog(t, reconciledLog)
	f.exec(t, `INSERT INTO cdr_repo (calldate, uniqueid, linkedid, lastapp, campaign, disposition, duration, billsec) VALUES
		('2026-03-10 07:00Z',    'd1', 'd1', 'Dial',  'out->', 'ANSWERED', 20, 20),
		('2026-03-10 07:59:50Z', 'r1', 'r1', 'Queue', 'sales', 'ANSWERED', 80, 61),
		('2026-03-10 08:09:50Z', 'r2', 'r2', 'Queue', 'sales', 'ANSWERED', 130, 103),
		('2026-03-10 08:19:50Z', 'r3', '',   'QUEUE', 'sales', 'ANSWERED', 120, 98),
		('2026-03-10 08:39:50Z', 'x5', 'r5', 'Queue', 'sales', 'NO ANSWER', 15, 0),
		('2026-03-10 08:49:50Z', 'r6', 'r6', 'Queue', 'sales', 'ANSWERED', 50, 30),
		('2026-03-10 08:50:40Z', 'r6', 'r6', 'Queue', 'support', 'ANSWERED', 50, 41),
		-- a leg of the same call, with a uniqueid of its own
		('2026-03-10 08:50:50Z', 'x6', 'r6', 'Dial',  NULL,    'ANSWERED', 500, 500),
		('2026-03-10 08:59:50Z', 'x7', 'r7', 'Queue', 'sales', 'ANSWERED', 80, 10),
		('2026-03-10 09:09:50Z', 'r8', 'r8', 'Queue', 'sales', 'ANSWERED', 80, 60),
		('2026-03-10 23:29:50Z', 'r9', 'r9', NULL,    'sales', 'ANSWERED', 80, 60),
		('2026-03-11 00:29:50Z', 's1', 's1', 'Queue', 'sales', 'ANSWERED', 80, 70),
		-- Not in the queue log: of the queue; without application; two records of one call.
		('2026-03-10 10:00Z',    'c1', NULL, 'Queue', 'sales', 'NO ANSWER', 30, 0),
		('2026-03-10 10:10Z',    'c2', '',   '',      'sales', 'ANSWERED', 30, 20),
		('2026-03-10 10:20Z',    'c3', 'c3', 'Queue', 'sales', 'ANSWERED', 30, 20),
		('2026-03-10 10:20Z',    'y3', 'c3', 'Queue', 'sales', 'ANSWERED', 30, 20),
		-- No calls to a queue: unanswered, outbound, of another campaign; and one without an id.
		('2026-03-10 10:30Z',    'n1', NULL, NULL,    'sales', 'NO ANSWER', 30, 0),
		('2026-03-10 10:31Z',    'n2', NULL, 'Dial',  'sales', 'ANSWERED', 30, 20),
		('2026-03-10 10:32Z',    'n3', NULL, NULL,    'out->', 'ANSWERED', 30, 20),
		('2026-03-10 10:33Z',    '',   NULL, 'Queue', 'sales', 'ANSWERED', 30, 20),
		-- Before and after what the queue log covers.
		('2026-03-11 11:59:40Z', 'l1', 'l1', 'Queue', 'sales', 'ANSWERED', 30, 20),
		('2026-03-11 20:00Z',    'l2', 'l2', 'Queue', 'sales', 'ANSWERED', 30, 20)`)
	return f
}

func TestReconciliation(t *testing.T) {
	t.Parallel()
	f := reconciliationFixture(t)
	const report = "/v1/reports/reconciliation?from=2026-03-10&to=2026-03-12"
	columns := []string{"day", "queue_calls", "queue_log_only", "queue_log_example", "cdr_calls", "cdr_only", "cdr_example", "talk_compared", "talk_differs", "talk_example"}
	// Of the first day r1 to r9, r4 without a record; 8 of them and c1 to c3 are in the records. Talk of r1, r2, r3, r6 (30 + 40
	// against 30 + 41), r7 and r9 is compared: r2 differs by 3 s and r7 by 50. s1 differs by the wait.
	want := "2026-03-10T00:00:00Z/9/1/r4/11/3/c1/6/2/r2 2026-03-11T00:00:00Z/1/0/null/1/0/null/1/1/s1"
	if got := f.ask(t, report).list(columns...); got != want {
		t.Errorf("rows\n got %s\nwant %s", got, want)
	}
	for query, want := range map[string]string{
		"&tolerance=0":      "6/5/r1 1/1/s1", // r9 alone agrees to the second
		"&tolerance=3":      "6/1/r7 1/1/s1",
		"&billed_wait=true": "6/6/r1 1/0/null",
		"&order=-day":       "1/1/s1 6/2/r2",
		"&cdr_only.gt=0":    "6/2/r2",
	} {
		if got := f.ask(t, report+query).list("talk_compared", "talk_differs", "talk_example"); got != want {
			t.Errorf("%s: talk is %s, want %s", query, got, want)
		}
	}
	// In Montevideo s1 entered at 21:30 of the first day.
	if got, want := f.ask(t, report+"&tz=America/Montevideo").list("day", "queue_calls", "queue_log_only", "talk_differs"), "2026-03-10T00:00:00-03:00/10/1/3"; got != want {
		t.Errorf("days of Montevideo are %s, want %s", got, want)
	}
	// A call counts once, whatever of it the range cuts off: r6 enters its second queue in the range.
	if a := f.ask(t, "/v1/reports/reconciliation?from=2026-03-10T08:50:41Z&to=2026-03-10T08:52:00Z"); len(a.Data) != 0 {
		t.Errorf("rows are %v, want none", a.Data)
	}
}

func TestReconciliationOfOneLog(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.queueLog(t, reconciledLog)
	if a := f.ask(t, "/v1/reports/reconciliation?from=2026-03-10&to=2026-03-12"); len(a.Data) != 0 {
		t.Errorf("without records the rows are %v, want none: nothing is covered by both", a.Data)
	}
	f = setup(t)
	f.exec(t, "INSERT INTO cdr_repo (calldate, uniqueid, lastapp, duration, billsec) VALUES ('2026-03-10 08:00Z', '1', 'Queue', 10, 5), ('2026-03-10 09:00Z', '2', 'Queue', 10, 5)")
	if a := f.ask(t, "/v1/reports/reconciliation?from=2026-03-10&to=2026-03-12"); len(a.Data) != 0 {
		t.Errorf("without a queue log the rows are %v, want none", a.Data)
	}
}
