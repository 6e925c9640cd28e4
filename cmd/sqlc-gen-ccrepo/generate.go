package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/format"
	"text/template"

	_ "embed"

	"github.com/sqlc-dev/plugin-sdk-go/plugin"
)

//go:embed routes.go.tmpl
var routesTemplate string

// generate is the whole plugin: from sqlc's request to the generated file, or an error that names
// file and query of everything that is wrong.
func generate(_ context.Context, req *plugin.GenerateRequest) (*plugin.GenerateResponse, error) {
	var options struct {
		Package string `json:"package"`
	}
	if len(req.PluginOptions) > 0 {
		if err := json.Unmarshal(req.PluginOptions, &options); err != nil {
			return nil, fmt.Errorf("read the plugin's options: %w", err)
		}
	}
	if options.Package == "" {
		options.Package = "db"
	}
	known := newComments(req.Catalog)
	paths := map[string]string{}
	var routes []*route
	var wrong []error
	for _, q := range req.Queries {
		r, err := newRoute(q, known)
		if err == nil && r != nil {
			if other, twice := paths[r.Path]; twice {
				err = fmt.Errorf("the route %s is that of %s already", r.Path, other)
			}
			paths[r.Path] = q.Name
		}
		if err != nil {
			wrong = append(wrong, fmt.Errorf("%s: %s: %w", q.Filename, q.Name, err))
			continue
		}
		if r != nil {
			routes = append(routes, r)
		}
	}
	if len(wrong) > 0 {
		return nil, errors.Join(wrong...)
	}
	var out bytes.Buffer
	if err := template.Must(template.New("routes").Parse(routesTemplate)).Execute(&out, map[string]any{
		"Package": options.Package, "Routes": routes,
	}); err != nil {
		return nil, fmt.Errorf("write routes: %w", err)
	}
	source, err := format.Source(out.Bytes())
	if err != nil {
		return nil, fmt.Errorf("format routes: %w", err)
	}
	return &plugin.GenerateResponse{Files: []*plugin.File{{Name: "routes_gen.go", Contents: source}}}, nil
}

// comments finds the COMMENT of a table's column.
type comments map[string]string

func newComments(catalog *plugin.Catalog) comments {
	out := comments{}
	for _, s := range catalog.GetSchemas() {
		for _, t := range s.Tables {
			for _, c := range t.Columns {
				out[s.Name+"."+t.Rel.Name+"."+c.Name] = c.Comment
			}
		}
	}
	return out
}

func (c comments) of(col *plugin.Column) string {
	if col.Table == nil {
		return ""
	}
	schema := col.Table.Schema
	if schema == "" {
		schema = "public"
	}
	return c[schema+"."+col.Table.Name+"."+col.OriginalName]
}

// kindOf says how the engine treats a value of the column's type.
func kindOf(c *plugin.Column) (string, error) {
	switch c.Type.GetName() {
	case "text", "varchar", "bpchar", "text_or_null":
		return "text", nil
	case "int2", "int4", "int8", "integer", "bigint", "smallint", "int_or_null":
		return "int", nil
	case "numeric", "float4", "float8", "numeric_or_null":
		return "number", nil
	case "money_amount":
		return "money", nil
	case "bool", "boolean":
		return "bool", nil
	case "timestamptz", "timestamptz_or_null":
		return "time", nil
	case "any", "":
		return "", errors.New("its type is not known to sqlc: cast it")
	default:
		return "", fmt.Errorf("type %s has no form in the API: cast it to text, integer, numeric, boolean, timestamptz or a domain", c.Type.GetName())
	}
}
