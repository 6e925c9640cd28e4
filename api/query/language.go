package query

import (
	"net/http"
	"net/url"

	"golang.org/x/text/language"

	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/route"
)

// LanguageOf returns the language of the texts of an answer: that of the parameter lang, else the first of
// Accept-Language that there is, else English. It ignores a value of lang that is no language.
func LanguageOf(values url.Values, header http.Header) route.Language {
	if lang, ok := languageNamed(values.Get("lang")); ok {
		return lang
	}
	// The tags are in the order of preference. Those before an error are lost, as in a header that nobody understands.
	tags, _, err := language.ParseAcceptLanguage(header.Get("Accept-Language"))
	if err != nil {
		return route.English
	}
	for _, tag := range tags {
		base, _ := tag.Base()
		if lang, ok := languageNamed(base.String()); ok {
			return lang
		}
	}
	return route.English
}

// ParseLanguage is LanguageOf that refuses a value of lang that is no language.
func ParseLanguage(values url.Values, header http.Header) (route.Language, error) {
	if _, ok := languageNamed(values.Get("lang")); values.Has("lang") && !ok {
		return route.English, problem.Param("invalid_value", "lang", "%q is neither en nor es", problem.Clip(values.Get("lang")))
	}
	return LanguageOf(values, header), nil
}

// languageNamed returns the language of a name, such as es.
func languageNamed(name string) (route.Language, bool) {
	for _, lang := range route.Languages() {
		if string(lang) == name {
			return lang, true
		}
	}
	return "", false
}

// LanguageNames returns the values of the parameter lang.
func LanguageNames() (names []string) {
	for _, lang := range route.Languages() {
		names = append(names, string(lang))
	}
	return names
}

// headings returns the labels of the columns shown; nil if they are headed by their names.
func (q *Request) headings() (out []string) {
	if !q.labels {
		return nil
	}
	for _, c := range q.fields {
		out = append(out, c.Heading(q.lang))
	}
	return out
}

// parseLanguage parses the parameters of the texts of an answer.
func (q *Request) parseLanguage(values url.Values, header http.Header, wrong *problem.List) {
	var err error
	q.lang, err = ParseLanguage(values, header)
	wrong.AddErr(err)
	q.labels = boolParam(values, "labels", q.format == "xlsx", wrong)
	if q.labels && q.format != "csv" && q.format != "xlsx" {
		wrong.Add(problem.Param("invalid_value", "labels", "only csv and xlsx answers have headings; JSON has the names of the columns"))
	}
}
