package oracle

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
)

// generator creates small logs that resemble those of a call centre, and then damages them.
type generator struct {
	*rand.Rand
	prefix string // begins every callid and guid of the log
	base   int64  // first moment of the log
	until  int64  // end of the log, excluded
	grain  int64  // resolution of its clock
	// lastMoment is the latest offset from base of a new event; 0: 40 times grain.
	lastMoment int64
	// channel is the channel of the rows; empty: calls.
	channel string
	rows    []Row
}

// Span is the maximum duration of one log of calls from its base. A visit lasts at most a day, so logs whose bases
// are further apart do not affect each other.
const Span = 3 * Day

// RandomCalls returns a log of calls between base and base + Span. Callids and guids begin with prefix.
func RandomCalls(rng *rand.Rand, prefix string, base int64) []Row {
	g := &generator{Rand: rng, prefix: prefix, base: base, until: base + Span}
	g.grain = []int64{Second, Second, Second / 4, 60 * Second}[g.IntN(4)]
	calls := 1 + g.IntN(3)
	for c := range calls {
		g.call(fmt.Sprintf("%s%d", prefix, c))
	}
	for range g.IntN(3) {
		g.add(g.when(), "NONE", "NONE", "NONE", "QUEUESTART")
	}
	for range g.IntN(5) {
		g.noise(calls)
	}
	for range g.IntN(3) {
		g.rows = append(g.rows, Row{CDR: &CDR{GUID: g.guid(), Uniqueid: g.callid(calls), Linkedid: g.odd("", g.callid(calls))}})
	}
	g.damage()
	return g.rows
}

// call adds the visits of one call, consecutively or overlapping.
func (g *generator) call(callid string) {
	at := g.when()
	for range 1 + g.IntN(3) {
		at = g.visit(at, callid)
		if g.chance(3) {
			at = g.when()
		}
	}
}

func (g *generator) visit(at int64, callid string) int64 {
	queue, agent := g.queue(), g.agent()
	entered := at
	if !g.chance(7) {
		g.add(at, callid, queue, "NONE", "ENTERQUEUE", "", "600", g.figure(int64(1+g.IntN(4))))
	}
	for range g.IntN(3) {
		at += g.gap()
		g.add(at, callid, queue, g.agent(), "RINGNOANSWER", g.oneOf("999", "1000", "1001", "15000", "", "x"))
		if g.chance(4) {
			g.add(at, callid, queue, g.agent(), "AGENTDUMP")
		}
	}
	for !g.chance(3) {
		at += g.gap()
		g.add(at, callid, queue, agent, "CONNECT", g.figure((at-entered)/Second), "", g.figure(int64(g.IntN(5))))
		if g.chance(3) {
			g.hold(at, callid, queue, agent)
		}
		if !g.chance(4) {
			break
		}
		at += g.gap()
		g.add(at, callid, queue, agent, "AGENTDUMP")
	}
	for !g.chance(4) {
		at += g.gap()
		g.ending(at, callid, queue, agent, (at-entered)/Second)
		if !g.chance(5) {
			break
		}
	}
	if g.chance(3) {
		g.add(at+g.gap(), g.looseCallid(callid), queue, agent, "FINISHWRAPUP", g.figure(int64(g.IntN(20))), g.figure(20), g.guid())
	}
	return at + g.gap()
}

func (g *generator) ending(at int64, callid, queue, agent string, seconds int64) {
	wait, talk, position := g.figure(seconds/2), g.figure(seconds/3), g.figure(int64(g.IntN(5)))
	switch name := g.oneOf(endings...); name {
	case "COMPLETEAGENT", "COMPLETECALLER":
		g.add(at, callid, queue, agent, name, wait, talk, position)
	case "ATTENDEDTRANSFER":
		if g.chance(2) {
			g.add(at, callid, queue, agent, name, "LINK", "PJSIP/1", "PJSIP/2", wait, talk+g.oneOf("|", "", "||")+position)
			return
		}
		g.add(at, callid, queue, agent, name, "201", "ctx", wait, talk, position)
	case "TRANSFER", "BLINDTRANSFER":
		g.add(at, callid, queue, agent, name, "202", "ctx", wait, talk, position)
	case "EXITWITHKEY":
		g.add(at, callid, queue, "NONE", name, "9", "1", position, wait)
	default:
		g.add(at, callid, queue, g.odd("NONE", agent), name, "1", position, wait)
	}
}

// hold adds holds of both kinds, with and without an end, some of them of another leg.
func (g *generator) hold(at int64, callid, queue, agent string) {
	for range 1 + g.IntN(2) {
		pair := [][2]string{
			{"HOLD", "UNHOLD"},
			{"HOLD", "UNHOLD"},
			{"PHONESTARHOLDIN", "PHONEENDHOLDIN"},
			{"PHONESTARTHOLDOUT", "PHONEENDHOLDOUT"},
		}[g.IntN(4)]
		leg, guid := g.looseCallid(callid), g.guid()
		at += g.gap()
		g.add(at, leg, queue, agent, pair[0], "600", guid)
		if !g.chance(4) {
			at += g.gap()
			g.add(at, leg, queue, agent, pair[1], "600", guid)
		}
	}
}

// noise adds a row that need not match any other.
func (g *generator) noise(calls int) {
	at, callid, queue, agent := g.when(), g.callid(calls), g.queue(), g.agent()
	switch g.IntN(7) {
	case 0:
		g.add(at, callid, queue, agent, "CONNECT", g.figure(5), "", g.figure(1))
	case 1, 2:
		g.ending(at, callid, queue, agent, 20)
	case 3:
		g.add(at, callid, queue, "NONE", "ENTERQUEUE", "", "601", g.figure(2))
	case 4:
		g.hold(at, callid, queue, agent)
	case 5:
		g.add(at, g.looseCallid(callid), queue, agent, "FINISHWRAPUP", g.figure(3), g.figure(20), g.guid())
	default:
		g.add(at, callid, queue, agent, g.oneOf("REALPAUSE", "", "ENTERQUEUE ", "UNKNOWN", "AGENTDUMP"), "1")
	}
}

// damage repeats rows, moves their times, drops the head or the tail of the log and shuffles it.
func (g *generator) damage() {
	for i := range g.rows {
		switch {
		case g.chance(15):
			g.rows = append(g.rows, g.rows[i])
		case g.chance(12) && g.rows[i].isEvent():
			g.rows[i].Event.At = max(g.base, g.rows[i].Event.At+int64(g.IntN(5)-2)*g.grain)
		}
	}
	if g.chance(5) {
		g.rows = g.rows[g.IntN(1+len(g.rows)/2):]
	}
	if g.chance(5) {
		g.rows = g.rows[:len(g.rows)-g.IntN(1+len(g.rows)/2)]
	}
	if g.chance(2) {
		g.Shuffle(len(g.rows), func(i, j int) { g.rows[i], g.rows[j] = g.rows[j], g.rows[i] })
	} else { // almost the order of a logger
		slices.SortStableFunc(g.rows, func(a, b Row) int { return int((a.Event.At - b.Event.At) / Second) })
	}
	g.written()
}

// written sets the sources of the rows: one source for all, or one of several for each, in an order that differs
// from that of their ids.
func (g *generator) written() {
	const byHand, copied = -1, 0
	sources := [][]int64{{byHand}, {copied}, {1}, {1, 1, 1, 2}, {byHand, copied, 1, 2}}[g.IntN(5)]
	for i := range g.rows {
		e, place := &g.rows[i].Event, Maybe{1 + int64(g.IntN(len(g.rows))), true}
		switch source := sources[g.IntN(len(sources))]; source {
		case byHand:
		case copied:
			e.Origid = place
		default:
			e.Import, e.Position = source, place
		}
	}
}

func (g *generator) add(at int64, callid, queue, agent, name string, data ...string) {
	e := Event{Channel: g.channel, At: min(at, g.until-Second), Callid: callid, Queue: queue, Agent: agent, Name: name}
	copy(e.Data[:], data)
	g.rows = append(g.rows, Row{Event: e})
}

// chance is true once in n times on average.
func (g *generator) chance(n int) bool { return g.IntN(n) == 0 }

func (g *generator) oneOf(values ...string) string { return values[g.IntN(len(values))] }

// odd returns usual three times out of four.
func (g *generator) odd(usual, unusual string) string {
	if g.chance(4) {
		return unusual
	}
	return usual
}

// gap returns the time from one event to the next: often none, rarely about a day.
func (g *generator) gap() int64 {
	switch {
	case g.chance(4):
		return 0
	case g.chance(60):
		return Day + int64(g.IntN(5)-2)*g.grain
	}
	return int64(g.IntN(12)) * g.grain
}

func (g *generator) queue() string { return g.oneOf("q1", "q1", "q1", "q1", "q2", "q2", "NONE", "") }

func (g *generator) agent() string { return g.oneOf("ana", "ana", "eva", "bob", "NONE", "") }

func (g *generator) callid(calls int) string { return fmt.Sprintf("%s%d", g.prefix, g.IntN(calls+1)) }

// looseCallid returns mostly the call's own id, otherwise that of another leg or none.
func (g *generator) looseCallid(callid string) string {
	return g.oneOf(callid, callid, callid, g.prefix+"1", g.prefix+"leg", "NONE", "")
}

func (g *generator) guid() string {
	return g.oneOf(g.prefix+"g1", g.prefix+"g1", g.prefix+"g2", "")
}

// figure returns mostly the number, otherwise a text that some loggers write instead.
func (g *generator) figure(value int64) string {
	if !g.chance(6) {
		return strconv.FormatInt(value, 10)
	}
	return g.oneOf("", "", "-1", "1.5", "x", " 7 ", "90000", "999999999", "1234567890", "0", "\t3\n")
}
