package annotation

import "testing"

// FuzzNulls checks that any text of a query has an answer, whether it is SQL or not.
func FuzzNulls(f *testing.F) {
	f.Add("SELECT nullif(count(*), 28)::integer AS few FROM call")
	f.Add("WITH RECURSIVE a (x) AS NOT MATERIALIZED (SELECT 1 UNION ALL SELECT a.x + 1 FROM a) SELECT a.x FROM a LEFT JOIN LATERAL (SELECT 1) AS b ON true")
	f.Add("SELECT CASE WHEN x THEN (CASE WHEN y THEN 1 END) ELSE a[1] END, sum(x) FILTER (WHERE y) OVER w AS s FROM (t RIGHT JOIN u USING (x)) WHERE a.b IS NOT NULL AND c = 1")
	f.Add("SELECT CASE ) END [ WITH AS ( FROM :: FILTER OVER WITHIN GROUP . , ON")
	f.Fuzz(func(_ *testing.T, text string) {
		q := Query{Text: text, Columns: []Column{{Name: "x", Type: Type{Name: "int4"}, NotNull: true}}}
		q.checkNulls(Schema{Nullable: map[string]bool{"public.t.x": true}})
	})
}
