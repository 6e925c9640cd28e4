// The files of a directory, and the routes that are served of them.

package sitereport

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/ccrepo/ccrepo/route"
)

// The states of a file.
const (
	Served  = "served"  // its routes are those of the file
	Kept    = "kept"    // the file is wrong; its routes are those that it had before
	Refused = "refused" // the file is wrong, and has no routes
)

// File is a file of the directory.
type File struct {
	Name     string    `json:"file" description:"Name of the file."`
	State    string    `json:"state" enum:"served,kept,refused" description:"served: its reports are those of the file; kept: the file is wrong, and its reports are those that it had before; refused: it is wrong, and has none."`
	Reports  []string  `json:"reports" description:"Paths of its reports."`
	Problems []Problem `json:"problems" description:"What is wrong with the file, and what to do."`
	Checked  time.Time `json:"checked_at" description:"Time at which the file was checked last."`

	routes []route.Route
	seen   stamp // of the content that was checked
}

// stamp tells whether a file has changed.
type stamp struct {
	size     int64
	modified time.Time
}

// Set is the files of a directory. Its methods may be called at the same time.
type Set struct {
	dir     string
	checker *Checker

	loading sync.Mutex // one Load at a time
	before  map[string]stamp

	mu    sync.Mutex
	files map[string]*File
}

// NewSet returns the set of a directory, before its files have been read.
func NewSet(dir string, checker *Checker) *Set {
	return &Set{dir: dir, checker: checker, files: map[string]*File{}}
}

// Close closes the connections of the checker.
func (s *Set) Close() error { return s.checker.Close() }

// Files returns the files, by their names.
func (s *Set) Files() []File {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := []File{}
	for _, f := range s.files {
		out = append(out, *f)
	}
	slices.SortFunc(out, func(a, b File) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// Routes returns the routes of all files, in the order of their names.
func (s *Set) Routes() (out []route.Route) {
	for _, f := range s.Files() {
		out = append(out, f.routes...)
	}
	return out
}

// Load reads the files that have changed since it was called before, or all of them after a migration. A file that is
// being written is read when two calls find it the same. It returns the files that it has checked or that are gone.
func (s *Set) Load(ctx context.Context) (changed []File, err error) {
	s.loading.Lock()
	defer s.loading.Unlock()
	found, err := s.stamps()
	if err != nil {
		return nil, err
	}
	first := s.before == nil
	migrated, err := s.checker.look(ctx)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	next := map[string]*File{}
	for name, f := range s.files {
		if _, exists := found[name]; exists {
			next[name] = f
		} else {
			changed = append(changed, File{Name: name})
		}
	}
	s.mu.Unlock()
	removed := len(changed) > 0
	var names []string
	for name, now := range found {
		old := next[name]
		isNew := old == nil || old.seen != now
		// A file that had a conflict may have none any more.
		again := migrated || old != nil && removed && old.State != Served
		if again || isNew && (first || s.before[name] == now) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		f, err := s.read(ctx, name, found[name], next)
		if err != nil {
			s.checker.version = 0 // all are checked again
			return nil, err
		}
		next[name] = f
		changed = append(changed, *f)
	}
	s.before = found
	s.mu.Lock()
	s.files = next
	s.mu.Unlock()
	return changed, nil
}

// stamps returns the files of the directory.
func (s *Set) stamps() (map[string]stamp, error) {
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return nil, fmt.Errorf("read the reports of the site: %w; create the directory, or correct --reports", err)
	}
	out := map[string]stamp{}
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".sql") || strings.HasPrefix(e.Name(), ".") {
			continue
		}
		info, err := os.Stat(filepath.Join(s.dir, e.Name()))
		if errors.Is(err, os.ErrNotExist) || err == nil && !info.Mode().IsRegular() {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("read the reports of the site: %w", err)
		}
		out[e.Name()] = stamp{info.Size(), info.ModTime()}
	}
	return out, nil
}

// longest is the greatest size of a file.
const longest = 1 << 20

// read checks a file beside the others.
func (s *Set) read(ctx context.Context, name string, seen stamp, others map[string]*File) (*File, error) {
	f := &File{Name: name, State: Served, Reports: []string{}, Problems: []Problem{}, Checked: time.Now().UTC().Truncate(time.Second), seen: seen}
	var text []byte
	err := fmt.Errorf("it has more than %d bytes", longest)
	if seen.size <= longest {
		text, err = os.ReadFile(filepath.Join(s.dir, name))
	}
	if err != nil {
		f.Problems = append(f.Problems, Problem{1, fmt.Sprintf("the file cannot be read: %v", err)})
	} else if f.routes, f.Problems, err = s.checker.check(ctx, name, string(text)); err != nil {
		return nil, err
	}
	if len(f.Problems) == 0 {
		f.Problems = append([]Problem{}, conflicts(f, string(text), others)...)
	}
	if len(f.Problems) > 0 {
		f.State, f.routes = Refused, nil
		if old := others[name]; old != nil && len(old.routes) > 0 {
			f.State, f.routes = Kept, old.routes
		}
	}
	for _, r := range f.routes {
		f.Reports = append(f.Reports, r.Path)
	}
	return f, nil
}

// conflicts refuses names and paths that another file has.
func conflicts(f *File, text string, others map[string]*File) (wrong []Problem) {
	for _, other := range others {
		if other.Name == f.Name {
			continue
		}
		for _, theirs := range other.routes {
			for _, ours := range f.routes {
				switch {
				case shape(theirs.Path) == shape(ours.Path) || nameInOData(theirs.Path) == nameInOData(ours.Path):
					wrong = append(wrong, Problem{max(1, lineWith(text, ours.Path)), fmt.Sprintf("api:route GET %s: %s has this path, or one that differs only in - and _; choose another name", ours.Path, other.Name)})
				case theirs.Name == ours.Name:
					wrong = append(wrong, Problem{max(1, lineWith(text, "name: "+ours.Name)), fmt.Sprintf("%s has a query of the name %s; choose another name", other.Name, ours.Name)})
				}
			}
		}
	}
	return wrong
}
