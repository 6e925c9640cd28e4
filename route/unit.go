// The units of columns.

package route

import (
	"slices"
	"strings"
)

// Unit is what a number counts.
type Unit string

// The units. A column without one is a plain number, or no number.
const (
	Seconds Unit = "s"
	Percent Unit = "%"
)

// secondsNames are the columns of the tables that hold seconds, although neither name nor description ends with it.
var secondsNames = []string{"seconds", "duration", "billsec", "totaltime"}

// Unit returns the unit of a column, as its name and its description say it.
func (c *Column) Unit() Unit {
	switch {
	case c.Kind != Int && c.Kind != Number:
		return ""
	case strings.HasSuffix(c.Name, "_seconds"), slices.Contains(secondsNames, c.Name):
		return Seconds
	case strings.Contains(c.Description, "in percent"):
		return Percent
	}
	return ""
}
