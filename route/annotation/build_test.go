package annotation_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ccrepo/ccrepo/route"
	"github.com/ccrepo/ccrepo/route/annotation"
)

// loaded describes a query without sqlc, as a program that loads queries at run time does. The tests of rejected
// annotations are those of the sqlc plugin (cmd/sqlc-gen-ccrepo/testdata).
func loaded(comments ...string) []annotation.Query {
	return []annotation.Query{{
		Name: "Waits", File: "waits.sql", Command: ":many", Text: "SELECT id, comment FROM tags WHERE id > $1", Comments: comments,
		Params: []annotation.Param{{Name: "after", Number: 1, Type: annotation.Type{Name: "integer"}}},
		Columns: []annotation.Column{
			{Name: "id", Type: annotation.Type{Name: "bigint"}, NotNull: true, Origin: "public.tags.id"},
			{Name: "comment", Type: annotation.Type{Name: "text"}, Origin: "public.tags.comment"},
		},
	}, {Name: "Internal", File: "waits.sql", Command: ":exec", Text: "DELETE FROM tags"}}
}

func TestRoutesWithoutSqlc(t *testing.T) {
	t.Parallel()
	schema := annotation.Schema{
		Comments: map[string]string{"public.tags.id": "Id of the tag.", "public.tags.comment": "Text of the tag."},
		Personal: map[string]route.Personal{"public.tags.comment": route.PersonalText},
	}
	comments := []string{"Tags.", "With their text.", "api:route GET /v1/reports/waits", "api:item Wait id One tag.", "api:scope read act", "api:key id",
		"api:param after Id. default=0", "api:example /v1/reports/waits?after=5", "api:example /v1/reports/waits/7"}
	got, err := annotation.Routes(loaded(comments...), schema)
	if err != nil {
		t.Fatal(err)
	}
	after := route.Param{Name: "after", Number: 1, Kind: route.Int, Default: "0", Min: "-2147483648", Max: "2147483647", Description: "Id."}
	list := route.Route{
		Name: "Waits", Path: "/v1/reports/waits", Summary: "Tags.", Description: "With their text.", Scopes: []string{"read", "act"}, Group: "reports",
		SQL: "SELECT id, comment FROM tags WHERE id > $1", Key: []string{"id"}, Examples: []string{"/v1/reports/waits?after=5"}, Params: []route.Param{after},
		Columns: []route.Column{
			{Name: "id", Kind: route.Int, Description: "Id of the tag."},
			{Name: "comment", Kind: route.Text, Nullable: true, Description: "Text of the tag.", Personal: route.PersonalText},
		},
	}
	one := list
	one.Name, one.Path, one.Summary, one.One, one.Item, one.Examples = "Wait", "/v1/reports/waits/{id}", "One tag.", true, "id", []string{"/v1/reports/waits/7"}
	one.Params = []route.Param{{Name: "id", Kind: route.Int, Path: true, Required: true, Description: "Id of the tag."}, after}
	if diff := cmp.Diff([]route.Route{list, one}, got); diff != "" {
		t.Errorf("routes (-want +got):\n%s", diff)
	}
	if _, err := annotation.Routes(loaded(append(comments, "api:keys id")...), schema); err == nil ||
		!strings.Contains(err.Error(), "waits.sql: Waits: unknown annotation api:keys; did you mean api:key?") {
		t.Errorf("a misspelt annotation: %v", err)
	}
}
