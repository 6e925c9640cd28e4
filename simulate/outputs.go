package simulate

// All outputs of a simulation.

import (
	"context"
	"errors"
	"io"
)

// output is what rows are written to.
type output interface {
	event(table string, e event)
	record(r record)
	// flush writes the rows that are due; last: all of them.
	flush(ctx context.Context, last bool) error
	io.Closer
}

// outputs writes to all outputs.
type outputs struct {
	all     []output
	written map[string]int64 // rows by table
}

func openOutputs(ctx context.Context, o Options) (*outputs, error) {
	out := &outputs{written: map[string]int64{}}
	if o.QueueLog != "" {
		f, err := openLog(o, o.QueueLog, false)
		if err != nil {
			return nil, err
		}
		out.all = append(out.all, f)
	}
	if o.CDR != "" {
		f, err := openLog(o, o.CDR, true)
		if err != nil {
			return nil, errors.Join(err, out.close())
		}
		out.all = append(out.all, f)
	}
	if o.DB != nil {
		d, err := openDatabase(ctx, o)
		if err != nil {
			return nil, errors.Join(err, out.close())
		}
		out.all = append(out.all, d)
	}
	return out, nil
}

func (out *outputs) event(table string, e event) {
	out.written[table]++
	for _, one := range out.all {
		one.event(table, e)
	}
}

func (out *outputs) record(r record) {
	out.written["cdr_repo"]++
	for _, one := range out.all {
		one.record(r)
	}
}

func (out *outputs) flush(ctx context.Context, last bool) error {
	for _, one := range out.all {
		if err := one.flush(ctx, last); err != nil {
			return err
		}
	}
	return nil
}

func (out *outputs) close() (err error) {
	for _, one := range out.all {
		err = errors.Join(err, one.Close())
	}
	return err
}
