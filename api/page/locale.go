// The language of a page: words, numbers, durations and times.

package page

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/labstack/echo/v4"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/message/catalog"
	"golang.org/x/text/number"

	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/route"
)

// languageCookie keeps the language that the viewer chose.
const languageCookie = "ccrepo_lang"

// locale writes for the readers of one language.
type locale struct {
	// Tag is en or es.
	Tag     string
	printer *message.Printer
}

// localeOf returns the language of a request: the parameter lang, the choice of before, or what the browser prefers.
func localeOf(r *http.Request) *locale {
	accepted := r.Header.Get("Accept-Language")
	if kept, err := r.Cookie(languageCookie); err == nil {
		accepted = kept.Value
	}
	if given := r.URL.Query().Get("lang"); given != "" {
		accepted = given
	}
	matcher := language.NewMatcher([]language.Tag{language.English, language.Spanish})
	wanted, _, _ := language.ParseAcceptLanguage(accepted) // without a language that can be read, English
	_, i, _ := matcher.Match(wanted...)
	return newLocale([]string{"en", "es"}[i])
}

// newLocale returns a locale for one request: a printer must not be used by two at once.
func newLocale(tag string) *locale {
	return &locale{Tag: tag, printer: message.NewPrinter(language.Make(tag), message.Catalog(compiledWords()))}
}

// compiledWords returns the words as the printers read them, compiled once.
var compiledWords = sync.OnceValue(func() catalog.Catalog {
	texts := catalog.NewBuilder(catalog.Fallback(language.English))
	for english, spanish := range words() {
		_ = texts.SetString(language.Spanish, english, spanish) // a test uses each
	}
	return texts
})

// Language returns the language of the page that a request gets.
func Language(r *http.Request) route.Language { return route.Language(localeOf(r).Tag) }

// rememberLanguage stores the language that the request chooses.
func rememberLanguage(c echo.Context) {
	if tag := c.QueryParam("lang"); tag == "en" || tag == "es" {
		c.SetCookie(&http.Cookie{ //nolint:gosec // it names a language, and pages are also served without TLS
			Name: languageCookie, Value: tag, Path: auth.Prefix(c.Request()) + "/", MaxAge: 365 * 24 * 3600, HttpOnly: true, SameSite: http.SameSiteLaxMode,
		})
	}
}

// T returns a text of the pages in the language of the reader. The key is the English text, with the verbs of fmt.
func (l *locale) T(english string, args ...any) string { return l.printer.Sprintf(english, args...) }

// Other returns the other language.
func (l *locale) Other() string {
	if l.Tag == "es" {
		return "en"
	}
	return "es"
}

// Number writes a number with at most so many decimals.
func (l *locale) Number(value float64, decimals int) string {
	return l.printer.Sprint(number.Decimal(value, number.MaxFractionDigits(decimals)))
}

// Duration writes seconds as m:ss, and from an hour on as h:mm:ss.
func (l *locale) Duration(seconds float64) string { return route.Duration(seconds) }

// Time writes a moment in its zone, to the second.
func (l *locale) Time(t time.Time) string {
	if l.Tag == "es" {
		return t.Format("02/01/2006 15:04:05")
	}
	return t.Format("2006-01-02 15:04:05")
}

// Clock writes the time of the day.
func (l *locale) Clock(t time.Time) string { return t.Format("15:04:05") }

// Moment writes a bound of a range or a slot: without what is zero in it.
func (l *locale) Moment(t time.Time) string {
	text := l.Time(t)
	if t.Second() == 0 {
		text = strings.TrimSuffix(text, ":00")
		if t.Hour() == 0 && t.Minute() == 0 {
			text = strings.TrimSuffix(text, " 00:00")
		}
	}
	return text
}

// Value writes a value of an answer as its column asks for; ok is false for null.
func (l *locale) Value(c *route.Column, value any) (text string, ok bool) {
	switch v := value.(type) {
	case nil:
		return "–", false
	case bool:
		if v {
			return l.T("yes"), true
		}
		return l.T("no"), true
	case json.Number:
		n, err := v.Float64()
		if err != nil {
			return v.String(), true
		}
		return l.number(c, n, v.String()), true
	case string:
		if c.Kind == route.Time {
			if t, err := time.Parse(time.RFC3339Nano, v); err == nil {
				if c.Name == "interval_start" || c.Name == "interval_end" {
					return l.Moment(t), true
				}
				return l.Time(t), true
			}
		}
		if c.Kind == route.Money {
			if n, err := strconv.ParseFloat(v, 64); err == nil {
				return l.Number(n, 6), true
			}
		}
		return l.valueLabel(c.Values, v), true
	}
	return fmt.Sprint(value), true
}

func (l *locale) number(c *route.Column, n float64, written string) string {
	switch {
	case c.Name == "id" || c.Name == "position" || strings.HasSuffix(c.Name, "_id"):
		return written // it names a row, and is no amount
	case c.Unit() == route.Seconds:
		return l.Duration(n)
	case c.Kind == route.Int:
		return l.Number(n, 0)
	case c.Unit() == route.Percent:
		return l.Number(n, 1)
	}
	return l.Number(n, 2)
}

// of returns a text in the reader's language.
func (l *locale) of(english, spanish string) string {
	return route.Language(l.Tag).Of(english, spanish)
}

// Summary returns what a route answers, in one line.
func (l *locale) Summary(r *route.Route) string {
	return strings.TrimSuffix(l.of(r.Summary, r.SummaryES), ".")
}

// Description returns the rest of it; it may be empty.
func (l *locale) Description(r *route.Route) string { return l.of(r.Description, r.DescriptionES) }

// ColumnLabel returns the heading of a column.
func (l *locale) ColumnLabel(c *route.Column) string { return cmp.Or(l.of(c.Label, c.LabelES), c.Name) }

// Meaning returns what a column means.
func (l *locale) Meaning(c *route.Column) string { return l.of(c.Description, c.DescriptionES) }

// ParamLabel returns the name of a parameter.
func (l *locale) ParamLabel(q *route.Param) string { return cmp.Or(l.of(q.Label, q.LabelES), q.Name) }

// ParamMeaning returns what a parameter means.
func (l *locale) ParamMeaning(q *route.Param) string { return l.of(q.Description, q.DescriptionES) }

// valueLabel returns the text of a fixed value; a value without one is shown as it is.
func (l *locale) valueLabel(values []route.Value, value string) string {
	return route.LabelOf(values, value, route.Language(l.Tag))
}
