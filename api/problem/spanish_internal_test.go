package problem

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/ccrepo/ccrepo/phone"
	"github.com/ccrepo/ccrepo/route"
)

func TestCodesHaveTitlesInBothLanguages(t *testing.T) {
	t.Parallel()
	for _, c := range Codes() {
		if c.TitleES == "" || c.TitleES == c.Title {
			t.Errorf("%s has the Spanish title %q", c.Name, c.TitleES)
		}
	}
}

var verbs = regexp.MustCompile(`%[a-z%]`)

func TestSpanishDetailsTakeTheValuesOfTheEnglishOnes(t *testing.T) {
	t.Parallel()
	for english, spanish := range spanishDetails() {
		if e, s := verbs.FindAllString(english, -1), verbs.FindAllString(spanish, -1); !slices.Equal(e, s) {
			t.Errorf("%q takes %v, and %q takes %v", english, e, spanish, s)
		}
	}
}

// TestDetailsHaveTheirSpanish finds the details in the source, so that none is added without its Spanish.
func TestDetailsHaveTheirSpanish(t *testing.T) {
	t.Parallel()
	texts, found := spanishDetails(), map[string]bool{}
	for _, dir := range []string{".", "..", "../query", "../endpoint", "../admission", "../auth", "../odata", "../page", "../write", "../action", "../dialer", "../donotcall", "../message", "../tag", "../campaign", "../tag", "../campaign", "../../phone", "../../ingest"} {
		made, all := details(t, dir)
		for _, text := range all {
			found[text] = true
		}
		for _, detail := range made {
			found[detail] = true
			_, known := texts[detail]
			// The states of the server are for its operator.
			if !known && detail != "" && detail != "%s" && !strings.Contains(detail, "ccrepo migrate") && !strings.Contains(detail, "login of the writer") {
				t.Errorf("%s: %q has no Spanish", dir, detail)
			}
		}
	}
	for english := range texts {
		if !found[english] && !strings.HasPrefix(english, "; ") {
			t.Errorf("nothing has the detail %q", english)
		}
	}
}

// details returns the literal texts in the calls and maps of a folder that make problems, and all its literal texts:
// some are values of details.
func details(t *testing.T, dir string) (out, all []string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("read %s: %v", dir, err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") || strings.HasPrefix(filepath.Base(file), "spanish") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.BasicLit:
				if text, ok := literal(n); ok {
					all = append(all, text)
				}
			case *ast.CallExpr:
				name := ""
				switch called := n.Fun.(type) {
				case *ast.Ident:
					name = called.Name
				case *ast.SelectorExpr:
					name = called.Sel.Name
				}
				if at, makes := map[string]int{"New": 1, "Param": 2, "Textf": 0, "addParam": 1, "errorf": 0, "refusal": 0, "notImplemented": 1, "unauthenticated": 1}[name]; makes && at < len(n.Args) {
					if text, ok := literal(n.Args[at]); ok {
						out = append(out, text)
					}
				}
			case *ast.KeyValueExpr: // of a map of details
				if text, ok := literal(n.Value); ok && (strings.HasSuffix(text, ".") || strings.HasPrefix(text, " ")) && filepath.Base(file) == "errors.go" || text == " in the range" {
					out = append(out, text)
				}
			}
			return true
		})
	}
	return out, all
}

func literal(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		return text, err == nil && e.Kind == token.STRING
	case *ast.BinaryExpr:
		left, ok := literal(e.X)
		right, also := literal(e.Y)
		return left + right, ok && also
	}
	return "", false
}

func TestProblemsAreTranslatedWithTheirValues(t *testing.T) {
	t.Parallel()
	var list List
	list.Add(Param("unknown_column", "fields", "there is no column %q%s", "quue", Nearest("quue", []string{"queue"})))
	list.AddErr(Param("invalid_time", "from", "%s", Textf("%q is neither a date (2026-01-31) nor an RFC 3339 time (2026-01-31T08:00:00Z)", "x")))
	list.Add(Param("missing_parameter", "number", "it is missing: %s", Translated{"Number.", "Número."}))
	p := list.Problem().In(route.Spanish)
	if want := "Falta un parámetro obligatorio"; list.Problem().In(route.English).Title == want || p.Code != "unknown_column" || p.Title != "La consulta nombra una columna que la ruta no tiene" {
		t.Errorf("the problem is %s, %s", p.Code, p.Title)
	}
	var got []string
	for _, e := range p.Errors {
		got = append(got, e.Param+": "+e.Message)
	}
	want := []string{
		`fields: no hay una columna "quue"; el más parecido es queue`,
		`from: "x" no es una fecha (2026-01-31) ni una hora RFC 3339 (2026-01-31T08:00:00Z)`,
		`number: falta: Número.`,
	}
	if !slices.Equal(got, want) || p.Detail != want[0] {
		t.Errorf("the errors are %q in %q, want %q", got, p.Detail, want)
	}
	_, unread := phone.Normal("12/34", "UY")
	if got, want := Param("invalid_body", "number", "%s", unread).In(route.Spanish).Detail, `number: no es un número: no se entiende "/"; un número tiene cifras, y entre ellas espacios, ( ) - o ., y puede empezar con + o 00`; got != want {
		t.Errorf("a number that cannot be read is %q, want %q", got, want)
	}
	if cause := errors.New("boom"); !errors.Is(New("busy", "Nothing that is translated: %d.", 5).WithCause(cause).In(route.Spanish), cause) {
		t.Error("the translation has lost the cause")
	}
	if got := New("busy", "Nothing that is translated: %d.", 5).In(route.Spanish); got.Detail != "Nothing that is translated: 5." || got.Title != "Se está ejecutando la cantidad máxima de consultas" {
		t.Errorf("a detail without translation is %q under %q", got.Detail, got.Title)
	}
	var many List
	for range maxErrors + 2 {
		many.Add(Param("invalid_value", "hours", "it is empty"))
	}
	if got, want := many.Problem().In(route.Spanish).Detail, "hours: está vacío (Se listan los primeros 20; hay 2 más con errores.)"; got != want {
		t.Errorf("many errors are %q, want %q", got, want)
	}
}
