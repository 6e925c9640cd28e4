package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

func TestLogSettings(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ format, level, line string }{
		{"text", "info", "level=INFO msg=loud"}, {"text", "WARN", ""}, {"json", "debug", `"msg":"loud"`}, {"json", "error", ""},
	} {
		var errs bytes.Buffer
		p := newProgram(nil, nil, &errs)
		p.LogFormat, p.LogLevel = tt.format, tt.level
		p.newLog().Info("loud")
		if !strings.Contains(errs.String(), tt.line) || tt.line == "" && errs.Len() > 0 {
			t.Errorf("%s at %s: %q, want %q", tt.format, tt.level, errs.String(), tt.line)
		}
		if tt.format == "json" && errs.Len() > 0 && !json.Valid(errs.Bytes()) {
			t.Errorf("no JSON: %s", errs.String())
		}
	}
}

func TestWrongOperatingSettingsAreRefused(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{
		{"--timeout", "999ms"}, {"--timeout", "30"}, {"--connections", "0"}, {"--rate", "-1"}, {"--burst", "0"}, {"--concurrent", "-1"}, {"--drain", "-1s"},
		{"--log-format", "xml"}, {"--log-level", "loud"}, {"--log-level", "info+1"},
	} {
		var errs bytes.Buffer
		code := run(t.Context(), append([]string{"serve", "--database-url", "postgres://127.0.0.1:1/none"}, args...), nil, &errs, &errs)
		if code != 2 || !strings.Contains(errs.String(), args[0]) {
			t.Errorf("%v: status %d, %s", args, code, errs.String())
		}
	}
}
