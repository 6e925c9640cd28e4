package annotation

import (
	"encoding/csv"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/ccrepo/ccrepo/route"
)

// ReadPersonal reads the list of columns that hold personal data: CSV with the columns relation, column and personal.
// A relation without comments is ignored; for one with comments, the column must exist. name is the file's name, for
// errors.
//
// A result column that returns a listed column unchanged is personal data too. Computed columns need the annotation
// api:personal.
func ReadPersonal(name string, from io.Reader, comments map[string]string) (map[string]route.Personal, error) {
	records, err := csv.NewReader(from).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	out := map[string]route.Personal{}
	for i, record := range records {
		if i == 0 {
			if strings.Join(record, ",") != "relation,column,personal" {
				return nil, fmt.Errorf("%s:1: the header is %s; write relation,column,personal", name, strings.Join(record, ","))
			}
			continue
		}
		relation, column, kind := record[0], record[1], record[2]
		_, relationKnown := comments[relation]
		_, columnKnown := comments[relation+"."+column]
		_, twice := out[relation+"."+column]
		switch {
		case !slices.Contains(personalKinds(), kind):
			return nil, fmt.Errorf("%s:%d: %q is not a kind of personal data; write one of %s", name, i+1, kind, strings.Join(personalKinds(), ", "))
		case relationKnown && !columnKnown:
			return nil, fmt.Errorf("%s:%d: %s has no column %s; correct the name", name, i+1, relation, column)
		case twice:
			return nil, fmt.Errorf("%s:%d: %s.%s is listed twice; remove one", name, i+1, relation, column)
		}
		out[relation+"."+column] = route.Personal(kind)
	}
	return out, nil
}

// mark adds the annotation api:personal to its columns and parameters. In a query of a site, a text without one is
// masked, whatever it is.
func (r *builder) mark(a *annotations, site bool) (wrong problems) {
	for _, name := range slices.Sorted(maps.Keys(a.personal)) {
		c, p := r.Column(name), r.Param(name)
		switch {
		case c == nil && (p == nil || p.System):
			wrong.addf("api:personal %s: the query has no such column or parameter; remove it or correct the name", name)
		case c != nil && c.Kind != route.Text || c == nil && p.Kind != route.Text:
			wrong.addf("api:personal %s: only texts can be masked; cast it to text", name)
		case a.personal[name] == notPersonal && (!site || c == nil):
			wrong.addf("api:personal %s: only a column of a report of a site can be declared none; remove it", name)
		case a.personal[name] == notPersonal && c.Personal != "":
			wrong.addf("api:personal %s: the column of this name in the tables is personal data, of kind %s; give the kind, or rename the column", name, c.Personal)
		case c != nil:
			c.Personal = a.personal[name]
		default:
			p.Personal = a.personal[name]
		}
	}
	for i := range r.Columns {
		c := &r.Columns[i]
		declared := a.personal[c.Name]
		switch {
		case !site || c.Kind != route.Text:
		case declared == notPersonal:
			c.Personal = ""
		case declared == "" && c.Personal == "":
			c.Personal = route.PersonalText
		}
		if c.Personal != "" && c.Kind != route.Text {
			wrong.addf("column %s is personal data, and only texts can be masked; cast it to text", c.Name)
		}
	}
	return wrong
}
