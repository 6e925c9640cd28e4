package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/api/web"
)

// secureHeaders sets the headers that restrict what browsers may do with an answer. Only pages of the allow-list may
// show it in a frame, and scripts run only if a handler sets a policy of its own with pagePolicy.
func secureHeaders(origins []string) echo.MiddlewareFunc {
	policy := pagePolicy(origins, "")
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			h := c.Response().Header()
			h.Set(echo.HeaderContentSecurityPolicy, policy)
			if len(origins) == 0 {
				h.Set(echo.HeaderXFrameOptions, "DENY") // for old browsers, which do not support a list
			}
			h.Set(echo.HeaderXContentTypeOptions, "nosniff")
			h.Set(echo.HeaderReferrerPolicy, "no-referrer")
			h.Set("Cross-Origin-Resource-Policy", "same-origin")
			h.Set("Cross-Origin-Opener-Policy", "same-origin")
			if !strings.HasPrefix(c.Request().URL.Path, "/docs/") {
				h.Set(echo.HeaderCacheControl, "private, no-cache")
			}
			if c.Request().TLS != nil && !auth.IsLoopback(c.Request().Host) {
				// For localhost the header would apply to every other server on this machine.
				h.Set(echo.HeaderStrictTransportSecurity, "max-age=31536000")
			}
			return next(c)
		}
	}
}

// withPrefix puts the path prefix of a proxy before the paths to which answers send a client.
func withPrefix(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if prefix := auth.Prefix(c.Request()); prefix != "" {
			c.Response().Before(func() {
				h := c.Response().Header()
				if to := h.Get(echo.HeaderLocation); strings.HasPrefix(to, "/") && !strings.HasPrefix(to, "//") {
					h.Set(echo.HeaderLocation, prefix+to)
				}
			})
		}
		return next(c)
	}
}

// pagePolicy returns a Content-Security-Policy that allows only what a page needs.
func pagePolicy(origins []string, needs string) string {
	ancestors := "'none'"
	if len(origins) > 0 {
		ancestors = strings.Join(origins, " ")
	}
	return "default-src 'none'; " + needs + "base-uri 'none'; form-action 'none'; frame-ancestors " + ancestors
}

// crossOrigin lets scripts of pages of the allow-list read answers, and refuses writes, and reads that have effects, that
// browsers send for pages of other origins. It answers preflights, which have no key.
func crossOrigin(origins []string, hasEffects func(echo.Context) bool) ([]echo.MiddlewareFunc, error) {
	protection := http.NewCrossOriginProtection()
	for _, origin := range origins {
		if err := web.CheckOrigin(origin); err != nil {
			return nil, err
		}
		if err := protection.AddTrustedOrigin(origin); err != nil {
			return nil, fmt.Errorf("allow origin: %w", err)
		}
	}
	refuseForeign := func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			r := c.Request()
			if hasEffects(c) {
				// Without keys, a page of any site could have the browser open a stream, which takes the agent's actions.
				asWrite := *r
				asWrite.Method = http.MethodPost
				r = &asWrite
			}
			if err := protection.Check(r); err != nil {
				return problem.New("foreign_origin", "The request was sent by a page whose origin is not in the server's list. Add it to --origins, or send the request from a back end.").WithCause(err)
			}
			return next(c)
		}
	}
	if len(origins) == 0 {
		return []echo.MiddlewareFunc{refuseForeign}, nil
	}
	cors := middleware.CORSWithConfig(middleware.CORSConfig{
		Skipper: func(c echo.Context) bool {
			// The router answers other OPTIONS requests.
			return c.Request().Method == http.MethodOptions && c.Request().Header.Get(echo.HeaderAccessControlRequestMethod) == ""
		},
		AllowOriginFunc: func(origin string) (bool, error) { return slices.Contains(origins, origin), nil },
		AllowMethods:    []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete},
		AllowHeaders:    []string{"Accept", "Authorization", "Content-Type", "Idempotency-Key", "If-None-Match", "Last-Event-ID", "Traceparent"},
		ExposeHeaders: []string{"Content-Disposition", "ETag", "Idempotency-Replayed", "Location", "Retry-After", "WWW-Authenticate",
			"X-Next-Cursor", "X-Request-Id", "X-Row-Count"},
		MaxAge: 600,
	})
	return []echo.MiddlewareFunc{cors, refuseForeign}, nil
}

// inlineScript matches the scripts within a page.
var inlineScript = regexp.MustCompile(`(?s)<(script|style)[^>]*>(.+?)</(?:script|style)>`)

// withPolicy serves a page with scripts and styles: those of this server, and those within the page, which the policy
// names by their hashes.
func (s *Server) withPolicy(page http.Handler, path string) (echo.HandlerFunc, error) {
	sample := &pageSample{header: http.Header{}}
	page.ServeHTTP(sample, &http.Request{Method: http.MethodGet, URL: &url.URL{Path: path}, Header: http.Header{}})
	sources := map[string]string{"script": "script-src 'self'", "style": "style-src 'self'"}
	inline := inlineScript.FindAllSubmatch(sample.Bytes(), -1)
	if len(inline) == 0 {
		return nil, fmt.Errorf("the page %s has no script", path)
	}
	for _, m := range inline {
		sum := sha256.Sum256(m[2])
		sources[string(m[1])] += " 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	}
	policy := pagePolicy(s.options.Origins, sources["script"]+"; "+sources["style"]+"; img-src 'self' data:; connect-src 'self'; ")
	return func(c echo.Context) error {
		c.Response().Header().Set(echo.HeaderContentSecurityPolicy, policy)
		page.ServeHTTP(c.Response(), c.Request())
		return nil
	}, nil
}

// pageSample records an answer.
type pageSample struct {
	bytes.Buffer
	header http.Header
}

func (p *pageSample) Header() http.Header { return p.header }
func (p *pageSample) WriteHeader(int)     {}
