// The types of the kit: what a route declares, and a request to it.

package write

import (
	"context"
	"database/sql"
	"net/http"
	"os"
	"time"

	"golang.org/x/text/encoding"

	"github.com/ccrepo/ccrepo/api/admission"
	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/api/mask"
	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/route"
)

// Kit is the part of the server that all writes share.
type Kit struct {
	Admission *admission.Control
	Masks     *mask.Policy
	// Location is the zone of dates in requests and of times in answers.
	Location *time.Location
	Now      func() time.Time
	// Timeout bounds the work of the database on one write.
	Timeout time.Duration
	// Repeated counts a transaction that is repeated because the database has undone it in favour of others.
	Repeated func()
}

// maxBody is the longest body, in bytes, of a route that sets no other.
const maxBody = 64 << 10

// Route is a route that changes something.
type Route struct {
	Name         string // of the operation in the OpenAPI document
	Method, Path string
	Scope        string
	OrScope      string // is sufficient as well; empty: no other
	Agents       bool   // agents' tokens are accepted; the change checks MayActFor
	Groups       []string
	Summary      string
	SummaryES    string // Summary in Spanish
	Description  string
	Params       []route.Param // in the path and in the query string
	MaxBody      int64         // bytes; zero is 64 KiB
	Status       int           // of success
	OtherStatus  int           // of a success that Tx.Status names instead; zero: there is none
	Media        []Form        // of an upload; none is JSON of the schema of the body
	OptionalBody bool          // no body at all is {}
	Timeout      time.Duration // of the database's work; zero is the kit's

	body     *Schema
	bodyOf   any // a value of the body's type, for the OpenAPI document
	answerOf any // a value of the answer's type
}

// change changes the database for a request and returns the answer.
type change func(ctx context.Context, tx *Tx) (any, error)

// request is a request to a route that has been read and checked.
type request struct {
	route *Route
	who   *auth.Principal
	host  string // address of the client
	key   string // the Idempotency-Key; empty: there is none
	hash  []byte // of everything that must be equal when the key is sent again
	args  map[string]any
	body  []byte
	// upload is the body of a route that takes long ones.
	upload *Body
}

// scopes returns the scopes of which a key needs one.
func (r *Route) scopes() []string {
	if r.OrScope == "" {
		return []string{r.Scope}
	}
	return []string{r.Scope, r.OrScope}
}

func (r *Route) hasBody() bool { return r.Method != http.MethodDelete }

// Tx is the transaction of a write, as a change uses it.
type Tx struct {
	*db.Queries         // in the transaction, with the role that sees what the principal may see
	SQL         *sql.Tx // for statements that are not in db
	Who         *auth.Principal
	Args        map[string]any // the route's parameters
	Now         time.Time
	// Did is the text of the audit row, without personal data: "tag 5 on call 12ab".
	Did string
	// Status is the status of the answer; zero is the route's.
	Status int
	// Unaudited: nothing was changed, so that there is no audit row.
	Unaudited bool
	// AfterRefusal makes the changes that must remain of a change that is refused. It runs in the same transaction, after
	// everything else was undone, with the role that sees everything. Nil: none.
	AfterRefusal func(context.Context) error

	masks *mask.Policy
}

// Form is a media type in which a route accepts long bodies.
type Form struct {
	Name string
	// For the OpenAPI document: the description of a text, or a value of the type of each item of a JSON array, and
	// the maximum number of items.
	Description string
	Items       any
	MaxItems    int64
}

// Body is a body that may be too long for memory. It is stored in a file without a name, so that a client that sends
// slowly holds no connection to the database, and no file remains.
type Body struct {
	Kind    string            // its media type
	Charset encoding.Encoding // of lines that are not UTF-8; nil: the client names none
	file    *os.File          // its text
	sent    int64             // bytes that were sent
	size    int64             // bytes of the text
	read    int64             // bytes of the text that were read
	report  func(done int64)
}
