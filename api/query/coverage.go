// Whether the feeds had read everything of an answer's range.

package query

import (
	"slices"
	"time"
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

// maxGaps limits the gaps that an answer lists; the report coverage lists all.
const maxGaps = 20

// appendCoverage appends the member coverage if a feed writes into a table that the answer is computed from.
func (q *Request) appendCoverage(buf []byte, feeds []Feed) []byte {
	from, to, ranged := q.coveredRange()
	if !ranged {
		return buf
	}
	fed, gaps := false, 0
	var list []byte
	for _, feed := range feeds {
		if !slices.ContainsFunc(feed.Tables, func(table string) bool { return slices.Contains(q.route.Sources, table) }) {
			continue
		}
		fed = true
		for _, gap := range feed.Unseen {
			begin, end := gap.From, gap.To
			if !end.IsZero() && !end.After(from) || !to.IsZero() && !begin.Before(to) {
				continue
			}
			if gaps++; gaps > maxGaps {
				continue
			}
			if begin.Before(from) {
				begin = from
			}
			if end.IsZero() || !to.IsZero() && end.After(to) {
				end = to
			}
			if gaps > 1 {
				list = append(list, ',')
			}
			list = q.appendGap(list, feed.Name, begin, end, gap.Reason)
		}
	}
	if !fed {
		return buf
	}
	if gaps == 0 {
		return append(buf, `,"coverage":{"complete":true,"gaps":[]}`...)
	}
	return append(append(append(buf, `,"coverage":{"complete":false,"gaps":[`...), list...), "]}"...)
}

func (q *Request) appendGap(list []byte, feed string, from, to time.Time, reason string) []byte {
	member := func(name string, t time.Time) {
		list = append(append(append(list, ',', '"'), name...), `":`...)
		if t.IsZero() {
			list = append(list, "null"...)
			return
		}
		list = append(t.In(q.loc).AppendFormat(append(list, '"'), time.RFC3339Nano), '"')
	}
	list = appendJSONString(append(list, `{"feed":`...), []byte(feed))
	member("from", from)
	member("to", to)
	return append(appendJSONString(append(list, `,"reason":`...), []byte(reason)), '}')
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
		return now.Add(-time.Minute), now, true
	}
	return from, to, false
}
