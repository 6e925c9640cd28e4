package route_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/route"
)

func TestHeadingsHaveTheUnit(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		column route.Column
		en, es string
	}{
		{route.Column{Name: "hold_seconds", Kind: route.Number, Description: "Time on hold, in seconds.", Label: "Hold", LabelES: "Retención"}, "Hold (s)", "Retención (s)"},
		{route.Column{Name: "occupancy", Kind: route.Number, Description: "Busy by available, in percent.", Label: "Occupancy", LabelES: "Ocupación"}, "Occupancy (%)", "Ocupación (%)"},
		{route.Column{Name: "ringtime", Kind: route.Int, Description: "How long it rang, in milliseconds (data1).", Label: "Ring", LabelES: "Timbrado"}, "Ring (ms)", "Timbrado (ms)"},
		{route.Column{Name: "billsec", Kind: route.Int, Description: "Seconds since the call was answered.", Label: "Billed", LabelES: "Facturado"}, "Billed (s)", "Facturado (s)"},
		{route.Column{Name: "lag_seconds", Kind: route.Int, Description: "How late it is.", Label: "Lag", LabelES: "Atraso"}, "Lag (s)", "Atraso (s)"},
		{route.Column{Name: "deadline", Kind: route.Time, Description: "Time, later in seconds.", Label: "Deadline", LabelES: "Vence"}, "Deadline", "Vence"},
		{route.Column{Name: "second", Kind: route.Int, Description: "Second of waiting.", Label: "Second", LabelES: "Segundo"}, "Second", "Segundo"},
		{route.Column{Name: "own_seconds", Kind: route.Int, Description: "Of a site."}, "own_seconds", "own_seconds"},
		{route.Column{Name: "own", Kind: route.Int, Description: "Of a site.", Label: "Own"}, "Own", "Own"},
	} {
		if en, es := tt.column.Heading(route.English), tt.column.Heading(route.Spanish); en != tt.en || es != tt.es {
			t.Errorf("%s is headed %q and %q, want %q and %q", tt.column.Name, en, es, tt.en, tt.es)
		}
	}
}

func TestSpanishTextsNameTheUnitOfTheEnglishOnes(t *testing.T) {
	t.Parallel()
	words := map[string]string{"in percent": "en porcentaje", "in milliseconds": "en milisegundos", "in seconds": "segundos"}
	for _, r := range db.Routes() {
		for _, c := range r.Columns {
			for english, spanish := range words {
				if strings.Contains(c.Description, english) != strings.Contains(c.DescriptionES, spanish) && english != "in seconds" ||
					strings.Contains(c.Description, english) && !strings.Contains(c.DescriptionES, spanish) {
					t.Errorf("%s: %s: %q and %q differ in the unit", r.Path, c.Name, c.Description, c.DescriptionES)
				}
			}
		}
	}
}

// identifiers match what is not translated: names with an underscore, formulas, events, routes.
var identifiers = regexp.MustCompile(`[a-zA-Z]+(?:_[a-zA-Z0-9]+)+|\b[A-Z][A-Z0-9_]+\b|/v1/[a-z-]+|[a-z]+-[a-z]+-?[a-z]*|[0-9]+`)

func TestSpanishTextsHaveTheNamesAndNumbersOfTheEnglishOnes(t *testing.T) {
	t.Parallel()
	check := func(of, english, spanish string) {
		for _, name := range identifiers.FindAllString(english, -1) {
			if strings.ContainsAny(name, "_/ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") && !strings.Contains(spanish, name) && name != "NULL" {
				t.Errorf("%s: the Spanish lacks %s: %s", of, name, spanish)
			}
		}
	}
	for _, r := range db.Routes() {
		check(r.Path, r.Summary, r.SummaryES)
		check(r.Path, r.Description, r.DescriptionES)
		for _, p := range r.Params {
			check(r.Path+" "+p.Name, p.Description, p.DescriptionES)
		}
		for _, c := range r.Columns {
			check(r.Path+" "+c.Name, c.Description, c.DescriptionES)
		}
	}
}
