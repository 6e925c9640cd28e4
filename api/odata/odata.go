// Package odata translates OData 4 (ISO/IEC 20802), by which Excel and Power BI read, to the parameters of the API. It
// knows the entity sets, their metadata and the options of a request; package query answers.
package odata

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/api/query"
	"github.com/ccrepo/ccrepo/route"
)

// Set is an entity set: the rows of one route.
type Set struct {
	Name  string
	Route *query.Route
}

// Catalogue is the entity sets.
type Catalogue struct{ sets []*Set }

// New returns the entity sets of routes. A route for a single row has none. Two routes whose names differ only in characters that OData's names cannot have
// are an error.
func New(routes []*query.Route) (*Catalogue, error) {
	c := &Catalogue{}
	for _, r := range routes {
		if r.One || strings.Contains(r.Path, "{") {
			continue
		}
		s := &Set{Name: nameOf(r.Path), Route: r}
		if other := c.Set(s.Name); other != nil {
			return nil, fmt.Errorf("%s and %s have the same name in OData, %s; rename one of them", r.Path, other.Route.Path, s.Name)
		}
		c.sets = append(c.sets, s)
	}
	slices.SortFunc(c.sets, func(a, b *Set) int { return strings.Compare(a.Name, b.Name) })
	return c, nil
}

// nameOf returns the name of a route's entity set: /v1/reports/queue-summary is queue_summary, and
// /v1/events/queue_log_repo/CONNECT is queue_log_repo_CONNECT. Characters that no name in OData has become _.
func nameOf(path string) string {
	_, name, _ := strings.Cut(strings.TrimPrefix(path, "/v1/"), "/")
	name = strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return '_'
	}, name)
	if name != "" && name[0] >= '0' && name[0] <= '9' {
		return "_" + name
	}
	return name
}

// Set returns an entity set by its name; nil: there is none.
func (c *Catalogue) Set(name string) *Set {
	for _, s := range c.sets {
		if s.Name == name {
			return s
		}
	}
	return nil
}

// Named returns an entity set, or the problem of a path that names none.
func (c *Catalogue) Named(path string) (*Set, *problem.Problem) {
	if s := c.Set(path); s != nil {
		return s, nil
	}
	name, key, keyed := strings.Cut(path, "(")
	if keyed && c.Set(name) != nil && strings.HasSuffix(key, ")") {
		return nil, notImplemented("", "A row cannot be requested by its key; filter the entity set by $filter.")
	}
	names := make([]string, len(c.sets))
	for i, s := range c.sets {
		names[i] = s.Name
	}
	return nil, problem.New("unknown_route", "There is no entity set %q%s. GET %s lists them.", problem.Clip(path), problem.Nearest(path, names), Prefix)
}

// Only returns the entity sets that a reader may see.
func (c *Catalogue) Only(may func(*query.Route) bool) *Catalogue {
	return &Catalogue{sets: slices.DeleteFunc(slices.Clone(c.sets), func(s *Set) bool { return !may(s.Route) })}
}

// ServiceDocument is the list of the entity sets.
type ServiceDocument struct {
	Context string  `json:"@odata.context,omitempty"`
	Value   []Entry `json:"value"`
}

// Entry is an entity set in the service document.
type Entry struct {
	Name  string `json:"name"`
	Title string `json:"title"`
	Kind  string `json:"kind"`
	URL   string `json:"url"`
}

// ServiceDocument returns the list of the entity sets, under the URL base.
func (c *Catalogue) ServiceDocument(f Format, base string, in route.Language) ServiceDocument {
	d := ServiceDocument{Value: []Entry{}}
	if f.Metadata != "none" {
		d.Context = base + "$metadata"
	}
	for _, s := range c.sets {
		d.Value = append(d.Value, Entry{s.Name, in.Of(s.Route.Summary, s.Route.SummaryES), "EntitySet", s.Name})
	}
	return d
}
