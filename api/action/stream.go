// The stream of an agent's actions, as server-sent events.

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
	"github.com/swaggest/openapi-go/openapi31"

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

	// streamCheck is the interval at which it checks whether its principal is still valid, and retries a failed read.
	streamCheck = time.Second
	// streamRetry is the number of milliseconds after which a browser reconnects.
	streamRetry = 1000
)

// stream is one stream of an agent's actions. It holds no connection to the database while it waits.
type stream struct {
	*Actions
	who     *auth.Principal
	agent   string
	out     *echo.Response
	control *http.ResponseController

	last    int64        // id of the newest action that its client has
	resumed bool         // the client was away, and is sent the states of the actions that have changed since
	begun   bool         // the actions were read once
	sent    []sentAction // the actions that it has sent, in the order of the ids
	buf     []byte
}

// sentAction is an action as the stream last sent it, or as it was when the stream began.
type sentAction struct {
	id      int64
	state   string
	created time.Time
	ended   bool
}

func (a *Actions) streamEndpoint() endpoint.Endpoint {
	const (
		summary   = "The actions of an agent, as server-sent events."
		summaryES = "Las acciones de un agente, como eventos enviados por el servidor."
	)
	return endpoint.Endpoint{
		Method: http.MethodGet, Path: streamPath, Scopes: []string{auth.Act}, Agents: true,
		Groups: []string{"actions"}, Entry: "stream", Summary: summary, SummaryES: summaryES, Uncompressed: true, Effects: true, Handler: a.stream,
		Operation: func(d *endpoint.Document) *openapi31.Operation {
			op := endpoint.Operation("AgentStream", "actions", summary,
				"Events named action, with the action's id as id and the action as JSON: the open actions after Last-Event-ID, "+
					"without it all open ones, then new ones. Events named state, without an id, with the action as JSON: an action was acknowledged, was done, failed or has expired; "+
					"a client that reconnects with Last-Event-ID gets those of the last minute. Every 15 seconds there is a comment, as a sign of life. An agent has at most 32 streams by one key and its tokens.")
			op.Parameters = append(d.Parameters([]route.Param{agentParam()}), openapi31.ParameterOrReference{Parameter: (&openapi31.Parameter{
				Name: "Last-Event-ID", In: openapi31.ParameterInHeader, Schema: map[string]any{"type": "integer", "minimum": 0},
			}).WithDescription("Id of the newest action that the client has.")})
			return d.Answers(op, http.StatusOK, openapi31.Response{
				Description: "Events, until the client disconnects, the token expires (the client reconnects with a new one) or the server is stopped.",
				Content:     d.Content("text/event-stream", endpoint.Text("")),
			}, 400, 401, 403, 404, 429)
		},
	}
}

// stream answers with events until the client disconnects, the token expires or the server stops.
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
	leave, full := a.streams.enter(s.who.Key, s.agent)
	if full != nil {
		a.kit.Admission.Refused("streams")
		return full
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
	h.Set("X-Accel-Buffering", "no") // nginx must not buffer events
	// The read deadline would end the stream.
	_ = s.control.SetReadDeadline(time.Time{})
	s.buf = fmt.Appendf(s.buf, "retry: %d\n\n", streamRetry)
	if endpoint.IsHead(req.Context()) {
		return c.NoContent(http.StatusOK)
	}
	if err := s.send(req.Context(), first); err != nil {
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
		return problem.New("agent_limited", "The token is for another agent.")
	}
	if lastEvent == "" {
		return nil
	}
	last, err := strconv.ParseInt(lastEvent, 10, 64)
	if err != nil || last < 0 {
		return problem.Param("invalid_value", "Last-Event-ID", "%q is not the id of an action", problem.Clip(lastEvent))
	}
	s.last, s.resumed = last, true
	return nil
}

// run sends changes until the stream ends. A client that disconnects is not a failure.
func (s *stream) run(ctx context.Context, changed <-chan struct{}) error {
	beat, check := time.NewTicker(s.streams.beat), time.NewTicker(streamCheck)
	defer beat.Stop()
	defer check.Stop()
	again := false // the last read failed
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
			return s.end("the token has expired")
		}
		if err == nil && look {
			err = s.look(ctx)
		}
		if ctx.Err() != nil {
			return nil
		}
		if err != nil && !again {
			s.log.Warn("a stream cannot read its actions; it tries again", "err", problem.LogText(err))
		}
		again = err != nil
		if err := s.flush(); err != nil {
			return nil //nolint:nilerr // the client is gone
		}
	}
}

// look reads the actions and sends what is new.
func (s *stream) look(ctx context.Context) error {
	rows, err := s.pending(ctx)
	if err != nil {
		return err
	}
	return s.send(ctx, rows)
}

// pending reads the actions that the client may not have.
func (s *stream) pending(ctx context.Context) (rows []db.AppActionNow, err error) {
	ctx, stop := context.WithTimeoutCause(ctx, s.kit.Timeout, problem.ErrDatabaseTime)
	defer stop()
	asked := db.StreamActionsParams{Agent: s.agent}
	for i, t := range s.sent {
		if !t.ended {
			asked.Told = append(asked.Told, t.id)
			if asked.Since == nil {
				asked.Since = &s.sent[i].created
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

// send sends what the client does not have: new open actions, and changed states of others. When the bytes are
// written, the actions count as delivered.
func (s *stream) send(ctx context.Context, rows []db.AppActionNow) error {
	var deliver []int64
	now := make([]sentAction, 0, len(rows))
	for _, row := range rows {
		isOpen := row.State == stateQueued || row.State == stateDelivered
		before, known := s.sentOf(row.ID)
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
		now = append(now, sentAction{row.ID, row.State, row.CreatedAt, row.EndedAt != nil})
	}
	s.sent, s.begun = now, true
	if err := s.flush(); err != nil || len(deliver) == 0 {
		return err
	}
	ctx, stop := context.WithTimeoutCause(ctx, s.kit.Timeout, problem.ErrDatabaseTime)
	defer stop()
	if err := db.New(s.kit.Admission.Pools.Streams).DeliverActions(ctx, db.DeliverActionsParams{Ids: deliver}); err != nil {
		return fmt.Errorf("store that actions were delivered: %w", problem.Cause(ctx, err))
	}
	return nil
}

func (s *stream) sentOf(id int64) (sentAction, bool) {
	i, known := slices.BinarySearchFunc(s.sent, id, func(t sentAction, id int64) int { return cmp.Compare(t.id, id) })
	if !known {
		return sentAction{}, false
	}
	return s.sent[i], true
}

// event adds an event to the buffer. Only an action itself has an id: the client sends the last one when it reconnects.
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

// end sends the reason for which the stream ends; the client reconnects.
func (s *stream) end(why string) error {
	s.buf = append(s.buf, ": "+why+"\n\n"...)
	_ = s.flush()
	return nil
}

// flush sends the buffer, and extends the deadline by which the client must have read it.
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
