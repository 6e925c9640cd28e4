package simulate

// What the centre is made of, and the rows that it writes.

import "strconv"

const queueLog = "queue_log_repo"

// unknown is a time that no line tells.
const unknown = -1

// queue is an inbound queue of calls.
type queue struct {
	name, extension string
	calls           float64 // in an hour of the day
	night           bool    // calls come at night too
	timeout         int64
	talk            float64 // median
	wrapup          int64   // longest
	members         []*agent
	waiting         []*call
}

// event is a line of the queue_log, or a row of a channel's log.
type event struct {
	at                         int64
	callID, queue, agent, name string
	data                       []string
}

// record is a call detail record.
type record struct {
	begun, answered, ended                int64 // answered: 0 if it was not
	id, guid, src, dst, app, campaign, by string
	billed                                int64
}

// kind is how an agent's presence is logged.
type kind int

const (
	uContact kind = iota // AGENTLOGIN, REALPAUSE and BREAK, with the pauses of telephony beside them
	asterisk             // AGENTLOGIN, PAUSE
	member               // only ADDMEMBER and REMOVEMEMBER, PAUSE
)

// agent is a person who works in the centre.
type agent struct {
	name   string
	kind   kind
	queues []*queue
	shift  int // hour at which it begins

	until    int64 // end of the shift
	in       bool
	since    int64
	session  int  // plans of one session do not hold in the next
	unlogged bool // the login has no line
	real     bool // in a pause of uContact
	onBreak  bool
	paused   map[string]bool // queues with a pause of telephony; "": all
	leaving  bool

	talking, holding, wrapping, outbound int64
	ringing                              bool
	rest                                 int64 // no ring before
	endWrapUp, endOutbound               func()
	lastCall                             int64
}

func (a *agent) engaged() bool { return a.ringing || a.talking+a.wrapping+a.outbound > 0 }

func (a *agent) away() bool { return a.real || a.onBreak || len(a.paused) > 0 }

// forget ends session, pauses and breaks without a line.
func (a *agent) forget() {
	a.in, a.unlogged, a.real, a.onBreak, a.paused, a.leaving, a.ringing = false, false, false, false, nil, false, false
	a.session++
}

// call is a call to queues, one visit after another.
type call struct {
	id, guid, number string
	begun, answered  int64
	billed           int64 // seconds of conversation
	agent            string
	queue            string
	visit            *visit
	noRecord         bool // dropped from the CDRs
}

// visit is a call's stay in a queue, from its entry to its end.
type visit struct {
	queue    *queue
	entered  int64
	slot     int  // in which it entered
	position int  // at entry; 0: no line says it
	unseen   bool // the entry has no line
	early    bool // the answer has a line before the entry
	dumps    int64

	ringing  *agent
	rangAt   int64
	lastRing int64 // end of the last ring

	agent     *agent // who answered
	connected int64
	wait      int64
	hold      int64
	holdBegan int64 // 0: not on hold
}

// channel is one of the ways to write to the centre.
type channel struct {
	name, table, campaign string
	perHour               float64
	started               string   // event of an interaction that an agent starts
	startedEnd            string   // its last event
	away                  []string // events of those that are turned away
}

// chat is an interaction.
type chat struct {
	*channel
	id, client string
	slot       int
	entered    int64
	agent      string
	connected  int64
	wait       int64
	transfers  int
}

func text(n int64) string { return strconv.FormatInt(n, 10) }
