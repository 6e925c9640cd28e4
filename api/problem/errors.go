// Package problem is what goes wrong with requests, as clients, logs and callers get it: every code of the API,
// the errors of the database that belong to each, and the list of what is wrong with several parameters.
package problem

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/agnivade/levenshtein"
	"github.com/lib/pq"
)

// Problem is what went wrong with a request, as application/problem+json (RFC 9457) tells it.
type Problem struct {
	Type   string       `json:"type"`
	Title  string       `json:"title"`
	Status int          `json:"status"`
	Detail string       `json:"detail,omitempty"`
	Code   string       `json:"code"`
	Errors []ParamError `json:"errors,omitempty"`

	cause      error
	RetryAfter time.Duration `json:"-"` // before the next try; zero leaves it open
	Challenges []string      `json:"-"` // values of WWW-Authenticate: what the request must send instead
}

// ParamError says what is wrong with one parameter.
type ParamError struct {
	Param   string `json:"param"`
	Message string `json:"message"`
}

func (p *Problem) Error() string {
	if p.cause != nil {
		return p.Code + ": " + p.cause.Error()
	}
	return p.Code + ": " + p.Detail
}

func (p *Problem) Unwrap() error { return p.cause }

// After says when to try again.
func (p *Problem) After(wait time.Duration) *Problem {
	p.RetryAfter = wait
	return p
}

// Challenge adds a value of WWW-Authenticate.
func (p *Problem) Challenge(text string) *Problem {
	p.Challenges = append(p.Challenges, text)
	return p
}

// WithCause keeps the error behind a problem, for the log.
func (p *Problem) WithCause(err error) *Problem {
	p.cause = err
	return p
}

// Code is a stable name of a kind of problem; docs/errors.md lists them all.
type Code struct {
	Name   string
	Status int
	Title  string
}

// Codes lists every problem that the API answers with.
func Codes() []Code {
	return []Code{
		{"unknown_parameter", http.StatusBadRequest, "The query names a parameter that the route does not have"},
		{"unknown_column", http.StatusBadRequest, "The query names a column that the route does not have"},
		{"unknown_operator", http.StatusBadRequest, "The query names an operator that the column does not have"},
		{"invalid_value", http.StatusBadRequest, "A parameter has a value that it cannot have"},
		{"invalid_time", http.StatusBadRequest, "A parameter is no date and no RFC 3339 time"},
		{"invalid_zone", http.StatusBadRequest, "tz is no IANA time zone"},
		{"invalid_number", http.StatusBadRequest, "A parameter is no number, or one out of bounds"},
		{"invalid_range", http.StatusBadRequest, "from, to and range do not name a range"},
		{"invalid_cursor", http.StatusBadRequest, "The cursor does not belong to this query"},
		{"limit_too_large", http.StatusBadRequest, "limit is larger than the format allows"},
		{"too_many_rows", http.StatusBadRequest, "The interval report would have more than 100,000 rows"},
		{"missing_parameter", http.StatusBadRequest, "A parameter that the route needs is missing"},
		{"invalid_json", http.StatusBadRequest, "The body is no JSON that can be read"},
		{"no_key", http.StatusUnauthorized, "The request has no API key"},
		{"bad_key", http.StatusUnauthorized, "The API key is unknown, revoked or has expired"},
		{"expired_token", http.StatusUnauthorized, "The agent's token has ended, or the key that it came from"},
		{"agent_limited", http.StatusForbidden, "An agent's token is good for that agent's actions alone"},
		{"missing_scope", http.StatusForbidden, "The API key lacks the scope that this needs"},
		{"campaign_limited", http.StatusForbidden, "The API key is limited to campaigns, and this belongs to none"},
		{"no_campaigns", http.StatusForbidden, "The token does not say which campaigns it may see"},
		{"wrong_host", http.StatusForbidden, "The server answers only requests to its own address"},
		{"foreign_origin", http.StatusForbidden, "A page of another origin made the browser send this"},
		{"masked_column", http.StatusForbidden, "The key may not filter or order by personal data, which it sees masked"},
		{"unknown_route", http.StatusNotFound, "There is nothing at this path"},
		{"not_found", http.StatusNotFound, "There is no such row"},
		{"method_not_allowed", http.StatusMethodNotAllowed, "The path does not know this method"},
		{"not_acceptable", http.StatusNotAcceptable, "The route has none of the formats asked for"},
		{"ambiguous_id", http.StatusConflict, "Several rows have this id; from and to narrow the search"},
		{"too_many_failures", http.StatusTooManyRequests, "Too many wrong keys came from this address"},
		{"too_many_requests", http.StatusTooManyRequests, "The key sends more requests, or runs more queries at once, than it may"},
		{"action_taken", http.StatusConflict, "Another tab does the action"},
		{"action_not_taken", http.StatusConflict, "The action has no outcome before it is acknowledged"},
		{"action_over", http.StatusConflict, "The action is done, failed or expired"},
		{"already_listed", http.StatusConflict, "The do-not-call list has such an entry already"},
		{"list_exists", http.StatusConflict, "The campaign has a list of this name already"},
		{"idempotency_conflict", http.StatusConflict, "The Idempotency-Key came with another request before"},
		{"still_running", http.StatusConflict, "The first request with this Idempotency-Key is still running"},
		{"body_too_large", http.StatusRequestEntityTooLarge, "The body is longer than the route takes"},
		{"unsupported_media_type", http.StatusUnsupportedMediaType, "The body is not sent in a media type that the route takes"},
		{"invalid_body", http.StatusUnprocessableEntity, "Members of the body are not as the route wants them"},
		{"invalid_list", http.StatusUnprocessableEntity, "The list cannot be read"},
		{"invalid_records", http.StatusUnprocessableEntity, "Records of the list are invalid, and nothing else was to be loaded"},
		{"no_records", http.StatusUnprocessableEntity, "The list has no records"},
		{"too_many_records", http.StatusUnprocessableEntity, "The list has more records than a load may have"},
		{"active_list", http.StatusUnprocessableEntity, "A campaign that has lists has exactly one that is active"},
		{"do_not_call", http.StatusUnprocessableEntity, "The number is on the do-not-call list"},
		{"timeout", http.StatusServiceUnavailable, "The query took longer than allowed"},
		{"busy", http.StatusServiceUnavailable, "As many queries run as the server runs at once"},
		{"client_gone", http.StatusServiceUnavailable, "The client closed its side of the connection before the answer was there"},
		{"provider_unavailable", http.StatusServiceUnavailable, "The OpenID provider cannot be reached"},
		{"stopping", http.StatusServiceUnavailable, "The server is being shut down"},
		{"database_unavailable", http.StatusServiceUnavailable, "The database cannot be reached"},
		{"internal", http.StatusInternalServerError, "Something went wrong; the log tells what"},
	}
}

// Stopping is the problem of a request that comes while the server shuts down.
func Stopping() *Problem {
	return New("stopping", "The server is being shut down. Ask again; another one, or this one restarted, will answer.").After(time.Second)
}

// New makes a problem of a code of the list above.
func New(name, detail string, args ...any) *Problem {
	i := slices.IndexFunc(Codes(), func(c Code) bool { return c.Name == name })
	if i < 0 {
		panic("api: problem code " + name + " is not listed")
	}
	c := Codes()[i]
	return &Problem{
		Type: "/docs/errors#" + c.Name, Title: c.Title, Status: c.Status, Code: c.Name,
		Detail: fmt.Sprintf(detail, args...),
	}
}

// Param is a problem with one parameter.
func Param(name, param, message string, args ...any) *Problem {
	p := New(name, message, args...)
	p.Errors = []ParamError{{param, p.Detail}}
	p.Detail = param + ": " + p.Detail
	return p
}

// ErrDatabaseTime ends a stream whose query has kept the database busy for too long.
var ErrDatabaseTime = errors.New("the query took longer than allowed")

// Of turns whatever went wrong into a problem. It is the one place that knows which error means what.
func Of(err error) *Problem {
	var invalid *Problem
	if errors.As(err, &invalid) {
		return invalid
	}
	wrap := func(name, detail string) *Problem {
		return New(name, "%s", detail).WithCause(err)
	}
	if name := sqlStateCode(err); name != "" {
		return wrap(name, map[string]string{
			"timeout":              "The query was stopped. Ask for a shorter range, or for fewer columns.",
			"database_unavailable": "The database is away or overloaded. Try again in a few seconds.",
		}[name])
	}
	return wrap("internal", "")
}

// sqlStateCode maps what the driver reports to a code; empty means that it is none of the expected kinds.
func sqlStateCode(err error) string {
	if errors.Is(err, ErrDatabaseTime) || errors.Is(err, context.DeadlineExceeded) {
		return "timeout"
	}
	var pe *pq.Error
	if errors.As(err, &pe) {
		state := string(pe.Code)
		switch {
		case state == "57014": // query_canceled: the statement timeout
			return "timeout"
		case strings.HasPrefix(state, "08"), // connection exception
			strings.HasPrefix(state, "53"),  // insufficient resources
			strings.HasPrefix(state, "57P"), // shutdown, crash, starting up
			state == "25006",                // read-only: a standby takes over
			state == "55000",                // the database is closed to connections
			state == "3D000", state == "28000", state == "28P01",
			// Others write the same rows, or this one waited too long with them.
			state == "40001", state == "40P01", state == "55P03", state == "25P03":
			return "database_unavailable"
		}
		return ""
	}
	var netErr net.Error
	if errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) || errors.Is(err, io.EOF) ||
		errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, &netErr) {
		return "database_unavailable"
	}
	return ""
}

// Nearest completes a message with the valid name that resembles the given one most, if one does.
func Nearest(given string, valid []string) string {
	best, distance := Closest(given, valid)
	if distance > 1+len(Clip(given))/2 {
		return ""
	}
	return fmt.Sprintf("; the nearest is %s", best)
}

// Closest is the valid name that resembles the given one most in any case, and how many letters differ.
func Closest(given string, valid []string) (best string, distance int) {
	// What is compared takes time by its length, and nobody means a name of kilobytes.
	given, distance = strings.ToLower(Clip(given)), math.MaxInt
	for _, v := range valid {
		if d := levenshtein.ComputeDistance(given, strings.ToLower(v)); d < distance {
			best, distance = v, d
		}
	}
	return best, distance
}

// Clip shortens a value for a message.
func Clip(value string) string {
	const most = 60
	if len(value) <= most {
		return value
	}
	return strings.ToValidUTF8(value[:most], "") + "…"
}

// List gathers what is wrong with several parameters.
type List []*Problem

// Add appends a problem; nil is ignored.
func (w *List) Add(p *Problem) {
	if p != nil {
		*w = append(*w, p)
	}
}

// AddErr appends an error as a problem; nil is ignored.
func (w *List) AddErr(err error) {
	if err != nil {
		w.Add(Of(err))
	}
}

// Problem makes one of them all: code and detail are those of the first parameter by name. What is
// wrong without a parameter, such as Accept, shows only where all parameters are right.
func (w List) Problem() *Problem {
	if len(w) == 0 {
		return nil
	}
	param := func(p *Problem) string {
		if len(p.Errors) == 0 {
			return "\xff"
		}
		return p.Errors[0].Param
	}
	slices.SortStableFunc(w, func(a, b *Problem) int {
		return cmp.Or(strings.Compare(param(a), param(b)), strings.Compare(a.Detail, b.Detail))
	})
	first := *w[0]
	first.Errors = nil
	for _, p := range w {
		first.Errors = append(first.Errors, p.Errors...)
	}
	return &first
}

// Cause prefers why a context was cancelled to what the driver made of it.
func Cause(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil && !errors.Is(cause, context.Canceled) {
		return cause
	}
	return err
}

// LogText is an error as the log may have it. What the database says of data repeats values, and what
// the network says has the client's address.
func LogText(err error) string {
	var pe *pq.Error
	if errors.As(err, &pe) {
		switch pe.Code.Class() {
		case "08", "0A", "25", "26", "28", "3D", "40", "42", "53", "54", "55", "57", "58":
			return err.Error()
		}
		return "the database reports " + string(pe.Code) + " (" + pe.Code.Name() + ") in " + pe.Routine + "; its text may hold values and is left out"
	}
	var op *net.OpError
	if errors.As(err, &op) && op.Op != "dial" {
		return op.Op + ": " + op.Err.Error()
	}
	return err.Error()
}

// JSON is the problem as clients get it.
func (p *Problem) JSON() []byte {
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	if err := e.Encode(p); err != nil {
		panic(fmt.Sprintf("problem: encode: %v", err)) // texts and numbers always can be
	}
	return text.Bytes()
}

// CampaignLimited is the refusal of what belongs to no campaign, or to all of them together.
func CampaignLimited() *Problem {
	return New("campaign_limited", "This key sees only its campaigns; what stands here belongs to none, or to all of them together. Ask with a key without such a limit.")
}
