// Package screenpop reads, checks and fills screen-pop templates: the templates of the URLs that open with a call. It
// also reads the variables of the dialer's records, which a template may name.
package screenpop

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/api/web"
)

// maxScreenPop is the maximum length of a template, in bytes.
const maxScreenPop = 2000

// The fixed placeholders of a template: CallNames are data of the call, recordNames fields of the dialer's record. A
// template may also name the variables of the record.
var (
	CallNames   = []string{"phone", "agent", "campaign", "guid"}
	recordNames = []string{"contact", "alternatives", "destination", "dialerbase", "priority", "agentphone"}
)

// Names returns the placeholders that a template may have whatever variables the dialer's records have.
func Names() []string { return slices.Concat(CallNames, recordNames) }

// Template is a parsed template. Its placeholders are in the path, the query and the fragment only, so that no value
// can change the origin of the URL.
type Template struct {
	base string      // https and the host
	path [][]popPart // segments, without the slash before each
	rest []popPart   // query and fragment
}

// popPart is a literal text or the name of a placeholder.
type popPart struct{ text, name string }

// Parse parses a template. The error says what is wrong with it.
func Parse(template string) (*Template, error) {
	if len(template) > maxScreenPop {
		return nil, fmt.Errorf("it is longer than %d characters", maxScreenPop)
	}
	address, secure := strings.CutPrefix(template, "https://")
	if !secure {
		return nil, errors.New("it does not begin with https://")
	}
	end := strings.IndexAny(address, "/?#")
	if end < 0 {
		end = len(address)
	}
	host, after := address[:end], address[end:]
	if strings.ContainsAny(host, "{}") {
		return nil, errors.New("the host is fixed by the template: placeholders may be in the path, the query or the fragment")
	}
	t := &Template{base: "https://" + host}
	if strings.Contains(host, "@") {
		return nil, errors.New("it has a user name or password before the host")
	}
	if err := web.CheckOrigin(t.base); err != nil {
		return nil, err
	}
	parts, err := readParts(after)
	if err != nil {
		return nil, err
	}
	t.split(parts)
	for _, segment := range t.path {
		if isDots(fillParts(segment, nil)) {
			return nil, errors.New("a part of the path is . or .. if its placeholders are empty; write the path as it is")
		}
	}
	return t, nil
}

// readParts splits a template at its placeholders.
func readParts(template string) ([]popPart, error) {
	var parts []popPart
	for template != "" {
		text, after, opens := strings.Cut(template, "{")
		if err := checkLiteral(text); err != nil {
			return nil, err
		}
		parts = append(parts, popPart{text: text})
		if !opens {
			break
		}
		name, more, closes := strings.Cut(after, "}")
		if !closes || strings.Contains(name, "{") {
			return nil, errors.New("a { has no }")
		}
		if name == "" || !utf8.ValidString(name) {
			return nil, errors.New("a placeholder has no name: write {phone}")
		}
		parts, template = append(parts, popPart{name: name}), more
	}
	return parts, nil
}

// checkLiteral checks that the text between placeholders is valid in a URL, so that browsers send it unchanged.
func checkLiteral(text string) error {
	for _, r := range text {
		switch {
		case r == '}':
			return errors.New("a } has no {")
		case r <= ' ' || r > '~' || strings.ContainsRune("\"<>\\^`|", r):
			return fmt.Errorf("%q can't be in a URL: write it as %s", r, url.PathEscape(string(r)))
		}
	}
	if _, err := url.PathUnescape(text); err != nil {
		return errors.New("a % begins no escaped character: write it as %25")
	}
	return nil
}

// split divides the parts into the segments of the path, and the query and fragment.
func (t *Template) split(parts []popPart) {
	for i, p := range parts {
		text := p.text
		for text != "" {
			at := strings.IndexAny(text, "/?#")
			if at < 0 {
				t.addToPath(popPart{text: text})
				break
			}
			if at > 0 {
				t.addToPath(popPart{text: text[:at]})
			}
			if text[at] != '/' {
				t.rest = append([]popPart{{text: text[at:]}}, parts[i+1:]...)
				return
			}
			t.path = append(t.path, nil)
			text = text[at+1:]
		}
		if p.name != "" {
			t.addToPath(p)
		}
	}
}

func (t *Template) addToPath(p popPart) {
	last := len(t.path) - 1 // a path begins with a slash
	t.path[last] = append(t.path[last], p)
}

// Names returns the names of the placeholders, without duplicates.
func (t *Template) Names() []string {
	var out []string
	for _, p := range slices.Concat(append(slices.Clone(t.path), t.rest)...) {
		if p.name != "" && !slices.Contains(out, p.name) {
			out = append(out, p.name)
		}
	}
	return out
}

// UsesRecord reports whether the template needs the dialer's record.
func (t *Template) UsesRecord() bool {
	return slices.ContainsFunc(t.Names(), func(name string) bool { return !slices.Contains(CallNames, name) })
}

// Fill returns the URL with the values in place of the placeholders. A placeholder without a value is empty.
func (t *Template) Fill(values map[string]string) string {
	var b strings.Builder
	b.WriteString(t.base)
	for _, segment := range t.path {
		text := fillParts(segment, values)
		if isDots(text) {
			text = fillParts(segment, nil) // browsers treat dots as a parent folder even if they are escaped
		}
		b.WriteString("/" + text)
	}
	b.WriteString(fillParts(t.rest, values))
	return b.String()
}

func fillParts(parts []popPart, values map[string]string) string {
	var b strings.Builder
	for _, p := range parts {
		if p.name == "" {
			b.WriteString(p.text)
		} else {
			b.WriteString(escapeValue(values[p.name]))
		}
	}
	return b.String()
}

// escapeValue escapes every character that has a meaning in a path, a query or a fragment, so that a value stays one
// value in any of them.
func escapeValue(value string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for _, c := range []byte(value) {
		if c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || strings.IndexByte("-._~", c) >= 0 {
			b.WriteByte(c)
		} else {
			b.Write([]byte{'%', hex[c>>4], hex[c&15]})
		}
	}
	return b.String()
}

// isDots reports whether browsers treat a segment of a path as the current or the parent folder.
func isDots(segment string) bool {
	plain := strings.ReplaceAll(strings.ToLower(segment), "%2e", ".")
	return plain == "." || plain == ".."
}

// Check returns an error if the template names an unknown placeholder. variables are the variables in the records of
// the campaign's dialer; seen tells that there are any records. Before the first record, any name may be a variable,
// so only a name that is close to a known one is an error.
func (t *Template) Check(variables []string, seen bool) error {
	valid := slices.Concat(Names(), variables)
	for _, name := range t.Names() {
		if slices.Contains(valid, name) {
			continue
		}
		near, distance := problem.Closest(name, valid)
		if seen || distance <= 1+len(name)/5 {
			return fmt.Errorf("{%s} is nothing of a call, and no record of the dialer has such a variable; the nearest is {%s}", problem.Clip(name), problem.Clip(near))
		}
	}
	return nil
}

// Variables parses the variables of a dialer's record: key=value pairs separated by colons. A backslash escapes the
// character after it. Text that is not a pair is ignored.
func Variables(data string) map[string]string {
	out := map[string]string{}
	var key, text strings.Builder
	paired := false
	end := func() {
		if paired && key.Len() > 0 {
			out[key.String()] = text.String()
		}
		key.Reset()
		text.Reset()
		paired = false
	}
	escaped := false
	for _, c := range []byte(data) {
		to := &key
		if paired {
			to = &text
		}
		switch {
		case !escaped && c == '\\':
			escaped = true
			continue
		case !escaped && c == ':':
			end()
		case !escaped && c == '=' && !paired:
			paired = true
		case escaped && c != ':' && c != '=' && c != '\\':
			to.Write([]byte{'\\', c}) // not an escape: keep the backslash, as other systems write it
		default:
			to.WriteByte(c)
		}
		escaped = false
	}
	if escaped {
		if paired {
			text.WriteByte('\\')
		} else {
			key.WriteByte('\\')
		}
	}
	end()
	return out
}
