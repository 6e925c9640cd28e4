package web

import (
	"fmt"
	"net/netip"
	"net/url"
	"regexp"
	"strings"

	"github.com/ccrepo/ccrepo/api/problem"
)

// CheckOrigin tells what is wrong with an entry of the allow-list: it must be what browsers send as
// Origin, to the letter, so that comparing needs no rules.
func CheckOrigin(origin string) error {
	u, err := url.Parse(origin)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || u.User != nil {
		return fmt.Errorf("%q is no origin such as https://agents.example.com", problem.Clip(origin))
	}
	host := strings.ToLower(u.Hostname())
	_, ipErr := netip.ParseAddr(host)
	if !hostName.MatchString(host) && ipErr != nil {
		return fmt.Errorf("%q is no origin: list each host by its full name; * and other patterns are not taken, names in other alphabets are written as xn--…", problem.Clip(origin))
	}
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if port := u.Port(); port != "" && port != map[string]string{"http": "80", "https": "443"}[u.Scheme] {
		host += ":" + port
	}
	if exact := u.Scheme + "://" + host; origin != exact {
		return fmt.Errorf("%q is no origin as browsers send it; write %s", problem.Clip(origin), exact)
	}
	return nil
}

var hostName = regexp.MustCompile(`^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*$`)
