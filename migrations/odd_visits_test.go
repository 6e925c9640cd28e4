package migrations_test

// Logs out of order, cut short and unreadable.

var oddVisits = []handMade{
	{
		name: "rows of one instant in the wrong order are entry, answer, end",
		log: `
			100|c1|q1|ana|COMPLETEAGENT|0|0|1
			100|c1|q1|ana|CONNECT|0||0
			100|c1|q1|NONE|ENTERQUEUE||1|1`,
		want: `100 c1 q1#1 agent_ended agent=ana connected=100 ended=100 by=COMPLETEAGENT wait=0 ring=0 talk=0 position=1 callerid=1`,
	}, {
		name: "timeout and new entry of one instant are taken as they were written",
		log: `
			100|c1|q1|NONE|ENTERQUEUE||1|1
			130|c1|q1|NONE|EXITWITHTIMEOUT|1|1|30
			130|c1|q1|NONE|ENTERQUEUE||1|2
			150|c1|q1|NONE|ABANDON|2|2|20`,
		want: `
			100 c1 q1#1 timed_out ended=130 by=EXITWITHTIMEOUT wait=30 position=1 callerid=1
			130 c1 q1#2 abandoned ended=150 by=ABANDON wait=20 position=2 callerid=1`,
	}, {
		name: "timeout and new entry within one second are told apart by the fraction",
		log: `
			100.25|c1|q1|NONE|ENTERQUEUE||1|1
			130.5|c1|q1|NONE|EXITWITHTIMEOUT|1|1|x
			130.75|c1|q1|NONE|ENTERQUEUE||1|2`,
		// The logged wait is unreadable, so it is computed: 130.5 - 100.25.
		want: `
			100.25 c1 q1#1 timed_out ended=130.5 by=EXITWITHTIMEOUT wait=30.25 position=1 callerid=1
			130.75 c1 q1#2 waiting position=2 callerid=1`,
	}, {
		name: "visits that begin and end within one instant are each its own",
		log: `
			100|c1|q1|NONE|ENTERQUEUE||1|1
			100|c1|q1|NONE|EXITEMPTY|1|1|0
			100|c1|q1|NONE|ENTERQUEUE||1|1
			130|c1|q1|NONE|ABANDON|1|1|30
			100|c2|q1|NONE|ENTERQUEUE||2|1
			100|c2|q1|ana|CONNECT|0||0
			100|c2|q1|ana|COMPLETEAGENT|0|0|1
			100|c2|q1|NONE|ENTERQUEUE||2|1
			100|c2|q1|eva|CONNECT|0||0
			130|c2|q1|eva|COMPLETECALLER|0|30|1`,
		want: `
			100 c1 q1#1 exited_empty ended=100 by=EXITEMPTY wait=0 position=1 callerid=1
			100 c1 q1#2 abandoned ended=130 by=ABANDON wait=30 position=1 callerid=1
			100 c2 q1#1 agent_ended agent=ana connected=100 ended=100 by=COMPLETEAGENT wait=0 ring=0 talk=0 position=1 callerid=2
			100 c2 q1#2 caller_ended agent=eva connected=100 ended=130 by=COMPLETECALLER wait=0 ring=0 talk=30 position=1 callerid=2`,
	}, {
		name: "a second ending in the instant of a new entry, written before it, is none of the new visit",
		log: `
			100|c1|q1|NONE|ENTERQUEUE||1|1
			120|c1|q1|ana|BLINDTRANSFER|202|ctx|5|15|1
			130|c1|q1|ana|COMPLETECALLER|5|25|1
			130|c1|q1|NONE|ENTERQUEUE||1|2`,
		want: `
			100 c1 q1#1 transferred agent=ana connected=105 ended=120 by=BLINDTRANSFER wait=5 talk=15 position=1 callerid=1 to=202
			130 c1 q1#2 waiting position=2 callerid=1`,
	}, {
		name: "between sources: endings of the visit that was open before, then enter, connect, end",
		log: `
			100|c1|q1|NONE|ENTERQUEUE||1|1
			origid=7 130|c1|q1|ana|CONNECT|0||0
			130|c1|q1|NONE|EXITWITHTIMEOUT|1|1|30
			origid=5 130|c1|q1|NONE|ENTERQUEUE||1|2
			150|c1|q1|ana|COMPLETEAGENT|0|20|2`,
		want: `
			100 c1 q1#1 timed_out ended=130 by=EXITWITHTIMEOUT wait=30 position=1 callerid=1
			130 c1 q1#2 agent_ended agent=ana connected=130 ended=150 by=COMPLETEAGENT wait=0 ring=0 talk=20 position=2 callerid=1`,
	}, {
		name: "rows of a copied database are in the order of their ids there, those that share one in that of here, and lines in that of their file",
		log: `
			origid=4 100|c1|q1|NONE|ABANDON|1|1|0
			origid=3 100|c1|q1|NONE|ENTERQUEUE||1|2
			origid=2 100|c1|q1|NONE|EXITEMPTY|1|1|0
			origid=1 100|c1|q1|NONE|ENTERQUEUE||1|1
			origid=9 200|c2|q1|NONE|ENTERQUEUE||2|1
			origid=9 200|c2|q1|NONE|EXITEMPTY|1|1|0
			origid=9 200|c2|q1|NONE|ENTERQUEUE||2|2
			file=1:90 300|c3|q1|NONE|ENTERQUEUE||3|2
			file=1:60 300|c3|q1|NONE|EXITEMPTY|1|1|0
			file=1:30 300|c3|q1|NONE|ENTERQUEUE||3|1`,
		want: `
			100 c1 q1#1 exited_empty ended=100 by=EXITEMPTY wait=0 position=1 callerid=1
			100 c1 q1#2 abandoned ended=100 by=ABANDON wait=0 position=2 callerid=1
			200 c2 q1#1 exited_empty ended=200 by=EXITEMPTY wait=0 position=1 callerid=2
			200 c2 q1#2 waiting position=2 callerid=2
			300 c3 q1#1 exited_empty ended=300 by=EXITEMPTY wait=0 position=1 callerid=3
			300 c3 q1#2 waiting position=2 callerid=3`,
	}, {
		name: "an ending without entry is a visit that began its wait and talk earlier",
		log: `
			100|c1|q1|ana|COMPLETEAGENT|10|30|2
			100|c2|q1|NONE|ABANDON|1|3|25
			100|c3|q1|ana|AGENTDUMP`,
		want: `
			60 c1 q1#1 agent_ended inferred agent=ana connected=70 ended=100 by=COMPLETEAGENT wait=10 talk=30 position=2
			75 c2 q1#1 abandoned inferred ended=100 by=ABANDON wait=25 position=3
			100 c3 q1#1 waiting inferred dumps=1`,
	}, {
		name: "an answer without entry is a visit that began its wait earlier",
		log: `
			100|c1|q1|ana|CONNECT|10||4
			131|c1|q1|ana|COMPLETECALLER|10|30|2
			100|c2|q1|ana|CONNECT|12||4
			100|c3|q1|ana|CONNECT|?||4
			131|c3|q1|ana|COMPLETECALLER|?|30|2`,
		want: `
			90 c1 q1#1 caller_ended inferred agent=ana connected=100 ended=131 by=COMPLETECALLER wait=10 ring=4 talk=30 position=2
			88 c2 q1#1 connected inferred agent=ana connected=100 wait=12 ring=4
			100 c3 q1#1 caller_ended inferred agent=ana connected=100 ended=131 by=COMPLETECALLER wait=0 ring=4 talk=30 position=2`,
	}, {
		name: "an answer stamped before the first entry belongs to it",
		log: `
			99|c1|q1|ana|CONNECT|0||1
			100|c1|q1|NONE|ENTERQUEUE||1|1
			120|c1|q1|ana|COMPLETEAGENT|0|20|1`,
		want: `100 c1 q1#1 agent_ended agent=ana connected=100 ended=120 by=COMPLETEAGENT wait=0 ring=1 talk=20 position=1 callerid=1`,
	}, {
		name: "an ending stamped before the first entry ends it at once",
		log: `
			98|c1|q1|NONE|ABANDON|1|1|0
			100|c1|q1|NONE|ENTERQUEUE||1|1`,
		want: `100 c1 q1#1 abandoned ended=100 by=ABANDON wait=0 position=1 callerid=1`,
	}, {
		name: "an ending of another call in the same queue is its own",
		log: `
			100|c1|q1|NONE|ENTERQUEUE||1|1
			110|c2|q1|NONE|ABANDON|1|2|5`,
		want: `
			100 c1 q1#1 waiting position=1 callerid=1
			105 c2 q1#1 abandoned inferred ended=110 by=ABANDON wait=5 position=2`,
	}, {
		name: "an answer logged after the answered end gives agent and wait",
		log: `
			100|c1|q1|NONE|ENTERQUEUE||1|1
			120|c1|q1|bob|COMPLETEAGENT|7|12|1
			121|c1|q1|ana|CONNECT|8||2`,
		// Answered at 120 - 12.
		want: `100 c1 q1#1 agent_ended agent=ana connected=108 ended=120 by=COMPLETEAGENT wait=8 ring=2 talk=12 position=1 callerid=1`,
	}, {
		name: "an answer logged after ABANDON changes nothing",
		log: `
			100|c1|q1|NONE|ENTERQUEUE||1|1
			120|c1|q1|NONE|ABANDON|1|1|20
			121|c1|q1|ana|CONNECT|21||2`,
		want: `100 c1 q1#1 abandoned ended=120 by=ABANDON wait=20 position=1 callerid=1`,
	}, {
		name: "an answer logged more than 24 hours after the entry gives nothing",
		log: `
			100|c1|q1|NONE|ENTERQUEUE||1|1
			120|c1|q1|bob|COMPLETEAGENT|7|12|1
			86501|c1|q1|ana|CONNECT|8||2`,
		want: `100 c1 q1#1 agent_ended agent=bob connected=108 ended=120 by=COMPLETEAGENT wait=7 talk=12 position=1 callerid=1`,
	}, {
		name: "an answer after ABANDON does not move an inferred entry",
		log: `
			120|c1|q1|NONE|ABANDON|1|1|20
			130|c1|q1|ana|CONNECT|5||2`,
		want: `100 c1 q1#1 abandoned inferred ended=120 by=ABANDON wait=20 position=1`,
	}, {
		name: "without an entry, too, nothing has an effect after 24 hours",
		log: `
			100|c1|q1|ana|CONNECT|0||2
			86600|c1|q1|ana|COMPLETEAGENT|0|86500|1`,
		want: `100 c1 q1#1 connected inferred agent=ana connected=100 ended=86500 by=LIMIT wait=0 ring=2`,
	}, {
		name: "a restart between an early answer and its entry does not end the visit before it began",
		log: `
			98|c1|q1|ana|CONNECT|0||1
			99|NONE|NONE|NONE|QUEUESTART
			100|c1|q1|NONE|ENTERQUEUE||1|1`,
		want: `100 c1 q1#1 connected agent=ana connected=100 wait=0 ring=1 position=1 callerid=1`,
	}, {
		name: "two entries of one instant after an early answer: the ending is the second's",
		log: `
			98|c1|q1|ana|CONNECT|0||1
			100|c1|q1|NONE|ENTERQUEUE||1|1
			100|c1|q1|NONE|ENTERQUEUE||1|2
			100|c1|q1|NONE|EXITEMPTY|1|2|0`,
		want: `
			100 c1 q1#1 connected agent=ana connected=100 ended=100 by=ENTERQUEUE wait=0 ring=1 position=1 callerid=1
			100 c1 q1#2 exited_empty ended=100 by=EXITEMPTY wait=0 position=2 callerid=1`,
	}, {
		name: "of two answers the first counts",
		log: `
			100|c1|q1|NONE|ENTERQUEUE
			104|c1|q1|ana|CONNECT|4||1
			109|c1|q1|eva|CONNECT|9||2
			120|c1|q1|eva|COMPLETEAGENT|9|11|1`,
		want: `100 c1 q1#1 agent_ended agent=ana connected=104 ended=120 by=COMPLETEAGENT wait=4 ring=1 talk=11 position=1`,
	}, {
		name: "queue and agent NONE are empty, and an answer without agent takes that of the end",
		log: `
			100|c1|NONE|NONE|ENTERQUEUE
			104|c1||NONE|CONNECT|4||1
			120|c1|NONE|ana|COMPLETEAGENT|4|16|1
			100|c2|q1|NONE|ENTERQUEUE
			104|c2|q1||CONNECT|4||1
			120|c2|q1|NONE|COMPLETECALLER|4|16|1`,
		want: `
			100 c1 #1 agent_ended agent=ana connected=104 ended=120 by=COMPLETEAGENT wait=4 ring=1 talk=16 position=1
			100 c2 q1#1 caller_ended connected=104 ended=120 by=COMPLETECALLER wait=4 ring=1 talk=16 position=1`,
	}, {
		name: "unknown events make no visit",
		log: `
			100|c1|q1|ana|REALPAUSE
			101|c1|q1|ana|connect|4
			102|c1|q1|ana|
			103|c1|q1|ana|UPDATECONFIG|x`,
		want: ``,
	},
}

var figures = []handMade{
	{
		name: "wait is the answer's, then the ending's, then the clock's",
		log: `
			100|c1|q1|NONE|ENTERQUEUE
			111|c1|q1|ana|CONNECT|9||1
			141|c1|q1|ana|COMPLETEAGENT|10|30|1
			100|c2|q1|NONE|ENTERQUEUE
			111|c2|q1|ana|CONNECT|||1
			141|c2|q1|ana|COMPLETEAGENT|10|30|1
			100|c3|q1|NONE|ENTERQUEUE
			111|c3|q1|ana|CONNECT|-9||1
			141|c3|q1|ana|COMPLETEAGENT|1.5|30|1
			100|c4|q1|NONE|ENTERQUEUE
			141|c4|q1|ana|COMPLETEAGENT||30|1
			100|c5|q1|NONE|ENTERQUEUE
			141|c5|q1|ana|COMPLETEAGENT||90|1
			100|c6|q1|NONE|ENTERQUEUE
			141|c6|q1|ana|COMPLETEAGENT|||1`,
		// c4: 141 - 30 - 100. c5: 141 - 90 is before the entry, so 0. c6: 141 - 100.
		want: `
			100 c1 q1#1 agent_ended agent=ana connected=111 ended=141 by=COMPLETEAGENT wait=9 ring=1 talk=30 position=1
			100 c2 q1#1 agent_ended agent=ana connected=111 ended=141 by=COMPLETEAGENT wait=10 ring=1 talk=30 position=1
			100 c3 q1#1 agent_ended agent=ana connected=111 ended=141 by=COMPLETEAGENT wait=11 ring=1 talk=30 position=1
			100 c4 q1#1 agent_ended agent=ana connected=111 ended=141 by=COMPLETEAGENT wait=11 talk=30 position=1
			100 c5 q1#1 agent_ended agent=ana connected=100 ended=141 by=COMPLETEAGENT wait=0 talk=90 position=1
			100 c6 q1#1 agent_ended agent=ana connected=141 ended=141 by=COMPLETEAGENT wait=41 position=1`,
	}, {
		name: "numbers that are negative, decimal, too long or none are missing, spaces are not",
		log: `
			100|c1|q1|NONE|ENTERQUEUE||1|first
			130|c1|q1|ana|COMPLETEAGENT| 7 |-1|x
			100|c2|q1|NONE|ENTERQUEUE||2|-3
			130|c2|q1|NONE|ABANDON|1|4|1234567890
			100|c3|q1|NONE|ENTERQUEUE||3|1e1
			130|c3|q1|ana|BLINDTRANSFER|9|ctx|+5|12.5|2
			100|c4|q1|NONE|ENTERQUEUE||4|0
			130|c4|q1|ana|ATTENDEDTRANSFER|LINK|a|b|12|?|7
			100|c5|q1|NONE|ENTERQUEUE||5|
			130|c5|q1|ana|ATTENDEDTRANSFER|LINK|a|b||20`,
		// c5: the wait is 130 - 20 - 100. There is no bar, so there is no position.
		want: `
			100 c1 q1#1 agent_ended agent=ana connected=130 ended=130 by=COMPLETEAGENT wait=7 callerid=1
			100 c2 q1#1 abandoned ended=130 by=ABANDON wait=30 position=4 callerid=2
			100 c3 q1#1 transferred agent=ana connected=130 ended=130 by=BLINDTRANSFER wait=30 position=2 callerid=3 to=9
			100 c4 q1#1 transferred agent=ana connected=130 ended=130 by=ATTENDEDTRANSFER wait=12 position=0 callerid=4
			100 c5 q1#1 transferred agent=ana connected=110 ended=130 by=ATTENDEDTRANSFER wait=10 talk=20 callerid=5`,
	}, {
		name: "rings are in milliseconds, missed after more than a second",
		log: `
			100|c1|q1|NONE|ENTERQUEUE
			105|c1|q1|ana|RINGNOANSWER|1000
			110|c1|q1|eva|RINGNOANSWER|1001
			115|c1|q1|NONE|RINGNOANSWER|x
			116|c9|NONE|ana|RINGNOANSWER|20000
			120|c1|q1|ana|CONNECT|20||1
			130|c1|q1|ana|COMPLETEAGENT|20|10`,
		want: `
			100 c1 q1#1 agent_ended agent=ana connected=120 ended=130 by=COMPLETEAGENT wait=20 ring=1 talk=10
			105 c1 q1 ring agent=ana ms=1000 id=2
			110 c1 q1 ring agent=eva ms=1001 missed id=3
			115 c1 q1 ring id=4
			116 c9  ring agent=ana ms=20000 missed id=5`,
	}, {
		name: "a ring that the caller's hang-up ended was not missed",
		log: `
			100|c1|q1|NONE|ENTERQUEUE
			109.9|c1|q1|ana|RINGNOANSWER|9000
			110|c1|q1|ana|RINGNOANSWER|5000
			110.4|c1|q1|NONE|ABANDON|1|1|10
			110.9|c1|q1|eva|RINGNOANSWER|5000
			111|c1|q1|eva|RINGNOANSWER|6000
			110.5|c1|q2|eva|RINGNOANSWER|6000
			110.5|c2|q1|eva|RINGNOANSWER|6000`,
		want: `
			100 c1 q1#1 abandoned ended=110.4 by=ABANDON wait=10 position=1
			109.9 c1 q1 ring agent=ana ms=9000 missed id=2
			110 c1 q1 ring agent=ana ms=5000 id=3
			110.9 c1 q1 ring agent=eva ms=5000 id=5
			111 c1 q1 ring agent=eva ms=6000 missed id=6
			110.5 c1 q2 ring agent=eva ms=6000 missed id=7
			110.5 c2 q1 ring agent=eva ms=6000 missed id=8`,
	}, {
		name: "a ring that a timeout ended was missed",
		log: `
			100|c1|q1|NONE|ENTERQUEUE
			110|c1|q1|ana|RINGNOANSWER|5000
			110|c1|q1|NONE|EXITWITHTIMEOUT|1|1|10`,
		want: `
			100 c1 q1#1 timed_out ended=110 by=EXITWITHTIMEOUT wait=10 position=1
			110 c1 q1 ring agent=ana ms=5000 missed id=2`,
	},
}
