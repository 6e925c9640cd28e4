package main

import (
	"errors"
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sqlc-dev/plugin-sdk-go/plugin"
)

// typeName is the bare name of a column's type. sqlc writes some with their schema before it, and the
// results of functions in PostgreSQL's long form.
func typeName(c *plugin.Column) string {
	return strings.TrimPrefix(c.Type.GetName(), "pg_catalog.")
}

// kindOf says how the engine treats a value of the column's type.
func kindOf(c *plugin.Column) (string, error) {
	switch {
	case c.EmbedTable != nil:
		return "", errors.New("sqlc.embed has no form in the API: list the columns")
	case c.IsSqlcSlice:
		return "", fmt.Errorf("sqlc.slice has no form in the API: write = ANY (@%s::TYPE[])", c.Name)
	}
	switch name := typeName(c); name {
	case "text", "varchar", "character varying", "bpchar", "text_or_null":
		return "text", nil
	case "int2", "int4", "int8", "int", "integer", "bigint", "smallint", "int_or_null":
		return "int", nil
	case "numeric", "float", "float4", "float8", "real", "double precision", "numeric_or_null":
		return "number", nil
	case "money_amount":
		return "money", nil
	case "bool", "boolean":
		return "bool", nil
	case "timestamptz", "timestamp with time zone", "timestamptz_or_null":
		return "time", nil
	case "any", "anyelement", "anyarray", "":
		return "", errors.New("its type is not known to sqlc: cast it")
	default:
		return "", fmt.Errorf("type %s has no form in the API: cast it to text, integer, numeric, boolean, timestamptz or a domain", name)
	}
}

// intBounds are the smallest and the greatest value of a type of whole numbers, so that one out of
// range is the caller's error rather than the database's. The engine itself keeps to those of bigint.
func intBounds(c *plugin.Column) (string, string) {
	switch typeName(c) {
	case "int2", "smallint":
		return "-32768", "32767"
	case "int4", "int", "integer", "int_or_null":
		return "-2147483648", "2147483647"
	}
	return "", ""
}

// Numbers are written as in JSON, as the OpenAPI document repeats them.
var (
	whole   = regexp.MustCompile(`^(0|-?[1-9][0-9]*)$`)
	decimal = regexp.MustCompile(`^-?(0|[1-9][0-9]{0,29})(\.[0-9]{1,30})?$`)
)

// checkValue tells whether a value of an annotation is one that the engine takes for the parameter.
func (p *param) checkValue(value string) error {
	valid := true
	switch p.Kind {
	case "int":
		_, err := strconv.ParseInt(value, 10, 64)
		valid = err == nil && whole.MatchString(value)
	case "number", "money":
		valid = decimal.MatchString(value)
	case "bool":
		valid = value == "true" || value == "false"
	case "time":
		_, dateErr := time.Parse(time.DateOnly, value)
		_, timeErr := time.Parse(time.RFC3339, value)
		valid = dateErr == nil || timeErr == nil
	}
	switch {
	case !valid:
		return fmt.Errorf("%q is not of kind %s", value, p.Kind)
	case len(p.Enum) > 0 && !slices.Contains(p.Enum, value):
		return fmt.Errorf("%q is not in enum=%s", value, strings.Join(p.Enum, ","))
	case p.Min != "" && less(value, p.Min):
		return fmt.Errorf("%s is less than the least value %s", value, p.Min)
	case p.Max != "" && less(p.Max, value):
		return fmt.Errorf("%s is more than the greatest value %s", value, p.Max)
	}
	return nil
}

// less compares two numbers whose form has been checked.
func less(a, b string) bool {
	x, okX := new(big.Rat).SetString(a)
	y, okY := new(big.Rat).SetString(b)
	return okX && okY && x.Cmp(y) < 0
}
