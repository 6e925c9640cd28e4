package oracle

import (
	"cmp"
	"slices"
)

// Part is one row of report.interaction_part.
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

// addMoves gives every TRANSFERRED, ATTENDED and webchat TRANSFER to the visit that it lies within, one
// of its campaign before one of another, and counts the transfers.
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
				// Any order would do, but it must be one.
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

// parts are the parts of an answered or agent-started visit, also those of no length.
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
	transferred := false // by webchat's TRANSFER, which a CONNECT accepts
	var recovered Maybe  // when it was put into the queue again, and nobody has taken it since
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
			// The agent who had it goes on; another takes it out of the queue.
			if current == nil || current.Agent != e.Agent {
				closeAt(recovered.Value, false)
				begin(e.At, e.Agent, false)
			}
			recovered = Maybe{}
		}
	}
	// The handling time as logged is that of one agent only where nobody else had it.
	if v.Handle.Known && len(v.moves) == 0 && len(all) == 1 {
		all[0].Started = v.Ended.Value - v.Handle.Value
	}
	if current != nil {
		current.Ended = v.Ended
	}
	for i := range all {
		p := &all[i]
		// However long the log says that the handling was, a part lasts no longer than a visit may.
		if p.Ended.Known {
			p.Started = max(p.Started, p.Ended.Value-v.walk.limit)
		}
		p.Callid, p.Channel, p.Campaign, p.Visit, p.Entered, p.Number = v.Callid, v.Channel, v.Campaign, v.Visit, v.Entered, i+1
	}
	return all
}

// marks are the events that may hand a visit from one agent to another, in order, from when somebody
// handles it.
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

// before tells whether an event comes before anybody handles the visit, in written order.
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

// firstAgent is the agent of the CONNECT, else of the ending; of the start of what an agent started.
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

// kept are the parts of some length, numbered anew.
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

// String is a part as `part channel callid campaign#visit.part from..to agent` and what else is known.
func (p Part) String() string {
	var b line
	b.WriteString("part " + p.Channel + " " + p.Callid + " " + p.Campaign + "#")
	b.WriteString(Maybe{int64(p.Visit), true}.text() + "." + Maybe{int64(p.Number), true}.text())
	b.WriteString(" " + p.stretch().String() + " entered=" + stamp(p.Entered))
	b.put("agent", p.Agent)
	b.flag("in", p.In)
	b.flag("out", p.Out)
	return b.String()
}
