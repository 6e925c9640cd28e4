// Long bodies, which are stored in a file before they are processed.

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

	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/api/query"
	"github.com/ccrepo/ccrepo/ingest"
)

// uploadPatience limits the time in which a client sends one body.
const uploadPatience = 15 * time.Minute

// Read reads the text of the body.
func (u *Body) Read(p []byte) (int, error) {
	n, err := u.file.Read(p)
	u.read += int64(n)
	if u.report != nil && u.size > 0 {
		u.report(int64(float64(u.sent) * min(1, float64(u.read)/float64(u.size))))
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

// rewind returns to the beginning of the text. A request without an upload has nil.
func (u *Body) rewind() error {
	if u == nil {
		return nil
	}
	u.read = 0
	if _, err := u.file.Seek(0, io.SeekStart); err != nil {
		return notKept(err)
	}
	return nil
}

type progressKey struct{}

// WithProgress makes a long write report how many bytes of its body it has processed. It is for requests from within
// the process of the server.
func WithProgress(ctx context.Context, report func(done int64)) context.Context {
	return context.WithValue(ctx, progressKey{}, report)
}

// receive reads a long body.
func receive(c echo.Context, r *Route, hash io.Writer) (u *Body, err error) {
	req := c.Request()
	u = &Body{}
	if u.report, _ = req.Context().Value(progressKey{}).(func(int64)); req.Body == nil {
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
	// The connection must stay open during the work, while neither side sends anything.
	end := time.Now().Add(r.Timeout + query.ClientPatience)
	_, _ = connection.SetReadDeadline(end), connection.SetWriteDeadline(end)
	return u, nil
}

// namelessFile creates a temporary file that ceases to exist when it is closed.
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

// unpack replaces the file with one of the body's text: the body may be compressed, as the files of an import. The
// limit applies to the text as to the body that was sent.
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
		return err //nolint:wrapcheck // its kind is examined below
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
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return problem.New("invalid_body", "The body is packed, and cut short. Send it again.").WithCause(err)
	}
	if errors.Unwrap(err) != nil { // in the words of a library
		return problem.New("invalid_body", "The body begins as a packed file does, and cannot be unpacked. Send it again, or as it is unpacked.").WithCause(err)
	}
	return problem.New("invalid_body", "%s.", err)
}

// notKept returns the problem of a body that could not be stored in its file. It is not a fault of the database.
func notKept(err error) error {
	return problem.New("internal", "The server cannot store the body in a temporary file. The reason is in the log of the server; the directory TMPDIR must have room for it.").WithCause(err)
}

// patientReader reads a body. It waits query.ClientPatience for each piece of it, and for all of them until a moment.
type patientReader struct {
	io.Reader
	connection *http.ResponseController
	until      time.Time
}

// Read reads a piece of the body, and extends the deadline.
func (r *patientReader) Read(p []byte) (int, error) {
	deadline := time.Now().Add(query.ClientPatience)
	if deadline.After(r.until) {
		deadline = r.until
	}
	_ = r.connection.SetReadDeadline(deadline) // a test has no connection
	return r.Reader.Read(p)
}

// mediaTypeOf returns the media type of a body, which must be one of the route's. A page of another site can make a
// browser send a form or plain text to this machine without a preflight, but no body of these types.
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

// bodyProblem converts an error of reading a body to a problem.
func bodyProblem(err error) error {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return problem.New("body_too_large", "The body may have at most %d bytes.", tooLarge.Limit)
	}
	return problem.New("invalid_json", "The body did not arrive completely.").WithCause(err)
}
