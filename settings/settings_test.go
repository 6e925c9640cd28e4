package settings

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/pflag"
)

func TestNames(t *testing.T) {
	t.Parallel()
	s := New()
	s.Flags.VisitAll(func(f *pflag.Flag) {
		if f.Name != strings.ToLower(f.Name) || strings.ContainsAny(f.Name, "_.") || f.Usage == "" {
			t.Errorf("setting %q: lower case, words joined by -, with a usage", f.Name)
		}
	})
	for _, name := range slices.Concat(Shared(), Serving()) {
		if s.Flags.Lookup(name) == nil {
			t.Errorf("a command has the flag %s, which is not a setting", name)
		}
	}
}

func TestDefaultsAreValid(t *testing.T) {
	t.Parallel()
	s := New()
	if wrong := slices.Concat(s.Check(), s.CheckServing(), []error{s.CheckDatabase()}); len(wrong) != 1 || wrong[0] != nil {
		t.Errorf("defaults are refused: %v", wrong)
	}
}

// TestEachSourceSetsEveryType sets a text, a number, a duration and a list from the environment and from a file.
func TestEachSourceSetsEveryType(t *testing.T) {
	t.Parallel()
	file := t.TempDir() + "/settings.yaml"
	if err := os.WriteFile(file, []byte("TZ: Europe/Rome\nconnections: 3\nrate: 1.5\ntimeout: 5s\norigins: [https://a, https://b]\nlisten:\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		environ []string
		sources []string // of tz, connections, rate, timeout, origins and listen
	}{
		"environment": {[]string{"CCREPO_TZ=Europe/Rome", "CCREPO_CONNECTIONS=3", "CCREPO_RATE=1.5", "CCREPO_TIMEOUT=5s", "CCREPO_ORIGINS=https://a,https://b", "CCREPO_LISTEN=", "CCREPO_tls_cert=no"},
			[]string{"CCREPO_TZ", "CCREPO_CONNECTIONS", "CCREPO_RATE", "CCREPO_TIMEOUT", "CCREPO_ORIGINS", FromDefault}},
		"file":                  {[]string{"CCREPO_CONFIG=" + file}, []string{file, file, file, file, file, FromDefault}},
		"environment over file": {[]string{"CCREPO_CONFIG=" + file, "CCREPO_RATE=1.5"}, []string{file, file, "CCREPO_RATE", file, file, FromDefault}},
	} {
		s := New()
		if err := s.Load(tt.environ); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if s.TZ != "Europe/Rome" || s.Connections != 3 || s.Limits.Rate != 1.5 || s.Timeout.Seconds() != 5 || !slices.Equal(s.Origins, []string{"https://a", "https://b"}) || s.Listen != "127.0.0.1:8080" || s.TLSCert != "" {
			t.Errorf("%s: %+v", name, s)
		}
		for i, setting := range []string{"tz", "connections", "rate", "timeout", "origins", "listen"} {
			if got := s.Source(setting); got != tt.sources[i] || s.IsGiven(setting) != (got != FromDefault) {
				t.Errorf("%s: %s is from %q, want %q", name, setting, got, tt.sources[i])
			}
		}
	}
}

func TestFeedsAreInTheFileOnly(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"feeds:\n  - {name: log, kind: queue-log, path: /log}\n  - {name: cdr, kind: cdr-csv, path: /cdr, tz: America/Montevideo, date-format: '%d/%m/%Y %H:%M', older: false}\ntz: UTC\n": "",
		"feeds:\n": "",
		"feeds: {name: log, kind: queue-log, path: /log, tz: UTC}\n":    "give a list",
		"feeds: [{name: log, kind: queue-log, path: /log, tzz: UTC}]\n": "tzz",
		"feeds: yes\n": "give a list",
		"feeds: [{name: log, kind: queue-log}]\n": "it has no path",
	} {
		file := t.TempDir() + "/settings.yaml"
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		s := New()
		err := s.Load([]string{"CCREPO_CONFIG=" + file})
		if want == "" && (err != nil || strings.Contains(text, "log") && (len(s.Feeds) != 2 || s.Feeds[1].TZ != "America/Montevideo" || *s.Feeds[1].Older)) {
			t.Errorf("%q: %v, %+v", text, err, s.Feeds)
		}
		if want != "" && (err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "feeds")) {
			t.Errorf("%q: %v instead of %s", text, err, want)
		}
	}
}

func TestDocsTellEverySetting(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../docs/serving.md")
	if err != nil {
		t.Fatal(err)
	}
	New().Flags.VisitAll(func(f *pflag.Flag) {
		row := "| `" + f.Name + "` | "
		if value := Shown(f); value != "" {
			row += "`" + value + "` "
		}
		if !strings.Contains(string(page), "\n"+row+"| ") {
			t.Errorf("the table of settings in docs/serving.md has no line %q", row+"| …")
		}
	})
}

func TestClientSecret(t *testing.T) {
	t.Parallel()
	file := t.TempDir() + "/secret"
	if err := os.WriteFile(file, []byte("s3cret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	empty := t.TempDir() + "/empty"
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	provider := []string{"CCREPO_OIDC_ISSUER=https://login.example.com", "CCREPO_OIDC_AUDIENCE=a"}
	for _, tt := range []struct {
		environ []string
		wrong   string // setting; empty: none
		secret  string
	}{
		{append(provider, "CCREPO_OIDC_CLIENT_ID=c"), "", ""}, // a public client
		{append(provider, "CCREPO_OIDC_CLIENT_ID=c", "CCREPO_OIDC_CLIENT_SECRET=x"), "", "x"},
		{append(provider, "CCREPO_OIDC_CLIENT_ID=c", "CCREPO_OIDC_CLIENT_SECRET_FILE="+file), "", "s3cret"},
		{append(provider, "CCREPO_OIDC_CLIENT_ID=c", "CCREPO_OIDC_CLIENT_SECRET_FILE="+file, "CCREPO_OIDC_CLIENT_SECRET=x"), "oidc-client-secret-file", ""},
		{append(provider, "CCREPO_OIDC_CLIENT_ID=c", "CCREPO_OIDC_CLIENT_SECRET_FILE="+file+"x"), "oidc-client-secret-file", ""},
		{append(provider, "CCREPO_OIDC_CLIENT_ID=c", "CCREPO_OIDC_CLIENT_SECRET_FILE="+empty), "oidc-client-secret-file", ""},
		{append(provider, "CCREPO_OIDC_CLIENT_SECRET=x"), "oidc-client-id", ""},
		{append(provider, "CCREPO_OIDC_CLIENT_ID=c", "CCREPO_OIDC_REDIRECT_URL=https://a/b"), "oidc-issuer", ""},
		{[]string{"CCREPO_OIDC_CLIENT_ID=c"}, "oidc-issuer", ""},
	} {
		s := New()
		if err := s.Load(tt.environ); err != nil {
			t.Fatal(err)
		}
		var wrong *Error
		if err := s.checkOpenID(); (err != nil) != (tt.wrong != "") || err != nil && (!errors.As(err, &wrong) || wrong.Setting != tt.wrong) {
			t.Errorf("%v: %v, want %q to be wrong", tt.environ, err, tt.wrong)
		}
		if got, err := s.Provider(); tt.wrong == "" && (err != nil || got.ClientSecret != tt.secret) {
			t.Errorf("%v: %v, %v", tt.environ, got, err)
		}
		if shown := Shown(s.Flags.Lookup("oidc-client-secret")); strings.Contains(shown, "x") && shown != "xxxxx" {
			t.Errorf("the secret is shown as %q", shown)
		}
	}
}
