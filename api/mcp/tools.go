// The tools, with what they take and return.

package mcp

import (
	"encoding/json"
	"math"
	"math/big"
	"net/url"
	"slices"
	"strings"

	uritemplate "github.com/std-uritemplate/std-uritemplate/go/v2"

	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/api/query"
	"github.com/ccrepo/ccrepo/route"
)

type listInput struct {
	Group  string `json:"group,omitempty" jsonschema:"reports (the default), tables or events"`
	Search string `json:"search,omitempty" jsonschema:"a word in the name or the summary"`
}

type listOutput struct {
	Reports   []entry `json:"reports"`
	Truncated bool    `json:"truncated" jsonschema:"there are more; search by a word"`
}

type entry struct {
	Report  string `json:"report"`
	Summary string `json:"summary"`
}

func (t *tools) list(in listInput) (listOutput, error) {
	group := in.Group
	if group == "" {
		group = "reports"
	}
	if group != "reports" && group != "tables" && group != "events" {
		return listOutput{}, problem.Param("invalid_value", "group", "%q is none of %s%s", problem.Clip(group), "reports, tables, events", problem.Nearest(group, []string{"reports", "tables", "events"}))
	}
	out := listOutput{Reports: []entry{}}
	for _, r := range t.visible() {
		if r.Group != group || !strings.Contains(strings.ToLower(nameOf(r)+" "+r.Summary), strings.ToLower(in.Search)) {
			continue
		}
		if len(out.Reports) == maxRows {
			out.Truncated = true
			break
		}
		out.Reports = append(out.Reports, entry{nameOf(r), r.Summary})
	}
	return out, nil
}

type reportInput struct {
	Report string `json:"report" jsonschema:"name of the report, as list_reports has it"`
}

type description struct {
	Report      string      `json:"report"`
	Summary     string      `json:"summary"`
	Description string      `json:"description,omitempty"`
	Parameters  []parameter `json:"parameters"`
	Columns     []column    `json:"columns" jsonschema:"each is also a filter: queue=Support, wait_seconds.gte=20"`
	Key         []string    `json:"key" jsonschema:"columns that identify a row"`
	Examples    []string    `json:"examples,omitempty"`
}

type parameter struct {
	Name        string   `json:"name"`
	Type        string   `json:"type"`
	Description string   `json:"description"`
	Values      []string `json:"values,omitempty"`
	Default     string   `json:"default,omitempty"`
	Required    bool     `json:"required,omitempty"`
}

type column struct {
	Name     string `json:"name"`
	Type     string `json:"type"`
	Unit     string `json:"unit,omitempty"`
	Formula  string `json:"formula"`
	Personal bool   `json:"personal,omitempty"`
}

func (t *tools) describe(in reportInput) (description, error) {
	r, err := t.find(in.Report)
	if err != nil {
		return description{}, err
	}
	return description{nameOf(r), r.Summary, r.Description, visibleParams(r), columnsOf(r), r.RowKey(), r.Examples}, nil
}

type runInput struct {
	Report     string         `json:"report" jsonschema:"name of the report, as list_reports has it"`
	Parameters map[string]any `json:"parameters,omitempty" jsonschema:"parameters and filters by name: a text, a number, true, or a list of them"`
	Personal   bool           `json:"personal,omitempty" jsonschema:"show personal data unmasked, if the key may see it"`
}

type runOutput struct {
	Rows      []map[string]any  `json:"rows"`
	Total     map[string]any    `json:"total,omitempty"`
	Formulas  map[string]string `json:"formulas,omitempty"`
	Truncated bool              `json:"truncated" jsonschema:"there are more rows, at url"`
	basis
}

// basis is what a figure must be read with.
type basis struct {
	URL      string         `json:"url" jsonschema:"address of the whole answer"`
	From     *string        `json:"from"`
	To       *string        `json:"to"`
	Zone     string         `json:"tz"`
	AsOf     *string        `json:"as_of" jsonschema:"time up to which the answer is complete; null: there is no data"`
	Coverage map[string]any `json:"coverage,omitempty" jsonschema:"whether the feeds had read everything of the range"`
	Warnings []any          `json:"warnings,omitempty"`
}

func (a *answer) basis() basis {
	return basis{a.address, a.From, a.To, a.Zone, a.AsOf, a.Covered, a.Notes}
}

func (t *tools) run(in runInput) (runOutput, error) {
	r, err := t.find(in.Report)
	if err != nil {
		return runOutput{}, err
	}
	a, err := t.ask(r, in.Parameters, in.Personal)
	if err != nil {
		return runOutput{}, err
	}
	return a.bounded(), nil
}

// bounded returns as many rows as a model should get.
func (a *answer) bounded() runOutput {
	out := runOutput{Rows: a.rows, Total: a.Total, Truncated: a.Next != nil, basis: a.basis(), Formulas: map[string]string{}}
	for name, e := range a.Explain {
		out.Formulas[name] = e.Formula
	}
	size := func() int {
		text, err := json.Marshal(out)
		if err != nil {
			return math.MaxInt
		}
		return len(text)
	}
	if len(out.Rows) > maxRows {
		out.Rows, out.Truncated = out.Rows[:maxRows], true
	}
	if size() > maxBytes {
		out.Formulas, out.Truncated = nil, out.Truncated || len(out.Rows) > 1
	}
	for len(out.Rows) > 0 && size() > maxBytes {
		out.Rows, out.Truncated = out.Rows[:len(out.Rows)*3/4], true
	}
	return out
}

type figureInput struct {
	Report     string         `json:"report" jsonschema:"name of the report, as list_reports has it"`
	Parameters map[string]any `json:"parameters,omitempty" jsonschema:"parameters and filters by name"`
	Column     string         `json:"column" jsonschema:"column of the figure"`
	Row        map[string]any `json:"row,omitempty" jsonschema:"columns and values that identify the row, such as {\"queue\": \"Support\"}; without it the total, or the only row"`
}

type figureOutput struct {
	Value       any            `json:"value" jsonschema:"null: not known or not computable"`
	Formula     string         `json:"formula"`
	Numerator   string         `json:"numerator,omitempty"`
	Denominator string         `json:"denominator,omitempty"`
	Parts       map[string]any `json:"parts,omitempty" jsonschema:"the columns of which the figure is computed"`
	RowsURL     string         `json:"rows_url,omitempty" jsonschema:"address of the rows behind the figure"`
	basis
}

func (t *tools) explain(in figureInput) (figureOutput, error) {
	_, out, err := t.figure(in, in.Parameters)
	return out, err
}

// figure asks for one figure of a report.
func (t *tools) figure(in figureInput, parameters map[string]any) (*query.Route, figureOutput, error) {
	r, err := t.find(in.Report)
	if err != nil {
		return nil, figureOutput{}, err
	}
	a, err := t.ask(r, parameters, false)
	if err != nil {
		return r, figureOutput{}, err
	}
	row, err := a.row(in.Row)
	if err != nil {
		return r, figureOutput{}, err
	}
	value, is := row[in.Column]
	if !is {
		return r, figureOutput{}, problem.Param("unknown_column", "column", "there is no column %q%s", problem.Clip(in.Column), problem.Nearest(in.Column, names(row)))
	}
	e := a.Explain[in.Column]
	out := figureOutput{Value: value, Formula: e.Formula, Numerator: e.Numerator, Denominator: e.Denominator, basis: a.basis()}
	for _, name := range strings.Fields(e.Numerator + " " + e.Denominator) {
		if part, is := row[name]; is {
			if out.Parts == nil {
				out.Parts = map[string]any{}
			}
			out.Parts[name] = part
		}
	}
	if e.Rows != "" && (len(in.Row) > 0 || a.Total == nil || !filters(r, parameters)) { // the template of a total has no filters
		filled := uritemplate.Substitutions{}
		for name, value := range row {
			if value != nil {
				filled[name] = text(value)
			}
		}
		if out.RowsURL, err = uritemplate.Expand(e.Rows, filled); err != nil {
			return r, out, err //nolint:wrapcheck // it says what is wrong with the template
		}
	}
	if address, is := row["rows"].(string); is && strings.HasPrefix(address, "/v1/") {
		out.RowsURL = address // of a group
	}
	return r, out, nil
}

// filters reports whether a parameter is a filter on a column.
func filters(r *query.Route, parameters map[string]any) bool {
	for name := range parameters {
		if column, _, _ := strings.Cut(name, "."); r.Column(column) != nil || strings.HasPrefix(name, "filter[") {
			return true
		}
	}
	return false
}

func names(row map[string]any) (out []string) {
	for name := range row {
		out = append(out, name)
	}
	return out
}

// row returns the row with some values; without any, the total, or the only row.
func (a *answer) row(key map[string]any) (map[string]any, error) {
	if len(key) == 0 && a.Total != nil {
		return a.Total, nil
	}
	var found []map[string]any
	for _, row := range a.rows {
		same := true
		for name, value := range key {
			same = same && row[name] != nil && text(row[name]) == text(value)
		}
		if same {
			found = append(found, row)
		}
	}
	switch {
	case len(found) == 0:
		return nil, problem.New("not_found", "No row of the answer has these values; run_report shows the rows.")
	case len(found) > 1:
		return nil, problem.Param("invalid_value", "row", "%d rows have these values; name more columns of the row", len(found))
	}
	return found[0], nil
}

func (t *tools) rowsBehind(in figureInput) (runOutput, error) {
	_, figure, err := t.figure(in, in.Parameters)
	if err != nil {
		return runOutput{}, err
	}
	if figure.RowsURL == "" {
		return runOutput{}, problem.Param("invalid_value", "column", "%s counts no rows, or its address would need a masked value; explain_figure says how it is computed", problem.Clip(in.Column))
	}
	address, err := url.Parse(figure.RowsURL)
	if err != nil {
		return runOutput{}, err //nolint:wrapcheck // it says what is wrong with the URL
	}
	values := address.Query()
	values.Set("limit", "100")
	a, err := t.get(address.Path+"?"+values.Encode(), false)
	if err != nil {
		return runOutput{}, err
	}
	a.address = figure.RowsURL
	return a.bounded(), nil
}

type claimInput struct {
	Report     string         `json:"report" jsonschema:"name of the report, as list_reports has it"`
	Parameters map[string]any `json:"parameters,omitempty" jsonschema:"parameters and filters by name"`
	Column     string         `json:"column" jsonschema:"column of the figure"`
	Row        map[string]any `json:"row,omitempty" jsonschema:"columns and values that identify the row; without it the total, or the only row"`
	Value      float64        `json:"value" jsonschema:"the claimed value"`
}

type claimOutput struct {
	Verdict string  `json:"verdict" jsonschema:"right, wrong, or right by another formula"`
	Claimed float64 `json:"claimed"`
	// By are the parameters of the other formula.
	By map[string]string `json:"by,omitempty" jsonschema:"parameters with which the claim is right"`
	figureOutput
}

// check compares a claim, which may be rounded, with the figure, then with the other formulas that the report has for it.
func (t *tools) check(in claimInput) (claimOutput, error) {
	asked := figureInput{in.Report, in.Parameters, in.Column, in.Row}
	r, figure, err := t.figure(asked, in.Parameters)
	if err != nil {
		return claimOutput{}, err
	}
	out := claimOutput{Verdict: "wrong", Claimed: in.Value, figureOutput: figure}
	if agrees(in.Value, figure.Value) {
		out.Verdict = "right"
		return out, nil
	}
	c := r.Column(in.Column)
	if c == nil {
		return out, nil
	}
	for _, rate := range c.Rates {
		parameters := map[string]any{}
		for name, value := range in.Parameters {
			parameters[name] = value
		}
		for name, value := range rate.When {
			parameters[name] = value
		}
		if len(rate.When) == 0 {
			continue
		}
		_, other, err := t.figure(asked, parameters)
		if err != nil {
			return claimOutput{}, err
		}
		if agrees(in.Value, other.Value) {
			out.Verdict, out.By, out.figureOutput = "right by another formula", rate.When, other
			return out, nil
		}
	}
	return out, nil
}

// agrees reports whether a claim is the value, or the value rounded to the digits of the claim.
func agrees(claim float64, value any) bool {
	number, is := new(big.Rat).SetString(text(value))
	if !is {
		return false
	}
	claimed, err := json.Marshal(claim)
	if err != nil {
		return false
	}
	_, decimals, _ := strings.Cut(string(claimed), ".")
	half := math.Pow10(-len(decimals)) / 2
	exact, _ := number.Float64()
	return math.Abs(exact-claim) <= half+1e-9
}

// visibleParams returns the parameters of a report with their meaning.
func visibleParams(r *query.Route) (out []parameter) {
	for _, p := range append(r.OwnParameters(), r.Grammar()...) {
		if slices.Contains([]string{"format", "cursor", "dialect", "separator", "decimal", "bom", "dates", "labels", "width", "height", "explain", "fields"}, p.Name) {
			continue
		}
		out = append(out, parameter{p.Name, string(p.Kind), p.Description, p.Enum, p.Default, p.Required})
	}
	return out
}

func columnsOf(r *query.Route) (out []column) {
	for _, c := range r.Columns {
		out = append(out, column{c.Name, string(c.Kind), string(c.Unit()), c.Description, c.Personal != route.Personal("")})
	}
	return out
}
