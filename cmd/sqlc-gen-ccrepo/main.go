// Command sqlc-gen-ccrepo is the sqlc plugin that turns annotated queries into the routes of the
// HTTP API. sqlc hands it the checked queries and the catalogue; it answers with one Go file.
package main

import (
	"github.com/sqlc-dev/plugin-sdk-go/codegen"
)

func main() {
	codegen.Run(generate)
}
