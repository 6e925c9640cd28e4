// The Model Context Protocol: reports for language models.

package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"
	sdk "github.com/modelcontextprotocol/go-sdk/mcp"
	"github.com/modelcontextprotocol/go-sdk/oauthex"

	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/api/endpoint"
	"github.com/ccrepo/ccrepo/api/mcp"
	"github.com/ccrepo/ccrepo/api/problem"
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
	out := endpoint.Feature{Endpoints: []endpoint.Endpoint{{
		Method: http.MethodPost, Path: modelsPath, Scopes: route.Scopes(), Uncompressed: true,
		Handler: func(c echo.Context) error {
			handler.ServeHTTP(c.Response(), c.Request())
			return nil
		},
	}}}
	if s.options.OpenID != nil {
		for _, path := range []string{metadataPath, metadataPath + modelsPath} { // RFC 9728: of the server, and of the path
			out.Endpoints = append(out.Endpoints, endpoint.Endpoint{Method: http.MethodGet, Path: path, Open: true, Handler: func(c echo.Context) error {
				return c.JSON(http.StatusOK, oauthex.ProtectedResourceMetadata{Resource: auth.Address(c.Request()) + modelsPath, ResourceName: "ccrepo",
					AuthorizationServers: []string{s.options.OpenID.Issuer}, ScopesSupported: route.Scopes(), BearerMethodsSupported: []string{"header"}})
			}})
		}
	}
	return out, nil
}

const (
	modelsPath = "/mcp"
	// metadataPath says which provider's tokens are accepted; clients of models find it by the 401.
	metadataPath = "/.well-known/oauth-protected-resource"
)

// challengeModels adds to a 401 where the client of a model finds the provider to sign in at.
func challengeModels(r *http.Request, err error) error {
	var p *problem.Problem
	if errors.As(err, &p) && p.Status == http.StatusUnauthorized {
		for i := range p.Challenges {
			p.Challenges[i] += fmt.Sprintf(", resource_metadata=%q", auth.Address(r)+metadataPath+modelsPath)
		}
	}
	return err
}

// ServeModels offers the tools for models over a transport, to whom everything is permitted, until ctx ends. The reports
// of the site are those that there are when it begins.
func (s *Server) ServeModels(ctx context.Context, over sdk.Transport) error {
	if s.table.site.set != nil {
		if err := s.table.site.load(ctx); err != nil {
			return fmt.Errorf("serve models: %w", err)
		}
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://localhost/mcp", http.NoBody)
	if err != nil {
		return fmt.Errorf("serve models: %w", err)
	}
	if err := s.tools().ServerFor(auth.WithPrincipal(r, auth.LocalPrincipal())).Run(ctx, over); err != nil {
		return fmt.Errorf("serve models: %w", err)
	}
	return nil
}
