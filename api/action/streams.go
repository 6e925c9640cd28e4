package action

import (
	"fmt"
	"sync"
	"time"

	"github.com/ccrepo/ccrepo/api/problem"
)

// streamBeat is the interval at which a stream sends a comment, and reads the actions in case a wake was missed.
const streamBeat = 15 * time.Second

// streamsOfAgent is the maximum number of streams of an agent by one key; each of the agent's tabs has at most one.
// Streams by other keys do not count, so that no client can shut out the browser of another.
const streamsOfAgent = 32

// Limits are the maximum numbers of open streams; zero is no limit.
type Limits struct {
	// Key is of all agents by one key or principal, All of the server.
	Key, All int
}

// streams counts the open streams.
type streams struct {
	beat time.Duration
	most Limits

	mu      sync.Mutex
	ofAgent map[streamOwner]int
	ofKey   map[string]int
	n       int
}

// streamOwner is an agent, and the key by which its streams were opened or by which their tokens were requested.
type streamOwner struct{ key, agent string }

func newStreams(beat time.Duration, most Limits) *streams {
	return &streams{beat: beat, most: most, ofAgent: map[streamOwner]int{}, ofKey: map[string]int{}}
}

// enter counts a stream until leave is called, or returns a problem if there are as many as allowed.
func (a *streams) enter(key, agent string) (leave func(), full *problem.Problem) {
	a.mu.Lock()
	defer a.mu.Unlock()
	owner := streamOwner{key, agent}
	switch {
	case a.ofAgent[owner] >= streamsOfAgent:
		full = tooMany("The agent has %d streams by this key, which is the maximum. Close some of their tabs.", streamsOfAgent)
	case a.most.Key > 0 && a.ofKey[key] >= a.most.Key:
		full = tooMany("This key and its tokens have %d streams, which is the maximum. Close some tabs, or raise the setting streams-per-key.", a.most.Key)
	case a.most.All > 0 && a.n >= a.most.All:
		full = problem.New("busy", "The server has %d streams, which is the maximum. Use another server of the database, or raise the setting streams.", a.most.All).After(streamBeat)
	}
	if full != nil {
		return nil, full
	}
	a.ofAgent[owner]++
	a.ofKey[key]++
	a.n++
	return func() {
		a.mu.Lock()
		defer a.mu.Unlock()
		a.n--
		if a.ofAgent[owner]--; a.ofAgent[owner] == 0 {
			delete(a.ofAgent, owner)
		}
		if a.ofKey[key]--; a.ofKey[key] == 0 {
			delete(a.ofKey, key)
		}
	}, nil
}

func tooMany(detail string, most int) *problem.Problem {
	return problem.New("too_many_requests", "%s", fmt.Sprintf(detail, most)).After(streamBeat)
}

func (a *streams) open() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.n
}
