// What the simulation is made of.

package sample

// agent is a person who works in the centre.
type agent struct {
	id, name, extension string
	begin, end          [2]int // of the shift: hour and minute
	queues              []*queue
	channels            bool    // handles chats, messages and mail instead of calls
	slack               float64 // share of rings that are not answered
	pace                float64 // factor of talk and wrap-up times; 1 is ordinary

	present  bool
	session  int // number of logins; events planned in one session do not happen in the next
	since    int64
	away     *absence
	pending  *absence // begins when the call is over
	leaving  bool     // logs off when the call is over
	engaged  bool     // has a call: ringing, talking or wrapping up
	chats    int
	misses   int // consecutive rings that were not answered
	lastCall int64
	calls    int
}

// customer is a person who calls and writes.
type customer struct {
	contact, name, number, email, handle string
}

// queue is a campaign of calls: an inbound queue or an outbound dialer.
type queue struct {
	name, extension, number string
	outbound                bool
	volume                  float64 // calls on an ordinary weekday
	talk                    float64 // median talk time, in seconds
	wrapup                  int64   // seconds that an agent may take after a call
	patience                float64 // mean time until a caller abandons, in seconds
	timeout                 int64   // seconds after which a caller leaves the queue
	leaveWhenEmpty          bool
	key                     string // key with which a caller may leave the queue
	strategy                string // leastrecent, fewestcalls or rrmemory
	marks                   []string
	rate                    float64 // cost per minute
	since                   int64   // moment at which the campaign was created, if within the month

	members []*agent
	turn    int
	lists   []*dialList
}

// absence is a time in which an agent takes no calls: a break if it has a reason, otherwise a pause.
type absence struct {
	reason, comment string
	seconds         int64
	since           int64
	forgotten       bool // the agent left without logging off
}

type dialList struct {
	name       string
	percentage int
	active     bool
	contacts   []*dialContact
	cursor     int
}

// chat is one interaction on any of the channels.
type chat struct {
	channel       *channel
	campaign      string
	guid          string
	customer      *customer
	subject, post string
	started       bool // by an agent

	leg       int   // number of recoveries; events planned before one do not happen after it
	entered   int64 // most recent entry
	position  int
	connected int64
	hold      int64
	agent     *agent
	messages  int
	ignored   bool // no agent takes it
	over      bool
}

// channel is one of the ways to write to the centre.
type channel struct {
	table             int
	inbound, outbound string  // campaigns
	volume            float64 // interactions started by customers on an ordinary weekday
	started           float64 // interactions started by agents on an ordinary weekday
	handle            float64 // median handling time, in seconds
	pace              float64 // seconds between two messages
	startEvent        string  // first event of an interaction started by an agent
	startedEnd        string  // its last event
	atHours           bool    // customers who write when the centre is closed get a message and the interaction ends
	holidayMessage    bool

	waiting []*chat
	open    int
}

type dialContact struct {
	customer     *customer
	alternatives []string
	data         string
	priority     int
	agentPhone   string
	refuses      bool // on the do-not-call list

	status    int
	attempts  int
	claimed   int64
	notBefore int64
	done      bool // removed from the spool
}
