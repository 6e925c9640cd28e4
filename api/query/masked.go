package query

import (
	"database/sql"
	"net/url"
	"slices"
	"strings"

	"github.com/ccrepo/ccrepo/api/mask"
	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/route"
)

// refuseMasked adds the problems of filters and orders on masked columns: with enough of them a client could determine
// the values.
func (q *Request) refuseMasked(values url.Values, wrong *problem.List) {
	if q.mask == mask.None {
		return
	}
	refuse := func(param, name string) {
		wrong.Add(problem.Param("masked_column", param, "%s is personal data, which is masked for this key; a key with the scope pii may use it", name))
	}
	for _, f := range q.filters {
		if f.column.Personal != "" && !f.showsNothing() {
			refuse(f.param, f.column.Name)
		}
	}
	if q.route.group != nil {
		for _, f := range q.route.group.figures {
			if (f.function == "min" || f.function == "max") && f.column.Personal != "" {
				refuse("agg", f.column.Name)
			}
		}
	}
	for _, p := range q.route.Params {
		if p.Personal != "" && (p.Path || values.Has(p.Name)) {
			refuse(p.Name, p.Name)
		}
	}
	for name := range strings.SplitSeq(values.Get("order"), ",") {
		if c := q.route.Column(strings.TrimPrefix(name, "-")); c != nil && c.Personal != "" {
			refuse("order", c.Name)
		}
	}
}

// showsNothing reports whether a filter on personal data matches only values that are shown unmasked.
func (f filter) showsNothing() bool {
	if f.column.Personal != route.PersonalMixed {
		return false
	}
	switch f.operator {
	case "null":
		return true
	case "eq", "ne":
		return !slices.ContainsFunc(f.values, func(v string) bool { return mask.LooksPersonal([]byte(v)) })
	}
	return false
}

// veilOrder orders masked columns of the key by a hash: in the order of their values, rows would show between which
// others a number lies. Columns after an id do not change the order any more.
func (q *Request) veilOrder() {
	if q.mask == mask.None {
		return
	}
	for i, t := range q.order {
		if t.column.Name == "id" {
			return
		}
		if t.column.Personal != "" && t.column.Personal != route.PersonalMixed {
			q.order[i].veil = q.secrets.Order
		}
	}
}

// maskedEncoder masks the personal data of rows before another encoder writes them. Masking happens only here, for all
// formats; answers to keys that may see personal data do not use it.
type maskedEncoder struct {
	encoder
	masker *mask.Masker
	kinds  []route.Personal // of each column
	values []sql.RawBytes
	room   [][]byte // buffers for the masked values of a row
}

func (e *maskedEncoder) row(buf []byte, first bool, values []sql.RawBytes) []byte {
	for i, kind := range e.kinds {
		e.values[i] = values[i]
		if kind != "" && len(values[i]) > 0 {
			e.room[i] = e.masker.Append(e.room[i][:0], kind, values[i])
			e.values[i] = e.room[i]
		}
	}
	return e.encoder.row(buf, first, e.values)
}

// masked returns an encoder that masks what another one encodes, if the request requires it.
func (q *Request) masked(e encoder) encoder {
	if !q.masks() {
		return e
	}
	out := &maskedEncoder{encoder: e, masker: mask.New(q.mask, q.secrets),
		values: make([]sql.RawBytes, len(q.fields)), room: make([][]byte, len(q.fields))}
	for _, c := range q.fields {
		out.kinds = append(out.kinds, c.Personal)
	}
	return out
}

// masks reports whether any column of the answer is masked.
func (q *Request) masks() bool {
	return q.mask != mask.None && slices.ContainsFunc(q.fields, func(c *route.Column) bool { return c.Personal != "" })
}
