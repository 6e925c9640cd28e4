// Package phone parses telephone numbers and converts them to one normal form, in which they are compared.
package phone

import (
	"fmt"
	"strings"

	"github.com/nyaruka/phonenumbers"
)

const (
	// maxDigits is the maximum number of digits of an international number (E.164).
	maxDigits = 15
	// minPatternDigits is the minimum number of digits of a pattern, so that a mistake does not block every call.
	minPatternDigits = 2
	// maxNational is the number of digits up to which a number without + is more often national than international.
	maxNational = 10
)

// CheckCountry returns an error unless country is empty or an ISO 3166 country code in two capital letters.
func CheckCountry(country string) error {
	if country == "" || phonenumbers.GetSupportedRegions()[country] {
		return nil
	}
	return errorf("%q is not a country of ISO 3166 in two capital letters, such as UY", country)
}

// Normal returns the form in which numbers are compared. It is E.164 (+59899123456) if typed begins with + or 00,
// may be a number of country, or is valid with + before it. Otherwise, as for short numbers, it is the digits. The
// error says which part of typed is not understood.
func Normal(typed, country string) (string, error) {
	t, err := read(typed, false)
	if err != nil {
		return "", err
	}
	if len(t.digits) > maxDigits {
		return "", errorf("it has %d digits; a number has at most %d", len(t.digits), maxDigits)
	}
	if t.plus {
		number := international("+" + t.digits)
		if !t.zeros || country == "" || isValid(number) {
			return number, nil
		}
		// Some countries use a longer international prefix than 00, such as 0011 in Australia.
		if n, err := phonenumbers.Parse("00"+t.digits, country); err == nil && phonenumbers.IsValidNumber(n) {
			return international(phonenumbers.Format(n, phonenumbers.E164)), nil
		}
		return number, nil
	}
	national := possibleIn(t.digits, country)
	if len(t.digits) > maxNational && (national == nil || !phonenumbers.IsValidNumber(national)) {
		if number := international("+" + t.digits); isValid(number) {
			return number, nil
		}
		if rest, zero := strings.CutPrefix(t.digits, "0"); zero && country != "" && isValid(international("+"+rest)) {
			return "", errorf("it is not a number of %s; write + instead of the 0 before a country code", country)
		}
	}
	if national == nil {
		return t.digits, nil
	}
	return international(phonenumbers.Format(national, phonenumbers.E164)), nil
}

// possibleIn returns the number that digits may be in a country, or nil if they cannot be one or country is empty.
func possibleIn(digits, country string) *phonenumbers.PhoneNumber {
	if country == "" {
		return nil
	}
	n, err := phonenumbers.Parse(digits, country)
	if err != nil || phonenumbers.IsPossibleNumberWithReason(n) != phonenumbers.IS_POSSIBLE {
		return nil
	}
	return n
}

// isValid reports whether an E.164 number follows the numbering plan of its country.
func isValid(number string) bool {
	n, err := phonenumbers.Parse(number, "")
	return err == nil && phonenumbers.IsValidNumber(n)
}

// international removes the digits that are not dialled from abroad from a number with +, such as the 0 of +44
// (0)20.
func international(number string) string {
	for range 3 { // an invalid number may have several
		n, err := phonenumbers.Parse(number, "")
		if err != nil {
			return number
		}
		shorter := phonenumbers.Format(n, phonenumbers.E164)
		if rest, old := strings.CutPrefix(shorter, "+521"); old && len(rest) == 10 {
			shorter = "+52" + rest // until 2019 a 1 preceded the mobile numbers of Mexico
		}
		if shorter == number {
			break
		}
		number = shorter
	}
	return number
}

// Pattern returns the form in which a pattern is shown, and the LIKE patterns that match the normal forms of its
// numbers.
func Pattern(typed, country string) (number string, likes []string, err error) {
	t, err := read(typed, true)
	if err != nil {
		return "", nil, err
	}
	digits := stars.ReplaceAllString(t.digits, "*")
	if len(strings.ReplaceAll(digits, "*", "")) < minPatternDigits {
		return "", nil, errorf("a pattern needs at least %d digits beside *", minPatternDigits)
	}
	if len(digits) > maxTyped/2 {
		return "", nil, errorf("the pattern has more than %d characters", maxTyped/2)
	}
	if t.plus {
		digits = "+" + digits
	}
	number, likes = digits, []string{likeOf(digits)}
	if t.plus || country == "" || strings.HasPrefix(digits, "*") {
		return number, likes, nil
	}
	// The normal form of the country's numbers is international, that of short numbers the digits.
	national := strings.TrimPrefix(digits, phonenumbers.GetNddPrefixForRegion(country, true))
	number = fmt.Sprintf("+%d%s", phonenumbers.GetCountryCodeForRegion(country), national)
	return number, append(likes, likeOf(number)), nil
}

func likeOf(pattern string) string { return strings.ReplaceAll(pattern, "*", "%") }

// Entry returns the form of a number or pattern in the do-not-call list.
func Entry(typed, country string) (string, error) {
	if IsPattern(typed) {
		number, _, err := Pattern(typed, country)
		return number, err
	}
	return Normal(typed, country)
}

// IsPattern reports whether an entry of the do-not-call list is a pattern, in which * matches any digits.
func IsPattern(typed string) bool { return strings.Contains(typed, "*") }

// Prefixes returns the calling code of a country and its trunk prefix, which precedes numbers dialled within the
// country. Without a country they are 0 and "".
func Prefixes(country string) (code int, trunk string) {
	return phonenumbers.GetCountryCodeForRegion(country), phonenumbers.GetNddPrefixForRegion(country, true)
}
