package api

import (
	"bytes"
	"database/sql"
	"encoding/base32"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/db"
)

func testSecrets(t testing.TB, letter string) *secrets {
	t.Helper()
	s, err := newSecrets([]byte(strings.Repeat(letter, 32)))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestMaskedValues(t *testing.T) {
	t.Parallel()
	s := testSecrets(t, "a")
	for _, tt := range []struct {
		kind                 db.Personal
		value, partial, full string // before the token; = is the value itself
	}{
		{db.PersonalPhone, "+59825550100", "598***00", ""},
		{db.PersonalPhone, "598 (2) 555-01.00", "598***00", ""},
		{db.PersonalPhone, "123456789", "123***89", ""},
		{db.PersonalPhone, "12345678", "", ""},
		{db.PersonalPhone, "201", "", ""},
		{db.PersonalPhone, "sip:59825550100", "", ""},
		{db.PersonalPhone, "ana@example.com", "", ""},
		{db.PersonalPhone, "anonymous", "", ""},
		{db.PersonalEmail, "ana.lopez@mail.example.com", "a***@mail.example.com", ""},
		{db.PersonalEmail, "Ana <ana@example.com>", "", ""},
		{db.PersonalEmail, "=cmd@example.com", "", ""},
		{db.PersonalEmail, "ana@localhost", "", ""},
		{db.PersonalEmail, "ana@59825550100.example.com", "", ""},
		{db.PersonalEmail, "59825550100", "", ""},
		{db.PersonalContact, "59825550100", "598***00", ""},
		{db.PersonalContact, "59825550100@c.us", "5***@c.us", ""},
		{db.PersonalContact, "Ana López", "", ""},
		{db.PersonalName, "59825550100", "", ""},
		{db.PersonalName, "ana@example.com", "", ""},
		{db.PersonalText, "59825550100", "", ""},
		{db.PersonalText, "ana@example.com", "", ""},
		{db.PersonalText, " ", "", ""},
		{db.PersonalMixed, "203", "=", "="},
		{db.PersonalMixed, "Sales / Won", "=", "="},
		{db.PersonalMixed, "59825550100", "598***00", ""},
		{db.PersonalMixed, "call 2555-0100", "", ""},
		{db.PersonalMixed, "ana@example.com", "a***@example.com", ""},
		{db.PersonalMixed, "Local/201@agents", "", ""},
	} {
		for mode, want := range map[Mask]string{MaskPartial: tt.partial, MaskFull: tt.full} {
			got := string(newMasker(mode, s).append([]byte("before "), tt.kind, []byte(tt.value)))
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
	token := func(secret string, kind db.Personal, value string) string {
		return string(newMasker(MaskFull, testSecrets(t, secret)).append(nil, kind, []byte(value)))
	}
	one := token("a", db.PersonalPhone, "59825550100")
	if token("a", db.PersonalText, "59825550100") != one {
		t.Error("the same value of another kind has another token")
	}
	if token("b", db.PersonalPhone, "59825550100") == one {
		t.Error("another secret makes the same token")
	}
	seen := map[string]bool{}
	for n := range 10_000 {
		seen[token("a", db.PersonalPhone, strings.Repeat("5", n%7)+base32.StdEncoding.EncodeToString([]byte{byte(n), byte(n >> 8)}))] = true
	}
	if len(seen) != 10_000 {
		t.Errorf("10,000 values have %d tokens", len(seen))
	}
}

func TestMaskedRowKeepsNullAndEmpty(t *testing.T) {
	t.Parallel()
	columns := []*db.Column{{Name: "a", Kind: db.Text, Personal: db.PersonalPhone}, {Name: "b", Kind: db.Text, Personal: db.PersonalText}, {Name: "c", Kind: db.Text}}
	for format, want := range map[string]*regexp.Regexp{
		"json":   regexp.MustCompile(`^\{"a":null,"b":"","c":"x"\},\{"a":"598\*\*\*00~[a-z2-7]{12}","b":"~[a-z2-7]{12}","c":"5982555"\}$`),
		"ndjson": regexp.MustCompile(`^\{"a":null,"b":"","c":"x"\}\n\{"a":"598\*\*\*00~[a-z2-7]{12}","b":"~[a-z2-7]{12}","c":"5982555"\}\n$`),
		"csv":    regexp.MustCompile(`^,"",x\r\n598\*\*\*00~[a-z2-7]{12},~[a-z2-7]{12},5982555\r\n$`),
	} {
		q := &request{fields: columns, loc: time.UTC, format: format, mask: MaskPartial, secrets: testSecrets(t, "a")}
		e := q.encoder()
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
	s := &Server{mask: MaskFull}
	everything := &principal{scopes: []string{scopeRead, scopePII}}
	reader := &principal{scopes: []string{scopeRead}}
	for _, tt := range []struct {
		mask Mask
		who  *principal
		want Mask
	}{
		{MaskFull, everything, MaskNone}, {MaskFull, reader, MaskFull}, {MaskPartial, reader, MaskPartial}, {MaskNone, reader, MaskNone},
		{MaskPartial, &principal{}, MaskPartial},
	} {
		if s.mask = tt.mask; s.maskFor(tt.who) != tt.want {
			t.Errorf("mask %s, scopes %v: %s", tt.mask, tt.who.scopes, s.maskFor(tt.who))
		}
	}
	personal := []*db.Column{{Name: "a", Kind: db.Text, Personal: db.PersonalPhone}}
	for _, q := range []*request{{fields: personal, mask: MaskNone}, {fields: []*db.Column{{Name: "a", Kind: db.Text}}, mask: MaskFull}} {
		if _, masked := q.encoder().(*maskedEncoder); masked {
			t.Error("there is an encoder that masks where nothing is masked")
		}
	}
}

func TestSealing(t *testing.T) {
	t.Parallel()
	s := testSecrets(t, "a")
	text := []byte(`{"k":["59825550100"]}`)
	sealed := s.seal(text)
	if bytes.Contains(sealed, []byte("598")) || !bytes.Equal(s.seal(text), sealed) || bytes.Equal(s.seal([]byte("other"))[:12], sealed[:12]) {
		t.Errorf("sealed is %q", sealed)
	}
	if got, ok := s.open(sealed); !ok || !bytes.Equal(got, text) {
		t.Errorf("opened is %q, %v", got, ok)
	}
	for i := range sealed {
		changed := bytes.Clone(sealed)
		changed[i] ^= 1
		if _, ok := s.open(changed); ok {
			t.Errorf("byte %d may be changed", i)
		}
	}
	for _, forged := range [][]byte{nil, sealed[:5], sealed[:12], sealed[:len(sealed)-1], append(bytes.Clone(sealed), 0), text} {
		if _, ok := s.open(forged); ok {
			t.Errorf("%q opens", forged)
		}
	}
	if _, ok := testSecrets(t, "b").open(sealed); ok {
		t.Error("another secret opens it")
	}
}

// What a row of cdr_repo costs the encoder with and without masks, and a page its cursor.
func BenchmarkRow(b *testing.B) {
	var columns []*db.Column
	var values []sql.RawBytes
	for _, r := range db.Routes() {
		if r.Path != "/v1/tables/cdr_repo" {
			continue
		}
		for _, c := range r.Columns {
			columns = append(columns, &c)
			values = append(values, sql.RawBytes(map[db.Kind]string{db.Text: "59825550100", db.Time: "2026-03-10 10:00:00+00", db.Bool: "true"}[c.Kind]))
			if len(values[len(values)-1]) == 0 {
				values[len(values)-1] = sql.RawBytes("12")
			}
		}
	}
	for _, mask := range Masks() {
		b.Run(string(mask), func(b *testing.B) {
			e := (&request{fields: columns, loc: time.UTC, format: "csv", mask: mask, secrets: testSecrets(b, "a")}).encoder()
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
		_ = s.encodeCursor(c)
	}
}
