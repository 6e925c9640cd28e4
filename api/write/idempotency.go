package write

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

	"github.com/ccrepo/ccrepo/api/endpoint"
	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/db"
)

const (
	headerIdempotencyKey = "Idempotency-Key"

	// maxIdempotencyKey is how long an Idempotency-Key may be.
	maxIdempotencyKey = 255
	// answersKept is how long the answer to a write is stored.
	answersKept = 24 * time.Hour
	// sweepEvery is how often older answers are deleted, and sweepBatch how many at once.
	sweepEvery = time.Hour
	sweepBatch = 10_000
)

// idempotencyKey reads the header; empty: there is none.
func idempotencyKey(h http.Header) (string, *problem.Problem) {
	values := h.Values(headerIdempotencyKey)
	if len(values) == 0 {
		return "", nil
	}
	key := values[0]
	odd := func(r rune) bool { return r < ' ' || r > '~' }
	if len(values) > 1 || key == "" || len(key) > maxIdempotencyKey || strings.ContainsFunc(key, odd) {
		return "", problem.Param("invalid_value", headerIdempotencyKey, "it must be given once and have 1 to %d ASCII characters", maxIdempotencyKey)
	}
	return key, nil
}

// keptAnswer takes the lock of the request's Idempotency-Key until the transaction ends, and returns the stored answer
// of the key; nil: it has none.
func (q *request) keptAnswer(ctx context.Context, w *Tx) (*answer, error) {
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
	kept, err := w.FindWriteAnswer(ctx, db.FindWriteAnswerParams{Principal: q.who.ID, Key: q.key, Since: w.Now.Add(-answersKept)})
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("look for the stored answer: %w", err)
	}
	if !bytes.Equal(kept.RequestSha256, q.hash) {
		return nil, problem.New("idempotency_conflict", "This Idempotency-Key was used for another request. Use a new key for each new request.")
	}
	return &answer{status: int(kept.Status), body: kept.Body, replayed: true}, nil
}

// keep stores the answer to a request with an Idempotency-Key.
func (q *request) keep(ctx context.Context, w *Tx, a *answer) error {
	if q.key == "" {
		return nil
	}
	err := w.KeepWriteAnswer(ctx, db.KeepWriteAnswerParams{
		Principal: q.who.ID, Key: q.key, RequestSha256: q.hash, Status: int32(a.status), Body: a.body, AnsweredAt: w.Now,
	})
	if err != nil {
		return fmt.Errorf("store the answer: %w", err)
	}
	return nil
}

// refuse undoes a refused change, does what must remain of it, and stores the refusal. A failure, such as a database that
// cannot be reached, is not stored: the next attempt may succeed.
func (q *request) refuse(ctx context.Context, w *Tx, p *problem.Problem) error {
	if p.Status >= http.StatusInternalServerError || q.key == "" && w.AfterRefusal == nil {
		return nil
	}
	// The limits of the principal end with the savepoint, too.
	if _, err := w.SQL.ExecContext(ctx, "ROLLBACK TO SAVEPOINT change"); err != nil {
		return fmt.Errorf("undo the change: %w", err)
	}
	if w.AfterRefusal != nil {
		if err := w.AfterRefusal(ctx); err != nil {
			return fmt.Errorf("record a refusal: %w", err)
		}
	}
	if err := q.keep(ctx, w, &answer{status: p.Status, body: p.JSON()}); err != nil {
		return err
	}
	if err := w.SQL.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

// Sweep returns the task that deletes stored answers after their time. It deletes in batches, so that it holds no lock
// for long.
func (k *Kit) Sweep() endpoint.Task {
	return endpoint.Task{Every: sweepEvery, Name: "deleting old answers to writes", Do: func(ctx context.Context) error {
		before := k.Now().Add(-answersKept)
		for {
			n, err := db.New(k.Admission.Pools.Writer).DeleteWriteAnswers(ctx, db.DeleteWriteAnswersParams{Before: before, Most: sweepBatch})
			if err != nil {
				return fmt.Errorf("delete old answers to writes: %w", err)
			}
			if n < sweepBatch {
				return nil
			}
		}
	}}
}
