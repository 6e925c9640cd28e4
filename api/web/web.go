// Package web holds the files for browsers: the bridge between a CRM's page and the agent's desktop, its types, and the
// example pages.
package web

import (
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"io/fs"
	"strings"
)

//go:embed bridge.js bridge.d.ts examples
var files embed.FS

// File is a file with its path on the server.
type File struct {
	Path, Type, ETag string
	Body             []byte
}

// IsPage reports whether a file is a page, and not a part of one.
func (f File) IsPage() bool { return strings.HasPrefix(f.Type, "text/html") }

// Paths returns the paths of all files.
func Paths() []string {
	return []string{
		"/bridge.js", "/bridge.d.ts",
		"/examples/crm", "/examples/crm/desktop", "/examples/crm/crm.js", "/examples/crm/desktop.js", "/examples/crm/common.js", "/examples/crm/style.css",
	}
}

// Files returns all files.
func Files() ([]File, error) {
	var out []File
	for _, path := range Paths() {
		name := strings.TrimPrefix(path, "/")
		switch path {
		case "/examples/crm":
			name = "examples/crm/crm.html"
		case "/examples/crm/desktop":
			name += ".html"
		}
		body, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, fmt.Errorf("read page: %w", err)
		}
		sum := sha256.Sum256(body)
		out = append(out, File{
			Path: path, Type: mediaType(name), Body: body,
			ETag: `W/"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`,
		})
	}
	return out, nil
}

func mediaType(name string) string {
	switch name[strings.LastIndexByte(name, '.'):] {
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".html":
		return "text/html; charset=utf-8"
	}
	return "text/plain; charset=utf-8"
}
