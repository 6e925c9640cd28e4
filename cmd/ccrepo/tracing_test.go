package main

import (
	"bytes"
	"database/sql"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	tracepb "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"

	"github.com/ccrepo/ccrepo/api"
	"github.com/ccrepo/ccrepo/db/dbtest"
)

// receiver is a collector of OpenTelemetry, which records the spans that it receives.
type receiver struct {
	*httptest.Server
	mu    sync.Mutex
	raw   bytes.Buffer
	spans []*tracepb.Span
	names []string // names of services
}

func newReceiver(t *testing.T) *receiver {
	t.Helper()
	r := &receiver{}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		body, err := io.ReadAll(req.Body)
		message := &collector.ExportTraceServiceRequest{}
		if err != nil || req.URL.Path != "/v1/traces" || proto.Unmarshal(body, message) != nil {
			t.Errorf("not understood: %s, %v", req.URL.Path, err)
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		r.raw.Write(body)
		for _, resource := range message.ResourceSpans {
			for _, a := range resource.Resource.Attributes {
				if a.Key == "service.name" {
					r.names = append(r.names, a.Value.GetStringValue())
				}
			}
			for _, scope := range resource.ScopeSpans {
				r.spans = append(r.spans, scope.Spans...)
			}
		}
		w.Header().Set("Content-Type", "application/x-protobuf")
	}))
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) span(name string) *tracepb.Span {
	for _, s := range r.spans {
		if s.Name == name {
			return s
		}
	}
	return &tracepb.Span{}
}

func attributesOf(s *tracepb.Span) map[string]string {
	out := map[string]string{}
	for _, a := range s.Attributes {
		out[a.Key] = strings.TrimSpace(strings.TrimPrefix(strings.TrimPrefix(a.Value.String(), "string_value:"), "int_value:"))
	}
	return out
}

func TestTraces(t *testing.T) {
	t.Parallel()
	const marker = "MARK5550199"
	url := dbtest.URL(t)
	db, err := sql.Open("postgres", url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if _, err := db.ExecContext(t.Context(), "INSERT INTO cdr_repo (calldate, uniqueid, src) VALUES (now(), $1, $1)", marker); err != nil {
		t.Fatal(err)
	}
	collected := newReceiver(t)
	var log bytes.Buffer
	p := newProgram(nil, nil, &log)
	p.log = slog.New(slog.NewTextHandler(&log, nil))
	p.getenv = func(string) string { return "" }
	p.OTLP = collected.URL
	traces, err := p.newTracing(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	server, err := api.New(api.Options{DatabaseURL: url, Log: slog.New(slog.DiscardHandler), Location: time.UTC, Trusted: true, Tracer: traces.tracer})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	for path, want := range map[string]int{
		"/v1/tables/cdr_repo?src=" + marker: 200, "/v1/tables/tags/5550199?" + marker: 400, "/" + marker: 404, "/v1/reports/queue-summary?range=today&queue=" + marker: 200,
	} {
		req := httptest.NewRequest(http.MethodGet, path, nil)
		req.Header.Set("Traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
		req.Header.Set("User-Agent", marker)
		answer := httptest.NewRecorder()
		server.ServeHTTP(answer, req)
		if answer.Code != want {
			t.Errorf("%s: %d: %s", path, answer.Code, answer.Body)
		}
	}
	traces.Close()

	collected.mu.Lock()
	defer collected.mu.Unlock()
	request, query := collected.span("GET /v1/tables/cdr_repo"), collected.span("query CdrRepo")
	for _, s := range collected.spans {
		if s.Name == "query CdrRepoList" || strings.HasPrefix(s.Name, "query ") && bytes.Equal(s.ParentSpanId, request.SpanId) {
			query = s
		}
	}
	if string(request.TraceId) != "\x0a\xf7\x65\x19\x16\xcd\x43\xdd\x84\x48\xeb\x21\x1c\x80\x31\x9c" || string(request.ParentSpanId) != "\xb7\xad\x6b\x71\x69\x20\x33\x31" {
		t.Errorf("the request's span is of trace %x under %x", request.TraceId, request.ParentSpanId)
	}
	if !bytes.Equal(query.ParentSpanId, request.SpanId) || !bytes.Equal(query.TraceId, request.TraceId) || query.Kind != tracepb.Span_SPAN_KIND_CLIENT || request.Kind != tracepb.Span_SPAN_KIND_SERVER {
		t.Errorf("the query's span %x (%s) is under %x (%s), not the request's", query.SpanId, query.Kind, query.ParentSpanId, request.Kind)
	}
	for name, want := range map[string]string{"http.route": `"/v1/tables/cdr_repo"`, "http.response.status_code": "200", "ccrepo.key": `"local"`} {
		if got := attributesOf(request)[name]; got != want {
			t.Errorf("%s of the request is %s, want %s", name, got, want)
		}
	}
	if got := attributesOf(query); got["db.response.returned_rows"] != "1" || got["db.system.name"] != `"postgresql"` {
		t.Errorf("the query has %v", got)
	}
	if len(collected.spans) != 6 { // four requests, two of which queried the database
		t.Errorf("%d spans: %v", len(collected.spans), collected.spans)
	}
	if bytes.Contains(collected.raw.Bytes(), []byte("5550199")) {
		t.Error("the traces have the marker")
	}
	if len(collected.names) == 0 || collected.names[0] != "ccrepo" {
		t.Errorf("the service is called %v", collected.names)
	}
	if log.Len() > 0 {
		t.Errorf("log: %s", log.String())
	}
}

func TestNoTracesUnlessWanted(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		setting     string
		environment map[string]string
		wanted      bool
	}{
		{"", nil, false},
		{"http://127.0.0.1:1", nil, true},
		{"", map[string]string{"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1"}, true},
		{"http://127.0.0.1:1", map[string]string{"OTEL_SDK_DISABLED": "true"}, false},
	} {
		p := newProgram(nil, nil, &bytes.Buffer{})
		p.log = slog.New(slog.DiscardHandler)
		p.OTLP, p.getenv = tt.setting, func(name string) string { return tt.environment[name] }
		traces, err := p.newTracing(t.Context())
		if err != nil || (traces.tracer != nil) != tt.wanted {
			t.Errorf("%q %v: %v, %v", tt.setting, tt.environment, traces, err)
		}
		traces.Close()
	}
	p := newProgram(nil, nil, &bytes.Buffer{})
	p.OTLP = "localhost:4318"
	if wrong := p.CheckServing(); len(wrong) != 1 || !strings.Contains(wrong[0].Error(), "--otlp-endpoint is no URL") {
		t.Errorf("no URL: %v", wrong)
	}
}
