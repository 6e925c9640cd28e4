package main

import (
	"database/sql"
	"strings"
	"testing"

	"github.com/ccrepo/ccrepo/db/dbtest"
)

func TestScreenPopCommand(t *testing.T) {
	t.Parallel()
	at := dbtest.URL(t)
	ccrepo := commands(t, at)
	db, err := sql.Open("postgres", at)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	exec := func(text string) {
		t.Helper()
		if _, err := db.ExecContext(t.Context(), text); err != nil {
			t.Fatal(err)
		}
	}
	for _, step := range []struct {
		args   []string
		code   int
		stdout string
		stderr string // part of the error
	}{
		{[]string{"set", "--campaign", "Sales->", "https://crm.example/{customer}?p={phone}&agent={agent}"}, 0, "The template of \"Sales->\" is set.\n", `No table names the campaign "Sales->" yet`},
		{[]string{"test", "--campaign", "Sales->", "--phone", "+598 99", "--agent", "ana"}, 0, "https://crm.example/?p=%2B598%2099&agent=ana\n", "There is no value for customer."},
		{[]string{"test", "--campaign", "Support<-"}, 2, "", "campaign: it has no URL that opens with its calls"},
		{[]string{"set", "--all", "https://all.example"}, 0, "The template of all campaigns is set.\n", ""},
		{[]string{"test", "--campaign", "Support<-", "--phone", "099"}, 0, "https://all.example\n", ""},

		{[]string{"set", "--campaign", "Sales->", "http://crm.example/"}, 2, "", "the template cannot be used: it does not begin with https://"},
		{[]string{"set", "--campaign", "Sales->", "https://{phone}.example/"}, 2, "", "the host is fixed by the template"},
		{[]string{"set", "--campaign", "Sales->", "https://crm.example/{phnoe}"}, 2, "", "the nearest is {phone}"},
		{[]string{"set", "https://crm.example/"}, 2, "", "give --campaign NAME, or --all"},
		{[]string{"set", "--all", "--campaign", "x", "https://crm.example/"}, 2, "", "give --campaign NAME, or --all"},
		{[]string{"set", "--all"}, 2, "", "accepts 1 arg"},
		{[]string{"test"}, 2, "", "--campaign NAME"},
		{[]string{"remove", "--campaign", "Support<-"}, 1, "", `no template is set for "Support<-"`},
		{[]string{}, 2, "", "say what to do"},
	} {
		code, stdout, stderr := ccrepo(append([]string{"screen-pop"}, step.args...)...)
		if code != step.code || step.stdout != "" && stdout != step.stdout || !strings.Contains(stderr, step.stderr) {
			t.Errorf("%q: status %d, want %d\n%s%s", step.args, code, step.code, stdout, stderr)
		}
	}

	// Once the dialer has records, a variable must be in a record or be announced by a flag.
	exec(`INSERT INTO calls_spool (campaign, destination, contact, data) VALUES ('Sales->', '099', 'c', 'customer=Ana \: 1:policy=7'), ('Other->', '098', 'd', 'debt=1')`)
	for template, want := range map[string]string{
		"https://crm.example/{customer}/{policy}/{contact}": "",
		"https://crm.example/{debt}":                        "{debt} is nothing of a call, and no record of the dialer has such a variable",
		"https://crm.example/{polcy}":                       "the nearest is {policy}",
	} {
		code, _, stderr := ccrepo("screen-pop", "set", "--campaign", "Sales->", template)
		if (code == 0) != (want == "") || !strings.Contains(stderr, want) {
			t.Errorf("%s: status %d: %s, want %q", template, code, stderr, want)
		}
	}
	if code, _, stderr := ccrepo("screen-pop", "set", "--campaign", "Sales->", "--variable", "debt", "https://crm.example/{customer}?d={debt}"); code != 0 {
		t.Error(stderr)
	}
	if code, stdout, stderr := ccrepo("screen-pop", "test", "--campaign", "Sales->", "--contact", "c"); stdout != "https://crm.example/Ana%20%3A%201?d=\n" || stderr != "There is no value for debt.\n" {
		t.Errorf("status %d: %s%s", code, stdout, stderr)
	}
	if _, stdout, _ := ccrepo("screen-pop", "list"); !strings.Contains(stdout, "(all)") || !strings.Contains(stdout, "https://crm.example/{customer}?d={debt}") {
		t.Errorf("the list: %s", stdout)
	}
	// Other settings of the campaign are not changed.
	exec(`UPDATE app.campaign_setting SET did = '1234' WHERE campaign = 'Sales->'`)
	if code, stdout, stderr := ccrepo("screen-pop", "remove", "--campaign", "Sales->"); code != 0 || stdout != "The template of \"Sales->\" is removed.\n" {
		t.Errorf("remove: %s%s", stdout, stderr)
	}
	var did, audits string
	if err := db.QueryRowContext(t.Context(), `SELECT (SELECT did FROM app.campaign_setting WHERE campaign = 'Sales->' AND screen_pop IS NULL), string_agg(action, E'\n' ORDER BY id) FROM auditory`).Scan(&did, &audits); err != nil {
		t.Fatal(err)
	}
	if did != "1234" || strings.Count(audits, "ccrepo screen-pop: the template of") != 5 || strings.Contains(audits, "https") {
		t.Errorf("did %s, audit\n%s", did, audits)
	}
}
