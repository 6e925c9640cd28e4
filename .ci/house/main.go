// House prints how the code is cut: of each package the hand-written files, the uses between them, the uses that run
// back and the files in circles; of a type Server its fields and methods. Run it by go run ./.ci/house.
//
// A use runs back if the file that is used uses, directly or through others, the file that uses it. Calls of methods and
// their receivers are not counted, so that the methods of one type may be in several files. House PACKAGE prints the
// uses of that package that run back.
package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	packages := map[string][]string{}
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.IsDir() && strings.HasPrefix(entry.Name(), ".") && path != "." {
			return filepath.SkipDir
		}
		if err == nil && strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go") {
			packages[filepath.Dir(path)] = append(packages[filepath.Dir(path)], path)
		}
		return err
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, "house:", err)
		os.Exit(1)
	}
	fmt.Println("package                  files  uses  back  in circles")
	for _, dir := range slices.Sorted(maps.Keys(packages)) {
		count(dir, packages[dir])
	}
}

func count(dir string, paths []string) {
	files, declared := map[string]*ast.File{}, map[string]string{}
	fields, methods := 0, 0
	for _, path := range paths {
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments)
		if err != nil || ast.IsGenerated(f) {
			continue
		}
		files[path] = f
		for name, object := range f.Scope.Objects {
			declared[name] = path
			if spec, ok := object.Decl.(*ast.TypeSpec); ok && name == "Server" {
				fields = spec.Type.(*ast.StructType).Fields.NumFields()
			}
		}
		for _, d := range f.Decls {
			if method, ok := d.(*ast.FuncDecl); ok && method.Recv != nil {
				if star, ok := method.Recv.List[0].Type.(*ast.StarExpr); ok && fmt.Sprint(star.X) == "Server" {
					methods++
				}
			}
		}
	}
	receivers := map[*ast.Ident]bool{}
	for _, f := range files {
		for _, d := range f.Decls {
			if method, ok := d.(*ast.FuncDecl); ok && method.Recv != nil {
				ast.Inspect(method.Recv, func(n ast.Node) bool {
					if name, ok := n.(*ast.Ident); ok {
						receivers[name] = true
					}
					return true
				})
			}
		}
	}
	uses, all := map[string]map[string]int{}, 0
	for path, f := range files {
		uses[path] = map[string]int{}
		for _, name := range f.Unresolved { // in its own file
			if to, ok := declared[name.Name]; ok && !receivers[name] {
				uses[path][to]++
				all++
			}
		}
	}
	back, inCircles := 0, map[string]bool{}
	for path := range files {
		for to, n := range uses[path] {
			if reaches(uses, to, path, map[string]bool{}) {
				back, inCircles[path] = back+n, true
				if len(os.Args) > 1 && os.Args[1] == dir {
					fmt.Println(path, "uses", to)
				}
			}
		}
	}
	fmt.Printf("%-24s %5d %5d %5d %5d\n", dir, len(files), all, back, len(inCircles))
	if fields > 0 {
		fmt.Printf("%-24s Server has %d fields, %d methods\n", dir, fields, methods)
	}
}

func reaches(uses map[string]map[string]int, from, to string, seen map[string]bool) bool {
	seen[from] = true
	for next := range uses[from] {
		if next == to || !seen[next] && reaches(uses, next, to, seen) {
			return true
		}
	}
	return false
}
