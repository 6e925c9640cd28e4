package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync/atomic"
	"time"
)

// certificate is a certificate chain and its key in two files, reloaded when they change. As long as the new files
// can't be used, such as a certificate whose key is not written yet, the old certificate stays in use.
type certificate struct {
	certFile, keyFile string
	log               *slog.Logger
	now               func() time.Time

	current atomic.Pointer[tls.Certificate]
	seen    []byte // content of the files at the last look
	refused []byte // content that was reported last
}

// newCertificate loads the files for the first time. It fails if they can't be used.
func newCertificate(certFile, keyFile string, log *slog.Logger) (*certificate, error) {
	c := &certificate{certFile: certFile, keyFile: keyFile, log: log, now: time.Now}
	pair, content, err := c.read()
	if err != nil {
		return nil, err
	}
	c.seen = content
	c.current.Store(pair)
	return c, nil
}

// Get implements tls.Config.GetCertificate.
func (c *certificate) Get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	return c.current.Load(), nil
}

// Run checks the files every second until ctx ends. It compares their contents, because their times do not change
// when a link is switched or an old copy is put back.
func (c *certificate) Run(ctx context.Context) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			c.look()
		}
	}
}

// look loads the files if they changed. It reports an error only if it sees the same content twice, because two files
// are not replaced at the same moment.
func (c *certificate) look() {
	pair, content, err := c.read()
	settled := bytes.Equal(content, c.seen)
	c.seen = content
	switch {
	case err == nil && !bytes.Equal(pair.Certificate[0], c.current.Load().Certificate[0]):
		c.current.Store(pair)
		c.refused = nil
		c.log.Info("certificate reloaded", "file", c.certFile, "expires", pair.Leaf.NotAfter)
	case err != nil && settled && !bytes.Equal(content, c.refused):
		c.refused = content
		c.log.Error("the new certificate can't be used; the old one stays in use in use", "err", err,
			"expires", c.current.Load().Leaf.NotAfter)
	case err == nil:
		c.refused = nil
	}
}

// read reads both files. If one can't be read, content is the text of the error, so that look can compare errors too.
func (c *certificate) read() (pair *tls.Certificate, content []byte, err error) {
	cert, certErr := os.ReadFile(c.certFile)
	key, keyErr := os.ReadFile(c.keyFile)
	if err := errors.Join(certErr, keyErr); err != nil {
		return nil, []byte(err.Error()), fmt.Errorf("read certificate: %w", err)
	}
	content = bytes.Join([][]byte{cert, key}, []byte{0})
	loaded, err := tls.X509KeyPair(cert, key)
	if err != nil {
		return nil, content, fmt.Errorf("certificate %s with key %s: %w", c.certFile, c.keyFile, err)
	}
	if end := loaded.Leaf.NotAfter; c.now().After(end) {
		return nil, content, fmt.Errorf("certificate %s expired on %s: put a new one in its place", c.certFile, end.Format(time.DateOnly))
	}
	return &loaded, content, nil
}
