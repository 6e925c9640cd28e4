// Notifications of the database that the actions of an agent have changed.

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
	// notifyChannel is the channel on which the database sends the MD5 of the names of agents whose actions have changed.
	notifyChannel = "ccrepo_action"
	// A lost connection is opened again at once, and if that fails, after pauses that double from the first to the second.
	listenRetry, listenMaxRetry = 100 * time.Millisecond, 2 * time.Second
)

// listenDialer makes connections that detect within about ten seconds that the other side is gone.
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

// notifier wakes the streams and requests that wait for the actions of an agent to change. A wake has no content: the
// waiter reads the rows again, and may find nothing new. One connection listens for the whole server; it is opened for
// the first waiter and stays open.
type notifier struct {
	databaseURL string
	log         *slog.Logger

	mu       sync.Mutex
	of       map[string]map[*waiter]struct{} // by the MD5 of the agent
	listener *pq.Listener                    // nil until there is a waiter
	lost     bool                            // its connection is lost
	closed   bool
	running  sync.WaitGroup
}

// waiter waits for wakes; the channel holds at most one.
type waiter struct{ changed chan struct{} }

func newNotifier(databaseURL string, log *slog.Logger) *notifier {
	return &notifier{databaseURL: databaseURL, log: log, of: map[string]map[*waiter]struct{}{}}
}

// watch reports changes to the actions of an agent, from its return until stop is called. The caller reads the rows
// after watch has returned, and again whenever changed gives a value. changed also gives one if a change may have been
// missed, because the connection was lost. If the server cannot listen, it gives none: the caller must also read the
// rows from time to time.
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

// channelName returns the name of an agent in the database's notifications, whose length is limited.
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
		n.wake("") // earlier changes were not notified
	})
	n.running.Go(func() {
		for notice := range listener.Notify {
			if notice == nil { // the connection was lost and is open again
				n.wake("")
			} else {
				n.wake(notice.Extra)
			}
		}
	})
}

// note logs that the connection was lost, once until it is open again.
func (n *notifier) note(_ pq.ListenerEventType, err error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if err != nil && !n.lost && !n.closed {
		n.log.Warn("the server cannot listen for actions; until it can, streams poll for them", "err", problem.LogText(err))
	}
	n.lost = err != nil
}

// wake wakes the waiters of an agent, given by channelName; all waiters if it is empty.
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
		default: // it has a wake already
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
