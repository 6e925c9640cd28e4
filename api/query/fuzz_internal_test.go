package query

import (
	"bytes"
	"database/sql"
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/ccrepo/ccrepo/db/dbtest"
	"github.com/ccrepo/ccrepo/route"
)

// FuzzLikePattern compares patterns with PostgreSQL: with its stars escaped a text matches itself and
// no other, and a star before and after it allows any text there.
func FuzzLikePattern(f *testing.F) {
	for _, text := range []string{"", "a", "*", `\`, `\*`, `\\`, "%", "_", `a\*b%c_d*e\`, "é\n\u2028"} {
		f.Add(text, "x")
	}
	pool := dbtest.New(f)
	f.Fuzz(func(t *testing.T, text, other string) {
		if !utf8.ValidString(text) || !utf8.ValidString(other) || strings.ContainsRune(text+other, 0) {
			t.Skip()
		}
		literal := strings.ReplaceAll(text, "*", `\*`)
		var itself, another, inside, joined bool
		err := pool.QueryRow(`SELECT $1::text LIKE $2, $3::text LIKE $2, $3 || $1 || $3 LIKE $4, $1 || $3 || $1 LIKE $5`,
			text, likePattern(literal), other, likePattern("*"+literal+"*"), likePattern(literal+"*"+literal)).Scan(&itself, &another, &inside, &joined)
		if err != nil {
			t.Fatalf("%q as %q: %v", text, likePattern(literal), err)
		}
		// A backslash at the text's end would escape a star that follows.
		ends := strings.HasSuffix(text, `\`)
		if !itself || another != (text == other) || !ends && (!inside || !joined) {
			t.Errorf("%q as %q: matches itself %v, %q %v, inside %v, joined %v", text, likePattern(literal), itself, other, another, inside, joined)
		}
	})
}

// FuzzCSV reads back by encoding/csv what the encoder writes.
func FuzzCSV(f *testing.F) {
	for _, text := range []string{"", "a", `"`, "a,b", "a\r\nb", "\r", "\n", "=1", "+59825550100", "-", "＝", "\u2028", "'", `;"=1`} {
		f.Add(text, text)
	}
	columns := []*route.Column{{Name: "n", Kind: route.Int}, {Name: "a", Kind: route.Text}, {Name: "b", Kind: route.Text}, {Name: "c", Kind: route.Text}}
	f.Fuzz(func(t *testing.T, a, b string) {
		e := &csvEncoder{columns: columns, loc: time.UTC, dialect: plainCSV()}
		buf := e.row(e.head(nil), true, []sql.RawBytes{sql.RawBytes("1"), sql.RawBytes(a), nil, sql.RawBytes(b)})
		records, err := csv.NewReader(bytes.NewReader(buf)).ReadAll()
		if err != nil || len(records) != 2 || len(records[1]) != 4 {
			t.Fatalf("%q gives %q (%v)", buf, records, err)
		}
		for i, want := range map[int]string{0: "1", 1: a, 2: "", 3: b} {
			got := records[1][i]
			guarded := want
			for at := len(want) - 1; at > 0; at-- {
				if plainCSV().beginsFormula([]byte(want), at) {
					guarded = guarded[:at] + "'" + guarded[at:]
				}
			}
			if runsAsFormula([]byte(want)) {
				guarded = "'" + guarded
			}
			if plainCSV().hidesFormula([]byte(got)) {
				t.Errorf("%q is not defused: %q", want, got)
			}
			// encoding/csv reads every CR LF as LF.
			if got != strings.ReplaceAll(guarded, "\r\n", "\n") {
				t.Errorf("%q comes back as %q", want, got)
			}
		}
		if !bytes.Contains(buf, []byte(",,")) {
			t.Errorf("NULL is no empty field in %q", buf)
		}
	})
}

// FuzzJSONString reads back by encoding/json what the encoder writes.
func FuzzJSONString(f *testing.F) {
	for _, text := range []string{"", `"\`, "\x00\x1f\x7f", "é\u2028\U0001F600"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) {
			t.Skip() // the database has none
		}
		quoted := appendJSONString(nil, []byte(text))
		var got string
		if err := json.Unmarshal(quoted, &got); err != nil || got != text {
			t.Errorf("%q comes back from %s as %q (%v)", text, quoted, got, err)
		}
		if bytes.ContainsAny(quoted, "\n\r") {
			t.Errorf("a line break in %q", quoted)
		}
	})
}

// FuzzSQLTime reads times as PostgreSQL may write them; what it takes, it gives back.
func FuzzSQLTime(f *testing.F) {
	for _, text := range []string{"2026-01-31 08:00:00+00", "2026-01-31 08:00:00.123456+00", "infinity", "0044-03-15 00:00:00+00 BC", "20000-01-01 00:00:00+00", "2026-02-30 00:00:00+00", "2026-01-31 08:00:00.+00"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		at, ok := parseSQLTime([]byte(text))
		if ok && at.Day() != 0 && at.Format("2006-01-02") == text[:10] {
			again, ok := parseSQLTime([]byte(sqlTime(at)[:len(sqlTime(at))-1] + "+00"))
			if !ok || !again.Equal(at) {
				t.Errorf("%q is %v, and again %v", text, at, again)
			}
		}
		if isSQLText(route.Time, text) && !ok && !strings.Contains(text, "infinity") && !strings.HasSuffix(text, " BC") && len(text) < 23 {
			t.Errorf("a cursor may hold %q, but it is no time", text)
		}
	})
}
