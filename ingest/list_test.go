package ingest

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// readList returns the records of a list and its bad lines as texts.
func readList(r io.Reader, format ListFormat) (records, bad []string, err error) {
	l := NewListReader(r, format, nil)
	var record ListRecord
	for {
		err := l.Next(&record)
		var invalid *LineError
		switch {
		case errors.Is(err, io.EOF):
			return records, bad, nil
		case errors.As(err, &invalid):
			bad = append(bad, fmt.Sprintf("%d %v", invalid.Number, invalid.Err))
		case err != nil:
			return records, bad, err
		default:
			records = append(records, fmt.Sprintf("%d|%s|%s|%s|%s|%s|%d|%s", record.Line, record.Campaign, record.Destination, record.Data,
				strings.Join(record.Alternatives, ":"), record.Contact, record.Priority, record.AgentPhone))
		}
	}
}

func TestListReader(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 256)
	for name, test := range map[string]struct {
		format       ListFormat
		text         string
		records, bad []string
	}{
		"own form":               {ListCSV, "c;1;a=b;2:3;5;6\n\nc;4;;;;\n", []string{"1|c|1|a=b|2:3||5|6", "3|c|4||||9999|"}, nil},
		"quotes":                 {ListCSV, `"c;";"1";"a=""b"";c";"2:3";"5";"6"`, []string{`1|c;|1|a="b";c|2:3||5|6`}, nil},
		"a header":               {ListCSV, "Agent Phone,PRIORITY,contact,destination\n6,,C,1", []string{"2||1|||C|9999|6"}, nil},
		"blank alternatives":     {ListCSV, "destination;alternatives\n1; : 2 :: 3:", []string{"2||1||2:3||9999|"}, nil},
		"fields":                 {ListCSV, "c;1;;;\nc;1;;;;;\n", nil, []string{"1 it has 5 fields, not 6", "2 it has 7 fields, not 6"}},
		"quote left open":        {ListCSV, "\"c;1;;;;\nc;1;;;;", []string{"2|c|1||||9999|"}, []string{"1 a quote is not closed"}},
		"text behind a quote":    {ListCSV, "\"c\"d;1;;;;", nil, []string{"1 text between a closing quote and the end of its field"}},
		"no destination":         {ListCSV, "c; ;;;;", nil, []string{"1 it has no destination"}},
		"priorities":             {ListCSV, "destination,priority\n1,2\n1,1\n1,-5\n1,2.5\n1,2147483648\n1,x", []string{"2||1||||2|"}, []string{`3 priority is "1"; it must be a whole number greater than 1`, `4 priority is "-5"; it must be a whole number greater than 1`, `5 priority is "2.5"; it must be a whole number greater than 1`, `6 priority is "2147483648"; it must be a whole number greater than 1`, `7 priority is "x"; it must be a whole number greater than 1`}},
		"escapes":                {ListCSV, `destination;data` + "\n" + `1;a\=b=c\:d\\:e=` + "\n" + `1;a\=b`, []string{`2||1|a\=b=c\:d\\:e=||` + `|9999|`}, []string{`3 variable 1 has no =: write key=value pairs with : between them, and \: for a colon within one`}},
		"variables":              {ListCSV, "destination;data\n1;a=1:=2\n1;a=1:a=2\n1;a=1:\n1;x", nil, []string{"2 variable 2 has no name before its =", `3 variable "a" occurs twice`, "4 nothing follows the last colon of the variables", `5 variable 1 has no =: write key=value pairs with : between them, and \: for a colon within one`}},
		"too long":               {ListCSV, "destination;contact\n1;" + long + "\n" + long + ";\n1;" + long[1:], []string{"4||1|||" + long[1:] + "|9999|"}, []string{"2 contact is longer than 255 characters", "3 destination is longer than 255 characters"}},
		"no UTF-8":               {ListCSV, "destination;contact\n1;\xff\n1;a\x00b", nil, []string{"2 it is no UTF-8", "3 holds a NUL byte"}},
		"a line of over 1 MiB":   {ListCSV, "destination\n" + strings.Repeat("1", maxLine+1) + "\n2", []string{"3||2||||9999|"}, []string{"2 longer than 1 MiB"}},
		"21 alternatives":        {ListCSV, "destination;alternatives\n1;" + strings.Repeat("2:", 21), nil, []string{"2 it has 21 alternatives; at most 20 are allowed"}},
		"objects":                {ListNDJSON, `{"destination":"1","data":{"a:b":"c=d","n":1.50,"t":true,"z":null},"alternatives":["2","3"]}` + "\n", []string{`1||1|a\:b=c\=d:n=1.50:t=true:z=|2:3||9999|`}, nil},
		"objects that are none":  {ListNDJSON, "{\n[]\n1\n{}\n{\"destination\":1}\n{\"destination\":\"1\",\"destination\":\"2\"}\n{\"phone\":\"1\"}", nil, []string{"1 it is no JSON", "2 it is no JSON object", "3 it is no JSON object", "4 it has no destination", "5 destination is no text", `6 the member "destination" occurs twice`, `7 there is no member "phone": they are campaign, destination, data, alternatives, contact, priority, agentphone`}},
		"members of other kinds": {ListNDJSON, `{"destination":"1","priority":"x"}` + "\n" + `{"destination":"1","priority":1e3}` + "\n" + `{"destination":"1","data":[]}` + "\n" + `{"destination":"1","data":{"a":[]}}` + "\n" + `{"destination":"1","alternatives":{}}` + "\n" + `{"destination":"1","alternatives":["2:3"]}` + "\n" + `{"destination":"1","data":"a"}`, nil, []string{"1 priority is no number", `2 priority is "1e3"; it must be a whole number greater than 1`, "3 data is neither a text nor an object", `4 the variable "a" is neither a text nor a number`, "5 alternatives is neither a text nor a list", "6 an alternative holds a colon: give each its own text", `7 variable 1 has no =: write key=value pairs with : between them, and \: for a colon within one`}},
		"an array":               {ListJSON, ` [ {"destination":"1"} , 5, {"destination":"2"}] ` + "\n", []string{"1||1||||9999|", "3||2||||9999|"}, []string{"2 it is no JSON object"}},
		"nothing":                {ListCSV, "", nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, r := range []io.Reader{strings.NewReader(test.text), iotest.HalfReader(strings.NewReader(test.text))} {
				records, bad, err := readList(r, test.format)
				if err != nil || strings.Join(records, "\n") != strings.Join(test.records, "\n") || strings.Join(bad, "\n") != strings.Join(test.bad, "\n") {
					t.Errorf("records\n%.500s\nbad\n%.1000s\n%v\nwant\n%.500s\nbad\n%.1000s", strings.Join(records, "\n"), strings.Join(bad, "\n"), err, strings.Join(test.records, "\n"), strings.Join(test.bad, "\n"))
				}
			}
		})
	}
	for name, test := range map[string]struct {
		format ListFormat
		text   string
		says   string
	}{
		"an unknown column":    {ListCSV, "destination;phone", `"phone"`},
		"a column twice":       {ListCSV, "destination;data;parandvals", "twice"},
		"no array":             {ListJSON, `{}`, "no JSON array"},
		"an array without end": {ListJSON, `[{"destination":"1"},`, "has no end"},
		"broken JSON":          {ListJSON, `[{"destination":"1"}, x]`, "record 2 is no JSON"},
		"two arrays":           {ListJSON, `[][]`, "something follows"},
		"an endless record":    {ListJSON, `["` + strings.Repeat("x", 5<<20) + `"]`, "longer than 1 MiB"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, _, err := readList(strings.NewReader(test.text), test.format)
			var unreadable *ListFormatError
			if !errors.As(err, &unreadable) || !strings.Contains(err.Error(), test.says) {
				t.Errorf("got %v, want %s", err, test.says)
			}
		})
	}
	t.Run("a reader that fails", func(t *testing.T) {
		t.Parallel()
		failed := errors.New("the disk is gone")
		for _, format := range []ListFormat{ListCSV, ListNDJSON, ListJSON} {
			_, _, err := readList(io.MultiReader(strings.NewReader("[\n"), iotest.ErrReader(failed)), format)
			if !errors.Is(err, failed) {
				t.Errorf("format %d: %v", format, err)
			}
		}
	})
}

// FuzzListReader reads arbitrary text: reading must end, and a record that is read must be storable and readable
// again.
func FuzzListReader(f *testing.F) {
	f.Add("c;1;a=b;2:3;5;6\n", uint8(0))
	f.Add("destination,contact\n\"1\",C\n", uint8(0))
	f.Add(`{"destination":"1","data":{"a":1}}`, uint8(1))
	f.Add(`[{"destination":"1","alternatives":["2"]}]`, uint8(2))
	f.Fuzz(func(t *testing.T, text string, format uint8) {
		l := NewListReader(strings.NewReader(text), ListFormat(format%3), nil)
		var record ListRecord
		for range len(text) + 2 {
			err := l.Next(&record)
			var invalid *LineError
			if errors.As(err, &invalid) {
				continue
			}
			if err != nil {
				return
			}
			if record.Destination == "" || record.Priority < 2 || strings.ContainsRune(record.Data+record.Destination+record.Contact, 0) || checkVariables(record.Data) != nil {
				t.Fatalf("took %+v", record)
			}
		}
		t.Fatalf("no end after %d records", len(text)+2)
	})
}
