// Query strings of the links and forms of pages.

package page

import (
	"maps"
	"net/url"
	"slices"
)

// with returns the query string with another value of a parameter; an empty one is left out.
func with(values url.Values, name, value string) string {
	out := clone(values)
	if value == "" {
		out.Del(name)
	} else {
		out.Set(name, value)
	}
	return out.Encode()
}

func clone(values url.Values) url.Values {
	out := url.Values{}
	for name, given := range values {
		out[name] = slices.Clone(given)
	}
	return out
}

func mapsKeys(values url.Values) func(func(string) bool) { return maps.Keys(values) }
