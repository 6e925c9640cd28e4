package api

import (
	"crypto/md5" //nolint:gosec // names agents shortly, and hides nothing
	"encoding/hex"
	"log/slog"
	"net"
	"sync"
	"time"

	"github.com/lib/pq"

	"github.com/ccrepo/ccrepo/api/problem"
)

const (
	// wakeChannel is what the database tells the agents on whose actions have changed, by the MD5 of their names.
	wakeChannel = "ccrepo_action"
	// A lost connection is opened anew at once, and where that fails after pauses that double from the one to the other.
	wakeRetry, wakeMaxRetry = 100 * time.Millisecond, 2 * time.Second
)

// wakeDialer makes connections that notice within some ten seconds that the other side has gone without a word.
type wakeDialer struct{}

// Dial implements pq.Dialer.
func (d wakeDialer) Dial(network, address string) (net.Conn, error) {
	return d.DialTimeout(network, address, 0)
}

// DialTimeout implements pq.Dialer.
func (wakeDialer) DialTimeout(network, address string, timeout time.Duration) (net.Conn, error) {
	dialer := net.Dialer{Timeout: timeout, KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: 5 * time.Second, Interval: 2 * time.Second, Count: 3}}
	return dialer.Dial(network, address) //nolint:wrapcheck // the driver wraps it
}

// wakes wakes those who wait for the actions of an agent to change. A wake says nothing but "look again": rows
// are the truth, and whoever was woken for nothing finds nothing new. One connection listens for all of the
// server; it is opened when somebody first waits, and kept.
type wakes struct {
	databaseURL string
	log         *slog.Logger

	mu       sync.Mutex
	of       map[string]map[*waiter]struct{} // by the MD5 of the agent
	listener *pq.Listener                    // nil as long as nobody has waited
	lost     bool                            // its connection is
	closed   bool
	running  sync.WaitGroup
}

// waiter is one who waits; the channel holds at most one wake.
type waiter struct{ changed chan struct{} }

func newWakes(databaseURL string, log *slog.Logger) *wakes {
	return &wakes{databaseURL: databaseURL, log: log, of: map[string]map[*waiter]struct{}{}}
}

// watch tells of changes to the actions of an agent from now on, until stop is called: look at the rows first after
// watch has returned, and then whenever changed gives a value. It also does where a change may have been missed,
// as when the database was away. Where the server cannot listen nothing comes: look now and then all the same.
func (w *wakes) watch(agent string) (changed <-chan struct{}, stop func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	name := wakeName(agent)
	waiting := &waiter{make(chan struct{}, 1)}
	if w.of[name] == nil {
		w.of[name] = map[*waiter]struct{}{}
	}
	w.of[name][waiting] = struct{}{}
	if w.listener == nil && !w.closed {
		w.listen()
	}
	return waiting.changed, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		delete(w.of[name], waiting)
		if len(w.of[name]) == 0 {
			delete(w.of, name)
		}
	}
}

// wakeName is what the database calls an agent in its notices, which are bounded in length.
func wakeName(agent string) string {
	sum := md5.Sum([]byte(agent)) //nolint:gosec // as above
	return hex.EncodeToString(sum[:])
}

// listen begins to listen. The caller holds the lock.
func (w *wakes) listen() {
	listener := pq.NewDialListener(wakeDialer{}, w.databaseURL, wakeRetry, wakeMaxRetry, w.note)
	w.listener = listener
	w.running.Go(func() {
		if err := listener.Listen(wakeChannel); err != nil {
			w.note(pq.ListenerEventConnectionAttemptFailed, err)
		}
		w.wake("") // what changed before is not told
	})
	w.running.Go(func() {
		for notice := range listener.Notify {
			if notice == nil { // the connection was lost and is there again
				w.wake("")
			} else {
				w.wake(notice.Extra)
			}
		}
	})
}

// note logs that the connection was lost, once until it is there again.
func (w *wakes) note(_ pq.ListenerEventType, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if err != nil && !w.lost && !w.closed {
		w.log.Warn("the server cannot listen for actions; until it can, streams only look now and then", "err", problem.LogText(err))
	}
	w.lost = err != nil
}

// wake wakes those who wait for an agent, by its short name; all of them where it is empty.
func (w *wakes) wake(name string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if name != "" {
		wakeAll(w.of[name])
		return
	}
	for _, waiting := range w.of {
		wakeAll(waiting)
	}
}

func wakeAll(waiting map[*waiter]struct{}) {
	for one := range waiting {
		select {
		case one.changed <- struct{}{}:
		default: // it is to look again already
		}
	}
}

// Close ends listening.
func (w *wakes) Close() error {
	w.mu.Lock()
	w.closed = true
	listener := w.listener
	w.mu.Unlock()
	if listener == nil {
		return nil
	}
	err := listener.Close()
	w.running.Wait()
	return err
}
