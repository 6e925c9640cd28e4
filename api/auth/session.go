// Sessions of people in browsers: sealed cookies, with which a browser may read and nothing else.

package auth

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/ccrepo/ccrepo/api/pools"
	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/api/secret"
	"github.com/ccrepo/ccrepo/db"
)

const (
	// sessionLife is how long a session lasts, unless its key expires before.
	sessionLife = 12 * time.Hour
	// screenLife is how long the session of a screen lasts without being used.
	screenLife = 30 * 24 * time.Hour
	// screenID begins the ids of the sessions of screens, and of no others.
	screenID = "screen-"
	// endedLonger is for how long the end of a session is remembered beyond its life.
	endedLonger = time.Hour
	// maxCookie is the length up to which browsers keep a cookie.
	maxCookie = 3800

	sessionCookie = "ccrepo_session"
	formCookie    = "ccrepo_form"
)

// session is what the cookie of a session holds, sealed.
type session struct {
	ID      string `json:"id"`
	Began   int64  `json:"iat"` // Unix time
	Expires int64  `json:"exp"`
	Key     string `json:"key"` // id of the key, or of the principal of the OpenID provider
	// Print is that of the key: a key that has changed since ends the session.
	Print  []byte        `json:"print,omitempty"`
	Bearer *bearerClaims `json:"for,omitempty"` // of a principal of the OpenID provider, which no key describes
}

// NeedsKey reports whether requests need a key. Without one there is nothing to sign in to.
func (a *Authenticator) NeedsKey(ctx context.Context) (bool, error) {
	if a.trusted {
		return false, nil
	}
	keys, err := a.Keys.Current(ctx)
	if err != nil {
		return false, keysUnread(err)
	}
	return keys.Any() || a.tokens != nil, nil
}

// SignIn begins a session of the key that has this secret, and returns its cookie. The form must be one of this server
// for this browser. A wrong key counts as it does elsewhere.
func (a *Authenticator) SignIn(r *http.Request, secret string) (*http.Cookie, error) {
	if err := a.checkSignInForm(r); err != nil {
		return nil, err
	}
	keys, err := a.Keys.Current(r.Context())
	if err != nil {
		return nil, keysUnread(err)
	}
	who, err := a.keyOf(r, keys, strings.TrimSpace(secret))
	if err != nil {
		return nil, err
	}
	key := a.Keys.Last().ByID[who.Key]
	if key == nil {
		return nil, unauthenticated("bad_key", "The API key is unknown, revoked or has expired.")
	}
	return a.begin(r, who, session{Key: who.Key, Print: key.print[:]})
}

// begin returns the cookie of a new session. It has a new id, whatever the browser sent: nobody knows it before.
func (a *Authenticator) begin(r *http.Request, who *Principal, s session) (*http.Cookie, error) {
	if !who.Has(Read) {
		return nil, problem.New("missing_scope", "The pages need a key with the scope %s.", Read)
	}
	if wait := a.attempts.Failed("", "session "+who.ID); wait > 0 { // the ends of sessions are kept in memory
		return nil, problem.New("too_many_requests", "Too many sessions of this key begin at once.").After(wait)
	}
	if s.Began = a.now().Unix(); s.ID == "" {
		s.ID = rand.Text()
	}
	begun, err := a.seal(r, who.Expires, s)
	if err == nil {
		a.record(r, who, "signed in to the pages")
	}
	return begun, err
}

// record writes a line into the log and a row into the audit: who did what, and from where. What happened stays true if
// the row cannot be written.
func (a *Authenticator) record(r *http.Request, who *Principal, action string) {
	host := r.RemoteAddr
	if address, _, err := net.SplitHostPort(host); err == nil {
		host = address
	}
	a.log.Info(action, "key", who.Name, "from", host)
	ctx, cancel := context.WithTimeout(r.Context(), pools.KeysPatience)
	defer cancel()
	if err := db.New(a.Keys.pool).AddAuditory(ctx, db.AddAuditoryParams{Datetime: a.now(), Userid: who.Name, Host: host, Action: action}); err != nil {
		a.log.Error("audit row not written", "action", action, "key", who.Name, "err", problem.LogText(err))
	}
}

// seal returns the cookie of a session that lasts its life from now on, unless its key expires before.
func (a *Authenticator) seal(r *http.Request, keyExpires *time.Time, s session) (*http.Cookie, error) {
	expires := a.now().Add(lifeOf(s.ID))
	if keyExpires != nil && keyExpires.Before(expires) {
		expires = *keyExpires
	}
	s.Expires = expires.Unix()
	keys, err := a.secrets.Get(r.Context())
	if err != nil {
		return nil, keysUnread(err)
	}
	return a.sealed(r, sessionCookie, keys.Session, s, expires)
}

// lifeOf returns how long a session lasts from its beginning or its renewal.
func lifeOf(session string) time.Duration {
	if strings.HasPrefix(session, screenID) {
		return screenLife
	}
	return sessionLife
}

// Session returns the principal of the session in a browser's cookie; nil if there is none, or if it is over.
func (a *Authenticator) Session(r *http.Request) (*Principal, error) {
	keys, err := a.Keys.Current(r.Context())
	if err != nil {
		return nil, keysUnread(err)
	}
	return a.sessionOf(r, keys)
}

func (a *Authenticator) sessionOf(r *http.Request, keys Keys) (*Principal, error) {
	var s session
	if ok, err := a.unseal(r, sessionCookie, func(k *secret.Keys) *secret.Sealer { return k.Session }, &s); !ok || err != nil {
		return nil, err
	}
	if keys.ByID[s.Key] == nil && s.Bearer == nil {
		// The key may have been created a moment ago.
		var err error
		if keys, err = a.Keys.Fresh(r.Context()); err != nil {
			return nil, keysUnread(err)
		}
	}
	now, expires := a.now(), time.Unix(s.Expires, 0)
	if keys.Ended[s.ID] || !now.Before(expires) {
		return nil, nil
	}
	var who Principal
	switch key := keys.ByID[s.Key]; {
	case s.Bearer != nil && a.isProviders(s.Key):
		who = Principal{ID: s.Key, Key: s.Key, Name: s.Bearer.Name, Scopes: s.Bearer.Scopes, Limited: s.Bearer.Limited, Campaigns: s.Bearer.Campaigns}
	case s.Bearer == nil && key != nil && key.Counts(now) && subtle.ConstantTimeCompare(key.print[:], s.Print) == 1:
		who = *key.Principal
		a.Keys.Touch(who.ID, now)
	default:
		return nil, nil
	}
	who.Session, who.Expires = s.ID, &expires
	return &who, nil
}

// SignOut ends the session of a browser on all servers of the database, and returns the cookie that replaces its own. The
// form must be one of this session.
func (a *Authenticator) SignOut(r *http.Request) (*http.Cookie, error) {
	if err := ownOrigin(r); err != nil {
		return nil, err
	}
	gone := cookie(r, sessionCookie, "", -1)
	who, err := a.Session(r)
	if who == nil || err != nil {
		return gone, err
	}
	if err := a.checkForm(r, who.Session); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(r.Context(), pools.KeysPatience)
	defer cancel()
	if err := db.New(a.Keys.pool).EndSession(ctx, db.EndSessionParams{ID: who.Session, ExpiresAt: a.now().Add(lifeOf(who.Session) + endedLonger)}); err != nil {
		return nil, problem.New("database_unavailable", "The end of the session cannot be stored. Try again in a few seconds.").WithCause(err)
	}
	a.record(r, who, "signed out of the pages")
	if _, err := a.Keys.Fresh(ctx); err != nil {
		return nil, keysUnread(err)
	}
	return gone, nil
}

// DeleteEnded deletes the ends of sessions that have expired since, and codes of screens that nobody took.
func (a *Authenticator) DeleteEnded(ctx context.Context) error {
	q := db.New(a.Keys.pool)
	if err := errors.Join(
		q.DeleteEndedSessions(ctx, db.DeleteEndedSessionsParams{Now: a.now()}),
		q.DeletePairings(ctx, db.DeletePairingsParams{Now: a.now()}),
	); err != nil {
		return fmt.Errorf("delete ended sessions: %w", err)
	}
	return nil
}

// FormSender returns the principal who sent a form of this server from a browser: that of the session, or of a server that
// needs no key. The handler has parsed the form.
func (a *Authenticator) FormSender(r *http.Request) (*Principal, error) {
	if err := ownOrigin(r); err != nil {
		return nil, err
	}
	needed, err := a.NeedsKey(r.Context())
	if err != nil {
		return nil, err
	}
	if !needed {
		return LocalPrincipal(), nil // of this machine, as that of every other request
	}
	who, err := a.Session(r)
	if err != nil {
		return nil, err
	}
	if who == nil {
		return nil, unauthenticated("no_key", "Sign in to save views: forms of the pages need the session of a browser.")
	}
	return who, a.checkForm(r, who.Session)
}

// SignInForm returns the token of the form of signing in, and the cookie that binds it to the browser; nil: it has one.
func (a *Authenticator) SignInForm(r *http.Request) (token string, bind *http.Cookie, err error) {
	var of string
	if kept, err := r.Cookie(cookieName(r, formCookie)); err == nil && len(kept.Value) == len(rand.Text()) {
		of = kept.Value
	} else {
		of = rand.Text()
		bind = cookie(r, formCookie, of, 0)
	}
	token, err = a.FormToken(r.Context(), of)
	return token, bind, err
}

func (a *Authenticator) checkSignInForm(r *http.Request) error {
	if err := ownOrigin(r); err != nil {
		return err
	}
	of := ""
	if kept, err := r.Cookie(cookieName(r, formCookie)); err == nil {
		of = kept.Value
	}
	return a.checkForm(r, of)
}

// FormToken returns the token that the forms of a session have.
func (a *Authenticator) FormToken(ctx context.Context, session string) (string, error) {
	keys, err := a.secrets.Get(ctx)
	if err != nil {
		return "", keysUnread(err)
	}
	mac := hmac.New(sha256.New, keys.Form)
	mac.Write([]byte(session))
	return hex.EncodeToString(mac.Sum(nil)), nil
}

// checkForm refuses a form without the token of the session; the handler has parsed the form.
func (a *Authenticator) checkForm(r *http.Request, session string) error {
	want, err := a.FormToken(r.Context(), session)
	if err != nil {
		return err
	}
	if session == "" || subtle.ConstantTimeCompare([]byte(want), []byte(r.PostForm.Get("token"))) != 1 {
		return problem.New("foreign_origin", "The form is not one that this server sent to this browser. Allow cookies, load the page again and send it once more.")
	}
	return nil
}

// ownOrigin refuses a form that a page of any other origin sent, also of one that may read by script.
func ownOrigin(r *http.Request) error {
	if err := http.NewCrossOriginProtection().Check(r); err != nil {
		return problem.New("foreign_origin", "The form was sent by a page of another origin. Open the page of this server, and send it from there.").WithCause(err)
	}
	return nil
}

// sealed returns a cookie that holds a value, which only this database's servers can read and make.
func (a *Authenticator) sealed(r *http.Request, name string, with *secret.Sealer, value any, expires time.Time) (*http.Cookie, error) {
	text, err := json.Marshal(value)
	if err != nil {
		return nil, fmt.Errorf("write cookie: %w", err)
	}
	encoded := base64.RawURLEncoding.EncodeToString(with.Seal(text))
	if len(encoded) > maxCookie {
		return nil, problem.New("no_campaigns", "The token names so many campaigns that a browser does not keep the session. Give it fewer, or \"*\" for all.")
	}
	return cookie(r, name, encoded, max(1, int(expires.Sub(a.now()).Seconds()))), nil
}

// unseal reads the value of a sealed cookie; false if the browser sends none that is genuine.
func (a *Authenticator) unseal(r *http.Request, name string, with func(*secret.Keys) *secret.Sealer, value any) (bool, error) {
	kept, err := r.Cookie(cookieName(r, name))
	if err != nil || kept.Value == "" {
		return false, nil //nolint:nilerr // there is none
	}
	keys, err := a.secrets.Get(r.Context())
	if err != nil {
		return false, keysUnread(err)
	}
	encoded, err := base64.RawURLEncoding.DecodeString(kept.Value)
	if err != nil {
		return false, nil //nolint:nilerr // somebody else's
	}
	text, genuine := with(keys).Open(encoded)
	return genuine && json.Unmarshal(text, value) == nil, nil
}

// cookie returns a cookie that scripts cannot read and that other sites do not send. seconds is its age: 0 until the
// browser ends, negative to delete it.
func cookie(r *http.Request, name, value string, seconds int) *http.Cookie {
	return &http.Cookie{Name: cookieName(r, name), Value: value, Path: Prefix(r) + "/", MaxAge: seconds, HttpOnly: true, Secure: IsSecure(r), SameSite: http.SameSiteLaxMode} //nolint:gosec // Secure depends on the request
}

// cookieName returns the name of a cookie. Over TLS it is one that only this host can set. Behind a path prefix it has the
// prefix in it, because other servers of the host may have cookies of the same name.
func cookieName(r *http.Request, name string) string {
	prefix := Prefix(r)
	if prefix != "" {
		name += strings.ReplaceAll(prefix, "/", "_")
	}
	switch {
	case !IsSecure(r):
		return name
	case prefix != "":
		return "__Secure-" + name // that of a host is for all paths
	}
	return "__Host-" + name
}

// IsSecure reports whether the browser uses TLS. The header is a proxy's; a client that invents it only keeps its own
// cookies from being sent.
func IsSecure(r *http.Request) bool {
	return r.TLS != nil || strings.EqualFold(r.Header.Get("X-Forwarded-Proto"), "https")
}

// readsOwn reports whether a browser's cookie counts for a request: it is for what a person opens, and for what a page of
// this server fetches, not for what pages of other origins fetch.
func readsOwn(r *http.Request) bool {
	switch r.Header.Get("Sec-Fetch-Site") {
	case "cross-site", "same-site":
		return r.Header.Get("Sec-Fetch-Mode") == "navigate"
	}
	return true
}
