// Command sqlc-gen-ccrepo is the sqlc plugin that generates the routes of the HTTP API from annotated queries. sqlc
// sends it the checked queries and the catalog; it returns one Go file.
package main

import (
	"context"
	"os"

	"github.com/sqlc-dev/plugin-sdk-go/codegen"
	"github.com/sqlc-dev/plugin-sdk-go/plugin"
)

func main() {
	codegen.Run(func(_ context.Context, req *plugin.GenerateRequest) (*plugin.GenerateResponse, error) {
		return generate(req, os.DirFS("."))
	})
}
