package web

import (
	"fmt"
	"net/netip"
	"net/url"
	"regexp"
	"strings"

	"github.com/ccrepo/ccrepo/api/problem"
)

// CheckOrigin returns an error if an entry of the allow-list is invalid. It must be exactly the Origin that browsers send,
// because the texts are compared.
func CheckOrigin(origin string) error {
	u, err := url.Parse(origin)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || u.User != nil {
		return fmt.Errorf("%q is not an origin such as https://agents.example.com", problem.Clip(origin))
	}
	host := strings.ToLower(u.Hostname())
	_, ipErr := netip.ParseAddr(host)
	if !hostName.MatchString(host) && ipErr != nil {
		return fmt.Errorf("%q is not an origin: list each host by its full name; * and other patterns are not allowed, names in other alphabets are written as xn--…", problem.Clip(origin))
	}
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if port := u.Port(); port != "" && port != map[string]string{"http": "80", "https": "443"}[u.Scheme] {
		host += ":" + port
	}
	if exact := u.Scheme + "://" + host; origin != exact {
		return fmt.Errorf("%q is not an origin in the form that browsers send; write %s", problem.Clip(origin), exact)
	}
	return nil
}

var hostName = regexp.MustCompile(`^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*$`)
