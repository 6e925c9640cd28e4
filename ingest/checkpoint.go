package ingest

// How far each file is imported, and the lock that one import of a file holds.

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"time"
)

// headBytes is the number of bytes at the beginning of a file that identify it. A shorter file is identified by
// all of its bytes, and by more once it has grown: the earlier bytes remain its beginning.
const headBytes = 4096

// errMoved is returned if a checkpoint changed during an import: the import was undone, or the lock does not hold,
// for example behind a pooler that shares connections.
var errMoved = errors.New("another import of the same file went on meanwhile: run it again")

// fingerprint identifies a file by its first bytes.
type fingerprint struct {
	length int
	sum    [sha256.Size]byte
}

// checkpoint is the state of a file's import.
type checkpoint struct {
	id          int32 // 0: not stored yet
	kind, name  string
	feed        string      // empty: none
	head        fingerprint // of the file at present
	tail        []byte      // SHA-256 of the last bytes before offset; nil: not known
	offset      int64
	lines, rows int64
	bad         int64
	// first and last are the earliest and the latest moment of the rows. Undo searches this range.
	first, last sql.Null[time.Time]
}

// add counts rows with these moments.
func (c *checkpoint) add(moments []time.Time) {
	c.rows += int64(len(moments))
	for _, moment := range moments {
		if !moment.IsZero() { // a row of a table without times
			c.extend(moment)
		}
	}
}

func (c *checkpoint) extend(moment time.Time) {
	if !c.first.Valid || moment.Before(c.first.V) {
		c.first = sql.Null[time.Time]{V: moment, Valid: true}
	}
	if !c.last.Valid || moment.After(c.last.V) {
		c.last = sql.Null[time.Time]{V: moment, Valid: true}
	}
}

// findCheckpoint returns the checkpoint of the file that begins with head, or a new one. If several match, it
// returns the one with the longest fingerprint.
func findCheckpoint(ctx context.Context, conn *sql.Conn, kind string, head []byte) (checkpoint, error) {
	c := checkpoint{kind: kind, head: fingerprint{len(head), sha256.Sum256(head)}}
	err := conn.QueryRowContext(ctx, `
SELECT f.id, f.byte_offset, f.tail_sha256, f.lines, f.rows, f.bad_lines, f.first_at, f.last_at
FROM app.import_file AS f
WHERE f.kind = $1::text
  AND f.head_length <= length($2::bytea)
  AND f.head_sha256 = sha256(substr($2::bytea, 1, f.head_length))
ORDER BY f.head_length DESC
LIMIT 1`, kind, head).Scan(&c.id, &c.offset, &c.tail, &c.lines, &c.rows, &c.bad, &c.first, &c.last)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return c, fmt.Errorf("look up how far it is imported: %w", err)
	}
	return c, nil
}

// moveCheckpoint stores next in place of c and sets the id of next. It fails with errMoved if the table does not
// hold c.
func moveCheckpoint(ctx context.Context, tx *sql.Tx, c, next *checkpoint) error {
	var row *sql.Row
	if c.id == 0 {
		row = tx.QueryRowContext(ctx, `
INSERT INTO app.import_file (kind, head_length, head_sha256, name, byte_offset, lines, rows, bad_lines, first_at, last_at, feed, tail_sha256)
VALUES ($1::text, $2::integer, $3::bytea, $4::text, $5::bigint, $6::bigint, $7::bigint, $8::bigint, $9::timestamptz, $10::timestamptz, nullif($11::text, ''), $12::bytea)
ON CONFLICT DO NOTHING
RETURNING id`,
			next.kind, next.head.length, next.head.sum[:], next.name, next.offset, next.lines, next.rows, next.bad, next.first, next.last, next.feed, next.tail)
	} else {
		row = tx.QueryRowContext(ctx, `
UPDATE app.import_file
SET head_length = $1::integer,
    head_sha256 = $2::bytea,
    name = $3::text,
    byte_offset = $4::bigint,
    lines = $5::bigint,
    rows = $6::bigint,
    bad_lines = $7::bigint,
    first_at = $8::timestamptz,
    last_at = $9::timestamptz,
    feed = coalesce(nullif($10::text, ''), feed),
    tail_sha256 = $11::bytea,
    updated_at = now()
WHERE id = $12::integer
  AND byte_offset = $13::bigint
RETURNING id`,
			next.head.length, next.head.sum[:], next.name, next.offset, next.lines, next.rows, next.bad, next.first, next.last, next.feed, next.tail,
			c.id, c.offset)
	}
	switch err := row.Scan(&next.id); {
	case errors.Is(err, sql.ErrNoRows):
		return errMoved
	case err != nil:
		return fmt.Errorf("write the checkpoint: %w", err)
	}
	return nil
}

// lockKey returns the key of a file's advisory lock. Files with the same first line share a lock, so their imports
// wait for each other; this does no other harm.
func lockKey(kind string, firstLine []byte) int64 {
	sum := sha256.Sum256(append([]byte("ccrepo import "+kind+"\n"), firstLine...))
	return int64(binary.BigEndian.Uint64(sum[:8]))
}

func lockFile(ctx context.Context, conn *sql.Conn, log *slog.Logger, kind string, firstLine []byte) error {
	key := lockKey(kind, firstLine)
	var got bool
	err := conn.QueryRowContext(ctx, `SELECT pg_try_advisory_lock($1::bigint)`, key).Scan(&got)
	if err == nil && !got {
		if log != nil {
			log.InfoContext(ctx, "waiting for another import of the same file", "kind", kind)
		}
		_, err = conn.ExecContext(ctx, `SELECT pg_advisory_lock($1::bigint)`, key)
	}
	if err != nil {
		return fmt.Errorf("lock the file: %w", err)
	}
	return nil
}

func unlockFile(ctx context.Context, conn *sql.Conn, kind string, firstLine []byte) error {
	var held bool
	// Unlock also if the import was cancelled: the connection goes back to the pool.
	err := conn.QueryRowContext(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock($1::bigint)`, lockKey(kind, firstLine)).Scan(&held)
	if err == nil && !held {
		err = errMoved
	}
	return err
}
