package ingest

import "io"

// boundedReader fails with err once left bytes were read and more follow.
type boundedReader struct {
	r    io.Reader
	left int64
	err  error
}

// Read implements io.Reader.
func (b *boundedReader) Read(p []byte) (int, error) {
	if int64(len(p)) > b.left+1 {
		p = p[:b.left+1] // one more byte tells whether more follows
	}
	n, err := b.r.Read(p)
	if int64(n) > b.left {
		n, err = int(b.left), b.err
	}
	b.left -= int64(n)
	return n, err //nolint:wrapcheck // io.EOF must not be wrapped
}
