// Package problem defines the errors that clients get: the codes of the API, the code of each error of the database,
// and the list of errors of several parameters.
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
	"slices"
	"strings"
	"time"

	"github.com/agnivade/levenshtein"
	"github.com/lib/pq"

	"github.com/ccrepo/ccrepo/route"
)

// Problem is an error of a request, in the form of application/problem+json (RFC 9457).
type Problem struct {
	Type   string       `json:"type"`
	Title  string       `json:"title"`
	Status int          `json:"status"`
	Detail string       `json:"detail,omitempty"`
	Code   string       `json:"code"`
	Errors []ParamError `json:"errors,omitempty"`

	cause      error
	param      string        // what precedes the text in the detail, such as "from: "
	text, more Text          // of the detail; more follows the text
	RetryAfter time.Duration `json:"-"` // until the next attempt; zero: not specified
	Challenges []string      `json:"-"` // values of WWW-Authenticate: what the request must send instead
}

// ParamError is the error of one parameter.
type ParamError struct {
	Param   string `json:"param"`
	Message string `json:"message"`

	text Text
}

func (p *Problem) Error() string {
	if p.cause != nil {
		return p.Code + ": " + p.cause.Error()
	}
	return p.Code + ": " + p.Detail
}

func (p *Problem) Unwrap() error { return p.cause }

// After sets the time after which the client should try again.
func (p *Problem) After(wait time.Duration) *Problem {
	p.RetryAfter = wait
	return p
}

// Challenge adds a value of WWW-Authenticate.
func (p *Problem) Challenge(text string) *Problem {
	p.Challenges = append(p.Challenges, text)
	return p
}

// WithCause adds the error that caused a problem, for the log.
func (p *Problem) WithCause(err error) *Problem {
	p.cause = err
	return p
}

// Stopping returns the problem of a request that arrives while the server shuts down.
func Stopping() *Problem {
	return New("stopping", "The server is being shut down. Try again: another server, or this one after its restart, will answer.").After(time.Second)
}

// New returns a problem with a code of the list above.
func New(name, detail string, args ...any) *Problem {
	i := slices.IndexFunc(Codes(), func(c Code) bool { return c.Name == name })
	if i < 0 {
		panic("api: problem code " + name + " is not listed")
	}
	c := Codes()[i]
	return &Problem{
		Type: "/docs/errors#" + c.Name, Title: c.Title, Status: c.Status, Code: c.Name,
		Detail: clip(fmt.Sprintf(detail, args...), maxDetail), text: Textf(detail, args...),
	}
}

// maxDetail is the longest text of a problem, in bytes.
const maxDetail = 1000

// Param returns a problem of one parameter.
func Param(name, param, message string, args ...any) *Problem {
	p := New(name, message, args...)
	p.Errors = []ParamError{{param, p.Detail, p.text}}
	p.param = param + ": "
	p.Detail = p.param + p.Detail
	return p
}

// In returns the problem in a language. Details that have no translation stay English.
func (p *Problem) In(lang route.Language) *Problem {
	if lang != route.Spanish {
		return p
	}
	out := *p
	for _, c := range Codes() {
		if c.Name == p.Code {
			out.Title = c.TitleES
		}
	}
	texts := spanishDetails()
	if p.text.english != "" {
		out.Detail = p.param + clip(p.text.spanish(texts), maxDetail) + p.more.spanish(texts)
	}
	out.Errors = nil
	for _, e := range p.Errors {
		if e.text.english != "" {
			e.Message = clip(e.text.spanish(texts), maxDetail)
		}
		out.Errors = append(out.Errors, e)
	}
	return &out
}

// ErrDatabaseTime ends an export whose query has kept the database busy for too long.
var ErrDatabaseTime = errors.New("the query took longer than allowed")

// Of converts an error to a problem. No other function decides which error has which code.
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
			"timeout":              "The query was stopped. Request a shorter range, or fewer columns.",
			"contention":           "Nothing was changed. Try again in a few seconds.",
			"database_unavailable": "The database cannot be reached or is overloaded. Try again in a few seconds.",
		}[name])
	}
	return wrap("internal", "")
}

// sqlStateCode returns the code of an error of the driver; empty: it is not one of the expected errors.
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
		case IsContention(err), state == "55P03": // lock_not_available
			return "contention"
		case strings.HasPrefix(state, "08"), // connection exception
			strings.HasPrefix(state, "53"),  // insufficient resources
			strings.HasPrefix(state, "57P"), // shutdown, crash, starting up
			state == "25006",                // read-only: a standby takes over
			state == "55000",                // the database is closed to connections
			state == "3D000", state == "28000", state == "28P01",
			state == "25P03": // the transaction held its locks for too long
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

// IsContention reports whether the database undid a transaction because of others, so that it may succeed if it is
// repeated: a deadlock, or a serialization failure.
func IsContention(err error) bool {
	var pe *pq.Error
	return errors.As(err, &pe) && (pe.Code == "40P01" || pe.Code == "40001")
}

// Nearest returns the end of a message: the valid name that is most similar to the given one; empty: none is similar.
func Nearest(given string, valid []string) string {
	if best := Similar(given, valid); best != "" {
		return nearest + best
	}
	return ""
}

// Similar returns the valid name that is most similar to the given one; empty: none is similar.
func Similar(given string, valid []string) string {
	best, distance := Closest(given, valid)
	if distance > 1+len(Clip(given))/2 {
		return ""
	}
	return best
}

// Closest returns the valid name that is most similar to the given one, ignoring case, and how many letters differ.
func Closest(given string, valid []string) (best string, distance int) {
	// The comparison takes time in proportion to the length, and no valid name is that long.
	given, distance = strings.ToLower(Clip(given)), math.MaxInt
	for _, v := range valid {
		if d := levenshtein.ComputeDistance(given, strings.ToLower(v)); d < distance {
			best, distance = v, d
		}
	}
	return best, distance
}

// Clip shortens a value for a message.
func Clip(value string) string { return clip(value, 60) }

func clip(value string, most int) string {
	if len(value) <= most {
		return value
	}
	return strings.ToValidUTF8(value[:most], "") + "…"
}

// maxErrors is how many parameters or members one answer lists.
const maxErrors = 20

// List collects the problems of several parameters.
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

// Problem combines them in one: code and detail are those of the first parameter by name. A problem without a
// parameter, such as that of Accept, shows only if all parameters are valid.
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
	for i, p := range w {
		if i == maxErrors {
			first.more = Textf(" (The first %d are listed; %d more are wrong.)", maxErrors, len(w)-maxErrors)
			first.Detail += first.more.Error()
			break
		}
		first.Errors = append(first.Errors, p.Errors...)
	}
	return &first
}

// Cause returns the cause of the context's cancellation, if it has one, instead of the error of the driver.
func Cause(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil && !errors.Is(cause, context.Canceled) {
		return cause
	}
	return err
}

// LogText returns the text of an error for the log. The database's errors about data repeat values, and the network's
// contain the client's address: both are left out.
func LogText(err error) string {
	var pe *pq.Error
	if errors.As(err, &pe) {
		switch pe.Code.Class() {
		case "08", "0A", "25", "26", "28", "3D", "40", "42", "53", "54", "55", "57", "58":
			return err.Error()
		}
		return "the database reports " + string(pe.Code) + " (" + pe.Code.Name() + ") in " + pe.Routine + "; its text may contain values and is left out"
	}
	var op *net.OpError
	if errors.As(err, &op) && op.Op != "dial" {
		return op.Op + ": " + op.Err.Error()
	}
	return err.Error()
}

// JSON returns the problem in the form that is sent to clients.
func (p *Problem) JSON() []byte {
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	if err := e.Encode(p); err != nil {
		panic(fmt.Sprintf("problem: encode: %v", err)) // texts and numbers can always be encoded
	}
	return text.Bytes()
}

// CampaignLimited returns the problem of a campaign-limited key that requests data of no campaign, or of all together.
func CampaignLimited() *Problem {
	return New("campaign_limited", "This key sees only its campaigns; the data here belongs to none of them, or to all campaigns together. Use a key without such a limit.")
}
