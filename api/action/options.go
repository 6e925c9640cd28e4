package action

import (
	"context"
	"log/slog"
	"time"

	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/api/campaign"
	"github.com/ccrepo/ccrepo/api/write"
)

// Options are what the actions need of the server.
type Options struct {
	Kit       *write.Kit
	Directory campaign.Directory
	Auth      *auth.Authenticator
	Log       *slog.Logger
	// Stopping ends when the server begins to shut down.
	Stopping context.Context //nolint:containedctx // it is the life of the server, not of a call
	// ListenURL is the database as the notifier connects to it.
	ListenURL string
	// Beat is how often streams say that they are alive; zero is 15 seconds.
	Beat time.Duration
}

// Actions are the actions for agents' browsers.
type Actions struct {
	campaign.Directory
	kit      *write.Kit
	auth     *auth.Authenticator
	log      *slog.Logger
	stopping context.Context //nolint:containedctx // as above
	notifier *notifier
	streams  *streams
}
