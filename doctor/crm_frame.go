// Whether a page may be shown in a frame: frame-ancestors and X-Frame-Options.

package doctor

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// examineFraming examines whether a page allows a frame of the origin, by the rules of browsers: X-Frame-Options
// applies only if no policy has frame-ancestors (HTML, CSP level 3).
func (d *CRM) examineFraming(page *url.URL, h http.Header) {
	if originOf(page) == originOf(d.origin) {
		return
	}
	cure := fmt.Sprintf("Let the CRM send Content-Security-Policy: frame-ancestors 'self' %s; nginx: add_header Content-Security-Policy \"frame-ancestors 'self' %[1]s\" always;", originOf(d.origin))
	ancestors := frameAncestors(h.Values("Content-Security-Policy"))
	if len(ancestors) > 0 {
		for _, sources := range ancestors {
			if why := refusedBy(sources, d.origin, page); why != "" {
				d.found(Error, "frame-ancestors", cure, "The CRM's Content-Security-Policy does not allow pages of %s to show it: %s.", originOf(d.origin), why)
			}
		}
		return
	}
	switch refused, what := refusedByOptions(h.Values("X-Frame-Options")); {
	case refused:
		d.found(Error, "x-frame-options", "Remove X-Frame-Options: it can't name another origin. "+cure, "X-Frame-Options: %s does not allow pages of another origin to show the CRM.", what)
	case what != "":
		d.found(Warning, "x-frame-options", "Remove it. "+cure, "Browsers do not know X-Frame-Options: %s, so every page may show the CRM.", what)
	default:
		d.found(Warning, "frame-ancestors", cure, "Every page may show the CRM in a frame, and make users click on elements that they do not see.")
	}
	if strings.Contains(strings.ToLower(strings.Join(h.Values("Content-Security-Policy-Report-Only"), ",")), "frame-ancestors") {
		d.found(Warning, "frame-ancestors", "Send it as Content-Security-Policy.", "The CRM's frame-ancestors are only reported, not enforced, because they are in Content-Security-Policy-Report-Only.")
	}
}

// refusedByOptions reports whether X-Frame-Options refuses a frame of another origin, and returns its options, or ""
// if the header is missing.
func refusedByOptions(values []string) (refused bool, what string) {
	var options []string
	for value := range strings.SplitSeq(strings.Join(values, ","), ",") {
		if option := strings.ToLower(strings.TrimSpace(value)); option != "" && !slices.Contains(options, option) {
			options = append(options, option)
		}
	}
	strict := slices.ContainsFunc(options, func(o string) bool { return o == "deny" || o == "sameorigin" })
	// Browsers refuse the frame if the header has several options and one of them is a known one (HTML standard).
	if len(options) > 1 {
		strict = strict || slices.Contains(options, "allowall")
	}
	return strict, strings.ToUpper(strings.Join(options, ", "))
}

// frameAncestors returns the source lists of frame-ancestors, one for each policy that has the directive.
func frameAncestors(headers []string) [][]string {
	var out [][]string
	for policy := range strings.SplitSeq(strings.Join(headers, ","), ",") {
		for directive := range strings.SplitSeq(policy, ";") {
			words := strings.Fields(directive)
			if len(words) > 0 && strings.EqualFold(words[0], "frame-ancestors") {
				out = append(out, words[1:])
				break // only the first one counts
			}
		}
	}
	return out
}

// refusedBy returns why a list of sources refuses a page of the origin as ancestor, or "" if it allows it.
func refusedBy(sources []string, origin, page *url.URL) string {
	var reasons []string
	for _, source := range sources {
		reason := mismatch(source, origin, page)
		if reason == "" {
			return ""
		}
		reasons = append(reasons, source+" "+reason)
	}
	if len(reasons) == 0 {
		return "frame-ancestors is empty, which is 'none'"
	}
	return "frame-ancestors: " + strings.Join(reasons, "; ")
}

var sourceForm = regexp.MustCompile(`^(?:([A-Za-z][A-Za-z0-9+.-]*)://)?(\*|(?:\*\.)?[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*\.?|\[[0-9A-Fa-f:.]+\])(?::([0-9]+|\*))?(/[^?#]*)?$`)

var schemeForm = regexp.MustCompile(`^([A-Za-z][A-Za-z0-9+.-]*):$`)

// mismatch returns why a source does not match the origin, or "" if it matches.
func mismatch(source string, origin, page *url.URL) string {
	switch {
	case source == "*":
		return ""
	case strings.EqualFold(source, "'none'"):
		return "allows nothing"
	case strings.EqualFold(source, "'self'"):
		if sameOrUpgraded(page, origin) {
			return ""
		}
		return "is the CRM itself"
	case strings.HasPrefix(source, "'"):
		return "has no meaning here"
	}
	if m := schemeForm.FindStringSubmatch(source); m != nil {
		if matchesScheme(m[1], origin.Scheme) {
			return ""
		}
		return "is another scheme"
	}
	m := sourceForm.FindStringSubmatch(source)
	if m == nil {
		return "is not a source that browsers understand"
	}
	scheme, host, port, path := m[1], m[2], m[3], m[4]
	if scheme == "" {
		scheme = page.Scheme
	}
	switch {
	case !matchesHost(host, origin.Hostname()):
		return "is another host"
	case !matchesScheme(scheme, origin.Scheme):
		return "is another scheme"
	case !matchesPort(port, origin):
		return "is another port"
	case path != "" && path != "/":
		return "names a path, which no origin has"
	}
	return ""
}

// matchesScheme reports whether a scheme in a policy equals the scheme of a page, or is its unencrypted form.
func matchesScheme(scheme, of string) bool {
	return strings.EqualFold(scheme, of) || strings.EqualFold(scheme, "http") && of == "https"
}

func matchesHost(pattern, host string) bool {
	pattern, host = strings.ToLower(strings.Trim(pattern, "[]")), strings.ToLower(host)
	if pattern == "*" {
		return true
	}
	if below, wild := strings.CutPrefix(pattern, "*"); wild {
		return strings.HasSuffix(host, below) && len(host) > len(below)
	}
	return pattern == host
}

func matchesPort(port string, origin *url.URL) bool {
	own := portOf(origin)
	switch port {
	case "*", own:
		return true
	case "":
		return own == defaultPort(origin.Scheme)
	}
	return port == "80" && own == "443" // 80 matches 443, as http matches https
}

// sameOrUpgraded reports whether a page is of the CRM's own origin, or of that origin's encrypted form.
func sameOrUpgraded(page, origin *url.URL) bool {
	return strings.EqualFold(page.Hostname(), origin.Hostname()) && matchesScheme(page.Scheme, origin.Scheme) &&
		(portOf(page) == portOf(origin) || portOf(page) == defaultPort(page.Scheme) && portOf(origin) == defaultPort(origin.Scheme))
}
