package event_test

import (
	"encoding/csv"
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/ccrepo/ccrepo/event"
)

func TestCatalogue(t *testing.T) {
	t.Parallel()
	catalogue := load(t)
	t.Run("it has the documented events of each log", func(t *testing.T) {
		t.Parallel()
		got := map[string]int{}
		for _, e := range catalogue.Events() {
			got[e.Table]++
		}
		for table, want := range map[string]int{"queue_log_repo": 44, "webchat_log_repo": 18, "sms_log_repo": 10, "email_log_repo": 16,
			"twitter_log_repo": 8, "messenger_log_repo": 8, "facebook_log_repo": 8} {
			if got[table] < want {
				t.Errorf("%s has %d events, want at least %d", table, got[table], want)
			}
		}
	})
	t.Run("it says what the specification says, cell by cell", func(t *testing.T) {
		t.Parallel()
		compareWithSpecification(t, catalogue, "../../shared/spec/events.csv")
	})
	t.Run("every example decodes to its fields", func(t *testing.T) {
		t.Parallel()
		for _, e := range catalogue.WithViews() {
			for _, v := range e.Decode(e.Example) {
				// Fields that a row of the event may lack.
				optional := slices.Contains([]string{"pausetime", "breaktime", "automatic"}, v.Name)
				if v.Null && !optional || e.Kind == event.Form && v.Text == "" && !optional {
					t.Errorf("%s %s: the example %q gives %s no value", e.Table, e.Name, e.Example, v.Name)
				}
			}
		}
	})
	t.Run("the aliases are apart and lead to their event", func(t *testing.T) {
		t.Parallel()
		var names []string
		for _, e := range catalogue.Aliases() {
			names = append(names, e.Name)
		}
		want := []string{"PHONESTARTHOLDIN", "PHONESTARTHOLDOUT", "REMOVEMEMBER", "RINGCANCELED", "AGENTCALLBACKLOGIN", "AGENTCALLBACKLOGOFF", "WITHDRAW", "SYSCOMPAT", "PENALTY", "RINGINUSE", "CONFIGRELOAD",
			"AGENTLOGOFF-CHANNEL", "ATTENDEDTRANSFER-LINK", "ATTENDEDTRANSFER-BRIDGE", "ATTENDEDTRANSFER-APP"}
		if !slices.Equal(names, want) {
			t.Errorf("aliases %q, want %q", names, want)
		}
	})
}

// compareWithSpecification compares the documented events with the file that specifies them, if it is available.
func compareWithSpecification(t *testing.T, catalogue *event.Catalogue, path string) {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		t.Logf("%s is not there; nothing to compare with", path)
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	records, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	events := catalogue.Events()
	for _, record := range records[1:] {
		i := slices.IndexFunc(events, func(e event.Event) bool { return e.Table == record[0] && e.Name == record[1] })
		if i < 0 {
			t.Errorf("%s %s is missing", record[0], record[1])
			continue
		}
		e := events[i]
		for _, f := range e.Fields {
			if strings.HasPrefix(f.English, "Value ") {
				t.Errorf("%s %s: %s has no line in fields.csv", e.Table, e.Name, f.Name)
			}
		}
		got := append(append([]string{e.Table, e.Name}, e.Cells[:]...), e.Note)
		for column, cell := range record {
			if got[column] != cell {
				t.Errorf("%s %s, %s: %q, want %q", record[0], record[1], records[0][column], got[column], cell)
			}
		}
	}
}

func TestLookup(t *testing.T) {
	t.Parallel()
	catalogue := load(t)
	for name, want := range map[string]string{
		"ABANDON": "ABANDON", "abandon": "ABANDON", "AbanDon": "ABANDON", "phonestartholdin": "PHONESTARHOLDIN", "PHONESTARHOLDOUT": "PHONESTARHOLDOUT",
		"removemember": "REMOVEMEMBER", "attendedtransfer-link": "ATTENDEDTRANSFER-LINK", "OUTDIAL": "", "": "",
	} {
		e, ok := catalogue.Lookup("queue_log_repo", name)
		if e.Name != want || ok != (want != "") {
			t.Errorf("%q leads to %q (%t), want %q", name, e.Name, ok, want)
		}
	}
	if e, ok := catalogue.Lookup("sms_log_repo", "ABANDON"); ok {
		t.Errorf("sms_log_repo has %s", e.Name)
	}
}

func TestOfRow(t *testing.T) {
	t.Parallel()
	catalogue := load(t)
	for row, want := range map[string]string{
		"ABANDON|1|2|3":                         "ABANDON position=1 origposition=2 waittime=3",
		"ATTENDEDTRANSFER|203|default|6|38|1":   "ATTENDEDTRANSFER extension=203 context=default holdtime=6 calltime=38 origposition=1",
		"ATTENDEDTRANSFER|LINK|a|b|6|38|1":      "ATTENDEDTRANSFER-LINK form=LINK first_channel=a second_channel=b holdtime=6 calltime=38 origposition=1",
		"ATTENDEDTRANSFER|LINK|a|b|6|38":        "ATTENDEDTRANSFER-LINK form=LINK first_channel=a second_channel=b holdtime=6 calltime=38 origposition=NULL",
		"ATTENDEDTRANSFER|BRIDGE|x|6|38|1":      "ATTENDEDTRANSFER-BRIDGE form=BRIDGE bridge_id=x holdtime=6 calltime=38 origposition=1",
		"ATTENDEDTRANSFER|APP|VoiceMail|6|38|1": "ATTENDEDTRANSFER-APP form=APP application=VoiceMail holdtime=6 calltime=38 origposition=1",
		"AGENTLOGOFF|28800|||automatic":         "AGENTLOGOFF logintime=28800 automatic=automatic",
		"AGENTLOGOFF|28800|||[automatic]":       "AGENTLOGOFF logintime=28800 automatic=automatic",
		"AGENTLOGOFF|SIP/1|28800":               "AGENTLOGOFF-CHANNEL channel=SIP/1 logintime=28800 automatic=NULL",
		"AGENTLOGOFF":                           "AGENTLOGOFF logintime=NULL automatic=NULL",
		"AGENTCALLBACKLOGOFF|201@x|60|":         "AGENTCALLBACKLOGOFF login=201@x logintime=60 reason=",
		"RINGCANCELED|4000":                     "RINGCANCELED ringtime=4000",
		"PHONESTARTHOLDIN|1|2|3":                "PHONESTARHOLDIN callerid=1 callguid=2 campaign=3",
		"REMOVEMEMBER":                          "REMOVEMEMBER",
		"CONFIGRELOAD":                          "CONFIGRELOAD",
		"ABANDON| 007 |-0|1234567890":           "ABANDON position=7 origposition=0 waittime=NULL",
		"abandon|1|2|3":                         "unknown",
		"ATTENDEDTRANSFER-LINK|LINK":            "unknown",
	} {
		cells := strings.SplitN(row, "|", 6)
		e, ok := catalogue.OfRow("queue_log_repo", cells[0], cells[1:])
		got := "unknown"
		if ok {
			got = e.Name
			for _, v := range e.Decode(cells[1:]) {
				text := v.Text
				if v.Null {
					text = "NULL"
				}
				got += " " + v.Name + "=" + text
			}
		}
		if got != want {
			t.Errorf("%s is %s, want %s", row, got, want)
		}
	}
}
