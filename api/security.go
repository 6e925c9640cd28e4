package api

import (
	"strings"

	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/api/endpoint"
)

// The ways to authenticate, as the OpenAPI document names them.
const (
	schemeKey      = "key"
	schemeProvider = "provider"
	schemeAgent    = "agent"
)

// securitySchemes returns their descriptions.
func (s *Server) securitySchemes() object {
	schemes := object{schemeKey: object{
		"type": "http", "scheme": "bearer", "bearerFormat": "API key",
		"description": "An API key. The scopes are those that the key needs: " + strings.Join(auth.Scopes(), ", ") + ". While the database has no keys, the server answers its own machine without one.",
	}}
	schemes[schemeAgent] = object{
		"type": "http", "scheme": "bearer", "bearerFormat": "agent's token",
		"description": "The short-lived token of an agent, from POST /v1/agents/{agent}/token, for that agent's actions only.",
	}
	if issuer := s.auth.Issuer(); issuer != "" {
		schemes[schemeProvider] = object{
			"type": "openIdConnect", "openIdConnectUrl": strings.TrimSuffix(issuer, "/") + "/.well-known/openid-configuration",
			"description": "A JWT of the provider, as Authorization: Bearer.",
		}
	}
	return schemes
}

// secure adds the scope that it needs to an operation. Open endpoints have no answers to a wrong key.
func (s *Server) secure(e *endpoint.Endpoint, operation object) {
	security := []object{}
	if e.Open {
		operation["security"] = security
		delete(operation["responses"].(object), "401")
		delete(operation["responses"].(object), "429")
		return
	}
	for _, scope := range e.Scopes {
		security = append(security, object{schemeKey: []string{scope}})
		if s.auth.Issuer() != "" {
			security = append(security, object{schemeProvider: []string{scope}})
		}
	}
	if e.Agents {
		security = append(security, object{schemeAgent: []string{}})
	}
	operation["security"] = security
}
