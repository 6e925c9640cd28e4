// Pairing a screen: a television shows a code, and an administrator who sees it gives it a key.

package auth

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
	"time"

	"github.com/ccrepo/ccrepo/api/pools"
	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/api/secret"
	"github.com/ccrepo/ccrepo/db"
)

const (
	// PairingLife is how long a code is good for.
	PairingLife = 10 * time.Minute
	// renewAfter is the age of the cookie of a screen from which on it is renewed.
	renewAfter = 24 * time.Hour

	pairingCookie = "ccrepo_pair"
	// pairingSigns are the signs of a code. None looks like another one, also not from five metres.
	pairingSigns  = "34679ACDEFGHJKMNPQRTWXY"
	pairingLength = 8
)

// pairing is what a screen keeps, sealed, while its code is shown.
type pairing struct {
	Code    string `json:"code"`
	Expires int64  `json:"exp"` // Unix time
}

// newPairingCode returns a code.
func newPairingCode() string {
	code, one := make([]byte, 0, pairingLength), make([]byte, 1)
	for len(code) < pairingLength {
		_, _ = rand.Read(one) // never fails
		if most := 256 / len(pairingSigns) * len(pairingSigns); int(one[0]) < most {
			code = append(code, pairingSigns[int(one[0])%len(pairingSigns)])
		}
	}
	return string(code)
}

// PairingHash returns the hash by which the database knows a code as somebody typed it; false if it cannot be one.
func PairingHash(typed string) ([sha256.Size]byte, bool) {
	code := strings.ToUpper(strings.NewReplacer("-", "", " ", "").Replace(typed))
	return sha256.Sum256([]byte(code)), len(code) == pairingLength && strings.Trim(code, pairingSigns) == ""
}

// Pair returns the code that a screen shows, and the cookie that binds it to the screen; nil: it has one. Once an
// administrator has given it a key it returns the cookies of its session instead, and no code.
func (a *Authenticator) Pair(r *http.Request) (code string, cookies []*http.Cookie, err error) {
	keys, err := a.secrets.Get(r.Context())
	if err != nil {
		return "", nil, keysUnread(err)
	}
	known, err := a.Keys.Current(r.Context())
	if err != nil {
		return "", nil, keysUnread(err)
	}
	var p pairing
	shown, err := a.unseal(r, pairingCookie, func(k *secret.Keys) *secret.Sealer { return k.Pairing }, &p)
	if err != nil {
		return "", nil, err
	}
	if shown && a.now().Unix() < p.Expires {
		hash, _ := PairingHash(p.Code)
		if known.Pairings[hex.EncodeToString(hash[:])] {
			begun, err := a.beginScreen(r, hash)
			if begun != nil || err != nil {
				return "", []*http.Cookie{begun, cookie(r, pairingCookie, "", -1)}, err
			}
		}
		return p.Code, nil, nil
	}
	if wait := max(a.attempts.Wait(r.RemoteAddr, "pairing"), a.attempts.Failed(r.RemoteAddr, "pairing")); wait > 0 {
		return "", nil, problem.New("too_many_requests", "Too many codes were shown to this address. Wait for the seconds in Retry-After.").After(wait)
	}
	expires := a.now().Add(PairingLife)
	p = pairing{Code: newPairingCode(), Expires: expires.Unix()}
	bind, err := a.sealed(r, pairingCookie, keys.Pairing, p, expires)
	return p.Code, []*http.Cookie{bind}, err
}

// beginScreen returns the cookie of the session of the key that an administrator gave to a code. The code is good once; nil:
// it was taken before.
func (a *Authenticator) beginScreen(r *http.Request, hash [sha256.Size]byte) (*http.Cookie, error) {
	ctx, cancel := context.WithTimeout(r.Context(), pools.KeysPatience)
	defer cancel()
	taken, err := db.New(a.Keys.pool).TakePairing(ctx, db.TakePairingParams{CodeSha256: hash[:], Now: a.now()})
	if err != nil {
		return nil, keysUnread(err)
	}
	known, err := a.Keys.Fresh(ctx)
	if err != nil {
		return nil, keysUnread(err)
	}
	if len(taken) == 0 {
		return nil, nil
	}
	key := known.ByID[taken[0]]
	if key == nil || !key.Counts(a.now()) {
		return nil, unauthenticated("bad_key", "The API key is unknown, revoked or has expired.")
	}
	return a.begin(r, key.Principal, session{ID: screenID + rand.Text(), Key: taken[0], Print: key.print[:]})
}

// Renew returns the cookie of a screen's session with a later end, if it is time for that; nil: it is not.
func (a *Authenticator) Renew(r *http.Request) (*http.Cookie, error) {
	var s session
	genuine, err := a.unseal(r, sessionCookie, func(k *secret.Keys) *secret.Sealer { return k.Session }, &s)
	if err != nil || !genuine || !strings.HasPrefix(s.ID, screenID) {
		return nil, err
	}
	who, err := a.Session(r)
	if who == nil || err != nil || time.Unix(s.Expires, 0).Sub(a.now()) > screenLife-renewAfter {
		return nil, err
	}
	key := a.Keys.Last().ByID[s.Key]
	if key == nil {
		return nil, nil
	}
	return a.seal(r, key.Principal.Expires, s)
}
