package api

import (
	"context"

	"github.com/labstack/echo/v4"
	"go.opentelemetry.io/otel/attribute"
	otelcodes "go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"

	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/api/problem"
)

// traced creates a span for each request, in the trace that the client names.
func (s *Server) traced(next echo.HandlerFunc) echo.HandlerFunc {
	parent := propagation.TraceContext{}
	return func(c echo.Context) error {
		r := c.Request()
		route := s.patternOf(c)
		ctx, span := s.options.Tracer.Start(parent.Extract(r.Context(), propagation.HeaderCarrier(r.Header)), methodOf(c)+" "+route,
			trace.WithSpanKind(trace.SpanKindServer),
			trace.WithAttributes(semconv.HTTPRequestMethodKey.String(methodOf(c)), semconv.HTTPRoute(route), attribute.String("ccrepo.request_id", requestID(c))))
		c.SetRequest(r.WithContext(ctx))
		broken := true
		defer func() {
			status := c.Response().Status
			span.SetAttributes(semconv.HTTPResponseStatusCode(status), attribute.String("ccrepo.key", auth.PrincipalOf(c.Request().Context()).Name))
			if broken {
				span.SetStatus(otelcodes.Error, "broken off")
			} else if status >= 500 {
				span.SetStatus(otelcodes.Error, "")
			}
			span.End()
		}()
		err := next(c)
		if err != nil {
			c.Error(err) // sets the status
		}
		broken = err != nil && c.Request().Context().Err() != nil
		return err
	}
}

// traceQueries begins the span of the queries of an answer: from the admission by the gate to the last row. Its name is
// the query's; it contains neither the text nor the values.
func (s *Server) traceQueries(ctx context.Context, name string) (context.Context, func(rows int, err error)) {
	if s.options.Tracer == nil {
		return ctx, func(int, error) {}
	}
	ctx, span := s.options.Tracer.Start(ctx, "query "+name, trace.WithSpanKind(trace.SpanKindClient),
		trace.WithAttributes(semconv.DBSystemNamePostgreSQL, semconv.DBOperationName(name)))
	return ctx, func(rows int, err error) {
		span.SetAttributes(semconv.DBResponseReturnedRows(rows))
		if err != nil {
			span.SetStatus(otelcodes.Error, problem.Of(err).Code)
		}
		span.End()
	}
}
