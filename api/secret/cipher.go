// Package secret reads the secret of a database once and derives the keys of masks, cursors and tokens from it.
package secret

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"golang.org/x/sync/singleflight"

	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/db"
)

// secretPatience limits the time for reading the database's secret.
const secretPatience = 2 * time.Second

// Keeper reads the database's secret when it is first needed, and keeps the keys derived from it.
type Keeper struct {
	pool  *sql.DB // as the writer: the reader cannot see it
	kept  atomic.Pointer[Keys]
	reads singleflight.Group
}

// Get returns the keys. If the secret cannot be read, the request fails: an answer without masks would be worse.
func (k *Keeper) Get(ctx context.Context) (*Keys, error) {
	if kept := k.kept.Load(); kept != nil {
		return kept, nil
	}
	// One read serves all callers, so its time limit must not be that of the first caller.
	read := k.reads.DoChan("", func() (any, error) {
		own, cancel := context.WithTimeout(context.Background(), secretPatience)
		defer cancel()
		stored, err := db.New(k.pool).Secret(own)
		if err != nil {
			return nil, fmt.Errorf("read the database's secret: %w", problem.Cause(own, err))
		}
		made, err := New(stored)
		if err != nil {
			return nil, err
		}
		k.kept.Store(made)
		return made, nil
	})
	select {
	case r := <-read:
		if errors.Is(r.Err, sql.ErrNoRows) {
			return nil, fmt.Errorf("app.secret is empty: insert 32 random bytes: %w", r.Err)
		}
		if r.Err != nil {
			return nil, r.Err
		}
		return k.kept.Load(), nil
	case <-ctx.Done():
		return nil, fmt.Errorf("wait for the database's secret: %w", context.Cause(ctx))
	}
}

// NewKeeper returns a keeper that reads from a pool of the writer's: the reader cannot see the secret.
func NewKeeper(pool *sql.DB) *Keeper { return &Keeper{pool: pool} }

// Keys are the keys derived from the database's secret. All servers of a database have the same.
type Keys struct {
	*Sealer                          // of cursors
	Session, SignIn, Pairing *Sealer // of browsers' cookies: sessions, what a browser keeps while somebody signs in, codes of screens
	Token                    []byte  // of the tokens that distinguish masked values
	Order                    string  // of the order of rows by masked values
	Agent                    []byte  // for signatures of agents' tokens
	Form                     []byte  // of the tokens in forms
}

// Sealer encrypts and authenticates texts of one purpose.
type Sealer struct {
	nonce []byte // key of the nonces
	seals cipher.AEAD
}

// New derives the keys from the stored secret of the database.
func New(stored []byte) (*Keys, error) {
	var wrong error
	derive := func(purpose string) []byte {
		key, err := hkdf.Key(sha256.New, stored, nil, "ccrepo "+purpose, sha256.Size)
		wrong = errors.Join(wrong, err)
		return key
	}
	sealer := func(purpose, nonce string) *Sealer {
		block, err := aes.NewCipher(derive(purpose))
		if err != nil {
			wrong = errors.Join(wrong, err)
			return nil
		}
		seals, err := cipher.NewGCM(block)
		wrong = errors.Join(wrong, err)
		return &Sealer{nonce: derive(nonce), seals: seals}
	}
	keys := &Keys{
		Sealer: sealer("cursor", "nonce"), Session: sealer("session", "session nonce"), SignIn: sealer("sign-in", "sign-in nonce"),
		Pairing: sealer("pairing", "pairing nonce"),
		Token:   derive("token"), Order: hex.EncodeToString(derive("order")), Agent: derive("agent"), Form: derive("form"),
	}
	if wrong != nil {
		return nil, fmt.Errorf("derive keys: %w", wrong)
	}
	return keys, nil
}

// Seal encrypts and authenticates a text. The nonce is derived from the text: equal texts have equal ciphertexts, so
// that an answer keeps its ETag, and different texts never share a nonce.
func (s *Sealer) Seal(text []byte) []byte {
	mac := hmac.New(sha256.New, s.nonce)
	mac.Write(text)
	nonce := mac.Sum(nil)[:s.seals.NonceSize()]
	return s.seals.Seal(nonce, nonce, text, nil)
}

// Open returns the text that was sealed; false if it was not sealed with this secret and for this purpose, or was
// changed since.
func (s *Sealer) Open(sealed []byte) ([]byte, bool) {
	if len(sealed) < s.seals.NonceSize() {
		return nil, false
	}
	text, err := s.seals.Open(nil, sealed[:s.seals.NonceSize()], sealed[s.seals.NonceSize():], nil)
	return text, err == nil
}
