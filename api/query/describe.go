package query

import (
	"fmt"
	"strings"

	"github.com/ccrepo/ccrepo/route"
)

// Param describes a parameter of a route, for the reference and the command line.
type Param struct {
	Name                       string
	Description, DescriptionES string
	// Label is the heading of the parameter in a form; that of a filter is its column's.
	Label, LabelES string
	// Values are the labels of the values that have one.
	Values []route.Value
	// General is the description without what only this route has. The parameters of the common grammar have it, and
	// those with the same Component have the same.
	General, Component string
	Kind               route.Kind
	Path               bool // is in the path
	Required           bool
	Repeatable         bool // may be given several times
	Operator           bool // a filter with an operator after a dot
	Default            string
	Min, Max           string
	Enum               []string
	Personal           route.Personal // the kind of personal data of a value
}

// Parameters returns the parameters that a request may give: those of the query, in its order, those of the common
// grammar, and a filter for each column and operator.
func (r *Route) Parameters() []Param {
	out := append(r.OwnParameters(), r.Grammar()...)
	for _, c := range r.Columns {
		operators := strings.Join(c.Kind.Operators(), " .")
		out = append(out, Param{
			Name: c.Name, Kind: c.Kind, Repeatable: true, Personal: c.Personal, Label: c.Label, LabelES: c.LabelES, Values: c.Values,
			Description:   fmt.Sprintf("Rows whose %s is this value; repeated: any of them. Also with .%s. %s", c.Name, operators, c.Description),
			DescriptionES: fmt.Sprintf("Filas cuyo %s es este valor; repetido: cualquiera de ellos. También con .%s. %s", c.Name, operators, c.DescriptionES),
		})
		for _, op := range c.Kind.Operators() {
			info := Param{Name: c.Name + "." + op, Kind: c.Kind, Operator: true, Personal: c.Personal, Values: c.Values,
				Description: OperatorMeaning(op, c.Name, route.English), DescriptionES: OperatorMeaning(op, c.Name, route.Spanish)}
			switch op {
			case "ne":
				info.Repeatable = true
			case "null":
				info.Kind = route.Bool
			}
			out = append(out, info)
		}
	}
	return out
}

// OwnParameters returns the parameters of the query itself.
func (r *Route) OwnParameters() []Param {
	var out []Param
	for _, p := range r.Params {
		if !p.System {
			out = append(out, Param{Name: p.Name, Description: p.Description, DescriptionES: p.DescriptionES, Label: p.Label, LabelES: p.LabelES,
				Values: p.Values, Kind: p.Kind, Path: p.Path, Required: p.Required, Repeatable: p.Array, Default: p.Default, Min: p.Min, Max: p.Max, Enum: p.Enum, Personal: p.Personal})
		}
	}
	return out
}

// OperatorMeaning returns the description of the filter on a column with an operator.
func OperatorMeaning(op, column string, in route.Language) string {
	meaning := map[string][2]string{
		"ne":    {"Rows whose %s is not this value, or is null; repeated: none of the values.", "Filas cuyo %s no es este valor, o es nulo; repetido: ninguno de los valores."},
		"gt":    {"Rows whose %s is greater.", "Filas cuyo %s es mayor."},
		"gte":   {"Rows whose %s is greater or equal.", "Filas cuyo %s es mayor o igual."},
		"lt":    {"Rows whose %s is less.", "Filas cuyo %s es menor."},
		"lte":   {"Rows whose %s is less or equal.", "Filas cuyo %s es menor o igual."},
		"like":  {`Rows whose %s matches the pattern: * is any text, \* a star.`, `Filas cuyo %s coincide con el patrón: * es cualquier texto, \* un asterisco.`},
		"ilike": {`Rows whose %s matches the pattern in any case: * is any text, \* a star.`, `Filas cuyo %s coincide con el patrón sin distinguir mayúsculas: * es cualquier texto, \* un asterisco.`},
		"null":  {"true: rows whose %s is null; false: the others.", "true: filas cuyo %s es nulo; false: las demás."},
	}[op]
	return fmt.Sprintf(in.Of(meaning[0], meaning[1]), column)
}

// AnswerHeaders returns the headers and trailers of the answers of generated routes, with their descriptions.
func AnswerHeaders() map[string]string {
	return map[string]string{
		"ETag":          "Weak tag of a JSON answer whose range has ended.",
		"X-Row-Count":   "Of formats other than JSON: rows sent; a trailer of answers of more than 1 MiB (xlsx: 64 KiB). An answer without it is not complete.",
		"X-Next-Cursor": "Of formats other than JSON with a limit, beside X-Row-Count: cursor of the next page.",
		"X-Range-From":  "Of formats other than JSON: beginning of the range; absent if it is open.",
		"X-Range-To":    "Of formats other than JSON: end of the range, exclusive; absent if it is open.",
		"X-Time-Zone":   "Of formats other than JSON: time zone of the answer.",
	}
}
