// Command library serves the annotated queries of queries.sql over HTTP, with ranges, filters, orders, pages and formats.
// It is an example of the engine on a schema that has nothing to do with contact centres.
package main

import (
	"context"
	"database/sql"
	"errors"
	"log"
	"net/http"
	"os"
	"time"

	_ "github.com/lib/pq"

	"github.com/ccrepo/ccrepo/api/mask"
	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/api/query"
	"github.com/ccrepo/ccrepo/api/secret"
	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/examples/library/books"
)

// handler answers every route. key seals the cursors of pages; it must stay the same.
func handler(conn *sql.DB, key []byte) (http.Handler, error) {
	if len(key) < 16 {
		return nil, errors.New("CURSOR_KEY must have at least 16 characters")
	}
	keys, err := secret.New(key)
	if err != nil {
		return nil, err
	}
	options := query.Options{Location: time.UTC, Now: time.Now, Timeout: 10 * time.Second, Mask: mask.None, Keys: func() (*secret.Keys, error) { return keys, nil }}
	reading := query.Reading{Pool: conn, Count: conn, Begin: func(context.Context) (db.DBTX, func(), error) { return conn, func() {}, nil }}
	mux := http.NewServeMux()
	for _, r := range books.Routes() {
		route := query.Compile(r)
		mux.HandleFunc("GET "+r.Path, func(w http.ResponseWriter, req *http.Request) {
			request, wrong := route.Parse(query.Input{Query: req.URL.RawQuery, Header: req.Header, ProtoMajor: req.ProtoMajor, ProtoMinor: req.ProtoMinor}, options)
			if wrong == nil {
				result, err := request.Answer(req.Context(), reading, w)
				if err == nil {
					return
				}
				if wrong = problem.Of(err); result.Sent {
					panic(http.ErrAbortHandler) // only a closed connection can say that the rest of the answer is missing
				}
			}
			w.Header().Set("Content-Type", "application/problem+json")
			w.WriteHeader(wrong.Status)
			_, _ = w.Write(wrong.JSON())
		})
	}
	return mux, nil
}

func main() {
	conn, err := sql.Open("postgres", os.Getenv("DATABASE_URL"))
	if err != nil {
		log.Fatal(err)
	}
	h, err := handler(conn, []byte(os.Getenv("CURSOR_KEY")))
	if err == nil {
		server := &http.Server{Addr: "127.0.0.1:8090", Handler: h, ReadHeaderTimeout: 10 * time.Second}
		err = server.ListenAndServe()
	}
	log.Fatal(errors.Join(err, conn.Close()))
}
