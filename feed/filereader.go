package feed

// What the followers of a file and of its rotated ones share: the identity of files, and the import of their lines.

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"syscall"
	"time"

	"github.com/ccrepo/ccrepo/ingest"
)

// fileID identifies a file on this machine while it exists.
type fileID struct{ device, inode int64 }

func identify(info fs.FileInfo) fileID {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return fileID{}
	}
	return fileID{int64(stat.Dev), int64(stat.Ino)}
}

// isStale reports whether an error is that of a handle whose network file system was mounted anew, or is away.
func isStale(err error) bool {
	return errors.Is(err, syscall.ESTALE) || errors.Is(err, syscall.ENOTCONN)
}

// stamp is the state of a file in which it was read to its end.
type stamp struct {
	size     int64
	modified time.Time
}

// fileReader imports the lines of the files of a feed.
type fileReader struct {
	*Runner
	config Config
	log    *slog.Logger
}

func newFileReader(r *Runner, c Config) fileReader {
	return fileReader{r, c, r.Log.With("feed", c.Name)}
}

func (f *fileReader) quiet() time.Duration {
	if f.Quiet > 0 {
		return f.Quiet
	}
	return 10 * time.Second
}

// importText imports the new lines of a text. retry tries again lines that could not be read before.
func (f *fileReader) importText(ctx context.Context, name string, text io.Reader, finished, retry bool) (ingest.Summary, error) {
	options, err := f.config.options(f.Location)
	if err != nil {
		return ingest.Summary{}, err
	}
	options.Complete = finished
	im := &ingest.Importer{
		DB: f.DB, Options: options, Logger: f.log, Clock: f.Clock, Feed: f.config.Name, KeepBad: !retry,
		OnBadLine: func(name string, bad *ingest.LineError, again bool) {
			if !again { // the line itself may have personal data
				f.log.WarnContext(ctx, "a line cannot be read", "file", name, "line", bad.Number, "err", bad.Err)
			}
		},
	}
	read := im.QueueLog
	if f.config.Kind == CDR {
		read = im.CDR
	}
	return read(ctx, name, text)
}
