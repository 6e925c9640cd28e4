// The parameters fields, order and cursor.

package query

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/api/secret"
	"github.com/ccrepo/ccrepo/route"
)

// orderTerm is one column of an order; nulls are last in both directions.
type orderTerm struct {
	column *route.Column
	desc   bool
	veil   string // of a masked column: the key of the hashes by which it is ordered
	// shown: the column is ordered by the value as it is shown, where values that cannot be expressed are null. Columns of
	// the key and the time of the route are ordered as they are stored, because of their index.
	shown bool
}

// name returns the expression that the column is ordered by.
func (t orderTerm) name(b *builder) string {
	name := "q." + quoteIdent(t.column.Name)
	if lower, upper := expressible(t.column.Kind, name); t.shown && lower != "" {
		name = "CASE WHEN " + lower + " AND " + upper + " THEN " + name + " END"
	}
	return t.by(name, b)
}

// by returns the expression by which a value of the column is ordered.
func (t orderTerm) by(value string, b *builder) string {
	if t.veil == "" {
		return value
	}
	return "sha256(convert_to(" + b.bind(t.veil) + "::text || " + value + ", 'UTF8'))"
}

// parseFields parses fields=a,b; without it the answer has all columns.
func (r *Route) parseFields(value string, given bool) ([]*route.Column, *problem.Problem) {
	var out []*route.Column
	if !given {
		for i := range r.Columns {
			out = append(out, &r.Columns[i])
		}
		return out, nil
	}
	for name := range strings.SplitSeq(value, ",") {
		c := r.Column(name)
		switch {
		case c == nil:
			return nil, problem.Param("unknown_column", "fields", "there is no column %q%s", problem.Clip(name), problem.Nearest(name, r.ColumnNames()))
		case slices.Contains(out, c):
			return nil, problem.Param("invalid_value", "fields", "column %s is given twice", name)
		}
		out = append(out, c)
	}
	return out, nil
}

// parseOrder parses order=-a,b, or takes the route's own order, and appends the remaining columns of the key, in the
// direction of the last column.
func (r *Route) parseOrder(value string, given bool) ([]orderTerm, *problem.Problem) {
	var out []orderTerm
	has := func(c *route.Column) bool {
		return slices.ContainsFunc(out, func(t orderTerm) bool { return t.column == c })
	}
	if !given {
		value = r.Order
	}
	if given || value != "" {
		for name := range strings.SplitSeq(value, ",") {
			bare, desc := strings.CutPrefix(name, "-")
			c := r.Column(bare)
			switch {
			case c == nil:
				return nil, problem.Param("unknown_column", "order", "there is no column %q%s", problem.Clip(bare), problem.Nearest(bare, r.ColumnNames()))
			case has(c):
				return nil, problem.Param("invalid_value", "order", "column %s is given twice", bare)
			}
			out = append(out, orderTerm{column: c, desc: desc, shown: c.Nullable && bare != r.Time && !slices.Contains(r.rowKey, bare)})
		}
	}
	desc := len(out) > 0 && out[len(out)-1].desc
	for _, name := range r.rowKey {
		if c := r.Column(name); !has(c) {
			out = append(out, orderTerm{column: c, desc: desc})
		}
	}
	return out, nil
}

// cursor is the beginning of the next page: after the row with these values of the order's columns.
type cursor struct {
	Identity string    `json:"q"`
	From     time.Time `json:"f,omitzero"`
	To       time.Time `json:"t,omitzero"`
	Last     []*string `json:"k"` // as PostgreSQL writes them; nil is NULL
}

// identityOf returns the identity of a request, to which a cursor belongs: the route and all parameters but those that
// may change from page to page.
func identityOf(r *Route, pathParams map[string]string, values url.Values) string {
	kept := url.Values{}
	for name, v := range values {
		if !slices.Contains([]string{"cursor", "limit", "fields", "format", "count", "lang", "labels"}, name) {
			kept[name] = v
		}
	}
	for name, v := range pathParams {
		kept.Set("/"+name, v)
	}
	sum := sha256.Sum256([]byte(r.Path + "?" + kept.Encode()))
	return base64.RawURLEncoding.EncodeToString(sum[:12])
}

// encodeCursor encrypts a cursor: it contains values of the last row, which may be masked in the answer.
func encodeCursor(s *secret.Keys, c cursor) string {
	text, err := json.Marshal(c)
	if err != nil {
		panic(err) // strings and times of four-digit years can always be encoded
	}
	return base64.RawURLEncoding.EncodeToString(s.Seal(text))
}

func parseCursor(s *secret.Keys, value, identity string) (*cursor, error) {
	var c cursor
	sealed, err := base64.RawURLEncoding.DecodeString(value)
	text, genuine := s.Open(sealed)
	if err == nil && genuine {
		err = json.Unmarshal(text, &c)
	}
	if err != nil || !genuine || c.From.Year() < 1 || c.To.Year() < 1 {
		return nil, problem.Param("invalid_cursor", "cursor", "this is no cursor; take next_cursor of the previous answer as it is")
	}
	if c.Identity != identity {
		return nil, problem.Param("invalid_cursor", "cursor", "it belongs to another request; keep range, filters and order, or begin without a cursor")
	}
	return &c, nil
}

// check checks that the cursor's values are of the types of the order's columns.
func (c *cursor) check(order []orderTerm) *problem.Problem {
	bad := problem.Param("invalid_cursor", "cursor", "this is no cursor; take next_cursor of the previous answer as it is")
	if len(c.Last) != len(order) {
		return bad
	}
	for i, v := range c.Last {
		switch {
		case v == nil && !order[i].column.Nullable:
			return bad
		case v != nil && !isSQLText(order[i].column.Kind, *v):
			return bad
		}
	}
	return nil
}

var (
	sqlNumber = regexp.MustCompile(`^(-?[0-9]+(\.[0-9]+)?|NaN|-?Infinity)$`)
	sqlMoment = regexp.MustCompile(`^([0-9]{4,5})-([0-9]{2})-([0-9]{2}) ([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,6})?\+00( BC)?$`)
)

// isSQLText reports whether a text may be PostgreSQL's output of a value of a kind; PostgreSQL can read every such text.
func isSQLText(kind route.Kind, v string) bool {
	const mostDigits = 16_000
	switch kind {
	case route.Int, route.Bool:
		_, invalid := parseValue("", kind, v, time.UTC)
		return invalid == nil
	case route.Number, route.Money:
		return len(v) <= mostDigits && sqlNumber.MatchString(v)
	case route.Time:
		if v == "infinity" || v == "-infinity" {
			return true
		}
		m := sqlMoment.FindStringSubmatch(v)
		if m == nil {
			return false
		}
		var year, month, day int
		if _, err := fmt.Sscanf(m[1]+" "+m[2]+" "+m[3], "%d %d %d", &year, &month, &day); err != nil || year == 0 || m[6] != "" && year > 4000 {
			return false
		}
		if m[6] != "" {
			year = 1 - year // 1 BC is the year 0 of the proleptic calendar
		}
		return month >= 1 && month <= 12 && time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC).Day() == day
	}
	return !strings.ContainsRune(v, 0)
}

// condition returns the SQL condition that a row comes after the cursor. If all columns have one direction and none can
// be NULL, it is one row comparison, for which an index can be used; else it compares column by column.
func (c *cursor) condition(order []orderTerm, b *builder) string {
	names, values := make([]string, len(order)), make([]string, len(order))
	plain := true
	for i, t := range order {
		names[i] = t.name(b)
		if c.Last[i] != nil {
			values[i] = t.by(b.bind(*c.Last[i])+"::"+sqlType(t.column.Kind), b)
		}
		plain = plain && !t.column.Nullable && t.desc == order[0].desc
	}
	if plain {
		// Partitions are pruned only by a separate condition on the first column.
		return fmt.Sprintf("%s %s= %s AND (%s) %s (%s)", names[0], direction(order[0].desc), values[0],
			strings.Join(names, ", "), direction(order[0].desc), strings.Join(values, ", "))
	}
	var alternatives []string
	prefix := ""
	for i, t := range order {
		same := names[i] + " IS NULL"
		if values[i] != "" {
			same = names[i] + " = " + values[i]
			after := names[i] + " " + direction(t.desc) + " " + values[i]
			if t.column.Nullable {
				after = "(" + after + " OR " + names[i] + " IS NULL)"
			}
			alternatives = append(alternatives, prefix+after)
		}
		prefix += same + " AND "
	}
	return "(" + strings.Join(alternatives, " OR ") + ")"
}

func direction(desc bool) string {
	if desc {
		return "<"
	}
	return ">"
}

// orderBy returns the ORDER BY clause. It has no NULLS LAST for columns without nulls, so that an index can be read
// backwards.
func orderBy(order []orderTerm, b *builder) string { return " ORDER BY " + orderTerms(order, b) }

// orderTerms returns the terms of ORDER BY.
func orderTerms(order []orderTerm, b *builder) string {
	terms := make([]string, len(order))
	for i, t := range order {
		terms[i] = t.name(b)
		if t.desc {
			terms[i] += " DESC"
			if t.column.Nullable {
				terms[i] += " NULLS LAST"
			}
		}
	}
	return strings.Join(terms, ", ")
}
