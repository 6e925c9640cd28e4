package db_test

import (
	"context"
	"errors"
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"io/fs"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/db/dbtest"
)

// TestNoCallCanOnlyGiveNothing calls each method that takes a range without one, and those that take slots without slots.
func TestNoCallCanOnlyGiveNothing(t *testing.T) {
	t.Parallel()
	queries := reflect.ValueOf(db.New(dbtest.New(t)))
	day := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	ranges, slots := 0, 0
	for i := range queries.NumMethod() {
		name, method := queries.Type().Method(i).Name, queries.Method(i)
		if method.Type().NumIn() != 2 || method.Type().In(1).Kind() != reflect.Struct {
			continue
		}
		params := reflect.New(method.Type().In(1)).Elem()
		from, to := params.FieldByName("RangeFrom"), params.FieldByName("RangeTo")
		if !from.IsValid() || !to.IsValid() || from.Kind() == reflect.Pointer {
			continue
		}
		refused := func(what string) {
			t.Helper()
			out := method.Call([]reflect.Value{reflect.ValueOf(context.Background()), params})
			if err, _ := out[len(out)-1].Interface().(error); !errors.Is(err, db.ErrNothing) {
				t.Errorf("%s %s: %v, want ErrNothing", name, what, err)
			}
		}
		ranges++
		refused("without a range")
		from.Set(reflect.ValueOf(day))
		to.Set(reflect.ValueOf(day))
		refused("with an empty range")
		if params.FieldByName("SlotBounds").IsValid() {
			slots++
			to.Set(reflect.ValueOf(day.AddDate(0, 0, 1)))
			refused("without slots")
			params.FieldByName("SlotBounds").Set(reflect.ValueOf([]time.Time{day, day.AddDate(0, 0, 1)}))
			params.FieldByName("SlotNumbers").Set(reflect.ValueOf([]int32{1}))
			refused("without dimensions")
		}
	}
	if ranges < 100 || slots < 10 {
		t.Errorf("%d methods take a range and %d slots: these are not all", ranges, slots)
	}
}

// TestDocumentation reads what godoc shows: the comment of the package, and methods without annotations.
func TestDocumentation(t *testing.T) {
	t.Parallel()
	files := token.NewFileSet()
	//nolint:staticcheck // a package of plain files
	packages, err := parser.ParseDir(files, ".", func(info fs.FileInfo) bool { return !strings.HasSuffix(info.Name(), "_test.go") }, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	var all []*ast.File
	for _, f := range packages["db"].Files {
		all = append(all, f)
	}
	shown, err := doc.NewFromFiles(files, all, "github.com/ccrepo/ccrepo/db")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(shown.Doc, "# What is generated") {
		t.Errorf("the comment of the package is %q", shown.Doc)
	}
	methods := 0
	for _, declared := range shown.Types {
		for _, m := range declared.Methods {
			if methods++; strings.Contains(m.Doc, "api:") {
				t.Errorf("the comment of %s has annotations:\n%s", m.Name, m.Doc)
			}
		}
	}
	if methods < 200 {
		t.Errorf("only %d methods are documented", methods)
	}
}
