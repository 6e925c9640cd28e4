// What a page allows the scripts of another origin.

package doctor

import (
	"context"
	"net/http"
	"net/url"
	"strings"
)

// strangeOrigin is an origin that no CRM has a reason to trust.
const strangeOrigin = "https://ccrepo-doctor.invalid"

// examineCORS examines whether a script of the origin may read the page. Browsers show a frame without this
// permission, but uContact requires it.
func (d *CRM) examineCORS(ctx context.Context, page *url.URL) {
	own := originOf(d.origin)
	if originOf(page) == own {
		return
	}
	h, ok := d.askByScript(ctx, page, own)
	if !ok {
		return
	}
	cure := "Let the CRM answer requests whose Origin is " + own + " with Access-Control-Allow-Origin: " + own + " and Vary: Origin."
	values := h.Values("Access-Control-Allow-Origin")
	allowed := strings.Join(values, ", ")
	credentials := h.Get("Access-Control-Allow-Credentials")
	switch {
	case allowed == "":
		d.found(Error, "cors", cure, "The CRM does not allow pages of %s to read it, which uContact requires. A frame is shown even without it.", own)
		return
	case allowed == "*":
		if credentials == "true" {
			d.found(Warning, "cors", cure, "Access-Control-Allow-Origin: * and Access-Control-Allow-Credentials: true exclude each other: browsers refuse requests with cookies.")
		}
		return
	case strings.Contains(allowed, ","):
		d.found(Error, "cors", cure, "Access-Control-Allow-Origin is %q: browsers accept exactly one origin, and refuse this.", allowed)
		return
	case allowed != own && strings.EqualFold(strings.TrimSuffix(allowed, "/"), own):
		d.found(Error, "cors", cure, "Access-Control-Allow-Origin is %q, which is not exactly the %s that browsers compare it with.", allowed, own)
		return
	case allowed != own:
		d.found(Error, "cors", cure, "Access-Control-Allow-Origin is %q, not %s.", allowed, own)
		return
	}
	if credentials != "" && credentials != "true" {
		d.found(Warning, "cors", "Write true, in lower case.", "Access-Control-Allow-Credentials is %q, which browsers treat as no.", credentials)
	}
	if !varies(h) {
		d.found(Warning, "cors", "Add Vary: Origin.", "The answer names the origin without Vary: Origin: a cache may give it to pages of another one.")
	}
	if h, ok := d.askByScript(ctx, page, strangeOrigin); ok && h.Get("Access-Control-Allow-Origin") == strangeOrigin && h.Get("Access-Control-Allow-Credentials") == "true" {
		d.found(Warning, "cors", "Let the CRM compare Origin with a list.", "Every origin is allowed, with cookies: any site can read the CRM in the name of a signed-in user.")
	}
}

// askByScript requests a page as a script of the origin does.
func (d *CRM) askByScript(ctx context.Context, page *url.URL, origin string) (http.Header, bool) {
	res, err := d.ask(ctx, page, "", "Origin", origin, "Sec-Fetch-Dest", "empty", "Sec-Fetch-Mode", "cors") //nolint:bodyclose // ask closes the body
	if err != nil {
		d.found(Warning, "cors", "Try again, and read the CRM's log.", "The CRM's answer to a script could not be examined: %v.", err)
		return nil, false
	}
	return res.Header, true
}

func varies(h http.Header) bool {
	for name := range strings.SplitSeq(strings.Join(h.Values("Vary"), ","), ",") {
		if name = strings.TrimSpace(name); name == "*" || strings.EqualFold(name, "Origin") {
			return true
		}
	}
	return false
}
