package main

import (
	"strings"
	"testing"

	"github.com/sqlc-dev/plugin-sdk-go/plugin"
)

// FuzzAnnotations checks that any comments of a query lead to a file, or to errors that name the file and the query.
func FuzzAnnotations(f *testing.F) {
	f.Add("Calls.\napi:route GET /v1/tables/calls\napi:key id\napi:column both Both. additive\napi:param least Seconds. default=1 min=0 max=9 enum=1,2\n" +
		"api:param side Side. default=a enum=a,b\napi:chart bar x=id y=both\napi:example /v1/tables/calls?least=1")
	f.Add("Calls.\nThey are many.\napi:route GET /v1/tables/calls/{least}\napi:time began required\napi:interval\napi:as-of visit\napi:key id, both")
	f.Add("api:\napi:key ,\napi:param\napi:column\napi:chart bar x= y=\napi:example %\napi:time\napi:route\napi:param a =\napi:nothing")
	f.Fuzz(func(t *testing.T, comments string) {
		number := &plugin.Identifier{Name: "int4"}
		text := &plugin.Identifier{Name: "text"}
		got := run(t, &plugin.GenerateRequest{Queries: []*plugin.Query{{
			Name: "Calls", Filename: "calls.sql", Cmd: ":many", Comments: strings.Split(comments, "\n"),
			Text:    "SELECT id, both FROM call WHERE waited > $1 AND side = ANY ($2)",
			Columns: []*plugin.Column{{Name: "id", Type: number, NotNull: true}, {Name: "both", Type: number}},
			Params: []*plugin.Parameter{
				{Number: 1, Column: &plugin.Column{Name: "least", IsNamedParam: true, Type: number}},
				{Number: 2, Column: &plugin.Column{Name: "side", IsNamedParam: true, Type: text, IsArray: true, ArrayDims: 1}},
			},
		}}})
		if got["routes_gen.go"] != "" {
			return
		}
		lines := strings.Split(strings.TrimSuffix(got["stderr.txt"], "\n"), "\n")
		if len(lines) < 2 {
			t.Errorf("nothing is said to be wrong: %q", got["stderr.txt"])
		}
		for _, line := range lines[1:] {
			if !strings.HasPrefix(line, "calls.sql: Calls: ") {
				t.Errorf("%q names no file and query", line)
			}
		}
	})
}
