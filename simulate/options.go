package simulate

// The options of a simulation.

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// Options say what is simulated and where it is written. Equal options give equal rows and figures, except for Speed.
type Options struct {
	Seed     uint64
	From, To time.Time      // of the simulation; both begin an interval
	Location *time.Location // of the centre: shifts, times in Master.csv and slots; nil is UTC
	Interval time.Duration  // of the figures: 15m, 30m or 1h; 0 is 1h
	Speed    int            // simulated seconds in a second; 0: as many as possible
	Busy     float64        // factor of the number of calls and chats; 0 is 1
	Drop     float64        // share of the calls that one of queue_log and CDR lacks

	QueueLog string        // name of the file; empty: none
	CDR      string        // name of the file; empty: none
	Rotate   time.Duration // simulated time between two rotations; 0: never
	Truncate bool          // rotate by copytruncate, not by renaming
	// Rotating is called before a file is copied and truncated, so that a reader can finish. What is written between
	// the copy and the truncation would be lost; nothing is.
	Rotating func(ctx context.Context) error

	DB *sql.DB // an empty MySQL or MariaDB database; nil: none, and no chats
}

// Check returns what is wrong with the options.
func (o Options) Check() error {
	switch {
	case o.Interval != 0 && o.Interval != 15*time.Minute && o.Interval != 30*time.Minute && o.Interval != time.Hour:
		return errors.New("the interval is 15m, 30m or 1h")
	case o.Speed < 0:
		return errors.New("the speed is a number of simulated seconds in a second, or 0 for as many as possible")
	case !o.To.After(o.From.Add(time.Hour - 1)):
		return errors.New("the simulation must last at least an hour")
	case o.Drop < 0 || o.Drop > .5:
		return errors.New("the share of dropped calls is 0 to 0.5")
	case o.Rotate < 0 || o.Rotate > 0 && o.Rotate < time.Minute:
		return errors.New("the time between rotations is at least 1m")
	case o.QueueLog == "" && o.CDR == "" && o.DB == nil:
		return errors.New("there is nothing to write: give a queue_log, a CDR file or a database")
	}
	o = o.withDefaults()
	for _, t := range []time.Time{o.From, o.To} {
		if !begins(t.In(o.Location), o.Interval) {
			return fmt.Errorf("%s does not begin an interval of %s", t.In(o.Location).Format(time.RFC3339), o.Interval)
		}
	}
	return nil
}

// step is the number of simulated seconds that are written at once: a tenth of a second.
func (o Options) step() int64 { return max(1, int64(o.Speed)/10) }

func (o Options) withDefaults() Options {
	if o.Location == nil {
		o.Location = time.UTC
	}
	if o.Interval == 0 {
		o.Interval = time.Hour
	}
	if o.Busy == 0 {
		o.Busy = 1
	}
	return o
}

// begins reports whether a slot begins at a reading of the clock.
func begins(local time.Time, interval time.Duration) bool {
	return local.Second() == 0 && local.Minute()%int(interval/time.Minute) == 0
}
