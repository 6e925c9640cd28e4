package sample

// The rows that the simulation produces, one type for each kind of table.

// The event logs, by subject.
const (
	queueLog = iota
	webchatLog
	smsLog
	emailLog
	twitterLog
	messengerLog
	facebookLog
	eventLogs
)

// book holds all rows of the month. Times are seconds since 1970, 0 for none. Empty texts become NULL if the
// column is nullable, except for the data of events.
type book struct {
	events [eventLogs][]eventRow
	calls  []cdrRow
	tags   []tagRow
	refuse []refusalRow
	spool  []spoolRow
	lists  []listRow
	texts  []smsRow
	chats  []sipchatRow
	audits []auditRow
}

type eventRow struct {
	at, origID                 int64
	callID, queue, agent, name string
	data                       []string // at most five; missing ones are NULL
}

type cdrRow struct {
	at                                        int64
	clid, src, dst, context, channel, dstchan string
	lastApp, lastData                         string
	duration, billsec                         int64
	disposition, agent, mark, uniqueID, kind  string
	guid, cause, campaign                     string
	charged, cost                             string // decimal numbers
	note, contact                             string
	finish                                    int64
	rating, dialerBase, linkedID              string
	sequence                                  int
}

type tagRow struct {
	at         int64
	user, guid string
	time       int64
	comment    string
}

type refusalRow struct {
	at       int64
	src, dst string
}

type spoolRow struct {
	campaign, destination       string
	status                      int
	data, alternatives, contact string
	dialerBase                  string
	priority                    int
	agentPhone                  string
}

type listRow struct {
	campaign, name string
	records        int
	active         bool
	percentage     int
}

type smsRow struct {
	at                                     int64
	idm, campaign, direction, number, text string
	agent, smsBase, result, read, session  string
}

type sipchatRow struct {
	at                                             int64
	src, dest, message, srcAgent, dstAgent, status string
}

type auditRow struct {
	at                 int64
	user, host, action string
}

// log records an event at the present moment.
func (w *world) log(table int, callID, queue, agent, event string, data ...string) {
	w.origIDs[table]++
	w.book.events[table] = append(w.book.events[table], eventRow{
		at: w.clock, origID: w.origIDs[table], callID: callID, queue: queue, agent: agent, name: event, data: data,
	})
}

func (w *world) audit(user, host, action string) {
	w.book.audits = append(w.book.audits, auditRow{at: w.clock, user: user, host: host, action: action})
}
