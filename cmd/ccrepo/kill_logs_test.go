package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

// randomFiles generates a queue_log with a number of lines over a number of days, from the first of a month, and the
// Master.csv of its calls. As in real logs, some lines repeat others exactly, at once or much later.
func randomFiles(rng *rand.Rand, lines, days int) (queueLog, masterCSV []string) {
	oneOf := func(values ...string) string { return values[rng.IntN(len(values))] }
	at := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
	step := days * 24 * 3600 * 4 / lines * 2 // maximum seconds between calls; a call has about four lines
	for call := 0; len(queueLog) < lines; call++ {
		at += int64(1 + rng.IntN(step))
		callid, queue, agent, caller := fmt.Sprintf("%d.%d", at, call), oneOf("Support<-", "Ventas ñ<-", "IT"), oneOf("ana", "eva", "Agent/201"), fmt.Sprintf("+1202555%04d", rng.IntN(10_000))
		log := func(after int, queue, agent, event string, data ...string) {
			fields := append([]string{fmt.Sprint(at + int64(after)), callid, queue, agent, event}, data...)
			queueLog = append(queueLog, strings.Join(fields, "|"))
		}
		wait, talk := 1+rng.IntN(60), rng.IntN(600)
		log(0, queue, "NONE", "ENTERQUEUE", "", caller, "1")
		if rng.IntN(3) == 0 {
			log(wait/2, queue, agent, "RINGNOANSWER", fmt.Sprint(rng.IntN(9000)))
		}
		switch rng.IntN(5) {
		case 0:
			log(wait, queue, "NONE", "ABANDON", "1", "1", fmt.Sprint(wait))
			talk = 0
		case 1: // still open, or its end is missing
			talk = 0
		default:
			log(wait, queue, agent, "CONNECT", fmt.Sprint(wait), callid+"1", "4")
			if rng.IntN(4) == 0 {
				log(wait+talk/2, queue, agent, "HOLD")
				log(wait+talk*2/3, queue, agent, "UNHOLD")
			}
			log(wait+talk, queue, agent, oneOf("COMPLETEAGENT", "COMPLETECALLER"), fmt.Sprint(wait), fmt.Sprint(talk), "1")
			log(wait+talk+20, queue, agent, "FINISHWRAPUP", "10", "30", "")
		}
		callid = "NONE"
		switch rng.IntN(20) {
		case 0:
			log(wait, "NONE", agent, oneOf("REALPAUSE", "REALUNPAUSE", "AGENTLOGIN", "AGENTLOGOFF"))
		case 1:
			log(wait, "NONE", "NONE", oneOf("QUEUESTART", "CONFIGRELOAD"), "")
		case 2:
			queueLog = append(queueLog, queueLog[len(queueLog)-1])
		case 3:
			queueLog = append(queueLog, queueLog[rng.IntN(len(queueLog))])
		}
		masterCSV = append(masterCSV, masterLine(caller, queue, time.Unix(at, 0).UTC(), wait, talk, fmt.Sprintf("%d.%d", at, call)))
		if rng.IntN(20) == 0 {
			masterCSV = append(masterCSV, masterCSV[len(masterCSV)-1-rng.IntN(min(100, len(masterCSV)))])
		}
	}
	return queueLog[:lines], masterCSV
}

func masterLine(caller, queue string, start time.Time, wait, talk int, uniqueID string) string {
	wall := func(after int) string { return start.Add(time.Duration(after) * time.Second).Format(time.DateTime) }
	answer, disposition := "", "NO ANSWER"
	if talk > 0 {
		answer, disposition = wall(wait), "ANSWERED"
	}
	fields := []string{"", caller, "600", "default", `""Ana"" <` + caller + `>`, "PJSIP/o-1", "Local/201@agents", "Queue", queue + ",t,,",
		wall(0), answer, wall(wait + talk), fmt.Sprint(wait + talk), fmt.Sprint(talk), disposition, "DOCUMENTATION", uniqueID, "note, one"}
	return `"` + strings.Join(fields, `","`) + `"`
}
