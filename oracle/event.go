// Package oracle works out from plain lists of events what the database derives from them: visits of
// calls, sessions, pauses and time of agents, interactions, and the figures of reports over these. It is
// a second implementation, written from the definitions and not from the SQL, slow and direct on
// purpose, for tests alone: where the two differ, one of them misreads the definition. Logs at random
// to compare them on come with it.
package oracle

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

// Event is one row of queue_log_repo, or of the log of the channel where one is named; its time is in
// microseconds since 1970.
type Event struct {
	Channel                    string // webchat, sms, email, twitter, messenger, facebook; else empty
	ID, At                     int64
	Import                     int64 // number of the import that brought it; 0: none
	Position                   Maybe // where it stands in its file
	Origid                     Maybe // its id in the copied database that it comes from
	Callid, Queue, Agent, Name string
	Data                       [5]string
}

// CDR is what a row of cdr_repo says about which calls belong to a guid.
type CDR struct {
	GUID, Uniqueid, Linkedid string
}

// Log is all that the relations are derived from.
type Log struct {
	Events  []Event
	CDRs    []CDR
	Aliases map[string]string // app.agent_alias: interface to agent
	Now     int64             // the time at which it is read; 0: later than every event
}

// Alias says which agent an interface is.
type Alias struct {
	Interface, Agent string
}

// Row is one line of a log: an event or, where there is one, a call detail record or an alias.
type Row struct {
	Event Event
	CDR   *CDR
	Alias *Alias
}

func (r Row) isEvent() bool { return r.CDR == nil && r.Alias == nil }

// LogOf is the log that rows make; of several aliases of an interface the last counts.
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

// Second and Day are in microseconds, as all times here are.
const (
	Second = int64(1_000_000)
	Day    = 24 * 60 * 60 * Second
)

// Zero is the moment from which texts count their seconds, 2024-01-01 in UTC; a whole second.
const Zero = 1_704_067_200 * Second

var (
	wholeNumber = regexp.MustCompile(`^[ \t\n\r]*[0-9]{1,9}[ \t\n\r]*$`)
	calendarMin = time.Date(100, 1, 1, 0, 0, 0, 0, time.UTC).UnixMicro()
	calendarMax = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC).UnixMicro()
)

// writtenSource is where an event comes from: an imported file, a copied database, or a writer by hand.
func (e Event) writtenSource() int64 {
	switch {
	case e.Import != 0:
		return e.Import
	case e.Origid.Known:
		return 0
	}
	return -1
}

// writtenPlace is where an event stands among those of its source.
func (e Event) writtenPlace() int64 {
	if e.Position.Known {
		return e.Position.Value
	}
	return e.Origid.Value
}

// compareWritten compares the order in which two events of one moment were written. Those of two sources have
// no such order, but some order is needed.
func compareWritten(a, b Event) int {
	return cmp.Or(cmp.Compare(a.writtenSource(), b.writtenSource()), cmp.Compare(a.writtenPlace(), b.writtenPlace()), cmp.Compare(a.ID, b.ID))
}

// inOrder are the events whose time can be computed with, in the order of their times and as they were written.
func inOrder(log []Event) []Event {
	log = slices.DeleteFunc(slices.Clone(log), func(e Event) bool { return e.At < calendarMin || e.At >= calendarMax })
	slices.SortStableFunc(log, func(a, b Event) int {
		return cmp.Or(cmp.Compare(a.At, b.At), compareWritten(a, b))
	})
	return log
}

// telephony are the events of queue_log_repo in order, channels those of the six channels' logs; agents
// and queues as they are called in the relations.
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

// agent is whom reports show for an agent as logged.
func (l Log) agent(name string) string {
	name = nameOrEmpty(name)
	if agent, known := l.Aliases[name]; known {
		return agent
	}
	return name
}

// Latest is the time of the newest event of queue_log_repo, but not in the future.
func (l Log) Latest() int64 { return l.latest(l.telephony()) }

// LatestOfChannels is the time of the newest event of the channels' logs, but not in the future.
func (l Log) LatestOfChannels() int64 { return l.latest(l.channels()) }

func (l Log) latest(events []Event) int64 {
	if len(events) == 0 {
		return math.MinInt64
	}
	at := events[len(events)-1].At
	if l.Now != 0 {
		at = min(at, l.Now)
	}
	return at
}

func nameOrEmpty(name string) string {
	if name == "NONE" {
		return ""
	}
	return name
}

// number reads a figure of the log; a negative or unreadable one counts as missing.
func number(text string) Maybe {
	if !wholeNumber.MatchString(text) {
		return Maybe{}
	}
	value, err := strconv.ParseInt(strings.TrimSpace(text), 10, 64)
	return Maybe{value, err == nil}
}

// seconds reads a duration of the log, in microseconds.
func seconds(text string) Maybe {
	n := number(text)
	return Maybe{n.Value * Second, n.Known}
}

// Scan reads a nullable number of a database, which must be whole, so that no rounding hides a difference.
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
		return fmt.Errorf("%s is no whole number", text)
	}
	n, err := strconv.ParseInt(whole, 10, 64)
	if err != nil {
		return fmt.Errorf("read a number: %w", err)
	}
	*m = Maybe{n, true}
	return nil
}
