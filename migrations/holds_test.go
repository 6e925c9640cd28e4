package migrations_test

// talked is the log of a call of 100 seconds. The cases below add hold and wrap-up to it.
const talked = `
	100|c1|q1|NONE|ENTERQUEUE
	110|c1|q1|ana|CONNECT|10||1
	210|c1|q1|ana|COMPLETEAGENT|10|100`

// talkedWith returns the row of that call.
func talkedWith(figures string) string {
	return "100 c1 q1#1 agent_ended agent=ana connected=110 ended=210 by=COMPLETEAGENT wait=10 ring=1 talk=100" + figures
}

var holdsAndWrapups = []handMade{
	{
		name: "hold is the time from HOLD to UNHOLD",
		log: talked + `
			120|c1|q1|ana|HOLD
			125|c1|q1|ana|UNHOLD
			140|c1|q1|ana|HOLD
			150.5|c1|q1|ana|UNHOLD`,
		want: talkedWith(" hold=15.5"),
	}, {
		name: "holds that overlap count once",
		log: talked + `
			120|c1|q1|ana|HOLD
			125|c1|q1|ana|HOLD
			130|c1|q1|ana|UNHOLD
			128|c1|q1|ana|PHONESTARHOLDIN
			140|c1|q1|ana|PHONEENDHOLDIN
			150|c1|q1|ana|PHONESTARTHOLDOUT
			155|c1|q1|ana|PHONEENDHOLDOUT`,
		// 120 to 140, and 150 to 155.
		want: talkedWith(" hold=25"),
	}, {
		name: "an end of another kind of hold ends none",
		log: talked + `
			120|c1|q1|ana|HOLD
			125|c1|q1|ana|PHONEENDHOLDIN
			126|c1|q1|ana|PHONEENDHOLDOUT
			130|c1|q1|ana|UNHOLD`,
		want: talkedWith(" hold=10"),
	}, {
		name: "a hold without an end ends with the call",
		log: talked + `
			190|c1|q1|ana|HOLD`,
		want: talkedWith(" hold=20"),
	}, {
		name: "a hold that outlasts the call ends with it, one after it counts nothing",
		log: talked + `
			200|c1|q1|ana|HOLD
			300|c1|q1|ana|UNHOLD
			310|c1|q1|ana|HOLD
			320|c1|q1|ana|UNHOLD`,
		want: talkedWith(" hold=10"),
	}, {
		name: "a hold without an end in a call without an end counts nothing yet, an ended one does",
		log: `
			100|c1|q1|NONE|ENTERQUEUE
			110|c1|q1|ana|CONNECT|10||1
			120|c1|q1|ana|HOLD
			126|c1|q1|ana|UNHOLD
			130|c1|q1|ana|HOLD`,
		want: `100 c1 q1#1 connected agent=ana connected=110 wait=10 ring=1 hold=6`,
	}, {
		name: "PHONE rows of another leg find the call by the guid of its CDR",
		log: talked + `
			120|leg2|q1|ana|PHONESTARHOLDIN|600|g1|q1
			130|leg2|q1|ana|PHONEENDHOLDIN|600|g1|q1
			140|leg2|q1|ana|PHONESTARHOLDOUT|600|g2|q1
			145|leg2|q1|ana|PHONEENDHOLDOUT|600|g2|q1
			cdr|g1|c1|
			cdr|g2|leg2|c1`, // the guid g2 is also the uniqueid of another leg, linked with c1
		want: talkedWith(" hold=15"),
	}, {
		name: "HOLD names no guid, so another leg's finds no call",
		log: talked + `
			120|leg2|q1|ana|HOLD|600|g1|q1
			130|leg2|q1|ana|UNHOLD|600|g1|q1
			cdr|g1|c1|`,
		want: talkedWith(""),
	}, {
		name: "wrap-up is what was used of it",
		log: talked + `
			230|c1|q1|ana|FINISHWRAPUP|10|30|g1`,
		want: talkedWith(" wrapup=20"),
	}, {
		name: "wrap-up finds the call by guid where the callid finds none",
		log: talked + `
			230|NONE|q1|ana|FINISHWRAPUP|12|30|g1
			240|c7|q1|ana|FINISHWRAPUP|5|30|g9
			250|c8|q1|ana|FINISHWRAPUP|5|30|
			cdr|g1|c1|
			cdr||c1|`,
		want: talkedWith(" wrapup=18"), // the rows of c7 and c8 match no call
	}, {
		name: "wrap-up goes by callid before it goes by guid",
		log: talked + `
			100|c2|q1|NONE|ENTERQUEUE
			120|c2|q1|NONE|ABANDON|1|1|20
			230|c1|q1|ana|FINISHWRAPUP|10|30|g2
			cdr|g2|c2|`,
		want: talkedWith(" wrapup=20") + `
			100 c2 q1#1 abandoned ended=120 by=ABANDON wait=20 position=1`,
	}, {
		name: "a guid of two calls gives a row to one of them",
		log: talked + `
			100|c2|q2|NONE|ENTERQUEUE
			120|c2|q2|NONE|ABANDON|1|1|20
			230|NONE|q1|ana|FINISHWRAPUP|10|30|g1
			231|NONE|q2|ana|FINISHWRAPUP|10|15|g2
			cdr|g1|c1|
			cdr|g1|c2|
			cdr|g2|c2|c1`,
		want: talkedWith(" wrapup=20") + `
			100 c2 q2#1 abandoned ended=120 by=ABANDON wait=20 wrapup=5 position=1`,
	}, {
		name: "a leg that only rang finds the call by guid",
		log: talked + `
			105|leg2|q1|ana|RINGNOANSWER|500
			230|leg2|q1|ana|FINISHWRAPUP|10|30|g1
			cdr|g1|c1|`,
		want: talkedWith(" wrapup=20") + `
			105 leg2 q1 ring agent=ana ms=500 id=4`,
	}, {
		name: "wrap-up that is negative or unreadable counts nothing, several add up",
		log: talked + `
			230|c1|q1|ana|FINISHWRAPUP|40|30|
			231|c1|q1|ana|FINISHWRAPUP||30|
			232|c1|q1|ana|FINISHWRAPUP|10|x|
			233|c1|q1|ana|FINISHWRAPUP|-5|30|
			234|c1|q1|ana|FINISHWRAPUP|25|30|
			235|c1|q1|ana|FINISHWRAPUP|0|2|`,
		want: talkedWith(" wrapup=7"),
	}, {
		name: "of several visits the one in the row's queue takes hold and wrap-up",
		log: talked + `
			220|c1|q2|NONE|ENTERQUEUE
			225|c1|q2|eva|CONNECT|5||1
			265|c1|q2|eva|COMPLETEAGENT|5|40
			230|c1|q1|ana|FINISHWRAPUP|10|30|
			232|c1|q2|eva|HOLD
			235|c1|q2|eva|UNHOLD
			270|c1|q2|eva|FINISHWRAPUP|0|4|`,
		want: talkedWith(" wrapup=20") + `
			220 c1 q2#1 agent_ended agent=eva connected=225 ended=265 by=COMPLETEAGENT wait=5 ring=1 talk=40 hold=3 wrapup=4`,
	}, {
		name: "then the one of the row's agent, also if another agent has the call by now",
		log: talked + `
			212|c1|q1|NONE|ENTERQUEUE
			215|c1|q1|bob|CONNECT|3||1
			230|c1|q1|ana|FINISHWRAPUP|10|30|
			231|c1|q1|bob|HOLD
			233|c1|q1|bob|UNHOLD
			255|c1|q1|bob|COMPLETEAGENT|3|40
			260|c1|q1|bob|FINISHWRAPUP|0|4|`,
		want: talkedWith(" wrapup=20") + `
			212 c1 q1#2 agent_ended agent=bob connected=215 ended=255 by=COMPLETEAGENT wait=3 ring=1 talk=40 hold=2 wrapup=4`,
	}, {
		name: "then the one that had been answered, also if the call is in the queue again",
		log: talked + `
			212|c1|q1|NONE|ENTERQUEUE
			230|c1|q1|ana|FINISHWRAPUP|10|30|
			230|c1|q1|ana|CONNECT|18||1
			230|c1|q1|ana|HOLD
			233|c1|q1|ana|UNHOLD
			255|c1|q1|ana|COMPLETEAGENT|18|25
			260|c1|q1|ana|FINISHWRAPUP|0|4|`,
		want: talkedWith(" wrapup=20") + `
			212 c1 q1#2 agent_ended agent=ana connected=230 ended=255 by=COMPLETEAGENT wait=18 ring=1 talk=25 hold=3 wrapup=4`,
	}, {
		name: "else the latest answered one that had entered",
		log: `
			50|c1|q1|NONE|ENTERQUEUE
			60|c1|q1|NONE|EXITWITHTIMEOUT|1|1|10` + talked + `
			220|c1|q1|NONE|ENTERQUEUE
			225|c1|q1|NONE|ABANDON|1|1|5
			300|c1|q1|NONE|ENTERQUEUE
			305|c1|q1|ana|CONNECT|5||1
			345|c1|q1|ana|COMPLETEAGENT|5|40
			230|c1|q1|ana|FINISHWRAPUP|10|30|
			240|c1|NONE|ana|FINISHWRAPUP|29|30|`,
		want: `
			50 c1 q1#1 timed_out ended=60 by=EXITWITHTIMEOUT wait=10 position=1
			100 c1 q1#2 agent_ended agent=ana connected=110 ended=210 by=COMPLETEAGENT wait=10 ring=1 talk=100 wrapup=21
			220 c1 q1#3 abandoned ended=225 by=ABANDON wait=5 position=1
			300 c1 q1#4 agent_ended agent=ana connected=305 ended=345 by=COMPLETEAGENT wait=5 ring=1 talk=40`,
	},
}
