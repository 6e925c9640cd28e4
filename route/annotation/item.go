package annotation

import (
	"slices"

	"github.com/ccrepo/ccrepo/route"
)

// path returns the path of the list, followed by the column.
func (i *item) path(list string) string { return list + "/{" + i.column + "}" }

// paths returns the paths of the query's route and of its item.
func (r *builder) paths() []string {
	if r.item == nil {
		return []string{r.Path}
	}
	return []string{r.Path, r.item.path(r.Path)}
}

// names returns the names of the query's route and of its item.
func (r *builder) names() []string {
	if r.item == nil {
		return []string{r.Name}
	}
	return []string{r.Name, r.item.name}
}

// routes returns the query's route and, if it has an item, the item's route.
func (r *builder) routes() []route.Route {
	if r.item == nil {
		return []route.Route{r.Route}
	}
	list, one := r.Route, r.Route
	one.Name, one.Path, one.Summary, one.SummaryES = r.item.name, r.item.path(r.Path), r.item.summary, r.item.summaryES
	one.One, one.Item, one.TimeRequired = true, r.item.column, false
	one.Order, one.Chart, one.LeftOut = "", nil, nil
	column := r.Column(r.item.column)
	one.Params = slices.Insert(slices.Clone(r.Params), 0,
		route.Param{
			Name: column.Name, Kind: column.Kind, Path: true, Required: true, Description: column.Description, DescriptionES: column.DescriptionES,
			Label: column.Label, LabelES: column.LabelES, Values: column.Values, Personal: column.Personal,
		})
	list.Examples, one.Examples = nil, nil
	for _, e := range r.Examples {
		if fits(one.Path, examplePath(e)) {
			one.Examples = append(one.Examples, e)
		} else {
			list.Examples = append(list.Examples, e)
		}
	}
	return []route.Route{list, one}
}

// checkItem checks that the list has the column, and that rows can be found by it alone.
func (r *builder) checkItem() (wrong problems) {
	if r.item == nil {
		return nil
	}
	if r.One || r.Interval {
		wrong.addf("api:item is for lists; remove it")
		return wrong
	}
	c := r.Column(r.item.column)
	if c == nil || !slices.Contains(r.Key, r.item.column) || c.Kind != route.Int && c.Kind != route.Text {
		wrong.addf("api:item %s: the query has no such column of api:key with whole numbers or text; correct the name", r.item.column)
	}
	for _, p := range r.Params {
		if p.Name == r.item.column {
			wrong.addf("api:item %s: the query has a parameter of that name; rename it", r.item.column)
		}
	}
	if !slices.ContainsFunc(r.Examples, func(e string) bool { return fits(r.item.path(r.Path), examplePath(e)) }) {
		wrong.addf("api:example is missing for api:item; add a URL of %s that answers a row", r.item.path(r.Path))
	}
	return wrong
}
