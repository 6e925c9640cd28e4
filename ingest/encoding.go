package ingest

import (
	"fmt"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
)

// Encoding returns the encoding with a label of the WHATWG Encoding Standard, such as windows-1252. As in that
// standard, iso-8859-1 and latin1 are labels of windows-1252, which has printable characters where ISO 8859-1 has
// control characters. The encoding of utf-8 is nil.
func Encoding(label string) (encoding.Encoding, error) {
	e, err := htmlindex.Get(strings.ToLower(strings.TrimSpace(label)))
	if err != nil {
		return nil, fmt.Errorf("encoding %q is not known: use utf-8, windows-1252 (also for latin1) or another label of the web's encodings", label)
	}
	switch name, _ := htmlindex.Name(e); name {
	case "utf-8":
		return nil, nil //nolint:nilnil // documented
	case "utf-16le", "utf-16be":
		return nil, fmt.Errorf("encoding %q needs no option: a file in UTF-16 is recognised by its byte order mark", label)
	case "replacement", "x-user-defined":
		return nil, fmt.Errorf("encoding %q cannot be read", label)
	}
	return e, nil
}

// utf16 returns UTF-16 with a byte order mark at the beginning.
func utf16() encoding.Encoding { return unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM) }
