// The metadata of the entity sets (OData CSDL XML).

package odata

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"slices"

	"github.com/ccrepo/ccrepo/route"
)

// edmx is the document. Its members have the names of the elements of CSDL.
type edmx struct {
	XMLName    xml.Name    `xml:"edmx:Edmx"`
	Version    string      `xml:"Version,attr"`
	Namespace  string      `xml:"xmlns:edmx,attr"`
	References []reference `xml:"edmx:Reference"`
	Schema     schema      `xml:"edmx:DataServices>Schema"`
}

type reference struct {
	URI     string `xml:"Uri,attr"`
	Include struct {
		Namespace string `xml:"Namespace,attr"`
		Alias     string `xml:"Alias,attr"`
	} `xml:"edmx:Include"`
}

type schema struct {
	Namespace string       `xml:"Namespace,attr"`
	XMLNS     string       `xml:"xmlns,attr"`
	Types     []entityType `xml:"EntityType"`
	Container struct {
		Name        string       `xml:"Name,attr"`
		Sets        []entitySet  `xml:"EntitySet"`
		Annotations []annotation `xml:"Annotation"`
	} `xml:"EntityContainer"`
}

type entityType struct {
	Name       string        `xml:"Name,attr"`
	Key        []propertyRef `xml:"Key>PropertyRef"`
	Properties []property    `xml:"Property"`
}

type propertyRef struct {
	Name string `xml:"Name,attr"`
}

type property struct {
	Name        string       `xml:"Name,attr"`
	Type        string       `xml:"Type,attr"`
	Nullable    string       `xml:"Nullable,attr,omitempty"`
	Precision   string       `xml:"Precision,attr,omitempty"`
	Scale       string       `xml:"Scale,attr,omitempty"`
	Annotations []annotation `xml:"Annotation"`
}

type entitySet struct {
	Name        string       `xml:"Name,attr"`
	Type        string       `xml:"EntityType,attr"`
	Annotations []annotation `xml:"Annotation"`
}

// annotation is a statement about the element that it is in.
type annotation struct {
	Term    string      `xml:"Term,attr"`
	String  string      `xml:"String,attr,omitempty"`
	Bool    string      `xml:"Bool,attr,omitempty"`
	Enum    string      `xml:"EnumMember,attr,omitempty"`
	Strings *collection `xml:"Collection"`
	Record  *record     `xml:"Record"`
}

type collection struct {
	Strings []string `xml:"String"`
}

type record struct {
	Values []propertyValue `xml:"PropertyValue"`
}

type propertyValue struct {
	Property string `xml:"Property,attr"`
	Bool     string `xml:"Bool,attr"`
}

// Metadata returns the document that describes the entity sets and their properties.
func (c *Catalogue) Metadata(in route.Language) ([]byte, error) {
	d := edmx{Version: Version, Namespace: "http://docs.oasis-open.org/odata/ns/edmx"}
	for _, name := range []string{"Core", "Capabilities"} {
		r := reference{URI: "https://oasis-tcs.github.io/odata-vocabularies/vocabularies/Org.OData." + name + ".V1.xml"}
		r.Include.Namespace, r.Include.Alias = "Org.OData."+name+".V1", name
		d.References = append(d.References, r)
	}
	d.Schema.Namespace, d.Schema.XMLNS = namespace, "http://docs.oasis-open.org/odata/ns/edm"
	container := &d.Schema.Container
	container.Name, container.Annotations = "Container", containerAnnotations()
	for _, s := range c.sets {
		d.Schema.Types = append(d.Schema.Types, s.entityType(in))
		container.Sets = append(container.Sets, entitySet{s.Name, namespace + "." + s.Name, append([]annotation{
			{Term: "Core.Description", String: in.Of(s.Route.Summary, s.Route.SummaryES)},
		}, setAnnotations()...)})
	}
	var out bytes.Buffer
	out.WriteString(xml.Header)
	if err := xml.NewEncoder(&out).Encode(d); err != nil {
		return nil, fmt.Errorf("write metadata: %w", err)
	}
	return out.Bytes(), nil
}

func (s *Set) entityType(in route.Language) entityType {
	t := entityType{Name: s.Name}
	for _, name := range s.Route.RowKey() {
		t.Key = append(t.Key, propertyRef{name})
	}
	for _, c := range s.Route.Columns {
		p := property{Name: c.Name, Type: edmType(c.Kind), Annotations: []annotation{{Term: "Core.Description", String: in.Of(c.Description, c.DescriptionES)}}}
		// What cannot be expressed, such as NaN, is null whatever the column is.
		if isKey := slices.Contains(s.Route.RowKey(), c.Name); isKey || !c.Nullable && !c.Withheld && (c.Kind == route.Text || c.Kind == route.Int || c.Kind == route.Bool) {
			p.Nullable = "false"
		}
		switch c.Kind {
		case route.Time:
			p.Precision = "6"
		case route.Money:
			p.Scale = "variable"
		}
		t.Properties = append(t.Properties, p)
	}
	return t
}

// containerAnnotations says what the service can do.
func containerAnnotations() []annotation {
	return []annotation{
		{Term: "Capabilities.ConformanceLevel", Enum: "Org.OData.Capabilities.V1.ConformanceLevelType/Minimal"},
		{Term: "Capabilities.SupportedFormats", Strings: &collection{[]string{"application/json;odata.metadata=minimal", "application/json;odata.metadata=none", "application/json;odata.metadata=full"}}},
		{Term: "Capabilities.FilterFunctions", Strings: &collection{[]string{"contains", "startswith", "endswith"}}},
		{Term: "Capabilities.BatchSupported", Bool: "false"},
		{Term: "Capabilities.AsynchronousRequestsSupported", Bool: "false"},
		{Term: "Capabilities.KeyAsSegmentSupported", Bool: "false"},
	}
}

// setAnnotations says what can be asked of every entity set.
func setAnnotations() []annotation {
	off := func(term, property string) annotation {
		return annotation{Term: "Capabilities." + term, Record: &record{[]propertyValue{{property, "false"}}}}
	}
	return []annotation{
		{Term: "Capabilities.SkipSupported", Bool: "false"},
		{Term: "Capabilities.IndexableByKey", Bool: "false"},
		off("ExpandRestrictions", "Expandable"), off("SearchRestrictions", "Searchable"),
		off("InsertRestrictions", "Insertable"), off("UpdateRestrictions", "Updatable"), off("DeleteRestrictions", "Deletable"),
	}
}
