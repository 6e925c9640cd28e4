package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/db/dbtest"
	"github.com/ccrepo/ccrepo/route"
)

// twoCalls writes two calls of 2 March 2026.
func twoCalls(t *testing.T, url string) {
	t.Helper()
	if _, err := dbtest.Open(t, url).ExecContext(t.Context(), `INSERT INTO queue_log_repo (datetime, callid, queuename, agent, event, data1, data2, data3) VALUES
		('2026-03-02 09:00:00Z', '1772442000.1', 'Support', 'NONE', 'ENTERQUEUE', '', '25550100', '1'),
		('2026-03-02 09:00:07Z', '1772442000.1', 'Support', 'ana', 'CONNECT', '7', '1772442000.2', '5'),
		('2026-03-02 09:01:07Z', '1772442000.1', 'Support', 'ana', 'COMPLETECALLER', '7', '60', '1'),
		('2026-03-02 11:00:00Z', '1772449200.5', 'Sales', 'NONE', 'ENTERQUEUE', '', '25550102', '1'),
		('2026-03-02 11:00:40Z', '1772449200.5', 'Sales', 'NONE', 'ABANDON', '1', '1', '40')`); err != nil {
		t.Fatal(err)
	}
}

func TestReportSwitches(t *testing.T) {
	t.Parallel()
	url := dbtest.URL(t)
	twoCalls(t, url)
	ccrepo := commands(t, url)
	const rows, total = "queue,offered\r\nSales,1\r\nSupport,1\r\n", ",2\r\n"
	for _, c := range []struct {
		args        []string
		stdout, log string
		code        int
	}{
		{args: []string{"--format", "csv"}, stdout: rows},
		{args: []string{"--format", "csv", "--total"}, stdout: rows + total},
		{args: []string{"--total", "--format", "csv"}, stdout: rows + total},
		{args: []string{"--format", "csv", "--total=true"}, stdout: rows + total},
		{args: []string{"--format", "csv", "--total=false"}, stdout: rows},
		{args: []string{"--format", "csv", "--total", "--queue", "Sales", "--sl_exits"}, stdout: "queue,offered\r\nSales,1\r\n,1\r\n"},
		{args: []string{"--total", "false"}, code: 2, log: "write the value of a switch with =, such as --total=false"},
		{args: []string{"--total=perhaps"}, code: 2, log: `total: "perhaps" is neither true nor false`},
		{args: []string{"--format", "xml"}, code: 2, log: `--format "xml" is none of table, csv, json, ndjson, xlsx`},
		{args: []string{"--interval", "dya"}, code: 2, log: "the nearest is day"},
		{args: []string{"--slthreshold", "5"}, code: 2, log: "unknown flag: --slthreshold"},
	} {
		code, out, log := ccrepo(append([]string{"report", "queue-summary", "--from", "2026-03-02", "--to", "2026-03-03", "--fields", "queue,offered"}, c.args...)...)
		if code != c.code || out != c.stdout || !strings.Contains(log, c.log) {
			t.Errorf("%q: status %d, %q, %s; want %d, %q, %s", c.args, code, out, log, c.code, c.stdout, c.log)
		}
	}
}

func TestReportHelpInSpanish(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"report", "queue-summary", "--lang", "es", "--help"}, {"report", "queue-summary", "--help", "--lang=es"}} {
		var out, log bytes.Buffer
		if code := run(t.Context(), args, nil, &out, &log); code != 0 {
			t.Fatalf("%v: status %d: %s", args, code, log.String())
		}
		for _, part := range []string{
			"Qué pasó en cada campaña", "Uso:\n  ccrepo report queue-summary [opciones]", "\nPeríodo:\n", "Por omisión: table.", "Uno de 15m, 30m, hour",
			"\nParámetros:\n", "De 0 a 86400. Por omisión: 5.", "\nFiltros:\n", "Llamadas que entraron.", "\nConfiguración:\n",
		} {
			if !strings.Contains(out.String(), part) {
				t.Errorf("%v: the help lacks %q:\n%s", args, part, out.String())
			}
		}
	}
}

func TestLanguageOfTheEnvironment(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		flag string
		env  map[string]string
		want route.Language
	}{
		{"", nil, "en"},
		{"", map[string]string{"LANG": "es_UY.UTF-8"}, "es"},
		{"", map[string]string{"LANG": "es_UY.UTF-8", "LC_ALL": "C.UTF-8"}, "en"},
		{"", map[string]string{"LC_MESSAGES": "es"}, "es"},
		{"en", map[string]string{"LANG": "es_UY.UTF-8"}, "en"},
		{"es", nil, "es"},
	} {
		p := &program{getenv: func(name string) string { return tt.env[name] }}
		if got := p.language(tt.flag); got != tt.want {
			t.Errorf("--lang %q with %v is %s, want %s", tt.flag, tt.env, got, tt.want)
		}
	}
}

// TestReportHelp looks for the groups of flags, and for the values and the default of one flag of each.
func TestReportHelp(t *testing.T) {
	t.Parallel()
	var out, log bytes.Buffer
	if code := run(t.Context(), []string{"report", "queue-summary", "--help"}, nil, &out, &log); code != 0 {
		t.Fatalf("status %d: %s", code, log.String())
	}
	help := out.String()
	at := 0
	for _, part := range []string{
		"What happened in each queue", "Usage:\n  ccrepo report queue-summary [flags]", "Examples:",
		"\nRange:\n", "--tz text", "--range text ", "yesterday",
		"\nShape of the answer:\n", "--format text ", "One of table, json, ndjson, csv, xlsx, svg, png. Default: table.", "--interval text", "One of 15m, 30m, hour",
		"\nParameters:\n", "--sl_formula text ", "One of abandons_met, answered_only", "Default: abandons_missed.", "--short_abandon int", "From 0 to 86400. Default: 5.",
		"\nFilters:\n", "--queue text ", "Queue (campaign)", "--offered int ", "Calls that entered.", "It may end in an\noperator",
		"\nSettings:\n", "--database-url",
	} {
		next := strings.Index(help[at:], part)
		if next < 0 {
			t.Errorf("the help lacks %q behind the part before it:\n%s", part, help)
		}
		at = max(at, at+next)
	}
	for _, wrong := range []string{"stringArray", "[]", "--queue.ne", "--total bool", "--total string"} {
		if strings.Contains(help, wrong) {
			t.Errorf("the help has %q", wrong)
		}
	}
	if !regexp.MustCompile(`(?m)^ +--total +Whether the total follows`).MatchString(help) {
		t.Error("--total is no switch")
	}
}

// TestReportFitsTerminal prints a report on terminals of several widths.
func TestReportFitsTerminal(t *testing.T) {
	t.Parallel()
	url := dbtest.URL(t)
	twoCalls(t, url)
	report := func(width int, args ...string) (stdout, stderr string) {
		t.Helper()
		return onTerminal(t, width, append([]string{"--database-url", url, "report", "queue-summary", "--from", "2026-03-02", "--to", "2026-03-03"}, args...)...)
	}
	const main = " queue    offered  answered  abandoned  service_level  asa_seconds \n Sales    1        0         1          0.00                       \n Support  1        1         0          100.00         7.00        \n"
	if out, log := report(80); out != main || log != "6 of 39 columns are shown; --fields all shows every one.\n" {
		t.Errorf("in 80 columns:\n%s%s", out, log)
	}
	if out, log := report(80, "--fields", "queue,offered"); strings.Count(out, "\n") != 3 || log != "" {
		t.Errorf("two columns:\n%s%s", out, log)
	}
	if out, log := report(36); !strings.HasPrefix(out, " queue    offered  answered ") || !strings.HasPrefix(log, "3 of 39") {
		t.Errorf("in 36 columns:\n%s%s", out, log)
	}
	if out, log := report(20); !strings.HasPrefix(out, "[1]\nqueue          Sales\noffered        1\nanswered       0\n") || !strings.Contains(out, "\n[2]\n") || !strings.HasPrefix(log, "6 of 39") {
		t.Errorf("in 20 columns:\n%s%s", out, log)
	}
	if out, log := report(80, "--fields", "all"); strings.Count(out, "\n") != 2*40 || !strings.Contains(out, "\nwait_p50_seconds            7.00\n") || log != "" {
		t.Errorf("all columns in 80:\n%s%s", out, log)
	}
	if out, log := report(800); strings.Count(out, "\n") != 3 || !strings.Contains(out, "position_avg") || log != "" {
		t.Errorf("in 800 columns:\n%s%s", out, log)
	}
	if out, log := report(80, "--interval", "hour", "--queue", "Sales", "--hours", "11:00-12:00"); !strings.HasPrefix(out, " interval_start        queue  offered") || !strings.HasPrefix(log, "6 of 39") {
		t.Errorf("by the hour:\n%s%s", out, log)
	}
	code, out, log := commands(t, url)("report", "queue-summary", "--from", "2026-03-02", "--to", "2026-03-03")
	if code != 0 || strings.Count(out, "\n") != 3 || !strings.Contains(out, "position_avg") || log != "" {
		t.Errorf("elsewhere than on a terminal: %d\n%s%s", code, out, log)
	}
}

// TestMainColumnsFit computes the width of the main columns of each report, without values: it leaves room in 80 columns.
func TestMainColumnsFit(t *testing.T) {
	t.Parallel()
	for _, r := range db.Routes() {
		if !strings.HasPrefix(r.Path, reportPrefix) {
			continue
		}
		if len(r.Columns) > 6 && len(r.Main) == 0 {
			t.Errorf("%s has %d columns: say by api:main which ones a terminal shows", r.Path, len(r.Columns))
		}
		if width := tableWidth([][]string{r.Main}); len(r.Main) > 0 && width > 80 {
			t.Errorf("%s: the names in api:main take %d columns", r.Path, width)
		}
	}
}

// onTerminal runs a command line whose output goes to a terminal of a width.
func onTerminal(t *testing.T, width int, args ...string) (stdout, stderr string) {
	t.Helper()
	controller, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer controller.Close()
	number, err := unix.IoctlGetInt(int(controller.Fd()), unix.TIOCGPTN)
	if err == nil {
		err = unix.IoctlSetPointerInt(int(controller.Fd()), unix.TIOCSPTLCK, 0)
	}
	if err == nil {
		err = unix.IoctlSetWinsize(int(controller.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Row: 25, Col: uint16(width)})
	}
	if err != nil {
		t.Fatal(err)
	}
	terminal, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	shown := make(chan string)
	go func() {
		text, _ := io.ReadAll(controller) // it ends with an error when the terminal is closed
		shown <- string(text)
	}()
	var log bytes.Buffer
	code := run(t.Context(), args, nil, terminal, &log)
	_ = terminal.Close()
	if stdout = strings.ReplaceAll(<-shown, "\r\n", "\n"); code != 0 {
		t.Fatalf("%q: status %d: %s", args, code, log.String())
	}
	return stdout, log.String()
}
