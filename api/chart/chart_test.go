package chart_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"image/png"
	"io"
	"math"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/ccrepo/ccrepo/api/chart"
)

func write(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

func TestHostileTextsStayTexts(t *testing.T) {
	t.Parallel()
	svg, err := chart.Draw(&chart.Chart{
		Kind: "bar", Title: `a "title" <script>`, Subtitle: `x style="fill:red"`, Labels: []string{`<b onload="x">`, "a\nb\x01", strings.Repeat("long", 800)}, Write: write,
		Series: []chart.Series{{Name: "]]><script>", Values: []float64{1, 2, 3}}, {Name: `& style="stroke:none"`, Values: []float64{1, 2, math.NaN()}}},
	}, chart.Options{Width: 1000, Height: 500})
	if err != nil {
		t.Fatal(err)
	}
	for d := xml.NewDecoder(bytes.NewReader(svg)); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%v in %s", err, svg)
		}
		if e, is := token.(xml.StartElement); is {
			if e.Name.Local != "svg" && e.Name.Local != "path" && e.Name.Local != "text" && e.Name.Local != "circle" {
				t.Errorf("element %s", e.Name.Local)
			}
			for _, a := range e.Attr {
				if a.Name.Local == "style" || strings.HasPrefix(a.Name.Local, "on") {
					t.Errorf("attribute %s", a.Name.Local)
				}
			}
		}
	}
	if !bytes.Contains(svg, []byte(`&amp; style="stroke:none"`)) {
		t.Error("the text of the legend was changed")
	}
}

// TestAnyChartIsDrawn draws charts of all kinds and sizes: none panics, and each is a picture of its size or an error.
func TestAnyChartIsDrawn(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.OneOf(rapid.Float64Range(-1e9, 1e12), rapid.Just(0.0), rapid.Just(math.NaN()), rapid.Float64Range(0, 5))
		n := rapid.IntRange(0, 40).Draw(t, "labels")
		c := &chart.Chart{
			Kind: rapid.SampledFrom([]string{"bar", "stacked", "line", "step", "heatmap"}).Draw(t, "kind"), Title: rapid.String().Draw(t, "title"), Empty: "no rows", Write: write,
			Labels: rapid.SliceOfN(rapid.String(), n, n).Draw(t, "texts"), XTitle: "x", YTitle: "y",
		}
		for range rapid.IntRange(1, 6).Draw(t, "series") {
			c.Series = append(c.Series, chart.Series{Name: rapid.String().Draw(t, "name"), Values: rapid.SliceOfN(value, n, n).Draw(t, "values")})
		}
		o := chart.Options{Width: rapid.IntRange(chart.MinWidth, 1200).Draw(t, "width"), Height: rapid.IntRange(chart.MinHeight, 700).Draw(t, "height"), PNG: rapid.Bool().Draw(t, "png")}
		out, err := chart.Draw(c, o)
		if err != nil {
			if c.Kind != "heatmap" {
				t.Fatal(err)
			}
			return
		}
		if !o.PNG {
			if err := xml.Unmarshal(out, new(struct{})); err != nil {
				t.Fatal(err)
			}
			return
		}
		picture, err := png.DecodeConfig(bytes.NewReader(out))
		if err != nil || picture.Width != o.Width || picture.Height != o.Height {
			t.Fatalf("%dx%d, %v", picture.Width, picture.Height, err)
		}
	})
}
