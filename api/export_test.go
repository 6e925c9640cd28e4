package api

import (
	"context"
	"encoding/base64"
	"time"
)

// OpenCursor is what a cursor says, for tests.
func (s *Server) OpenCursor(cursor string) (string, bool) {
	sealed, err := base64.RawURLEncoding.DecodeString(cursor)
	secrets, secretErr := s.secret.Get(context.Background())
	if err != nil || secretErr != nil {
		return "", false
	}
	text, ok := secrets.Open(sealed)
	return string(text), ok
}

// SetStreamBeat sets how often streams say that they are alive.
func (s *Server) SetStreamBeat(d time.Duration) { s.agentStreams.beat = d }

// SealCursor makes a cursor of what it is to say, for tests.
func (s *Server) SealCursor(text string) string {
	secrets, err := s.secret.Get(context.Background())
	if err != nil {
		panic(err)
	}
	return base64.RawURLEncoding.EncodeToString(secrets.Seal([]byte(text)))
}

// KeepDoNotCall does once what a running server does every few seconds, for tests.
func (s *Server) KeepDoNotCall(ctx context.Context) error { return s.keepDoNotCallOnce(ctx, true) }
