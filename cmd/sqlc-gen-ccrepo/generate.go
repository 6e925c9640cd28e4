// Converts sqlc's request for package annotation, and the routes to the generated file.

package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"go/token"
	"io/fs"
	"slices"
	"strings"

	"github.com/sqlc-dev/plugin-sdk-go/plugin"
	"github.com/sqlc-dev/plugin-sdk-go/sdk"

	"github.com/ccrepo/ccrepo/route/annotation"
)

// generate returns the generated file for sqlc's request, or an error that lists every problem with its file and
// query. files holds the files that the options name, relative to the directory in which sqlc runs.
func generate(req *plugin.GenerateRequest, files fs.FS) (*plugin.GenerateResponse, error) {
	o, err := readOptions(req.PluginOptions)
	if err != nil {
		return nil, err
	}
	schema, err := newSchema(req.Catalog, o, files)
	if err != nil {
		return nil, err
	}
	// sqlc generates a constant for the text of each query.
	consts := map[string]string{}
	var queries []annotation.Query
	for _, q := range req.Queries {
		queries = append(queries, newQuery(q))
		consts[q.Text] = sdk.LowerTitle(q.Name)
	}
	slices.SortStableFunc(queries, func(a, b annotation.Query) int { return cmp.Compare(a.File, b.File) })
	routes, err := annotation.Routes(queries, schema)
	if err != nil {
		return nil, err
	}
	source, err := goFile(o.Package, routes, consts)
	if err != nil {
		return nil, err
	}
	return &plugin.GenerateResponse{Files: []*plugin.File{{Name: "routes_gen.go", Contents: source}}}, nil
}

// options are the plugin's options in sqlc.yaml.
type options struct {
	Package string `json:"package"` // name of the generated package
	// Paths of the list of columns with personal data, of the labels, and of the Spanish of comments; empty is none.
	// With labels, every column and parameter needs one; with Spanish, every text.
	Personal string `json:"personal"`
	Labels   string `json:"labels"`
	Spanish  string `json:"spanish"`
}

func readOptions(text []byte) (options, error) {
	o := options{Package: "db"}
	if len(text) > 0 {
		decoder := json.NewDecoder(bytes.NewReader(text))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(&o); err != nil {
			return o, fmt.Errorf("read the plugin's options in sqlc.yaml (there are package, personal, labels and spanish): %w", err)
		}
	}
	if !token.IsIdentifier(o.Package) {
		return o, fmt.Errorf("the plugin's option package in sqlc.yaml is %q: give the name of a Go package", o.Package)
	}
	return o, nil
}

// newSchema returns the comments of sqlc's catalog, and what the files of the options say about them.
func newSchema(catalog *plugin.Catalog, o options, files fs.FS) (annotation.Schema, error) {
	out := annotation.Schema{Comments: map[string]string{}, Nullable: map[string]bool{}}
	for _, s := range catalog.GetSchemas() {
		for _, t := range s.Tables {
			relation := s.Name + "." + t.Rel.GetName()
			out.Comments[relation] = t.Comment
			for _, c := range t.Columns {
				out.Comments[relation+"."+c.Name] = c.Comment
				out.Nullable[relation+"."+c.Name] = !c.NotNull
			}
		}
	}
	return out, errors.Join(
		readOption(files, "personal", o.Personal, func(file fs.File) (err error) {
			out.Personal, err = annotation.ReadPersonal(o.Personal, file, out.Comments)
			return err
		}),
		readOption(files, "labels", o.Labels, func(file fs.File) (err error) {
			out.Labels, err = annotation.ReadLabels(o.Labels, file)
			return err
		}),
		readOption(files, "spanish", o.Spanish, func(file fs.File) (err error) {
			out.Spanish, err = annotation.ReadSpanish(o.Spanish, file)
			return err
		}))
}

// readOption reads the file that an option names; an empty name is none.
func readOption(files fs.FS, option, name string, read func(fs.File) error) error {
	if name == "" {
		return nil
	}
	file, err := files.Open(name)
	if err != nil {
		return fmt.Errorf("the plugin's option %s in sqlc.yaml: %w", option, err)
	}
	return errors.Join(read(file), file.Close())
}

// newQuery converts sqlc's query for package annotation.
func newQuery(q *plugin.Query) annotation.Query {
	out := annotation.Query{Name: q.Name, File: q.Filename, Command: q.Cmd, Text: q.Text, Comments: q.Comments}
	for _, p := range q.Params {
		made := annotation.Param{Number: int(p.Number), Type: newType(p.Column)}
		if p.Column.GetIsNamedParam() { // sqlc invents names for the others
			made.Name = p.Column.GetName()
		}
		out.Params = append(out.Params, made)
	}
	for _, c := range q.Columns {
		made := annotation.Column{Name: c.Name, Type: newType(c), NotNull: c.NotNull}
		if c.Table != nil {
			made.Origin = cmp.Or(c.Table.Schema, "public") + "." + c.Table.Name + "." + c.OriginalName
		}
		out.Columns = append(out.Columns, made)
	}
	return out
}

func newType(c *plugin.Column) annotation.Type {
	// sqlc qualifies some types with their schema.
	t := annotation.Type{Name: strings.TrimPrefix(c.GetType().GetName(), "pg_catalog."), Dimensions: int(c.GetArrayDims())}
	if c.GetIsArray() && t.Dimensions == 0 {
		t.Dimensions = 1
	}
	switch {
	case c.GetEmbedTable() != nil:
		t.Unsupported = errors.New("a route cannot use sqlc.embed: list the columns")
	case c.GetIsSqlcSlice():
		t.Unsupported = fmt.Errorf("a route cannot use sqlc.slice: write = ANY (@%s::TYPE[])", c.GetName())
	}
	return t
}
