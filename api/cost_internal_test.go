package api

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"

	"github.com/ccrepo/ccrepo/db/dbtest"
)

// BenchmarkObservedPage answers a small page: its metrics and log must take little time compared with the database.
func BenchmarkObservedPage(b *testing.B) {
	url := dbtest.URL(b)
	for name, tracer := range map[string]trace.Tracer{"without traces": nil, "with traces": sdktrace.NewTracerProvider().Tracer("")} {
		b.Run(name, func(b *testing.B) {
			s, err := New(Options{DatabaseURL: url, Log: slog.New(slog.DiscardHandler), Location: time.UTC, Trusted: true, Tracer: tracer})
			if err != nil {
				b.Fatal(err)
			}
			b.Cleanup(func() { _ = s.Close() })
			req := httptest.NewRequest(http.MethodGet, "/v1/tables/sipchat", nil)
			b.ReportAllocs()
			for b.Loop() {
				answer := httptest.NewRecorder()
				s.ServeHTTP(answer, req)
				if answer.Code != http.StatusOK {
					b.Fatal(answer.Body)
				}
			}
		})
	}
}
