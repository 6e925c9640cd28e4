package main

import (
	"log/slog"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/ccrepo/ccrepo/api"
)

// operating are the settings of how the server runs: what it takes on and what it tells.
type operating struct {
	timeout     time.Duration
	connections int
	limits      api.Limits
	drain       time.Duration
	otlp        string
	logFormat   string
	logLevel    string
}

func (o *operating) declare(f *pflag.FlagSet) {
	f.DurationVar(&o.timeout, "timeout", 30*time.Second, "how long the database may be at work on an answer, unless its report says otherwise")
	f.IntVar(&o.connections, "connections", 20, "how many short answers, and how many reports and streams, the database works on at once")
	f.Float64Var(&o.limits.Rate, "rate", 50, "requests a second that a key may send; 0 is any number")
	f.IntVar(&o.limits.Burst, "burst", 200, "requests that a key may send at once before --rate counts")
	f.IntVar(&o.limits.Concurrent, "concurrent", 8, "queries and streams that a key may run at once; 0 is any number")
	f.DurationVar(&o.drain, "drain", 0, "how long to go on answering after readiness was taken back, for balancers to notice")
	f.StringVar(&o.otlp, "otlp-endpoint", "", "OpenTelemetry collector, such as http://127.0.0.1:4318, that traces are sent to; also OTEL_EXPORTER_OTLP_ENDPOINT")
	secret(f, "otlp-endpoint")
	f.StringVar(&o.logFormat, "log-format", "text", "text or json: form of the log lines on standard error")
	f.StringVar(&o.logLevel, "log-level", "info", "debug, info, warn or error: the least that is logged; requests are info")
}

// operatingSettings are those of serving; logs are everybody's.
func operatingSettings() []string {
	return []string{"timeout", "connections", "rate", "burst", "concurrent", "drain", "otlp-endpoint"}
}

// apply hands the settings to the server.
func (o *operating) apply(to *api.Options) {
	to.Timeout, to.Connections, to.Limits, to.Drain = o.timeout, o.connections, o.limits, o.drain
}

// check refuses values that a server can't work with, before anything is opened.
func (o *operating) check() error {
	switch {
	case o.timeout < time.Second:
		return usagef("--timeout %s: give a second or more", o.timeout)
	case o.connections < 1:
		return usagef("--connections %d: give 1 or more", o.connections)
	case o.limits.Rate < 0 || o.limits.Burst < 1 || o.limits.Concurrent < 0:
		return usagef("--rate and --concurrent are 0 or more, --burst 1 or more")
	case o.drain < 0 || o.drain > time.Minute:
		return usagef("--drain %s: give 0 to 1m", o.drain)
	}
	return nil
}

// newLog makes the program's log.
func (p *program) newLog() (*slog.Logger, error) {
	var level slog.Level
	if err := level.UnmarshalText([]byte(p.logLevel)); err != nil || strings.ContainsAny(p.logLevel, "+-") {
		return nil, usagef("--log-level %q is none of debug, info, warn, error", p.logLevel)
	}
	options := &slog.HandlerOptions{Level: level}
	switch p.logFormat {
	case "text":
		return slog.New(slog.NewTextHandler(p.stderr, options)), nil
	case "json":
		return slog.New(slog.NewJSONHandler(p.stderr, options)), nil
	}
	return nil, usagef("--log-format %q is neither text nor json", p.logFormat)
}
