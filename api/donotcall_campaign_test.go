package api_test

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/db/dbtest"
)

// loadSlowly begins to load a list into the campaign Sales->, which stays in the middle, with its records written, until
// it is let go.
func (f *fixture) loadSlowly(t *testing.T) (letGo func()) {
	t.Helper()
	f.exec(t, `CREATE FUNCTION stay() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
		BEGIN
			IF NEW.name = 'slow' THEN PERFORM pg_advisory_xact_lock(4711); END IF;
			RETURN NEW;
		END $$`)
	f.exec(t, "CREATE TRIGGER stay BEFORE INSERT ON dialer_base FOR EACH ROW EXECUTE FUNCTION stay()")
	held, err := f.db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := held.ExecContext(t.Context(), "SELECT pg_advisory_lock(4711)"); err != nil {
		t.Fatal(err)
	}
	var load sync.WaitGroup
	load.Go(func() { f.load(t, "Sales->", "slow", "", "destination\n099123456\n").want(t, http.StatusCreated, "") })
	eventually(t, "the load is in the middle", func() bool { return f.count(t, "pg_locks WHERE objid = 4711 AND NOT granted") == 1 })
	letGo = sync.OnceFunc(func() {
		_, _ = held.ExecContext(context.WithoutCancel(t.Context()), "SELECT pg_advisory_unlock(4711)")
		_ = held.Close()
		load.Wait()
	})
	t.Cleanup(letGo)
	return letGo
}

// TestLoadHoldsUpOnlyItsCampaign changes the do-not-call list and records of other campaigns while a list is being loaded.
func TestLoadHoldsUpOnlyItsCampaign(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	f := setupNumbers(t)
	f.load(t, "Norte->", "l", "", "destination\n+59899123457\n+59899123458\n").want(t, http.StatusCreated, "")
	f.forbid(t, `{"number":"+59899123457","campaign":"Norte->"}`)
	letGo := f.loadSlowly(t)
	others := map[string]func() reply{
		"an entry": func() reply { return f.postTo(t, "/v1/do-not-call", `{"number":"+59899123458","campaign":"Norte->"}`) },
		"another entry": func() reply {
			return f.postTo(t, "/v1/do-not-call", fmt.Sprintf(`{"number":"0981%05d","campaign":"Norte->"}`, time.Now().UnixNano()%100_000))
		},
		"a removed entry": func() reply {
			return f.submit(t, http.MethodDelete, "/v1/do-not-call/1", "")
		},
		"a file": func() reply { return f.bringIn(t, "?campaign=Norte-%3E", "+59899123459\n") },
		"a record": func() reply {
			return f.submit(t, http.MethodPost, "/v1/dialer/lists/1/records", fmt.Sprintf(`{"destination":"09912%04d"}`, time.Now().Nanosecond()%10_000))
		},
		"a changed record": func() reply { return f.submit(t, http.MethodPatch, "/v1/calls-spool/2", `{"priority":7}`) },
		"a list": func() reply {
			return f.load(t, "Norte->", fmt.Sprint(time.Now().UnixNano()), "", "destination\n+59899123457\n")
		},
		"a renamed list": func() reply {
			return f.submit(t, http.MethodPatch, "/v1/dialer/lists/1", fmt.Sprintf(`{"name":"l %d"}`, time.Now().UnixNano()))
		},
	}
	quick := func(when string, names ...string) {
		t.Helper()
		for _, name := range names {
			begun := time.Now()
			r := others[name]()
			if took := time.Since(begun); r.status >= http.StatusBadRequest || took > 5*time.Second {
				t.Errorf("%s %s: %d after %s: %s", name, when, r.status, took, r.body)
			}
		}
	}
	quick("beside a load", "an entry", "a removed entry", "a file", "a record", "a changed record", "a list", "a renamed list")
	f.exec(t, "INSERT INTO calls_spool (campaign, destination) VALUES ('Norte->', '+59899123458')")
	f.exec(t, "UPDATE app.do_not_call SET until = now() WHERE campaign = 'Norte->' AND number = '+59899123459'")
	if err := f.server.KeepDoNotCall(t.Context()); err != nil {
		t.Error(err)
	}
	if n := f.count(t, "calls_spool WHERE destination = '+59899123458' AND status = 3"); n != 2 {
		t.Errorf("%d records are blocked, want 2", n)
	}
	if n := f.count(t, "app.do_not_call WHERE released_at IS NOT NULL"); n != 1 {
		t.Errorf("%d entries have ended, want 1", n)
	}
	// What concerns its campaign waits, and whatever waits for it holds up no other campaign.
	var waiting sync.WaitGroup
	for i, entry := range []string{`{"number":"099123456","campaign":"Sales->"}`, `{"number":"0991234*"}`} {
		waiting.Go(func() { f.postTo(t, "/v1/do-not-call", entry).want(t, http.StatusCreated, "") })
		eventually(t, "the entry waits", func() bool {
			return f.count(t, "pg_stat_activity WHERE datname = current_database() AND query LIKE '%lock_do_not_call%' AND pid <> pg_backend_pid() AND state = 'active'") == i+1
		})
	}
	for range 5 {
		quick("beside an entry that waits", "a record", "a changed record", "a list", "a renamed list", "another entry")
	}
	letGo()
	waiting.Wait()
	if n := f.count(t, "calls_spool WHERE dialerbase = 'slow' AND status = 3"); n != 1 {
		t.Error("the record of the loaded list is not blocked")
	}
}
