package page_test

import (
	"slices"
	"testing"

	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/route"
)

// TestReportsHaveTopics wants a heading for each report of the product: the last one is for those of a site.
func TestReportsHaveTopics(t *testing.T) {
	t.Parallel()
	for _, r := range db.Routes() {
		if r.Group == "reports" && (r.Topic == "own" || !slices.Contains(route.Topics(), r.Topic)) {
			t.Errorf("%s has the topic %q", r.Path, r.Topic)
		}
	}
}
