package migrations_test

var plainVisits = []handMade{
	{
		name: "an agent's hang-up after an answer is agent_ended",
		log: `
			100|c1|q1|NONE|ENTERQUEUE||600123|1
			108|c1|q1|ana|CONNECT|8|c1.2|3
			158|c1|q1|ana|COMPLETEAGENT|8|50|1`,
		want: `100 c1 q1#1 agent_ended agent=ana connected=108 ended=158 by=COMPLETEAGENT wait=8 ring=3 talk=50 position=1 callerid=600123`,
	}, {
		name: "a caller's hang-up after an answer is caller_ended",
		log: `
			100|c1|q1|NONE|ENTERQUEUE||600123|2
			108|c1|q1|ana|CONNECT|8|c1.2|3
			158|c1|q1|ana|COMPLETECALLER|8|50|1`,
		want: `100 c1 q1#1 caller_ended agent=ana connected=108 ended=158 by=COMPLETECALLER wait=8 ring=3 talk=50 position=2 callerid=600123`,
	}, {
		name: "a hang-up before an answer is abandoned",
		log: `
			100|c1|q1|NONE|ENTERQUEUE||600123
			131|c1|q1|NONE|ABANDON|2|5|30`, // the logged wait applies, not the 31 s between the rows
		want: `100 c1 q1#1 abandoned ended=131 by=ABANDON wait=30 position=5 callerid=600123`,
	}, {
		name: "the exits of a queue are told apart",
		log: `
			100|c1|q1|NONE|ENTERQUEUE||1|3
			145|c1|q1|NONE|EXITWITHTIMEOUT|1|3|45
			100|c2|q1|NONE|ENTERQUEUE||2
			120|c2|q1|NONE|EXITEMPTY|1|4|20
			100|c3|q1|NONE|ENTERQUEUE||3
			170|c3|q1|NONE|EXITWITHKEY|9|1|6|70`, // the fields are shifted by one: key, position, origposition, wait
		want: `
			100 c1 q1#1 timed_out ended=145 by=EXITWITHTIMEOUT wait=45 position=3 callerid=1
			100 c2 q1#1 exited_empty ended=120 by=EXITEMPTY wait=20 position=4 callerid=2
			100 c3 q1#1 exited_key ended=170 by=EXITWITHKEY wait=70 position=6 callerid=3 key=9`,
	}, {
		name: "the same queue twice is two visits",
		log: `
			100|c1|q1|NONE|ENTERQUEUE||1|1
			130|c1|q1|NONE|EXITWITHTIMEOUT|1|1|30
			140|c1|q1|NONE|ENTERQUEUE||1|2
			145|c1|q1|ana|CONNECT|5||2
			155|c1|q1|ana|COMPLETECALLER|5|10|2`,
		want: `
			100 c1 q1#1 timed_out ended=130 by=EXITWITHTIMEOUT wait=30 position=1 callerid=1
			140 c1 q1#2 caller_ended agent=ana connected=145 ended=155 by=COMPLETECALLER wait=5 ring=2 talk=10 position=2 callerid=1`,
	}, {
		name: "two queues of one call are two visits, each with its own events",
		log: `
			100|c1|q1|NONE|ENTERQUEUE||1|1
			110|c1|q2|NONE|ENTERQUEUE||1|2
			115|c1|q1|NONE|EXITWITHTIMEOUT|1|1|15
			118|c1|q2|eva|CONNECT|8||1
			148|c1|q2|eva|COMPLETEAGENT|8|30|2`,
		want: `
			100 c1 q1#1 timed_out ended=115 by=EXITWITHTIMEOUT wait=15 position=1 callerid=1
			110 c1 q2#1 agent_ended agent=eva connected=118 ended=148 by=COMPLETEAGENT wait=8 ring=1 talk=30 position=2 callerid=1`,
	}, {
		name: "each way of transferring is transferred",
		log: `
			100|c1|q1|NONE|ENTERQUEUE||1
			106|c1|q1|ana|CONNECT|6||1
			126|c1|q1|ana|TRANSFER|201|default|6|20|3
			100|c2|q1|NONE|ENTERQUEUE||2
			106|c2|q1|ana|CONNECT|6||1
			127|c2|q1|ana|BLINDTRANSFER|202|default|6|21|4
			100|c3|q1|NONE|ENTERQUEUE||3
			106|c3|q1|ana|CONNECT|6||1
			128|c3|q1|ana|ATTENDEDTRANSFER|203|default|6|22|5`,
		want: `
			100 c1 q1#1 transferred agent=ana connected=106 ended=126 by=TRANSFER wait=6 ring=1 talk=20 position=3 callerid=1 to=201
			100 c2 q1#1 transferred agent=ana connected=106 ended=127 by=BLINDTRANSFER wait=6 ring=1 talk=21 position=4 callerid=2 to=202
			100 c3 q1#1 transferred agent=ana connected=106 ended=128 by=ATTENDEDTRANSFER wait=6 ring=1 talk=22 position=5 callerid=3 to=203`,
	}, {
		name: "a second ending changes nothing",
		log: `
			100|c1|q1|NONE|ENTERQUEUE||1|1
			106|c1|q1|ana|CONNECT|6||1
			126|c1|q1|ana|BLINDTRANSFER|202|default|6|20|1
			300|c1|q1|ana|COMPLETECALLER|6|194|1`,
		want: `100 c1 q1#1 transferred agent=ana connected=106 ended=126 by=BLINDTRANSFER wait=6 ring=1 talk=20 position=1 callerid=1 to=202`,
	}, {
		name: "Asterisk's LINK is read one field further, talk time before the bar",
		log: `
			100|c1|q1|NONE|ENTERQUEUE||1
			152|c1|q1|ana|ATTENDEDTRANSFER|LINK|PJSIP/a-1|PJSIP/b-2|12|40|3`,
		// There is no CONNECT: wait 12 from data4; talk 40 and position 3 from data5; answered at 152 - 40.
		want: `100 c1 q1#1 transferred agent=ana connected=112 ended=152 by=ATTENDEDTRANSFER wait=12 talk=40 position=3 callerid=1`,
	}, {
		name: "an agent who hangs up during the announcement ends nothing: the caller waits on",
		log: `
			100|c1|q1|NONE|ENTERQUEUE||1|1
			107|c1|q1|ana|AGENTDUMP
			200|c2|q1|NONE|ENTERQUEUE||2|1
			205|c2|q1|ana|AGENTDUMP
			209|c2|q1|ben|AGENTDUMP
			214|c2|q1|ana|AGENTDUMP
			220|c2|q1|cid|CONNECT|20||4
			280|c2|q1|cid|COMPLETEAGENT|20|60|1
			300|c3|q1|NONE|ENTERQUEUE||3|1
			306|c3|q1|ana|AGENTDUMP
			360|c3|q1|NONE|ABANDON|1|1|60
			400|c4|q1|NONE|ENTERQUEUE||4|1
			406|c4|q1|ana|AGENTDUMP
			520|c4|q1|NONE|EXITWITHTIMEOUT|1|1|120`,
		want: `
			100 c1 q1#1 waiting dumps=1 position=1 callerid=1
			200 c2 q1#1 agent_ended agent=cid connected=220 ended=280 by=COMPLETEAGENT wait=20 ring=4 talk=60 dumps=3 position=1 callerid=2
			300 c3 q1#1 abandoned ended=360 by=ABANDON wait=60 dumps=1 position=1 callerid=3
			400 c4 q1#1 timed_out ended=520 by=EXITWITHTIMEOUT wait=120 dumps=1 position=1 callerid=4`,
	}, {
		name: "a dumped call that a restart, a re-entry or 24 hours cut is dumped",
		log: `
			100|c1|q1|NONE|ENTERQUEUE||1|1
			107|c1|q1|ana|AGENTDUMP
			110|c2|q1|NONE|ENTERQUEUE||2|1
			117|c2|q1|ana|AGENTDUMP
			120|c2|q1|NONE|ENTERQUEUE||2|1
			130|NONE|NONE|NONE|QUEUESTART
			140|c3|q1|NONE|ENTERQUEUE||3|1
			147|c3|q1|ana|AGENTDUMP
			86540|c4|q1|NONE|ENTERQUEUE||4|1`,
		want: `
			100 c1 q1#1 dumped ended=130 by=QUEUESTART wait=30 dumps=1 position=1 callerid=1
			110 c2 q1#1 dumped ended=120 by=ENTERQUEUE wait=10 dumps=1 position=1 callerid=2
			120 c2 q1#2 lost ended=130 by=QUEUESTART wait=10 position=1 callerid=2
			140 c3 q1#1 dumped ended=86540 by=LIMIT wait=86400 dumps=1 position=1 callerid=3
			86540 c4 q1#1 waiting position=1 callerid=4`,
	}, {
		name: "an answer before a dump is none: the one after it counts, or the end of the wait",
		log: `
			100|c1|q1|NONE|ENTERQUEUE||1|1
			104|c1|q1|ana|CONNECT|4||1
			107|c1|q1|ana|AGENTDUMP
			115|c1|q1|eva|CONNECT|15||2
			145|c1|q1|eva|COMPLETECALLER|15|30|1
			200|c2|q1|NONE|ENTERQUEUE||2|1
			204|c2|q1|ana|CONNECT|4||1
			207|c2|q1|ana|AGENTDUMP
			230|c2|q1|NONE|ABANDON|1|1|30`,
		want: `
			100 c1 q1#1 caller_ended agent=eva connected=115 ended=145 by=COMPLETECALLER wait=15 ring=2 talk=30 dumps=1 position=1 callerid=1
			200 c2 q1#1 abandoned ended=230 by=ABANDON wait=30 dumps=1 position=1 callerid=2`,
	}, {
		name: "calls that the system takes out or cannot join end there",
		log: `
			100|c1|q1|NONE|ENTERQUEUE||1|1
			145|c1|q1|NONE|WITHDRAW|1|2|44|callback
			100|c2|q1|NONE|ENTERQUEUE||2|1
			120|c2|q1|PJSIP/701|SYSCOMPAT
			150|c2|q1|NONE|ABANDON|1|1|50
			200|c3|q1|NONE|WITHDRAW|1|3|25`,
		want: `
			100 c1 q1#1 withdrawn ended=145 by=WITHDRAW wait=44 position=1 callerid=1
			100 c2 q1#1 failed ended=120 by=SYSCOMPAT wait=20 position=1 callerid=2
			175 c3 q1#1 withdrawn inferred ended=200 by=WITHDRAW wait=25 position=3`,
	}, {
		name: "ABANDON after an answer is the caller's end of it",
		log: `
			100|c1|q1|NONE|ENTERQUEUE||1|1
			104|c1|q1|ana|CONNECT|4||1
			164|c1|q1|NONE|ABANDON|1|1|64`,
		// The talk time is not logged; the wait is that of CONNECT.
		want: `100 c1 q1#1 caller_ended agent=ana connected=104 ended=164 by=ABANDON wait=4 ring=1 position=1 callerid=1`,
	}, {
		name: "ABANDON that names an agent is not the agent's call",
		log: `
			100|c1|q1|NONE|ENTERQUEUE||1|1
			164|c1|q1|ana|ABANDON|1|1|64`,
		want: `100 c1 q1#1 abandoned ended=164 by=ABANDON wait=64 position=1 callerid=1`,
	},
}

var openVisits = []handMade{
	{
		name: "a call that only entered is waiting, and has no wait yet",
		log: `
			100|c1|q1|NONE|ENTERQUEUE||1|4
			90|c0|q1|NONE|ENTERQUEUE
			400|c0|q1|NONE|ABANDON|1|1|310`,
		want: `
			100 c1 q1#1 waiting position=4 callerid=1
			90 c0 q1#1 abandoned ended=400 by=ABANDON wait=310 position=1`,
	}, {
		name: "an answered call without an end is connected",
		log: `
			100|c1|q1|NONE|ENTERQUEUE||1|4
			109|c1|q1|ana|CONNECT|9||2`,
		want: `100 c1 q1#1 connected agent=ana connected=109 wait=9 ring=2 position=4 callerid=1`,
	}, {
		name: "a restart loses the calls that wait, and ends those that talk",
		log: `
			100|c1|q1|NONE|ENTERQUEUE||1|4
			100|c2|q1|NONE|ENTERQUEUE||2|5
			109|c2|q1|ana|CONNECT|9||2
			130|NONE|NONE|NONE|QUEUESTART
			150|NONE|NONE|NONE|QUEUESTART`,
		want: `
			100 c1 q1#1 lost ended=130 by=QUEUESTART wait=30 position=4 callerid=1
			100 c2 q1#1 connected agent=ana connected=109 ended=130 by=QUEUESTART wait=9 ring=2 position=5 callerid=2`,
	}, {
		name: "a restart at the moment of the entry is before it, at that of the answer too",
		log: `
			100|NONE|NONE|NONE|QUEUESTART
			100|c1|q1|NONE|ENTERQUEUE||1
			90|c2|q1|NONE|ENTERQUEUE||2
			100|c2|q1|ana|CONNECT|10||2`,
		want: `
			100 c1 q1#1 waiting callerid=1
			90 c2 q1#1 connected agent=ana connected=100 wait=10 ring=2 callerid=2`,
	}, {
		name: "a call that was answered and ended after a restart was not lost by it",
		log: `
			100|c1|q1|NONE|ENTERQUEUE||1
			105|NONE|NONE|NONE|QUEUESTART
			109|c1|q1|ana|CONNECT|9||2
			129|c1|q1|ana|COMPLETEAGENT|9|20|1
			100|c2|q1|NONE|ENTERQUEUE||2
			125|c2|q1|NONE|ABANDON|1|2|25`,
		want: `
			100 c1 q1#1 agent_ended agent=ana connected=109 ended=129 by=COMPLETEAGENT wait=9 ring=2 talk=20 position=1 callerid=1
			100 c2 q1#1 abandoned ended=125 by=ABANDON wait=25 position=2 callerid=2`,
	}, {
		name: "a call that enters the same queue again is lost to its first visit",
		log: `
			100|c1|q1|NONE|ENTERQUEUE||1|4
			140|c1|q1|NONE|ENTERQUEUE||1|6
			150|c1|q1|NONE|ABANDON|1|6|10`,
		want: `
			100 c1 q1#1 lost ended=140 by=ENTERQUEUE wait=40 position=4 callerid=1
			140 c1 q1#2 abandoned ended=150 by=ABANDON wait=10 position=6 callerid=1`,
	}, {
		name: "re-entry and restart of one instant: the re-entry ends the visit",
		log: `
			100|c1|q1|NONE|ENTERQUEUE
			140|NONE|NONE|NONE|QUEUESTART
			140|c1|q1|NONE|ENTERQUEUE`,
		want: `
			100 c1 q1#1 lost ended=140 by=ENTERQUEUE wait=40
			140 c1 q1#2 waiting`,
	}, {
		name: "a visit without end is given up after 24 hours, no second earlier",
		log: `
			100|c1|q1|NONE|ENTERQUEUE
			100|c2|q1|NONE|ENTERQUEUE
			105|c2|q1|ana|CONNECT|5||1
			101|c3|q1|NONE|ENTERQUEUE
			86500|c4|q1|NONE|ENTERQUEUE`, // the newest row, at 100 + 86400
		want: `
			100 c1 q1#1 lost ended=86500 by=LIMIT wait=86400
			100 c2 q1#1 connected agent=ana connected=105 ended=86500 by=LIMIT wait=5 ring=1
			101 c3 q1#1 waiting
			86500 c4 q1#1 waiting`,
	}, {
		name: "events more than 24 hours after the entry have no effect",
		log: `
			100|c1|q1|NONE|ENTERQUEUE
			86501|c1|q1|NONE|ABANDON|1|1|86401
			100|c2|q1|NONE|ENTERQUEUE
			86500|c2|q1|NONE|ABANDON|1|1|86400
			100|c3|q1|NONE|ENTERQUEUE
			86501|c3|q1|ana|CONNECT|86401||1`,
		want: `
			100 c1 q1#1 lost ended=86500 by=LIMIT wait=86400
			100 c2 q1#1 abandoned ended=86500 by=ABANDON wait=86400 position=1
			100 c3 q1#1 lost ended=86500 by=LIMIT wait=86400`,
	}, {
		name: "at one moment the restart wins over the 24 hours",
		log: `
			100|c1|q1|NONE|ENTERQUEUE
			86500|NONE|NONE|NONE|QUEUESTART`,
		want: `100 c1 q1#1 lost ended=86500 by=QUEUESTART wait=86400`,
	}, {
		name: "a dump after a restart tells that it did not end the wait, as an answer does",
		log: `
			100|c1|q1|NONE|ENTERQUEUE
			104|c1|q1|ana|CONNECT|4||1
			107|c1|q1|ana|AGENTDUMP
			110|NONE|NONE|NONE|QUEUESTART
			115|c1|q1|eva|CONNECT|15||2
			200|c2|q1|NONE|ENTERQUEUE
			205|NONE|NONE|NONE|QUEUESTART
			210|c2|q1|ana|AGENTDUMP`,
		want: `
			100 c1 q1#1 connected agent=eva connected=115 ended=205 by=QUEUESTART wait=15 ring=2 dumps=1
			200 c2 q1#1 waiting dumps=1`,
	}, {
		name: "a restart of the same moment ends what was written before it",
		log: `
			100|c1|q1|NONE|ENTERQUEUE
			100|NONE|NONE|NONE|QUEUESTART
			100|c2|q1|NONE|ENTERQUEUE`,
		want: `
			100 c1 q1#1 lost ended=100 by=QUEUESTART wait=0
			100 c2 q1#1 waiting`,
	},
}
