package action

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
	// notifyChannel is what the database tells the agents on whose actions have changed, by the MD5 of their names.
	notifyChannel = "ccrepo_action"
	// A lost connection is opened anew at once, and where that fails after pauses that double from the one to the other.
	listenRetry, listenMaxRetry = 100 * time.Millisecond, 2 * time.Second
)

// listenDialer makes connections that notice within some ten seconds that the other side has gone without a word.
type listenDialer struct{}

// Dial implements pq.Dialer.
func (d listenDialer) Dial(network, address string) (net.Conn, error) {
	return d.DialTimeout(network, address, 0)
}

// DialTimeout implements pq.Dialer.
func (listenDialer) DialTimeout(network, address string, timeout time.Duration) (net.Conn, error) {
	dialer := net.Dialer{Timeout: timeout, KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: 5 * time.Second, Interval: 2 * time.Second, Count: 3}}
	return dialer.Dial(network, address) //nolint:wrapcheck // the driver wraps it
}

// notifier notifier those who wait for the actions of an agent to change. A wake says nothing but "look again": rows
// are the truth, and whoever was woken for nothing finds nothing new. One connection listens for all of the
// server; it is opened when somebody first waits, and kept.
type notifier struct {
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

func newNotifier(databaseURL string, log *slog.Logger) *notifier {
	return &notifier{databaseURL: databaseURL, log: log, of: map[string]map[*waiter]struct{}{}}
}

// watch tells of changes to the actions of an agent from now on, until stop is called: look at the rows first after
// watch has returned, and then whenever changed gives a value. It also does where a change may have been missed,
// as when the database was away. Where the server cannot listen nothing comes: look now and then all the same.
func (n *notifier) watch(agent string) (changed <-chan struct{}, stop func()) {
	n.mu.Lock()
	defer n.mu.Unlock()
	name := channelName(agent)
	waiting := &waiter{make(chan struct{}, 1)}
	if n.of[name] == nil {
		n.of[name] = map[*waiter]struct{}{}
	}
	n.of[name][waiting] = struct{}{}
	if n.listener == nil && !n.closed {
		n.listen()
	}
	return waiting.changed, func() {
		n.mu.Lock()
		defer n.mu.Unlock()
		delete(n.of[name], waiting)
		if len(n.of[name]) == 0 {
			delete(n.of, name)
		}
	}
}

// channelName is what the database calls an agent in its notices, which are bounded in length.
func channelName(agent string) string {
	sum := md5.Sum([]byte(agent)) //nolint:gosec // as above
	return hex.EncodeToString(sum[:])
}

// listen begins to listen. The caller holds the lock.
func (n *notifier) listen() {
	listener := pq.NewDialListener(listenDialer{}, n.databaseURL, listenRetry, listenMaxRetry, n.note)
	n.listener = listener
	n.running.Go(func() {
		if err := listener.Listen(notifyChannel); err != nil {
			n.note(pq.ListenerEventConnectionAttemptFailed, err)
		}
		n.wake("") // what changed before is not told
	})
	n.running.Go(func() {
		for notice := range listener.Notify {
			if notice == nil { // the connection was lost and is there again
				n.wake("")
			} else {
				n.wake(notice.Extra)
			}
		}
	})
}

// note logs that the connection was lost, once until it is there again.
func (n *notifier) note(_ pq.ListenerEventType, err error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if err != nil && !n.lost && !n.closed {
		n.log.Warn("the server cannot listen for actions; until it can, streams only look now and then", "err", problem.LogText(err))
	}
	n.lost = err != nil
}

// wake notifier those who wait for an agent, by its short name; all of them where it is empty.
func (n *notifier) wake(name string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if name != "" {
		wakeAll(n.of[name])
		return
	}
	for _, waiting := range n.of {
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
func (n *notifier) Close() error {
	n.mu.Lock()
	n.closed = true
	listener := n.listener
	n.mu.Unlock()
	if listener == nil {
		return nil
	}
	err := listener.Close()
	n.running.Wait()
	return err
}
