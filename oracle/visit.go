package oracle

// Visit is one row of report.queue_call. Times and durations are in microseconds.
type Visit struct {
	Entered                    int64
	Callid, Queue              string
	Number                     int
	Inferred                   bool
	Outcome                    string
	Connected, Ended           Maybe
	EndedBy, Agent             string
	Wait, Talk                 Maybe
	RingSeconds, Position      Maybe
	Hold, Wrapup               int64
	Dumps                      int
	Callerid, ExitKey, MovedTo string
}
