// The form of answers, and what has no part in entity sets: paths, types, options as they are written.

package odata

import (
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/route"
)

const (
	// Prefix is the path below which everything of OData is.
	Prefix = "/odata/"
	// Version is the version of OData in which every answer is.
	Version = "4.0"
	// namespace is that of the entity types.
	namespace = "ccrepo"
)

// Covers reports whether a path is of OData.
func Covers(path string) bool {
	return strings.HasPrefix(path, Prefix) || path == strings.TrimSuffix(Prefix, "/")
}

// Format is the form of an answer.
type Format struct {
	Metadata string // minimal, full or none
	Exact    bool   // IEEE754Compatible: whole numbers of 64 bits and amounts are texts
}

// ContentType returns the media type of the form.
func (f Format) ContentType() string {
	kind := "application/json;odata.metadata=" + f.Metadata
	if f.Exact {
		kind += ";IEEE754Compatible=true"
	}
	return kind + ";charset=utf-8"
}

// option is an option of the URL. OData separates options by & only, and has ; in values.
type option struct{ name, value string }

func parseOptions(rawQuery string) ([]option, *problem.Problem) {
	var out []option
	for part := range strings.SplitSeq(rawQuery, "&") {
		if part == "" {
			continue
		}
		rawName, rawValue, _ := strings.Cut(part, "=")
		name, err := url.QueryUnescape(rawName)
		value, valueErr := url.QueryUnescape(rawValue)
		if err != nil || valueErr != nil {
			return nil, problem.New("invalid_value", "the query string is not well-formed: escape %% in values")
		}
		if strings.HasPrefix(name, "$") && slices.ContainsFunc(out, func(o option) bool { return o.name == name }) {
			return nil, problem.Param("invalid_value", problem.Clip(name), "it may be given only once")
		}
		out = append(out, option{name, value})
	}
	return out, nil
}

// ParseFormat returns the form of an answer in JSON, by $format or Accept.
func ParseFormat(rawQuery string, h http.Header) (Format, *problem.Problem) {
	options, wrong := parseOptions(rawQuery)
	if wrong != nil {
		return Format{}, wrong
	}
	accept := strings.Join(h.Values("Accept"), ",")
	for _, o := range options {
		if o.name == "$format" {
			accept = strings.Replace(o.value, "json", "application/json", 1)
			if strings.Contains(o.value, "/") {
				accept = o.value
			}
		}
	}
	if strings.TrimSpace(accept) == "" {
		return Format{Metadata: "minimal"}, nil
	}
	best, quality := Format{}, 0.0
	for part := range strings.SplitSeq(accept, ",") {
		kind, params, err := mime.ParseMediaType(part)
		if err != nil || kind != "application/json" && kind != "application/*" && kind != "*/*" {
			continue
		}
		q := 1.0
		if given, is := params["q"]; is {
			if q, err = strconv.ParseFloat(given, 64); err != nil {
				continue
			}
		}
		f := Format{Metadata: params["odata.metadata"], Exact: params["ieee754compatible"] == "true"}
		if f.Metadata == "" {
			f.Metadata = strings.TrimSuffix(params["odata"], "metadata") // of version 3
		}
		if !slices.Contains([]string{"minimal", "full", "none"}, f.Metadata) {
			f.Metadata = "minimal"
		}
		if q > quality {
			best, quality = f, q
		}
	}
	if quality == 0 {
		return best, problem.New("not_acceptable", "The format is application/json, with odata.metadata=minimal, full or none.")
	}
	return best, nil
}

// edmType returns the type of the values of a kind.
func edmType(kind route.Kind) string {
	switch kind {
	case route.Int:
		return "Edm.Int64"
	case route.Number:
		return "Edm.Double"
	case route.Money:
		return "Edm.Decimal"
	case route.Bool:
		return "Edm.Boolean"
	case route.Time:
		return "Edm.DateTimeOffset"
	}
	return "Edm.String"
}

// TypeOf returns the type of a property's values in the form of annotations.
func TypeOf(kind route.Kind) string { return "#" + strings.TrimPrefix(edmType(kind), "Edm.") }
