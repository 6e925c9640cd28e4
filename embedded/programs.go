package embedded

// The search for the PostgreSQL programs.

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// minVersion is the oldest PostgreSQL that ccrepo runs on.
const minVersion = 15 // views of the schema use the rights of their caller (security_invoker)

var (
	versionLine = regexp.MustCompile(`\(PostgreSQL\) ((\d+)[^\s]*)`)
	numbers     = regexp.MustCompile(`\d+`)
)

// programs are the programs of one PostgreSQL installation.
type programs struct {
	bin     string // directory of the programs
	version string
	major   int
}

func (o Options) searched() (search, error) {
	if o.search != nil {
		return *o.search, nil
	}
	cache := o.CacheDir
	if cache == "" && os.Geteuid() == 0 {
		cache = "/var/cache/ccrepo"
	}
	if cache == "" {
		dir, err := os.UserCacheDir()
		if err != nil {
			return search{}, fmt.Errorf("find a place for PostgreSQL's programs: %w", err)
		}
		cache = filepath.Join(dir, "ccrepo")
	}
	return search{
		path: os.Getenv("PATH"),
		usual: []string{
			"/usr/lib/postgresql/*/bin",          // Debian, Ubuntu
			"/usr/pgsql-*/bin",                   // Red Hat
			"/usr/libexec/postgresql*",           // Alpine
			"/opt/homebrew/opt/postgresql@*/bin", // macOS
			"/usr/local/opt/postgresql@*/bin",    // macOS, Intel
			"/usr/local/pgsql/bin",               // from source
			"/home/linuxbrew/.linuxbrew/opt/postgresql@*/bin",
		},
		cache:      cache,
		repository: o.RepositoryURL,
	}, nil
}

// findPrograms returns programs of the version that created the data or, without data, of any supported version.
// It searches the directory of pg_config, PATH, the usual places and the downloads, in this order. If it finds
// none, it downloads them.
func findPrograms(ctx context.Context, h *home, o Options, made int) (programs, error) {
	s, err := o.searched()
	if err != nil {
		return programs{}, err
	}
	cached, _ := filepath.Glob(filepath.Join(globQuote(s.cache), "postgresql-*", "bin"))
	var found []string
	for _, bin := range append(s.installed(ctx), newestFirst(cached)...) {
		p, err := h.tryPrograms(ctx, bin)
		if err != nil {
			if ctx.Err() != nil {
				return programs{}, context.Cause(ctx)
			}
			continue
		}
		if p.major >= minVersion && (made == 0 || p.major == made) {
			return p, nil
		}
		if !slices.Contains(found, p.version) {
			found = append(found, p.version)
		}
	}
	bin, err := s.fetch(ctx, made, o.Logger)
	if err == nil {
		var p programs
		if p, err = h.tryPrograms(ctx, bin); err == nil && made != 0 && p.major != made {
			err = fmt.Errorf("it brought version %s", p.version)
		}
		if err == nil {
			return p, nil
		}
	}
	if ctx.Err() != nil {
		return programs{}, context.Cause(ctx)
	}
	why := strings.Join(strings.Fields(err.Error()), " ")
	if made != 0 {
		return programs{}, fmt.Errorf("the data in %s were made by PostgreSQL %d, installed is %s, and a download failed (%s): "+
			"install PostgreSQL %d (apt-get install postgresql-%d, brew install postgresql@%d), or move the directory away to start again",
			h.data(), made, orNone(found), why, made, made, made)
	}
	return programs{}, fmt.Errorf("PostgreSQL %d or newer is needed, installed is %s, and a download failed (%s): "+
		"install it (apt-get install postgresql, dnf install postgresql-server, brew install postgresql) or name a server with --database-url",
		minVersion, orNone(found), why)
}

// installed returns the directories that contain all programs, best first.
func (s search) installed(ctx context.Context) []string {
	var bins []string
	dirs := filepath.SplitList(s.path)
	for _, dir := range dirs {
		config := filepath.Join(dir, "pg_config")
		if !executable(config) {
			continue
		}
		if output, err := (*account)(nil).command(ctx, config, "--bindir").Output(); err == nil {
			bins = append(bins, strings.TrimSpace(string(output)))
		}
		break
	}
	bins = append(bins, dirs...)
	for _, pattern := range s.usual {
		matches, _ := filepath.Glob(pattern)
		bins = append(bins, newestFirst(matches)...)
	}
	var complete []string
	for _, bin := range bins {
		if filepath.IsAbs(bin) && !slices.Contains(complete, bin) && hasPrograms(bin) {
			complete = append(complete, bin)
		}
	}
	return complete
}

// tryPrograms runs a server program to get its version, which also shows that the program works and that the
// server's user can reach it.
func (h *home) tryPrograms(ctx context.Context, bin string) (programs, error) {
	output, err := h.account.command(ctx, filepath.Join(bin, "postgres"), "--version").Output()
	if err != nil {
		return programs{}, fmt.Errorf("run PostgreSQL of %s: %w", bin, err)
	}
	m := versionLine.FindStringSubmatch(string(output))
	if m == nil {
		return programs{}, errors.New("unknown version " + strings.TrimSpace(string(output)))
	}
	major, err := strconv.Atoi(m[2])
	return programs{bin: bin, version: m[1], major: major}, err
}

func hasPrograms(bin string) bool {
	for _, name := range []string{"initdb", "postgres", "pg_ctl"} {
		if !executable(filepath.Join(bin, name)) {
			return false
		}
	}
	return true
}

func executable(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular() && info.Mode().Perm()&0o111 != 0
}

// newestFirst sorts directories by the last number in their names, the version.
func newestFirst(dirs []string) []string {
	version := func(dir string) int {
		all := numbers.FindAllString(dir, -1)
		if len(all) == 0 {
			return 0
		}
		n, _ := strconv.Atoi(all[len(all)-1])
		return n
	}
	slices.SortStableFunc(dirs, func(a, b string) int { return version(b) - version(a) })
	return dirs
}

func orNone(versions []string) string {
	if len(versions) == 0 {
		return "none"
	}
	return strings.Join(versions, ", ")
}

// globQuote escapes a directory's name for use in a pattern.
func globQuote(dir string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(dir)
}
