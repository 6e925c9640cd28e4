package api_test

import (
	"bufio"
	"encoding/json"
	"math/big"
	"testing"
)

// TestTotalIsOfTheSameMomentAsTheSlots adds a call after a client has read the beginning of a long report: the total at
// its end must not include it, because the slots do not.
func TestTotalIsOfTheSameMomentAsTheSlots(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.queueLog(t, salesAndSupport)
	// 49,632 slots of all columns are more than what connections keep on their way.
	res := f.open(t, "/v1/reports/queue-summary?queue=sales&interval=hour&from=2020-09-01&to=2026-05-01&format=ndjson&total=true", nil)
	defer func() { _ = res.Body.Close() }()
	lines := bufio.NewReader(res.Body)
	first, err := lines.ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	f.queueLog(t, "09:40:00|late|sales|NONE|ENTERQUEUE||1|1\n09:40:05|late|sales|NONE|ABANDON|1|1|5")
	sum, rows := new(big.Rat), 0
	var last struct {
		Queue   *string
		Offered json.Number
	}
	for line := first; err == nil; line, err = lines.ReadString('\n') {
		if rows > 0 {
			sum.Add(sum, rat(t, last.Offered))
		}
		last.Queue = nil
		if err := json.Unmarshal([]byte(line), &last); err != nil {
			t.Fatal(err)
		}
		rows++
	}
	if want := 2068*24 + 1; rows != want { // to 1 May 2026 are 30 days more than to 1 April
		t.Fatalf("there are %d lines, want %d", rows, want)
	}
	if total := rat(t, last.Offered); last.Queue != nil || sum.Cmp(total) != 0 {
		t.Errorf("the slots add up to %s calls, the last line (a total: %t) says %s", sum.RatString(), last.Queue == nil, total.RatString())
	}
}
