package api

import "strings"

// The ways to say who asks, as the OpenAPI document names them.
const (
	schemeKey      = "key"
	schemeProvider = "provider"
)

// securitySchemes describes them.
func (s *Server) securitySchemes() object {
	schemes := object{schemeKey: object{
		"type": "http", "scheme": "bearer", "bearerFormat": "API key",
		"description": "An API key. The scopes are those that the key needs: " + strings.Join(Scopes(), ", ") + ". As long as the database has no key at all, the server answers its own machine without one.",
	}}
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
			scope := []string{s.scopeFor(strings.ToUpper(method), echoPath(path))}
			security := []object{{schemeKey: scope}}
			if s.tokens != nil {
				security = append(security, object{schemeProvider: scope})
			}
			op["security"] = security
		}
	}
}
