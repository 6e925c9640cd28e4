package screenpop

import (
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/ccrepo/ccrepo/api/problem"
)

func TestScreenPopTemplates(t *testing.T) {
	t.Parallel()
	values := map[string]string{"phone": "+598 99 (1)", "id": "a/b?c#d&e=f%g", "up": "..", "dot": ".", "name": "Pérez"}
	for template, want := range map[string]string{
		"https://crm.example":                                    "https://crm.example",
		"https://crm.example/":                                   "https://crm.example/",
		"https://crm.example:8443/customers/123":                 "https://crm.example:8443/customers/123",
		"https://crm.example/c?searchByPhoneNumber={phone}":      "https://crm.example/c?searchByPhoneNumber=%2B598%2099%20%281%29",
		"https://crm.example?q={id}&n={name}":                    "https://crm.example?q=a%2Fb%3Fc%23d%26e%3Df%25g&n=P%C3%A9rez",
		"https://crm.example/{id}/x{phone}y{name}":               "https://crm.example/a%2Fb%3Fc%23d%26e%3Df%25g/x%2B598%2099%20%281%29yP%C3%A9rez",
		"https://crm.example/#/customers/{id}?p={phone}":         "https://crm.example/#/customers/a%2Fb%3Fc%23d%26e%3Df%25g?p=%2B598%2099%20%281%29",
		"https://crm.example#{name}":                             "https://crm.example#P%C3%A9rez",
		"https://crm.example/{none}/x?a={none}&b=":               "https://crm.example//x?a=&b=",
		"https://crm.example/c/{up}/d/{dot}{dot}/e?{up}":         "https://crm.example/c//d//e?..",
		"https://crm.example/c/x{up}/y":                          "https://crm.example/c/x../y",
		"https://crm.example/a%20b/%7Bphone%7D?x=%25#{phone}":    "https://crm.example/a%20b/%7Bphone%7D?x=%25#%2B598%2099%20%281%29",
		"https://[2001:db8::1]/{phone}":                          "https://[2001:db8::1]/%2B598%2099%20%281%29",
		"https://crm.example/a//b/":                              "https://crm.example/a//b/",
		"https://crm.example/@{phone}:{name};x,y!$'()*+?a/b?c[]": "https://crm.example/@%2B598%2099%20%281%29:P%C3%A9rez;x,y!$'()*+?a/b?c[]",
	} {
		parsed, err := Parse(template)
		if err != nil {
			t.Errorf("%s: %v", template, err)
			continue
		}
		if got := parsed.Fill(values); got != want {
			t.Errorf("%s:\n%s, want\n%s", template, got, want)
		}
	}
	for template, want := range map[string]string{
		"":                                                 "does not begin with https://",
		"http://crm.example/{phone}":                       "does not begin with https://",
		"HTTPS://crm.example/":                             "does not begin with https://",
		"{phone}":                                          "does not begin with https://",
		"javascript:alert({phone})":                        "does not begin with https://",
		"https://{phone}":                                  "the host is fixed",
		"https://crm.{campaign}.example/":                  "the host is fixed",
		"https://crm.example{phone}/":                      "the host is fixed",
		"https://crm.example:{phone}/":                     "the host is fixed",
		"https:///x":                                       "is not an origin",
		"https://":                                         "is not an origin",
		"https://ana@crm.example/":                         "user name or password",
		"https://crm.example:443/":                         "write https://crm.example",
		"https://CRM.example/":                             "write https://crm.example",
		"https://*.example/":                               "list each host by its full name",
		"https://crm.example\\@evil.test/":                 "user name or password",
		"https://crm.example/\\evil":                       `'\\' can't be in a URL: write it as %5C`,
		"https://crm.example/a b":                          "' ' can't be in a URL: write it as %20",
		"https://crm.example/\n":                           "write it as %0A",
		"https://crm.example/ñ":                            "write it as %C3%B1",
		"https://crm.example/<{phone}>":                    "write it as %3C",
		"https://crm.example/100%":                         "write it as %25",
		"https://crm.example/{phone":                       "a { has no }",
		"https://crm.example/{a{b}}":                       "a { has no }",
		"https://crm.example/phone}":                       "a } has no {",
		"https://crm.example/{}":                           "a placeholder has no name",
		"https://crm.example/a/../{phone}":                 "is . or ..",
		"https://crm.example/a/%2E./{phone}":               "is . or ..",
		"https://crm.example/a/.{phone}":                   "is . or ..",
		"https://crm.example/a/{phone}.":                   "is . or ..",
		"https://crm.example/" + strings.Repeat("x", 2000): "longer than 2000",
	} {
		if _, err := Parse(template); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", problem.Clip(template), err, want)
		}
	}
}

func TestScreenPopNames(t *testing.T) {
	t.Parallel()
	seen := []string{"ci", "customer id", "Policy"}
	for _, tt := range []struct {
		names     string
		variables []string
		seen      bool
		want      string // part of the error; empty: no error
	}{
		{"{phone}{agent}{campaign}{guid}{contact}{alternatives}{destination}{dialerbase}{priority}{agentphone}", nil, false, ""},
		{"{ci}{customer id}", seen, true, ""},
		{"{phnoe}", nil, false, "{phnoe} is nothing of a call"}, // two letters are swapped
		{"{Phone}", nil, false, "the nearest is {phone}"},
		{"{fone}", nil, false, ""}, // may be a future variable
		{"{fone}", seen, true, "the nearest is {phone}"},
		{"{ploicy}", seen, true, "the nearest is {Policy}"},
		{"{customer}", nil, false, ""},
	} {
		template, err := Parse("https://crm.example/" + tt.names)
		if err != nil {
			t.Fatal(err)
		}
		err = template.Check(tt.variables, tt.seen)
		if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", tt.names, err, tt.want)
		}
	}
}

func TestVariables(t *testing.T) {
	t.Parallel()
	for data, want := range map[string]map[string]string{
		"":                               {},
		"ci=1234567:name=Ana":            {"ci": "1234567", "name": "Ana"},
		`url=https\://x/?a\=b:path=C\\d`: {"url": "https://x/?a=b", "path": `C\d`},
		"a=b=c":                          {"a": "b=c"},
		`k\=1=2:k\:2=3`:                  {"k=1": "2", "k:2": "3"},
		"alone:=x::a=":                   {"a": ""},
		`path=C:\dir:b=1`:                {"path": "C", "b": "1"},
		`a=x\n:b=1\`:                     {"a": `x\n`, "b": `1\`},
		"a=1:a=2":                        {"a": "2"},
	} {
		if got := Variables(data); !maps.Equal(got, want) {
			t.Errorf("%q: %q, want %q", data, got, want)
		}
	}
}

// FuzzScreenPop checks that no value, at any place, changes the scheme or host, or adds a parameter or a segment.
func FuzzScreenPop(f *testing.F) {
	for _, value := range []string{"", "099", "..", ".", "/", "//evil.test", "\\", "@evil.test", "?a=b", "#x", "&x=y", ";x=y", "%2e%2e", "%", "\x00\r\n", "{phone}", "+", "é", "\xff", "javascript:alert(1)"} {
		f.Add(value, value)
	}
	templates := []string{
		"https://crm.example/c?searchByPhoneNumber={a}&x={b}",
		"https://crm.example/{a}/{b}",
		"https://crm.example/x{a}{b}?y",
		"https://crm.example/{a}#{b}",
		"https://crm.example:8443?{a}={b}",
		"https://crm.example#/customers/{a}?p={b}",
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		for _, text := range templates {
			template, err := Parse(text)
			if err != nil {
				t.Fatal(err)
			}
			filled := template.Fill(map[string]string{"a": a, "b": b})
			got, err := url.Parse(filled)
			if err != nil {
				t.Fatalf("%s with %q and %q: %v", text, a, b, err)
			}
			plain, err := url.Parse(template.Fill(map[string]string{"a": "1", "b": "2"}))
			if err != nil {
				t.Fatal(err)
			}
			if got.Scheme != plain.Scheme || got.Host != plain.Host || got.User != nil || got.Opaque != "" {
				t.Errorf("%s with %q and %q: another page: %s", text, a, b, filled)
			}
			if strings.Count(got.EscapedPath(), "/") != strings.Count(plain.EscapedPath(), "/") || strings.ContainsAny(filled, "\\ \t\r\n\"<>") {
				t.Errorf("%s with %q and %q: another path: %s", text, a, b, filled)
			}
			for segment := range strings.SplitSeq(got.EscapedPath(), "/") {
				if isDots(segment) {
					t.Errorf("%s with %q and %q goes up: %s", text, a, b, filled)
				}
			}
			if (got.Fragment != "" || strings.HasSuffix(filled, "#")) != strings.Contains(text, "#") && a+b != "" {
				t.Errorf("%s with %q and %q: another fragment: %s", text, a, b, filled)
			}
			query, err := url.ParseQuery(got.RawQuery)
			if err != nil {
				t.Fatalf("%s with %q and %q: %v", text, a, b, err)
			}
			if strings.Contains(text, "searchBy") {
				want := url.Values{"searchByPhoneNumber": {a}, "x": {b}}
				if !maps.EqualFunc(query, want, slices.Equal) {
					t.Errorf("%s with %q and %q: the page reads %q", text, a, b, query)
				}
			} else if len(query) != len(plain.Query()) && a+b != "" {
				t.Errorf("%s with %q and %q: another number of parameters: %s", text, a, b, filled)
			}
		}
	})
}
