package phone_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/nyaruka/phonenumbers"
	"pgregory.net/rapid"

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
		{"(099) 123-456", "UY", "+59899123456"},
		{"(+598) 99 123 456", "AR", "+59899123456"},
		{"59899300001.0", "UY", "+59899300001"},
		{"99300001.0", "UY", "+59899300001"},
		{"99300001,0", "UY", "+59899300001"},
		{" 59899300001.0\u00a0", "", "+59899300001"},
		{"99300001.0", "", "99300001"},
		{"+00 598 99 123 456", "AR", "+59899123456"},
		{"+44.(0)20 7946 0018", "", "+442079460018"},
		{"01.42.68.53.00", "FR", "+33142685300"},
		{"598099123456", "UY", "+59899123456"},
		{"0011 598 99 123 456", "AU", "+59899123456"},
		{"00598 99 123 456", "AU", "+59899123456"},
		{"00 54 11 2345 6789", "BR", "+541123456789"},
		{"5215512345678", "", "+525512345678"},
		{"59899123456", "UY", "+59899123456"},
		{"00 59899123456", "UY", "+59899123456"},
		{"099 123 456", "", "099123456"},
		{"99123456", "", "99123456"},
		{"(598) 99-123.456", "", "+59899123456"},
		{"59899123456", "AR", "+59899123456"},
		{"13912345678", "", "13912345678"}, // of no country: +1 391 is not assigned
		{"122", "UY", "122"},
		{"911", "US", "911"},
		{"001", "UY", "001"},
		{"(415) 555-2671", "US", "+14155552671"},
		{"1 415 555 2671", "US", "+14155552671"},
		{"011 598 99 123 456", "US", "+59899123456"},
		{"555 2671", "US", "5552671"},
		{"+44 (0)20 7946 0018", "", "+442079460018"},
		{"020 7946 0018", "GB", "+442079460018"},
		{"06 1234 5678", "IT", "+390612345678"}, // the 0 of Italian numbers is not a trunk prefix
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
		"sales":                 `not a number: "sales" is not understood`,
		"0800 SALES":            `"SALES" is not understood`,
		"099+123":               `"+" is not understood`,
		"٠٩٩١٢٣":                `"٠" (U+0660)`,
		"*72":                   `"*" is not understood`,
		"sip:ana@example.com":   `"sip:ana@example" is not understood`,
		"1234567890123456":      "at most 15",
		"5.9E+10":               `"E+" is not understood`,
		strings.Repeat("1", 80): "more than 64",

		"29021234/35":        `"/" is not understood`,
		"555-0101/555-0102":  `"/" is not understood`,
		"29021234,35":        `"," is not understood`,
		"29021234;35":        `";" is not understood`,
		"29021234x35":        `"x" is not understood`,
		"29021234 ext. 35":   `"ext" is not understood`,
		"29021234 (35)":      `")" is not understood`,
		"29021234.":          `"." is not understood`,
		"29021234-":          `"-" is not understood`,
		"-29021234":          `"-" is not understood`,
		".29021234":          `"." is not understood`,
		"2902..1234":         `".." is not understood`,
		"2902 1234.0":        `".0" is not understood`,
		"+59829021234.0":     `".0" is not understood`,
		"29021234.00":        `".00" is not understood`,
		"2902-1234.00":       `".00" is not understood`,
		"5989.9300001.00":    `".00" is not understood`,
		"598.99.300001.00":   `".00" is not understood`,
		"29021234,00":        `"," is not understood`,
		"2902.0.1234":        `".0" is not understood`,
		"59.829.021.234,0":   `"," is not understood`,
		"(2902 1234":         `"(" is not understood`,
		"2902) 1234":         `")" is not understood`,
		"29021234\n29021235": "U+000A is not understood",
		"2902\t1234":         "U+0009 is not understood",
		"2902\u200b1234":     "U+200B is not understood",
		"\ufeff29021234":     "U+FEFF is not understood",
		"2902\u20131234":     `"–" (U+2013) is not understood`,
		"\u202a+59829021234": `U+202A "+" is not understood`,
		"+0598 99 123 456":   "no country code begins with 0",
		"+000598 99 123 456": "no country code begins with 0",
		"000598 99 123 456":  "no country code begins with 0",
		"000000000":          "no country code begins with 0",
		"+00":                "no digits after its 00",
		"+0":                 "no country code begins with 0",
		"0598 99 123 456":    "not a number of UY; write +",
	} {
		if got, err := phone.Normal(typed, "UY"); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q is %q, %v, want it refused: %s", typed, got, err, says)
		}
	}
}

func TestWithoutDecimal(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"59899300001.0": "59899300001", "099300001,0": "099300001", " 99300001.0\t": "99300001", "99300001": "99300001",
		"099 300 001.0": "099 300 001.0", "99300001.00": "99300001.00", "099.300.001": "099.300.001", "": "",
	} {
		if got := phone.WithoutDecimal(typed); got != want {
			t.Errorf("%q is %q, want %q", typed, got, want)
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
	for typed, says := range map[string]string{"*": "no digits", "+*": "no digits", "0*": "at least 2", "a*": "not a number", "599/*": `"/" is not understood`, "599.0*.0": `".0" is not understood`, "+0*5": "no country code", "000*": "no country code", "00*": "no digits", strings.Repeat("1", 60) + "*": "more than 32"} {
		if got, _, err := phone.Pattern(typed, "UY"); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q is %q, %v, want it refused: %s", typed, got, err, says)
		}
	}
}

// decorate inserts separators without meaning between digits.
func decorate(t *rapid.T, digits string) string {
	var out strings.Builder
	for i, r := range digits {
		between := rapid.SampledFrom([]string{"", "", "", "", " ", "-", ".", "\u00a0", " - "}).Draw(t, "separator")
		// A dot before a last digit 0 could be a decimal point.
		if i > 0 && i < len(digits)-1 && digits[i-1] != '+' && (r != '0' || !strings.Contains(between, ".")) {
			out.WriteString(between)
		}
		out.WriteRune(r)
	}
	return out.String()
}

// spellings returns ways to write a number that dial it in a country.
func spellings(n *phonenumbers.PhoneNumber, country string) []string {
	number := phonenumbers.Format(n, phonenumbers.E164)
	all := []string{number, "00" + number[1:], "+00" + number[1:], "0" + number, "+0" + number[1:], "000" + number[1:],
		phonenumbers.Format(n, phonenumbers.INTERNATIONAL)}
	// Digits without + are a number of the country if they can be one.
	if own, err := phonenumbers.Parse(number[1:], country); len(number) > 11 && (err != nil || phonenumbers.Format(own, phonenumbers.E164) == number || !phonenumbers.IsValidNumber(own)) {
		all = append(all, number[1:], number[1:]+".0", number[1:]+",0", "0"+number[1:])
	}
	if phonenumbers.GetRegionCodeForNumber(n) == country {
		national := phonenumbers.GetNationalSignificantNumber(n)
		dialled := phonenumbers.GetNddPrefixForRegion(country, true) + national
		all = append(all, national, dialled, national+".0", dialled+",0")
	}
	return all
}

func TestEverySpellingIsOneNumberOrRefused(t *testing.T) {
	t.Parallel()
	var countries []string
	for country := range phonenumbers.GetSupportedRegions() {
		countries = append(countries, country)
	}
	slices.Sort(countries)
	kinds := []phonenumbers.PhoneNumberType{phonenumbers.MOBILE, phonenumbers.FIXED_LINE}
	rapid.Check(t, func(t *rapid.T) {
		country := rapid.SampledFrom(countries).Draw(t, "country")
		of := rapid.SampledFrom([]string{country, country, "UY", "AU", "BR"}).Draw(t, "country of the number")
		n := phonenumbers.GetExampleNumberForType(of, rapid.SampledFrom(kinds).Draw(t, "kind"))
		if n == nil {
			return
		}
		listed, err := phone.Normal(phonenumbers.Format(n, phonenumbers.E164), country)
		if err != nil {
			t.Fatal(err)
		}
		typed := rapid.SampledFrom(spellings(n, country)).Draw(t, "spelling")
		if strings.Trim(typed, "+0123456789") == "" && rapid.Bool().Draw(t, "with separators") {
			typed = decorate(t, typed)
		}
		if number, err := phone.Normal(typed, country); err == nil && number != listed {
			t.Errorf("in %s, %q is %s; the same number is listed as %s", country, typed, number, listed)
		}
		// Text that may be a second number or an extension is never read as digits of the first number.
		for _, more := range []string{"/35", ",35", ";35", "x35", " ext 35", ".", "\u200b35", "\n35", " (35)"} {
			if number, err := phone.Normal(typed+more, country); err == nil {
				t.Errorf("%q is %s", typed+more, number)
			}
		}
	})
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
