package api

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

// keyring knows the API keys of the database.
type keyring struct {
	pool  *sql.DB
	log   *slog.Logger
	reads singleflight.Group

	mu      sync.Mutex
	known   keys
	touched map[string]time.Time // when a use was last written down

	writing sync.WaitGroup
}

// keys is what was read at one moment.
type keys struct {
	readAt time.Time // when reading began
	byID   map[string]*apiKey
}

// apiKey is a key as the server knows it.
type apiKey struct {
	principal *principal
	hash      [sha256.Size]byte
	revoked   bool
}

// counts tells whether a key is accepted at a moment.
func (k *apiKey) counts(now time.Time) bool {
	return !k.revoked && (k.principal.expires == nil || now.Before(*k.principal.expires))
}

func newKeyring(pool *sql.DB, log *slog.Logger) *keyring {
	return &keyring{pool: pool, log: log, touched: map[string]time.Time{}}
}

// any tells whether there is a key, be it one that is revoked or has expired: a server that had keys
// does not open when the last of them ends.
func (k keys) any() bool { return len(k.byID) > 0 }

// current is what the database says of the keys, at most keysAge ago. The age is told by the
// monotonic clock: one that is set back must not keep a revoked key alive.
func (k *keyring) current(ctx context.Context) (keys, error) {
	known := k.last()
	age := time.Since(known.readAt)
	if known.readAt.IsZero() || age >= keysAge {
		return k.fresh(ctx)
	}
	if age >= keysAge/2 {
		k.read() // so that under load nobody waits for it
	}
	return known, nil
}

// fresh is what the database says of the keys now.
func (k *keyring) fresh(ctx context.Context) (keys, error) {
	select {
	case read := <-k.read():
		if read.Err != nil {
			return keys{}, fmt.Errorf("read the API keys: %w", read.Err)
		}
		return k.last(), nil
	case <-ctx.Done():
		return keys{}, fmt.Errorf("wait for the API keys: %w", context.Cause(ctx))
	}
}

// last is what was read last, however long ago.
func (k *keyring) last() keys {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.known
}

// read reads all keys, once for all who wait for them.
func (k *keyring) read() <-chan singleflight.Result {
	return k.reads.DoChan("", func() (any, error) {
		ctx, cancel := context.WithTimeout(context.Background(), pools.KeysPatience)
		defer cancel()
		read := keys{readAt: time.Now(), byID: map[string]*apiKey{}}
		rows, err := db.New(k.pool).APIKeys(ctx)
		if err != nil {
			return nil, problem.Cause(ctx, err)
		}
		for _, row := range rows {
			key := &apiKey{
				principal: &principal{
					id: row.ID, key: row.ID, name: row.Name, scopes: row.Scopes, expires: row.ExpiresAt,
					campaigns: row.Campaigns, limited: row.Campaigns != nil,
				},
				revoked: row.RevokedAt != nil,
			}
			copy(key.hash[:], row.SecretSha256)
			read.byID[row.ID] = key
		}
		k.mu.Lock()
		defer k.mu.Unlock()
		k.known = read
		return nil, nil
	})
}

// principal is who has a secret; nil where the secret is none that counts at this moment.
func (k keys) principal(secret string, now time.Time) *principal {
	id, _ := secretID(secret)
	key := k.byID[id]
	if key == nil {
		key = &apiKey{revoked: true, principal: anybody()} // takes as long
	}
	hash := sha256.Sum256([]byte(secret))
	right := subtle.ConstantTimeCompare(hash[:], key.hash[:]) == 1
	if !right || !key.counts(now) {
		return nil
	}
	return key.principal
}

// touch notes that a key was used, at most once in a while and never in the way of who uses it.
func (k *keyring) touch(id string, now time.Time) {
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

// wait waits until every last use is written.
func (k *keyring) wait() { k.writing.Wait() }
