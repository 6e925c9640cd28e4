// The hub of the wallboard: one set of questions to the database for all viewers of a view.

package page

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/api/problem"
)

const (
	// liveEvery and todayEvery are how often the figures of now and those of the day are asked.
	liveEvery  = time.Second
	todayEvery = 5 * time.Second
	// maxViewers limits the streams of a server.
	maxViewers = 2500
	// maxReplays limits the boards of a server that show the past. Each has a clock of its own, and asks every second.
	maxReplays = 20
)

// hub has the boards that have viewers.
type hub struct {
	ask     func(*http.Request, string) ([]byte, error)
	log     *slog.Logger
	now     func() time.Time
	version string

	mu      sync.Mutex
	boards  map[string]*board
	viewers int
	replays int
	closed  bool
	running sync.WaitGroup
}

// board is one view that principals with the same rights share.
type board struct {
	q       question
	replay  *replay // nil: the board shows the present
	viewers map[chan []byte]*auth.Principal
	last    []byte
	stop    context.CancelFunc
}

// section is a part of what a board shows, with its own age: if the newest question failed, the rows are those of the
// last answer, and Problem says why they are old.
type section struct {
	AsOf    *time.Time      `json:"as_of"`
	Rows    json.RawMessage `json:"rows"`
	Total   json.RawMessage `json:"total,omitempty"`
	Problem string          `json:"problem,omitempty"`
	// Closed is whether the key may not see this section.
	Closed bool `json:"closed,omitempty"`
}

// boardMessage is what a viewer gets every second.
type boardMessage struct {
	Now     time.Time `json:"now"`
	Version string    `json:"version"`
	Queues  *section  `json:"queues"`
	Agents  *section  `json:"agents"`
	Today   *section  `json:"today"`
	// Replay: the board shows the past. Now is then its moment.
	Replay *replayState `json:"replay,omitempty"`
}

// enter adds a viewer to the board of a view. The channel gets a message every second, and is closed when the hub is.
func (h *hub) enter(who *auth.Principal, q question) (<-chan []byte, func(), error) {
	// A board is shared by those who see the same rows, and as much of them.
	return h.join(who, q, fmt.Sprintf("%t %t %s\x00%s\x00%s", who.Limited, who.Has(auth.PII), who.Tag(), q.queues, q.today), nil)
}

// join adds a viewer to the board of a key, which begins if it is not there.
func (h *hub) join(who *auth.Principal, q question, key string, past *replay) (<-chan []byte, func(), error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return nil, nil, problem.Stopping()
	}
	if h.viewers >= maxViewers {
		return nil, nil, problem.New("too_many_requests", "The server has %d wallboards open, and opens no more.", maxViewers)
	}
	if past != nil && h.replays >= maxReplays {
		return nil, nil, problem.New("too_many_requests", "The server replays %d wallboards, and replays no more. Close one of them.", maxReplays)
	}
	plain := *who
	plain.Session = "" // it may end while others look at the board
	b := h.boards[key]
	if b == nil {
		ctx, stop := context.WithCancel(context.Background())
		b = &board{q: q, replay: past, viewers: map[chan []byte]*auth.Principal{}, stop: stop}
		h.boards[key] = b
		if past != nil {
			h.replays++
		}
		h.running.Go(func() { h.run(ctx, b) })
	}
	messages := make(chan []byte, 1)
	if b.last != nil {
		messages <- b.last
	}
	b.viewers[messages] = &plain
	h.viewers++
	return messages, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		if b.viewers[messages] == nil {
			return
		}
		delete(b.viewers, messages)
		h.viewers--
		if len(b.viewers) == 0 {
			b.stop()
			delete(h.boards, key)
			if past != nil {
				h.replays--
			}
		}
	}, nil
}

// run asks and sends until the last viewer has left.
func (h *hub) run(ctx context.Context, b *board) {
	m := boardMessage{Version: h.version, Queues: &section{}, Agents: &section{}, Today: &section{}}
	ticker := time.NewTicker(liveEvery)
	defer ticker.Stop()
	var asked time.Time
	for {
		q, now := b.q, h.now()
		if b.replay != nil {
			now, m.Replay = b.replay.moment(now)
			q = b.replay.question(q, now)
		}
		h.fill(ctx, b, m.Queues, q.queues)
		if !m.Agents.Closed {
			h.fill(ctx, b, m.Agents, q.agents)
		}
		if asked.IsZero() || time.Since(asked) >= todayEvery || b.replay != nil {
			asked = time.Now()
			h.fill(ctx, b, m.Today, q.today)
		}
		if ctx.Err() != nil {
			return
		}
		if m.Now = h.now(); b.replay != nil {
			m.Now = now
		}
		text, err := json.Marshal(m)
		if err != nil {
			h.log.Error("wallboard", "err", err)
			return
		}
		h.send(b, text)
		if m.Replay != nil && m.Replay.Ended {
			<-ctx.Done() // there is nothing more to show
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

// fill asks for a section. After a failure it keeps what it has.
func (h *hub) fill(ctx context.Context, b *board, s *section, target string) {
	body, err := h.ask(asOf(ctx, h.viewerOf(b)), target)
	if ctx.Err() != nil {
		return
	}
	var refused *problem.Problem
	var got struct {
		Data  json.RawMessage `json:"data"`
		Total json.RawMessage `json:"total"`
		AsOf  *time.Time      `json:"as_of"`
	}
	switch {
	case errors.As(err, &refused) && refused.Code == "campaign_limited":
		s.Closed = true
		return
	case err == nil:
		err = json.Unmarshal(body, &got)
	}
	if err != nil {
		if s.Problem == "" {
			h.log.Warn("wallboard without new figures", "url", target, "err", problem.LogText(err))
		}
		s.Problem = "no answer"
		if refused != nil {
			s.Problem = refused.Title
		}
		return
	}
	s.AsOf, s.Rows, s.Total, s.Problem = got.AsOf, got.Data, got.Total, ""
}

// viewerOf returns the principal of one of the viewers, as which a board asks: all of them may see the same. It is
// chosen anew for each question, as the key of one of them may have been revoked meanwhile.
func (h *hub) viewerOf(b *board) *auth.Principal {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, who := range b.viewers {
		return who
	}
	return &auth.Principal{Limited: true} // the last viewer has left, and the board ends
}

// send gives a message to all viewers of a board. A viewer that has not taken the one before misses that one.
func (h *hub) send(b *board, text []byte) {
	h.mu.Lock()
	defer h.mu.Unlock()
	b.last = text
	for viewer := range b.viewers {
		select {
		case <-viewer:
		default:
		}
		viewer <- text
	}
}

// close ends all streams, and waits for the questions that run.
func (h *hub) close() {
	h.mu.Lock()
	h.closed = true
	for _, b := range h.boards {
		b.stop()
		for viewer := range b.viewers {
			close(viewer)
			delete(b.viewers, viewer)
		}
	}
	h.mu.Unlock()
	h.running.Wait()
}

// asOf returns a request of a principal, for an ask outside of a request.
func asOf(ctx context.Context, who *auth.Principal) *http.Request {
	r, _ := http.NewRequestWithContext(ctx, http.MethodGet, "/", http.NoBody) // the arguments are constant
	r.RemoteAddr = "wallboard"
	return auth.WithPrincipal(r, who)
}
