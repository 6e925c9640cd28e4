package api

import (
	"strings"

	"github.com/ccrepo/ccrepo/api/auth"
)

// The ways to say who asks, as the OpenAPI document names them.
const (
	schemeKey      = "key"
	schemeProvider = "provider"
	schemeAgent    = "agent"
)

// securitySchemes describes them.
func (s *Server) securitySchemes() object {
	schemes := object{schemeKey: object{
		"type": "http", "scheme": "bearer", "bearerFormat": "API key",
		"description": "An API key. The scopes are those that the key needs: " + strings.Join(auth.Scopes(), ", ") + ". As long as the database has no key at all, the server answers its own machine without one.",
	}}
	schemes[schemeAgent] = object{
		"type": "http", "scheme": "bearer", "bearerFormat": "agent's token",
		"description": "The short-lived token of an agent, from POST /v1/agents/{agent}/token, for that agent's actions alone.",
	}
	if s.tokens != nil {
		schemes[schemeProvider] = object{
			"type": "openIdConnect", "openIdConnectUrl": strings.TrimSuffix(s.tokens.Issuer, "/") + "/.well-known/openid-configuration",
			"description": "A JWT of the provider, as Authorization: Bearer.",
		}
	}
	return schemes
}

// addSecurity says of each operation which scope it needs. Those that answer everybody have no answers to a wrong key.
func (s *Server) addSecurity(paths object) {
	for path, item := range paths {
		for method, operation := range item.(object) {
			op := operation.(object)
			if isOpen(path) {
				op["security"] = []object{}
				delete(op["responses"].(object), "401")
				delete(op["responses"].(object), "429")
				continue
			}
			method := strings.ToUpper(method)
			security := []object{}
			for _, scope := range s.scopesFor(method, echoPath(path)) {
				security = append(security, object{schemeKey: []string{scope}})
				if s.tokens != nil {
					security = append(security, object{schemeProvider: []string{scope}})
				}
			}
			if s.agents[method+" "+echoPath(path)] {
				security = append(security, object{schemeAgent: []string{}})
			}
			op["security"] = security
		}
	}
}
