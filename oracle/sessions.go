package oracle

import (
	"slices"
	"strings"
)

// Session is one row of report.agent_session. Times are in microseconds.
type Session struct {
	Agent         string
	Started       int64
	Ended         Maybe
	ClosedBy      string
	Member        bool
	StartInferred bool
}

func (s Session) stretch() stretch { return stretchOf(s.Started, s.Ended) }

// Sessions computes the rows of report.agent_session.
func Sessions(log Log) []Session {
	events, latest := log.telephony(), log.Latest()
	var all []Session
	for _, agent := range agentsOf(events) {
		mine := of(agent, events)
		sessions := loginSessions(agent, mine, latest)
		all = append(all, sessions...)
		all = append(all, memberSessions(agent, mine, sessions, latest)...)
	}
	return slices.DeleteFunc(all, func(s Session) bool { return s.stretch().empty() })
}

// agentsOf returns the agents of events. Rows without agent make no sessions and no pauses.
func agentsOf(events []Event) []string {
	var agents []string
	for _, e := range events {
		if e.Agent != "" {
			agents = append(agents, e.Agent)
		}
	}
	slices.Sort(agents)
	return slices.Compact(agents)
}

// of returns the events that affect an agent: their own, and restarts, which have no agent.
func of(agent string, events []Event) []Event {
	var mine []Event
	for _, e := range events {
		if e.Agent == agent || e.Name == "QUEUESTART" {
			mine = append(mine, e)
		}
	}
	return mine
}

func (e *Event) login() bool {
	return e.Name == "AGENTLOGIN" || e.Name == "AGENTCALLBACKLOGIN"
}

func (e *Event) logoff() bool {
	return e.Name == "AGENTLOGOFF" || e.Name == "AGENTCALLBACKLOGOFF"
}

// logoffKind returns `automatic` if data4 of AGENTLOGOFF is automatic, with or without brackets, or if data3 of
// AGENTCALLBACKLOGOFF is Autologoff; otherwise `logoff`.
func (e *Event) logoffKind() string {
	automatic := false
	switch e.Name {
	case "AGENTLOGOFF":
		text := strings.ToLower(strings.Trim(e.Data[3], " \t\n\r"))
		automatic = text == "automatic" || text == "[automatic]"
	case "AGENTCALLBACKLOGOFF":
		automatic = strings.ToLower(e.Data[2]) == "autologoff"
	}
	if automatic {
		return "automatic"
	}
	return "logoff"
}

// loginTime returns the duration of the session that its logoff records, at most 7 days: data1 of AGENTLOGOFF if
// it is a number, otherwise data2; data2 of AGENTCALLBACKLOGOFF if it is a number, otherwise data1.
func (e *Event) loginTime() Maybe {
	first, second := number(e.Data[0]), number(e.Data[1])
	if e.Name == "AGENTCALLBACKLOGOFF" {
		first, second = second, first
	}
	if !first.Known {
		first = second
	}
	return Maybe{min(first.Value*Second, week), first.Known}
}

// loginSessions returns the sessions of logins and logoffs, including those of zero length.
func loginSessions(agent string, events []Event, latest int64) []Session {
	var all []Session
	var open *Session
	closeAt := func(at int64, by string) {
		open.Ended, open.ClosedBy = Maybe{at, true}, by
		all = append(all, *open)
		open = nil
	}
	for _, e := range events {
		// A login at or after the limit opens a new session, because the old one ended at its limit; after it a
		// logoff finds no open session.
		if open != nil && (e.At > open.Started+week || e.At == open.Started+week && e.login()) {
			closeAt(open.Started+week, "limit")
		}
		switch {
		case e.login() && open == nil: // a login during an open session has no effect
			open = &Session{Agent: agent, Started: e.At}
		case e.logoff() && open != nil:
			closeAt(e.At, e.logoffKind())
		case e.logoff():
			// Without a login the session has the logged duration, but does not begin before the end of the
			// previous session.
			s := Session{Agent: agent, Started: e.At - e.loginTime().Value, Ended: Maybe{e.At, true}, ClosedBy: e.logoffKind(), StartInferred: true}
			if n := len(all); n > 0 {
				s.Started = max(s.Started, all[n-1].Ended.Value)
			}
			all = append(all, s)
		case e.Name == "QUEUESTART" && open != nil:
			closeAt(e.At, "restart")
		}
	}
	if open != nil && latest >= open.Started+week {
		closeAt(open.Started+week, "limit")
	}
	if open != nil {
		all = append(all, *open)
	}
	return all
}

// memberSessions returns the union of an agent's queue memberships on the days without login or logoff that no
// session of logins overlaps.
func memberSessions(agent string, events []Event, sessions []Session, latest int64) []Session {
	var claims []claim
	for i, e := range events {
		if e.Name == "ADDMEMBER" {
			claims = append(claims, spanOf(e, events[i+1:], latest, func(later Event) string {
				switch {
				case (later.Name == "REMOVEDMEMBER" || later.Name == "REMOVEMEMBER") && later.Queue == e.Queue:
					return "removed"
				case later.Name == "QUEUESTART":
					return "restart"
				}
				return ""
			}))
		}
	}
	qualifies := func(m int64) bool {
		return !slices.ContainsFunc(events, func(e Event) bool { return (e.login() || e.logoff()) && midnight(e.At) == m }) &&
			!slices.ContainsFunc(sessions, func(s Session) bool { return s.stretch().overlaps(dayOf(m)) })
	}
	var all []Session
	for _, s := range stays(claims, qualifies, latest, "login", []string{"removed", "restart", "limit"}) {
		all = append(all, Session{Agent: agent, Started: s.from, Ended: s.ended(), ClosedBy: s.by, Member: true})
	}
	return all
}

// spanOf returns the span that an event begins. It ends with the first later event for which ends returns a text,
// or after 7 days.
func spanOf(began Event, later []Event, latest int64, ends func(Event) string) claim {
	limit := began.At + week
	for _, e := range later {
		if by := ends(e); by != "" && e.At <= limit {
			return claim{stretch{began.At, e.At}, by, began}
		}
	}
	if latest >= limit {
		return claim{stretch{began.At, limit}, "limit", began}
	}
	return claim{stretch{began.At, forever}, "", began}
}

// String returns `session agent from..to`, followed by the other known values.
func (s Session) String() string {
	var b line
	b.WriteString("session " + s.Agent + " " + s.stretch().String())
	b.put("by", s.ClosedBy)
	b.flag("member", s.Member)
	b.flag("inferred", s.StartInferred)
	return b.String()
}
