// Package oracle computes from plain lists of events what the database derives from them: visits of calls,
// sessions, pauses and times of agents, interactions, and the figures of reports over these. It is a second
// implementation for tests only. It is written from the definitions and not from the SQL, and is deliberately slow
// and direct: if the two differ, one of them does not follow the definition. The package also generates random
// logs for the comparison.
package oracle

// The input of the oracle: events, call detail records and aliases, and their order.

import (
	"cmp"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Event is one row of queue_log_repo or, if Channel is not empty, of the channel's event log. Its time At is in
// microseconds since 1970.
type Event struct {
	Channel                    string // webchat, sms, email, twitter, messenger, facebook; otherwise empty
	ID, At                     int64
	Import                     int64 // number of the import that stored it; 0: none
	Position                   Maybe // byte position in its file
	Origid                     Maybe // id in the database that it was copied from
	Callid, Queue, Agent, Name string
	Data                       [5]string
}

// CDR is the part of a row of cdr_repo that connects a guid with calls.
type CDR struct {
	GUID, Uniqueid, Linkedid string
}

// Log is the complete input from which the relations are derived.
type Log struct {
	Events  []Event
	CDRs    []CDR
	Aliases map[string]string // app.agent_alias: agent by interface
	Now     int64             // time of reading; 0: later than every event
}

// Alias maps an interface to an agent.
type Alias struct {
	Interface, Agent string
}

// Row is one line of a log: a call detail record or an alias if one is set, otherwise an event.
type Row struct {
	Event Event
	CDR   *CDR
	Alias *Alias
}

func (r Row) isEvent() bool { return r.CDR == nil && r.Alias == nil }

// LogOf returns the log with these rows. Of several aliases of an interface the last one applies.
func LogOf(rows []Row) Log {
	log := Log{Aliases: map[string]string{}}
	for _, r := range rows {
		switch {
		case r.CDR != nil:
			log.CDRs = append(log.CDRs, *r.CDR)
		case r.Alias != nil:
			log.Aliases[r.Alias.Interface] = r.Alias.Agent
		default:
			log.Events = append(log.Events, r.Event)
		}
	}
	return log
}

// Maybe is a number that may be missing.
type Maybe struct {
	Value int64
	Known bool
}

// Second and Day are durations in microseconds, the unit of all times in this package.
const (
	Second = int64(1_000_000)
	Day    = 24 * 60 * 60 * Second
)

// Zero is the moment from which times in texts are counted: 2024-01-01 in UTC, a whole second.
const Zero = 1_704_067_200 * Second

var (
	wholeNumber = regexp.MustCompile(`^[ \t\n\r]*[0-9]{1,9}[ \t\n\r]*$`)
	calendarMin = time.Date(100, 1, 1, 0, 0, 0, 0, time.UTC).UnixMicro()
	calendarMax = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC).UnixMicro()
)

// writtenSource identifies the source of an event: an imported file, a copied database, or manual writes.
func (e Event) writtenSource() int64 {
	switch {
	case e.Import != 0:
		return e.Import
	case e.Origid.Known:
		return 0
	}
	return -1
}

// writtenPlace is the position of an event among those of its source.
func (e Event) writtenPlace() int64 {
	if e.Position.Known {
		return e.Position.Value
	}
	return e.Origid.Value
}

// compareWritten compares the order in which two events of one moment were written. Events of two sources have no
// such order; they are ordered by source, so that the result is well defined.
func compareWritten(a, b Event) int {
	return cmp.Or(cmp.Compare(a.writtenSource(), b.writtenSource()), cmp.Compare(a.writtenPlace(), b.writtenPlace()), cmp.Compare(a.ID, b.ID))
}

// inOrder returns the events whose times are in the supported range, sorted by time and then as written.
func inOrder(log []Event) []Event {
	log = slices.DeleteFunc(slices.Clone(log), func(e Event) bool { return e.At < calendarMin || e.At >= calendarMax })
	slices.SortStableFunc(log, func(a, b Event) int {
		return cmp.Or(cmp.Compare(a.At, b.At), compareWritten(a, b))
	})
	return log
}

// telephony returns the events of queue_log_repo in order, channels those of the six channels' logs. Agents and
// queues have the names that the relations show.
func (l Log) telephony() []Event { return l.named(func(e Event) bool { return e.Channel == "" }) }
func (l Log) channels() []Event  { return l.named(func(e Event) bool { return e.Channel != "" }) }

func (l Log) named(wanted func(Event) bool) []Event {
	var events []Event
	for _, e := range inOrder(l.Events) {
		if wanted(e) {
			e.Queue, e.Agent = nameOrEmpty(e.Queue), l.agent(e.Agent)
			events = append(events, e)
		}
	}
	return events
}

// agent returns the name that reports show for a logged agent.
func (l Log) agent(name string) string {
	name = nameOrEmpty(name)
	if agent, known := l.Aliases[name]; known {
		return agent
	}
	return name
}

// Latest is the time of the newest event of queue_log_repo that is not more than a day ahead, and at most now.
func (l Log) Latest() int64 { return l.latest(l.telephony()) }

// LatestOfChannels is the same of the channels' logs.
func (l Log) LatestOfChannels() int64 { return l.latest(l.channels()) }

func (l Log) latest(events []Event) int64 {
	const day = 24 * 60 * 60 * 1_000_000
	for i := len(events) - 1; i >= 0; i-- {
		switch at := events[i].At; {
		case l.Now == 0 || at <= l.Now:
			return at
		case at <= l.Now+day:
			return l.Now
		}
	}
	return math.MinInt64
}

func nameOrEmpty(name string) string {
	if name == "NONE" {
		return ""
	}
	return name
}

// number parses a number of the log. A negative or unreadable one is missing.
func number(text string) Maybe {
	if !wholeNumber.MatchString(text) {
		return Maybe{}
	}
	value, err := strconv.ParseInt(strings.TrimSpace(text), 10, 64)
	return Maybe{value, err == nil}
}

// seconds parses a duration of the log, in seconds. It returns microseconds.
func seconds(text string) Maybe {
	n := number(text)
	return Maybe{n.Value * Second, n.Known}
}

// Scan reads a nullable number from a database. It must be whole, so that rounding cannot hide a difference.
func (m *Maybe) Scan(value any) error {
	*m = Maybe{}
	if value == nil {
		return nil
	}
	text := fmt.Sprintf("%s", value)
	if n, ok := value.(int64); ok {
		text = strconv.FormatInt(n, 10)
	}
	whole, fraction, _ := strings.Cut(text, ".")
	if strings.Trim(fraction, "0") != "" {
		return fmt.Errorf("%s is not a whole number", text)
	}
	n, err := strconv.ParseInt(whole, 10, 64)
	if err != nil {
		return fmt.Errorf("read a number: %w", err)
	}
	*m = Maybe{n, true}
	return nil
}

func compareBools(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}
