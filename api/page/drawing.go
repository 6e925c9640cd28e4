// The drawing of a call: a line of time with a lane for each queue and each agent.

package page

import (
	"fmt"
	"slices"
	"time"
)

// callAnswers are the answers that the page is made of.
type callAnswers struct {
	visits, rings, events, records, marks *answer
}

// drawing is a picture of 1,000 units of width.
type drawing struct {
	Height int
	Lanes  []lane
	Ticks  []tick
}

// lane is one queue or agent.
type lane struct {
	Name string
	Y    int
	Bars []bar
}

// bar is a span of time. Kind is its class: wait, talk, hold or ring.
type bar struct {
	X, Width    float64
	Kind, Title string
	// Flag is a mark at one moment: of a recording, or a transfer.
	Flag bool
}

type tick struct {
	X      float64
	Text   string
	Anchor string // of the text: middle, or end at the right border
}

const (
	laneHeight = 34
	laneLeft   = 190.0
	laneWidth  = 790.0
)

// span is one thing that a drawing shows.
type span struct {
	lane, kind, title string
	from, to          time.Time
	flag              bool
}

// draw returns the drawing of a call; nil if it was never in a queue.
func (v *view) draw(a *callAnswers) *drawing {
	if a.visits == nil || len(a.visits.Rows) == 0 {
		return nil
	}
	spans := v.spans(a)
	first, last := spans[0].from, spans[0].to
	for _, s := range spans {
		if s.from.Before(first) {
			first = s.from
		}
		if s.to.After(last) {
			last = s.to
		}
	}
	length := max(last.Sub(first).Seconds(), 1)
	x := func(t time.Time) float64 { return laneLeft + laneWidth*t.Sub(first).Seconds()/length }
	out := &drawing{}
	for _, s := range spans {
		i := slices.IndexFunc(out.Lanes, func(l lane) bool { return l.Name == s.lane })
		if i < 0 {
			i = len(out.Lanes)
			out.Lanes = append(out.Lanes, lane{Name: s.lane, Y: 8 + laneHeight*i})
		}
		out.Lanes[i].Bars = append(out.Lanes[i].Bars, bar{X: x(s.from), Width: max(2, x(s.to)-x(s.from)), Kind: s.kind, Title: s.title, Flag: s.flag})
	}
	out.Height = 8 + laneHeight*len(out.Lanes) + 26
	for i := range 5 {
		at := first.Add(time.Duration(float64(i) / 4 * length * float64(time.Second)))
		out.Ticks = append(out.Ticks, tick{X: x(at), Text: v.Clock(at), Anchor: []string{"middle", "end"}[i/4]})
	}
	return out
}

// spans returns what the drawing shows, queues first.
func (v *view) spans(a *callAnswers) []span {
	var queues, agents []span
	var start time.Time // of the first conversation, from which marks in the recording count
	for _, row := range a.visits.Rows {
		entered, connected, ended := momentOf(row, "entered_at"), momentOf(row, "connected_at"), momentOf(row, "ended_at")
		queue, agent := textOf(row, "queue"), textOf(row, "agent")
		waited := firstTime(connected, ended, a.events.AsOf)
		queues = append(queues, span{lane: queue, kind: "wait", from: entered, to: waited, title: v.T("waits %s", v.Duration(waited.Sub(entered).Seconds()))})
		if connected.IsZero() {
			continue
		}
		start = firstTime(start, connected)
		until := firstTime(ended, a.events.AsOf)
		agents = append(agents, span{lane: agent, kind: "talk", from: connected, to: until, title: v.T("talks %s", v.Duration(until.Sub(connected).Seconds()))})
		if to := textOf(row, "transferred_to"); to != "" {
			agents = append(agents, span{lane: agent, kind: "transfer", from: until, to: until, flag: true, title: v.T("transferred to %s", to)})
		}
	}
	if a.rings != nil {
		for _, row := range a.rings.Rows {
			milliseconds, _ := number64(row["ring_milliseconds"])
			seconds, at := milliseconds/1000, momentOf(row, "rang_at")
			agents = append(agents, span{lane: textOf(row, "agent"), kind: "ring", from: at.Add(-time.Duration(seconds * float64(time.Second))), to: at, title: v.T("rings %s", v.Duration(seconds))})
		}
	}
	agents = append(agents, v.holds(a)...)
	if a.marks != nil && !start.IsZero() {
		for _, row := range a.marks.Rows {
			if seconds, ok := number64(row["seconds"]); ok && row["what"] == "tag" {
				at := start.Add(time.Duration(seconds * float64(time.Second)))
				agents = append(agents, span{lane: agents[0].lane, kind: "mark", from: at, to: at, flag: true, title: fmt.Sprintf("%s: %s", v.Duration(seconds), textOf(row, "detail"))})
			}
		}
	}
	return append(queues, agents...)
}

// holds returns the times on hold, each from a HOLD to the next UNHOLD or the end of the log.
func (v *view) holds(a *callAnswers) []span {
	var out []span
	var since time.Time
	var agent string
	end := func(at time.Time) {
		if !since.IsZero() {
			out = append(out, span{lane: agent, kind: "hold", from: since, to: at, title: v.T("on hold %s", v.Duration(at.Sub(since).Seconds()))})
		}
		since = time.Time{}
	}
	for _, row := range a.events.Rows {
		at := momentOf(row, "datetime")
		switch row["event"] {
		case "HOLD":
			end(at)
			since, agent = at, textOf(row, "agent")
		case "UNHOLD", "COMPLETEAGENT", "COMPLETECALLER", "TRANSFER", "BLINDTRANSFER", "ATTENDEDTRANSFER":
			end(at)
		}
	}
	return out
}

// firstTime returns the first of the times that is one.
func firstTime(times ...time.Time) time.Time {
	for _, t := range times {
		if !t.IsZero() {
			return t
		}
	}
	return time.Time{}
}
