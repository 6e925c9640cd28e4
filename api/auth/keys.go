package auth

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"database/sql"
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
	// keysAge is how old what the server knows of the keys may be: a revoked key is refused after it.
	keysAge = 500 * time.Millisecond
	// touchEvery is how exactly the last use of a key is kept.
	touchEvery = time.Minute
)

// Keyring knows the API keys of the database.
type Keyring struct {
	pool  *sql.DB
	log   *slog.Logger
	reads singleflight.Group

	mu      sync.Mutex
	known   Keys
	touched map[string]time.Time // when a use was last written down

	writing sync.WaitGroup
}

// Keys is what was read at one moment.
type Keys struct {
	ReadAt time.Time // when reading began
	ByID   map[string]*apiKey
}

// apiKey is a key as the server knows it.
type apiKey struct {
	Principal *Principal
	hash      [sha256.Size]byte
	revoked   bool
}

// Counts tells whether a key is accepted at a moment.
func (k *apiKey) Counts(now time.Time) bool {
	return !k.revoked && (k.Principal.Expires == nil || now.Before(*k.Principal.Expires))
}

// NewKeyring returns a keyring that reads keys from the database of pool and logs to log.
func NewKeyring(pool *sql.DB, log *slog.Logger) *Keyring {
	return &Keyring{pool: pool, log: log, touched: map[string]time.Time{}}
}

// Any tells whether there is a key, be it one that is revoked or has expired: a server that had keys
// does not open when the last of them ends.
func (k Keys) Any() bool { return len(k.ByID) > 0 }

// Current is what the database says of the keys, at most keysAge ago. The age is told by the
// monotonic clock: one that is set back must not keep a revoked key alive.
func (k *Keyring) Current(ctx context.Context) (Keys, error) {
	known := k.Last()
	age := time.Since(known.ReadAt)
	if known.ReadAt.IsZero() || age >= keysAge {
		return k.Fresh(ctx)
	}
	if age >= keysAge/2 {
		k.read() // so that under load nobody waits for it
	}
	return known, nil
}

// Fresh is what the database says of the keys now.
func (k *Keyring) Fresh(ctx context.Context) (Keys, error) {
	select {
	case read := <-k.read():
		if read.Err != nil {
			return Keys{}, fmt.Errorf("read the API keys: %w", read.Err)
		}
		return k.Last(), nil
	case <-ctx.Done():
		return Keys{}, fmt.Errorf("wait for the API keys: %w", context.Cause(ctx))
	}
}

// Last is what was read last, however long ago.
func (k *Keyring) Last() Keys {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.known
}

// read reads all keys, once for all who wait for them.
func (k *Keyring) read() <-chan singleflight.Result {
	return k.reads.DoChan("", func() (any, error) {
		ctx, cancel := context.WithTimeout(context.Background(), pools.KeysPatience)
		defer cancel()
		read := Keys{ReadAt: time.Now(), ByID: map[string]*apiKey{}}
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
			read.ByID[row.ID] = key
		}
		k.mu.Lock()
		defer k.mu.Unlock()
		k.known = read
		return nil, nil
	})
}

// Principal is who has a secret; nil where the secret is none that counts at this moment.
func (k Keys) Principal(secret string, now time.Time) *Principal {
	id, _ := SecretID(secret)
	key := k.ByID[id]
	if key == nil {
		key = &apiKey{revoked: true, Principal: Anybody()} // takes as long
	}
	hash := sha256.Sum256([]byte(secret))
	right := subtle.ConstantTimeCompare(hash[:], key.hash[:]) == 1
	if !right || !key.Counts(now) {
		return nil
	}
	return key.Principal
}

// Touch records that a key was used: at most once a while, and without delaying the request.
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
			k.log.Warn("last use of an API key not written", "key", id, "err", err)
		}
	})
}

// Wait waits until every last use is written.
func (k *Keyring) Wait() { k.writing.Wait() }
