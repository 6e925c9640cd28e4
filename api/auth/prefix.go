package auth

import (
	"net/http"
	"regexp"
)

// prefixForm is what a path prefix may be; anything else is ignored.
var prefixForm = regexp.MustCompile(`^(/[A-Za-z0-9_~-][A-Za-z0-9._~-]{0,63}){1,8}$`)

// Prefix returns the path before that of the server, as a proxy that has removed it says; empty: there is none. A client
// that invents the header changes only its own answers.
func Prefix(r *http.Request) string {
	if given := r.Header.Get("X-Forwarded-Prefix"); prefixForm.MatchString(given) {
		return given
	}
	return ""
}
