package oracle

// The figures of the reports on agents and channels.

import "math/big"

// agentFact is an answered visit, a missed ring, an outbound call that ended, or a piece of time.
type agentFact struct {
	visit        *Visit
	ring, ended  bool
	microseconds int64
	piece        Piece
}

// AgentSummary computes the report agent-summary. Calls count at the time of their entry, rings and outbound calls
// at their own, and seconds when they pass, up to the newest event.
func AgentSummary(log Log, slots []Slice, of Filter) Report {
	f := newFacts[agentFact](slots, of)
	visits, rings := log.calls()
	for _, v := range visits {
		if v.Answered() {
			f.at(v.Entered, [2]string{v.Agent}, agentFact{visit: &v})
		}
	}
	for _, r := range rings {
		if r.Missed {
			f.at(r.At, [2]string{r.Agent}, agentFact{ring: true})
		}
	}
	for _, e := range log.telephony() {
		if e.Name == "OUTCALL" {
			f.at(e.At, [2]string{e.Agent}, agentFact{ended: true})
		}
	}
	for _, p := range Pieces(log) {
		s := stretchOf(p.Started, p.Ended)
		s.to = min(s.to, log.Latest()) // open pieces end at the newest event
		f.over(s, [2]string{p.Agent}, func(part stretch) agentFact { return agentFact{microseconds: part.to - part.from, piece: p} })
	}
	return f.report(agentFigures)
}

func agentFigures(facts []agentFact) map[string]string {
	var answered, missed, transferred, outcalls, session, pause, breaks, talk, hold, wrapup, busy, available, outbound int64
	var handled []int64
	for _, f := range facts {
		switch {
		case f.visit != nil:
			answered++
			transferred += oneIf(f.visit.Outcome == "transferred")
			if f.visit.Talk.Known {
				handled = append(handled, f.visit.Talk.Value+f.visit.Wrapup)
			}
		case f.ring:
			missed++
		case f.ended:
			outcalls++
		}
		p, us := f.piece, f.microseconds
		isBusy := p.Talking > 0 || p.WrappingUp > 0 || p.Outbound > 0
		session += us * oneIf(p.Session)
		pause += us * oneIf(p.Paused)
		breaks += us * oneIf(p.Break)
		talk += us * int64(p.Talking)
		hold += us * int64(p.Holding)
		wrapup += us * int64(p.WrappingUp)
		outbound += us * int64(p.Outbound)
		busy += us * oneIf(isBusy)
		available += us * oneIf(p.Session && !isBusy && !p.Paused && !p.Break)
	}
	figures := map[string]string{
		"agent_answer_rate": percent(answered, answered+missed),
		"occupancy":         percent(busy, busy+available), "utilisation": percent(busy, session),
		"aht_seconds": average(handled),
	}
	for name, n := range map[string]int64{"answered": answered, "rings_missed": missed, "transferred": transferred, "outbound_calls": outcalls} {
		figures[name] = Maybe{n, true}.text()
	}
	for name, us := range map[string]int64{
		"session_seconds": session, "pause_seconds": pause, "break_seconds": breaks, "talk_seconds": talk, "hold_seconds": hold,
		"wrapup_seconds": wrapup, "busy_seconds": busy, "available_seconds": available, "outbound_seconds": outbound,
	} {
		figures[name] = decimal(us)
	}
	return figures
}

// ChannelSummary computes the report channel-summary, whose dimensions are channel and campaign.
func ChannelSummary(log Log, slots []Slice, of Filter) Report {
	f := newFacts[Interaction](slots, of)
	interactions, _ := Interactions(log)
	for _, i := range interactions {
		f.at(i.Entered, [2]string{i.Channel, i.Campaign}, i)
	}
	return f.report(channelFigures)
}

func channelFigures(interactions []Interaction) map[string]string {
	counts := map[string]int64{"offered": 0, "answered": 0, "abandoned": 0, "timed_out": 0, "waiting": 0, "out_of_time": 0, "no_agents": 0,
		"max_queue": 0, "holiday": 0, "blacklisted": 0, "transferred": 0, "agent_started": 0}
	var waits, handles, messages []int64
	for _, i := range interactions {
		counts["offered"] += oneIf(i.Offered)
		counts["agent_started"] += oneIf(i.AgentStarted && i.Outcome != "refused")
		counts["transferred"] += oneIf(i.Transfers > 0)
		if _, counted := counts[i.Outcome]; counted {
			counts[i.Outcome]++
		}
		if i.Answered() {
			counts["answered"]++
			waits = append(waits, i.Wait.Value)
		}
		if i.Answered() || i.AgentStarted {
			if i.Handle.Known {
				handles = append(handles, i.Handle.Value)
			}
			if i.Messages.Known {
				messages = append(messages, i.Messages.Value*Second)
			}
		}
	}
	figures := map[string]string{"asa_seconds": average(waits), "handle_avg_seconds": average(handles), "messages_avg": average(messages)}
	for name, n := range counts {
		figures[name] = Maybe{n, true}.text()
	}
	return figures
}

// channelFact is a part that began, or a piece of the time of a part.
type channelFact struct {
	part    *Part
	passed  stretch
	agent   string
	counted bool
}

// ChannelAgents computes the report channel-agents, whose dimensions are channel and agent. A part counts when it
// began, and its time when it passes, up to the newest event.
func ChannelAgents(log Log, slots []Slice, of Filter) Report {
	f := newFacts[channelFact](slots, of)
	_, parts := Interactions(log)
	for _, p := range parts {
		names := [2]string{p.Channel, p.Agent}
		f.at(p.Started, names, channelFact{part: &p, agent: p.Agent, counted: true})
		s := p.stretch()
		s.to = min(s.to, log.LatestOfChannels())
		f.over(s, names, func(part stretch) channelFact { return channelFact{passed: part, agent: p.Agent} })
	}
	return f.report(channelAgentFigures)
}

func channelAgentFigures(facts []channelFact) map[string]string {
	var handled, in, out, seconds int64
	spans := map[string][]claim{}
	for _, f := range facts {
		if f.counted {
			handled++
			in += oneIf(f.part.In)
			out += oneIf(f.part.Out)
			continue
		}
		seconds += f.passed.to - f.passed.from
		spans[f.agent] = append(spans[f.agent], claim{stretch: f.passed})
	}
	var covered int64 // each moment of an agent once, over all channels
	for _, mine := range spans {
		for _, s := range union(byStart(mine)) {
			covered += s.to - s.from
		}
	}
	return map[string]string{
		"handled": Maybe{handled, true}.text(), "handle_seconds": decimal(seconds),
		"transferred_in": Maybe{in, true}.text(), "transferred_out": Maybe{out, true}.text(),
		"concurrency": ratio(big.NewRat(seconds, 1), big.NewRat(covered, 1)),
	}
}
