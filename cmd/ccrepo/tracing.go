package main

import (
	"context"
	"fmt"
	"net/url"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

// lastTraces is the time limit for sending the last traces when the program ends.
const lastTraces = 5 * time.Second

// tracing sends traces to a collector, if one is set.
type tracing struct {
	tracer   trace.Tracer // nil: no traces are sent
	provider *sdktrace.TracerProvider
}

// newTracing sends traces to --otlp-endpoint, or to the endpoint in OpenTelemetry's own variables. These variables
// also set headers, sampling and the service's name.
func (p *program) newTracing(ctx context.Context) (*tracing, error) {
	var options []otlptracehttp.Option
	switch {
	case p.getenv("OTEL_SDK_DISABLED") == "true":
		return &tracing{}, nil
	case p.OTLP != "":
		u, err := url.Parse(p.OTLP)
		if err != nil {
			return nil, fmt.Errorf("read --otlp-endpoint: %w", err)
		}
		options = append(options, otlptracehttp.WithEndpointURL(u.JoinPath("v1/traces").String()))
	case p.getenv("OTEL_EXPORTER_OTLP_ENDPOINT") == "" && p.getenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") == "":
		return &tracing{}, nil
	}
	exporter, err := otlptracehttp.New(ctx, options...)
	if err != nil {
		return nil, fmt.Errorf("send traces: %w", err)
	}
	about, err := resource.New(ctx, resource.WithAttributes(attribute.String("service.name", "ccrepo")), resource.WithTelemetrySDK(), resource.WithFromEnv())
	if err != nil {
		return nil, fmt.Errorf("describe the service for traces: %w", err)
	}
	otel.SetErrorHandler(otel.ErrorHandlerFunc(func(err error) { p.log.Warn("traces not sent", "err", err) }))
	provider := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exporter), sdktrace.WithResource(about))
	return &tracing{provider.Tracer("github.com/ccrepo/ccrepo"), provider}, nil
}

// Close sends the remaining traces. An unreachable collector is not an error.
func (t *tracing) Close() {
	if t.provider == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), lastTraces)
	defer cancel()
	if err := t.provider.Shutdown(ctx); err != nil {
		otel.Handle(err)
	}
}
