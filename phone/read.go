package phone

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
)

// minInternational is the minimum number of digits after 00; with fewer, 00 begins a short number.
const minInternational = 6

// maxTyped is the maximum length of a typed number, in bytes.
const maxTyped = 64

// typedNumber is a typed number without separators.
type typedNumber struct {
	plus   bool   // international: it begins with + or 00
	zeros  bool   // it begins with 00, not with +
	digits string // digits after + or 00; in a pattern also stars
}

var (
	// float is a number that a spreadsheet has written with a decimal.
	float = regexp.MustCompile(`^([0-9]+)[.,]0$`)
	// outside matches characters that are not part of a number.
	outside        = regexp.MustCompile(`[^0-9 ().-]+`)
	outsidePattern = regexp.MustCompile(`[^0-9 ().*-]+`)
	brackets       = regexp.MustCompile(`\( *[0-9*][0-9* .-]*\)`)
	stars          = regexp.MustCompile(`\*+`)
	separators     = strings.NewReplacer(" ", "", "(", "", ")", "", ".", "", "-", "")
	// unclear matches separators that may have a meaning; an error shows the group.
	unclear = []*regexp.Regexp{
		regexp.MustCompile(`^[ )]*([)-]|\.)`),      // before the first digit
		regexp.MustCompile(`([().-])[ ().-]*$`),    // after the last digit
		regexp.MustCompile(`([.-][ ()]*[.-])`),     // two in a row
		regexp.MustCompile(`(\. *0)(?:[^0-9*]|$)`), // decimals, as a spreadsheet writes them
	}
	// decimals are zeros after the last dot: a spreadsheet's, unless the number is written in pairs, as 01.42.68.53.00.
	decimals = regexp.MustCompile(`\.0+$`)
	inPairs  = regexp.MustCompile(`(?:^|[^0-9])[0-9]{1,2}(?:\.[0-9]{2}){3,}$`)
)

// WithoutDecimal returns a number as typed, but without the .0 or ,0 that a spreadsheet appends.
func WithoutDecimal(typed string) string {
	if !strings.ContainsAny(typed, ".,") {
		return typed
	}
	if m := float.FindStringSubmatch(plain(typed)); m != nil {
		return m[1]
	}
	return typed
}

// plain replaces other spaces, such as no-break spaces, by blanks, and removes leading and trailing space.
func plain(typed string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Zs, r) {
			return ' '
		}
		return r
	}, strings.TrimSpace(typed))
}

// read splits a typed number into its parts. Separators that may have a meaning are errors: / , ; x may separate
// two numbers, or a number and an extension.
func read(typed string, pattern bool) (typedNumber, error) {
	text := plain(typed)
	if len(text) > maxTyped {
		return typedNumber{}, errorf("it has more than %d characters", maxTyped)
	}
	foreign, what := outside, "digits"
	if pattern {
		foreign, what = outsidePattern, "digits, * for any digits"
	} else {
		text = WithoutDecimal(text)
	}
	notUnderstood := func(part string) error {
		return errorf("it is not a number: %s is not understood; a number has %s and between them spaces, ( ) - or ., and may begin with + or 00", show(part), what)
	}
	text, plus := strings.CutPrefix(text, "+")
	if rest, within := strings.CutPrefix(text, "(+"); within && !plus {
		text, plus = "("+rest, true
	}
	if part := foreign.FindString(text); part != "" {
		return typedNumber{}, notUnderstood(part)
	}
	t := typedNumber{plus: plus, digits: separators.Replace(text)}
	if strings.Trim(t.digits, "*") == "" {
		return typedNumber{}, errorf("it has no digits")
	}
	if len(t.digits) < len(text) {
		if part := unclearIn(text); part != "" {
			return typedNumber{}, notUnderstood(part)
		}
	}
	if rest, zeros := strings.CutPrefix(t.digits, "00"); zeros && (plus || len(rest) >= minInternational || strings.Contains(rest, "*")) {
		t.plus, t.zeros, t.digits = true, !plus, rest
	}
	switch {
	case !t.plus:
	case strings.Trim(t.digits, "*") == "":
		return typedNumber{}, errorf("it has no digits after its 00")
	case t.digits[0] == '0':
		return typedNumber{}, errorf("it has a 0 after its + or 00, where the country code belongs; no country code begins with 0")
	}
	return t, nil
}

// unclearIn returns the first part of a text that may be more than a separator, or an empty text.
func unclearIn(text string) string {
	for _, form := range unclear {
		if part := form.FindStringSubmatch(text); part != nil {
			return part[1]
		}
	}
	if part := decimals.FindString(text); part != "" && !inPairs.MatchString(text) {
		return part
	}
	rest := brackets.ReplaceAllString(text, "")
	if at := strings.IndexAny(rest, "()"); at >= 0 {
		return rest[at : at+1]
	}
	return ""
}

// show quotes a part of a text. Characters that are invisible or look like others are shown as code points.
func show(part string) string {
	shown := make([]string, 0, 1)
	ascii := ""
	flush := func() {
		if ascii != "" {
			shown, ascii = append(shown, fmt.Sprintf("%q", ascii)), ""
		}
	}
	for _, r := range part {
		switch {
		case r < unicode.MaxASCII && unicode.IsPrint(r):
			ascii += string(r)
			continue
		case unicode.IsPrint(r):
			flush()
			shown = append(shown, fmt.Sprintf("%q (%U)", string(r), r))
		default:
			flush()
			shown = append(shown, fmt.Sprintf("%U", r))
		}
	}
	flush()
	return strings.Join(shown, " ")
}
