package api

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/api/write"
	"github.com/ccrepo/ccrepo/db/dbtest"
	"github.com/ccrepo/ccrepo/route"
)

// writeServer is a server over a database of the test's own.
func writeServer(t *testing.T) *Server {
	t.Helper()
	s, err := New(Options{DatabaseURL: dbtest.URL(t), Log: slog.New(slog.DiscardHandler), Location: time.UTC, Quiet: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// request sends a request without a network.
func (s *Server) request(method, path, body, key string) *httptest.ResponseRecorder {
	req := httptest.NewRequest(method, path, strings.NewReader(body))
	req.Host = "localhost"
	req.Header.Set("Content-Type", "application/json")
	if key != "" {
		req.Header.Set("Idempotency-Key", key)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, req)
	return w
}

// number returns the result of a query of one number.
func (s *Server) number(t *testing.T, query string) (n int) {
	t.Helper()
	if err := s.pools.Writer.QueryRowContext(t.Context(), query).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// addSet adds endpoints of the test's own.
func addSet(t *testing.T, s *Server, set *write.Set) {
	t.Helper()
	f, err := set.Feature()
	if err == nil {
		err = s.add(f)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestWriteRoutes adds routes that differ in kind from the existing ones.
func TestWriteRoutes(t *testing.T) {
	t.Parallel()
	s := writeServer(t)
	type things struct {
		Names []string `json:"names,omitempty" maxItems:"2"`
		Since *string  `json:"since" format:"date-time"`
	}
	type outcome struct {
		Said string `json:"said"`
	}
	calls := 0
	route := write.Route{Name: "PutThings", Summary: "Things.", SummaryES: "Cosas.", Method: http.MethodPatch, Path: "/v1/things/{id}", Scope: auth.Dial, Status: http.StatusOK, MaxBody: 100,
		Params: []route.Param{{Name: "id", Kind: route.Int, Path: true, Required: true, Description: "Id."}, {Name: "dry_run", Kind: route.Bool, Default: "false", Description: "Whether to do nothing."}}}
	set := write.Set{Kit: s.kit}
	write.Add(&set, route, func(ctx context.Context, w *write.Tx, body things) (outcome, error) {
		calls++
		if _, err := w.SQL.ExecContext(ctx, "INSERT INTO black_list_history (calldate) VALUES (now())"); err != nil {
			return outcome{}, err
		}
		stays := func(ctx context.Context) error {
			_, err := w.SQL.ExecContext(ctx, "INSERT INTO black_list_history (calldate) VALUES (now())")
			return err
		}
		switch w.Args["id"] {
		case "422":
			w.AfterRefusal = stays
			return outcome{}, problem.New("do_not_call", "no")
		case "423":
			w.AfterRefusal = func(ctx context.Context) error { return errors.Join(stays(ctx), errors.New("broken")) }
			return outcome{}, problem.New("do_not_call", "no")
		case "424":
			w.AfterRefusal = stays
			return outcome{}, errors.New("broken")
		case "425":
			w.AfterRefusal = stays
			_, err := w.SQL.ExecContext(ctx, "SELECT 1/0")
			return outcome{}, errors.Join(problem.New("do_not_call", "no"), err)
		case "400":
			return outcome{}, problem.New("invalid_value", "no")
		case "500":
			return outcome{}, errors.New("broken")
		case "501":
			panic("broken")
		}
		return outcome{strings.Join(body.Names, " ") + w.Args["dry_run"].(string)}, nil
	})
	gone := write.Route{Name: "RemoveThing", Summary: "One thing.", SummaryES: "Una cosa.", Method: http.MethodDelete, Path: "/v1/things/{id}", Scope: auth.Dial, Status: http.StatusOK, Params: route.Params[:1]}
	write.Add(&set, gone, func(_ context.Context, w *write.Tx, _ struct{}) (outcome, error) {
		w.Did = "thing " + w.Args["id"].(string)
		return outcome{"gone"}, nil
	})
	addSet(t, s, &set)
	const good = `{"names":["a","b"],"since":null}`
	for _, tt := range []struct {
		name, method, path, body, key string
		status                        int
		says                          string
		calls, rows                   int // that this one makes
	}{
		{"path and query parameters", "PATCH", "/v1/things/7?dry_run=true", good, "", 200, `{"said":"a btrue"}`, 1, 1},
		{"defaults and members left out", "PATCH", "/v1/things/7", `{"since":"2026-01-01T00:00:00Z"}`, "", 200, `{"said":"false"}`, 1, 1},
		{"wrong parameters", "PATCH", "/v1/things/x?dry_run=maybe&dryrun=1", good, "", 400, `"param":"dry_run"`, 0, 0},
		{"too deep a path", "PATCH", "/v1/things/1/2", good, "", 404, `unknown_route`, 0, 0},
		{"wrong members", "PATCH", "/v1/things/7", `{"names":["a",1,"b"],"since":"now"}`, "", 422, `"param":"names.1"`, 0, 0},
		{"no such moment", "PATCH", "/v1/things/7", `{"since":"2026-02-30T00:00:00Z"}`, "", 422, `"param":"since"`, 0, 0},
		{"too long for this route", "PATCH", "/v1/things/7", good + strings.Repeat(" ", 100), "", 413, `100 bytes`, 0, 0},
		{"a refusal takes all back", "PATCH", "/v1/things/400", good, "", 400, `invalid_value`, 1, 0},
		{"a refusal with a key", "PATCH", "/v1/things/400", good, "k400", 400, `invalid_value`, 1, 0},
		{"the refusal again", "PATCH", "/v1/things/400", good, "k400", 400, `invalid_value`, 0, 0},
		{"what stays of a refusal", "PATCH", "/v1/things/422", good, "", 422, `do_not_call`, 1, 1},
		{"the same with a key", "PATCH", "/v1/things/422", good, "k422", 422, `do_not_call`, 1, 1},
		{"that refusal again", "PATCH", "/v1/things/422", good, "k422", 422, `do_not_call`, 0, 0},
		{"it cannot be audited", "PATCH", "/v1/things/423", good, "k423", 500, `internal`, 1, 0},
		{"nothing stays of a failure", "PATCH", "/v1/things/424", good, "", 500, `internal`, 1, 0},
		{"a refusal after a statement that failed", "PATCH", "/v1/things/425", good, "", 422, `do_not_call`, 1, 1},
		{"a failure takes all back", "PATCH", "/v1/things/500", good, "k500", 500, `internal`, 1, 0},
		{"a failure is tried again", "PATCH", "/v1/things/500", good, "k500", 500, `internal`, 1, 0},
		{"so is a panic", "PATCH", "/v1/things/501", good, "k501", 500, `internal`, 1, 0},
		{"once more", "PATCH", "/v1/things/501", good, "k501", 500, `internal`, 1, 0},
		{"the first of a key", "PATCH", "/v1/things/8", good, "k", 200, `{"said":"a bfalse"}`, 1, 1},
		{"the same key", "PATCH", "/v1/things/8", good, "k", 200, `{"said":"a bfalse"}`, 0, 0},
		{"the same key elsewhere", "PATCH", "/v1/things/9", good, "k", 409, `idempotency_conflict`, 0, 0},
		{"the same key with another query", "PATCH", "/v1/things/8?dry_run=true", good, "k", 409, `idempotency_conflict`, 0, 0},
		{"the same key with another method", "DELETE", "/v1/things/8", "", "k", 409, `idempotency_conflict`, 0, 0},
		{"delete without a body", "DELETE", "/v1/things/8", "", "k2", 200, `{"said":"gone"}`, 0, 0},
	} {
		calls = 0
		before := s.number(t, "SELECT count(*) FROM black_list_history")
		w := s.request(tt.method, tt.path, tt.body, tt.key)
		if w.Code != tt.status || !strings.Contains(w.Body.String(), tt.says) {
			t.Errorf("%s: status %d, want %d and %s: %s", tt.name, w.Code, tt.status, tt.says, w.Body)
		}
		if rows := s.number(t, "SELECT count(*) FROM black_list_history") - before; calls != tt.calls || rows != tt.rows {
			t.Errorf("%s: %d calls and %d rows, want %d and %d", tt.name, calls, rows, tt.calls, tt.rows)
		}
	}
	if n := s.number(t, "SELECT count(*) FROM auditory WHERE action IN ('PATCH /v1/things/{id}', 'DELETE /v1/things/{id}: thing 8')"); n != 4 {
		t.Errorf("%d audit rows, want 4", n)
	}
}

// TestStaleStatementsOfWrites removes the prepared statements, as a pooler does.
func TestStaleStatementsOfWrites(t *testing.T) {
	t.Parallel()
	s := writeServer(t)
	s.pools.Writer.SetMaxOpenConns(1)
	if _, err := s.pools.Writer.ExecContext(t.Context(), "INSERT INTO cdr_repo (calldate, uniqueid, guid) VALUES ('2026-03-09T10:00:00Z', '1', 'g-1')"); err != nil {
		t.Fatal(err)
	}
	for i := range 6 {
		if i == 2 || i == 4 {
			if n := s.number(t, "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%auditory%'"); i == 2 && n != 1 {
				t.Errorf("%d statements for the audit row are prepared, want one", n)
			}
			if _, err := s.pools.Writer.ExecContext(t.Context(), "DEALLOCATE ALL"); err != nil {
				t.Fatal(err)
			}
		}
		if w := s.request(http.MethodPost, "/v1/tags", `{"guid":"g-1","time":1,"comment":""}`, ""); w.Code != http.StatusCreated {
			t.Errorf("write %d: status %d: %s", i, w.Code, w.Body)
		}
	}
	if n := s.number(t, "SELECT count(*) FROM tags"); n != 6 {
		t.Errorf("%d tags, want 6", n)
	}
}
