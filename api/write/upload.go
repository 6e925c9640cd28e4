package write

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
	"golang.org/x/text/encoding"

	"github.com/ccrepo/ccrepo/api/endpoint"
	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/api/query"
	"github.com/ccrepo/ccrepo/ingest"
)

// uploadPatience is for how long a client may send one body.
const uploadPatience = 15 * time.Minute

// Form is a media type in which a route takes long bodies.
type Form struct {
	Name   string
	Schema endpoint.Object // of the body, for the OpenAPI document
}

// Body is a body that may be too long for the memory. It waits in a file that has no name any more, so
// that a client that sends slowly holds no connection to the database, and nothing is left behind.
type Body struct {
	Kind    string            // its media type
	Charset encoding.Encoding // of lines that are not UTF-8; nil: the client names none
	file    *os.File          // its text
	sent    int64             // bytes that were sent
	size    int64             // bytes of the text
	read    int64             // bytes of the text that were read
	tell    func(done int64)
}

// Read reads on in the text of the body.
func (u *Body) Read(p []byte) (int, error) {
	n, err := u.file.Read(p)
	u.read += int64(n)
	if u.tell != nil && u.size > 0 {
		u.tell(int64(float64(u.sent) * min(1, float64(u.read)/float64(u.size))))
	}
	return n, err //nolint:wrapcheck // io.EOF must stay what it is
}

// Empty returns the problem of a body without records; headed: it has a header.
func (u *Body) Empty(code string, headed bool) error {
	return problem.New(code, "The body %s.", ingest.Emptiness(u.size, headed))
}

func (u *Body) close() {
	if u != nil {
		_ = u.file.Close()
	}
}

type progressKey struct{}

// WithProgress makes a long write tell how many bytes of its body it has worked through. It is for who
// asks the server within its own process.
func WithProgress(ctx context.Context, tell func(done int64)) context.Context {
	return context.WithValue(ctx, progressKey{}, tell)
}

// receive takes a long body in.
func receive(c echo.Context, r *Route, hash io.Writer) (u *Body, err error) {
	req := c.Request()
	u = &Body{}
	if u.tell, _ = req.Context().Value(progressKey{}).(func(int64)); req.Body == nil {
		req.Body = http.NoBody
	}
	var invalid *problem.Problem
	if u.Kind, u.Charset, invalid = mediaTypeOf(req.Header, r.Media); invalid != nil {
		return nil, invalid
	}
	if u.file, err = namelessFile(); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			u.close()
		}
	}()
	connection := http.NewResponseController(c.Response())
	body := &patientReader{Reader: http.MaxBytesReader(c.Response(), req.Body, r.MaxBody), connection: connection, until: time.Now().Add(uploadPatience)}
	if u.sent, err = io.Copy(io.MultiWriter(u.file, hash), body); err != nil {
		var onDisk *fs.PathError
		if errors.As(err, &onDisk) {
			return nil, notKept(err)
		}
		return nil, bodyProblem(err)
	}
	if err := u.unpack(r.MaxBody); err != nil {
		return nil, err
	}
	// The connection is to outlive the work, during which neither side sends anything.
	end := time.Now().Add(r.Timeout + query.ClientPatience)
	_, _ = connection.SetReadDeadline(end), connection.SetWriteDeadline(end)
	return u, nil
}

// namelessFile creates a temporary file that nothing is left of when it is closed.
func namelessFile() (*os.File, error) {
	file, err := os.CreateTemp("", "ccrepo-upload-*")
	if err != nil {
		return nil, notKept(err)
	}
	if err := os.Remove(file.Name()); err != nil {
		_ = file.Close()
		return nil, notKept(err)
	}
	return file, nil
}

// unpack makes the file that of the body's text: the body may be all that an import reads. The limit holds for the text
// as for what is sent.
func (u *Body) unpack(limit int64) error {
	if _, err := u.file.Seek(0, io.SeekStart); err != nil {
		return notKept(err)
	}
	u.size = u.sent
	err := ingest.UnpackOne("The body", u.file, limit, func(text io.Reader) error {
		if text == u.file {
			return nil
		}
		unpacked, err := namelessFile()
		if err != nil {
			return err
		}
		packed := u.file
		u.file = unpacked
		defer func() { _ = packed.Close() }()
		if u.size, err = io.Copy(unpacked, text); err == nil {
			_, err = unpacked.Seek(0, io.SeekStart)
		}
		return err //nolint:wrapcheck // the following tells it apart
	})
	var invalid *problem.Problem
	var onDisk *fs.PathError
	var noText *ingest.NotTextError
	var tooLong *ingest.SizeError
	switch {
	case err == nil, errors.As(err, &invalid):
		return err //nolint:wrapcheck // a problem
	case errors.As(err, &onDisk):
		return notKept(err)
	case errors.As(err, &noText):
		return problem.New("unsupported_media_type", "%s.", noText)
	case errors.As(err, &tooLong):
		return problem.New("body_too_large", "The body may have at most %d bytes, also when it is unpacked.", tooLong.Limit)
	}
	return problem.New("invalid_body", "%s.", err).WithCause(err)
}

// notKept is the failure of the file in which a body waits. The database has no part in it.
func notKept(err error) error {
	return problem.New("internal", "The server cannot keep the body in a temporary file. Whoever runs it finds the reason in its log: TMPDIR needs room for it.").WithCause(err)
}

// patientReader waits for each piece of a body as long as for a client that takes nothing, and for all of
// them together until a moment.
type patientReader struct {
	io.Reader
	connection *http.ResponseController
	until      time.Time
}

// Read reads on, and moves the deadline on.
func (r *patientReader) Read(p []byte) (int, error) {
	deadline := time.Now().Add(query.ClientPatience)
	if deadline.After(r.until) {
		deadline = r.until
	}
	_ = r.connection.SetReadDeadline(deadline) // a test has no connection
	return r.Reader.Read(p)
}

// mediaTypeOf finds out in which of the route's forms a body is sent. A page of a foreign site can make a
// browser send a form or plain text to this machine without asking, but none of these.
func mediaTypeOf(h http.Header, media []Form) (kind string, charset encoding.Encoding, invalid *problem.Problem) {
	kind, params, err := mime.ParseMediaType(h.Get(echo.HeaderContentType))
	var names []string
	for _, m := range media {
		names = append(names, m.Name)
	}
	if err != nil || !slices.Contains(names, kind) {
		return "", nil, problem.New("unsupported_media_type", "The body must be sent as Content-Type: %s.", strings.Join(names, ", or "))
	}
	if label := params["charset"]; label != "" {
		charset, err = ingest.Encoding(label)
		if err != nil || charset != nil && kind != "text/csv" {
			return "", nil, problem.New("unsupported_media_type", "The body must be in UTF-8, or text/csv in another charset, such as windows-1252.")
		}
	}
	if encoding := h.Get(echo.HeaderContentEncoding); encoding != "" && encoding != "identity" {
		return "", nil, problem.New("unsupported_media_type", "The body must be sent without Content-Encoding; the body of an upload may be a compressed file.")
	}
	return kind, charset, nil
}
