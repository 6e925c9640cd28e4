package api

import (
	"context"
	"database/sql"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/api/query"
	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/route"
)

// waitParam is for how long an answer may wait for the outcome.
func waitParam() route.Param {
	return route.Param{Name: "wait", Kind: route.Int, Default: "0", Min: "0", Max: "60",
		Description: "Seconds for which the answer waits for the action to end, if it has not yet."}
}

func (s *Server) addActionReading() {
	path := echoPath(actionsPath + "/{id}")
	s.needs(http.MethodGet, path, auth.Read, auth.Act)
	s.opensToAgents(http.MethodGet, path)
	s.echo.GET(path, s.getAction)
}

// getAction answers one action, as it is or when it has ended.
func (s *Server) getAction(c echo.Context) error {
	r := c.Request()
	if !fits(r, actionsPath+"/{id}") {
		return echo.ErrNotFound
	}
	if slices.ContainsFunc(s.writes, func(w *writeRoute) bool { return w.path == r.URL.Path }) {
		c.Response().Header().Set(echo.HeaderAllow, "OPTIONS, POST")
		return echo.ErrMethodNotAllowed
	}
	c.Response().Header().Add(echo.HeaderVary, echo.HeaderAuthorization)
	args, invalid := s.writeArgs(c, &writeRoute{params: []route.Param{actionParam(), waitParam()}})
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
	a, err := s.awaitAction(r.Context(), id, wait)
	if err != nil {
		return err
	}
	if a, err = s.maskedFor(r.Context(), auth.PrincipalOf(r.Context()), a); err != nil {
		return err
	}
	body, err := encodeAnswer(a)
	if err != nil {
		return err
	}
	return c.Blob(http.StatusOK, echo.MIMEApplicationJSON, body)
}

// awaitAction reads an action and, for some time, waits for it to end. It holds no connection and no place
// while it waits.
func (s *Server) awaitAction(ctx context.Context, id int64, wait time.Duration) (action, error) {
	a, err := s.readAction(ctx, id)
	if err != nil || a.ended() || wait == 0 {
		return a, err
	}
	changed, stop := s.wakes.watch(a.Agent)
	defer stop()
	end := time.NewTimer(wait)
	defer end.Stop()
	for {
		if a, err = s.readAction(ctx, id); err != nil || a.ended() {
			return a, err
		}
		again := time.NewTimer(lookAgain(a))
		select {
		case <-changed:
		case <-again.C:
		case <-end.C:
			return a, nil
		case <-s.shutdown.stopping.Done():
			return a, nil
		case <-ctx.Done():
			return action{}, context.Cause(ctx)
		}
		again.Stop()
	}
}

// lookAgain is when to look at an open action even if nobody tells of a change: at its deadline, or now and then.
func lookAgain(a action) time.Duration {
	const nowAndThen, slack = 5 * time.Second, 20 * time.Millisecond
	if left := time.Until(a.Deadline) + slack; left > 0 && left < nowAndThen {
		return left
	}
	return nowAndThen
}

// readAction reads an action where it is written: a standby may not have it yet.
func (s *Server) readAction(ctx context.Context, id int64) (action, error) {
	leave, err := s.enter(ctx, s.writing)
	if err != nil {
		return action{}, err
	}
	defer leave()
	who := auth.PrincipalOf(ctx)
	ctx, stop := context.WithTimeoutCause(ctx, s.databaseTime, problem.ErrDatabaseTime)
	defer stop()
	if !who.Limited {
		a, err := s.visibleAction(ctx, db.New(s.Writer), who, id)
		return a, problem.Cause(ctx, err)
	}
	tx, err := s.Writer.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return action{}, fmt.Errorf("begin: %w", problem.Cause(ctx, err))
	}
	defer func() { _ = tx.Rollback() }()
	if _, err := tx.ExecContext(ctx, strings.TrimPrefix(who.LimitRole(), "; ")); err != nil {
		return action{}, fmt.Errorf("begin: %w", problem.Cause(ctx, err))
	}
	a, err := s.visibleAction(ctx, db.New(tx), who, id)
	return a, problem.Cause(ctx, err)
}
