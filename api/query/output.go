package query

import (
	"fmt"
	"net/http"
	"time"
)

const (
	bufferSize = 32 << 10
	// etagSize is the size up to which a JSON report is held back for its ETag.
	etagSize = 1 << 20
	// ClientPatience is the time after which a client that does not read is disconnected.
	ClientPatience = time.Minute
)

// output sends an answer to the client in pieces.
type output struct {
	w     http.ResponseWriter
	clock *databaseClock
	buf   []byte
	hold  int // bytes to hold back before the first are sent
	sent  bool
	rows  int
}

// writeIfFull sends the buffer if it is large enough.
func (o *output) writeIfFull() error {
	if len(o.buf) < bufferSize || !o.sent && len(o.buf) < o.hold {
		return nil
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
