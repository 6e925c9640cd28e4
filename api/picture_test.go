package api_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"image/png"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/ccrepo/ccrepo/db"
)

// textsOf returns the texts of an SVG.
func textsOf(t testing.TB, svg []byte) string {
	t.Helper()
	var out strings.Builder
	for d := xml.NewDecoder(bytes.NewReader(svg)); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return out.String()
		}
		if err != nil {
			t.Fatalf("%v in %.300s", err, svg)
		}
		if text, is := token.(xml.CharData); is {
			out.Write(text)
			out.WriteByte('\n')
		}
	}
}

// TestEveryChartIsDrawn draws each report that has a chart, as SVG and PNG, for a key that sees personal data masked.
func TestEveryChartIsDrawn(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.fillMarked(t)
	_, masked := f.key(t, testKey{scopes: []string{"read", "admin"}})
	drawn := 0
	for _, r := range db.Routes() {
		path := r.Path + "?" + walkQuery(r)
		status, header, svg := f.getWith(t, path+"&format=svg&lang=es", bearer(masked))
		if r.Chart == nil {
			if status == http.StatusOK {
				t.Errorf("%s without a chart: status %d", path, status)
			}
			continue
		}
		drawn++
		if status != http.StatusOK || header.Get("Content-Type") != "image/svg+xml" || header.Get("Content-Disposition") != "" {
			t.Errorf("%s: status %d, headers %v: %.200s", path, status, header, svg)
			continue
		}
		texts := textsOf(t, svg)
		if leaked(texts) != "" {
			t.Errorf("%s shows personal data: %s", path, texts)
		}
		if !strings.Contains(texts, "zona UTC") || bytes.Contains(svg, []byte("style=")) {
			t.Errorf("%s: %s", path, svg)
		}
		status, _, body := f.getWith(t, path+"&format=png&width=640&height=320", bearer(masked))
		if config, err := png.DecodeConfig(bytes.NewReader(body)); status != http.StatusOK || err != nil || config.Width != 640 || config.Height != 320 {
			t.Errorf("%s: status %d, %v, %v", path, status, config, err)
		}
	}
	if drawn < 20 {
		t.Errorf("%d reports have a chart", drawn)
	}
}

func TestChartSaysWhatItShows(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.fillMarked(t)
	for _, c := range []struct {
		name, path string
		status     int
		want       []string
	}{
		{"empty answer", "/v1/reports/transfers?from=2001-01-01&to=2001-01-02&format=svg", 200, []string{"No rows in this range"}},
		{"empty answer in Spanish", "/v1/reports/transfers?from=2001-01-01&to=2001-01-02&format=svg&lang=es", 200, []string{"No hay filas", "de 01/01/2001 00:00 a 02/01/2001 00:00"}},
		{"unknown name", "/v1/reports/queue-summary?from=2026-01-01&to=2026-01-02&queue=nobody&format=svg", 200, []string{"queue = nobody: no row has ever had this name"}},
		{"size", "/v1/reports/queue-summary?format=svg&width=10&height=x", 400, []string{"from 200 to 4000", "from 150 to 3000"}},
		{"no chart", "/v1/tables/cdr_repo?format=png", 400, []string{"rows are drawn as png in groups of one or two columns"}},
		{"size without a picture", "/v1/reports/queue-summary?width=500", 400, []string{"only svg and png"}},
		{"columns that are not drawn", "/v1/reports/queue-summary?format=svg&fields=queue", 400, []string{"it draws offered, answered, abandoned"}},
		{"too many places", "/v1/reports/queue-summary?from=2026-01-01&to=2026-03-01&interval=15m&queue=sales&format=svg", 400, []string{"more than 1000 values on an axis"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			status, _, body := f.get(t, c.path)
			text := string(body)
			if status == http.StatusOK {
				text = textsOf(t, body)
			}
			for _, want := range c.want {
				if status != c.status || !strings.Contains(text, want) {
					t.Errorf("status %d, want %d and %q in %s", status, c.status, want, text)
				}
			}
		})
	}
	for accept, want := range map[string]string{
		"image/png": "image/png", "image/svg+xml, image/png;q=0.5": "image/svg+xml", "image/svg+xml,image/*,*/*;q=0.8": "application/json",
	} {
		if _, header, _ := f.getWith(t, "/v1/reports/queue-summary", map[string]string{"Accept": accept}); header.Get("Content-Type") != want {
			t.Errorf("Accept %s: %s", accept, header.Get("Content-Type"))
		}
	}
}
