package write

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"time"

	"github.com/lib/pq"

	"github.com/ccrepo/ccrepo/api/admission"
	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/api/pools"
	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/route"
)

// ID returns the parameter id.
func (w *Tx) ID() int64 { return w.Int("id") }

// Int returns a parameter that was read as a whole number.
func (w *Tx) Int(name string) int64 {
	n, err := strconv.ParseInt(w.Args[name].(string), 10, 64)
	if err != nil {
		return -1 // it is larger than any id
	}
	return n
}

// Mask masks texts of the answer in place, for the principal of the write.
func (w *Tx) Mask(ctx context.Context, texts map[*string]route.Personal) error {
	return w.masks.Texts(ctx, w.Who.Has(auth.PII), texts) //nolint:wrapcheck // it says what it could not read
}

// IsUnique reports whether the database refused a row because there is an equal one.
func IsUnique(err error) bool {
	var pe *pq.Error
	return errors.As(err, &pe) && pe.Code == "23505" // unique_violation
}

const (
	// maxTries is how often the transaction of a write is tried that the database undoes because of others.
	maxTries = 4
	// retryPause is the mean pause between the tries. It is random, so that two writes do not meet again.
	retryPause = 50 * time.Millisecond
)

// perform does a write. The lock and the stored answer of its Idempotency-Key, the change, the audit row and the answer
// to store are one transaction, so that a server that dies leaves all of it or nothing. If the database undoes it in favour
// of others, as in a deadlock, it is repeated.
func (k *Kit) perform(ctx context.Context, q *request, do change) (*answer, error) {
	for try := 1; ; try++ {
		a, err := k.tryOnce(ctx, q, do)
		if !problem.IsContention(err) || try == maxTries {
			return a, err
		}
		k.Repeated()
		if err := q.upload.rewind(); err != nil {
			return nil, err
		}
		select {
		case <-ctx.Done():
			return nil, err
		case <-time.After(rand.N(2 * retryPause)): //nolint:gosec // it hides nothing
		}
	}
}

// tryOnce tries a write once, with prepared statements; if the connection has lost them, without.
func (k *Kit) tryOnce(ctx context.Context, q *request, do change) (*answer, error) {
	if q.upload != nil { // it has few statements
		return k.performOnce(ctx, q, do, false)
	}
	a, err := k.performOnce(ctx, q, do, true)
	if pools.IsStale(err) { // nothing has been done
		return k.performOnce(ctx, q, do, false)
	}
	return a, err
}

// performOnce does a write in a transaction; keep says whether statements stay prepared.
func (k *Kit) performOnce(ctx context.Context, q *request, do change, keep bool) (a *answer, err error) {
	kept := &pools.PreparedTx{Pool: k.Admission.Pools.Writer}
	defer func() {
		if err == nil {
			kept.PrepareMissing(ctx)
		}
	}()
	tx, err := k.Admission.Pools.Writer.BeginTx(ctx, nil)
	if err != nil {
		return nil, fmt.Errorf("begin: %w", err)
	}
	defer func() { _ = tx.Rollback() }()
	queries := db.New(tx)
	if keep {
		kept.Tx = tx
		queries = db.New(kept)
	}
	w := &Tx{Queries: queries, SQL: tx, Who: q.who, Args: q.args, Now: k.Now().Truncate(time.Microsecond), masks: k.Masks}
	if kept, err := q.keptAnswer(ctx, w); kept != nil || err != nil {
		return kept, err
	}
	if _, err := tx.ExecContext(ctx, "SAVEPOINT change"+q.route.limitTime()+q.who.LimitRole()); err != nil {
		return nil, fmt.Errorf("begin change: %w", err)
	}
	out, err := do(ctx, w)
	if err != nil {
		err = admission.Limited(ctx, err)
		if keepErr := q.refuse(ctx, w, problem.Of(err)); keepErr != nil {
			return nil, keepErr
		}
		return nil, err
	}
	if q.who.Limited {
		if _, err := tx.ExecContext(ctx, "SET LOCAL ROLE ccrepo_writer"); err != nil {
			return nil, fmt.Errorf("end change: %w", err)
		}
	}
	a = &answer{status: cmp.Or(w.Status, q.route.Status)}
	if a.body, err = Encode(out); err != nil {
		return nil, err
	}
	if !w.Unaudited {
		if err := w.AddAuditory(ctx, db.AddAuditoryParams{Datetime: w.Now, Userid: q.who.Name, Host: q.host, Action: q.action(w)}); err != nil {
			return nil, fmt.Errorf("write audit row: %w", err)
		}
	}
	if err := q.keep(ctx, w, a); err != nil {
		return nil, err
	}
	if err := tx.Commit(); err != nil {
		return nil, fmt.Errorf("commit: %w", err)
	}
	return a, nil
}

// action returns the text of the audit row.
func (q *request) action(w *Tx) string {
	action := q.route.Method + " " + q.route.Path
	if w.Did != "" {
		action += ": " + w.Did
	}
	return action
}

// limitTime returns the SQL that limits each statement of the change to the time of the route.
func (r *Route) limitTime() string {
	return fmt.Sprintf("; SET LOCAL statement_timeout = %d", r.Timeout.Milliseconds())
}

// AsWriter runs do with the role of the writer, for statements that concern more than the campaigns of a limited
// principal.
func (w *Tx) AsWriter(ctx context.Context, do func() error) error {
	if !w.Who.Limited {
		return do()
	}
	var role string
	if err := w.SQL.QueryRowContext(ctx, "SELECT current_user::text").Scan(&role); err != nil {
		return fmt.Errorf("look for the role: %w", err)
	}
	if _, err := w.SQL.ExecContext(ctx, "SET LOCAL ROLE ccrepo_writer"); err != nil {
		return fmt.Errorf("leave the limits: %w", err)
	}
	if err := do(); err != nil {
		return err
	}
	if _, err := w.SQL.ExecContext(ctx, "SET LOCAL ROLE "+pq.QuoteIdentifier(role)); err != nil {
		return fmt.Errorf("take the limits on again: %w", err)
	}
	return nil
}

// Encode returns an answer as JSON, on one line that ends with a newline.
func Encode(out any) ([]byte, error) {
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	if err := e.Encode(out); err != nil {
		return nil, fmt.Errorf("encode answer: %w", err)
	}
	return text.Bytes(), nil
}
