package xlsx

import (
	"unicode/utf16"
	"unicode/utf8"
)

const (
	// MaxText is the number of UTF-16 units that a cell holds.
	MaxText = 32_767
	// CutMark is the end of a text that was cut.
	CutMark = " […]"
)

// fit cuts a text of UTF-8 that is too long for a cell, so that it fits with the mark.
func fit(text []byte) (fitting []byte, cut bool) {
	if len(text) <= MaxText {
		return text, false
	}
	units, room := 0, 0 // room: bytes that fit beside the mark
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		units += utf16.RuneLen(r)
		if units <= MaxText-len([]rune(CutMark)) {
			room = i + size
		}
		if units > MaxText {
			return text[:room], true
		}
		i += size
	}
	return text, false
}

// appendText appends text of UTF-8 as the content of an XML element or attribute. Characters that XML cannot hold, and those that it
// changes, are written as _x000D_, and the beginning of a text that looks the same as _x005F_.
func appendText(buf, text []byte, attribute bool) []byte {
	start := 0
	for i, c := range text {
		if c > '>' && c != '_' && c != 0xEF || c >= '(' && c < '<' {
			continue // most characters
		}
		var as string
		switch {
		case c == '&':
			as = "&amp;"
		case c == '<':
			as = "&lt;"
		case c == '>':
			as = "&gt;"
		case c == '"' && attribute:
			as = "&quot;"
		case c < ' ' && c != '\n' && c != '\t':
			const hex = "0123456789ABCDEF"
			as = "_x00" + string(hex[c>>4]) + string(hex[c&15]) + "_"
		case c == '_' && looksEscaped(text[i:]):
			as = "_x005F_"
		case c == 0xEF && i+2 < len(text) && text[i+1] == 0xBF && text[i+2] >= 0xBE: // U+FFFE, U+FFFF
			buf = append(append(append(buf, text[start:i]...), "_xFFF"...), 'E'+text[i+2]-0xBE, '_')
			start = i + 3
			continue
		default:
			continue
		}
		buf = append(append(buf, text[start:i]...), as...)
		start = i + 1
	}
	return append(buf, text[start:]...)
}

// looksEscaped reports whether a text begins like an escaped character: _x000D_.
func looksEscaped(text []byte) bool {
	if len(text) < 7 || text[1] != 'x' || text[6] != '_' {
		return false
	}
	for _, c := range text[2:6] {
		if isHex := c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'; !isHex {
			return false
		}
	}
	return true
}
