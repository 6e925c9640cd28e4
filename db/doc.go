// Package db holds the queries of sql/ as methods of [Queries], and the routes of the HTTP API that their annotations
// describe ([Routes]).
//
//	conn, err := sql.Open("postgres", url)
//	…
//	calls, err := db.New(conn).Calls(ctx, db.CallsParams{RangeFrom: from, RangeTo: to})
//
// # What is generated
//
// make gen generates every file but this one, check.go and the tests, from the migrations and from sql/: for each query a
// method, a struct of its parameters and one of its rows, and for each table a struct. A file in sql/ is a file here:
// sql/report_calls.sql is report_calls.sql.go. To change a method, change its query and run make gen.
//
// A value that can be NULL is a pointer. A number that is not a whole one is a string, because a float64 would round it.
// A :many query without rows returns an empty slice, a :one query [sql.ErrNoRows].
//
// # What to use for which purpose
//
// The methods run the query as it is in the file: all rows, without filters, pages, masks and campaigns, with the rights of
// the connection. Parameters have no defaults. [New] takes a *sql.DB or a *sql.Tx; the writing methods are meant for
// transactions, which begin with ([Queries.WithTx]).
//
// A list takes a range, from RangeFrom up to but without RangeTo. An interval report takes slots as well: the bounds of the
// slots and the number of the slot between each two of them. A call without range or slots returns [ErrNothing]. Package
// reports is easier for reports: it takes ranges, time zones and intervals as the HTTP API does, and has its defaults.
package db
