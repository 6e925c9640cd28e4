// Package mask masks personal data: it shows a part of a value or none, and a token that is the same for equal values.
package mask

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"hash"
	"regexp"
	"strings"
	"unicode"

	"github.com/ccrepo/ccrepo/api/secret"
	"github.com/ccrepo/ccrepo/route"
)

// Mode determines how much of personal data is shown to a key without the scope pii.
type Mode string

// The modes. A masked value is replaced by a token, which is the same for equal values.
const (
	None    Mode = "none"    // everything is shown
	Partial Mode = "partial" // a part of numbers and addresses, before the token
	Full    Mode = "full"    // the token only
)

// Modes returns all modes.
func Modes() []Mode { return []Mode{None, Partial, Full} }

// Masker replaces values with what may be shown of them.
type Masker struct {
	full bool
	mac  hash.Hash
	sum  []byte
}

// New returns a masker of a mode; tokens are keyed by the database's secret.
func New(mode Mode, s *secret.Keys) *Masker {
	return &Masker{full: mode == Full, mac: hmac.New(sha256.New, s.Token)}
}

// tokenSize is the length of a token: 60 bits, with which ten million values share a token in one of 20,000 databases.
const tokenSize = 12

// Append appends the masked form of a value that is neither NULL nor empty: what its kind shows, then ~ and the
// token of the value.
func (m *Masker) Append(buf []byte, kind route.Personal, value []byte) []byte {
	if kind == route.PersonalMixed {
		if !LooksPersonal(value) {
			return append(buf, value...)
		}
		kind = route.PersonalContact
	}
	if !m.full {
		buf = appendShown(buf, kind, value)
	}
	m.mac.Reset()
	m.mac.Write(value)
	m.sum = m.mac.Sum(m.sum[:0])
	buf = append(buf, '~')
	return tokenLetters.AppendEncode(buf, m.sum[:10])[:len(buf)+tokenSize]
}

// tokenLetters cannot form a number or a formula.
var tokenLetters = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// appendShown appends what partial masking shows: the first three and the last two digits of a number, the first letter
// and the domain of an address, and nothing of any other value, whatever the column is meant for.
func appendShown(buf []byte, kind route.Personal, value []byte) []byte {
	if kind == route.PersonalPhone || kind == route.PersonalContact {
		if digits := phoneDigits(value); len(digits) >= leastDigits {
			buf = append(append(buf, digits[:3]...), "***"...)
			return append(buf, digits[len(digits)-2:]...)
		}
	}
	if kind == route.PersonalEmail || kind == route.PersonalContact {
		if m := address.FindSubmatch(value); m != nil && !looksLikeNumber(m[2]) {
			buf = append(append(buf, m[1]...), "***@"...)
			return append(buf, m[2]...)
		}
	}
	return buf
}

// leastDigits is the length of the shortest number of which digits are shown: at least four stay hidden.
const leastDigits = 9

var address = regexp.MustCompile(`^([A-Za-z0-9])[^@\s]*@((?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,})$`)

// phoneDigits returns the digits of a phone number; none if the value is anything else.
func phoneDigits(value []byte) []byte {
	digits := make([]byte, 0, 20)
	for i, c := range value {
		switch {
		case c >= '0' && c <= '9':
			digits = append(digits, c)
		case c == '+' && i == 0, c == ' ', c == '-', c == '.', c == '(', c == ')':
		default:
			return nil
		}
	}
	return digits
}

// LooksPersonal reports whether a text may contain a phone number or an e-mail address.
func LooksPersonal(value []byte) bool {
	return strings.ContainsAny(string(value), "@＠") || looksLikeNumber(value)
}

// looksLikeNumber reports whether a text contains seven digits in a row, with nothing between them but what people
// write between the digits of a phone number.
func looksLikeNumber(value []byte) bool {
	digits := 0
	for _, r := range string(value) {
		switch {
		case unicode.IsDigit(r):
			if digits++; digits == 7 {
				return true
			}
		case strings.ContainsRune(" -.()/+_", r) || unicode.IsSpace(r):
		default:
			digits = 0
		}
	}
	return false
}
