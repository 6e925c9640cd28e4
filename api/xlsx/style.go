package xlsx

import (
	"fmt"
	"strings"
)

// Style is the format of a cell.
type Style int

// The styles.
const (
	Plain      Style = iota
	Quoted           // a text that would become a formula if a person edited the cell
	Wrapped          // a text on several lines
	Whole            // a whole number, with all its digits
	Date             // date and time
	DateMillis       // date and time with milliseconds
	Duration         // a part of a day, as hours, minutes and seconds
	Percent          // a part of 1, as percent
	Amount           // an amount of money
	bold             // the number of styles: each exists in bold letters, too
)

func styles() string {
	var formats strings.Builder
	for _, font := range []int{0, 1} {
		for s := range bold {
			attributes, inner := "", "/>"
			switch s {
			case Quoted:
				attributes = ` quotePrefix="1"`
			case Wrapped:
				attributes, inner = ` applyAlignment="1"`, `><alignment vertical="top" wrapText="1"/></xf>`
			}
			number := map[Style]int{Whole: 1, Date: 164, DateMillis: 165, Duration: 46, Percent: 10, Amount: 166}[s]
			fmt.Fprintf(&formats, `<xf numFmtId="%d" fontId="%d" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"%s%s`, number, font, attributes, inner)
		}
	}
	return `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="3">` +
		`<numFmt numFmtId="164" formatCode="yyyy\-mm\-dd\ hh:mm:ss"/><numFmt numFmtId="165" formatCode="yyyy\-mm\-dd\ hh:mm:ss.000"/>` +
		`<numFmt numFmtId="166" formatCode="#,##0.00####"/></numFmts>` +
		`<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>` +
		`<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>` +
		`<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>` +
		`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
		fmt.Sprintf(`<cellXfs count="%d">%s</cellXfs>`, 2*bold, formats.String()) +
		`<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`
}
