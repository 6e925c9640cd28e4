package oracle

import (
	"fmt"
	"math/rand/v2"
)

// startOf is the event with which an agent starts an interaction, by channel.
var startOf = map[string]string{"sms": "OUTSMS", "email": "OUTEMAIL", "twitter": "OUTTWEET", "messenger": "OUTMESSENGER", "facebook": "OUTFACEBOOK"}

// RandomChannels returns a log of interactions in one or two channels from base on, damaged like the logs of
// RandomCalls. Ids begin with prefix.
func RandomChannels(rng *rand.Rand, prefix string, base int64) []Row {
	g := &generator{Rand: rng, prefix: prefix, base: base, until: base + 80*Day}
	g.grain = []int64{Second, Second, Second / 4, 60 * Second, 6 * 3600 * Second}[g.IntN(5)]
	g.lastMoment = 40 * g.grain
	calls := 1 + g.IntN(3)
	for range 1 + g.IntN(2) {
		g.channel = g.oneOf("webchat", "webchat", "sms", "email", "twitter", "messenger", "facebook")
		for c := range calls {
			at := g.when()
			for range 1 + g.IntN(3) {
				at = g.interaction(at, fmt.Sprintf("%s%d", prefix, c))
				if g.chance(3) {
					at = g.when()
				}
			}
		}
		for range g.IntN(6) {
			g.turnAway(g.when(), g.looseCallid(g.callid(calls)))
		}
		for range g.IntN(6) {
			g.channelNoise(g.when(), g.callid(calls))
		}
	}
	if g.chance(3) {
		g.add(g.when()+int64(g.IntN(35))*Day, "NONE", "NONE", "NONE", "UNKNOWN") // time passes
	}
	for range g.IntN(3) {
		g.rows = append(g.rows, Row{Alias: &Alias{Interface: g.oneOf("ana", "eva"), Agent: g.oneOf("ana", "eva", "bob")}})
	}
	g.damage()
	return g.rows
}

// interaction adds a visit to a campaign, or an interaction that an agent starts, of which events may be missing.
func (g *generator) interaction(at int64, callid string) int64 {
	campaign, agent, began := g.queue(), g.agent(), at
	some := func(name string, data ...string) {
		if !g.chance(8) {
			g.add(at, callid, campaign, agent, name, data...)
		}
		at += g.gap()
	}
	started := startOf[g.channel] != "" && g.chance(3)
	switch {
	case started:
		some(startOf[g.channel], g.address(), g.oneOf("", "subject"))
	case g.channel == "webchat":
		some("ENTERQUEUE", g.oneOf("", "Ann"), g.oneOf("", "a@b.c"), g.oneOf("", "600"))
	default:
		some("ENTERQUEUE", g.address(), g.oneOf("", "Ann"))
	}
	if g.chance(3) {
		some("REENTERQUEUE", g.address(), g.address(), g.address())
	}
	if !g.chance(4) && (!started || g.chance(4)) {
		some("CONNECT", g.figure((at-began)/Second), "Ana A.", g.oneOf("", "c@d.e"), g.oneOf("", "Client"))
	}
	for g.chance(2) {
		if g.chance(6) {
			some("REENTERQUEUE", g.address(), "", "")
		}
		g.move(&at, callid, campaign)
	}
	for g.chance(4) {
		some("REENTERQUEUE", g.address(), "", "")
		g.add(at, callid, campaign, g.agent(), "CONNECT", g.figure(3), "", "x@y.z")
		at += g.gap()
	}
	for !g.chance(4) {
		g.channelEnding(at, callid, campaign, agent, started, (at-began)/Second)
		at += g.gap()
		if !g.chance(5) {
			break
		}
	}
	return at
}

// move passes an interaction from one agent to another. Some of its events may be missing.
func (g *generator) move(at *int64, callid, campaign string) {
	from, to := g.agent(), g.agent()
	if g.chance(8) {
		campaign = g.queue()
	}
	if g.channel == "webchat" && g.chance(3) {
		g.add(*at, callid, campaign, from, "TRANSFER")
		*at += g.gap()
		if !g.chance(4) {
			g.add(*at, callid, campaign, to, "CONNECT", g.figure(3), "", "x@y.z")
		}
	} else {
		if !g.chance(6) {
			g.add(*at, callid, campaign, from, "TRANSFERRED", from, to)
			*at += g.gap()
		}
		if !g.chance(5) {
			g.add(*at, callid, campaign, to, "ATTENDED", from, g.oneOf(to, to, "", "NONE"))
		}
	}
	*at += g.gap()
}

func (g *generator) channelEnding(at int64, callid, campaign, agent string, started bool, seconds int64) {
	name := g.oneOf("COMPLETEAGENT", "COMPLETEAGENT", "COMPLETECALLER", "ABANDON", "EXITWITHTIMEOUT")
	if g.channel != "webchat" && g.chance(2) {
		name = "COMPLETEAGENT"
	}
	if started && !g.chance(3) || g.chance(12) {
		name = "COMPLETEAGENTOUT"
	}
	wait, handle, messages := g.figure(seconds/2), g.figure(seconds/3), g.figure(int64(g.IntN(9)))
	switch name {
	case "COMPLETEAGENTOUT":
		g.add(at, callid, campaign, agent, name, handle, messages, "600", "", "x@y.z")
	case "ABANDON", "EXITWITHTIMEOUT":
		g.add(at, callid, campaign, g.odd("NONE", agent), name, "1", "1", wait, "a@b.c")
	default:
		g.add(at, callid, campaign, agent, name, wait, handle, "1", messages)
	}
}

// turnAway adds a contact who is turned away, or a message of an agent that is refused.
func (g *generator) turnAway(at int64, callid string) {
	name := g.oneOf("OUTOFTIME", "HOLIDAYMESSAGE", "OUTOFTIME", "HOLIDAYMESSAGE", "NOAGENTS", "MAXQUEUE", "BLACKLIST")
	agent := "NONE"
	if name == "BLACKLIST" {
		agent = g.odd("NONE", g.agent())
	}
	for range 1 + g.IntN(2) {
		switch {
		case g.channel != "webchat":
			g.add(at, callid, g.queue(), agent, name, g.address(), g.oneOf("", "message"))
		case name == "NOAGENTS" || name == "MAXQUEUE":
			g.add(at, callid, g.queue(), agent, name, g.address(), g.oneOf("", "Ann"))
		default:
			g.add(at, callid, g.queue(), agent, name)
		}
		at += g.gap()
	}
}

// channelNoise adds a row that need not match any other.
func (g *generator) channelNoise(at int64, callid string) {
	switch g.IntN(7) {
	case 0:
		g.add(at, callid, g.queue(), g.agent(), "CONNECT", g.figure(5), "", "c@d.e", "")
	case 1, 2:
		g.channelEnding(at, callid, g.queue(), g.agent(), g.chance(2), 20)
	case 3:
		g.add(at, callid, g.queue(), "NONE", g.oneOf("ENTERQUEUE", "REENTERQUEUE"), g.address(), "", "")
	case 4:
		g.move(&at, g.looseCallid(callid), g.queue())
	case 5:
		if start := startOf[g.channel]; start != "" {
			g.add(at, callid, g.queue(), g.agent(), start, g.address())
		}
	default:
		g.add(at, callid, g.queue(), g.agent(), g.oneOf("NEWEMAILCLIENT", "FORWARDED", "STARTCALL", "OUTCALL", "", "ENTERQUEUE ", "QUEUESTART"), "1")
	}
}

func (g *generator) address() string { return g.oneOf("", "a@b.c", "600 123") }
