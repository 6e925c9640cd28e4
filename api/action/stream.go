package action

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/api/endpoint"
	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/api/query"
	"github.com/ccrepo/ccrepo/api/write"
	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/route"
)

const (
	streamPath = "/v1/agents/{agent}/stream"

	// streamBeat is how often a stream says that it is alive, and looks whether a wake was missed.
	streamBeat = 15 * time.Second
	// streamCheck is how often it sees whether who asked for it still may, and tries again what failed.
	streamCheck = time.Second
	// streamRetry is after how many milliseconds a browser comes again.
	streamRetry = 1000
)

// stream is one stream of an agent's actions. It holds no connection to the database while it waits.
type stream struct {
	*Actions
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

func (a *Actions) streamEndpoint() endpoint.Endpoint {
	const summary = "The actions of an agent, as server-sent events."
	responses := endpoint.Object{"200": endpoint.Object{
		"description": "Events, until the client leaves, the token ends (it comes again with a new one) or the server is stopped.",
		"content":     endpoint.Object{"text/event-stream": endpoint.Object{"schema": endpoint.Object{"type": "string"}}},
	}}
	return endpoint.Endpoint{
		Method: http.MethodGet, Path: streamPath, Scopes: []string{auth.Act}, Agents: true,
		Groups: []string{"actions"}, Entry: "stream", Summary: summary, Uncompressed: true, Handler: a.stream,
		Operation: func(bool) endpoint.Object {
			return endpoint.Object{
				"operationId": "AgentStream", "summary": summary, "tags": []string{"actions"},
				"description": "Events named action, with the action's id as id and the action as JSON: those that are open and come after Last-Event-ID, " +
					"without it all that are open, then new ones. Events named state, without an id, with the action as JSON: one was acknowledged, done, failed or has expired; " +
					"who comes again with Last-Event-ID is told so of the last minute. A comment every 15 seconds says that the stream is alive. An agent has at most 32 streams.",
				"parameters": append(endpoint.Parameters([]route.Param{agentParam()}), endpoint.Object{
					"name": "Last-Event-ID", "in": "header", "description": "Id of the newest action that the client has.", "schema": endpoint.Object{"type": "integer", "minimum": 0}}),
				"responses": endpoint.Responses(responses, "400", "401", "403", "404", "429", "500", "503"),
			}
		},
	}
}

// stream answers with events until the client leaves, the token ends or the server does.
func (a *Actions) stream(c echo.Context) error {
	req := c.Request()
	if !endpoint.Fits(req, streamPath) {
		return echo.ErrNotFound
	}
	args, invalid := endpoint.Args(c, []route.Param{agentParam()}, a.Location)
	if invalid != nil {
		return invalid
	}
	s := &stream{Actions: a, who: auth.PrincipalOf(req.Context()), agent: args["agent"].(string), out: c.Response(), control: http.NewResponseController(c.Response().Writer)}
	if err := s.check(req.Header.Get("Last-Event-ID")); err != nil {
		return err
	}
	if a.stopping.Err() != nil {
		return problem.Stopping()
	}
	leave, ok := a.streams.enter(s.agent)
	if !ok {
		return problem.New("too_many_requests", "The agent has %d streams, as many as there may be. Close some of the tabs.", streamsOfAgent).After(streamBeat)
	}
	defer leave()
	changed, stop := a.notifier.watch(s.agent)
	defer stop()
	first, err := s.pending(req.Context())
	if err != nil {
		return err
	}
	h := c.Response().Header()
	h.Add(echo.HeaderVary, echo.HeaderAuthorization)
	h.Set(echo.HeaderContentType, "text/event-stream")
	h.Set(echo.HeaderCacheControl, "no-store")
	h.Set("X-Accel-Buffering", "no") // of nginx, which would hold events back
	// The read deadline is for requests that end.
	_ = s.control.SetReadDeadline(time.Time{})
	s.buf = fmt.Appendf(s.buf, "retry: %d\n\n", streamRetry)
	if endpoint.IsHead(req.Context()) {
		return c.NoContent(http.StatusOK)
	}
	if err := s.tell(req.Context(), first); err != nil {
		return err
	}
	return s.run(req.Context(), changed)
}

// check checks the agent and the header Last-Event-ID.
func (s *stream) check(lastEvent string) error {
	if invalid := checkAgent(s.agent); invalid != nil {
		return invalid
	}
	if !s.who.MayActFor(s.agent) {
		return problem.New("agent_limited", "The token is another agent's.")
	}
	if lastEvent == "" {
		return nil
	}
	last, err := strconv.ParseInt(lastEvent, 10, 64)
	if err != nil || last < 0 {
		return problem.Param("invalid_value", "Last-Event-ID", "%q is no id of an action", problem.Clip(lastEvent))
	}
	s.last, s.resumed = last, true
	return nil
}

// run tells what changes. That its client leaves is how a stream ends, no failure.
func (s *stream) run(ctx context.Context, changed <-chan struct{}) error {
	beat, check := time.NewTicker(s.streams.beat), time.NewTicker(streamCheck)
	defer beat.Stop()
	defer check.Stop()
	again := false // the last look failed
	for {
		var look bool
		select {
		case <-changed:
			look = true
		case <-beat.C:
			s.buf = append(s.buf, ":\n\n"...)
			look = true
		case <-check.C:
			look = again
		case <-s.stopping.Done():
			return s.end("the server is being restarted")
		case <-ctx.Done():
			return nil
		}
		valid, err := s.auth.Valid(ctx, s.who, auth.Act)
		if err == nil && !valid {
			return s.end("the token has ended")
		}
		if err == nil && look {
			err = s.look(ctx)
		}
		if ctx.Err() != nil {
			return nil
		}
		if err != nil && !again {
			s.log.Warn("a stream of actions cannot look for them; it tries again", "err", problem.LogText(err))
		}
		again = err != nil
		if err := s.flush(); err != nil {
			return nil //nolint:nilerr // the client is gone
		}
	}
}

// look tells what is new.
func (s *stream) look(ctx context.Context) error {
	rows, err := s.pending(ctx)
	if err != nil {
		return err
	}
	return s.tell(ctx, rows)
}

// pending reads the actions that the client may not know yet.
func (s *stream) pending(ctx context.Context) (rows []db.AppActionNow, err error) {
	ctx, stop := context.WithTimeoutCause(ctx, s.kit.Timeout, problem.ErrDatabaseTime)
	defer stop()
	asked := db.StreamActionsParams{Agent: s.agent}
	for i, t := range s.told {
		if !t.ended {
			asked.Told = append(asked.Told, t.id)
			if asked.Since == nil {
				asked.Since = &s.told[i].created
			}
		}
	}
	if !s.who.Limited {
		rows, err = db.New(s.kit.Admission.Pools.Streams).StreamActions(ctx, asked)
		return rows, problem.Cause(ctx, err)
	}
	tx, err := s.kit.Admission.Pools.Streams.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return nil, fmt.Errorf("begin: %w", problem.Cause(ctx, err))
	}
	defer func() { _ = tx.Rollback() }()
	if _, err := tx.ExecContext(ctx, strings.TrimPrefix(s.who.LimitRole(), "; ")); err != nil {
		return nil, fmt.Errorf("begin: %w", problem.Cause(ctx, err))
	}
	rows, err = db.New(tx).StreamActions(ctx, asked)
	return rows, problem.Cause(ctx, err)
}

// tell sends what the client does not know yet: open actions that it has not got, and what became of others. Once
// the bytes are on their way the actions are delivered.
func (s *stream) tell(ctx context.Context, rows []db.AppActionNow) error {
	var deliver []int64
	now := make([]told, 0, len(rows))
	for _, row := range rows {
		isOpen := row.State == stateQueued || row.State == stateDelivered
		before, known := s.toldOf(row.ID)
		var err error
		switch {
		case isOpen && row.ID > s.last:
			if err = s.event(ctx, "action", row); err == nil {
				s.last = row.ID
			}
		case isOpen, known && before.state == row.State, !s.begun && !s.resumed:
		default:
			err = s.event(ctx, "state", row)
		}
		if err != nil {
			return err
		}
		if row.State == stateQueued {
			deliver = append(deliver, row.ID)
		}
		now = append(now, told{row.ID, row.State, row.CreatedAt, row.EndedAt != nil})
	}
	s.told, s.begun = now, true
	if err := s.flush(); err != nil || len(deliver) == 0 {
		return err
	}
	ctx, stop := context.WithTimeoutCause(ctx, s.kit.Timeout, problem.ErrDatabaseTime)
	defer stop()
	if err := db.New(s.kit.Admission.Pools.Streams).DeliverActions(ctx, db.DeliverActionsParams{Ids: deliver}); err != nil {
		return fmt.Errorf("note that actions were delivered: %w", problem.Cause(ctx, err))
	}
	return nil
}

func (s *stream) toldOf(id int64) (told, bool) {
	i, known := slices.BinarySearchFunc(s.told, id, func(t told, id int64) int { return cmp.Compare(t.id, id) })
	if !known {
		return told{}, false
	}
	return s.told[i], true
}

// event adds an event to what is to be sent. Only an action itself has an id: it is what a client goes on from.
func (s *stream) event(ctx context.Context, name string, row db.AppActionNow) error {
	shown, err := s.masked(ctx, s.who, actionOf(row, s.Location))
	if err != nil {
		return err
	}
	text, err := write.Encode(shown) // a line
	if err != nil {
		return err
	}
	s.buf = append(s.buf, "event: "+name+"\n"...)
	if name == "action" {
		s.buf = fmt.Appendf(s.buf, "id: %d\n", row.ID)
	}
	s.buf = append(s.buf, "data: "...)
	s.buf = append(s.buf, text...)
	s.buf = append(s.buf, '\n')
	return nil
}

// end says why the stream ends; the client comes again.
func (s *stream) end(why string) error {
	s.buf = append(s.buf, ": "+why+"\n\n"...)
	_ = s.flush()
	return nil
}

// flush sends what has gathered, and moves the time on in which the client has to take it.
func (s *stream) flush() error {
	if len(s.buf) == 0 {
		return nil
	}
	_ = s.control.SetWriteDeadline(time.Now().Add(query.ClientPatience))
	_, err := s.out.Write(s.buf)
	if err == nil {
		err = s.control.Flush()
	}
	s.buf = s.buf[:0]
	if err != nil {
		return fmt.Errorf("send event: %w", err)
	}
	return nil
}
