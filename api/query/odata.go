// The form of answers to clients of OData; package odata translates their requests.

package query

import (
	"database/sql"
	"strconv"

	"github.com/ccrepo/ccrepo/route"
)

// OData is the form of an answer to a client of OData, instead of a format of the API.
type OData struct {
	ContentType string
	Context     string // the URL of the metadata; empty: none
	Type        string // of each row, for clients that want all metadata; empty: none
	// Exact: whole numbers and amounts are texts, for clients whose numbers have 53 bits.
	Exact bool
	// TypeOf returns the name of the type of a kind of values, for rows with types.
	TypeOf func(route.Kind) string
	Limit  int // rows; 0: none
	Count  bool
	// Next returns the URL of the next page, for a cursor; empty: there is none.
	Next func(cursor string) string
}

// use makes the answer to a request one of OData.
func (q *Request) use(o *OData) {
	q.odata, q.format, q.limit, q.count = o, "odata", max(o.Limit, 1), ""
	if o.Count {
		q.count = "exact"
	}
}

// odataEncoder writes rows as objects.
type odataEncoder struct {
	*jsonEncoder
	form *OData
}

func (q *Request) newODataEncoder() *odataEncoder {
	e := &odataEncoder{newJSONEncoder(q.fields, q.loc, false), q.odata}
	if q.odata.Type == "" {
		return e
	}
	for i, c := range q.fields {
		var name []byte
		if i == 0 {
			// Rows cannot be requested one by one, so that they have no id.
			name = append(appendJSONString(append(name, `"@odata.type":`...), []byte(q.odata.Type)), `,"@odata.id":null`...)
		}
		if c.Kind != route.Text && c.Kind != route.Bool { // which JSON shows
			name = append(appendJSONString(append(name, ','), []byte(c.Name+"@odata.type")), ':')
			name = appendJSONString(name, []byte(q.odata.TypeOf(c.Kind)))
		}
		if len(name) > 0 || i > 0 {
			name = append(name, ',')
		}
		e.names[i] = append(appendJSONString(name, []byte(c.Name)), ':')
	}
	return e
}

func (e *odataEncoder) head(buf []byte) []byte {
	buf = append(buf, '{')
	if e.form.Context != "" {
		buf = append(appendJSONString(append(buf, `"@odata.context":`...), []byte(e.form.Context)), ',')
	}
	return append(buf, `"value":[`...)
}

func (e *odataEncoder) row(buf []byte, first bool, values []sql.RawBytes) []byte {
	if !first {
		buf = append(buf, ',')
	}
	buf = append(buf, '{')
	for i, c := range e.columns {
		buf = append(buf, e.names[i]...)
		quote := e.form.Exact && (c.Kind == route.Int || c.Kind == route.Money)
		switch value := values[i]; {
		case value == nil || !isExpressible(c.Kind, value):
			buf = append(buf, "null"...)
		case quote:
			buf = appendJSONString(buf, value)
		case c.Kind == route.Money:
			buf = append(buf, value...)
		default:
			buf = appendJSONValue(buf, c.Kind, value, e.loc)
		}
	}
	return append(buf, '}')
}

// finishOData ends an answer of OData.
func (a *answer) finishOData(next string) error {
	if a.counted != nil {
		a.out.buf = strconv.AppendInt(append(a.out.buf, `,"@odata.count":`...), *a.counted, 10)
	}
	if next != "" && a.odata.Limit > 0 {
		if link := a.odata.Next(next); link != "" {
			a.out.buf = appendJSONString(append(a.out.buf, `,"@odata.nextLink":`...), []byte(link))
		}
	}
	a.out.buf = append(a.out.buf, '}', '\n')
	return a.out.end()
}
