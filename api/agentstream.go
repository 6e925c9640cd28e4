package api

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/api/query"
	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/route"
)

const (
	agentStreamPath = "/v1/agents/{agent}/stream"

	// streamBeat is how often a stream says that it is alive, and looks whether a wake was missed.
	streamBeat = 15 * time.Second
	// streamCheck is how often it sees whether who asked for it still may, and tries again what failed.
	streamCheck = time.Second
	// streamsOfAgent is how many streams an agent may have; each of his tabs has one at most.
	streamsOfAgent = 32
	// streamRetry is after how many milliseconds a browser comes again.
	streamRetry = 1000
)

// agentStreams counts the streams that are open.
type agentStreams struct {
	beat time.Duration

	mu sync.Mutex
	of map[string]int
	n  int
}

func newAgentStreams() *agentStreams {
	return &agentStreams{beat: streamBeat, of: map[string]int{}}
}

// enter counts a stream until leave; ok is false where the agent has as many as there may be.
func (a *agentStreams) enter(agent string) (leave func(), ok bool) {
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

func (a *agentStreams) open() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.n
}

func (s *Server) addAgentStream() {
	path := echoPath(agentStreamPath)
	s.needs(http.MethodGet, path, auth.Act)
	s.opensToAgents(http.MethodGet, path)
	s.echo.GET(path, s.streamActions)
}

// agentStream is one stream of an agent's actions. It holds no connection to the database while it waits.
type agentStream struct {
	*Server
	who     *auth.Principal
	agent   string
	out     *echo.Response
	control *http.ResponseController

	last    int64  // id of the newest action that its client has
	resumed bool   // the client was away, and is told what became of actions meanwhile
	begun   bool   // the first look is done
	told    []told // what it knows of, in the order of the ids
	buf     []byte
}

// told is an action as the stream told it last, or found it.
type told struct {
	id      int64
	state   string
	created time.Time
	ended   bool
}

// streamActions answers with events until the client leaves, the token ends or the server does.
func (s *Server) streamActions(c echo.Context) error {
	req := c.Request()
	if !fits(req, agentStreamPath) {
		return echo.ErrNotFound
	}
	args, invalid := s.writeArgs(c, &writeRoute{params: []route.Param{agentParam()}})
	if invalid != nil {
		return invalid
	}
	a := &agentStream{Server: s, who: auth.PrincipalOf(req.Context()), agent: args["agent"].(string), out: c.Response(), control: http.NewResponseController(c.Response().Writer)}
	if invalid := checkAgent(a.agent); invalid != nil {
		return invalid
	}
	if !a.who.MayActFor(a.agent) {
		return problem.New("agent_limited", "The token is another agent's.")
	}
	if text := req.Header.Get("Last-Event-ID"); text != "" {
		last, err := strconv.ParseInt(text, 10, 64)
		if err != nil || last < 0 {
			return problem.Param("invalid_value", "Last-Event-ID", "%q is no id of an action", problem.Clip(text))
		}
		a.last, a.resumed = last, true
	}
	if s.shutdown.stopping.Err() != nil {
		return newStopping()
	}
	leave, ok := s.agentStreams.enter(a.agent)
	if !ok {
		return problem.New("too_many_requests", "The agent has %d streams, as many as there may be. Close some of the tabs.", streamsOfAgent).After(streamBeat)
	}
	defer leave()
	changed, stop := s.wakes.watch(a.agent)
	defer stop()
	first, err := a.read(req.Context())
	if err != nil {
		return err
	}
	h := c.Response().Header()
	h.Add(echo.HeaderVary, echo.HeaderAuthorization)
	h.Set(echo.HeaderContentType, "text/event-stream")
	h.Set(echo.HeaderCacheControl, "no-store")
	h.Set("X-Accel-Buffering", "no") // of nginx, which would hold events back
	// The time for a request is for one that ends.
	_ = a.control.SetReadDeadline(time.Time{})
	a.buf = fmt.Appendf(a.buf, "retry: %d\n\n", streamRetry)
	if isHead(req.Context()) {
		return c.NoContent(http.StatusOK)
	}
	if err := a.tell(req.Context(), first); err != nil {
		return err
	}
	return a.run(req.Context(), changed)
}

// run tells what changes. That its client leaves is how a stream ends, no failure.
func (a *agentStream) run(ctx context.Context, changed <-chan struct{}) error {
	beat, check := time.NewTicker(a.agentStreams.beat), time.NewTicker(streamCheck)
	defer beat.Stop()
	defer check.Stop()
	again := false // the last look failed
	for {
		var look bool
		select {
		case <-changed:
			look = true
		case <-beat.C:
			a.buf = append(a.buf, ":\n\n"...)
			look = true
		case <-check.C:
			look = again
		case <-a.shutdown.stopping.Done():
			return a.end("the server is being restarted")
		case <-ctx.Done():
			return nil
		}
		counts, err := a.counts(ctx)
		if err == nil && !counts {
			return a.end("the token has ended")
		}
		if err == nil && look {
			err = a.look(ctx)
		}
		if ctx.Err() != nil {
			return nil
		}
		if err != nil && !again {
			a.log.Warn("a stream of actions cannot look for them; it tries again", "err", problem.LogText(err))
		}
		again = err != nil
		if err := a.flush(); err != nil {
			return nil //nolint:nilerr // the client is gone
		}
	}
}

// counts tells whether who asked for the stream still may.
func (a *agentStream) counts(ctx context.Context) (bool, error) {
	now, who := a.now(), a.who
	if a.trusted {
		return true, nil
	}
	if who.Expires != nil && !now.Before(*who.Expires) {
		return false, nil
	}
	if a.isProviders(who.Key) {
		return true, nil
	}
	known, err := a.keys.Current(ctx)
	if err != nil {
		return false, err
	}
	if who.Key == "" {
		return !known.Any() && a.tokens == nil, nil
	}
	key := known.ByID[who.Key]
	return key != nil && key.Counts(now) && key.Principal.Has(auth.Act), nil
}

// look tells what is new.
func (a *agentStream) look(ctx context.Context) error {
	rows, err := a.read(ctx)
	if err != nil {
		return err
	}
	return a.tell(ctx, rows)
}

// read reads what may have to be told.
func (a *agentStream) read(ctx context.Context) (rows []db.AppActionNow, err error) {
	ctx, stop := context.WithTimeoutCause(ctx, a.databaseTime, problem.ErrDatabaseTime)
	defer stop()
	asked := db.StreamActionsParams{Agent: a.agent}
	for i, t := range a.told {
		if !t.ended {
			asked.Told = append(asked.Told, t.id)
			if asked.Since == nil {
				asked.Since = &a.told[i].created
			}
		}
	}
	if !a.who.Limited {
		rows, err = db.New(a.Streams).StreamActions(ctx, asked)
		return rows, problem.Cause(ctx, err)
	}
	tx, err := a.Streams.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return nil, fmt.Errorf("begin: %w", problem.Cause(ctx, err))
	}
	defer func() { _ = tx.Rollback() }()
	if _, err := tx.ExecContext(ctx, strings.TrimPrefix(a.who.LimitRole(), "; ")); err != nil {
		return nil, fmt.Errorf("begin: %w", problem.Cause(ctx, err))
	}
	rows, err = db.New(tx).StreamActions(ctx, asked)
	return rows, problem.Cause(ctx, err)
}

// tell sends what the client does not know yet: open actions that it has not got, and what became of others. Once
// the bytes are on their way the actions are delivered.
func (a *agentStream) tell(ctx context.Context, rows []db.AppActionNow) error {
	var deliver []int64
	now := make([]told, 0, len(rows))
	for _, row := range rows {
		isOpen := row.State == stateQueued || row.State == stateDelivered
		before, known := a.toldOf(row.ID)
		var err error
		switch {
		case isOpen && row.ID > a.last:
			if err = a.event(ctx, "action", row); err == nil {
				a.last = row.ID
			}
		case isOpen, known && before.state == row.State, !a.begun && !a.resumed:
		default:
			err = a.event(ctx, "state", row)
		}
		if err != nil {
			return err
		}
		if row.State == stateQueued {
			deliver = append(deliver, row.ID)
		}
		now = append(now, told{row.ID, row.State, row.CreatedAt, row.EndedAt != nil})
	}
	a.told, a.begun = now, true
	if err := a.flush(); err != nil || len(deliver) == 0 {
		return err
	}
	ctx, stop := context.WithTimeoutCause(ctx, a.databaseTime, problem.ErrDatabaseTime)
	defer stop()
	if err := db.New(a.Streams).DeliverActions(ctx, db.DeliverActionsParams{Ids: deliver}); err != nil {
		return fmt.Errorf("note that actions were delivered: %w", problem.Cause(ctx, err))
	}
	return nil
}

func (a *agentStream) toldOf(id int64) (told, bool) {
	i, known := slices.BinarySearchFunc(a.told, id, func(t told, id int64) int { return cmp.Compare(t.id, id) })
	if !known {
		return told{}, false
	}
	return a.told[i], true
}

// event adds an event to what is to be sent. Only an action itself has an id: it is what a client goes on from.
func (a *agentStream) event(ctx context.Context, name string, row db.AppActionNow) error {
	shown, err := a.maskedFor(ctx, a.who, actionOf(row, a.location))
	if err != nil {
		return err
	}
	text, err := encodeAnswer(shown) // a line
	if err != nil {
		return err
	}
	a.buf = append(a.buf, "event: "+name+"\n"...)
	if name == "action" {
		a.buf = fmt.Appendf(a.buf, "id: %d\n", row.ID)
	}
	a.buf = append(a.buf, "data: "...)
	a.buf = append(a.buf, text...)
	a.buf = append(a.buf, '\n')
	return nil
}

// end says why the stream ends; the client comes again.
func (a *agentStream) end(why string) error {
	a.buf = append(a.buf, ": "+why+"\n\n"...)
	_ = a.flush()
	return nil
}

// flush sends what has gathered, and moves the time on in which the client has to take it.
func (a *agentStream) flush() error {
	if len(a.buf) == 0 {
		return nil
	}
	_ = a.control.SetWriteDeadline(time.Now().Add(query.ClientPatience))
	_, err := a.out.Write(a.buf)
	if err == nil {
		err = a.control.Flush()
	}
	a.buf = a.buf[:0]
	if err != nil {
		return fmt.Errorf("send event: %w", err)
	}
	return nil
}
