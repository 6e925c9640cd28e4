package api_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/ccrepo/ccrepo/db"
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
