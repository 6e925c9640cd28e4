package ingest

import (
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestDateFormat(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ format, field, want string }{ // want "": refused as of another form
		{"%d/%m/%Y %H:%M", "1/9/2017 10:00", "2017-09-01 10:00:00"},
		{"%m/%d/%Y %H:%M", "1/9/2017 10:00", "2017-01-09 10:00:00"},
		{"%d/%m/%Y %H:%M", "01/09/2017 08:05", "2017-09-01 08:05:00"},
		{"%d/%m/%Y %H:%M", " 1/9/2017 8:05 ", "2017-09-01 08:05:00"},
		{"%d/%m/%y %H:%M:%S", "1/9/17 8:05:59", "2017-09-01 08:05:59"},
		{"%d.%m.%y %H:%M", "1.9.70 8:05", "1970-09-01 08:05:00"},
		{"%Y%m%d%H%M%S", "20170901080559", "2017-09-01 08:05:59"},
		{"%m/%d/%Y %I:%M %p", "1/9/2017 12:05 AM", "2017-01-09 00:05:00"},
		{"%m/%d/%Y %I:%M %p", "1/9/2017 12:05 pm", "2017-01-09 12:05:00"},
		{"%m/%d/%Y %I:%M%p", "1/9/2017 1:05PM", "2017-01-09 13:05:00"},
		{"%d/%m/%Y %I:%M:%S %p", "1/9/2017 10:00:00 p. m.", "2017-09-01 22:00:00"},
		{"%d/%m/%Y %I:%M:%S %p", "1/9/2017 10:00:00 a.\u00a0m.", "2017-09-01 10:00:00"},
		{"%d%%%m%%%Y %H:%M", "1%9%2017 10:00", "2017-09-01 10:00:00"},
		{"%d/%m/%Y %H:%M", "2017-09-01 10:00:01", "2017-09-01 10:00:01"}, // Asterisk's own form is read too
		{"%Y-%d-%m %H:%M:%S", "2017-09-01 10:00:00", "2017-01-09 10:00:00"},
		{"%Y-%d-%m %H:%M:%S", "2017-09-13 10:00:00", ""}, // not as September 13
		{"%d/%m/%Y %H:%M", "1/1/1900 0:00", "before 1970"},
		{"%d/%m/%Y %H:%M", "00/00/0000 00:00", "before 1970"},
		{"%d/%m/%Y %H:%M", "0000-00-00 00:00:00", "before 1970"},
		{"%d/%m/%y %H:%M", "1/1/69 0:00", "before 1970"},
		{"%d/%m/%Y %H:%M", "30/2/2017 10:00", ""},
		{"%d/%m/%Y %H:%M", "1/13/2017 10:00", ""},
		{"%d/%m/%Y %H:%M", "1/9/2017 24:00", ""},
		{"%d/%m/%Y %H:%M", "1/9/17 10:00", ""},
		{"%d/%m/%Y %H:%M", "1/9/2017 10:00:00", ""},
		{"%d/%m/%Y %H:%M", "1/9/2017", ""},
		{"%d/%m/%Y %H:%M", "", ""},
		{"%d/%m/%Y %I:%M %p", "1/9/2017 13:00 PM", ""},
		{"%d/%m/%Y %I:%M %p", "1/9/2017 0:00 AM", ""},
		{"%d/%m/%Y %I:%M %p", "1/9/2017 1:00", ""},
	} {
		format, err := NewDateFormat(test.format)
		if err != nil {
			t.Fatal(err)
		}
		o := Options{DateFormat: format}
		wall, err := o.wall(test.field)
		got := time.Unix(wall.seconds, 0).UTC().Format(time.DateTime)
		switch {
		case test.want == "" && err == nil:
			t.Errorf("%s of %q is %s, not refused", test.format, test.field, got)
		case test.want == "before 1970":
			if !errors.Is(err, errBefore1970) {
				t.Errorf("%s of %q: %v", test.format, test.field, err)
			}
		case test.want == "" && !strings.Contains(err.Error(), "of the form "+test.format):
			t.Errorf("%s of %q: %v", test.format, test.field, err)
		case test.want != "" && (err != nil || got != test.want):
			t.Errorf("%s of %q is %s (%v), want %s", test.format, test.field, got, err, test.want)
		}
	}
}

func TestDateFormatIsRefused(t *testing.T) {
	t.Parallel()
	for format, want := range map[string]string{
		"":                       "must have",
		"%d/%m/%Y":               "must have",
		"%d/%m/%Y %H":            "must have",
		"%m/%Y %H:%M":            "must have",
		"%d/%m %H:%M":            "must have",
		"%d/%m/%Y %y %H:%M":      "must have",
		"%d/%m/%Y %I:%M":         "must have",
		"%d/%m/%Y %H:%M %p":      "must have",
		"%d/%m/%Y %H:%I:%M %p":   "must have",
		"%d/%m/%Y %H:%M %d":      "has %d twice",
		"%d/%m/%Y %H:%M %Z":      "has a % that is none of",
		"%d/%m/%Y %H:%M %":       "has a % that is none of",
		"%d/%m/%Y %H:%M %\u00e9": "has a % that is none of",
		"dd/mm/yyyy":             "must have",
	} {
		if _, err := NewDateFormat(format); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", format, err, want)
		}
	}
}

// TestAdviceReadsTheField checks that the formats in a refusal are true: each reads the field.
func TestAdviceReadsTheField(t *testing.T) {
	t.Parallel()
	for field, want := range map[string]string{
		"1/9/2017 10:00":                "--date-format '%d/%m/%Y %H:%M' reads it with the day first, --date-format '%m/%d/%Y %H:%M' reads it with the month first",
		"13/9/2017 10:00":               "--date-format '%d/%m/%Y %H:%M' reads it with the day first",
		"9/13/17 1:00:00 PM":            "--date-format '%m/%d/%y %I:%M:%S %p' reads it with the month first",
		"13.9.2017, 10:00":              "--date-format '%d.%m.%Y, %H:%M' reads it with the day first",
		"13/9/2017 10:00:00 p.\u00a0m.": "--date-format '%d/%m/%Y %I:%M:%S %p' reads it with the day first",
		"2017/9/1 10:00":                "--date-format '%Y/%m/%d %H:%M' reads it with the year first",
		"2017-09-01 10:00":              "--date-format '%Y-%m-%d %H:%M' reads it with the year first",
		"31/31/2017 10:00":              "",
		"29/11/2018":                    "it is a date, and a call needs its time of day too: export both, and give --date-format if they are in another form, as in '%d/%m/%Y %H:%M'",
		"soon":                          "",
	} {
		_, err := (&Options{}).wall(field)
		advice := ""
		if err != nil {
			advice = strings.TrimPrefix(strings.TrimPrefix(err.Error(), errWallTime.Error()), ": ")
		}
		if err == nil || advice != want {
			t.Errorf("%q: %v, want %q", field, err, want)
		}
	}
}

// TestDateFormatReadsWhatItWrites writes random times with and without leading zeros.
func TestDateFormatReadsWhatItWrites(t *testing.T) {
	t.Parallel()
	layouts := map[string][]string{ // by format: layouts of package time
		"%d/%m/%Y %H:%M:%S":    {"02/01/2006 15:04:05", "2/1/2006 15:04:05"},
		"%m-%d-%y %I:%M:%S %p": {"01-02-06 03:04:05 PM", "1-2-06 3:04:05 PM"},
		"%Y.%m.%d %H:%M:%S":    {"2006.01.02 15:04:05", "2006.1.2 15:04:05"},
	}
	rapid.Check(t, func(rt *rapid.T) {
		at := rapid.Int64Range(0, 2_000_000_000).Draw(rt, "at")
		for text, forms := range layouts {
			format, err := NewDateFormat(text)
			if err != nil {
				rt.Fatal(err)
			}
			for _, form := range forms {
				field := time.Unix(at, 0).UTC().Format(form)
				if wall, err := format.parse(field); err != nil || wall.seconds != at {
					rt.Errorf("%s of %q: %d, %v, want %d", text, field, wall.seconds, err, at)
				}
			}
		}
	})
}
