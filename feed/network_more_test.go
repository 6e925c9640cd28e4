//go:build more && linux

package feed_test

import (
	"context"
	"os"
	"path/filepath"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/hanwen/go-fuse/v2/fs"
	"github.com/hanwen/go-fuse/v2/fuse"

	"github.com/ccrepo/ccrepo/feed"
)

// networkNode is a file or directory of a file system that shows another directory as NFS does that of a server: changes are
// not notified, and handles become stale.
type networkNode struct {
	fs.LoopbackNode
	mount *networkMount
}

// networkMount counts how often the server forgot its handles.
type networkMount struct{ era atomic.Int64 }

// networkFile is an open file.
type networkFile struct {
	*os.File
	mount *networkMount
	era   int64
}

// WrapChild implements fs.NodeWrapChilder.
func (n *networkNode) WrapChild(context.Context, fs.InodeEmbedder) fs.InodeEmbedder {
	return &networkNode{fs.LoopbackNode{RootData: n.RootData}, n.mount}
}

func (n *networkNode) Open(_ context.Context, _ uint32) (fs.FileHandle, uint32, syscall.Errno) {
	file, err := os.Open(filepath.Join(n.RootData.Path, n.Path(n.Root())))
	if err != nil {
		return nil, 0, fs.ToErrno(err)
	}
	return &networkFile{file, n.mount, n.mount.era.Load()}, fuse.FOPEN_DIRECT_IO, 0
}

func (f *networkFile) Read(_ context.Context, into []byte, offset int64) (fuse.ReadResult, syscall.Errno) {
	if f.era != f.mount.era.Load() {
		return nil, syscall.ESTALE
	}
	n, err := f.ReadAt(into, offset)
	if n == 0 && err != nil && err.Error() != "EOF" {
		return nil, fs.ToErrno(err)
	}
	return fuse.ReadResultData(into[:n]), 0
}

func (f *networkFile) Release(context.Context) syscall.Errno { return fs.ToErrno(f.Close()) }

// mountNetwork shows a directory as one of a network; number makes the inodes of this mount.
func mountNetwork(t *testing.T, from, at string, mount *networkMount, number uint64) *fuse.Server {
	t.Helper()
	root := &fs.LoopbackRoot{Path: from, Dev: number}
	none := time.Duration(0)
	server, err := fs.Mount(at, &networkNode{fs.LoopbackNode{RootData: root}, mount}, &fs.Options{AttrTimeout: &none, EntryTimeout: &none, MountOptions: fuse.MountOptions{DirectMount: os.Getuid() == 0}})
	if err != nil {
		t.Fatalf("mount by FUSE (as root, or with apt-get install fuse3): %v", err)
	}
	t.Cleanup(func() { _ = server.Unmount() }) // it may have been unmounted
	return server
}

func TestMoreNetworkFileSystem(t *testing.T) {
	s := newSite(t)
	s.poll = 500 * time.Millisecond
	at, mount := t.TempDir(), &networkMount{}
	server := mountNetwork(t, filepath.Dir(s.path), at, mount, 1)
	s.open()
	s.write(5)
	s.start(func(c *feed.Config) { c.Path = filepath.Join(at, "queue_log") })
	s.complete()
	within := func(what string) {
		t.Helper()
		begin := time.Now()
		s.write(5)
		s.complete()
		if took := time.Since(begin); took > 2*time.Second {
			t.Errorf("%s, a line came after %v", what, took)
		}
	}
	within("without notifications")
	mount.era.Add(1)
	within("after the handles became stale")
	s.rename()
	s.write(3)
	mount.era.Add(1)
	s.write(3)
	s.open()
	s.write(3)
	s.complete()
	inode := func() (text string) {
		s.check(s.db.QueryRowContext(t.Context(), "SELECT inode::text FROM app.feed").Scan(&text))
		return text
	}
	before := inode()
	s.check(syscall.Unmount(at, syscall.MNT_DETACH)) // a handle is open
	s.write(4)
	s.state("state", "waiting")
	mountNetwork(t, filepath.Dir(s.path), at, mount, 2)
	server.Wait()
	s.complete()
	within("after it was mounted anew")
	if inode() == before {
		t.Error("the inode has the number that it had before")
	}
	s.state("state", "reading")
	s.state("(SELECT count(*) FROM app.feed_gap) + errors", "0")
}
