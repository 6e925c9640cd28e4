package api

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

	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/api/query"
	"github.com/ccrepo/ccrepo/ingest"
)

// uploadPatience is for how long a client may send one body.
const uploadPatience = 15 * time.Minute

// bodyForm is a media type in which a route takes long bodies.
type bodyForm struct {
	name   string
	schema object // of the body, for the reference
}

// upload is a body that may be too long for the memory. It waits in a file that has no name any more, so
// that a client that sends slowly holds no connection to the database, and nothing is left behind.
type upload struct {
	kind    string            // its media type
	charset encoding.Encoding // of lines that are not UTF-8; nil: the client names none
	file    *os.File
	read    int64
	tell    func(done int64)
}

// Read reads on in the body.
func (u *upload) Read(p []byte) (int, error) {
	n, err := u.file.Read(p)
	u.read += int64(n)
	if u.tell != nil {
		u.tell(u.read)
	}
	return n, err //nolint:wrapcheck // io.EOF must stay what it is
}

func (u *upload) close() {
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

// addUpload is addWrite for bodies of any length in the media types of the route, which the function reads
// by itself. Whatever it finds wrong with them it answers with a problem.
func addUpload[A any](s *Server, r writeRoute, do func(ctx context.Context, w *writing, body *upload) (A, error)) error {
	return addWriteRoute[A](s, &r, func(q *writeRequest) (change, error) {
		return func(ctx context.Context, w *writing) (any, error) { return do(ctx, w, q.upload) }, nil
	})
}

// receive takes a long body in.
func (s *Server) receive(c echo.Context, r *writeRoute, hash io.Writer) (u *upload, err error) {
	req := c.Request()
	u = &upload{}
	if u.tell, _ = req.Context().Value(progressKey{}).(func(int64)); req.Body == nil {
		req.Body = http.NoBody
	}
	var invalid *problem.Problem
	if u.kind, u.charset, invalid = mediaTypeOf(req.Header, r.media); invalid != nil {
		return nil, invalid
	}
	if u.file, err = os.CreateTemp("", "ccrepo-upload-*"); err != nil {
		return nil, notKept(err)
	}
	defer func() {
		if err != nil {
			u.close()
		}
	}()
	if err := os.Remove(u.file.Name()); err != nil {
		return nil, notKept(err)
	}
	connection := http.NewResponseController(c.Response())
	body := &patientReader{Reader: http.MaxBytesReader(c.Response(), req.Body, r.maxBody), connection: connection, until: time.Now().Add(uploadPatience)}
	if _, err := io.Copy(io.MultiWriter(u.file, hash), body); err != nil {
		var onDisk *fs.PathError
		if errors.As(err, &onDisk) {
			return nil, notKept(err)
		}
		return nil, bodyProblem(err)
	}
	if _, err := u.file.Seek(0, io.SeekStart); err != nil {
		return nil, notKept(err)
	}
	// The connection is to outlive the work, during which neither side sends anything.
	end := time.Now().Add(r.timeout + query.ClientPatience)
	_, _ = connection.SetReadDeadline(end), connection.SetWriteDeadline(end)
	return u, nil
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
func mediaTypeOf(h http.Header, media []bodyForm) (kind string, charset encoding.Encoding, invalid *problem.Problem) {
	kind, params, err := mime.ParseMediaType(h.Get(echo.HeaderContentType))
	var names []string
	for _, m := range media {
		names = append(names, m.name)
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
		return "", nil, problem.New("unsupported_media_type", "The body must be sent without Content-Encoding.")
	}
	return kind, charset, nil
}
