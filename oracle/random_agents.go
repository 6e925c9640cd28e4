package oracle

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// RandomAgents returns a log of agents' events, their calls and restarts over some days from base on, damaged like
// the logs of RandomCalls.
func RandomAgents(rng *rand.Rand, prefix string, base int64) []Row {
	g := &generator{Rand: rng, prefix: prefix, base: base, until: base + 40*Day}
	g.grain = []int64{Second, 60 * Second, 900 * Second, 3600 * Second, 3 * 3600 * Second, 8 * 3600 * Second}[g.IntN(6)]
	g.lastMoment = g.grain * int64([]int{8, 20, 40, 60}[g.IntN(4)])
	for range 1 + g.IntN(3) {
		agent := g.person()
		for range 1 + g.IntN(3) {
			g.shift(agent)
		}
	}
	for range g.IntN(12) {
		g.act(g.when(), g.person())
	}
	calls := g.IntN(3)
	for c := range calls {
		g.call(fmt.Sprintf("%s%d", prefix, c))
	}
	for range g.IntN(4) {
		at, agent := g.when(), g.person()
		g.add(at, g.looseCallid(g.callid(calls)), g.queue(), agent, "OUTCALL", "ANSWER", g.figure(30), g.figure(50), "600")
	}
	for range g.IntN(3) {
		g.add(g.when(), "NONE", "NONE", "NONE", "QUEUESTART")
	}
	for range g.IntN(3) {
		g.rows = append(g.rows, Row{CDR: &CDR{GUID: g.guid(), Uniqueid: g.callid(calls), Linkedid: g.odd("", g.callid(calls))}})
	}
	if g.chance(3) {
		g.add(g.when()+int64(g.IntN(9))*Day, "NONE", "NONE", "NONE", "UNKNOWN") // time passes
	}
	for range g.IntN(3) {
		g.rows = append(g.rows, Row{Alias: &Alias{Interface: g.oneOf("Local/1@a", "Local/1@a", "ana", "eva"), Agent: g.oneOf("ana", "eva", "bob")}})
	}
	g.damage()
	return g.rows
}

// shift adds a day's work, of which events may be missing.
func (g *generator) shift(agent string) {
	at := g.when()
	began := at
	some := func(name string, data ...string) {
		if !g.chance(8) {
			g.add(at, "NONE", g.odd("NONE", ""), agent, name, data...)
		}
		at += g.gap()
	}
	login, logoff := "AGENTLOGIN", "AGENTLOGOFF"
	if g.chance(4) {
		login, logoff = "AGENTCALLBACKLOGIN", "AGENTCALLBACKLOGOFF"
	}
	style := g.IntN(4)
	if style != 0 {
		some(login, "", "")
	}
	for range g.IntN(4) {
		switch g.IntN(5) {
		case 0:
			some("REALPAUSE", g.oneOf("", "60", "Lunch"), "x")
			some("REALUNPAUSE", "60")
		case 1:
			some("BREAK", g.oneOf("", "LUNCH"), g.oneOf("", "well earned"))
			some("UNBREAK", "LUNCH", "", "60")
		case 2:
			g.member(&at, agent)
		case 3:
			g.telephonyPause(&at, agent)
		case 4:
			g.act(at, agent)
		}
	}
	if style > 1 {
		seconds := g.figure((at - began) / Second)
		switch {
		case g.chance(3):
			some(logoff, "SIP/1", seconds, g.oneOf("", "Autologoff", "autoLogoff"), g.oneOf("", "automatic"))
		case g.chance(2):
			some(logoff, seconds, "", "", g.oneOf("", "automatic", " [AUTOMATIC]", "[automatic] ", "manual"))
		default:
			some(logoff, "", seconds)
		}
	}
}

// member adds memberships of queues, with and without an end.
func (g *generator) member(at *int64, agent string) {
	for range 1 + g.IntN(3) {
		g.add(*at, "NONE", g.queue(), agent, "ADDMEMBER", g.oneOf("", "PAUSED"))
		*at += g.gap()
		if !g.chance(3) {
			g.add(*at, "NONE", g.queue(), agent, g.oneOf("REMOVEMEMBER", "REMOVEDMEMBER"))
			*at += g.gap()
		}
	}
}

// telephonyPause adds pause events of the telephony: of one queue, of several and of all.
func (g *generator) telephonyPause(at *int64, agent string) {
	for range 1 + g.IntN(5) {
		name := g.oneOf("PAUSE", "PAUSE", "PAUSEALL", "UNPAUSE", "UNPAUSE", "UNPAUSEALL")
		queue := g.queue()
		if strings.HasSuffix(name, "ALL") {
			queue = g.odd("NONE", queue)
		}
		g.add(*at, "NONE", queue, agent, name, g.oneOf("", "Lunch", "Call", "60"))
		if g.chance(4) { // a change of the reason
			if g.chance(3) {
				*at += Second / 4
			}
			g.add(*at, "NONE", queue, agent, "UNPAUSE", "Auto-Unpause")
			if g.chance(3) {
				*at += Second / 4
			}
			g.add(*at, "NONE", queue, agent, "PAUSE", g.oneOf("Lunch", "Call", "Meeting"))
		}
		if !g.chance(3) {
			*at += g.gap()
		}
	}
}

// act adds an event of an agent that need not match any other.
func (g *generator) act(at int64, agent string) {
	name := g.oneOf("AGENTLOGIN", "AGENTLOGOFF", "AGENTCALLBACKLOGIN", "AGENTCALLBACKLOGOFF", "ADDMEMBER", "ADDMEMBER", "REMOVEDMEMBER",
		"REMOVEMEMBER", "REALPAUSE", "REALUNPAUSE", "BREAK", "UNBREAK", "PAUSE", "PAUSE", "PAUSEALL", "UNPAUSE", "UNPAUSEALL", "AGENTDUMP",
		"OUTCALL", "FINISHWRAPUP", "UNKNOWN", "HOLD", "UNHOLD", "PHONESTARHOLDIN", "PHONEENDHOLDIN", "PHONESTARTHOLDOUT", "PHONEENDHOLDOUT")
	seconds := int64(g.IntN(20)) * g.grain / Second
	if name == "ADDMEMBER" && g.chance(2) {
		g.add(at, "NONE", g.queue(), agent, name, "PAUSED")
		return
	}
	g.add(at, g.looseCallid(g.callid(1)), g.queue(), agent, name, g.figure(seconds/4), g.oneOf(g.figure(seconds), g.guid()), g.figure(seconds))
}

// person returns an agent as the log spells them.
func (g *generator) person() string {
	return g.oneOf("ana", "ana", "ana", "eva", "Local/1@a", "NONE", "")
}

// when returns a random moment. It is often the moment of another event, a midnight, or a limit after another
// event.
func (g *generator) when() int64 {
	if g.lastMoment == 0 {
		return g.base + int64(g.IntN(40))*g.grain
	}
	at := g.base + int64(g.IntN(int(g.lastMoment/g.grain)))*g.grain
	if len(g.rows) > 0 && g.chance(2) {
		if r := g.rows[g.IntN(len(g.rows))]; r.isEvent() {
			at = r.Event.At
		}
	}
	switch g.IntN(12) {
	case 0:
		at = midnight(at)
	case 1:
		at = midnight(at) + Day
	case 2:
		at += week
	case 3:
		at += week + int64(g.IntN(3)-1)*Second
	}
	return max(at, g.base)
}

// Days are moments at which logs begin: ordinary ones, and some shortly before a leap day or a clock change.
var Days = []int64{
	Zero + 9*3600*Second,
	Zero + 21*3600*Second,
	Zero + (31+28)*Day,                     // a leap day
	Zero + (31+29+8)*Day + 20*3600*Second,  // before 2024-03-10, America
	Zero + (31+29+29)*Day + 20*3600*Second, // before 2024-03-31, Europe
	Zero + 299*Day + 20*3600*Second,        // before 2024-10-27, Europe
}
