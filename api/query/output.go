package query

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/ccrepo/ccrepo/api/problem"
)

const (
	bufferSize = 32 << 10
	// heldSize is the size up to which an answer is held back until its end, so that a failure is still a problem, and so
	// that its length and number of rows, or its ETag, come before the first byte.
	heldSize = 1 << 20
	// ClientPatience is the time after which a client that does not read is disconnected.
	ClientPatience = time.Minute
)

// output sends an answer to the client in pieces.
type output struct {
	w     http.ResponseWriter
	clock *databaseClock
	buf   []byte
	hold  int // bytes to hold back before the first are sent
	// endless: the client could not tell an answer without length that breaks off from a whole one.
	endless bool
	sent    bool
	rows    int
}

// writeIfFull sends the buffer if it is large enough.
func (o *output) writeIfFull() error {
	if len(o.buf) < bufferSize || !o.sent && len(o.buf) <= o.hold {
		return nil
	}
	if o.endless {
		return upgradeRequired()
	}
	held := !o.sent
	err := o.flush()
	if held {
		o.buf = make([]byte, 0, 2*bufferSize) // an export does not keep what it has held back
	}
	return err
}

// upgradeRequired returns the problem of an answer that is too long for HTTP/1.0, whose end is that of the connection.
func upgradeRequired() *problem.Problem {
	return problem.New("upgrade_required", "An answer of more than 1 MiB cannot be sent by HTTP/1.0, in which an answer that breaks off looks whole. "+
		"Use HTTP/1.1: in nginx by the line \"proxy_http_version 1.1;\" beside proxy_pass. Or request it in pages (limit, cursor), or with Accept-Encoding: gzip.")
}

// end sends the rest of the answer. If that is all of it, it has a length.
func (o *output) end() error {
	if !o.sent {
		o.w.Header().Set("Content-Length", strconv.Itoa(len(o.buf)))
	}
	return o.flush()
}

func (o *output) flush() error {
	o.sent = true
	o.clock.pause()
	defer o.clock.resume()
	// Not every writer has deadlines: the output of the command line has none.
	_ = http.NewResponseController(o.w).SetWriteDeadline(time.Now().Add(ClientPatience))
	if _, err := o.w.Write(o.buf); err != nil {
		return fmt.Errorf("send answer: %w", err)
	}
	o.buf = o.buf[:0]
	return nil
}
