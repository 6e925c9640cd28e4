// The second implementation of the visits, under the names that the tests of the visits use.

package migrations_test

import (
	"testing"

	"github.com/ccrepo/ccrepo/oracle"
)

var visitRelations = comparison{
	stored: func(t *testing.T, db runner) []string { t.Helper(); return stored(t, db, "") },
	oracle: func(log oracle.Log) []string { return lines(expected(log.Events, log.CDRs, newest(log.Events))) },
}

type (
	event = oracle.Event
	cdr   = oracle.CDR
	maybe = oracle.Maybe
	visit = oracle.Visit
	ring  = oracle.Ring
	row   = oracle.Row
)

const (
	second = oracle.Second
	day    = oracle.Day
	span   = oracle.Span
	zero   = oracle.Zero
)

// expected computes every visit and ring of a log. asOf is the time of the newest row of the whole database, which may
// hold other logs too.
func expected(log []event, cdrs []cdr, asOf int64) ([]visit, []ring) {
	return oracle.Visits(log, cdrs, asOf)
}

func stamp(at int64) string { return oracle.Stamp(at) }

// newest returns the time of the newest event of a log.
func newest(log []event) int64 {
	var at int64
	for _, e := range log {
		at = max(at, e.At)
	}
	return at
}
