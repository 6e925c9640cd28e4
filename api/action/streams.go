package action

import (
	"sync"
	"time"
)

// streamsOfAgent is the maximum number of streams of an agent; each of their tabs has at most one.
const streamsOfAgent = 32

// streams counts the open streams.
type streams struct {
	beat time.Duration

	mu sync.Mutex
	of map[string]int
	n  int
}

func newStreams(beat time.Duration) *streams {
	return &streams{beat: beat, of: map[string]int{}}
}

// enter counts a stream until leave is called; ok is false if the agent has the maximum number.
func (a *streams) enter(agent string) (leave func(), ok bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.of[agent] >= streamsOfAgent {
		return nil, false
	}
	a.of[agent]++
	a.n++
	return func() {
		a.mu.Lock()
		defer a.mu.Unlock()
		a.n--
		if a.of[agent]--; a.of[agent] == 0 {
			delete(a.of, agent)
		}
	}, true
}

func (a *streams) open() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.n
}
