// The annotations of one query, as they were read.

package annotation

import "github.com/ccrepo/ccrepo/route"

// annotations are the parsed comment lines of one query.
type annotations struct {
	route.Route // the fields that annotations give directly
	item        *item
	params      map[string]paramNote
	columns     map[string]columnNote
	opens       []opening
	rates       []rate
	personal    map[string]route.Personal
	limited     string // path of the route whose query for campaign-limited keys this is
	withheld    []string
	spanish     []string        // values of api:es, in their order
	leftOut     string          // path of the route for which this query counts what its rows exclude
	seen        map[string]bool // identities of annotations already parsed
}

type paramNote struct {
	description string
	options     map[string]string
}

type columnNote struct {
	description string
	additive    bool
}

// opening is the annotation api:opens: the URL template of the rows behind a count.
type opening struct {
	column, template string
}

// rate is the annotation api:rate: the columns that a rate is computed from.
type rate struct {
	column string
	route.Rate
}

// notPersonal declares that a column of a report of a site has no personal data.
const notPersonal route.Personal = "none"

func personalKinds() []string {
	var out []string
	for _, kind := range route.PersonalKinds() {
		out = append(out, string(kind))
	}
	return out
}
