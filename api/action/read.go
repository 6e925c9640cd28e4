package action

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"net/http"
	"slices"
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

// waitParam returns the parameter for how long an answer waits for the outcome.
func waitParam() route.Param {
	return route.Param{Name: "wait", Kind: route.Int, Default: "0", Min: "0", Max: "60",
		Description: "Maximum number of seconds for which the answer waits for the action to end."}
}

func (a *Actions) getEndpoint() endpoint.Endpoint {
	const (
		summary   = "An action and its outcome."
		summaryES = "Una acción y su resultado."
	)
	return endpoint.Endpoint{
		Method: http.MethodGet, Path: path + "/{id}", Scopes: []string{auth.Read, auth.Act}, Agents: true,
		Groups: []string{"actions"}, Entry: "{id}", Summary: summary, SummaryES: summaryES, Handler: a.get,
		Operation: func(d *endpoint.Document) *openapi31.Operation {
			op := endpoint.Operation("GetAction", "actions", summary,
				"With wait, the answer is sent when the action has ended, or after that many seconds. Needs the scope `read` or `act`, or the token of the agent.")
			op.Parameters = d.Parameters([]route.Param{actionParam(), waitParam()})
			return d.Answers(op, http.StatusOK, openapi31.Response{Description: "The action.", Content: d.JSON(d.Answer(action{}))}, 400, 401, 403, 404, 429)
		},
	}
}

// get answers one action, as it is or when it has ended.
func (a *Actions) get(c echo.Context) error {
	r := c.Request()
	if !endpoint.Fits(r, path+"/{id}") {
		return echo.ErrNotFound
	}
	if slices.Contains(slices.Collect(maps.Values(queuePaths())), r.URL.Path) {
		c.Response().Header().Set(echo.HeaderAllow, "OPTIONS, POST")
		return echo.ErrMethodNotAllowed
	}
	c.Response().Header().Add(echo.HeaderVary, echo.HeaderAuthorization)
	args, invalid := endpoint.Args(c, []route.Param{actionParam(), waitParam()}, a.Location)
	if invalid != nil {
		return invalid
	}
	id, invalid := actionID(args)
	if invalid != nil {
		return invalid
	}
	wait, err := time.ParseDuration(args["wait"].(string) + "s")
	if err != nil {
		return fmt.Errorf("read wait: %w", err)
	}
	_ = http.NewResponseController(c.Response()).SetWriteDeadline(time.Now().Add(wait + query.ClientPatience))
	found, err := a.await(r.Context(), id, wait)
	if err != nil {
		return err
	}
	if found, err = a.masked(r.Context(), auth.PrincipalOf(r.Context()), found); err != nil {
		return err
	}
	body, err := write.Encode(found)
	if err != nil {
		return err
	}
	return c.Blob(http.StatusOK, echo.MIMEApplicationJSON, body)
}

// await reads an action and waits up to some time for it to end. While it waits it holds no connection and no place at
// the gate.
func (a *Actions) await(ctx context.Context, id int64, wait time.Duration) (action, error) {
	found, err := a.read(ctx, id)
	if err != nil || found.ended() || wait == 0 {
		return found, err
	}
	changed, stop := a.notifier.watch(found.Agent)
	defer stop()
	end := time.NewTimer(wait)
	defer end.Stop()
	for {
		if found, err = a.read(ctx, id); err != nil || found.ended() {
			return found, err
		}
		again := time.NewTimer(lookAgain(found))
		select {
		case <-changed:
		case <-again.C:
		case <-end.C:
			return found, nil
		case <-a.stopping.Done():
			return found, nil
		case <-ctx.Done():
			return action{}, context.Cause(ctx)
		}
		again.Stop()
	}
}

// lookAgain returns after what time to read an open action without a notification: at its deadline, or lookEvery.
func lookAgain(a action) time.Duration {
	const nowAndThen, slack = 5 * time.Second, 20 * time.Millisecond
	if left := time.Until(a.Deadline) + slack; left > 0 && left < nowAndThen {
		return left
	}
	return nowAndThen
}

// read reads an action from the database to which it is written: a standby may not have it yet.
func (a *Actions) read(ctx context.Context, id int64) (action, error) {
	leave, err := a.kit.Admission.Enter(ctx, a.kit.Admission.Writes)
	if err != nil {
		return action{}, err
	}
	defer leave()
	who := auth.PrincipalOf(ctx)
	ctx, stop := context.WithTimeoutCause(ctx, a.kit.Timeout, problem.ErrDatabaseTime)
	defer stop()
	if !who.Limited {
		found, err := a.visible(ctx, db.New(a.kit.Admission.Pools.Writer), who, id)
		return found, problem.Cause(ctx, err)
	}
	tx, err := a.kit.Admission.Pools.Writer.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return action{}, fmt.Errorf("begin: %w", problem.Cause(ctx, err))
	}
	defer func() { _ = tx.Rollback() }()
	if _, err := tx.ExecContext(ctx, strings.TrimPrefix(who.LimitRole(), "; ")); err != nil {
		return action{}, fmt.Errorf("begin: %w", problem.Cause(ctx, err))
	}
	found, err := a.visible(ctx, db.New(tx), who, id)
	return found, problem.Cause(ctx, err)
}
