package embedded

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"
)

// maxLog is the size in bytes above which the server's log is rotated.
const maxLog = 16 << 20

var (
	sharedMemoryInUse = regexp.MustCompile(`pre-existing shared memory block`)
	pidFileTaken      = regexp.MustCompile(`lock file "postmaster\.pid" already exists`)
	addressTaken      = regexp.MustCompile(`could not create any TCP/IP sockets|\.s\.PGSQL\.\d+\.lock" already exists`)
	diskFull          = regexp.MustCompile(`No space left on device|Disk quota exceeded`)
	accessRefused     = regexp.MustCompile(`Permission denied|has wrong ownership|Read-only file system`)
	wrongVersion      = regexp.MustCompile(`database files are incompatible with server`)
	namelessUser      = regexp.MustCompile(`could not look up effective user ID`)
	sharedMemoryShort = regexp.MustCompile(`could not (map anonymous|create|resize|attach).* shared memory|Cannot allocate memory`)
	failureLine       = regexp.MustCompile(`(?m)^.*(FATAL|PANIC|error|ERROR):.*$`)
)

// openLog opens the log for a server that is about to start. The text after offset is the log of this server.
func (h *home) openLog() (f *os.File, offset int64, err error) {
	if err := h.rotateLog(); err != nil {
		return nil, 0, err
	}
	f, err = os.OpenFile(h.logFile(), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return nil, 0, h.explainAccess(err)
	}
	if err := h.account.own(f.Name()); err != nil {
		_ = f.Close()
		return nil, 0, err
	}
	info, err := f.Stat()
	if err != nil {
		_ = f.Close()
		return nil, 0, err
	}
	return f, info.Size(), nil
}

// rotateLog limits the size of the log. The server may be using the file: it appends, so the file can be truncated
// meanwhile.
func (h *home) rotateLog() error {
	info, err := os.Stat(h.logFile())
	if err != nil || info.Size() <= maxLog {
		return nil
	}
	tail, err := h.readLog(info.Size() - maxLog)
	if err != nil {
		return err
	}
	return errors.Join(h.write("postgres.log.1", tail), os.Truncate(h.logFile(), 0))
}

func (h *home) readLog(offset int64) (string, error) {
	f, err := os.Open(h.logFile())
	if err != nil {
		return "", err
	}
	defer func() { _ = f.Close() }()
	content, err := io.ReadAll(io.NewSectionReader(f, offset, maxLog))
	return string(bytes.ToValidUTF8(content, []byte("?"))), err
}

// explainLog returns the reason why a server ended whose log begins at offset.
func (h *home) explainLog(offset int64) error {
	content, err := h.readLog(offset)
	if err != nil {
		return err
	}
	if known := explainOutput(content, h); known != nil {
		return known
	}
	return fmt.Errorf("%w while starting: %s (all of it in %s)", errEnded, lastLine(content), h.logFile())
}

// explainOutput returns an error that says what to do about a failure of initdb or postgres, or nil if the failure
// is unknown.
func explainOutput(output string, h *home) error {
	switch {
	case sharedMemoryInUse.MatchString(output):
		return errOrphans
	case pidFileTaken.MatchString(output):
		return errTaken
	case addressTaken.MatchString(output):
		return errPortTaken
	case diskFull.MatchString(output):
		return fmt.Errorf("no space left on the disk of %s: free some, a new server takes 100 MB", h.dir)
	case namelessUser.MatchString(output):
		return errors.New("the user that runs ccrepo has no name, which PostgreSQL needs: add it to /etc/passwd")
	case wrongVersion.MatchString(output):
		return fmt.Errorf("the data in %s were made by another version of PostgreSQL: install that version, or move the directory away: %s", h.data(), lastLine(output))
	case accessRefused.MatchString(output):
		return fmt.Errorf("the server cannot use %s: check its owner and permissions: %s", h.dir, lastLine(output))
	case sharedMemoryShort.MatchString(output):
		return fmt.Errorf("too little shared memory for the server: free some or give the container more: %s", lastLine(output))
	default:
		return nil
	}
}

// lastLine returns the line of a program's output that most likely names the failure.
func lastLine(output string) string {
	if lines := failureLine.FindAllString(output, -1); len(lines) > 0 {
		return strings.TrimSpace(lines[len(lines)-1])
	}
	lines := strings.Split(strings.TrimSpace(output), "\n")
	return strings.TrimSpace(lines[len(lines)-1])
}
