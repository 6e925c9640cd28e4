package action

import (
	"database/sql"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/api/campaign"
	"github.com/ccrepo/ccrepo/api/mask"
	"github.com/ccrepo/ccrepo/api/secret"
	"github.com/ccrepo/ccrepo/api/write"
	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/db/dbtest"
)

// TestStreamTriesAgain sends an action while the secret for its mask cannot be read, and again when it can.
func TestStreamTriesAgain(t *testing.T) {
	t.Parallel()
	open := func() *sql.DB {
		pool, err := sql.Open("postgres", dbtest.URL(t))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = pool.Close() })
		return pool
	}
	there, away := open(), open()
	_ = away.Close()
	masks := &mask.Policy{Mode: mask.Partial, Secrets: secret.NewKeeper(away)}
	sent := httptest.NewRecorder()
	s := &stream{
		Actions: &Actions{Directory: campaign.Directory{Location: time.UTC}, kit: &write.Kit{Masks: masks, Timeout: time.Minute}},
		who:     &auth.Principal{Scopes: []string{auth.Act}}, agent: "ana",
		out: echo.NewResponse(sent, echo.New()), control: http.NewResponseController(sent),
	}
	rows := []db.AppActionNow{{ID: 7, Agent: "ana", Action: actionHangUp, State: stateDelivered}}
	if err := s.send(t.Context(), rows); err == nil {
		t.Fatal("the action is sent without the secret that masks it")
	}
	masks.Secrets = secret.NewKeeper(there)
	if err := s.send(t.Context(), rows); err != nil || !strings.Contains(sent.Body.String(), "id: 7\n") {
		t.Errorf("the next attempt sends %q, %v", sent.Body, err)
	}
}
