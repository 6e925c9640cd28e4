// The meaning of a log, computed by one pass over its lines in Go, independently of the database and of package oracle.

package api_test

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// logLine is a line of a queue_log with whole seconds. Fields beyond its own are empty.
type logLine struct {
	at                         int64
	callid, queue, agent, name string
	data                       [7]string
}

// expectedVisit is a visit, found by one pass over the lines of a file.
type expectedVisit struct {
	callid, queue, callerid string
	number                  int
	enter, connect, end     *logLine
	entered, joined, ended  int64 // joined: when an agent took it; ended 0: goes on
	endedBy, outcome, agent string
	answered                bool
	wait, talk, place, ring int64 // -1: not known
	hold, wrapup            int64
	dumps, dumpedAt         int64 // how often agents hung up during the announcement, and when last
	exitKey, transferredTo  string
	held                    [][2]int64
	openHold                map[string]int64
}

// expected holds the meaning of a log.
type expected struct {
	visits []*expectedVisit
	rings  []logLine // missed ones
	asOf   int64
}

func parseLog(t *testing.T, text string) []logLine {
	t.Helper()
	var lines []logLine
	for text := range strings.Lines(text) {
		fields := strings.Split(strings.TrimRight(text, "\r\n"), "|")
		at, err := strconv.ParseInt(fields[0], 10, 64)
		if err != nil || len(fields) < 5 {
			t.Fatalf("no line of a log: %q", text)
		}
		l := logLine{at: at, callid: fields[1], queue: unnamed(fields[2]), agent: unnamed(fields[3]), name: fields[4]}
		copy(l.data[:], fields[5:])
		lines = append(lines, l)
	}
	return lines
}

func unnamed(name string) string {
	if name == "NONE" {
		return ""
	}
	return name
}

// readLog finds the visits of a log, in the order of the report calls.
func readLog(t *testing.T, text string) *expected {
	t.Helper()
	lines := parseLog(t, text)
	o := &expected{}
	calls := map[string][]logLine{}
	var order []string
	var restarts []int64
	for _, l := range lines {
		o.asOf = max(o.asOf, l.at)
		if l.name == "QUEUESTART" {
			restarts = append(restarts, l.at)
		}
		key := l.callid + "|" + l.queue
		if calls[key] == nil {
			order = append(order, key)
		}
		calls[key] = append(calls[key], l)
	}
	for _, key := range order {
		visits := visitsOf(calls[key])
		for i, v := range visits {
			v.number = i + 1
			v.inferEntry()
		}
		for i, v := range visits {
			again := int64(0)
			if i+1 < len(visits) {
				again = visits[i+1].entered
			}
			v.finish(again, restarts, o.asOf)
		}
		for _, l := range calls[key] {
			placeAside(visits, l)
			if ms := number(l.data[0]); l.name == "RINGNOANSWER" && ms > 1000 && !slices.ContainsFunc(visits, func(v *expectedVisit) bool {
				return v.outcome == "abandoned" && v.ended == l.at
			}) {
				o.rings = append(o.rings, l)
			}
		}
		for _, v := range visits {
			v.closeHolds()
		}
		o.visits = append(o.visits, visits...)
	}
	slices.SortFunc(o.visits, func(a, b *expectedVisit) int {
		return cmp.Or(cmp.Compare(a.entered, b.entered), cmp.Compare(a.callid, b.callid), cmp.Compare(a.queue, b.queue), cmp.Compare(a.number, b.number))
	})
	return o
}

// visitsOf parts the lines of one call in one queue, which one file has in the order in which they happened.
func visitsOf(lines []logLine) []*expectedVisit {
	lines = slices.Clone(lines)
	slices.SortStableFunc(lines, func(a, b logLine) int { return cmp.Compare(a.at, b.at) })
	var visits []*expectedVisit
	last := func() *expectedVisit {
		if len(visits) == 0 {
			visits = append(visits, &expectedVisit{callid: lines[0].callid, queue: lines[0].queue})
		}
		return visits[len(visits)-1]
	}
	for i := range lines {
		switch l := &lines[i]; l.name {
		case "ENTERQUEUE":
			if len(visits) > 0 && last().enter != nil {
				visits = append(visits, &expectedVisit{callid: l.callid, queue: l.queue})
			}
			last().enter = l
		case "CONNECT":
			if v := last(); v.end == nil && v.connect == nil {
				v.connect = l
			}
		case "AGENTDUMP":
			v := last()
			if v.dumps++; v.end == nil {
				v.connect, v.dumpedAt = nil, l.at
			}
		case "COMPLETEAGENT", "COMPLETECALLER", "TRANSFER", "BLINDTRANSFER", "ATTENDEDTRANSFER", "ABANDON", "EXITWITHTIMEOUT", "EXITEMPTY", "EXITWITHKEY", "WITHDRAW", "SYSCOMPAT":
			if v := last(); v.end == nil {
				v.end = l
			}
		}
	}
	return visits
}

// number is a number as logged, -1 if there is none.
func number(text string) int64 {
	n, err := strconv.ParseInt(strings.TrimSpace(text), 10, 64)
	if err != nil || n < 0 {
		return -1
	}
	return n
}

// ownFields are wait, talk and position of an ending, each from where its event keeps it.
func (v *expectedVisit) ownFields() (wait, talk, place int64) {
	if v.end == nil {
		return -1, -1, -1
	}
	d := v.end.data
	switch v.end.name {
	case "COMPLETEAGENT", "COMPLETECALLER":
		return number(d[0]), number(d[1]), number(d[2])
	case "EXITWITHKEY":
		return number(d[3]), -1, number(d[2])
	case "ABANDON", "EXITWITHTIMEOUT", "EXITEMPTY", "WITHDRAW":
		return number(d[2]), -1, number(d[1])
	case "SYSCOMPAT":
		return -1, -1, -1
	}
	if v.end.name == "ATTENDEDTRANSFER" && d[0] == "LINK" {
		return number(d[3]), number(d[4]), number(d[5])
	}
	v.transferredTo = d[0]
	return number(d[2]), number(d[3]), number(d[4])
}

func (v *expectedVisit) inferEntry() {
	wait, talk, _ := v.ownFields()
	switch {
	case v.enter != nil:
		v.entered, v.callerid = v.enter.at, v.enter.data[1]
	case v.connect != nil:
		v.entered = v.connect.at - max(0, number(v.connect.data[0]))
	case v.end != nil:
		v.entered = v.end.at - max(0, wait) - max(0, talk)
	}
}

// finish sets the outcome of a visit. again is when the same call entered the same queue next; 0: never.
func (v *expectedVisit) finish(again int64, restarts []int64, asOf int64) {
	const day = 24 * 3600
	endWait, talk, place := v.ownFields()
	v.wait, v.talk, v.place, v.ring = endWait, talk, place, -1
	if v.enter != nil && number(v.enter.data[2]) >= 0 {
		v.place = number(v.enter.data[2])
	}
	ending := ""
	if v.end != nil {
		ending = v.end.name
	}
	outcomes := map[string]string{"COMPLETEAGENT": "agent_ended", "COMPLETECALLER": "caller_ended", "TRANSFER": "transferred", "BLINDTRANSFER": "transferred",
		"ATTENDEDTRANSFER": "transferred", "ABANDON": "abandoned", "EXITWITHTIMEOUT": "timed_out", "EXITEMPTY": "exited_empty", "EXITWITHKEY": "exited_key", "WITHDRAW": "withdrawn", "SYSCOMPAT": "failed"}
	v.outcome = outcomes[ending]
	if v.connect != nil && ending == "ABANDON" {
		v.outcome = "caller_ended"
	} else if v.connect != nil && ending == "" {
		v.outcome = "connected"
	}
	v.answered = slices.Contains([]string{"agent_ended", "caller_ended", "transferred", "connected"}, v.outcome)
	if v.answered {
		if v.connect != nil {
			v.joined, v.agent, v.ring = v.connect.at, v.connect.agent, number(v.connect.data[2])
		} else {
			v.joined = v.end.at - max(0, talk)
		}
		if v.joined = max(v.joined, v.entered); v.agent == "" && v.end != nil {
			v.agent = v.end.agent
		}
	}
	if v.end != nil {
		v.ended, v.endedBy = max(v.end.at, v.entered), ending
	} else {
		since := max(v.entered, v.dumpedAt)
		if v.answered {
			since = v.connect.at
		}
		cut := func(at int64, by string) {
			if at > 0 && (v.ended == 0 || at < v.ended) {
				v.ended, v.endedBy = at, by
			}
		}
		cut(again, "ENTERQUEUE")
		for _, at := range restarts {
			if at > since && at <= v.entered+day {
				cut(at, "QUEUESTART")
			}
		}
		if v.entered+day <= asOf {
			cut(v.entered+day, "LIMIT")
		}
	}
	if v.outcome == "" && v.ended > 0 && v.dumps > 0 {
		v.outcome = "dumped"
	} else if v.outcome == "" && v.ended > 0 {
		v.outcome = "lost"
	} else if v.outcome == "" {
		v.outcome = "waiting"
	}
	if v.answered && v.connect != nil && number(v.connect.data[0]) >= 0 {
		v.wait = number(v.connect.data[0])
	} else if v.wait < 0 && v.answered {
		v.wait = v.joined - v.entered
	} else if v.wait < 0 && v.ended > 0 {
		v.wait = v.ended - v.entered
	}
	if ending == "EXITWITHKEY" {
		v.exitKey = v.end.data[0]
	}
}

// placeAside adds a line of hold or wrap-up to the latest answered visit to which it can belong.
func placeAside(visits []*expectedVisit, l logLine) {
	var v *expectedVisit
	for _, candidate := range visits {
		if candidate.answered && candidate.entered <= l.at {
			v = candidate
		}
	}
	if v == nil {
		return
	}
	if v.openHold == nil {
		v.openHold = map[string]int64{}
	}
	family := strings.NewReplacer("PHONESTART", "", "PHONESTAR", "", "PHONEEND", "", "UNHOLD", "HOLD").Replace(l.name)
	switch {
	case l.name == "FINISHWRAPUP":
		v.wrapup += max(0, number(l.data[1])-number(l.data[0]))
	case l.name == "HOLD" || strings.HasPrefix(l.name, "PHONESTAR"):
		if _, open := v.openHold[family]; !open {
			v.openHold[family] = l.at
		}
	case l.name == "UNHOLD" || strings.HasPrefix(l.name, "PHONEEND"):
		if since, open := v.openHold[family]; open {
			v.held = append(v.held, [2]int64{since, l.at})
			delete(v.openHold, family)
		}
	}
}

// closeHolds counts each second on hold once.
func (v *expectedVisit) closeHolds() {
	for _, since := range v.openHold {
		v.held = append(v.held, [2]int64{since, v.ended})
	}
	seconds := map[int64]bool{}
	for _, span := range v.held {
		for s := span[0]; s < min(span[1], v.ended); s++ {
			seconds[s] = true
		}
	}
	v.hold = int64(len(seconds))
}

func known(n int64) string {
	if n < 0 {
		return "null"
	}
	return fmt.Sprint(n)
}
