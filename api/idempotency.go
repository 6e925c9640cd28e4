package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/db"
)

const (
	headerIdempotencyKey      = "Idempotency-Key"
	headerIdempotencyReplayed = "Idempotency-Replayed"

	// maxIdempotencyKey is how long an Idempotency-Key may be.
	maxIdempotencyKey = 255
	// answersKept is for how long the answer to a write is given again.
	answersKept = 24 * time.Hour
	// sweepEvery is how often answers that are older are deleted, and sweepBatch how many at once.
	sweepEvery = time.Hour
	sweepBatch = 10_000
)

// writeAnswer is an answer to a write: JSON, or a problem where the status is 4xx.
type writeAnswer struct {
	status   int
	body     []byte
	replayed bool
}

func (a *writeAnswer) send(c echo.Context) error {
	if a.replayed {
		c.Response().Header().Set(headerIdempotencyReplayed, "true")
	}
	kind := echo.MIMEApplicationJSON
	if a.status >= http.StatusBadRequest {
		kind = "application/problem+json"
	}
	return c.Blob(a.status, kind, a.body)
}

// idempotencyKey reads the header; empty means that there is none.
func idempotencyKey(h http.Header) (string, *problem.Problem) {
	values := h.Values(headerIdempotencyKey)
	if len(values) == 0 {
		return "", nil
	}
	key := values[0]
	odd := func(r rune) bool { return r < ' ' || r > '~' }
	if len(values) > 1 || key == "" || len(key) > maxIdempotencyKey || strings.ContainsFunc(key, odd) {
		return "", problem.Param("invalid_value", headerIdempotencyKey, "it must stand once and have 1 to %d ASCII characters", maxIdempotencyKey)
	}
	return key, nil
}

// keptAnswer takes the lock of the request's Idempotency-Key until the transaction ends, and returns
// the answer that the key has got already; nil where it has none.
func (q *writeRequest) keptAnswer(ctx context.Context, w *writing) (*writeAnswer, error) {
	if q.key == "" {
		return nil, nil
	}
	name := sha256.Sum256([]byte(q.who.ID + "\x00" + q.key))
	lock := int64(binary.BigEndian.Uint64(name[:8]))
	taken, err := w.TakeWriteLock(ctx, db.TakeWriteLockParams{Lock: lock})
	if err != nil {
		return nil, fmt.Errorf("lock Idempotency-Key: %w", err)
	}
	if !taken {
		return nil, problem.New("still_running", "The first request with this Idempotency-Key is still running. Send it again in a second.").After(time.Second)
	}
	kept, err := w.FindWriteAnswer(ctx, db.FindWriteAnswerParams{Principal: q.who.ID, Key: q.key, Since: w.now.Add(-answersKept)})
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("look for the answer that was kept: %w", err)
	}
	if !bytes.Equal(kept.RequestSha256, q.hash) {
		return nil, problem.New("idempotency_conflict", "This Idempotency-Key came with another request before. Take a new key for each new request.")
	}
	return &writeAnswer{status: int(kept.Status), body: kept.Body, replayed: true}, nil
}

// keep keeps the answer to a request with an Idempotency-Key.
func (q *writeRequest) keep(ctx context.Context, w *writing, a *writeAnswer) error {
	if q.key == "" {
		return nil
	}
	err := w.KeepWriteAnswer(ctx, db.KeepWriteAnswerParams{
		Principal: q.who.ID, Key: q.key, RequestSha256: q.hash, Status: int32(a.status), Body: a.body, AnsweredAt: w.now,
	})
	if err != nil {
		return fmt.Errorf("keep the answer: %w", err)
	}
	return nil
}

// refuse takes a refused change back, does what is to stay of it all the same, and keeps the refusal. What is
// nobody's decision, such as a database that is away, is not kept: the next try may do better.
func (q *writeRequest) refuse(ctx context.Context, w *writing, p *problem.Problem) error {
	if p.Status >= http.StatusInternalServerError || q.key == "" && w.afterRefusal == nil {
		return nil
	}
	// The limits of who asks end with the savepoint, too.
	if _, err := w.tx.ExecContext(ctx, "ROLLBACK TO SAVEPOINT change"); err != nil {
		return fmt.Errorf("take change back: %w", err)
	}
	if w.afterRefusal != nil {
		if err := w.afterRefusal(ctx); err != nil {
			return fmt.Errorf("write down a refusal: %w", err)
		}
	}
	if err := q.keep(ctx, w, &writeAnswer{status: p.Status, body: p.JSON()}); err != nil {
		return err
	}
	if err := w.tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

// deleteOldAnswers goes in batches, so that it holds no lock for long.
func (s *Server) deleteOldAnswers(ctx context.Context) error {
	before := s.now().Add(-answersKept)
	for {
		n, err := db.New(s.Writer).DeleteWriteAnswers(ctx, db.DeleteWriteAnswersParams{Before: before, Most: sweepBatch})
		if err != nil {
			return fmt.Errorf("delete old answers to writes: %w", err)
		}
		if n < sweepBatch {
			return nil
		}
	}
}
