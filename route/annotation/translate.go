// Adds the Spanish and the labels to a route.

package annotation

import (
	"slices"
	"strings"

	"github.com/ccrepo/ccrepo/route"
)

// translate adds the annotations api:es to the texts. The first one without a name is the summary's, the others are
// the description's. If comments have Spanish, every text needs it, except in queries of a site.
func (r *builder) translate(a *annotations, schema Schema) (wrong problems) {
	spanish := schema.Spanish
	set := func(name string, to *string, text string) {
		if text == "" || *to != "" && a.seen["api:es "+name] {
			wrong.addf("api:es %s is empty or given twice; write one text", name)
		}
		a.seen["api:es "+name] = true
		*to = text
	}
	for _, text := range a.spanish {
		name, rest, _ := strings.Cut(text, " ")
		c, p := r.Column(name), r.Param(name)
		switch {
		// A column and a path parameter may have the same name; the parameter's text is the first.
		case p != nil && !p.System && (c == nil || p.DescriptionES == ""):
			set(name, &p.DescriptionES, rest)
		case c != nil:
			set(name, &c.DescriptionES, rest)
		case r.item != nil && r.item.name == name:
			set(name, &r.item.summaryES, rest)
		case r.SummaryES == "":
			r.SummaryES = text
		default:
			r.DescriptionES = strings.TrimSpace(r.DescriptionES + " " + text)
		}
	}
	if r.Description == "" && r.DescriptionES != "" {
		wrong.addf("api:es %s: the query has no description to translate; begin the text with the name of a column or parameter, or add the description", r.DescriptionES)
	}
	if spanish == nil || schema.Site {
		return wrong
	}
	if r.SummaryES == "" {
		wrong.addf("the summary has no Spanish; add -- api:es … beneath it")
	}
	if r.Description != "" && r.DescriptionES == "" {
		wrong.addf("the description has no Spanish; add -- api:es … beneath it")
	}
	if r.item != nil && r.item.summaryES == "" {
		wrong.addf("api:item %s has no Spanish; add -- api:es %s … beneath it", r.item.name, r.item.name)
	}
	for _, p := range r.Params {
		if p.DescriptionES == "" && p.Description != "" {
			wrong.addf("parameter %s has no Spanish; add -- api:es %s … beneath its text", p.Name, p.Name)
		}
	}
	for _, c := range r.Columns {
		if c.DescriptionES != "" || c.Description == "" {
			continue
		}
		if a.has("column " + c.Name) {
			wrong.addf("column %s has no Spanish; add -- api:es %s … beneath its text", c.Name, c.Name)
		} else {
			wrong.addf("column %s has no Spanish; add its comment, %q, to %s", c.Name, c.Description, spanish.file)
		}
	}
	return wrong
}

// label adds the labels to the columns and parameters. If there are labels, each needs its own, except in queries of a
// site, where a label that another column has is left out.
func (r *builder) label(schema Schema) (wrong problems) {
	labels := schema.Labels
	if labels == nil {
		return nil
	}
	for i := range r.Params {
		p := &r.Params[i]
		if p.System {
			continue
		}
		label, values := labels.of(r.Name, p.Name)
		p.Label, p.LabelES, p.Values = label.Label, label.LabelES, values
		if schema.Site {
			continue
		}
		if p.Label == "" {
			wrong.addf("parameter %s has no label; add it to %s", p.Name, labels.file)
		}
		for _, value := range p.Enum {
			if !slices.ContainsFunc(values, func(v route.Value) bool { return v.Value == value }) {
				wrong.addf("parameter %s: the value %s has no label; add it to %s", p.Name, value, labels.file)
			}
		}
	}
	taken := map[string]string{}
	if r.Interval {
		for _, c := range route.SlotColumns() {
			taken[c.Label], taken["es "+c.LabelES] = c.Name, c.Name
		}
	}
	for i := range r.Columns {
		c := &r.Columns[i]
		label, values := labels.of(r.Name, c.Name)
		c.Label, c.LabelES, c.Values = label.Label, label.LabelES, values
		if schema.Site {
			if taken[c.Label] != "" || taken["es "+c.LabelES] != "" {
				c.Label, c.LabelES = "", ""
			} else if c.Label != "" {
				taken[c.Label], taken["es "+c.LabelES] = c.Name, c.Name
			}
			continue
		}
		if c.Label == "" {
			wrong.addf("column %s has no label; add it to %s", c.Name, labels.file)
			continue
		}
		for _, text := range []string{c.Label, "es " + c.LabelES} {
			if other := taken[text]; other != "" {
				wrong.addf("columns %s and %s have the same label, %s; correct it in %s, or add a row %s.%s", other, c.Name, strings.TrimPrefix(text, "es "), labels.file, r.Name, c.Name)
			}
			taken[text] = c.Name
		}
	}
	return wrong
}
