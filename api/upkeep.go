package api

import (
	"context"
	"sync"
	"time"
)

// upkeep is what a running server does again and again, beside answering.
type upkeep struct {
	every time.Duration
	what  string // as the log tells that it fails
	do    func(context.Context) error
}

func (s *Server) upkeeps() []upkeep {
	return []upkeep{
		{sweepEvery, "old answers to writes are not deleted", s.deleteOldAnswers},
		{keepEvery, "the do-not-call list is not kept up", s.keepDoNotCall()},
		{markEvery, "dispositions wait for being marked", s.markDispositions},
		{expireEvery, "actions that have expired are not written down", s.expireActions},
	}
}

// keepUp does all of it, now and at its intervals; the function that it returns ends that.
func (s *Server) keepUp(ctx context.Context) (end func()) {
	ctx, stop := context.WithCancel(ctx)
	var running sync.WaitGroup
	for _, u := range s.upkeeps() {
		running.Go(func() { s.repeat(ctx, u) })
	}
	return func() {
		stop()
		running.Wait()
	}
}

// repeat does one of them until ctx ends. That it fails is logged once, until it succeeds.
func (s *Server) repeat(ctx context.Context, u upkeep) {
	tick := time.NewTicker(u.every)
	defer tick.Stop()
	failing := false
	for {
		err := u.do(ctx)
		if err != nil && !failing && ctx.Err() == nil {
			s.log.Error(u.what+"; it is tried again", "err", logText(err))
		}
		failing = err != nil
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
