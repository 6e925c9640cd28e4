// Package simulate is a contact centre whose figures are known. It writes what Asterisk and uContact would write, a
// queue_log, a Master.csv and a database in uContact's form, and counts what happens while it happens: an agent's
// time second by second, a call when it is over. The counts are the truth that the answers of a server, or the figures
// of another product, are compared with. It shares nothing with the reports that it verifies.
package simulate

// The simulation and its clock.

import (
	"context"
	"errors"
	"time"
)

// Run simulates the centre and returns its figures. All that it began has ended at the end of the simulation: calls
// are over, and agents are logged off.
func Run(ctx context.Context, o Options) (truth *Truth, err error) {
	if err := o.Check(); err != nil {
		return nil, err
	}
	o = o.withDefaults()
	out, err := openOutputs(ctx, o)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, out.close()) }()
	c := newCentre(o, out)
	started := time.Now()
	for end := o.To.Unix(); c.now < end; c.now++ {
		if err := pace(ctx, o, started, c.now-o.From.Unix()); err != nil {
			return nil, err
		}
		c.second(c.now == end-1)
		if err := out.flush(ctx, c.now == end-1); err != nil {
			return nil, err
		}
	}
	return c.truth(), nil
}

// pace waits until a second of the simulation is due.
func pace(ctx context.Context, o Options, started time.Time, second int64) error {
	if o.Speed == 0 || second%o.step() != 0 {
		return ctx.Err() //nolint:wrapcheck // the caller knows why it ended
	}
	select {
	case <-ctx.Done():
		return ctx.Err() //nolint:wrapcheck // the caller knows why it ended
	case <-time.After(time.Until(started.Add(time.Duration(second) * time.Second / time.Duration(o.Speed)))):
		return nil
	}
}
