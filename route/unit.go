// The units of columns, and their headings.

package route

import (
	"cmp"
	"fmt"
	"math"
	"regexp"
	"strings"
)

// Unit is what a number counts.
type Unit string

// The units. A column without one is a plain number, or no number.
const (
	Seconds      Unit = "s"
	Milliseconds Unit = "ms"
	Percent      Unit = "%"
)

var inUnit = regexp.MustCompile(`\bin (percent|seconds|milliseconds)\b`)

// Unit returns the unit of a column, as its description and its name say it: "Time on hold, in seconds.", wait_seconds.
func (c *Column) Unit() Unit {
	if c.Kind != Int && c.Kind != Number {
		return ""
	}
	if said := inUnit.FindStringSubmatch(c.Description); said != nil {
		return map[string]Unit{"percent": Percent, "seconds": Seconds, "milliseconds": Milliseconds}[said[1]]
	}
	if c.Name == "seconds" || strings.HasSuffix(c.Name, "_seconds") || strings.HasPrefix(c.Description, "Seconds ") {
		return Seconds
	}
	return ""
}

// Duration writes seconds as m:ss, and from an hour on as h:mm:ss.
func Duration(seconds float64) string {
	total := int64(math.Round(math.Abs(seconds)))
	sign := ""
	if seconds < 0 && total > 0 {
		sign = "-"
	}
	if total < 3600 {
		return fmt.Sprintf("%s%d:%02d", sign, total/60, total%60)
	}
	return fmt.Sprintf("%s%d:%02d:%02d", sign, total/3600, total/60%60, total%60)
}

// Heading returns the label of the column with its unit, as in "Talk (s)"; the name if the column has no label.
func (c *Column) Heading(in Language) string {
	heading := cmp.Or(in.Of(c.Label, c.LabelES), c.Name)
	if unit := c.Unit(); unit != "" && c.Label != "" {
		heading += " (" + string(unit) + ")"
	}
	return heading
}
