// The tests of agents' tokens.

package api

import (
	"context"
	"database/sql"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/api/secret"
	"github.com/ccrepo/ccrepo/api/write"
	"github.com/ccrepo/ccrepo/db/dbtest"
	"github.com/ccrepo/ccrepo/route"
)

// agentServer is a server with a write, open to agents, that returns its principal.
type agentServer struct {
	*Server
	owner *sql.DB
	at    time.Time
}

type whoami struct {
	ID        string   `json:"id"`
	Key       string   `json:"key"`
	Name      string   `json:"name"`
	Agent     string   `json:"agent"`
	Limited   bool     `json:"limited"`
	Campaigns []string `json:"campaigns"`
	May       bool     `json:"may"`
}

func newAgentServer(t *testing.T) *agentServer {
	t.Helper()
	url := dbtest.URL(t)
	owner, err := sql.Open("postgres", url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = owner.Close() })
	s := &agentServer{owner: owner, at: time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)}
	s.Server, err = New(Options{DatabaseURL: url, Log: slog.New(slog.DiscardHandler), Location: time.UTC, Quiet: true, Now: func() time.Time { return s.at }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	set := write.Set{Kit: s.kit}
	write.Add(&set, write.Route{Name: "WhoAmI", Summary: "The agent.", SummaryES: "El agente.", Method: http.MethodPost, Path: "/v1/whoami/{agent}", Scope: auth.Act, Agents: true, Status: http.StatusOK,
		Params: []route.Param{{Name: "agent", Kind: route.Text, Path: true, Required: true}}},
		func(_ context.Context, w *write.Tx, _ struct{}) (whoami, error) {
			p := w.Who
			return whoami{p.ID, p.Key, p.Name, p.Agent, p.Limited, p.Campaigns, p.MayActFor(w.Args["agent"].(string))}, nil
		})
	addSet(t, s.Server, &set)
	return s
}

// ask sends an empty body with a secret.
func (s *agentServer) ask(method, path, secret string) *httptest.ResponseRecorder {
	req := httptest.NewRequest(method, path, strings.NewReader("{}"))
	req.Host = "localhost"
	req.Header.Set("Content-Type", "application/json")
	if secret != "" {
		req.Header.Set("Authorization", "Bearer "+secret)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, req)
	return w
}

// agentTokenPrefix begins the tokens of agents.
const agentTokenPrefix = "ccrepo_agent_"

// agentToken is the answer with a token.
type agentToken struct {
	Token     string    `json:"token"`
	Agent     string    `json:"agent"`
	ExpiresAt time.Time `json:"expires_at"`
}

// token gets a token, which must succeed.
func (s *agentServer) token(t *testing.T, path, secret string) agentToken {
	t.Helper()
	w := s.ask(http.MethodPost, path, secret)
	var token agentToken
	if err := json.Unmarshal(w.Body.Bytes(), &token); err != nil || w.Code != http.StatusCreated || !strings.HasPrefix(token.Token, "ccrepo_agent_ey") {
		t.Fatalf("status %d, %v: %s", w.Code, err, w.Body)
	}
	return token
}

// who returns the principal of a token, for an agent.
func (s *agentServer) who(t *testing.T, agent, token string) whoami {
	t.Helper()
	w := s.ask(http.MethodPost, "/v1/whoami/"+agent, token)
	var who whoami
	if err := json.Unmarshal(w.Body.Bytes(), &who); err != nil || w.Code != http.StatusOK {
		t.Fatalf("status %d, %v: %s", w.Code, err, w.Body)
	}
	return who
}

func (s *agentServer) refuses(t *testing.T, path, token string, status int, code string) {
	t.Helper()
	if w := s.ask(http.MethodPost, path, token); w.Code != status || !strings.Contains(w.Body.String(), `"`+code+`"`) {
		t.Errorf("POST %s: status %d: %s, want %d %s", path, w.Code, w.Body, status, code)
	}
}

// newKey creates a key and waits until the server accepts it.
func (s *agentServer) newKey(t *testing.T, scopes string, campaigns any) (id, secret string) {
	t.Helper()
	id, secret, hash := auth.NewSecret()
	if _, err := s.owner.ExecContext(t.Context(), "INSERT INTO app.api_key (id, name, secret_sha256, scopes, campaigns) VALUES ($1, $2, $3, $4, $5)", id, "key "+id, hash[:], scopes, campaigns); err != nil {
		t.Fatal(err)
	}
	if _, err := s.auth.Keys.Fresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	return id, secret
}

func TestAgentTokens(t *testing.T) {
	t.Parallel()
	t.Run("a key's", func(t *testing.T) {
		t.Parallel()
		s := newAgentServer(t)
		id, secret := s.newKey(t, "{act}", nil)
		token := s.token(t, "/v1/agents/ana.silva/token", secret)
		if !token.ExpiresAt.Equal(s.at.Add(10*time.Minute)) || token.Agent != "ana.silva" {
			t.Errorf("%+v", token)
		}
		who := s.who(t, "ana.silva", token.Token)
		if who.ID != `agent "ana.silva" of `+id || who.Key != id || who.Agent != "ana.silva" || who.Name != "key "+id+" for ana.silva" || who.Limited || !who.May {
			t.Errorf("%+v", who)
		}
		if s.who(t, "bob", token.Token).May || !s.who(t, "bob", secret).May {
			t.Error("the token acts for another agent, or the key does not")
		}
		for _, path := range []string{"/v1/agents/ana.silva/token", "/v1/tags", "/v1/nosuch"} {
			s.refuses(t, path, token.Token, http.StatusForbidden, "agent_limited")
		}
		for _, path := range []string{"/v1", "/v1/tables/tags", "/v1/reports/calls", "/metrics", "/docs/", "/openapi.json", "/v1/nosuch"} {
			if w := s.ask(http.MethodGet, path, token.Token); w.Code != http.StatusForbidden {
				t.Errorf("GET %s: %d", path, w.Code)
			}
		}
	})
	t.Run("a limited key's sees what the key sees", func(t *testing.T) {
		t.Parallel()
		s := newAgentServer(t)
		_, secret := s.newKey(t, "{act}", `{"A, \"B\"->"}`)
		who := s.who(t, "ana", s.token(t, "/v1/agents/ana/token", secret).Token)
		if !who.Limited || len(who.Campaigns) != 1 || who.Campaigns[0] != `A, "B"->` {
			t.Errorf("%+v", who)
		}
	})
	t.Run("names of agents", func(t *testing.T) {
		t.Parallel()
		s := newAgentServer(t)
		for _, path := range []string{"Agent%2F1001", "Mar%C3%ADa%20L%C3%B3pez", "a%25b", "a%3Fb"} {
			token := s.token(t, "/v1/agents/"+path+"/token", "")
			if who := s.who(t, path, token.Token); !who.May || who.Agent != token.Agent || strings.Contains(who.Agent, "%2F") {
				t.Errorf("%s: %+v", path, who)
			}
		}
		s.refuses(t, "/v1/agents/"+strings.Repeat("x", 256)+"/token", "", http.StatusBadRequest, "invalid_value")
		s.refuses(t, "/v1/agents/a%0Ab/token", "", http.StatusBadRequest, "invalid_value")
		s.refuses(t, "/v1/agents/a/b/token", "", http.StatusNotFound, "unknown_route")
	})
	t.Run("their time", func(t *testing.T) {
		t.Parallel()
		s := newAgentServer(t)
		_, secret := s.newKey(t, "{act}", nil)
		token := s.token(t, "/v1/agents/ana/token", secret)
		s.at = s.at.Add(10*time.Minute - time.Second)
		s.who(t, "ana", token.Token)
		s.at = s.at.Add(time.Second)
		for range 30 { // a browser may go on trying: it is no guessing
			s.refuses(t, "/v1/whoami/ana", token.Token, http.StatusUnauthorized, "expired_token")
		}
		for seconds, status := range map[string]int{"59": 422, "60": 201, "3600": 201, "3601": 422} {
			req := httptest.NewRequest(http.MethodPost, "/v1/agents/ana/token", strings.NewReader(`{"expires_in":`+seconds+`}`))
			req.Host = "localhost"
			req.Header.Set("Content-Type", "application/json")
			req.Header.Set("Authorization", "Bearer "+secret)
			w := httptest.NewRecorder()
			if s.ServeHTTP(w, req); w.Code != status {
				t.Errorf("expires_in %s: %d, want %d: %s", seconds, w.Code, status, w.Body)
			}
		}
	})
	t.Run("end with their key", func(t *testing.T) {
		t.Parallel()
		for name, end := range map[string]string{
			"revoked": "UPDATE app.api_key SET revoked_at = now() WHERE id = $1",
			"expired": "UPDATE app.api_key SET expires_at = '2026-03-10T12:00:00Z' WHERE id = $1",
			"deleted": "DELETE FROM app.api_key WHERE id = $1",
			"no act":  "UPDATE app.api_key SET scopes = '{read}' WHERE id = $1",
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				s := newAgentServer(t)
				s.newKey(t, "{read}", nil) // another key stays
				id, secret := s.newKey(t, "{act}", nil)
				token := s.token(t, "/v1/agents/ana/token", secret)
				s.who(t, "ana", token.Token)
				if _, err := s.owner.ExecContext(t.Context(), end, id); err != nil {
					t.Fatal(err)
				}
				if _, err := s.auth.Keys.Fresh(t.Context()); err != nil {
					t.Fatal(err)
				}
				s.refuses(t, "/v1/whoami/ana", token.Token, http.StatusUnauthorized, "expired_token")
			})
		}
	})
	t.Run("a key that ends sooner", func(t *testing.T) {
		t.Parallel()
		s := newAgentServer(t)
		id, secret := s.newKey(t, "{act}", nil)
		if _, err := s.owner.ExecContext(t.Context(), "UPDATE app.api_key SET expires_at = '2026-03-10T12:03:20.5Z' WHERE id = $1", id); err != nil {
			t.Fatal(err)
		}
		if _, err := s.auth.Keys.Fresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		if token := s.token(t, "/v1/agents/ana/token", secret); !token.ExpiresAt.Equal(s.at.Add(200 * time.Second)) {
			t.Errorf("it ends at %s", token.ExpiresAt)
		}
	})
	t.Run("without keys", func(t *testing.T) {
		t.Parallel()
		s := newAgentServer(t)
		token := s.token(t, "/v1/agents/ana/token", "")
		if who := s.who(t, "ana", token.Token); who.Name != "local for ana" || who.Key != "" || !who.May || s.who(t, "bob", token.Token).May {
			t.Errorf("%+v", who)
		}
		s.refuses(t, "/v1/tags", token.Token, http.StatusForbidden, "agent_limited")
		s.newKey(t, "{act}", nil)
		s.refuses(t, "/v1/whoami/ana", token.Token, http.StatusUnauthorized, "expired_token")
	})
	t.Run("made up", func(t *testing.T) {
		t.Parallel()
		s := newAgentServer(t)
		_, own := s.newKey(t, "{act}", nil)
		good := s.token(t, "/v1/agents/ana/token", own).Token
		parts := strings.Split(strings.TrimPrefix(good, agentTokenPrefix), ".")
		const none = "eyJhbGciOiJub25lIn0" // {"alg":"none"}
		other, err := secret.New([]byte(strings.Repeat("y", 32)))
		if err != nil {
			t.Fatal(err)
		}
		signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.HS256, Key: other.Agent}, nil)
		if err != nil {
			t.Fatal(err)
		}
		foreign, err := jwt.Signed(signer).Claims(map[string]any{"sub": "ana", "exp": s.at.Add(time.Minute).Unix(), "key": ""}).Serialize()
		if err != nil {
			t.Fatal(err)
		}
		for name, token := range map[string]string{
			"nothing": agentTokenPrefix, "cut": good[:len(good)-1], "without a signature": agentTokenPrefix + parts[0] + "." + parts[1] + ".",
			"no algorithm": agentTokenPrefix + none + "." + parts[1] + ".", "of another database": agentTokenPrefix + foreign, "upper case": strings.ToUpper(good), "a JWT alone": strings.TrimPrefix(good, agentTokenPrefix),
		} {
			s.at = s.at.Add(time.Minute) // or they are slowed down
			if w := s.ask(http.MethodPost, "/v1/whoami/ana", token); w.Code != http.StatusUnauthorized || !strings.Contains(w.Body.String(), `"bad_key"`) {
				t.Errorf("%s: status %d: %s", name, w.Code, w.Body)
			}
		}
		if w := s.ask(http.MethodPost, "/v1/whoami/ana?token="+good, ""); w.Code != http.StatusUnauthorized {
			t.Errorf("in a URL: %d", w.Code)
		}
	})
	t.Run("leave an audit row without the token", func(t *testing.T) {
		t.Parallel()
		s := newAgentServer(t)
		s.token(t, "/v1/agents/ana/token", "")
		if n := s.number(t, "SELECT count(*) FROM auditory WHERE userid = 'local' AND action = 'POST /v1/agents/{agent}/token: for ana until 2026-03-10T12:10:00Z'"); n != 1 {
			t.Errorf("%d audit rows, want 1", n)
		}
	})
}
