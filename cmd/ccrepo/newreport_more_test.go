//go:build more

package main

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/ccrepo/ccrepo/db/dbtest"
)

// ownReport is a report that the repository does not have.
const ownReport = `-- name: SlowQueues :many
-- Test of slow calls, by campaign.
-- api:es Prueba de llamadas lentas, por campaña.
-- api:route GET /v1/reports/slow-queues
-- api:topic own
-- api:time entered_at required
-- api:as-of queue_call
-- api:key queue
-- api:param at_least Seconds that a slow call has waited. default=30 min=0
-- api:es at_least Segundos que esperó una llamada lenta.
-- api:column slow_calls Calls that waited so long.
-- api:es slow_calls Llamadas que esperaron tanto.
-- api:column longest_wait_seconds The longest wait, in seconds.
-- api:es longest_wait_seconds La espera más larga, en segundos.
-- api:chart bar x=queue y=slow_calls
-- api:example /v1/reports/slow-queues?range=yesterday
SELECT
    c.queue,
    count(*) FILTER (WHERE c.wait_seconds >= @at_least::integer) AS slow_calls,
    max(c.wait_seconds)::numeric_or_null AS longest_wait_seconds
FROM report.queue_call AS c
WHERE c.entered_at >= @range_from::timestamptz
  AND c.entered_at < @range_to::timestamptz
GROUP BY c.queue;
`

// buildWith builds the program with one more SQL file: generated in a copy of the repository, which stays as it is.
func buildWith(t *testing.T, name, text, labels string) (program string) {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	inFolder := func(dir, command string, args ...string) {
		t.Helper()
		c := exec.CommandContext(t.Context(), command, args...)
		c.Dir = dir
		if out, err := c.CombinedOutput(); err != nil {
			t.Fatalf("%s %q: %v: %s", command, args, err, out)
		}
	}
	inFolder(root, "sh", "-c", `git ls-files -z --cached --others --exclude-standard | xargs -0 cp --parents -t "$0" && mkdir "$0/.bin" && ln -s "$PWD"/.bin/sqlc-v* "$0/.bin"`, folder)
	if err := os.WriteFile(filepath.Join(folder, "sql", name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := os.OpenFile(filepath.Join(folder, "sql", "labels.csv"), os.O_APPEND|os.O_WRONLY, 0o600)
	if err == nil {
		_, err = file.WriteString(labels)
	}
	if err != nil || file.Close() != nil {
		t.Fatal(err)
	}
	inFolder(folder, "make", "db")
	generated, err := filepath.Glob(filepath.Join(folder, "db", "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	replace := map[string]string{}
	for _, path := range generated {
		replace[filepath.Join(root, "db", filepath.Base(path))] = path
	}
	overlay, err := json.Marshal(map[string]any{"Replace": replace})
	if err == nil {
		err = os.WriteFile(filepath.Join(folder, "overlay.json"), overlay, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	program = filepath.Join(folder, "ccrepo")
	inFolder(root, "go", "build", "-overlay", filepath.Join(folder, "overlay.json"), "-o", program, "./cmd/ccrepo")
	return program
}

// TestMoreNewReportIsEverywhere adds an annotated SQL file, and finds the report in the list, as a form with a chart, as a
// picture, a workbook and in OData, in both languages.
func TestMoreNewReportIsEverywhere(t *testing.T) {
	t.Parallel()
	program := buildWith(t, "report_slow_queues.sql", ownReport, "slow_calls,,Slow calls,Llamadas lentas\nat_least,,At least,Al menos\n")
	url := dbtest.URL(t)
	conn, err := sql.Open("postgres", url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if _, err := conn.ExecContext(t.Context(), `INSERT INTO queue_log_repo (datetime, callid, queuename, agent, event, data1, data2, data3) VALUES
		('2026-03-09 09:00Z', '1', 'Sales', 'NONE', 'ENTERQUEUE', '', '25550100', '1'), ('2026-03-09 09:01:40Z', '1', 'Sales', 'NONE', 'ABANDON', '1', '1', '100')`); err != nil {
		t.Fatal(err)
	}
	dbtest.Refresh(t, conn)
	server := exec.CommandContext(t.Context(), program, "serve", "--database-url", url, "--listen", "127.0.0.1:0", "--log-level", "error")
	var log bytes.Buffer
	server.Stderr = &log
	out, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = server.Process.Kill()
		_ = server.Wait()
	})
	line := make([]byte, 100)
	n, err := out.Read(line)
	base, serving := strings.CutPrefix(strings.TrimSpace(string(line[:n])), "Serving ")
	if err != nil || !serving {
		t.Fatalf("%q, %v: %s", line[:n], err, log.String())
	}
	client := &http.Client{Timeout: time.Minute}
	get := func(path, accept string) string {
		t.Helper()
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, base+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Accept", accept)
		res, err := client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = res.Body.Close() }()
		body, err := io.ReadAll(res.Body)
		if err != nil || res.StatusCode != http.StatusOK {
			t.Fatalf("GET %s: %d, %v: %.500s", path, res.StatusCode, err, body)
		}
		return string(body)
	}
	const day = "?from=2026-03-09&to=2026-03-10"
	for lang, words := range map[string][]string{
		"en": {"Test of slow calls, by campaign", "Slow calls", "Seconds that a slow call has waited.", "Longest wait", "Calls that waited so long."},
		"es": {"Prueba de llamadas lentas, por campaña", "Llamadas lentas", "Segundos que esperó una llamada lenta.", "Mayor espera", "Llamadas que esperaron tanto."},
	} {
		for path, want := range map[string][]string{
			"/reports?":                  {`reports/slow-queues`, words[0]},
			"/reports/slow-queues" + day: {words[0], words[1], words[2], words[3], `name="at_least"`, `data-chart="bar"`, `data-x="queue"`, `data-y="slow_calls"`, "Sales", "1:40"},
			"/v1/reports?":               {"/v1/reports/slow-queues", words[0]},
			"/odata/$metadata?":          {`<EntityType Name="slow_queues">`, words[4]},
			"/odata/?":                   {`"url":"slow_queues"`, words[0]},
			"/odata/slow_queues" + day:   {`"queue":"Sales","slow_calls":1,"longest_wait_seconds":100`},
			"/v1/reports/slow-queues?format=svg&" + day[1:]: {"<svg", words[1], "Sales"},
		} {
			accept := "text/html"
			if !strings.HasPrefix(path, "/reports") {
				accept = "*/*"
			}
			text := get(path+"&lang="+lang, accept)
			for _, word := range want {
				if !strings.Contains(text, word) {
					t.Errorf("%s in %s has no %q: %.2000s", path, lang, word, text)
				}
			}
		}
		book, err := excelize.OpenReader(strings.NewReader(get("/v1/reports/slow-queues"+day+"&format=xlsx&lang="+lang, "*/*")))
		if err != nil {
			t.Fatal(err)
		}
		rows, err := book.GetRows(book.GetSheetName(0))
		if err != nil || len(rows) != 2 || rows[0][1] != words[1] || strings.Join(rows[1], " ") != "Sales 1 0:01:40" {
			t.Errorf("the workbook in %s has %q, %v", lang, rows, err)
		}
		_ = book.Close()
	}
}
