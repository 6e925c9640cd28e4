// The options and the state of the actions of a server.

package action

import (
	"context"
	"log/slog"
	"time"

	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/api/campaign"
	"github.com/ccrepo/ccrepo/api/write"
)

// Options are the parts and settings of the server that actions use.
type Options struct {
	Kit       *write.Kit
	Directory campaign.Directory
	Auth      *auth.Authenticator
	Log       *slog.Logger
	// Stopping ends when the server begins to shut down.
	Stopping context.Context //nolint:containedctx // the lifetime of the server, not of a call
	// ListenURL is the URL by which the notifier connects to the database.
	ListenURL string
	// Beat is the interval of the comments that keep streams alive; zero: 15 seconds.
	Beat time.Duration
	// Limits are the maximum numbers of open streams.
	Limits Limits
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
