package route

import (
	"slices"
	"strings"
)

// Chart describes how to draw an answer.
type Chart struct {
	Kind string   // one of ChartKinds
	X    string   // column
	Y    []string // columns
}

// ChartKinds returns the kinds of charts: bars beside each other, bars on each other, lines, steps, and a heat map, whose
// first y is the column of its rows and whose second is its value.
func ChartKinds() []string { return []string{"bar", "stacked", "line", "step", "heatmap"} }

// String returns the chart in the form of its annotation: "bar x=day y=answered,abandoned".
func (c *Chart) String() string {
	return c.Kind + " x=" + c.X + " y=" + strings.Join(c.Y, ",")
}

// Drawing is the chart of one answer.
type Drawing struct {
	Chart
	Key string // the column that tells apart rows with the same x; may be empty
}

// Drawing returns what is drawn of an answer that has some of the columns; nil: it has no chart. Without slots, an answer
// has no course of time, and is drawn by its first dimension.
func (r *Route) Drawing(slots bool, has func(column string) bool) *Drawing {
	if r.Chart == nil {
		return nil
	}
	out := &Drawing{Chart: Chart{Kind: r.Chart.Kind, X: r.Chart.X, Y: slices.Clone(r.Chart.Y)}}
	if out.X == "interval_start" && len(r.Key) > 0 {
		if !slots {
			out.X = r.Key[0]
		} else if has(r.Key[0]) {
			out.Key = r.Key[0]
		}
	}
	if out.Kind != "heatmap" {
		out.Y = slices.DeleteFunc(out.Y, func(name string) bool { return !has(name) })
	} else if len(out.Y) != 2 || !has(out.Y[0]) || !has(out.Y[1]) {
		return nil
	}
	if len(out.Y) == 0 || !has(out.X) {
		return nil
	}
	return out
}
