package oracle

// Interactions of the channels: their visits, outcomes and figures.

import (
	"cmp"
	"slices"
)

var (
	channelEndings  = []string{"COMPLETEAGENT", "COMPLETECALLER", "ABANDON", "EXITWITHTIMEOUT", "COMPLETEAGENTOUT"}
	turnedAwayKinds = map[string]string{
		"OUTOFTIME": "out_of_time", "NOAGENTS": "no_agents", "MAXQUEUE": "max_queue", "HOLIDAYMESSAGE": "holiday", "BLACKLIST": "blacklisted",
	}
)

// place identifies the events that form visits together.
type place struct{ channel, callid, campaign string }

func (e *Event) place() place { return place{e.Channel, e.Callid, e.Queue} }

// Interactions computes the rows of report.interaction and report.interaction_part.
func Interactions(log Log) ([]Interaction, []Part) {
	events, latest := log.channels(), log.LatestOfChannels()
	visits := channelVisits(events, latest)
	addMoves(visits, events)
	var all []Interaction
	var parts []Part
	visitsOf := map[place]int{}
	for _, v := range visits {
		mine := v.parts(log)
		if len(mine) > 0 {
			v.Agent = mine[len(mine)-1].Agent
		}
		all = append(all, v.Interaction)
		parts = append(parts, mine...)
		visitsOf[place{v.Channel, v.Callid, v.Campaign}]++
	}
	all = append(all, turnedAway(events, visitsOf)...)
	return all, kept(parts)
}

// channelVisits divides events into visits in the same way as those of calls.
func channelVisits(events []Event, latest int64) []*handled {
	var places []place
	byPlace := map[place][]Event{}
	for _, e := range events {
		if !e.enters() && e.Name != "CONNECT" && !slices.Contains(channelEndings, e.Name) || nameOrEmpty(e.Callid) == "" {
			continue
		}
		p := e.place()
		if byPlace[p] == nil {
			places = append(places, p)
		}
		byPlace[p] = append(byPlace[p], e)
	}
	var all []*handled
	for _, p := range places {
		limit := Day
		if p.channel == "email" {
			limit = 30 * Day
		}
		walks := walkPlace(byPlace[p], limit)
		for n, w := range walks {
			reentry := Maybe{}
			if n+1 < len(walks) {
				reentry = Maybe{walks[n+1].entry.At, true}
			}
			v := &handled{Interaction: w.interaction(reentry, latest), walk: w}
			v.Callid, v.Channel, v.Campaign, v.Visit = p.callid, p.channel, p.campaign, n+1
			all = append(all, v)
		}
	}
	return all
}

// interaction computes the figures of one visit. reentry is the moment of the next visit to the campaign.
func (w *walk) interaction(reentry Maybe, latest int64) Interaction {
	i := Interaction{Reentries: len(w.reentries)}
	connect := w.connect
	if connect == nil {
		connect = w.lateConnect
	}
	var hold Maybe
	if w.ending != nil {
		hold, i.Handle, i.Messages = w.ending.channelFigures()
	}
	logged := hold
	if connect != nil && seconds(connect.Data[0]).Known {
		logged = seconds(connect.Data[0])
	}
	// A COMPLETEAGENTOUT without any event before it ends an interaction that an agent started.
	i.AgentStarted = w.entry != nil && slices.Contains(starts, w.entry.Name) ||
		w.entry == nil && w.connect == nil && w.ending.Name == "COMPLETEAGENTOUT"
	i.Offered = !i.AgentStarted

	switch {
	case w.entry != nil:
		i.Entered = w.entry.At
	case connect != nil && i.Offered:
		i.Inferred, i.Entered = true, connect.At-seconds(connect.Data[0]).Value
	default:
		i.Inferred, i.Entered = true, w.ending.At-hold.Value-i.Handle.Value
	}

	if w.ending != nil {
		i.Ended, i.EndedBy = Maybe{max(w.ending.At, i.Entered), true}, w.ending.Name
	} else {
		// A reentry after the limit does not end the visit, even if both are in the future.
		if reentry.Value > i.Entered+w.limit {
			reentry = Maybe{}
		}
		i.Ended, i.EndedBy = cut(i.Entered, Event{At: i.Entered}, w.limit, reentry, nil, latest)
	}
	i.Outcome = w.channelOutcome(i.AgentStarted, i.Ended.Known)

	switch {
	case i.AgentStarted:
		i.Connected = Maybe{i.Entered, true}
	case i.Answered() && w.connect != nil:
		i.Connected = Maybe{max(w.connect.At, i.Entered), true}
	case i.Answered():
		i.Connected = Maybe{max(i.Ended.Value-i.Handle.Value, i.Entered), true}
	}

	switch {
	case i.Outcome == "waiting" || !i.Offered:
	case logged.Known:
		i.Wait = logged
	case w.connect != nil:
		i.Wait = Maybe{max(w.connect.At-i.Entered, 0), true}
	default:
		i.Wait = Maybe{max(i.Ended.Value-i.Handle.Value-i.Entered, 0), true}
	}

	if w.entry != nil {
		i.Contact, i.ContactName = w.entry.contact()
	}
	if connect != nil {
		contact, name := connect.contact()
		i.Contact, i.ContactName = cmp.Or(i.Contact, contact), cmp.Or(i.ContactName, name)
	}
	return i
}

// channelFigures returns hold time and handling time, in microseconds, and the number of messages of an ending.
func (e *Event) channelFigures() (hold, handle, messages Maybe) {
	switch e.Name {
	case "COMPLETEAGENT", "COMPLETECALLER":
		return seconds(e.Data[0]), seconds(e.Data[1]), number(e.Data[3])
	case "COMPLETEAGENTOUT":
		return Maybe{}, seconds(e.Data[0]), number(e.Data[1])
	}
	return seconds(e.Data[2]), Maybe{}, Maybe{} // ABANDON, EXITWITHTIMEOUT
}

func (w *walk) channelOutcome(agentStarted, over bool) string {
	if w.ending == nil {
		switch {
		case agentStarted && over:
			return "lost"
		case agentStarted || w.connect != nil:
			return "connected"
		case over:
			return "lost"
		}
		return "waiting"
	}
	switch w.ending.Name {
	case "COMPLETEAGENT", "COMPLETEAGENTOUT":
		return "agent_ended"
	case "COMPLETECALLER":
		return "caller_ended"
	case "ABANDON":
		if agentStarted || w.connect != nil {
			return "caller_ended"
		}
		return "abandoned"
	}
	return "timed_out"
}

// contact returns the address and the name of the customer in an entry, a start, a CONNECT or an event that turned
// them away.
func (e *Event) contact() (contact, name string) {
	d := e.Data
	switch {
	case e.Name == "CONNECT" && slices.Contains([]string{"twitter", "messenger", "facebook"}, e.Channel):
		return d[2], d[3]
	case e.Name == "CONNECT":
		return d[2], ""
	case e.Channel == "webchat" && (e.Name == "NOAGENTS" || e.Name == "MAXQUEUE"):
		return d[0], d[1]
	case e.Channel == "webchat" && e.enters():
		return cmp.Or(d[1], d[2]), d[0]
	case e.Channel == "sms" && (e.Name == "ENTERQUEUE" || e.Name == "REENTERQUEUE"):
		return d[0], d[1]
	case e.Channel == "webchat":
		return "", ""
	}
	return d[0], ""
}

// turnedAway returns the contacts that never entered: the first row of each outcome of an interaction in a
// campaign, unless the interaction entered any campaign. Without callid each row is a contact of its own, and its
// number only distinguishes those of one instant.
func turnedAway(events []Event, visitsOf map[place]int) []Interaction {
	type first struct {
		place
		outcome string
	}
	seen := map[first]bool{}
	type instant struct {
		place
		at int64
	}
	nameless := map[instant]int{}
	var all []Interaction
	for _, e := range events {
		outcome, away := turnedAwayKinds[e.Name]
		if !away {
			continue
		}
		refused := e.Name == "BLACKLIST" && e.Agent != ""
		if refused {
			outcome = "refused"
		}
		if nameOrEmpty(e.Callid) != "" {
			if seen[first{e.place(), outcome}] || slices.ContainsFunc(events, func(o Event) bool {
				return o.Channel == e.Channel && o.Callid == e.Callid && (o.Name == "ENTERQUEUE" || o.Name == "REENTERQUEUE")
			}) {
				continue
			}
			seen[first{e.place(), outcome}] = true
		}
		visitsOf[e.place()]++
		number := visitsOf[e.place()]
		if nameOrEmpty(e.Callid) == "" {
			nameless[instant{e.place(), e.At}]++
			number = nameless[instant{e.place(), e.At}]
		}
		i := Interaction{
			Entered: e.At, Callid: e.Callid, Channel: e.Channel, Campaign: e.Queue, Visit: number,
			AgentStarted: refused, Outcome: outcome, Ended: Maybe{e.At, true}, EndedBy: e.Name,
		}
		if refused {
			i.Agent = e.Agent
		}
		i.Contact, i.ContactName = e.contact()
		all = append(all, i)
	}
	return all
}
