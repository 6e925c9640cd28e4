// Package clients_test generates clients from the OpenAPI documents, compiles them and uses them.
package clients_test

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/oapi-codegen/oapi-codegen/v2/pkg/codegen"
	_ "github.com/oapi-codegen/runtime" // by the generated client

	"github.com/ccrepo/ccrepo/api"
	"github.com/ccrepo/ccrepo/db/dbtest"
)

func TestMain(m *testing.M) { os.Exit(dbtest.Main(m)) }

// serve returns the URL of a server whose database has four calls.
func serve(t *testing.T) string {
	t.Helper()
	url := dbtest.URL(t)
	conn, err := sql.Open("postgres", url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	for _, statement := range []string{
		`INSERT INTO queue_log_repo (datetime, callid, queuename, agent, event, data1, data2, data3) VALUES
			('2026-03-10 10:00Z', '1', 'sales', NULL, 'ENTERQUEUE', '', '099', '1'), ('2026-03-10 10:00Z', '2', 'sales', NULL, 'ENTERQUEUE', '', '099', '1'),
			('2026-03-10 10:00Z', '3', 'support', NULL, 'ENTERQUEUE', '', '099', '1'), ('2026-03-10 10:00Z', '4', 'billing', NULL, 'ENTERQUEUE', '', '099', '1')`,
		"INSERT INTO cdr_repo (calldate, uniqueid, guid) VALUES ('2026-03-10 10:00Z', '1', 'g')",
		"SELECT report.refresh()",
	} {
		if _, err := conn.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	server, err := api.New(api.Options{DatabaseURL: url, Log: slog.New(slog.DiscardHandler), Location: time.UTC, Quiet: true, Trusted: true,
		Now: func() time.Time { return time.Date(2026, 3, 12, 0, 0, 0, 0, time.UTC) }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	listening := httptest.NewServer(server)
	t.Cleanup(listening.Close)
	return listening.URL
}

// used is what a client prints that uses the server.
const used = `report sales 2
total 2 UTC
rows 1 1 true
problem 400 unknown_parameter
tag 201 g
`

// TestGoClient generates a client as the documentation says, and runs a program with it.
func TestGoClient(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	url := serve(t)
	document, err := openapi3.NewLoader().LoadFromData(read(t, url+"/openapi-3.0.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := document.Validate(t.Context()); err != nil {
		t.Error(err)
	}
	code, err := codegen.Generate(document, codegen.Configuration{PackageName: "ccrepo", Generate: codegen.GenerateOptions{Client: true, Models: true}})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("the client has %d lines", strings.Count(code, "\n"))
	// The files are in the module for the compiler only, so that it uses the module's versions of other modules.
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	write(t, filepath.Join(folder, "client.go"), []byte(code))
	overlay, err := json.Marshal(map[string]any{"Replace": map[string]string{
		filepath.Join(here, "ccrepo", "client.go"): filepath.Join(folder, "client.go"),
		filepath.Join(here, "use", "main.go"):      filepath.Join(here, "testdata", "use.go"),
	}})
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(folder, "overlay.json"), overlay)
	program := filepath.Join(folder, "use")
	run(t, "go", "build", "-overlay", filepath.Join(folder, "overlay.json"), "-o", program, "./use")
	if got := run(t, program, url); got != used {
		t.Errorf("it prints\n%s\nwant\n%s", got, used)
	}
}

func run(t *testing.T, name string, args ...string) string {
	t.Helper()
	var errors bytes.Buffer
	command := exec.CommandContext(t.Context(), name, args...)
	command.Stderr = &errors
	out, err := command.Output()
	if err != nil {
		t.Fatalf("%s %s: %v\n%.5000s%.5000s", name, strings.Join(args, " "), err, out, errors.String())
	}
	return string(out)
}

func read(t *testing.T, url string) []byte {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("GET %s: %d, %v: %.300s", url, res.StatusCode, err, body)
	}
	return body
}

func write(t *testing.T, path string, text []byte) {
	t.Helper()
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
}
