package api

import (
	"context"
	"encoding/base64"
	"errors"
	"time"

	"github.com/ccrepo/ccrepo/sitereport"
)

// OpenCursor returns the content of a cursor, for tests.
func (s *Server) OpenCursor(cursor string) (string, bool) {
	sealed, err := base64.RawURLEncoding.DecodeString(cursor)
	secrets, secretErr := s.masks.Secrets.Get(context.Background())
	if err != nil || secretErr != nil {
		return "", false
	}
	text, ok := secrets.Open(sealed)
	return string(text), ok
}

// SealCursor makes a cursor of what it is to say, for tests.
func (s *Server) SealCursor(text string) string {
	secrets, err := s.masks.Secrets.Get(context.Background())
	if err != nil {
		panic(err)
	}
	return base64.RawURLEncoding.EncodeToString(secrets.Seal([]byte(text)))
}

// KeepDoNotCall does once what a running server does every few seconds, for tests.
func (s *Server) KeepDoNotCall(ctx context.Context) error {
	for _, task := range s.tasks() {
		if task.Name == "applying the do-not-call list" {
			return task.Do(ctx)
		}
	}
	return errors.New("no task applies the do-not-call list")
}

// SetStreamBeat sets the interval of the comments in streams, for tests.
func (o *Options) SetStreamBeat(d time.Duration) { o.streamBeat = d }

// DeleteEndedSessions runs the task of this name.
func (s *Server) DeleteEndedSessions(ctx context.Context) error { return s.auth.DeleteEnded(ctx) }

// LoadSite reads the reports of the site twice, as a running server does: what has changed is taken when it is found the
// same.
func (s *Server) LoadSite(ctx context.Context) error {
	return errors.Join(s.table.site.load(ctx), s.table.site.load(ctx))
}

// SiteFiles returns the files of the reports of the site.
func (s *Server) SiteFiles() []sitereport.File { return s.table.site.set.Files() }
