package ingest

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// DateFormat is a form of dates and times in the notation of strftime. The zero value is no form.
type DateFormat struct{ text string }

const dateFormatExample = "as in '%d/%m/%Y %H:%M'"

// NewDateFormat returns the form that text describes by %d, %m, %Y or %y, %H or %I with %p, %M, %S and %%. All but %S
// and %% are needed, because a call has a date and a time of day.
func NewDateFormat(text string) (DateFormat, error) {
	var seen [128]bool
	for rest := text; rest != ""; {
		directive, after, ok := cutDirective(rest)
		switch {
		case !ok:
			return DateFormat{}, fmt.Errorf("%q has a %% that is none of %%d %%m %%Y %%y %%H %%I %%M %%S %%p %%%%, %s", text, dateFormatExample)
		case seen[directive]:
			return DateFormat{}, fmt.Errorf("%q has %%%c twice", text, directive)
		}
		seen[directive] = directive != 0
		rest = after
	}
	if !seen['d'] || !seen['m'] || seen['Y'] == seen['y'] || !seen['M'] || seen['H'] == seen['I'] || seen['I'] != seen['p'] {
		return DateFormat{}, fmt.Errorf("%q must have %%d, %%m, %%Y or %%y, %%M, and %%H or %%I with %%p, %s", text, dateFormatExample)
	}
	return DateFormat{text}, nil
}

// cutDirective returns the directive at the beginning of a format, or 0 for a literal character, and the rest.
func cutDirective(format string) (directive byte, rest string, ok bool) {
	if format[0] != '%' {
		return 0, format[1:], true
	}
	if len(format) < 2 || strings.IndexByte("dmYyHIMSp%", format[1]) < 0 {
		return 0, "", false
	}
	if format[1] == '%' {
		return 0, format[2:], true
	}
	return format[1], format[2:], true
}

// halfOfDay matches what %p reads, including the Spanish "a. m.".
var halfOfDay = regexp.MustCompile(`^([AaPp])\.?[ \x{a0}\x{202f}]?[Mm]\.?`)

// parse returns the time that s shows.
func (f DateFormat) parse(s string) (wallTime, error) {
	value, ok := f.values(s)
	year, hour := value['Y'], value['H']
	if strings.Contains(f.text, "%y") {
		// As POSIX has it: 69 to 99 are of the 20th century.
		if year = 2000 + value['y']; value['y'] >= 69 {
			year -= 100
		}
	}
	if strings.Contains(f.text, "%I") {
		ok = ok && value['I'] >= 1 && value['I'] <= 12
		hour = value['I']%12 + value['p']
	}
	wall, err := wallOf([6]int{year, value['m'], value['d'], hour, value['M'], value['S']})
	if !ok || errors.Is(err, errWallTime) {
		return wallTime{}, fmt.Errorf("is not a time of the form %s, which --date-format gives", f.text)
	}
	return wall, err
}

// values returns the number that s has for each directive, for %p 0 or 12. Only the year must have all its digits.
func (f DateFormat) values(s string) (value [128]int, ok bool) {
	for format := f.text; format != ""; {
		directive, rest, _ := cutDirective(format)
		literal := format[0]
		format = rest
		switch directive {
		case 0:
			if s == "" || s[0] != literal {
				return value, false
			}
			s = s[1:]
		case 'p':
			found := halfOfDay.FindStringSubmatch(s)
			if found == nil {
				return value, false
			}
			if strings.EqualFold(found[1], "p") {
				value['p'] = 12
			}
			s = s[len(found[0]):]
		default:
			fewest, most := 1, 2
			switch directive {
			case 'Y':
				fewest, most = 4, 4
			case 'y':
				fewest = 2
			}
			n := 0
			for n < most && n < len(s) && s[n] >= '0' && s[n] <= '9' {
				n++
			}
			if n < fewest {
				return value, false
			}
			value[directive], _ = digits(s[:n])
			s = s[n:]
		}
	}
	return value, s == ""
}

// wall returns the time that a field shows: in DateFormat, or as parseWall reads it.
func (o *Options) wall(field string) (wallTime, error) {
	if o.DateFormat.text == "" {
		wall, err := parseWall(field)
		if errors.Is(err, errWallTime) {
			err = adviseDateFormat(field, err)
		}
		return wall, err
	}
	wall, err := o.DateFormat.parse(strings.TrimSpace(field))
	// The form of Asterisk's own times is not mistaken for another, unless the format begins with the year too.
	if err != nil && !strings.HasPrefix(o.DateFormat.text, "%Y") {
		if own, ownErr := parseWall(field); !errors.Is(ownErr, errWallTime) {
			return own, ownErr
		}
	}
	return wall, err
}

// otherDate matches dates with times that are not read without a DateFormat: year, day and month, each with its
// separator, and the time of day, which may be absent.
var otherDate = regexp.MustCompile(`^(\d{1,4})([/.-])\d{1,2}([/.-])(\d{1,4})(?:(, |[ T])\d{1,2}:\d{2}(:\d{2})?([ \x{a0}\x{202f}]?[AaPp]\.?[ \x{a0}\x{202f}]?[Mm]\.?)?)?$`)

// looksLikeTime reports whether a field is a time, perhaps in a form that needs another DateFormat.
func (o *Options) looksLikeTime(field string) bool {
	_, err := o.wall(field)
	return err == nil || errors.Is(err, errBefore1970) || otherDate.MatchString(strings.TrimSpace(field))
}

// adviseDateFormat adds to err the formats that read the field.
func adviseDateFormat(field string, err error) error {
	field = strings.TrimSpace(field)
	found := otherDate.FindStringSubmatch(field)
	if found == nil {
		return err
	}
	if found[5] == "" {
		return fmt.Errorf("%w: it is a date, and a call needs its time of day too: export both, and give --date-format if they are in another form, %s", err, dateFormatExample)
	}
	year, clock := "%Y", "%H:%M"
	if len(found[4]) == 2 {
		year = "%y"
	}
	if found[6] != "" {
		clock += ":%S"
	}
	if half := found[7]; half != "" {
		clock = strings.Replace(clock, "%H", "%I", 1) + half[:strings.IndexAny(half, "AaPp")] + "%p"
	}
	var readers []string
	for _, form := range []struct{ date, what string }{
		{"%d" + found[2] + "%m" + found[3] + year, "day first"},
		{"%m" + found[2] + "%d" + found[3] + year, "month first"},
		{"%Y" + found[2] + "%m" + found[3] + "%d", "year first"},
	} {
		format := DateFormat{form.date + found[5] + clock}
		if _, err := format.parse(field); err == nil {
			readers = append(readers, fmt.Sprintf("--date-format '%s' reads it with the %s", format.text, form.what))
		}
	}
	if len(readers) == 0 {
		return err
	}
	return fmt.Errorf("%w: %s", err, strings.Join(readers, ", "))
}
