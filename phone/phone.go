// Package phone reads telephone numbers: the form in which they are compared, however they are written.
package phone

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"github.com/nyaruka/phonenumbers"
)

const (
	// maxTyped is how long a number may be as it is typed.
	maxTyped = 64
	// maxDigits is how many digits an international number has at most (E.164).
	maxDigits = 15
	// leastPatternDigits are the digits that a pattern must have, so that no slip forbids every call.
	leastPatternDigits = 2
)

// CheckCountry says what is wrong with a country for numbers; empty is none.
func CheckCountry(country string) error {
	if country == "" || phonenumbers.GetSupportedRegions()[country] {
		return nil
	}
	return fmt.Errorf("%q is no country of ISO 3166 in two capital letters, such as UY", country)
}

// Normal is the form in which numbers are compared: E.164 (+59899123456) where the number is
// typed with + or 00, may be one of the country, or is a valid one but for its +; else, as of short numbers, its digits. The error
// says why a text is no number.
func Normal(typed, country string) (string, error) {
	plus, digits, err := readTyped(typed, false)
	if err != nil {
		return "", err
	}
	if len(digits) > maxDigits {
		return "", fmt.Errorf("it has %d digits; a number has at most %d", len(digits), maxDigits)
	}
	if plus {
		return international("+" + digits), nil
	}
	national, err := phonenumbers.Parse(digits, country)
	if country == "" || err != nil || phonenumbers.IsPossibleNumberWithReason(national) != phonenumbers.IS_POSSIBLE {
		national = nil
	}
	// Long ones are often written without their +. Those of ten digits and fewer are as often national ones.
	if len(digits) > 10 && (national == nil || !phonenumbers.IsValidNumber(national)) {
		if n, err := phonenumbers.Parse("+"+digits, ""); err == nil && phonenumbers.IsValidNumber(n) {
			return international("+" + digits), nil
		}
	}
	if national == nil {
		return digits, nil
	}
	return international(phonenumbers.Format(national, phonenumbers.E164)), nil
}

// international takes out of a number with + what is not dialled from abroad, such as the 0 of +44 (0)20.
func international(number string) string {
	for range 3 { // a number that is none may have several
		n, err := phonenumbers.Parse(number, "")
		if err != nil {
			return number
		}
		shorter := phonenumbers.Format(n, phonenumbers.E164)
		if rest, old := strings.CutPrefix(shorter, "+521"); old && len(rest) == 10 {
			shorter = "+52" + rest // until 2019 Mexico's mobile phones had a 1 before them
		}
		if shorter == number {
			break
		}
		number = shorter
	}
	return number
}

var (
	typedNumber  = regexp.MustCompile(`^\+?[0-9 ()./-]*$`)
	typedPattern = regexp.MustCompile(`^\+?[0-9 ()./*-]*$`)
	unspoken     = strings.NewReplacer("+", "", " ", "", "(", "", ")", "", ".", "", "/", "", "-", "")
	stars        = regexp.MustCompile(`\*+`)
)

// readTyped takes apart what somebody typed: whether it is international, and its digits, among which
// a pattern has stars.
func readTyped(typed string, pattern bool) (plus bool, digits string, err error) {
	form, what := typedNumber, "digits"
	if pattern {
		form, what = typedPattern, "digits, * for any digits"
	}
	text := strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return ' ' // spreadsheets like spaces that don't break
		}
		return r
	}, typed))
	switch {
	case len(text) > maxTyped:
		return false, "", fmt.Errorf("it has more than %d characters", maxTyped)
	case !form.MatchString(text):
		return false, "", fmt.Errorf("it is no number; a number has %s and between them spaces, ( ) - . or /, and may begin with + or 00", what)
	}
	plus, digits = strings.HasPrefix(text, "+"), unspoken.Replace(text)
	if strings.Trim(digits, "*") == "" {
		return false, "", errors.New("it has no digits")
	}
	// Two zeros alone may begin a short number as well.
	if rest, zeros := strings.CutPrefix(digits, "00"); !plus && zeros && (len(rest) > 5 || strings.HasSuffix(rest, "*")) {
		plus, digits = true, rest
	}
	return plus, digits, nil
}

// Pattern is the form in which a pattern is shown, and what the normal forms of its numbers are LIKE.
func Pattern(typed, country string) (number string, likes []string, err error) {
	plus, digits, err := readTyped(typed, true)
	if err != nil {
		return "", nil, err
	}
	digits = stars.ReplaceAllString(digits, "*")
	if len(strings.ReplaceAll(digits, "*", "")) < leastPatternDigits {
		return "", nil, fmt.Errorf("a pattern needs at least %d digits beside *", leastPatternDigits)
	}
	if len(digits) > maxTyped/2 {
		return "", nil, errors.New("the pattern is too long")
	}
	if plus {
		digits = "+" + digits
	}
	number, likes = digits, []string{likeOf(digits)}
	if plus || country == "" || strings.HasPrefix(digits, "*") {
		return number, likes, nil
	}
	// Numbers of the country are kept in their international form, short ones in their digits.
	national := strings.TrimPrefix(digits, phonenumbers.GetNddPrefixForRegion(country, true))
	number = fmt.Sprintf("+%d%s", phonenumbers.GetCountryCodeForRegion(country), national)
	return number, append(likes, likeOf(number)), nil
}

func likeOf(pattern string) string { return strings.ReplaceAll(pattern, "*", "%") }

// Entry is the form of a number or pattern in which the do-not-call list has it.
func Entry(typed, country string) (string, error) {
	if IsPattern(typed) {
		number, _, err := Pattern(typed, country)
		return number, err
	}
	return Normal(typed, country)
}

// IsPattern tells whether an entry of the do-not-call list stands for many numbers.
func IsPattern(typed string) bool { return strings.Contains(typed, "*") }
