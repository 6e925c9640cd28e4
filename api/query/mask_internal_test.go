package query

import (
	"bytes"
	"database/sql"
	"encoding/base32"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/api/mask"
	"github.com/ccrepo/ccrepo/api/secret"
	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/route"
)

func testSecrets(t testing.TB, letter string) *secret.Keys {
	t.Helper()
	s, err := secret.New([]byte(strings.Repeat(letter, 32)))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestMaskedValues(t *testing.T) {
	t.Parallel()
	s := testSecrets(t, "a")
	for _, tt := range []struct {
		kind                 route.Personal
		value, partial, full string // before the token; = is the value itself
	}{
		{route.PersonalPhone, "+59825550100", "598***00", ""},
		{route.PersonalPhone, "598 (2) 555-01.00", "598***00", ""},
		{route.PersonalPhone, "123456789", "123***89", ""},
		{route.PersonalPhone, "12345678", "", ""},
		{route.PersonalPhone, "201", "", ""},
		{route.PersonalPhone, "sip:59825550100", "", ""},
		{route.PersonalPhone, "ana@example.com", "", ""},
		{route.PersonalPhone, "anonymous", "", ""},
		{route.PersonalEmail, "ana.lopez@mail.example.com", "a***@mail.example.com", ""},
		{route.PersonalEmail, "Ana <ana@example.com>", "", ""},
		{route.PersonalEmail, "=cmd@example.com", "", ""},
		{route.PersonalEmail, "ana@localhost", "", ""},
		{route.PersonalEmail, "ana@59825550100.example.com", "", ""},
		{route.PersonalEmail, "59825550100", "", ""},
		{route.PersonalContact, "59825550100", "598***00", ""},
		{route.PersonalContact, "59825550100@c.us", "5***@c.us", ""},
		{route.PersonalContact, "Ana López", "", ""},
		{route.PersonalName, "59825550100", "", ""},
		{route.PersonalName, "ana@example.com", "", ""},
		{route.PersonalText, "59825550100", "", ""},
		{route.PersonalText, "ana@example.com", "", ""},
		{route.PersonalText, " ", "", ""},
		{route.PersonalMixed, "203", "=", "="},
		{route.PersonalMixed, "Sales / Won", "=", "="},
		{route.PersonalMixed, "59825550100", "598***00", ""},
		{route.PersonalMixed, "call 2555-0100", "", ""},
		{route.PersonalMixed, "ana@example.com", "a***@example.com", ""},
		{route.PersonalMixed, "Local/201@agents", "", ""},
	} {
		for mode, want := range map[mask.Mode]string{mask.Partial: tt.partial, mask.Full: tt.full} {
			got := string(mask.New(mode, s).Append([]byte("before "), tt.kind, []byte(tt.value)))
			shown, token, masked := strings.Cut(strings.TrimPrefix(got, "before "), "~")
			switch {
			case want == "=":
				if got != "before "+tt.value {
					t.Errorf("%s of kind %s, %s: %q", tt.value, tt.kind, mode, got)
				}
			case !masked || shown != want || !regexp.MustCompile(`^[a-z2-7]{12}$`).MatchString(token):
				t.Errorf("%s of kind %s, %s: %q, want %q and a token", tt.value, tt.kind, mode, got, want)
			}
		}
	}
}

func TestTokens(t *testing.T) {
	t.Parallel()
	token := func(secret string, kind route.Personal, value string) string {
		return string(mask.New(mask.Full, testSecrets(t, secret)).Append(nil, kind, []byte(value)))
	}
	one := token("a", route.PersonalPhone, "59825550100")
	if token("a", route.PersonalText, "59825550100") != one {
		t.Error("the same value of another kind has another token")
	}
	if token("b", route.PersonalPhone, "59825550100") == one {
		t.Error("another secret makes the same token")
	}
	seen := map[string]bool{}
	for n := range 10_000 {
		seen[token("a", route.PersonalPhone, strings.Repeat("5", n%7)+base32.StdEncoding.EncodeToString([]byte{byte(n), byte(n >> 8)}))] = true
	}
	if len(seen) != 10_000 {
		t.Errorf("10,000 values have %d tokens", len(seen))
	}
}

func TestMaskedRowKeepsNullAndEmpty(t *testing.T) {
	t.Parallel()
	columns := []*route.Column{{Name: "a", Kind: route.Text, Personal: route.PersonalPhone}, {Name: "b", Kind: route.Text, Personal: route.PersonalText}, {Name: "c", Kind: route.Text}}
	for format, want := range map[string]*regexp.Regexp{
		"json":   regexp.MustCompile(`^\{"a":null,"b":"","c":"x"\},\{"a":"598\*\*\*00~[a-z2-7]{12}","b":"~[a-z2-7]{12}","c":"5982555"\}$`),
		"ndjson": regexp.MustCompile(`^\{"a":null,"b":"","c":"x"\}\n\{"a":"598\*\*\*00~[a-z2-7]{12}","b":"~[a-z2-7]{12}","c":"5982555"\}\n$`),
		"csv":    regexp.MustCompile(`^,"",x\r\n598\*\*\*00~[a-z2-7]{12},~[a-z2-7]{12},5982555\r\n$`),
	} {
		q := &Request{fields: columns, loc: time.UTC, format: format, dialect: csvDialect{separator: ',', decimal: '.'}, mask: mask.Partial, secrets: testSecrets(t, "a")}
		e := q.masked(q.newEncoder())
		values := []sql.RawBytes{sql.RawBytes("+59825550100"), sql.RawBytes("=1+1"), sql.RawBytes("5982555"), sql.RawBytes("behind")}
		buf := e.row(nil, true, []sql.RawBytes{nil, {}, sql.RawBytes("x"), nil})
		if buf = e.row(buf, false, values); !want.Match(buf) {
			t.Errorf("%s: %q", format, buf)
		}
		if string(values[0]) != "+59825550100" {
			t.Error("the value itself was changed: cursors need it")
		}
	}
}

func TestWhoSeesEverythingGoesWithoutMasks(t *testing.T) {
	t.Parallel()
	personal := []*route.Column{{Name: "a", Kind: route.Text, Personal: route.PersonalPhone}}
	for _, q := range []*Request{{fields: personal, mask: mask.None}, {fields: []*route.Column{{Name: "a", Kind: route.Text}}, mask: mask.Full}} {
		if _, masked := q.masked(q.newEncoder()).(*maskedEncoder); masked {
			t.Error("there is an encoder that masks where nothing is masked")
		}
	}
}

func TestSealing(t *testing.T) {
	t.Parallel()
	s := testSecrets(t, "a")
	text := []byte(`{"k":["59825550100"]}`)
	sealed := s.Seal(text)
	if bytes.Contains(sealed, []byte("598")) || !bytes.Equal(s.Seal(text), sealed) || bytes.Equal(s.Seal([]byte("other"))[:12], sealed[:12]) {
		t.Errorf("sealed is %q", sealed)
	}
	if got, ok := s.Open(sealed); !ok || !bytes.Equal(got, text) {
		t.Errorf("opened is %q, %v", got, ok)
	}
	for i := range sealed {
		changed := bytes.Clone(sealed)
		changed[i] ^= 1
		if _, ok := s.Open(changed); ok {
			t.Errorf("byte %d may be changed", i)
		}
	}
	for _, forged := range [][]byte{nil, sealed[:5], sealed[:12], sealed[:len(sealed)-1], append(bytes.Clone(sealed), 0), text} {
		if _, ok := s.Open(forged); ok {
			t.Errorf("%q opens", forged)
		}
	}
	if _, ok := testSecrets(t, "b").Open(sealed); ok {
		t.Error("another secret opens it")
	}
}

// What a row of cdr_repo costs the encoder with and without masks, and a page its cursor.
func BenchmarkRow(b *testing.B) {
	var columns []*route.Column
	var values []sql.RawBytes
	for _, r := range db.Routes() {
		if r.Path != "/v1/tables/cdr_repo" {
			continue
		}
		for _, c := range r.Columns {
			columns = append(columns, &c)
			values = append(values, sql.RawBytes(map[route.Kind]string{route.Text: "59825550100", route.Time: "2026-03-10 10:00:00+00", route.Bool: "true"}[c.Kind]))
			if len(values[len(values)-1]) == 0 {
				values[len(values)-1] = sql.RawBytes("12")
			}
		}
	}
	for _, mask := range mask.Modes() {
		b.Run(string(mask), func(b *testing.B) {
			q := &Request{fields: columns, loc: time.UTC, format: "csv", mask: mask, secrets: testSecrets(b, "a")}
			e := q.masked(q.newEncoder())
			var buf []byte
			for b.Loop() {
				buf = e.row(buf[:0], false, values)
			}
		})
	}
}

func BenchmarkSeal(b *testing.B) {
	s := testSecrets(b, "a")
	last := "2026-03-10 10:00:00+00"
	c := cursor{Identity: "0123456789abcdef", Last: []*string{&last, &last, &last}}
	for b.Loop() {
		_ = encodeCursor(s, c)
	}
}
