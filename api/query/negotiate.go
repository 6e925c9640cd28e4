// The choice of format and compression by the headers of a request. It is own code because the libraries answer with a
// type that the client refused (q=0), prefer the order of the client to that of the server, or refuse types with
// parameters.

package query

import (
	"mime"
	"slices"
	"strconv"
	"strings"

	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/api/xlsx"
)

// Formats returns the formats of an answer with their media types, the default first.
func Formats() [][2]string {
	return [][2]string{
		{"json", "application/json"},
		{"ndjson", "application/x-ndjson"},
		{"csv", "text/csv; charset=utf-8"},
		{"xlsx", xlsx.MediaType},
	}
}

// Pictures returns the formats of a drawn answer with their media types. Only a report with a chart has them.
func Pictures() [][2]string { return [][2]string{{"svg", "image/svg+xml"}, {"png", "image/png"}} }

// formats returns the formats of the route's answers.
func (r *Route) formats() [][2]string {
	if r.Chart == nil {
		return Formats()
	}
	return append(Formats(), Pictures()...)
}

// formatNames returns the formats that the route may have: lists are drawn when they are grouped.
func (r *Route) formatNames() []string {
	all := r.formats()
	if r.TakesGroups() && r.Chart == nil {
		all = append(all, Pictures()...)
	}
	var names []string
	for _, f := range all {
		names = append(names, f[0])
	}
	return names
}

func mediaType(format string) string {
	for _, f := range append(Formats(), Pictures()...) {
		if f[0] == format {
			return f[1]
		}
	}
	return ""
}

// chooseFormat returns the format that the parameter names, else the one that Accept prefers.
func (r *Route) chooseFormat(value string, given bool, accept string) (string, error) {
	if given {
		if isPicture(value) && r.Chart == nil && (r.TakesGroups() || r.group != nil) {
			return "json", problem.Param("invalid_value", "format", "rows are drawn as %s in groups of one or two columns, with a number: add by= and agg=, as in by=%s&agg=count", value, r.ungrouped().Columns[0].Name)
		}
		if isPicture(value) && r.Chart == nil {
			return "json", problem.Param("invalid_value", "format", "this route has no chart that could be drawn as %s; its formats are %s", value, strings.Join(r.formatNames(), ", "))
		}
		if !slices.Contains(r.formatNames(), value) {
			return "json", problem.Param("invalid_value", "format", "%q is none of %s%s", problem.Clip(value), strings.Join(r.formatNames(), ", "), problem.Nearest(value, r.formatNames()))
		}
		return value, nil
	}
	if strings.TrimSpace(accept) == "" {
		return "json", nil
	}
	best, bestQuality := "", 0.0
	for _, f := range r.formats() {
		// Browsers accept pictures everywhere, so that only who accepts nothing else gets one.
		if q := acceptQuality(accept, f); q > bestQuality && (best == "" || !isPicture(f[0])) {
			best, bestQuality = f[0], q
		}
	}
	if best == "" {
		return "json", problem.New("not_acceptable", "The formats are %s; choose one by Accept or format=", strings.Join(r.formatNames(), ", "))
	}
	return best, nil
}

// acceptQuality returns the quality of a format in an Accept header: that of the most specific match (RFC 9110).
func acceptQuality(accept string, format [2]string) float64 {
	own, _, _ := strings.Cut(format[1], ";")
	major, _, _ := strings.Cut(own, "/")
	names := []string{"*/*", major + "/*", own}
	if format[0] == "ndjson" {
		names = append(names, "application/jsonl")
	}
	best, closest := 0.0, -1
	for part := range strings.SplitSeq(accept, ",") {
		kind, params, err := mime.ParseMediaType(strings.TrimSpace(part))
		if err != nil {
			continue
		}
		if i := slices.Index(names, kind); i > closest {
			best, closest = quality(params["q"]), i
		}
	}
	return best
}

// quality parses a quality value of an Accept header; 0 if it is not a number.
func quality(q string) float64 {
	if q == "" {
		return 1
	}
	n, err := strconv.ParseFloat(q, 64)
	if err != nil {
		return 0
	}
	return n
}

// AcceptsGzip reports whether an Accept-Encoding header allows gzip.
func AcceptsGzip(header string) bool {
	for part := range strings.SplitSeq(header, ",") {
		coding, params, _ := strings.Cut(part, ";")
		_, q, _ := strings.Cut(params, "=")
		if strings.EqualFold(strings.TrimSpace(coding), "gzip") {
			return quality(strings.TrimSpace(q)) > 0
		}
	}
	return false
}

// isPicture reports whether a format is a drawing of the answer.
func isPicture(format string) bool { return format == "svg" || format == "png" }

// pictureParams returns the parameters that only pictures have.
func pictureParams() []string { return []string{"width", "height"} }

// NoneMatches compares an ETag with If-None-Match. The comparison is weak, as RFC 9110 requires.
func NoneMatches(header, tag string) bool {
	for candidate := range strings.SplitSeq(header, ",") {
		candidate = strings.TrimSpace(candidate)
		if candidate == "*" || strings.TrimPrefix(candidate, "W/") == strings.TrimPrefix(tag, "W/") {
			return true
		}
	}
	return false
}
