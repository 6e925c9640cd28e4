package ingest

import (
	"fmt"
	"slices"
	"strings"
)

// isHeader reports whether fields are a header rather than a record: at least half of them are names of columns
// and none is a time. A record always has a time, unless it is a bad line.
func (c *CDRReader) isHeader(fields []string) bool {
	known := 0
	for _, field := range fields {
		if c.options.looksLikeTime(field) {
			return false
		}
		if c.column(headerName(field)) >= 0 {
			known++
		}
	}
	return known > 0 && 2*known >= len(fields)
}

// readHeader sets the order of the columns from the header. The error is a *HeaderError.
func (c *CDRReader) readHeader(fields []string) error {
	var wrong HeaderError
	var names []string
	seen := map[int]bool{}
	for _, field := range fields {
		name := headerName(field)
		i := c.column(name)
		switch {
		case i < 0:
			wrong.Unknown = append(wrong.Unknown, field)
		case seen[i]:
			wrong.Repeated = append(wrong.Repeated, field)
		}
		seen[i] = true
		names = append(names, name)
	}
	wrong.NoStart = !seen[c.column("start")]
	if len(wrong.Unknown) > 0 || len(wrong.Repeated) > 0 || wrong.NoStart {
		return &wrong
	}
	c.headed = c.arrange(names)
	for i, column := range c.headed.columns {
		if column.name == "" && !column.follows {
			c.notStored = append(c.notStored, strings.TrimSpace(fields[i]))
		}
	}
	return nil
}

// layout returns the columns of a record.
func (c *CDRReader) layout(fields []string) (cdrFields, error) {
	if c.header && len(fields) == len(c.headed.columns) {
		return c.headed, nil
	}
	if c.header {
		return cdrFields{}, fmt.Errorf("wrong number of fields: %d, the header has %d", len(fields), len(c.headed.columns))
	}
	names, ok := cdrLayout(fields, &c.options)
	if !ok {
		return cdrFields{}, fmt.Errorf("wrong number of fields: %d; a file without a header has 16 to 21, in the order of cdr_csv or of cdr_custom's sample", len(fields))
	}
	if _, ok := c.layouts[names]; !ok {
		c.layouts[names] = c.arrange(strings.Fields(names))
	}
	return c.layouts[names], nil
}

func (c *CDRReader) arrange(names []string) cdrFields {
	fields := cdrFields{start: -1, end: -1, duration: -1, uniqueID: -1}
	for i, name := range names {
		column := c.known[c.column(name)]
		fields.columns = append(fields.columns, column)
		switch strings.Fields(column.headers)[0] {
		case "calldate":
			fields.start = i
		case "end":
			fields.end = i
		case "duration":
			fields.duration = i
		case "uniqueid":
			fields.uniqueID = i
		}
	}
	return fields
}

// column returns the index of the column with this name in files, or -1.
func (c *CDRReader) column(name string) int {
	return slices.IndexFunc(c.known, func(column cdrColumn) bool {
		return slices.Contains(strings.Fields(column.headers), name)
	})
}

// headerName normalizes a column's name: "Account Code", account_code and accountcode are the same.
func headerName(field string) string {
	return strings.NewReplacer(" ", "", "_", "", "-", "").Replace(strings.ToLower(strings.TrimSpace(field)))
}
