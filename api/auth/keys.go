// The API keys of the database, kept in memory.

package auth

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"database/sql"
	"encoding/hex"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"github.com/ccrepo/ccrepo/api/pools"
	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/db"
)

const (
	// keysAge is the age up to which the keys in memory are used: after it, a revoked key is refused.
	keysAge = 500 * time.Millisecond
	// touchEvery is the precision of the last use of a key.
	touchEvery = time.Minute
)

// Keyring keeps the API keys of the database in memory.
type Keyring struct {
	pool  *sql.DB
	log   *slog.Logger
	now   func() time.Time
	reads singleflight.Group

	mu      sync.Mutex
	known   Keys
	touched map[string]time.Time // when the use of a key was last recorded

	writing sync.WaitGroup
}

// Keys are the keys as they were read at one moment.
type Keys struct {
	ReadAt time.Time // when reading began
	ByID   map[string]*apiKey
	// Pairings are the hashes, in hexadecimal, of the codes of screens to which an administrator has given a key.
	Pairings map[string]bool
	Ended    map[string]bool // the sessions that were signed out before they expired
}

// apiKey is a key of the database.
type apiKey struct {
	Principal *Principal
	hash      [sha256.Size]byte
	print     [sha256.Size]byte // of the hash and the rights
	revoked   bool
}

// Counts reports whether a key is accepted at a moment.
func (k *apiKey) Counts(now time.Time) bool {
	return !k.revoked && (k.Principal.Expires == nil || now.Before(*k.Principal.Expires))
}

// NewKeyring returns a keyring that reads keys from the database of pool, logs to log and takes the present time from now.
func NewKeyring(pool *sql.DB, log *slog.Logger, now func() time.Time) *Keyring {
	return &Keyring{pool: pool, log: log, now: now, touched: map[string]time.Time{}}
}

// Any reports whether there is a key, including revoked and expired ones: a server must not accept every request
// because its last key has expired.
func (k Keys) Any() bool { return len(k.ByID) > 0 }

// Usable reports whether there is a key that is neither revoked nor expired.
func (k Keys) Usable(now time.Time) bool {
	for _, key := range k.ByID {
		if key.Counts(now) {
			return true
		}
	}
	return false
}

// Current returns the keys as they were at most keysAge ago. The age is measured by the monotonic clock: a clock that is
// set back must not keep a revoked key valid.
func (k *Keyring) Current(ctx context.Context) (Keys, error) {
	known := k.Last()
	age := time.Since(known.ReadAt)
	if known.ReadAt.IsZero() || age >= keysAge {
		return k.since(ctx, time.Now().Add(-keysAge))
	}
	if age >= keysAge/2 {
		k.read() // so that under load no request waits for it
	}
	return known, nil
}

// Fresh returns the keys as they are now: not those of a read that had begun before.
func (k *Keyring) Fresh(ctx context.Context) (Keys, error) { return k.since(ctx, time.Now()) }

// since returns the keys of a read that began at a moment or after it.
func (k *Keyring) since(ctx context.Context, moment time.Time) (Keys, error) {
	for {
		select {
		case read := <-k.read():
			if read.Err != nil {
				return Keys{}, fmt.Errorf("read the API keys: %w", read.Err)
			}
			if known := k.Last(); !known.ReadAt.Before(moment) {
				return known, nil
			}
		case <-ctx.Done():
			return Keys{}, fmt.Errorf("wait for the API keys: %w", context.Cause(ctx))
		}
	}
}

// Last returns the keys that were read last, of any age.
func (k *Keyring) Last() Keys {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.known
}

// read reads all keys; one read serves all callers that wait.
func (k *Keyring) read() <-chan singleflight.Result {
	return k.reads.DoChan("", func() (any, error) {
		ctx, cancel := context.WithTimeout(context.Background(), pools.KeysPatience)
		defer cancel()
		read := Keys{ReadAt: time.Now(), ByID: map[string]*apiKey{}, Pairings: map[string]bool{}, Ended: map[string]bool{}}
		rows, err := db.New(k.pool).APIKeys(ctx)
		if err != nil {
			return nil, problem.Cause(ctx, err)
		}
		for _, row := range rows {
			key := &apiKey{
				Principal: &Principal{
					ID: row.ID, Key: row.ID, Name: row.Name, Scopes: row.Scopes, Expires: row.ExpiresAt,
					Campaigns: row.Campaigns, Limited: row.Campaigns != nil,
				},
				revoked: row.RevokedAt != nil,
			}
			copy(key.hash[:], row.SecretSha256)
			key.print = sha256.Sum256(fmt.Appendf(nil, "%x %q %t %q", key.hash, row.Scopes, row.Campaigns == nil, row.Campaigns))
			read.ByID[row.ID] = key
		}
		ended, err := db.New(k.pool).EndedSessions(ctx, db.EndedSessionsParams{Now: k.now()})
		if err != nil {
			return nil, problem.Cause(ctx, err)
		}
		for _, id := range ended {
			read.Ended[id] = true
		}
		codes, err := db.New(k.pool).Pairings(ctx, db.PairingsParams{Now: k.now()})
		if err != nil {
			return nil, problem.Cause(ctx, err)
		}
		for _, code := range codes {
			read.Pairings[hex.EncodeToString(code)] = true
		}
		k.mu.Lock()
		defer k.mu.Unlock()
		k.known = read
		return nil, nil
	})
}

// Principal returns the principal of a secret; nil if no key that is accepted at this moment has it.
func (k Keys) Principal(secret string, now time.Time) *Principal {
	id, _ := SecretID(secret)
	key := k.ByID[id]
	if key == nil {
		key = &apiKey{revoked: true, Principal: LocalPrincipal()} // so that an unknown id takes as long
	}
	hash := sha256.Sum256([]byte(secret))
	right := subtle.ConstantTimeCompare(hash[:], key.hash[:]) == 1
	if !right || !key.Counts(now) {
		return nil
	}
	return key.Principal
}

// Touch records that a key was used, at most once per touchEvery, without delaying the request.
func (k *Keyring) Touch(id string, now time.Time) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if at, ok := k.touched[id]; ok && time.Since(at) < touchEvery {
		return
	}
	k.touched[id] = time.Now()
	k.writing.Go(func() {
		ctx, cancel := context.WithTimeout(context.Background(), pools.KeysPatience)
		defer cancel()
		if err := db.New(k.pool).TouchAPIKey(ctx, db.TouchAPIKeyParams{ID: id, UsedAt: now}); err != nil {
			k.log.Warn("last use of an API key not recorded", "key", id, "err", err)
		}
	})
}

// Wait waits until every last use is recorded.
func (k *Keyring) Wait() { k.writing.Wait() }
