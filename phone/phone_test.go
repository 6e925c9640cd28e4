package phone_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/ccrepo/ccrepo/phone"
)

func TestNormalNumber(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ typed, country, want string }{
		{"+59899123456", "", "+59899123456"},
		{"+598 99 123 456", "", "+59899123456"},
		{"00598 99 123 456", "", "+59899123456"},
		{"+598 (0)99 123-456", "AR", "+59899123456"},
		{" +598\u00a099.123.456\t", "", "+59899123456"},
		{"099 123 456", "UY", "+59899123456"},
		{"99123456", "UY", "+59899123456"},
		{"(099) 123/456", "UY", "+59899123456"},
		{"59899123456", "UY", "+59899123456"},
		{"00 59899123456", "UY", "+59899123456"},
		{"099 123 456", "", "099123456"},
		{"99123456", "", "99123456"},
		{"(598) 99-123.456", "", "+59899123456"},
		{"59899123456", "AR", "+59899123456"},
		{"13912345678", "", "13912345678"}, // of no country: +1 391 is none
		{"122", "UY", "122"},
		{"911", "US", "911"},
		{"001", "UY", "001"},
		{"(415) 555-2671", "US", "+14155552671"},
		{"1 415 555 2671", "US", "+14155552671"},
		{"011 598 99 123 456", "US", "+59899123456"},
		{"555 2671", "US", "5552671"},
		{"+44 (0)20 7946 0018", "", "+442079460018"},
		{"020 7946 0018", "GB", "+442079460018"},
		{"06 1234 5678", "IT", "+390612345678"}, // Italy's 0 is no trunk prefix
		{"011 15 2345-6789", "AR", "+5491123456789"},
		{"+54 9 11 2345-6789", "", "+5491123456789"},
		{"+52 1 55 1234 5678", "", "+525512345678"},
		{"+999 123 4567", "", "+9991234567"},
		{"+12", "", "+12"},
	} {
		got, err := phone.Normal(test.typed, test.country)
		if err != nil || got != test.want {
			t.Errorf("%q in %q is %q, %v, want %q", test.typed, test.country, got, err, test.want)
		}
		if again, err := phone.Normal(got, test.country); strings.HasPrefix(got, "+") && (err != nil || again != got) {
			t.Errorf("%q becomes %q, %v the second time", got, again, err)
		}
	}
	for typed, says := range map[string]string{
		"":                      "no digits",
		" ":                     "no digits",
		"+":                     "no digits",
		"sales":                 "no number",
		"0800 SALES":            "no number",
		"099+123":               "no number",
		"٠٩٩١٢٣":                "no number",
		"*72":                   "no number",
		"sip:ana@example.com":   "no number",
		"1234567890123456":      "at most 15",
		"5.9E+10":               "no number",
		strings.Repeat("1", 80): "more than 64",
	} {
		if got, err := phone.Normal(typed, "UY"); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q is %q, %v, want it refused: %s", typed, got, err, says)
		}
	}
}

func TestNormalPattern(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		typed, country, want string
		likes                []string
	}{
		{"+598 99*", "", "+59899*", []string{"+59899%"}},
		{"00598 99**", "AR", "+59899*", []string{"+59899%"}},
		{"099*", "UY", "+59899*", []string{"099%", "+59899%"}},
		{"99*", "UY", "+59899*", []string{"99%", "+59899%"}},
		{"099*", "", "099*", []string{"099%"}},
		{"*456", "UY", "*456", []string{"%456"}},
		{"+598*456", "UY", "+598*456", []string{"+598%456"}},
		{"800 *", "US", "+1800*", []string{"800%", "+1800%"}},
	} {
		got, likes, err := phone.Pattern(test.typed, test.country)
		if err != nil || got != test.want || !slices.Equal(likes, test.likes) {
			t.Errorf("%q in %q is %q %q, %v, want %q %q", test.typed, test.country, got, likes, err, test.want, test.likes)
		}
	}
	for typed, says := range map[string]string{"*": "no digits", "+*": "no digits", "0*": "at least 2", "a*": "no number", strings.Repeat("1", 60) + "*": "too long"} {
		if got, _, err := phone.Pattern(typed, "UY"); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q is %q, %v, want it refused: %s", typed, got, err, says)
		}
	}
}

func FuzzNumber(f *testing.F) {
	f.Add("+598 (0)99 123-456", "UY")
	f.Add("00598 099*", "AR")
	f.Add("011 15 2345-6789", "")
	f.Fuzz(func(t *testing.T, typed, country string) {
		if phone.CheckCountry(country) != nil {
			return
		}
		number, err := phone.Normal(typed, country)
		if err == nil {
			if !strings.ContainsAny(number, "0123456789") || strings.Trim(number, "+0123456789") != "" || strings.LastIndex(number, "+") > 0 {
				t.Errorf("%q in %q is %q", typed, country, number)
			}
			if again, err := phone.Normal(number, country); number[0] == '+' && (err != nil || again != number) {
				t.Errorf("%q in %q is %q, and %q, %v the second time", typed, country, number, again, err)
			}
		}
		if pattern, likes, err := phone.Pattern(typed, country); err == nil && (len(likes) == 0 || strings.Trim(pattern, "+*0123456789") != "") {
			t.Errorf("%q in %q is the pattern %q %q", typed, country, pattern, likes)
		}
	})
}
