package oracle

import (
	"cmp"
	"slices"
)

// Part is one row of report.interaction_part. Times and durations are in microseconds.
type Part struct {
	Started                   int64
	Callid, Channel, Campaign string
	Visit, Number             int
	Entered                   int64
	Agent                     string
	Ended                     Maybe
	In, Out                   bool
}

func (p Part) stretch() stretch { return stretchOf(p.Started, p.Ended) }

// addMoves assigns every TRANSFERRED, ATTENDED and webchat TRANSFER to the visit that it lies within, preferring a
// visit of its own campaign, and counts the transfers.
func addMoves(visits []*handled, events []Event) {
	for _, e := range events {
		transfer := e.Name == "TRANSFERRED" || e.Name == "TRANSFER" && e.Channel == "webchat"
		if !transfer && e.Name != "ATTENDED" {
			continue
		}
		var found *handled
		for _, v := range visits {
			if v.Channel != e.Channel || v.Callid != e.Callid || e.At < v.Entered || v.Ended.Known && e.At > v.Ended.Value {
				continue
			}
			if found == nil || cmp.Or(
				compareBools(v.Campaign == e.Queue, found.Campaign == e.Queue),
				cmp.Compare(v.Entered, found.Entered),
				// The rest only makes the order well defined.
				cmp.Compare(found.Campaign, v.Campaign),
				cmp.Compare(v.Visit, found.Visit)) > 0 {
				found = v
			}
		}
		if found == nil {
			continue
		}
		found.moves = append(found.moves, e)
		if transfer {
			found.Transfers++
		}
	}
}

// parts returns the parts of an answered or agent-started visit, including those of zero length.
func (v *handled) parts(log Log) []Part {
	if !v.Answered() && !v.AgentStarted {
		return nil
	}
	all := []Part{{Started: v.Connected.Value, Agent: v.firstAgent()}}
	current := &all[0]
	closeAt := func(at int64, transferred bool) {
		if current != nil {
			current.Ended, current.Out, current = Maybe{at, true}, transferred, nil
		}
	}
	begin := func(at int64, agent string, transferred bool) {
		all = append(all, Part{Started: at, Agent: agent, In: transferred})
		current = &all[len(all)-1]
	}
	transferred := false // by a webchat TRANSFER, which a CONNECT accepts
	var recovered Maybe  // moment at which it went back to the queue, if no agent has taken it since
	for _, e := range v.marks() {
		switch {
		case e.Name == "REENTERQUEUE":
			recovered = Maybe{e.At, true}
		case e.Name == "TRANSFERRED", e.Name == "TRANSFER":
			closeAt(e.At, true)
			transferred = transferred || e.Name == "TRANSFER"
		case e.Name == "ATTENDED":
			closeAt(e.At, true)
			begin(e.At, cmp.Or(log.agent(e.Data[1]), e.Agent), true)
			transferred, recovered = false, Maybe{}
		case transferred: // a CONNECT
			begin(e.At, e.Agent, true)
			transferred, recovered = false, Maybe{}
		case recovered.Known && e.Agent != "":
			// The same agent continues their part; another agent takes the interaction out of the queue.
			if current == nil || current.Agent != e.Agent {
				closeAt(recovered.Value, false)
				begin(e.At, e.Agent, false)
			}
			recovered = Maybe{}
		}
	}
	// The logged handling time is that of one agent only if no other agent handled the visit.
	if v.Handle.Known && len(v.moves) == 0 && len(all) == 1 {
		all[0].Started = v.Ended.Value - v.Handle.Value
	}
	if current != nil {
		current.Ended = v.Ended
	}
	for i := range all {
		p := &all[i]
		// A part lasts no longer than a visit may, whatever handling time was logged.
		if p.Ended.Known {
			p.Started = max(p.Started, p.Ended.Value-v.walk.limit)
		}
		p.Callid, p.Channel, p.Campaign, p.Visit, p.Entered, p.Number = v.Callid, v.Channel, v.Campaign, v.Visit, v.Entered, i+1
	}
	return all
}

// marks returns the events that may pass a visit from one agent to another, in order, from the moment at which an
// agent first handles it.
func (v *handled) marks() []Event {
	marks := slices.Clone(v.moves)
	for _, e := range slices.Concat(v.walk.laterConnects, v.walk.reentries) {
		marks = append(marks, *e)
	}
	if v.AgentStarted && v.walk.connect != nil {
		marks = append(marks, *v.walk.connect)
	}
	return slices.DeleteFunc(inOrder(marks), v.before)
}

// before reports whether an event comes before any agent handles the visit, in written order.
func (v *handled) before(e Event) bool {
	began := v.walk.connect
	if v.AgentStarted {
		began = v.walk.entry
	}
	if began != nil && began.At == e.At {
		return compareWritten(e, *began) < 0
	}
	return e.At < v.Connected.Value
}

// firstAgent returns the agent of the CONNECT, otherwise of the ending; for a visit that an agent started, the
// agent of the start.
func (v *handled) firstAgent() string {
	w := v.walk
	agent := ""
	connect := w.connect
	if connect == nil {
		connect = w.lateConnect
	}
	switch {
	case v.AgentStarted && w.entry != nil:
		agent = w.entry.Agent
	case connect != nil && !v.AgentStarted:
		agent = connect.Agent
	}
	if agent == "" && w.ending != nil {
		agent = w.ending.Agent
	}
	return agent
}

// kept returns the parts that are not empty, numbered again.
func kept(parts []Part) []Part {
	numbers := map[[4]any]int{}
	var all []Part
	for _, p := range parts {
		if p.stretch().empty() {
			continue
		}
		visit := [4]any{p.Channel, p.Callid, p.Campaign, p.Visit}
		numbers[visit]++
		p.Number = numbers[visit]
		all = append(all, p)
	}
	return all
}

// String returns `part started callid channel/campaign#visit.part`, followed by the other known values.
func (p Part) String() string {
	var b line
	b.WriteString("part " + stamp(p.Started) + " " + p.Callid + " " + p.Channel + "/" + p.Campaign + "#")
	b.WriteString(Maybe{int64(p.Visit), true}.text() + "." + Maybe{int64(p.Number), true}.text())
	b.put("agent", p.Agent)
	b.put("ended", p.Ended.stamp())
	b.flag("in", p.In)
	b.flag("out", p.Out)
	return b.String()
}

// handled is an interaction with the events that its parts are computed from.
type handled struct {
	Interaction
	walk  *walk
	moves []Event // TRANSFERRED, ATTENDED, TRANSFER
}
