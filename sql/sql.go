// Package sql holds the lists beside the queries: personal data, labels, and the Spanish of comments. The queries
// themselves are generated into package db.
package sql

import "embed"

// Lists are personal.csv, labels.csv and es.csv, as the generator reads them.
//
//go:embed personal.csv labels.csv es.csv
var Lists embed.FS
