// Package chart draws charts as SVG and PNG, by github.com/go-analyze/charts. It knows nothing of routes or requests.
package chart

import (
	"fmt"
	"html"
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	charts "github.com/go-analyze/charts"
)

// The bounds of a picture, in pixels.
const (
	MinWidth      = 200
	MaxWidth      = 4000
	DefaultWidth  = 1000
	MinHeight     = 150
	MaxHeight     = 3000
	DefaultHeight = 500
)

// MaxLabels and MaxSeries limit what one chart shows: beyond them nobody can read it.
const (
	MaxLabels = 1000
	MaxSeries = 24
)

// Chart is what is drawn. A value that is not known is NaN: it is left out, and never drawn as zero.
type Chart struct {
	Kind string // bar, stacked, line, step or heatmap
	// Title and Subtitle are above the chart; Empty is the sentence that is drawn if there are no labels.
	Title, Subtitle, Empty string
	// XTitle and YTitle name the axes.
	XTitle, YTitle string
	Labels         []string // of the x axis
	Series         []Series // of a heat map: its rows, from the top
	// Write returns the text of a number on the axis of values.
	Write func(float64) string
	// Clock: the values are seconds, whose round steps are minutes and hours.
	Clock bool
}

// Series is one colour of a chart, or one row of a heat map. It has a value for each label.
type Series struct {
	Name   string
	Values []float64
}

// Options are the form of the picture.
type Options struct {
	Width, Height int
	PNG           bool // else SVG
}

// The sizes of texts in points; a pixel is three quarters of one.
const (
	titleSize = 12.5
	textSize  = 9.5
	// margin is around everything, and head is the height of the title with the line below it.
	margin = 20
	head   = 48
)

func font(size float64) charts.FontStyle {
	return charts.FontStyle{FontSize: size, FontColor: charts.ParseColor("#1b2025")}
}

// Draw returns the picture.
func Draw(c *Chart, o Options) ([]byte, error) {
	format := charts.ChartOutputSVG
	if o.PNG {
		format = charts.ChartOutputPNG
	}
	p := charts.NewPainter(charts.PainterOptions{OutputFormat: format, Width: o.Width, Height: o.Height, Theme: theme()})
	if err := c.paint(p, o); err != nil {
		return nil, fmt.Errorf("draw chart: %w", err)
	}
	out, err := p.Bytes()
	if err != nil {
		return nil, fmt.Errorf("draw chart: %w", err)
	}
	if !o.PNG {
		return c.accessible(out), nil
	}
	return out, nil
}

// theme has the colours of the pages in light, or others for the series.
func theme(series ...string) charts.ColorPalette {
	ink, quiet, line := charts.ParseColor("#1b2025"), charts.ParseColor("#59636d"), charts.ParseColor("#d5d9dd")
	var colors []charts.Color
	if len(series) == 0 {
		series = []string{"#0b5fae", "#b35c00", "#5b6770", "#3b8686", "#8a4f9e", "#8a8f24"}
	}
	for _, hex := range series {
		colors = append(colors, charts.ParseColor(hex))
	}
	return charts.MakeTheme(charts.ThemeOption{
		AxisStrokeColor: quiet, AxisSplitLineColor: line, BackgroundColor: charts.ColorWhite,
		TextColor: ink, TextColorMark: ink, SeriesColors: colors,
	})
}

func (c *Chart) paint(p *charts.Painter, o Options) error {
	p.FilledRect(0, 0, o.Width, o.Height, charts.ColorWhite, charts.ColorWhite, 0)
	p.Text(fit(p, c.Title, titleSize, o.Width-2*margin), margin, 30, 0, font(titleSize))
	p.Text(fit(p, c.Subtitle, textSize, o.Width-2*margin), margin, head, 0, font(textSize))
	below := p.Child(charts.PainterPaddingOption(charts.Box{Top: head, IsSet: true}))
	switch {
	case len(c.Labels) == 0:
		empty := fit(p, c.Empty, textSize, o.Width-2*margin)
		p.Text(empty, (o.Width-p.MeasureText(empty, 0, font(textSize)).Width())/2, (o.Height+head)/2, 0, font(textSize))
		return nil
	case c.Kind == "heatmap":
		return below.HeatMapChart(c.heatmap())
	}
	return c.paintSeries(below, o)
}

func (c *Chart) paintSeries(p *charts.Painter, o Options) error {
	plain := font(textSize)
	values, names := make([][]float64, 0, len(c.Series)), make([]string, 0, len(c.Series))
	for _, s := range c.Series {
		values, names = append(values, withoutNaN(s.Values)), append(names, clip(s.Name))
	}
	legend := charts.LegendOption{SeriesNames: names, FontStyle: plain, Offset: charts.OffsetLeft, Show: charts.Ptr(len(names) > 1)}
	axis := charts.CategoryAxisOption{Labels: clipAll(c.Labels), Title: c.XTitle, LabelFontStyle: plain, TitleFontStyle: plain}
	scale := c.scale()
	scale.Title, scale.LabelFontStyle, scale.TitleFontStyle = c.YTitle, plain, plain
	padding := charts.NewBoxEqual(margin)
	if c.Kind == "line" || c.Kind == "step" {
		if c.Kind == "step" {
			axis.Labels, values = stairs(axis.Labels, values, o.Width)
		}
		opt := charts.NewLineChartOptionWithData(values)
		opt.Legend, opt.XAxis, opt.YAxis, opt.Padding, opt.Theme = legend, axis, []charts.ValueAxisOption{scale}, padding, theme()
		opt.LineStrokeWidth, opt.ValueFormatter = 2, c.Write
		if c.Kind == "step" || len(c.Labels) > 60 {
			opt.Symbol = charts.Symbol{Shape: charts.SymbolNone}
		}
		return p.LineChart(opt)
	}
	opt := charts.NewBarChartOptionWithData(values)
	opt.Legend, opt.CategoryAxis, opt.ValueAxis, opt.Padding, opt.Theme = legend, axis, []charts.ValueAxisOption{scale}, padding, theme()
	opt.ValueFormatter, opt.StackSeries = c.Write, charts.Ptr(c.Kind == "stacked")
	return p.BarChart(opt)
}

// scale returns the axis of values, from zero or the least value in round steps.
func (c *Chart) scale() charts.ValueAxisOption {
	least, greatest := 0.0, 0.0
	for i := range c.Labels {
		sum := 0.0
		for _, s := range c.Series {
			switch v := s.Values[i]; {
			case math.IsNaN(v):
			case c.Kind == "stacked" && v > 0:
				sum += v
			default:
				least, greatest = math.Min(least, v), math.Max(greatest, v)
			}
		}
		greatest = math.Max(greatest, sum)
	}
	step := c.step((greatest - least) / 6)
	bottom, top := math.Floor(least/step)*step, math.Max(1, math.Ceil(greatest/step))*step
	return charts.ValueAxisOption{ValueFormatter: c.Write, Min: charts.Ptr(bottom), Max: charts.Ptr(top), LabelCount: int(math.Round((top-bottom)/step)) + 1, RangeValuePaddingScale: charts.Ptr(0.0)}
}

// step returns the first round number that is not less: 1, 2 or 5 with zeros, or what is round on a clock.
func (c *Chart) step(least float64) float64 {
	if c.Clock {
		for _, step := range []float64{1, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 4 * 3600, 8 * 3600, 24 * 3600} {
			if step >= least {
				return step
			}
		}
	}
	if least <= 1 {
		return 1
	}
	power := math.Pow(10, math.Floor(math.Log10(least)))
	for _, digit := range []float64{1, 2, 5} {
		if digit*power >= least {
			return digit * power
		}
	}
	return 10 * power
}

func withoutNaN(values []float64) []float64 {
	out := slices.Clone(values)
	for i, v := range out {
		if math.IsNaN(v) {
			out[i] = charts.GetNullValue()
		}
	}
	return out
}

func (c *Chart) heatmap() charts.HeatMapOption {
	plain := font(textSize)
	var values [][]float64
	var rows []string
	for _, s := range c.Series {
		values, rows = append(values, withoutNaN(s.Values)), append(rows, s.Name)
	}
	opt := charts.NewHeatMapOptionWithData(values)
	opt.Theme, opt.Padding, opt.ScaleMinValue = theme("#7fb2e5"), charts.NewBoxEqual(margin), charts.Ptr(0.0)
	opt.XAxis = charts.HeatMapAxis{Title: c.XTitle, Labels: clipAll(c.Labels), LabelFontStyle: plain, TitleFontStyle: plain}
	opt.YAxis = charts.HeatMapAxis{Title: c.YTitle, Labels: clipAll(rows), LabelFontStyle: plain, TitleFontStyle: plain, LabelCount: len(rows)}
	opt.ValuesLabel = charts.SeriesLabel{Show: charts.Ptr(true), ValueFormatter: c.Write, FontStyle: font(8)}
	return opt
}

// stairs turns each value into a level of as many points as there are pixels for it: the library draws lines from point
// to point only.
func stairs(labels []string, values [][]float64, width int) (out []string, levels [][]float64) {
	each := max(2, width/len(labels))
	for _, label := range labels {
		out = append(out, slices.Repeat([]string{label}, each)...)
	}
	for _, row := range values {
		var level []float64
		for _, v := range row {
			level = append(level, slices.Repeat([]float64{v}, each)...)
		}
		levels = append(levels, level)
	}
	return out, levels
}

// maxText is the length of a label in characters.
const maxText = 28

// clip shortens a label, and takes line breaks and other controls out of it.
func clip(text string) string {
	text = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, text)
	if utf8.RuneCountInString(text) <= maxText {
		return text
	}
	return string([]rune(text)[:maxText-1]) + "…"
}

func clipAll(texts []string) []string {
	out := make([]string, len(texts))
	for i, text := range texts {
		out[i] = clip(text)
	}
	return out
}

// fit shortens a line to a width, with some room for the wider fonts of those who look at an SVG.
func fit(p *charts.Painter, text string, size float64, width int) string {
	whole := []rune(text)
	for n := len(whole); n > 0; n-- {
		line := string(whole[:n])
		if n < len(whole) {
			line += "…"
		}
		if p.MeasureText(line, 0, font(size)).Width() <= width*9/10 {
			return line
		}
	}
	return ""
}

var styled = regexp.MustCompile(`(<[a-z]+ [^<>]*)style="([^"<>]*)"`)

// accessible gives an SVG its size, a role and a text for screen readers, and attributes instead of styles, which the
// Content-Security-Policy of the server forbids.
func (c *Chart) accessible(svg []byte) []byte {
	text := styled.ReplaceAllStringFunc(string(svg), func(tag string) string {
		parts := styled.FindStringSubmatch(tag)
		var attributes []string
		for property := range strings.SplitSeq(parts[2], ";") {
			if name, value, ok := strings.Cut(property, ":"); ok {
				attributes = append(attributes, name+`="`+value+`"`)
			}
		}
		return parts[1] + strings.Join(attributes, " ")
	})
	label := c.Title
	if c.Subtitle != "" {
		label += ". " + c.Subtitle
	}
	if len(c.Labels) == 0 {
		label += ". " + c.Empty
	}
	return []byte(strings.Replace(text, "<svg ", `<svg role="img" aria-label="`+html.EscapeString(clean(label))+`" `, 1))
}

// clean removes what XML forbids.
func clean(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == utf8.RuneError || r == 0xfffe || r == 0xffff {
			return -1
		}
		return r
	}, text)
}
