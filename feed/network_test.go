package feed_test

import (
	"os"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/feed"
)

// On a file system that notifies nothing, a line comes within two seconds by polling, and a file that is mounted anew, with
// another inode, goes on where it was.
func TestFileIsPolled(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	no := false
	s.poll = 500 * time.Millisecond // as by default
	s.start(func(c *feed.Config) { c.Notify = &no })
	s.open()
	for range 3 {
		s.write(3)
		begin := time.Now()
		s.complete()
		if took := time.Since(begin); took > 2*time.Second {
			t.Errorf("a line came after %v", took)
		}
	}
	text, err := os.ReadFile(s.path)
	s.check(err)
	s.check(os.WriteFile(s.path+".new", text, 0o600))
	s.check(os.Rename(s.path+".new", s.path))
	s.open()
	s.write(3)
	s.complete()
	s.state("(SELECT count(*) FROM app.feed_gap) + errors", "0")
}
