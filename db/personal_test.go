package db_test

import (
	"regexp"
	"slices"
	"testing"

	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/route"
)

// harmless are the texts that were checked and are not personal data of a client: columns by
// their names, as expressions, and the routes where they are meant. Ids of calls and messages, campaigns, lists and
// agents are shown to every key that may read; all other texts must be marked.
var harmless = []struct{ columns, routes *regexp.Regexp }{
	{reviewed(`callid|uniqueid|linkedid|guid|callguid|webchatguid|bridgedchanneluniqueid|bridge_id|sessionid|idm|email_id`), everywhere},
	{reviewed(`agent|agent_name|from_agent|to_agent|srcagent|dstagent`), everywhere},
	{reviewed(`campaign|queue|queues|queuename|dialerbase|smsbase`), everywhere},
	{reviewed(`event|dialstatus|disposition|direction`), everywhere},
	// Fixed words of the reports, ids, lists.
	{reviewed(`outcome|ended_by|closed_by|finished_by|source|what|state|warning|defect|table|kind|channel|media|exit_key|causecode`), reviewed(`/v1/reports/.*`)},
	{reviewed(`example`), reviewed(`/v1/reports/data-quality`)}, // an id, a date, a number or an offset
	{reviewed(`reference|queue_log_example|cdr_example|talk_example|list|active_list|agents|sl_formula`), reviewed(`/v1/reports/.*`)},
	{reviewed(`feed|kind|source|tables|state|detail|runner|reason`), reviewed(`/v1/(feeds|reports/coverage)`)}, // of the servers
	{reviewed(`userid|host`), reviewed(`/v1/(reports/audit|tables/auditory.*)`)},
	{reviewed(`amaflags|causecode|dcontext|lastapp|type|contact`), reviewed(`/v1/tables/cdr_repo.*`)},
	{reviewed(`contact`), reviewed(`/v1/tables/calls_spool.*`)},             // the id of one
	{reviewed(`name`), reviewed(`/v1/(tables/dialer_base|dialer/lists).*`)}, // of a list
	{reviewed(`action|state|principal`), reviewed(`/v1/actions`)},
	{reviewed(`l1|l2|l3`), reviewed(`/v1/dispositions/allowed`)},    // of the contact centre
	{reviewed(`country|did|screen_pop`), reviewed(`/v1/campaigns`)}, // of the contact centre
	{reviewed(`added_by`), reviewed(`/v1/do-not-call.*`)},
	{reviewed(`readsms`), reviewed(`/v1/tables/sms_repo.*`)},
	{reviewed(`status`), reviewed(`/v1/tables/sipchat.*`)},
	{reviewed(`user`), reviewed(`/v1/tables/tags.*`)}, // of the contact centre
	{reviewed(`application|automatic|context|form|key`), reviewed(`/v1/events/queue_log_repo/.*`)},
	{reviewed(`media`), reviewed(`/v1/events/webchat_log_repo/OUTCALL`)},
}

var everywhere = reviewed(`.*`)

func reviewed(expression string) *regexp.Regexp {
	return regexp.MustCompile(`^(` + expression + `)$`)
}

// No text of any route is forgotten: it is marked as personal data, or listed as harmless.
func TestEveryTextIsPersonalOrHarmless(t *testing.T) {
	t.Parallel()
	used := map[int]bool{}
	check := func(path, name string) {
		at := slices.IndexFunc(harmless, func(h struct{ columns, routes *regexp.Regexp }) bool {
			return h.columns.MatchString(name) && h.routes.MatchString(path)
		})
		if at < 0 {
			t.Errorf("%s: is %s personal data? Mark it (api:personal, or sql/personal.csv, or event/fields.csv), or list it here as harmless", path, name)
		}
		used[at] = true
	}
	personal := 0
	for _, r := range db.Routes() {
		for _, c := range r.Columns {
			if c.Personal != "" {
				personal++
			} else if c.Kind == route.Text {
				check(r.Path, c.Name)
			}
		}
		for _, p := range r.Params {
			if p.Personal == "" && p.Kind == route.Text && !p.System {
				check(r.Path, p.Name)
			}
		}
	}
	for i, h := range harmless {
		if !used[i] {
			t.Errorf("nothing is %s at %s any more; take the line out", h.columns, h.routes)
		}
	}
	if personal < 200 {
		t.Errorf("only %d columns are marked as personal data", personal)
	}
}

// Columns that hold a client's number, address or text wherever they come from.
func TestMarks(t *testing.T) {
	t.Parallel()
	marks := map[string]route.Personal{}
	for _, r := range db.Routes() {
		for _, c := range r.Columns {
			marks[r.Path+" "+c.Name] = c.Personal
		}
		for _, p := range r.Params {
			marks[r.Path+"?"+p.Name] = p.Personal
		}
	}
	for at, want := range map[string]route.Personal{
		"/v1/tables/cdr_repo src":                                  route.PersonalPhone,
		"/v1/tables/cdr_repo/{id} clid":                            route.PersonalText,
		"/v1/tables/cdr_repo channel":                              route.PersonalText,
		"/v1/tables/cdr_repo accountcode":                          route.PersonalMixed,
		"/v1/tables/queue_log_repo data2":                          route.PersonalText,
		"/v1/tables/sms_repo message":                              route.PersonalText,
		"/v1/events/queue_log_repo/ENTERQUEUE callerid":            route.PersonalPhone,
		"/v1/events/queue_log_repo/ENTERQUEUE data1":               route.PersonalText,
		"/v1/events/queue_log_repo/PHONECALL callerid":             route.PersonalPhone,
		"/v1/events/queue_log_repo/HOLD connectedlinename":         route.PersonalName,
		"/v1/events/webchat_log_repo/ENTERQUEUE email":             route.PersonalEmail,
		"/v1/events/webchat_log_repo/ENTERQUEUE phonenumber":       route.PersonalPhone,
		"/v1/events/email_log_repo/FORWARDED forward_address":      route.PersonalEmail,
		"/v1/events/twitter_log_repo/ENTERQUEUE address":           route.PersonalContact,
		"/v1/events/queue_log_repo/TRANSFER extension":             route.PersonalMixed,
		"/v1/events/queue_log_repo/CONNECT bridgedchanneluniqueid": "",
		"/v1/reports/calls callerid":                               route.PersonalPhone,
		"/v1/reports/calls agent":                                  "",
		"/v1/reports/repeat-callers number":                        route.PersonalPhone,
		"/v1/reports/interactions contact":                         route.PersonalContact,
		"/v1/reports/conversation text":                            route.PersonalText,
		"/v1/reports/contact-history?contact":                      route.PersonalContact,
		"/v1/reports/call?guid":                                    "",
	} {
		if got, there := marks[at]; !there || got != want {
			t.Errorf("%s: %q (there: %v), want %q", at, got, there, want)
		}
	}
}
