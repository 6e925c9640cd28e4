package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/format"
	"go/token"
	"slices"
	"text/template"

	_ "embed"

	"github.com/sqlc-dev/plugin-sdk-go/plugin"
)

//go:embed routes.go.tmpl
var routesTemplate string

// generate is the whole plugin: from sqlc's request to the generated file, or an error that names
// file and query of everything that is wrong.
func generate(_ context.Context, req *plugin.GenerateRequest) (*plugin.GenerateResponse, error) {
	name, err := packageName(req.PluginOptions)
	if err != nil {
		return nil, err
	}
	routes, err := newRoutes(req)
	if err != nil {
		return nil, err
	}
	parsed, err := template.New("routes").Parse(routesTemplate)
	if err != nil {
		return nil, fmt.Errorf("parse template: %w", err)
	}
	var out bytes.Buffer
	if err := parsed.Execute(&out, map[string]any{"Package": name, "Routes": routes, "Timeouts": slices.ContainsFunc(routes, func(r *compiled) bool { return r.Timeout > 0 })}); err != nil {
		return nil, fmt.Errorf("write routes: %w", err)
	}
	source, err := format.Source(out.Bytes())
	if err != nil {
		return nil, fmt.Errorf("format routes: %w", err)
	}
	return &plugin.GenerateResponse{Files: []*plugin.File{{Name: "routes_gen.go", Contents: source}}}, nil
}

// packageName reads the plugin's options in sqlc.yaml.
func packageName(text []byte) (string, error) {
	options := struct {
		Package string `json:"package"`
	}{Package: "db"}
	if len(text) > 0 {
		decoder := json.NewDecoder(bytes.NewReader(text))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(&options); err != nil {
			return "", fmt.Errorf("read the plugin's options in sqlc.yaml, of which there is package: %w", err)
		}
	}
	if !token.IsIdentifier(options.Package) {
		return "", fmt.Errorf("the plugin's option package in sqlc.yaml is %q: give the name of a Go package", options.Package)
	}
	return options.Package, nil
}

// newRoutes makes the routes of all annotated queries, in the order of file and query.
func newRoutes(req *plugin.GenerateRequest) ([]*compiled, error) {
	queries := slices.Clone(req.Queries)
	slices.SortStableFunc(queries, func(a, b *plugin.Query) int { return cmp.Compare(a.Filename, b.Filename) })
	known, err := newCatalogue(req.Catalog)
	if err != nil {
		return nil, err
	}
	taken := map[string]string{}
	var routes []*compiled
	var limited []*limitedQuery
	var all []error
	for _, q := range queries {
		r, wrong := (*compiled)(nil), problems(nil)
		if l := newLimitedQuery(q); l != nil {
			limited = append(limited, l)
		} else {
			r, wrong = newRoute(q, known)
		}
		if r != nil {
			// Placeholders of different names would still answer the same URLs.
			shape := placeholder.ReplaceAllString(r.Path, "{}")
			if other, twice := taken[shape]; twice {
				wrong.addf("the route %s is that of %s already; give one of them another path", r.Path, other)
			} else {
				taken[shape] = q.Filename + ": " + q.Name
			}
			routes = append(routes, r)
		}
		for _, err := range wrong {
			all = append(all, fmt.Errorf("%s: %s: %w", q.Filename, q.Name, err))
		}
	}
	if len(all) == 0 {
		all = append(answerLimited(routes, limited), checkOpenings(routes)...)
	}
	if len(all) > 0 {
		return nil, fmt.Errorf("annotated queries are wrong:\n%w", errors.Join(all...))
	}
	return routes, nil
}

// problems gathers what is wrong with a query, so that one run tells everything.
type problems []error

func (p *problems) addf(format string, args ...any) {
	*p = append(*p, fmt.Errorf(format, args...))
}

// catalogue is what is known of the database.
type catalogue struct {
	comments map[string]string // of every relation, by schema.relation, and of every column, by schema.relation.column
	personal map[string]string // the kind of personal data in a column, by schema.relation.column
}

func newCatalogue(from *plugin.Catalog) (catalogue, error) {
	out := catalogue{comments: map[string]string{}}
	for _, s := range from.GetSchemas() {
		for _, t := range s.Tables {
			relation := s.Name + "." + t.Rel.GetName()
			out.comments[relation] = t.Comment
			for _, c := range t.Columns {
				out.comments[relation+"."+c.Name] = c.Comment
			}
		}
	}
	var err error
	out.personal, err = readPersonal(personalFile, out.comments)
	return out, err
}

// comment is that of the table's column from which a result column comes, if it does.
func (c catalogue) comment(col *plugin.Column) string { return c.comments[origin(col)] }

// personalOf is the kind of personal data in the table's column from which a result column comes.
func (c catalogue) personalOf(col *plugin.Column) string { return c.personal[origin(col)] }

// origin is the table's column from which a result column comes, as schema.relation.column.
func origin(col *plugin.Column) string {
	if col.Table == nil {
		return ""
	}
	return cmp.Or(col.Table.Schema, "public") + "." + col.Table.Name + "." + col.OriginalName
}
