package api_test

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/event"
	"github.com/ccrepo/ccrepo/route"
)

// walkedRoutes are the generated routes that tests of the engine walk: all but most of those of events,
// which are alike. That each event's is right, the tests of package event show.
func walkedRoutes() []route.Route {
	return slices.DeleteFunc(db.Routes(), func(r route.Route) bool {
		return strings.HasPrefix(r.Path, "/v1/events/") && !slices.Contains(walkedEvents(), r.Path)
	})
}

// requiredParams returns the required parameters of a route, with the values of its first example.
func requiredParams(t *testing.T, r route.Route) url.Values {
	t.Helper()
	example, err := url.Parse(r.Examples[0])
	if err != nil {
		t.Fatal(err)
	}
	out := url.Values{}
	for _, p := range r.Params {
		if p.Required && !p.Path && !p.System {
			out[p.Name] = example.Query()[p.Name]
		}
	}
	return out
}

func walkedEvents() []string {
	return []string{"/v1/events/queue_log_repo/ABANDON", "/v1/events/queue_log_repo/ATTENDEDTRANSFER-LINK", "/v1/events/facebook_log_repo/OUTFACEBOOK"}
}

// fillEvents puts a row of every event into the event logs, yesterday by the fixture's clock, and
// three of those whose routes are walked; with fill, every report of calls has rows.
func (f *fixture) fillEvents(t *testing.T) {
	t.Helper()
	catalogue, err := event.Load()
	if err != nil {
		t.Fatal(err)
	}
	for n, e := range catalogue.WithViews() {
		count := 1
		if slices.Contains(walkedEvents(), e.URL()) {
			count = 3
		}
		for i := range count {
			var data [5]*string
			for _, field := range e.Fields {
				text := strconv.Itoa(60 + i)
				if field.Type == event.Text {
					text = field.Name + ", " + text
				}
				if field.Data == 1 && e.When.Equals != "" {
					text = e.When.Equals
				}
				if field.Part == 2 {
					text = *data[field.Data-1] + "|" + text
				}
				data[field.Data-1] = &text
			}
			f.exec(t, "INSERT INTO "+e.Table+" (id, datetime, callid, event, data1, data2, data3, data4, data5) VALUES ($1, '2026-03-09 12:00Z', $2, $3, $4, $5, $6, $7, $8)",
				1000+3*n+i, e.Name, e.Rows[0], data[0], data[1], data[2], data[3], data[4])
		}
	}
	// The caller of fill's first call, again.
	f.exec(t, "INSERT INTO queue_log_repo (id, datetime, callid, queuename, agent, event, data2) VALUES (999, '2026-03-09 13:00Z', 'again', 'sales', 'NONE', 'ENTERQUEUE', '099')")
	f.refresh(t)
}
