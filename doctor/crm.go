// Examines a CRM's page: the requests of a frame, its redirects and its status.

package doctor

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/publicsuffix"

	"github.com/ccrepo/ccrepo/api/web"
)

const (
	// crmPatience is the time limit of one answer of a CRM.
	crmPatience = 15 * time.Second
	// mostRedirects is the number of redirects that browsers follow.
	mostRedirects = 20
)

// CRM examines a page as a browser sees it when another page shows it in a frame.
type CRM struct {
	diagnosis
	page, origin *url.URL // the CRM's page, and the origin of the page around it

	now           func() time.Time
	roots         *x509.CertPool // trusted authorities; nil: this machine's
	dial          func(ctx context.Context, network, address string) (net.Conn, error)
	renewalPeriod time.Duration // how long before its expiry a certificate is reported

	examined []string // hosts whose certificates were examined
	cookies  map[cookieFault][]string
}

// NewCRM returns a doctor for the URL page, shown in a frame by a page of the given origin. It returns an error if
// either is not valid.
func NewCRM(page, origin string) (*CRM, error) {
	if origin == "" {
		return nil, fmt.Errorf("--origin says which page shows the CRM, such as https://ucontact.example.com")
	}
	if err := web.CheckOrigin(origin); err != nil {
		return nil, fmt.Errorf("--origin: %w", err)
	}
	around, err := url.Parse(origin)
	if err != nil {
		return nil, fmt.Errorf("--origin: %w", err)
	}
	at, err := url.Parse(page)
	if err != nil || (at.Scheme != "https" && at.Scheme != "http") || at.Hostname() == "" || at.User != nil {
		return nil, fmt.Errorf("%q is not the URL of a page such as https://crm.example.com/customers", page)
	}
	return &CRM{page: at, origin: around, now: time.Now, dial: (&net.Dialer{}).DialContext, renewalPeriod: 14 * 24 * time.Hour}, nil
}

// Examine runs every check and returns the findings, errors first. It stops where no frame could get the page at all.
func (d *CRM) Examine(ctx context.Context) []Finding {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	d.findings, d.examined, d.cookies = nil, nil, map[cookieFault][]string{}
	if page, header := d.follow(ctx); page != nil {
		d.examineFraming(page, header)
		d.examineCORS(ctx, page)
	}
	d.tellCookies()
	d.sort()
	return d.findings
}

// follow requests the page and follows its redirects as a frame does. It returns the last page and its headers, or
// nil if the redirects lead to no page.
func (d *CRM) follow(ctx context.Context) (*url.URL, http.Header) {
	page, jar := d.page, &frameJar{d, map[string]*http.Cookie{}}
	been := map[string]bool{jar.key(page): true}
	for range mostRedirects {
		if page.Scheme != "https" {
			d.found(Error, "http", "Serve it by HTTPS, with a certificate that browsers trust, and use that address.",
				"%s is plain HTTP: a page served by HTTPS does not show frames that are not.", withoutQuery(page))
			return nil, nil
		}
		if !d.examineConnection(ctx, page) {
			return nil, nil
		}
		res, err := d.ask(ctx, page, jar.header(page)) //nolint:bodyclose // ask closes the body
		if err != nil {
			d.found(Error, "connection", "Check whether it works in a browser on this machine, and read the CRM's log.", "%s gave no answer: %v.", withoutQuery(page), err)
			return nil, nil
		}
		d.examineCookies(page, res)
		jar.take(page, res)
		if !isRedirect(res) {
			d.examineStatus(page, res)
			return page, res.Header
		}
		next, err := page.Parse(res.Header.Get("Location"))
		if err != nil || next.Hostname() == "" {
			d.found(Error, "redirect", "Correct the redirect in the CRM.", "%s redirects to %q, which is not a valid address.", withoutQuery(page), res.Header.Get("Location"))
			return nil, nil
		}
		// A repeated request with the same cookies gets the same redirect, so this is a circle.
		if been[jar.key(next)] {
			d.found(Error, "redirect", "If a login is lost, see the findings about its cookies; otherwise correct the redirects.",
				"The page redirects in a circle, through %s: a frame stays empty.", withoutQuery(next))
			return nil, nil
		}
		been[jar.key(next)] = true
		if next.Host != page.Host && next.Scheme == "https" {
			d.found(Warning, "redirect", "If this is a login, check whether it allows frames: many do not. It is examined below.",
				"%s redirects to another host, %s.", withoutQuery(page), next.Host)
		}
		page = next
	}
	d.found(Error, "redirect", "Use the address at which they end.", "The page redirects more than %d times: browsers give up.", mostRedirects)
	return nil, nil
}

// ask sends the request of a frame. It accepts any certificate, because examineConnection reports bad ones and one run
// should report everything that is wrong. The body is closed unread.
func (d *CRM) ask(ctx context.Context, page *url.URL, cookies string, headers ...string) (*http.Response, error) {
	ctx, cancel := context.WithTimeout(ctx, crmPatience)
	defer cancel()
	transport := &http.Transport{
		DialContext: d.dial, ForceAttemptHTTP2: true, DisableKeepAlives: true,
		TLSClientConfig: unverified(page.Hostname()),
	}
	defer transport.CloseIdleConnections()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, page.String(), nil)
	if err != nil {
		return nil, fmt.Errorf("ask for the page: %w", err)
	}
	for name, value := range map[string]string{
		"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "User-Agent": "Mozilla/5.0 (compatible; ccrepo doctor)", "Cookie": cookies,
		"Sec-Fetch-Dest": "iframe", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Site": d.fetchSite(page), "Referer": d.origin.String() + "/",
	} {
		if value != "" {
			req.Header.Set(name, value)
		}
	}
	for pair := range slices.Chunk(headers, 2) {
		req.Header.Set(pair[0], pair[1])
	}
	res, err := transport.RoundTrip(req)
	if err != nil {
		return nil, err //nolint:wrapcheck // the finding reports it unchanged
	}
	_ = res.Body.Close()
	return res, nil
}

// unverified returns a configuration that accepts any certificate, so that the certificate can be examined.
func unverified(host string) *tls.Config {
	return &tls.Config{ServerName: host, InsecureSkipVerify: true, MinVersion: tls.VersionTLS10} //nolint:gosec // nothing secret is sent, and a bad certificate is reported
}

func isRedirect(res *http.Response) bool {
	return slices.Contains([]int{301, 302, 303, 307, 308}, res.StatusCode) && res.Header.Get("Location") != ""
}

func (d *CRM) examineStatus(page *url.URL, res *http.Response) {
	switch {
	case res.StatusCode == http.StatusUnauthorized || res.StatusCode == http.StatusForbidden:
		d.found(Warning, "status", "Check whether a signed-in agent gets the same answer; HTTP Basic and client certificates do not work in a frame.",
			"%s answers %s to users who are not signed in.", withoutQuery(page), res.Status)
	case res.StatusCode >= http.StatusBadRequest:
		d.found(Error, "status", "Correct the address, or the CRM.", "%s answers %s.", withoutQuery(page), res.Status)
	}
	kind, _, _ := strings.Cut(res.Header.Get("Content-Type"), ";")
	disposition, _, _ := strings.Cut(res.Header.Get("Content-Disposition"), ";")
	if strings.EqualFold(strings.TrimSpace(disposition), "attachment") {
		d.found(Error, "content", "Remove Content-Disposition: attachment.", "%s is downloaded by browsers, not shown.", withoutQuery(page))
	} else if kind = strings.ToLower(strings.TrimSpace(kind)); kind != "text/html" && kind != "application/xhtml+xml" && res.StatusCode < http.StatusBadRequest {
		d.found(Warning, "content", "Use the address of a page, or let the CRM send Content-Type: text/html.", "%s is of type %q, which is not a page.", withoutQuery(page), kind)
	}
}

// withoutQuery returns a URL without its query, which may hold a phone number.
func withoutQuery(page *url.URL) string {
	return (&url.URL{Scheme: page.Scheme, Host: page.Host, Path: page.Path}).String()
}

// site returns the site that browsers compare for SameSite: the scheme with the registered domain of the host, or with
// the host itself if it has none.
func site(u *url.URL) string {
	domain, err := publicsuffix.EffectiveTLDPlusOne(strings.ToLower(u.Hostname()))
	if err != nil || net.ParseIP(u.Hostname()) != nil {
		domain = strings.ToLower(u.Hostname())
	}
	return u.Scheme + "://" + domain
}

func (d *CRM) crossSite(page *url.URL) bool { return site(page) != site(d.origin) }

func (d *CRM) fetchSite(page *url.URL) string {
	switch {
	case originOf(page) == originOf(d.origin):
		return "same-origin"
	case d.crossSite(page):
		return "cross-site"
	}
	return "same-site"
}

// originOf returns the origin of a page in the form that browsers send.
func originOf(u *url.URL) string {
	host := strings.ToLower(u.Hostname())
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if port := u.Port(); port != "" && port != defaultPort(u.Scheme) {
		host += ":" + port
	}
	return u.Scheme + "://" + host
}

func defaultPort(scheme string) string {
	return map[string]string{"http": "80", "https": "443"}[scheme]
}

// portOf returns the port of a URL, the default port of its scheme if it names none.
func portOf(u *url.URL) string {
	if port := u.Port(); port != "" {
		return port
	}
	return defaultPort(u.Scheme)
}

// readSome reads at most the given number of bytes; a longer text is an error.
func readSome(r io.Reader, most int64) ([]byte, error) {
	text, err := io.ReadAll(io.LimitReader(r, most+1))
	if err == nil && int64(len(text)) > most {
		err = errors.New("it is too long")
	}
	return text, err
}

// frameJar stores the cookies that a browser would store in a frame, so that redirects lead where they lead in the frame.
type frameJar struct {
	doctor  *CRM
	cookies map[string]*http.Cookie // by host and name
}
