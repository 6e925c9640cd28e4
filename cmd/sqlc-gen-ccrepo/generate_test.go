package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/sqlc-dev/plugin-sdk-go/plugin"
	"google.golang.org/protobuf/encoding/protojson"
)

var update = flag.Bool("update", false, "record the requests with sqlc again and write the expected files")

const sqlcPath = "../../.bin/sqlc"

// TestGenerate runs each folder of testdata as a case: query.sql (with schema.sql, or else that of testdata), the
// request that sqlc derives from it, optionally the files of options, and the expected routes_gen.go or stderr.txt.
func TestGenerate(t *testing.T) {
	t.Parallel()
	queries, err := filepath.Glob("testdata/*/query.sql")
	if err != nil || len(queries) == 0 {
		t.Fatalf("there are no cases: %v", err)
	}
	for _, query := range queries {
		dir := filepath.Dir(query)
		t.Run(filepath.Base(dir), func(t *testing.T) {
			t.Parallel()
			if *update {
				record(t, dir)
			}
			req := readRequest(t, dir)
			req.PluginOptions = optionsOf(t, dir)
			got := run(t, req)
			for _, name := range []string{"routes_gen.go", "stderr.txt"} {
				path := filepath.Join(dir, name)
				if *update {
					writeExpected(t, path, got[name])
				}
				want, err := os.ReadFile(path)
				if err != nil && !errors.Is(err, fs.ErrNotExist) {
					t.Fatal(err)
				}
				if diff := cmp.Diff(string(want), got[name]); diff != "" {
					t.Errorf("%s (-want +got):\n%s", name, diff)
				}
			}
		})
	}
}

func TestGenerateOrdersRoutesByFileAndQuery(t *testing.T) {
	t.Parallel()
	req := &plugin.GenerateRequest{}
	for _, name := range [][2]string{{"b.sql", "Third"}, {"a.sql", "Second"}, {"b.sql", "Fourth"}, {"a.sql", "First"}} {
		req.Queries = append(req.Queries, &plugin.Query{
			Name: name[1], Filename: name[0], Cmd: ":many", Text: "SELECT 1 AS id",
			Columns:  []*plugin.Column{{Name: "id", NotNull: true, Type: &plugin.Identifier{Name: "int4"}}},
			Comments: []string{"One.", "api:route GET /v1/tables/" + name[1], "api:key id", "api:column id One.", "api:example /v1/tables/" + name[1]},
		})
	}
	source := run(t, req)["routes_gen.go"]
	var got []string
	for _, m := range regexp.MustCompile(`Name: +"([A-Z]\w+)"`).FindAllStringSubmatch(source, -1) {
		got = append(got, m[1])
	}
	if want := []string{"Second", "First", "Third", "Fourth"}; !slices.Equal(got, want) {
		t.Errorf("the order is %v, want %v", got, want)
	}
}

func TestGenerateReadsItsOptions(t *testing.T) {
	t.Parallel()
	for options, want := range map[string]string{
		``:                   "package db\n",
		`{}`:                 "package db\n",
		`{"package":"rows"}`: "package rows\n",
		`{"package":"1"}`:    `option package in sqlc.yaml is "1": give the name of a Go package`,
		`{"pakage":"db"}`:    `unknown field "pakage"`,
		`{"personal":"-"}`:   "option personal in sqlc.yaml: open -: no such file",
		`{"labels":"-"}`:     "option labels in sqlc.yaml: open -: no such file",
		`{"spanish":"-"}`:    "option spanish in sqlc.yaml: open -: no such file",
		`{`:                  "read the plugin's options in sqlc.yaml",
	} {
		t.Run(options, func(t *testing.T) {
			t.Parallel()
			got := run(t, &plugin.GenerateRequest{PluginOptions: []byte(options)})
			if text := got["routes_gen.go"] + got["stderr.txt"]; !bytes.Contains([]byte(text), []byte(want)) {
				t.Errorf("got %s, want in it %s", text, want)
			}
		})
	}
}

// run returns the files that the plugin generates, or its error as stderr.txt.
func run(t *testing.T, req *plugin.GenerateRequest) map[string]string {
	t.Helper()
	files := map[string]string{}
	answer, err := generate(req, os.DirFS("testdata"))
	if err != nil {
		files["stderr.txt"] = err.Error() + "\n"
	}
	for _, f := range answer.GetFiles() {
		files[f.Name] = string(f.Contents)
	}
	return files
}

// optionsOf returns the plugin's options for the files that the case has.
func optionsOf(t *testing.T, dir string) []byte {
	t.Helper()
	options := map[string]string{}
	for _, option := range []string{"personal", "labels", "spanish"} {
		if _, err := os.Stat(filepath.Join(dir, option+".csv")); err == nil {
			options[option] = filepath.Base(dir) + "/" + option + ".csv"
		}
	}
	text, err := json.Marshal(options)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func readRequest(t *testing.T, dir string) *plugin.GenerateRequest {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "request.json"))
	if err != nil {
		t.Fatalf("%v: record it with go test ./cmd/sqlc-gen-ccrepo -update", err)
	}
	req := &plugin.GenerateRequest{}
	if err := protojson.Unmarshal(text, req); err != nil {
		t.Fatalf("read request of %s: %v", dir, err)
	}
	return req
}

// record makes sqlc write the request that it would send to a plugin.
func record(t *testing.T, dir string) {
	t.Helper()
	sqlc, err := filepath.Abs(sqlcPath)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(sqlc); err != nil {
		t.Fatalf("-update needs sqlc: %v: run make tools first", err)
	}
	work := t.TempDir()
	schema := readFile(t, "testdata/schema.sql")
	if own, err := os.ReadFile(filepath.Join(dir, "schema.sql")); err == nil {
		schema = own
	}
	writeFile(t, filepath.Join(work, "schema.sql"), schema)
	writeFile(t, filepath.Join(work, "query.sql"), readFile(t, filepath.Join(dir, "query.sql")))
	writeFile(t, filepath.Join(work, "sqlc.json"), []byte(`{"version": "2", "sql": [{"engine": "postgresql",
		"schema": "schema.sql", "queries": "query.sql", "gen": {"json": {"out": ".", "filename": "request.json"}}}]}`))
	command := exec.Command(sqlc, "generate")
	command.Dir = work
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatalf("sqlc generate: %v\n%s", err, out)
	}
	writeFile(t, filepath.Join(dir, "request.json"), strip(t, readFile(t, filepath.Join(work, "request.json"))))
}

// strip removes what does not come from the case's own SQL: PostgreSQL's schemas, which take many thousand lines, and
// the options of sqlc's JSON output. The result is the same in every run.
func strip(t *testing.T, text []byte) []byte {
	t.Helper()
	req := &plugin.GenerateRequest{}
	if err := protojson.Unmarshal(text, req); err != nil {
		t.Fatalf("read sqlc's request: %v", err)
	}
	req.Settings, req.PluginOptions, req.GlobalOptions = nil, nil, nil
	req.Catalog.Schemas = slices.DeleteFunc(req.Catalog.Schemas, func(s *plugin.Schema) bool {
		return slices.Contains([]string{"pg_catalog", "information_schema", "pg_temp"}, s.Name)
	})
	short, err := protojson.MarshalOptions{UseProtoNames: true}.Marshal(req)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer // protojson varies its spaces between builds
	if err := json.Indent(&out, short, "", " "); err != nil {
		t.Fatal(err)
	}
	out.WriteByte('\n')
	return out.Bytes()
}

// writeExpected writes a generated file, and removes one that was not generated.
func writeExpected(t *testing.T, path, content string) {
	t.Helper()
	if content != "" {
		writeFile(t, path, []byte(content))
	} else if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
}

func readFile(t *testing.T, path string) []byte {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func writeFile(t *testing.T, path string, text []byte) {
	t.Helper()
	if err := os.WriteFile(path, text, 0o644); err != nil {
		t.Fatal(err)
	}
}
