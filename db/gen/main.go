// Command gen finishes what sqlc generated in db/: comments of methods lose their annotations, and methods refuse ranges
// and slots for which they could return nothing. make gen runs it.
package main

import (
	"bytes"
	"errors"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	if err := finishAll("db"); err != nil {
		fmt.Fprintln(os.Stderr, "db/gen:", err)
		os.Exit(1)
	}
}

func finishAll(dir string) error {
	paths, err := filepath.Glob(filepath.Join(dir, "*.sql.go"))
	if err != nil {
		return fmt.Errorf("list generated files: %w", err)
	}
	if len(paths) == 0 {
		return errors.New("there is no generated file: run make gen")
	}
	for _, path := range paths {
		source, err := os.ReadFile(path)
		if err != nil {
			return fmt.Errorf("read generated file: %w", err)
		}
		finished, err := finish(source)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		if err := os.WriteFile(path, finished, 0o644); err != nil { //nolint:gosec // source code
			return fmt.Errorf("write generated file: %w", err)
		}
	}
	return nil
}

// finish returns a generated file without annotations and with checks.
func finish(source []byte) ([]byte, error) {
	var kept [][]byte
	for line := range bytes.Lines(source) {
		if !bytes.HasPrefix(line, []byte("// api:")) {
			kept = append(kept, line)
		}
	}
	source = bytes.Join(kept, nil)
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, "", source, parser.ParseComments)
	if err != nil {
		return nil, fmt.Errorf("parse: %w", err)
	}
	params := paramsOf(file)
	for _, d := range slices.Backward(file.Decls) { // so that earlier positions stay as they are
		method, ok := d.(*ast.FuncDecl)
		if !ok || method.Recv == nil || method.Body == nil {
			continue
		}
		begin, end := files.Position(method.Body.Lbrace).Offset+1, files.Position(method.Body.Rbrace).Offset
		if bytes.Contains(source[begin:end], []byte("err := check")) { // finished already
			continue
		}
		source = slices.Insert(source, begin, []byte(checksOf(method, params))...)
	}
	finished, err := format.Source(source)
	if err != nil {
		return nil, fmt.Errorf("format: %w", err)
	}
	return finished, nil
}

// paramsOf returns the fields of the structs that methods take, with their types.
func paramsOf(file *ast.File) map[string]map[string]string {
	out := map[string]map[string]string{}
	for _, d := range file.Decls {
		general, ok := d.(*ast.GenDecl)
		if !ok {
			continue
		}
		for _, spec := range general.Specs {
			declared, ok := spec.(*ast.TypeSpec)
			if !ok || !strings.HasSuffix(declared.Name.Name, "Params") {
				continue
			}
			fields := map[string]string{}
			if made, ok := declared.Type.(*ast.StructType); ok {
				for _, f := range made.Fields.List {
					for _, name := range f.Names {
						fields[name.Name] = typeOf(f.Type)
					}
				}
			}
			out[declared.Name.Name] = fields
		}
	}
	return out
}

func typeOf(e ast.Expr) string {
	if selected, ok := e.(*ast.SelectorExpr); ok {
		return fmt.Sprint(selected.X) + "." + selected.Sel.Name
	}
	return fmt.Sprintf("%T", e)
}

// checksOf returns the statements that a method begins with; empty: it takes no range.
func checksOf(method *ast.FuncDecl, params map[string]map[string]string) string {
	var fields map[string]string
	for _, p := range method.Type.Params.List {
		if named, ok := p.Type.(*ast.Ident); ok && len(p.Names) == 1 && p.Names[0].Name == "arg" {
			fields = params[named.Name]
		}
	}
	var call string
	switch {
	case fields["SlotBounds"] != "" && fields["SlotNumbers"] != "" && fields["Dimensions"] != "":
		call = "checkSlots(arg.RangeFrom, arg.RangeTo, arg.SlotBounds, arg.SlotNumbers, arg.Dimensions)"
	case fields["RangeFrom"] == "time.Time" && fields["RangeTo"] == "time.Time":
		call = "checkRange(arg.RangeFrom, arg.RangeTo)"
	default:
		return ""
	}
	result := method.Type.Results.List[0].Type
	if _, list := result.(*ast.ArrayType); list {
		return "\nif err := " + call + "; err != nil {\nreturn nil, err\n}\n"
	}
	return fmt.Sprintf("\nif err := %s; err != nil {\nvar none %s\nreturn none, err\n}\n", call, result)
}
