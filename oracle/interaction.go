package oracle

import (
	"slices"
	"strconv"
)

// Interaction is one row of report.interaction. Times and durations are in microseconds.
type Interaction struct {
	Entered                         int64
	Callid, Channel, Campaign       string
	Visit                           int
	Inferred, AgentStarted, Offered bool
	Outcome                         string
	Contact, ContactName            string
	Connected, Ended                Maybe
	EndedBy, Agent                  string
	Wait, Handle, Messages          Maybe
	Transfers, Reentries            int
}

// Answered reports whether an agent took an offered interaction.
func (i Interaction) Answered() bool {
	return i.Offered && slices.Contains([]string{"agent_ended", "caller_ended", "connected"}, i.Outcome)
}

// String returns `entered callid channel/campaign#visit outcome`, followed by the other known values. Whether it was
// offered follows from the outcome, and is named only where it does not.
func (i Interaction) String() string {
	var b line
	b.WriteString(stamp(i.Entered) + " " + i.Callid + " " + i.Channel + "/" + i.Campaign)
	b.WriteString("#" + Maybe{int64(i.Visit), true}.text() + " " + i.Outcome)
	b.flag("inferred", i.Inferred)
	b.flag("started", i.AgentStarted)
	if usual := !i.AgentStarted && slices.Contains([]string{"agent_ended", "caller_ended", "connected", "abandoned", "timed_out", "lost", "waiting"}, i.Outcome); i.Offered != usual {
		b.put("offered", strconv.FormatBool(i.Offered))
	}
	b.put("agent", i.Agent)
	b.put("connected", i.Connected.stamp())
	b.put("ended", i.Ended.stamp())
	b.put("by", i.EndedBy)
	b.put("wait", i.Wait.decimal())
	b.put("handle", i.Handle.decimal())
	b.put("messages", i.Messages.text())
	b.count("transfers", i.Transfers)
	b.count("reentries", i.Reentries)
	b.put("contact", i.Contact)
	b.put("name", i.ContactName)
	return b.String()
}
