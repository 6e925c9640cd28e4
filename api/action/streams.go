package action

import (
	"sync"
	"time"
)

// streamsOfAgent is how many streams an agent may have; each of his tabs has one at most.
const streamsOfAgent = 32

// streams counts the streams that are open.
type streams struct {
	beat time.Duration

	mu sync.Mutex
	of map[string]int
	n  int
}

func newStreams(beat time.Duration) *streams {
	return &streams{beat: beat, of: map[string]int{}}
}

// enter counts a stream until leave; ok is false where the agent has as many as there may be.
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
