// Whether the cookies of a page work in a frame.

package doctor

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

const (
	cookieLax cookieFault = iota
	cookieUnmarked
	cookieInsecure
	cookieUnpartitioned
	cookiePartitionedInsecure
	cookiePrefix
	cookieDomain
)

// cookieFaults returns the severity, the effect and the cure of each fault.
func cookieFaults() map[cookieFault]Finding {
	return map[cookieFault]Finding{
		cookieLax: {Severity: Error, Check: "cookies", What: "browsers do not send them in frames of another site, because they are SameSite=Lax or Strict: a login is lost there",
			Todo: "Set them with SameSite=None; Secure; Partitioned."},
		cookieUnmarked: {Severity: Error, Check: "cookies", What: "they have no SameSite, which Chrome and Edge treat as Lax: a login is lost in a frame",
			Todo: "Set them with SameSite=None; Secure; Partitioned."},
		cookieInsecure: {Severity: Error, Check: "cookies", What: "browsers refuse SameSite=None without Secure",
			Todo: "Add Secure."},
		cookieUnpartitioned: {Severity: Warning, Check: "cookies", What: "in a frame they work only if third-party cookies are allowed; Safari, private windows and more and more other browsers block them",
			Todo: "Add Partitioned; agents then sign in within the frame."},
		cookiePartitionedInsecure: {Severity: Error, Check: "cookies", What: "browsers refuse Partitioned without Secure",
			Todo: "Add Secure."},
		cookiePrefix: {Severity: Error, Check: "cookies", What: "browsers refuse them: __Secure- needs Secure, __Host- also Path=/ and no Domain",
			Todo: "Follow the rules of the name's prefix, or use another name."},
		cookieDomain: {Severity: Error, Check: "cookies", What: "browsers refuse them, because their Domain is not the host's",
			Todo: "Remove Domain, or set it to the host's own domain."},
	}
}

// examineCookies records, by name, the faults of the cookies that an answer sets.
func (d *CRM) examineCookies(page *url.URL, res *http.Response) {
	for _, c := range res.Cookies() {
		if d.ends(c) {
			continue
		}
		if fault, bad := d.faultOf(page, c); bad && !slices.Contains(d.cookies[fault], c.Name) {
			d.cookies[fault] = append(d.cookies[fault], c.Name)
		}
	}
}

// ends reports whether a cookie is set only to be deleted.
func (d *CRM) ends(c *http.Cookie) bool {
	return c.MaxAge < 0 || c.MaxAge == 0 && !c.Expires.IsZero() && c.Expires.Before(d.now())
}

func (d *CRM) faultOf(page *url.URL, c *http.Cookie) (cookieFault, bool) {
	name := strings.ToLower(c.Name)
	switch {
	case c.Domain != "" && !domainCovers(c.Domain, page.Hostname()):
		return cookieDomain, true
	case strings.HasPrefix(name, "__secure-") && !c.Secure, strings.HasPrefix(name, "__host-") && (!c.Secure || c.Path != "/" || c.Domain != ""):
		return cookiePrefix, true
	case c.Partitioned && !c.Secure:
		return cookiePartitionedInsecure, true
	case c.SameSite == http.SameSiteNoneMode && !c.Secure:
		return cookieInsecure, true
	case !d.crossSite(page):
		return 0, false
	case c.SameSite == http.SameSiteLaxMode || c.SameSite == http.SameSiteStrictMode:
		return cookieLax, true
	case c.SameSite != http.SameSiteNoneMode:
		return cookieUnmarked, true
	case !c.Partitioned:
		return cookieUnpartitioned, true
	}
	return 0, false
}

func domainCovers(domain, host string) bool {
	domain, host = strings.ToLower(strings.TrimPrefix(domain, ".")), strings.ToLower(host)
	return domain == host || strings.HasSuffix(host, "."+domain)
}

// tellCookies turns the recorded faults into findings, one for each kind of fault.
func (d *CRM) tellCookies() {
	for fault, names := range d.cookies {
		f := cookieFaults()[fault]
		slices.Sort(names)
		d.found(f.Severity, f.Check, f.Todo, "Of the cookies %s: %s.", strings.Join(names, ", "), f.What)
	}
}

// cookieFault is why a cookie does not work in a frame.
type cookieFault int
