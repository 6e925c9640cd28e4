package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// configOf runs ccrepo config and returns the printed lines by setting: value and source.
func configOf(t *testing.T, environment map[string]string, args ...string) (lines map[string]string, failure string) {
	t.Helper()
	var out, errs bytes.Buffer
	p := newProgram(nil, &out, &errs)
	p.environ = func() (out []string) {
		for name, value := range environment {
			out = append(out, name+"="+value)
		}
		return out
	}
	cmd := newRootCmd(p)
	cmd.SetArgs(append([]string{"config"}, args...))
	if err := cmd.ExecuteContext(t.Context()); err != nil {
		return nil, err.Error()
	}
	lines = map[string]string{}
	for line := range strings.Lines(out.String()) {
		fields := strings.Fields(line)
		lines[fields[0]] = strings.Join(fields[1:], " ")
	}
	return lines, ""
}

func writeSettings(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "ccrepo.yaml")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestFirstSourceOfASettingWins(t *testing.T) {
	t.Parallel()
	file := writeSettings(t, "listen: 127.0.0.1:1\ntz: Europe/Rome\ndata: /file\ndatabase-url:\n")
	environment := map[string]string{"CCREPO_LISTEN": "127.0.0.1:2", "CCREPO_TZ": "Europe/Paris", "CCREPO_CONFIG": file}
	for name, want := range map[string]map[string]string{
		"flag":        {"tz": "Europe/Madrid flag"},
		"environment": {"listen": "127.0.0.1:2 CCREPO_LISTEN", "config": file + " CCREPO_CONFIG"},
		"file":        {"data": "/file " + file},
		"default":     {"database-url": "default"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, failure := configOf(t, environment, "--tz", "Europe/Madrid")
			for setting, value := range want {
				if failure != "" || got[setting] != value {
					t.Errorf("%s is %q (%s), want %q", setting, got[setting], failure, value)
				}
			}
		})
	}
}

func TestConfigShowsNoSecrets(t *testing.T) {
	t.Parallel()
	for _, url := range []string{
		"postgres://ana:geheim@db/cc?sslmode=require", "postgres://db/cc?user=ana&password=geheim&sslpassword=geheim",
		"host=db user=ana password='ge heim' sslpassword=geheim", "postgres://ana:ge/geheim@db/cc", "geheim",
	} {
		got, failure := configOf(t, map[string]string{"CCREPO_DATABASE_URL": url})
		if failure != "" || got["database-url"] == "" || strings.Contains(got["database-url"], "heim") {
			t.Errorf("%s is shown as %q (%s)", url, got["database-url"], failure)
		}
	}
	if got, _ := configOf(t, nil, "--database-url", "postgres://ana:geheim@db/cc"); got["database-url"] != "postgres://ana:xxxxx@db/cc flag" {
		t.Errorf("shown as %q", got["database-url"])
	}
}

func TestWrongSettingsAreRefused(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"lisen: 127.0.0.1:1\n":     `: there is no setting "lisen"; the nearest is listen`,
		"database_url: x\n":        `: there is no setting "database_url"; the nearest is database-url`,
		"listen:\n  port: 80\n":    `: there is no setting "listen.port"; the nearest is listen`,
		"Listen:\n  port: 80\n":    `: there is no setting "listen.port"; the nearest is listen`,
		"config: other.yaml\n":     `: there is no setting "config"; the nearest is `,
		"listen: [a, b]\n":         `it takes one value, not a list`,
		"database-url: [geheim]\n": `it has a value that it can't have`,
		"- listen\n":               ` is no YAML of the form "setting: value", one a line`,
		"password geheim: {\n":     ` is no YAML of the form "setting: value", one a line`,
		"listen: a\nlisten: b\n":   ` is no YAML of the form "setting: value", one a line`,
	} {
		if _, failure := configOf(t, nil, "--config", writeSettings(t, text)); !strings.Contains(failure, want) || strings.Contains(failure, "geheim") {
			t.Errorf("%q: %q, want %q", text, failure, want)
		}
	}
	var errs bytes.Buffer
	if code := run(t.Context(), []string{"config", "--config", filepath.Join(t.TempDir(), "none.yaml")}, nil, &errs, &errs); code != 2 || !strings.Contains(errs.String(), "no such file") {
		t.Errorf("a file that is not there: status %d, %s", code, errs.String())
	}
}
