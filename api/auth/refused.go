package auth

import (
	"time"

	"github.com/ccrepo/ccrepo/api/problem"
)

func tooManyFailures(wait time.Duration) *problem.Problem {
	return problem.New("too_many_failures", "Too many wrong keys came from this address. Wait for the seconds in Retry-After.").After(wait)
}

func keysUnread(err error) *problem.Problem {
	return problem.New("database_unavailable", "The API keys cannot be read. Try again in a few seconds.").WithCause(err)
}

// Revoked returns the problem of an answer whose key was revoked, or got other rights, while it was being read.
func Revoked() *problem.Problem {
	return unauthenticated("bad_key", "The API key was revoked or changed while the answer was being read.")
}

// unauthenticated returns a 401, whose WWW-Authenticate names what to send instead (RFC 6750).
func unauthenticated(code, detail string) *problem.Problem {
	challenge := `Bearer realm="ccrepo"`
	if code != "no_key" {
		challenge += `, error="invalid_token"`
	}
	return problem.New(code, "%s", detail).Challenge(challenge)
}
