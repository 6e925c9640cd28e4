package oracle

import (
	"slices"
	"strings"
)

// Session is one row of report.agent_session.
type Session struct {
	Agent         string
	Started       int64
	Ended         Maybe
	ClosedBy      string
	Member        bool
	StartInferred bool
}

func (s Session) stretch() stretch { return stretchOf(s.Started, s.Ended) }

// Sessions are the rows of report.agent_session.
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

// agentsOf are the agents that events name. Rows without agent make no sessions and no pauses.
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

// of are the events that concern an agent: its own, and restarts, which have no agent.
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

// logoffKind is `automatic` where data4 of AGENTLOGOFF says so, perhaps in brackets, or where data3 of
// AGENTCALLBACKLOGOFF is Autologoff; else `logoff`.
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

// loginTime is how long the session lasted, as logged by its logoff, at most 7 days: data1 of
// AGENTLOGOFF if it reads as seconds, else data2; of AGENTCALLBACKLOGOFF data2, else data1.
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

// loginSessions are the sessions of logins and logoffs, also those of no length.
func loginSessions(agent string, events []Event, latest int64) []Session {
	var all []Session
	var open *Session
	closeAt := func(at int64, by string) {
		open.Ended, open.ClosedBy = Maybe{at, true}, by
		all = append(all, *open)
		open = nil
	}
	for _, e := range events {
		// A login at or after the limit opens a new session, as the old one ended at its limit; a logoff
		// after it finds none open.
		if open != nil && (e.At > open.Started+week || e.At == open.Started+week && e.login()) {
			closeAt(open.Started+week, "limit")
		}
		switch {
		case e.login() && open == nil: // a login while a session is open changes nothing
			open = &Session{Agent: agent, Started: e.At}
		case e.logoff() && open != nil:
			closeAt(e.At, e.logoffKind())
		case e.logoff():
			// Without a login: as long as logged, but not before the end of the previous session.
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

// memberSessions are the union of an agent's memberships of queues on the days without login or logoff
// which no session of logins overlaps.
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

// spanOf is the span that an event begins and that the first later one which `ends` names ends, or 7 days.
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

// String is a session as `session agent from..to` and what else is known of it.
func (s Session) String() string {
	var b line
	b.WriteString("session " + s.Agent + " " + s.stretch().String())
	b.put("by", s.ClosedBy)
	b.flag("member", s.Member)
	b.flag("inferred", s.StartInferred)
	return b.String()
}
