package migrations_test

import (
	"testing"

	"github.com/ccrepo/ccrepo/db/dbtest"
)

func TestOnlyTheWriterReadsTheSecret(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t)
	for role, want := range map[string]string{
		"ccrepo_reader": refusedPrivilege, "ccrepo_campaign_reader": refusedPrivilege, "ccrepo_campaign_writer": refusedPrivilege, "ccrepo_writer": "",
	} {
		conn := as(t, db, role)
		if got := attempt(t, conn, "SELECT secret FROM app.secret"); got != want {
			t.Errorf("%s reads it: %q, want %q", role, got, want)
		}
		for _, statement := range []string{"UPDATE app.secret SET secret = secret", "DELETE FROM app.secret"} {
			if got := attempt(t, conn, statement); got != refusedPrivilege {
				t.Errorf("%s: %s: %q", role, statement, got)
			}
		}
	}
	if got := texts(t, db, "SELECT octet_length(secret)::text FROM app.secret"); len(got) != 1 || got[0] != "32" {
		t.Errorf("there are secrets of %v bytes, want one of 32", got)
	}
}
