package api

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"database/sql"
	"encoding/base32"
	"hash"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/route"
)

// Mask says how much of personal data is shown to a key without the scope pii.
type Mask string

// The ways of masking. A masked value is a token, by which equal values stay recognisable as equal.
const (
	MaskNone    Mask = "none"    // everything is shown
	MaskPartial Mask = "partial" // of numbers and addresses a part, before the token
	MaskFull    Mask = "full"    // the token alone
)

// Masks are the ways of masking.
func Masks() []Mask { return []Mask{MaskNone, MaskPartial, MaskFull} }

// maskFor is how personal data is masked for somebody.
func (s *Server) maskFor(p *principal) Mask {
	if p.has(scopePII) {
		return MaskNone
	}
	return s.mask
}

// refuseMasked adds what a request wants of columns that are masked: whoever may filter or order by a value
// finds out what it is.
func (q *request) refuseMasked(values url.Values, wrong *problem.List) {
	if q.mask == MaskNone {
		return
	}
	refuse := func(param, name string) {
		wrong.Add(problem.Param("masked_column", param, "%s is personal data, which is masked for this key; the scope pii would allow it", name))
	}
	for _, f := range q.filters {
		if f.column.Personal != "" && !f.showsNothing() {
			refuse(f.param, f.column.Name)
		}
	}
	for _, p := range q.route.Params {
		if p.Personal != "" && (p.Path || values.Has(p.Name)) {
			refuse(p.Name, p.Name)
		}
	}
	for name := range strings.SplitSeq(values.Get("order"), ",") {
		if c := q.route.Column(strings.TrimPrefix(name, "-")); c != nil && c.Personal != "" {
			refuse("order", c.Name)
		}
	}
}

// showsNothing tells whether a filter on personal data only asks for values that are shown as they are.
func (f filter) showsNothing() bool {
	if f.column.Personal != route.PersonalMixed {
		return false
	}
	switch f.operator {
	case "null":
		return true
	case "eq", "ne":
		return !slices.ContainsFunc(f.values, func(v string) bool { return looksPersonal([]byte(v)) })
	}
	return false
}

// veilOrder takes the order of values away from columns that are masked and stand in the key: in the order of
// their numbers, rows would tell whose number lies between which. What comes after an id orders nothing any more.
func (q *request) veilOrder() {
	if q.mask == MaskNone {
		return
	}
	for i, t := range q.order {
		if t.column.Name == "id" {
			return
		}
		if t.column.Personal != "" && t.column.Personal != route.PersonalMixed {
			q.order[i].veil = q.secrets.order
		}
	}
}

// maskTexts replaces texts of a write's answer by what somebody may see of them, as a reading would: what was
// stored before is not shown to a key without the scope pii because it changes or removes it.
func (s *Server) maskTexts(ctx context.Context, who *principal, texts map[*string]route.Personal) error {
	mode := s.maskFor(who)
	if mode == MaskNone {
		return nil
	}
	secrets, err := s.secret.get(ctx)
	if err != nil {
		return err
	}
	m := newMasker(mode, secrets)
	for text, kind := range texts {
		if text != nil && *text != "" {
			*text = string(m.append(nil, kind, []byte(*text)))
		}
	}
	return nil
}

// masker replaces values by what may be shown of them.
type masker struct {
	full bool
	mac  hash.Hash
	sum  []byte
}

func newMasker(mode Mask, s *secrets) *masker {
	return &masker{full: mode == MaskFull, mac: hmac.New(sha256.New, s.token)}
}

// tokenSize is the length of a token. Of 60 bits, two in ten million values are alike once in 20,000 databases.
const tokenSize = 12

// append writes what is shown of a value that is neither NULL nor empty: what its kind shows, then ~ and the
// token of the value.
func (m *masker) append(buf []byte, kind route.Personal, value []byte) []byte {
	if kind == route.PersonalMixed {
		if !looksPersonal(value) {
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

// tokenLetters can't be mistaken for a number or a formula.
var tokenLetters = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// appendShown writes what partial masking shows: three digits and the last two of a number, the first letter and
// the domain of an address; of anything else nothing, whatever the column is meant for.
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

// leastDigits are those of the shortest number of which digits are shown: at least four stay hidden.
const leastDigits = 9

var address = regexp.MustCompile(`^([A-Za-z0-9])[^@\s]*@((?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,})$`)

// phoneDigits are the digits of a phone number; none where the value is no number and nothing else.
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

// looksPersonal tells whether a number or an address may stand in a text.
func looksPersonal(value []byte) bool {
	return strings.ContainsAny(string(value), "@＠") || looksLikeNumber(value)
}

// looksLikeNumber tells whether seven digits stand in a row, with no more between them than what people write
// between the digits of a phone number.
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

// maskedEncoder writes rows with their personal data masked. It is the one place where that happens, whatever the
// format; whoever may see everything goes without it.
type maskedEncoder struct {
	encoder
	masker *masker
	kinds  []route.Personal // of each column
	values []sql.RawBytes
	room   [][]byte // what a column's mask is written into, row after row
}

func (e *maskedEncoder) row(buf []byte, first bool, values []sql.RawBytes) []byte {
	for i, kind := range e.kinds {
		e.values[i] = values[i]
		if kind != "" && len(values[i]) > 0 {
			e.room[i] = e.masker.append(e.room[i][:0], kind, values[i])
			e.values[i] = e.room[i]
		}
	}
	return e.encoder.row(buf, first, e.values)
}

// encoder writes the rows of the answer in its format, masked for whom they are masked.
func (q *request) encoder() encoder {
	var e encoder
	switch q.format {
	case "csv":
		e = &csvEncoder{q.fields, q.loc}
	default:
		e = newJSONEncoder(q.fields, q.loc, q.format == "ndjson")
	}
	if !q.masks() {
		return e
	}
	out := &maskedEncoder{encoder: e, masker: newMasker(q.mask, q.secrets),
		values: make([]sql.RawBytes, len(q.fields)), room: make([][]byte, len(q.fields))}
	for _, c := range q.fields {
		out.kinds = append(out.kinds, c.Personal)
	}
	return out
}

// masks tells whether any column of the answer is masked.
func (q *request) masks() bool {
	return q.mask != MaskNone && slices.ContainsFunc(q.fields, func(c *route.Column) bool { return c.Personal != "" })
}
