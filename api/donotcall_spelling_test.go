package api_test

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/ccrepo/ccrepo/db/dbtest"
)

// spelled returns a random notation of +59899300001 in Uruguay; some are refused.
func spelled(t *rapid.T) string {
	digits := rapid.SampledFrom([]string{"+59899300001", "0059899300001", "+0059899300001", "59899300001", "099300001", "99300001",
		"+0598099300001", "+059899300001", "00059899300001", "059899300001"}).Draw(t, "digits")
	if rapid.Bool().Draw(t, "separated") {
		at := rapid.IntRange(3, len(digits)-2).Draw(t, "at")
		digits = digits[:at] + rapid.SampledFrom([]string{" ", "-", ".", "/", ",", ";", "\u00a0", "\u200b", "\n", "--"}).Draw(t, "separator") + digits[at:]
	}
	return digits + rapid.SampledFrom([]string{"", "", ".0", ",0", ".", ".00", " ", ";", "x1", " ext 1", "/02"}).Draw(t, "tail")
}

// TestNoSpellingEvadesDoNotCall sends a number that must not be called in many notations to every endpoint.
func TestNoSpellingEvadesDoNotCall(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	f := setupNumbers(t)
	f.forbid(t, `{"number":"+59899300001"}`)
	f.load(t, "Sales->", "singles", "", "destination\n+59899300099\n").want(t, http.StatusCreated, "")
	lists, accepted := 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		typed := spelled(rt)
		quoted := strconv.Quote(typed)
		// answered fails the test unless the answer refuses the number or shows that it is forbidden.
		answered := func(way string, r reply, forbidden ...string) {
			t.Helper()
			if r.status == http.StatusUnprocessableEntity {
				return
			}
			accepted++
			for _, text := range forbidden {
				if strings.Contains(r.body, text) {
					return
				}
			}
			rt.Errorf("%s: %q is accepted and not blocked: %d %s", way, typed, r.status, r.body)
		}
		answered("check", f.postTo(t, "/v1/do-not-call/check", `{"number":`+quoted+`,"direction":"out"}`), `"allowed":false`)
		answered("check of a caller", f.postTo(t, "/v1/do-not-call/check", `{"number":`+quoted+`,"direction":"in"}`), `"allowed":false`)
		answered("make-call", f.postTo(t, "/v1/actions/make-call", `{"agent":"ana","campaign":"Sales->","did":"29010000","destination":`+quoted+`}`), "never")
		answered("entry", f.postTo(t, "/v1/do-not-call", `{"number":`+quoted+`}`), `"already_listed"`)
		answered("record", f.postTo(t, "/v1/dialer/lists/1/records", `{"destination":`+quoted+`}`), `"status":3`)
		lists++
		answered("JSON list", f.load(t, "Sales->", fmt.Sprintf("json %d", lists), "", `[{"destination":`+quoted+`},{"destination":"+59899300099"}]`,
			"Content-Type", "application/json"), `"blocked":1`, `"invalid":1`)
		if !strings.Contains(typed, "\n") {
			answered("CSV list", f.load(t, "Sales->", fmt.Sprintf("csv %d", lists), "", "destination\n\""+typed+"\"\n+59899300099\n"), `"blocked":1`, `"invalid":1`)
		}
	})
	if accepted == 0 {
		t.Error("no spelling was accepted")
	}
}

func TestEntriesOfAnEarlierVersionAreReadAgain(t *testing.T) {
	t.Parallel()
	f := setupNumbers(t)
	f.exec(t, `INSERT INTO app.do_not_call (number, typed, is_number) VALUES
		('598993000010', '59899300001.0', NULL), ('2902123435', '29021234/35', NULL), ('+0000000', '000000000', NULL)`)
	f.spool(t, "Sales->", "099300001", 1)
	f.spool(t, "Sales->", "29021234/35", 1)
	f.spool(t, "Sales->", "29021235", 1)
	if err := f.server.KeepDoNotCall(t.Context()); err != nil {
		t.Fatal(err)
	}
	f.wantStatuses(t, "331", "with entries of an earlier version")
	got := f.one(t, `SELECT string_agg(concat_ws(' ', number, is_number), ', ' ORDER BY id) FROM app.do_not_call`)
	if want := "+59899300001 t, 2902123435 f, +0000000 f"; got != want {
		t.Errorf("entries are %s, want %s", got, want)
	}
}
