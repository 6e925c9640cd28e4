// The Model Context Protocol: reports for language models.

package api

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"
	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/api/endpoint"
	"github.com/ccrepo/ccrepo/api/mcp"
	"github.com/ccrepo/ccrepo/api/query"
	"github.com/ccrepo/ccrepo/route"
)

// tools returns what the tools for models need.
func (s *Server) tools() mcp.Options {
	return mcp.Options{Ask: s.ask, Log: s.options.Log, Routes: func() []*query.Route {
		return slices.DeleteFunc(s.catalogueRoutes(), func(r *query.Route) bool { return isAlias(s.routes.catalogue, r.Path) })
	}}
}

// forModels returns the endpoint of the tools for models.
func (s *Server) forModels() (endpoint.Feature, error) {
	handler := s.tools().Handler()
	return endpoint.Feature{Endpoints: []endpoint.Endpoint{{
		Method: http.MethodPost, Path: "/mcp", Scopes: route.Scopes(), Uncompressed: true,
		Handler: func(c echo.Context) error {
			handler.ServeHTTP(c.Response(), c.Request())
			return nil
		},
	}}}, nil
}

// ServeModels offers the tools for models over a transport, to whom everything is permitted, until ctx ends.
func (s *Server) ServeModels(ctx context.Context, over sdk.Transport) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://localhost/mcp", http.NoBody)
	if err != nil {
		return fmt.Errorf("serve models: %w", err)
	}
	if err := s.tools().ServerFor(auth.WithPrincipal(r, auth.LocalPrincipal())).Run(ctx, over); err != nil {
		return fmt.Errorf("serve models: %w", err)
	}
	return nil
}
