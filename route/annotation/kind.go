package annotation

import (
	"errors"
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ccrepo/ccrepo/route"
)

// kind returns the kind of values of the type.
func (t Type) kind() (route.Kind, error) {
	if t.Unsupported != nil {
		return "", t.Unsupported
	}
	switch t.Name {
	case "text", "varchar", "character varying", "bpchar", "text_or_null":
		return route.Text, nil
	case "int2", "int4", "int8", "int", "integer", "bigint", "smallint", "int_or_null":
		return route.Int, nil
	case "numeric", "float", "float4", "float8", "real", "double precision", "numeric_or_null":
		return route.Number, nil
	case "money_amount":
		return route.Money, nil
	case "bool", "boolean":
		return route.Bool, nil
	case "timestamptz", "timestamp with time zone", "timestamptz_or_null":
		return route.Time, nil
	case "any", "anyelement", "anyarray", "":
		return "", errors.New("its type is not known: cast it")
	default:
		return "", fmt.Errorf("the API cannot answer type %s: cast it to text, integer, numeric, boolean, timestamptz or a domain", t.Name)
	}
}

func numeric(k route.Kind) bool { return k == route.Int || k == route.Number || k == route.Money }

// intBounds returns the least and the greatest value of an integer type. With them, a value out of range is reported
// as the caller's error rather than the database's. The engine itself checks the bounds of bigint.
func (t Type) intBounds() (least, greatest string) {
	switch t.Name {
	case "int2", "smallint":
		return "-32768", "32767"
	case "int4", "int", "integer", "int_or_null":
		return "-2147483648", "2147483647"
	}
	return "", ""
}

// Numbers are written as in JSON, because the OpenAPI document repeats them.
var (
	whole   = regexp.MustCompile(`^(0|-?[1-9][0-9]*)$`)
	decimal = regexp.MustCompile(`^-?(0|[1-9][0-9]{0,29})(\.[0-9]{1,30})?$`)
)

// checkValue rejects a value in an annotation that the engine would reject for the parameter.
func checkValue(p *route.Param, value string) error {
	valid := true
	switch p.Kind {
	case route.Int:
		_, err := strconv.ParseInt(value, 10, 64)
		valid = err == nil && whole.MatchString(value)
	case route.Number, route.Money:
		valid = decimal.MatchString(value)
	case route.Bool:
		valid = value == "true" || value == "false"
	case route.Time:
		_, dateErr := time.Parse(time.DateOnly, value)
		_, timeErr := time.Parse(time.RFC3339, value)
		valid = dateErr == nil || timeErr == nil || value == route.Now
	}
	switch {
	case !valid:
		return fmt.Errorf("%q is not of kind %s", value, p.Kind)
	case len(p.Enum) > 0 && !slices.Contains(p.Enum, value):
		return fmt.Errorf("%q is not in enum=%s", value, strings.Join(p.Enum, ","))
	case p.Min != "" && less(value, p.Min):
		return fmt.Errorf("%s is less than the minimum %s", value, p.Min)
	case p.Max != "" && less(p.Max, value):
		return fmt.Errorf("%s is greater than the maximum %s", value, p.Max)
	}
	return nil
}

// less reports whether a is less than b; both are valid numbers.
func less(a, b string) bool {
	x, okX := new(big.Rat).SetString(a)
	y, okY := new(big.Rat).SetString(b)
	return okX && okY && x.Cmp(y) < 0
}
