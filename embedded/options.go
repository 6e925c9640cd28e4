package embedded

import "log/slog"

// Options says where the server is and how it is started.
type Options struct {
	// Dir is the home of the server, created if missing. The default is ".ccrepo". When root runs ccrepo and the
	// server's user cannot reach Dir, the home is a directory below /var/lib/ccrepo, and the file "location" in
	// Dir contains its name.
	Dir string
	// Logger logs the events of the server; nil: no log.
	Logger *slog.Logger
	// Settings are server settings in addition to ccrepo's own, such as fsync=off in tests. They take effect if
	// this process starts the server.
	Settings map[string]string
	// CacheDir holds downloaded PostgreSQL programs. The default is "ccrepo" in the user's cache directory. For
	// root it is /var/cache/ccrepo, because another user must be able to run them.
	CacheDir string
	// RepositoryURL is the address from which the programs are downloaded if none are installed. The default is
	// that of the library github.com/fergusstrange/embedded-postgres.
	RepositoryURL string

	search *search // tests search for the programs elsewhere
}

func (o Options) withDefaults() Options {
	if o.Dir == "" {
		o.Dir = ".ccrepo"
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	return o
}

// search says where to look for the programs.
type search struct {
	path       string   // list of directories, as in PATH
	usual      []string // patterns of directories
	cache      string   // directory of downloaded programs
	repository string   // address of downloads; empty: the library's default
}
