package event

import (
	"strings"
	"testing"
)

func TestParseTellsWhatIsWrong(t *testing.T) {
	t.Parallel()
	const head = "kind,table,event,of,when,data1,data2,data3,data4,data5,note,nota,english,spanish,example\n"
	const fields = "field,where,reading,personal,english,spanish\n"
	for name, c := range map[string]struct{ catalogue, fields, want string }{
		"another header":        {"kind,table\n", fields, "its header has to be kind,table,event"},
		"unknown kind":          {head + "evnt,sms_log_repo,A,,,,,,,,,,A.,A.,\n", fields, `catalogue.csv:2: A: kind is "evnt"`},
		"unknown table":         {head + "event,sms,A,,,,,,,,,,A.,A.,\n", fields, `there is no event log "sms"`},
		"name of small letters": {head + "event,sms_log_repo,a,,,,,,,,,,A.,A.,\n", fields, "not of the letters A to Z"},
		"no Spanish":            {head + "event,sms_log_repo,A,,,,,,,,,,A.,,\n", fields, "a sentence each"},
		"note in one language":  {head + "event,sms_log_repo,A,,,,,,,,n,,A.,A.,\n", fields, "write both, or neither"},
		"unknown type":          {head + "event,sms_log_repo,A,,,x:hours,,,,,,,A.,A.,\n", fields, `data1 is "x:hours"`},
		"a column's name":       {head + "event,sms_log_repo,A,,,agent:text,,,,,,,A.,A.,\n", fields, "another column has the name agent"},
		"a name twice":          {head + "event,sms_log_repo,A,,,x:text,x:text,,,,,,A.,A.,\n", fields, "data2: another column has the name x"},
		"an event twice":        {head + strings.Repeat("event,sms_log_repo,A,,,,,,,,,,A.,A.,\n", 2), fields, "catalogue.csv:3: A: it is given twice"},
		"alias of nothing":      {head + "spelling,sms_log_repo,A,B,,,,,,,,,A.,A.,\n", fields, "an alias is of a documented event"},
		"form without when":     {head + "event,sms_log_repo,B,,,,,,,,,,A.,A.,\nform,sms_log_repo,B-A,B,,,,,,,,,A.,A.,\n", fields, "a form says when"},
		"unclear when":          {head + "form,sms_log_repo,B-A,B,data2 = x,,,,,,,,A.,A.,\n", fields, "write data1 = WORD"},
		"a field twice":         {head, fields + "x,,,,a,b\nx,,,,a,b\n", "fields.csv: line 3: x is given twice"},
		"unknown reading":       {head, fields + "x,,upside down,,a,b\n", `reading is "upside down"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := parse([]byte(c.catalogue), []byte(c.fields)); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %q", err, c.want)
			}
		})
	}
}

func TestOneLineIsAnEvent(t *testing.T) {
	t.Parallel()
	const line = "kind,table,event,of,when,data1,data2,data3,data4,data5,note,nota,english,spanish,example\n" +
		"event,sms_log_repo,NEWONE,,,foo:seconds,,bar:text,,,,,It is new.,Es nuevo.,7\n"
	catalogue, err := parse([]byte(line), []byte("field,where,reading,personal,english,spanish\n"))
	if err != nil {
		t.Fatal(err)
	}
	e, _ := catalogue.Lookup("sms_log_repo", "newone")
	if got := strings.Join(e.Columns(), " "); got != "id datetime callid queuename agent foo bar data2 data4 data5" {
		t.Errorf("columns %s", got)
	}
	if got := e.Fields[0].Describe(); got != "Value foo of the event, in seconds (data1)." {
		t.Errorf("foo is %q", got)
	}
}
