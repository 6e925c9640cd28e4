package sample

import (
	"crypto/sha256"
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

func at(t *testing.T, zone string, seed uint64, y, m, d, hour int) Options {
	t.Helper()
	loc, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	return Options{Seed: seed, Now: time.Date(y, time.Month(m), d, hour, 11, 12, 0, loc), Location: loc}
}

func run(t *testing.T, o Options) *world {
	t.Helper()
	w, err := simulate(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func hash(t *testing.T, o Options) string {
	t.Helper()
	sum := sha256.New()
	for _, table := range run(t, o).book.tables() {
		for values := range table.rows {
			fmt.Fprintln(sum, table.name, values)
		}
	}
	return fmt.Sprintf("%x", sum.Sum(nil))
}

func TestSimulateIsDeterministic(t *testing.T) {
	t.Parallel()
	o := at(t, "America/Montevideo", 7, 2026, 10, 8, 15)
	first := hash(t, o)
	if second := hash(t, o); second != first {
		t.Error("the same seed and clock make different rows")
	}
	o.Seed++
	if other := hash(t, o); other == first {
		t.Error("another seed makes the same rows")
	}
}

func TestSimulateMakesEveryEvent(t *testing.T) {
	t.Parallel()
	for _, o := range []Options{
		at(t, "America/Montevideo", 1, 2026, 10, 8, 15),
		at(t, "UTC", 2, 2026, 1, 1, 0),
		at(t, "Australia/Lord_Howe", 3, 2026, 4, 19, 9),
		at(t, "America/New_York", 4, 2026, 11, 14, 23),
		at(t, "Asia/Kathmandu", 5, 2027, 3, 1, 8),
		at(t, "Africa/Casablanca", 6, 2026, 3, 25, 12),
	} {
		t.Run(fmt.Sprintf("seed %d in %s", o.Seed, o.Location), func(t *testing.T) {
			t.Parallel()
			w := run(t, o)
			made := map[string]bool{}
			for i, table := range w.book.tables()[:eventLogs] {
				for _, e := range w.book.events[i] {
					made[table.name+" "+e.name] = true
					if len(e.data) > 5 {
						t.Errorf("%s %s has %d values", table.name, e.name, len(e.data))
					}
					if e.at > o.Now.Unix() {
						t.Fatalf("%s %s is later than now", table.name, e.name)
					}
				}
			}
			for _, pair := range pairs() {
				if !made[pair] {
					t.Errorf("no %s", pair)
				}
				delete(made, pair)
			}
			delete(made, "queue_log_repo QUEUEMINUTE") // a deliberate defect
			for pair := range made {
				t.Errorf("%s is no documented event", pair)
			}
		})
	}
}

// TestPairsAreTheDocumentedOnes compares the list below with the description of the events. It is skipped where
// the description is not available.
func TestPairsAreTheDocumentedOnes(t *testing.T) {
	t.Parallel()
	file, err := os.Open("../../../shared/spec/events.csv")
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("there is no events.csv to compare the list of events with")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	records, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, r := range records[1:] {
		want = append(want, r[0]+" "+r[1])
	}
	got := pairs()
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("the list is\n%q, want\n%q", got, want)
	}
}

func pairs() []string {
	phone := "PHONECALL PHONEENDHOLDIN PHONEENDHOLDOUT PHONECOMPLETECALLER PHONECALLAGENT PHONEANSWER PHONECOMPLETEAGENT PHONESTARHOLDIN PHONESTARHOLDOUT"
	calls := "STARTCALL ENDCALL STARTVIDEOCALL ENDVIDEOCALL"
	common := "COMPLETEAGENT CONNECT ENTERQUEUE REENTERQUEUE TRANSFERRED ATTENDED"
	var all []string
	for _, list := range [][2]string{
		{"queue_log_repo", "AGENTLOGIN AGENTLOGOFF ABANDON COMPLETEAGENT COMPLETECALLER CONNECT ENTERQUEUE EXITEMPTY EXITWITHKEY EXITWITHTIMEOUT " +
			"RINGNOANSWER REALPAUSE REALUNPAUSE BREAK UNBREAK OUTCALL PAUSE UNPAUSE PAUSEALL UNPAUSEALL ATTENDEDTRANSFER BLINDTRANSFER TRANSFER " +
			"HOLD UNHOLD FINISHWRAPUP ADDMEMBER REMOVEDMEMBER AGENTDUMP CREATEDQUEUE QUEUESTART " + calls + " " + phone},
		{"webchat_log_repo", common + " ABANDON EXITWITHTIMEOUT COMPLETECALLER TRANSFER OUTOFTIME OUTCALL NOAGENTS MAXQUEUE " + calls},
		{"sms_log_repo", common + " COMPLETEAGENTOUT HOLIDAYMESSAGE OUTOFTIME OUTSMS"},
		{"email_log_repo", common + " COMPLETEAGENTOUT HOLIDAYMESSAGE OUTEMAIL STARTEMAILDIALER FINISHEMAILDIALER STOPEMAILDIALER BLACKLIST FORWARDED " +
			"NEWEMAILCLIENT NEWEMAILAGENT"},
		{"twitter_log_repo", common + " OUTTWEET HOLIDAYMESSAGE"},
		{"messenger_log_repo", common + " HOLIDAYMESSAGE OUTMESSENGER"},
		{"facebook_log_repo", common + " HOLIDAYMESSAGE OUTFACEBOOK"},
	} {
		for event := range strings.FieldsSeq(list[1]) {
			all = append(all, list[0]+" "+event)
		}
	}
	return all
}
