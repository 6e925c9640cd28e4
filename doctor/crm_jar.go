package doctor

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

func (j *frameJar) take(page *url.URL, res *http.Response) {
	for _, c := range res.Cookies() {
		key := page.Hostname() + " " + c.Name
		if fault, bad := j.doctor.faultOf(page, c); j.doctor.ends(c) || bad && fault != cookieUnpartitioned {
			delete(j.cookies, key)
			continue
		}
		j.cookies[key] = c
	}
}

// header returns the Cookie header of a request for a page.
func (j *frameJar) header(page *url.URL) string {
	var pairs []string
	for key, c := range j.cookies {
		host, _, _ := strings.Cut(key, " ")
		if host == page.Hostname() || c.Domain != "" && domainCovers(c.Domain, page.Hostname()) {
			pairs = append(pairs, fmt.Sprintf("%s=%s", c.Name, c.Value))
		}
	}
	slices.Sort(pairs)
	return strings.Join(pairs, "; ")
}

// key returns everything an answer depends on: the page and the cookies sent with the request.
func (j *frameJar) key(page *url.URL) string { return page.String() + "\n" + j.header(page) }
