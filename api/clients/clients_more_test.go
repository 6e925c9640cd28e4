//go:build more

package clients_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// node is where make test-more installs the programs of package.json.
func node(t *testing.T) string {
	t.Helper()
	folder, err := filepath.Abs("../../.bin/node/node_modules")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(folder); err != nil {
		t.Fatalf("%v: make test-more installs it", err)
	}
	return folder
}

// TestMoreOpenAPILint lets an independent program judge both documents. A warning fails the test.
func TestMoreOpenAPILint(t *testing.T) {
	t.Parallel()
	url, redocly := serve(t), filepath.Join(node(t), ".bin", "redocly")
	for _, name := range []string{"openapi.json", "openapi-3.0.json"} {
		file := filepath.Join(t.TempDir(), name)
		write(t, file, read(t, url+"/"+name))
		out := run(t, redocly, "lint", "--config", "redocly.yaml", "--format=json", file)
		if !strings.Contains(out, `"errors": 0`) || !strings.Contains(out, `"warnings": 0`) || !strings.Contains(out, `"ignored": 0`) {
			t.Errorf("%s: %.5000s", name, out)
		}
	}
}

// TestMoreTypeScriptClient generates types, compiles a program with them and runs it.
func TestMoreTypeScriptClient(t *testing.T) {
	t.Parallel()
	url, modules, folder := serve(t), node(t), t.TempDir()
	program, err := os.ReadFile("testdata/use.ts")
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(folder, "use.ts"), program)
	write(t, filepath.Join(folder, "package.json"), []byte(`{"type": "module"}`))
	if err := os.Symlink(modules, filepath.Join(folder, "node_modules")); err != nil {
		t.Fatal(err)
	}
	document := filepath.Join(folder, "openapi.json")
	write(t, document, read(t, url+"/openapi.json"))
	types := filepath.Join(folder, "ccrepo.ts")
	run(t, filepath.Join(modules, ".bin", "openapi-typescript"), document, "-o", types)
	text, err := os.ReadFile(types)
	if err != nil {
		t.Fatal(err)
	}
	// A parameter for each operator of each column made 65,000 lines.
	if lines := strings.Count(string(text), "\n"); lines > 25_000 {
		t.Errorf("the types have %d lines", lines)
	}
	run(t, filepath.Join(modules, ".bin", "tsc"), "--strict", "--noUncheckedIndexedAccess", "--target", "es2022", "--module", "nodenext", "--lib", "es2022,dom",
		"--outDir", folder, filepath.Join(folder, "use.ts"))
	if got := run(t, "node", filepath.Join(folder, "use.js"), url); got != used {
		t.Errorf("it prints\n%s\nwant\n%s", got, used)
	}
}

// TestMoreOData lets the schemas and the parser of OData's committee judge the metadata, and public clients read.
func TestMoreOData(t *testing.T) {
	t.Parallel()
	url, modules, folder := serve(t), node(t), t.TempDir()
	program, err := os.ReadFile("testdata/odata.mjs")
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(folder, "odata.mjs"), program)
	if err := os.Symlink(modules, filepath.Join(folder, "node_modules")); err != nil {
		t.Fatal(err)
	}
	for _, lang := range []string{"en", "es"} {
		document := filepath.Join(folder, lang+".xml")
		write(t, document, read(t, url+"/odata/$metadata?lang="+lang))
		run(t, "xmllint", "--noout", "--schema", filepath.Join(modules, "odata-csdl", "schemas", "edmx.xsd"), document)
	}
	const want = `metadata 0 true true Edm.DateTimeOffset
wrong 0
client 2sales 1sales 2
query 2 3 1
pages 1 2 3 of 4 | 4
refused not_implemented $filter
`
	if got := run(t, "node", filepath.Join(folder, "odata.mjs"), url); got != want {
		t.Errorf("it prints\n%s\nwant\n%s", got, want)
	}
}
