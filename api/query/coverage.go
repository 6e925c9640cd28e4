// Whether the feeds had read everything of an answer's range.

package query

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ccrepo/ccrepo/route"
)

// Feed is a source that writes into tables.
type Feed struct {
	Name   string
	Tables []string
	Unseen []Unseen
}

// Unseen is a time of which a feed lacks rows, or may lack them. A zero From is since ever, a zero To until now.
type Unseen struct {
	From, To time.Time
	Reason   string
}

// Coverage says whether the feeds had read everything of the range of an answer.
type Coverage struct {
	Complete bool
	// Gaps are the times within the range of which a feed lacks rows, or may lack them, by feed and time.
	Gaps []Gap
}

// Gap is a time of which a feed lacks rows, or may lack them. A zero From is since ever, a zero To until now.
type Gap struct {
	Feed     string
	From, To time.Time
	Reason   string
}

// maxGaps limits the gaps that an answer lists; the report coverage lists all.
const maxGaps = 20

// Coverage returns the coverage of the answer; nil if no feed writes into a table that the answer is computed from, or the
// answer has no range.
func (q *Request) Coverage(feeds []Feed) *Coverage {
	from, to, ranged := q.coveredRange()
	if !ranged {
		return nil
	}
	fed, gaps := false, []Gap{}
	for _, feed := range feeds {
		if !slices.ContainsFunc(feed.Tables, func(table string) bool { return slices.Contains(q.route.Sources, table) }) {
			continue
		}
		fed = true
		if q.route.AsOf != "" && q.args["as_of"] == "-infinity" { // nothing was computed yet: zeros would look like those of a quiet day
			gaps = append(gaps, Gap{feed.Name, from, to, "the figures are not computed yet"})
			continue
		}
		for _, gap := range feed.Unseen {
			begin, end := gap.From, gap.To
			if !end.IsZero() && !end.After(from) || !to.IsZero() && !begin.Before(to) {
				continue
			}
			if begin.Before(from) {
				begin = from
			}
			if end.IsZero() || !to.IsZero() && end.After(to) {
				end = to
			}
			gaps = append(gaps, Gap{feed.Name, begin, end, gap.Reason})
		}
	}
	if !fed {
		return nil
	}
	return &Coverage{Complete: len(gaps) == 0, Gaps: gaps}
}

// appendCoverage appends the member coverage, if the answer has one.
func (q *Request) appendCoverage(buf []byte, feeds []Feed) []byte {
	c := q.Coverage(feeds)
	if c == nil {
		return buf
	}
	buf = append(strconv.AppendBool(append(buf, `,"coverage":{"complete":`...), c.Complete), `,"gaps":[`...)
	for i, gap := range c.Gaps[:min(len(c.Gaps), maxGaps)] {
		if i > 0 {
			buf = append(buf, ',')
		}
		buf = q.appendGap(buf, gap)
	}
	return append(buf, "]}"...)
}

func (q *Request) appendGap(list []byte, gap Gap) []byte {
	member := func(name string, t time.Time) {
		list = append(append(append(list, ',', '"'), name...), `":`...)
		if t.IsZero() {
			list = append(list, "null"...)
			return
		}
		list = append(t.In(q.loc).AppendFormat(append(list, '"'), time.RFC3339Nano), '"')
	}
	list = appendJSONString(append(list, `{"feed":`...), []byte(gap.Feed))
	member("from", gap.From)
	member("to", gap.To)
	return append(appendJSONString(append(list, `,"reason":`...), []byte(reasonIn(q.lang, gap.Reason))), '}')
}

// unreadable begins the reason of a gap that has the name of its file.
const unreadable = "a rotated file cannot be read: "

// reasonIn returns the reason of a gap in a language. It is stored in English.
func reasonIn(in route.Language, reason string) string {
	if in != route.Spanish {
		return reason
	}
	if file, is := strings.CutPrefix(reason, unreadable); is {
		return "no se puede leer un archivo rotado: " + file
	}
	for _, known := range spanishReasons() {
		if known[0] == reason {
			return known[1]
		}
	}
	return reason
}

func spanishReasons() [][2]string {
	return [][2]string{
		{"no server follows the feed", "ningún servidor sigue la fuente"},
		{"the source does not exist", "el origen no existe"},
		{"reading the source fails", "falla la lectura del origen"},
		{"not read yet", "todavía no se leyó"},
		{"the history is still being read", "la historia todavía se está leyendo"},
		{"the file was copied and truncated: lines written in between are lost", "el archivo se copió y se truncó: las líneas escritas entre tanto se perdieron"},
		{"the file was rotated while no process followed it, and the old one was not found", "el archivo se rotó mientras ningún proceso lo seguía, y el anterior no se encontró"},
		{"the file was copied and truncated while no process followed it: lines written in between are lost", "el archivo se copió y se truncó mientras ningún proceso lo seguía: las líneas escritas entre tanto se perdieron"},
	}
}

// coveredRange returns the range whose rows the answer is computed from; zero times are unlimited. An answer about the
// present needs the last minute. ranged is false if the answer has neither.
func (q *Request) coveredRange() (from, to time.Time, ranged bool) {
	switch {
	case q.route.One:
		return from, to, false
	case q.route.Time != "":
		if !q.span.openFrom {
			from = q.span.from
		}
		if !q.span.openTo {
			to = q.span.to
		}
		return from, to, true
	case q.route.AsOf != "":
		now := q.options.Now()
		if !q.moment.IsZero() {
			now = q.moment
		}
		return now.Add(-time.Minute), now, true
	}
	return from, to, false
}
