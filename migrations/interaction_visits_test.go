package migrations_test

var plainChats = []handMade{
	{
		name: "an agent answers and ends",
		log: `
			webchat 100|c1|q1|NONE|ENTERQUEUE|John|john@example.com|600
			webchat 110|c1|q1|ana|CONNECT|10|Ana|john@example.com
			webchat 200|c1|q1|ana|COMPLETEAGENT|10|90|1|7`,
		want: `
			100 c1 webchat/q1#1 agent_ended agent=ana connected=110 ended=200 by=COMPLETEAGENT wait=10 handle=90 messages=7 contact=john@example.com name=John
			part 110 c1 webchat/q1#1.1 agent=ana ended=200`,
	}, {
		name: "the customer ends; the agent's part is as long as it was handled",
		log: `
			webchat 100|c1|q1|NONE|ENTERQUEUE
			webchat 110|c1|q1|ana|CONNECT|10
			webchat 200|c1|q1|ana|COMPLETECALLER|10|80|1|7`,
		want: `
			100 c1 webchat/q1#1 caller_ended agent=ana connected=110 ended=200 by=COMPLETECALLER wait=10 handle=80 messages=7
			part 120 c1 webchat/q1#1.1 agent=ana ended=200`,
	}, {
		name: "the customer leaves the queue",
		log: `
			webchat 100|c1|q1|NONE|ENTERQUEUE
			webchat 130|c1|q1|NONE|ABANDON|1|1|25|john@example.com`,
		want: `100 c1 webchat/q1#1 abandoned ended=130 by=ABANDON wait=25`,
	}, {
		name: "the customer leaves after the answer, which is an answered one; the wait is that of the answer",
		log: `
			webchat 100|c1|q1|NONE|ENTERQUEUE
			webchat 110|c1|q1|ana|CONNECT|9
			webchat 130|c1|q1|NONE|ABANDON|1|1|25`,
		want: `
			100 c1 webchat/q1#1 caller_ended agent=ana connected=110 ended=130 by=ABANDON wait=9
			part 110 c1 webchat/q1#1.1 agent=ana ended=130`,
	}, {
		name: "no agent answers in time; its event has no fields, so the wait is the time between",
		log: `
			webchat 100|c1|q1|NONE|ENTERQUEUE
			webchat 400.5|c1|q1|NONE|EXITWITHTIMEOUT
			webchat 100|c2|q1|NONE|ENTERQUEUE
			webchat 400|c2|q1|NONE|EXITWITHTIMEOUT|1|1|299`,
		want: `
			100 c1 webchat/q1#1 timed_out ended=400.5 by=EXITWITHTIMEOUT wait=300.5
			100 c2 webchat/q1#1 timed_out ended=400 by=EXITWITHTIMEOUT wait=299`,
	}, {
		name: "what goes on has no end",
		log: `
			sms 100|c1|q1|NONE|ENTERQUEUE
			sms 100|c2|q1|NONE|ENTERQUEUE
			sms 115|c2|q1|ana|CONNECT|15`,
		want: `
			100 c1 sms/q1#1 waiting
			100 c2 sms/q1#1 connected agent=ana connected=115 wait=15
			part 115 c2 sms/q1#1.1 agent=ana`,
	}, {
		name: "an end without an answer logged is an answered one of the agent who ended it",
		log: `
			email 100|c1|q1|NONE|ENTERQUEUE
			email 200|c1|q1|ana|COMPLETEAGENT|40|50|1|2`,
		want: `
			100 c1 email/q1#1 agent_ended agent=ana connected=150 ended=200 by=COMPLETEAGENT wait=40 handle=50 messages=2
			part 150 c1 email/q1#1.1 agent=ana ended=200`,
	}, {
		name: "a second answer changes nothing",
		log: `
			sms 100|c1|q1|NONE|ENTERQUEUE
			sms 110|c1|q1|ana|CONNECT|10
			sms 120|c1|q1|eva|CONNECT|20
			sms 200|c1|q1|eva|COMPLETEAGENT|10|90|1|7`,
		want: `
			100 c1 sms/q1#1 agent_ended agent=ana connected=110 ended=200 by=COMPLETEAGENT wait=10 handle=90 messages=7
			part 110 c1 sms/q1#1.1 agent=ana ended=200`,
	}, {
		name: "the same callid in two channels and two campaigns is three interactions",
		log: `
			sms 100|c1|q1|NONE|ENTERQUEUE
			webchat 101|c1|q1|NONE|ENTERQUEUE
			sms 102|c1|q2|NONE|ENTERQUEUE
			sms 110|c1|q2|ana|CONNECT|8
			webchat 120|c1|q1|NONE|ABANDON|1|1|19
			sms 130|c1|q1|NONE|ABANDON|1|1|30`,
		want: `
			100 c1 sms/q1#1 abandoned ended=130 by=ABANDON wait=30
			101 c1 webchat/q1#1 abandoned ended=120 by=ABANDON wait=19
			102 c1 sms/q2#1 connected agent=ana connected=110 wait=8
			part 110 c1 sms/q2#1.1 agent=ana`,
	}, {
		name: "campaigns and agents that are NONE or missing are empty",
		log: `
			sms 100|c1|NONE|NONE|ENTERQUEUE
			sms 110|c1||NONE|CONNECT|10
			sms 200|c1||NONE|COMPLETEAGENT|10|90|1|7`,
		want: `
			100 c1 sms/#1 agent_ended connected=110 ended=200 by=COMPLETEAGENT wait=10 handle=90 messages=7
			part 110 c1 sms/#1.1 ended=200`,
	}, {
		name: "an answer that names no agent takes the one of the ending",
		log: `
			sms 100|c1|q1|NONE|ENTERQUEUE
			sms 110|c1|q1|NONE|CONNECT|10
			sms 200|c1|q1|ana|COMPLETEAGENT|10|90|1|7`,
		want: `
			100 c1 sms/q1#1 agent_ended agent=ana connected=110 ended=200 by=COMPLETEAGENT wait=10 handle=90 messages=7
			part 110 c1 sms/q1#1.1 agent=ana ended=200`,
	}, {
		name: "an interface is the agent whose alias it is, wherever the log names it",
		log: `
			alias|PJSIP/1|ana
			alias|PJSIP/2|eva
			sms 100|c1|q1|NONE|ENTERQUEUE
			sms 110|c1|q1|PJSIP/1|CONNECT|10
			sms 150|c1|q1|PJSIP/1|TRANSFERRED|PJSIP/1|PJSIP/2
			sms 160|c1|q1|PJSIP/2|ATTENDED|PJSIP/1|PJSIP/2
			email 100||q1|PJSIP/1|BLACKLIST`,
		want: `
			100 c1 sms/q1#1 connected agent=eva connected=110 wait=10 transfers=1
			part 110 c1 sms/q1#1.1 agent=ana ended=150 out
			part 160 c1 sms/q1#1.2 agent=eva in
			100  email/q1#1 refused started agent=ana ended=100 by=BLACKLIST`,
	}, {
		name: "mail that comes within it, calls within a chat and runs of the dialer make no interactions",
		log: `
			email 100|c1|q1|NONE|NEWEMAILCLIENT|a@example.com
			email 101|c1|q1|ana|NEWEMAILAGENT|a@example.com
			email 102|c1|q1|ana|FORWARDED|b@example.com|subject|5
			email 103|d1|q1|NONE|STARTEMAILDIALER|9
			email 104|d1|q1|NONE|FINISHEMAILDIALER|0
			email 105|d1|q1|NONE|STOPEMAILDIALER|4
			webchat 106|c1|q1|ana|OUTCALL|video|60||600|c1
			webchat 107|c1|q1|ana|STARTCALL
			webchat 108|c1|q1|ana|ENDVIDEOCALL
			sms 109|c1|q1|ana|enterqueue
			sms 110|c1|q1|ana|`,
		want: ``,
	}, {
		name: "events of an interaction without an id make nothing",
		log: `
			sms 100||q1|NONE|ENTERQUEUE
			sms 110||q1|ana|CONNECT|10
			sms 120|NONE|q1|ana|COMPLETEAGENT|1|2|3|4
			sms 130|NONE|q1|ana|OUTSMS|600
			sms 140||q1|ana|REENTERQUEUE`,
		want: ``,
	},
}

var repeatedChats = []handMade{
	{
		name: "a second ending changes nothing",
		log: `
			webchat 100|c1|q1|NONE|ENTERQUEUE
			webchat 110|c1|q1|ana|CONNECT|10
			webchat 200|c1|q1|ana|COMPLETECALLER|10|90|1|7
			webchat 201|c1|q1|ana|COMPLETEAGENT|11|91|1|8
			webchat 202|c1|q1|NONE|ABANDON|1|1|102
			webchat 203|c1|q1|eva|COMPLETEAGENTOUT|5|1`,
		want: `
			100 c1 webchat/q1#1 caller_ended agent=ana connected=110 ended=200 by=COMPLETECALLER wait=10 handle=90 messages=7
			part 110 c1 webchat/q1#1.1 agent=ana ended=200`,
	}, {
		name: "the entry of an ending without one is computed from its wait and its handling",
		log: `
			webchat 200|c1|q1|ana|COMPLETECALLER|10|90|1|7
			webchat 200|c2|q1|NONE|ABANDON|1|1|25
			webchat 200|c3|q1|NONE|EXITWITHTIMEOUT`,
		want: `
			100 c1 webchat/q1#1 caller_ended inferred agent=ana connected=110 ended=200 by=COMPLETECALLER wait=10 handle=90 messages=7
			part 110 c1 webchat/q1#1.1 agent=ana ended=200
			175 c2 webchat/q1#1 abandoned inferred ended=200 by=ABANDON wait=25
			200 c3 webchat/q1#1 timed_out inferred ended=200 by=EXITWITHTIMEOUT wait=0`,
	}, {
		name: "the entry of an answer without one is computed from its wait",
		log:  `webchat 110|c1|q1|ana|CONNECT|10`,
		want: `
			100 c1 webchat/q1#1 connected inferred agent=ana connected=110 wait=10
			part 110 c1 webchat/q1#1.1 agent=ana`,
	}, {
		name: "what is stamped before the first entry belongs to it",
		log: `
			sms 99|c1|q1|ana|CONNECT|0
			sms 100|c1|q1|NONE|ENTERQUEUE
			sms 150|c1|q1|ana|COMPLETEAGENT|0|50|1|3
			sms 99|c2|q1|NONE|ABANDON|1|1|1
			sms 100|c2|q1|NONE|ENTERQUEUE`,
		want: `
			100 c1 sms/q1#1 agent_ended agent=ana connected=100 ended=150 by=COMPLETEAGENT wait=0 handle=50 messages=3
			part 100 c1 sms/q1#1.1 agent=ana ended=150
			100 c2 sms/q1#1 abandoned ended=100 by=ABANDON wait=1`,
	}, {
		name: "an answer logged after the end tells the agent",
		log: `
			sms 100|c1|q1|NONE|ENTERQUEUE
			sms 150|c1|q1|NONE|COMPLETEAGENT|5|40|1|3
			sms 151|c1|q1|ana|CONNECT|4
			sms 152|c1|q1|eva|CONNECT|3
			sms 100|c2|q1|NONE|ENTERQUEUE
			sms 150|c2|q1|NONE|ABANDON|1|1|50
			sms 151|c2|q1|ana|CONNECT|4`,
		want: `
			100 c1 sms/q1#1 agent_ended agent=ana connected=110 ended=150 by=COMPLETEAGENT wait=4 handle=40 messages=3
			part 110 c1 sms/q1#1.1 agent=ana ended=150
			100 c2 sms/q1#1 abandoned ended=150 by=ABANDON wait=50`,
	}, {
		name: "a new entry ends an open visit: lost if it waited, connected if it was answered",
		log: `
			sms 100|c1|q1|NONE|ENTERQUEUE
			sms 150|c1|q1|NONE|ENTERQUEUE
			sms 160|c1|q1|ana|CONNECT|10
			sms 300|c1|q1|NONE|ENTERQUEUE
			sms 310|c1|q1|eva|CONNECT|10
			sms 400|c1|q1|eva|COMPLETEAGENT|10|90|1|3`,
		want: `
			100 c1 sms/q1#1 lost ended=150 by=ENTERQUEUE wait=50
			150 c1 sms/q1#2 connected agent=ana connected=160 ended=300 by=ENTERQUEUE wait=10
			300 c1 sms/q1#3 agent_ended agent=eva connected=310 ended=400 by=COMPLETEAGENT wait=10 handle=90 messages=3
			part 160 c1 sms/q1#2.1 agent=ana ended=300
			part 310 c1 sms/q1#3.1 agent=eva ended=400`,
	}, {
		name: "of one instant, the order in which it was written holds",
		log: `
			sms 100|c1|q1|NONE|ENTERQUEUE
			sms 150|c1|q1|ana|COMPLETEAGENT|10|40|1|3
			sms 150|c1|q1|NONE|ENTERQUEUE
			sms 150|c1|q1|eva|CONNECT|0`,
		want: `
			100 c1 sms/q1#1 agent_ended agent=ana connected=110 ended=150 by=COMPLETEAGENT wait=10 handle=40 messages=3
			part 110 c1 sms/q1#1.1 agent=ana ended=150
			150 c1 sms/q1#2 connected agent=eva connected=150 wait=0
			part 150 c1 sms/q1#2.1 agent=eva`,
	}, {
		name: "of one instant, enter, connect, end, where an answer or ending is written before the first entry",
		log: `
			sms 100|c1|q1|ana|COMPLETEAGENT|0|0|1|3
			sms 100|c1|q1|ana|CONNECT|0
			sms 100|c1|q1|NONE|ENTERQUEUE`,
		want: `100 c1 sms/q1#1 agent_ended agent=ana connected=100 ended=100 by=COMPLETEAGENT wait=0 handle=0 messages=3`,
	}, {
		name: "recovered at a start of the server while it is open, it goes on",
		log: `
			webchat 100|c1|q1|NONE|ENTERQUEUE|John|john@example.com
			webchat 110|c1|q1|NONE|REENTERQUEUE|Other|other@example.com
			webchat 120|c1|q1|ana|CONNECT|20
			webchat 130|c1|q1|NONE|REENTERQUEUE
			webchat 200|c1|q1|ana|COMPLETEAGENT|20|80|1|7`,
		want: `
			100 c1 webchat/q1#1 agent_ended agent=ana connected=120 ended=200 by=COMPLETEAGENT wait=20 handle=80 messages=7 reentries=2 contact=john@example.com name=John
			part 120 c1 webchat/q1#1.1 agent=ana ended=200`,
	}, {
		name: "recovered at a start of the server, with no entry known, it enters",
		log: `
			webchat 100|c1|q1|NONE|REENTERQUEUE|John|john@example.com
			webchat 120|c1|q1|NONE|REENTERQUEUE
			webchat 130|c1|q1|NONE|ABANDON|1|1|30`,
		want: `100 c1 webchat/q1#1 abandoned ended=130 by=ABANDON wait=30 reentries=1 contact=john@example.com name=John`,
	}, {
		name: "recovered after its end, it enters again",
		log: `
			webchat 100|c1|q1|NONE|ENTERQUEUE
			webchat 130|c1|q1|NONE|ABANDON|1|1|30
			webchat 140|c1|q1|NONE|REENTERQUEUE`,
		want: `
			100 c1 webchat/q1#1 abandoned ended=130 by=ABANDON wait=30
			140 c1 webchat/q1#2 waiting`,
	}, {
		name: "recovered in another campaign, it enters that one",
		log: `
			webchat 100|c1|q1|NONE|ENTERQUEUE
			webchat 140|c1|q2|NONE|REENTERQUEUE`,
		want: `
			100 c1 webchat/q1#1 waiting
			140 c1 webchat/q2#1 waiting`,
	}, {
		name: "recovered with only an answer known, which is open, it goes on",
		log: `
			webchat 90|c1|q1|ana|CONNECT|30
			webchat 100|c1|q1|NONE|REENTERQUEUE`,
		want: `
			60 c1 webchat/q1#1 connected inferred agent=ana connected=90 wait=30 reentries=1
			part 90 c1 webchat/q1#1.1 agent=ana`,
	}, {
		name: "recovered and ended in one instant, it is what was written first",
		log: `
			webchat 100|c1|q1|NONE|ENTERQUEUE
			webchat 140|c1|q1|NONE|REENTERQUEUE
			webchat 140|c1|q1|NONE|ABANDON|1|1|40
			webchat 200|c2|q1|NONE|ENTERQUEUE
			webchat 240|c2|q1|NONE|ABANDON|1|1|40
			webchat 240|c2|q1|NONE|REENTERQUEUE`,
		want: `
			100 c1 webchat/q1#1 abandoned ended=140 by=ABANDON wait=40 reentries=1
			200 c2 webchat/q1#1 abandoned ended=240 by=ABANDON wait=40
			240 c2 webchat/q1#2 waiting`,
	},
}

var limitedChats = []handMade{
	{
		name: "after 24 hours it is given up, an e-mail not; no second earlier",
		log: `
			sms 100|c1|q1|NONE|ENTERQUEUE
			webchat 100|c2|q1|NONE|ENTERQUEUE
			webchat 110|c2|q1|ana|CONNECT|10
			sms 101|c3|q1|NONE|ENTERQUEUE
			email 100|c4|q1|NONE|ENTERQUEUE
			twitter 86500|x|q1|NONE|UNKNOWN`, // the newest row, at 100 + 86400
		want: `
			100 c1 sms/q1#1 lost ended=86500 by=LIMIT wait=86400
			100 c2 webchat/q1#1 connected agent=ana connected=110 ended=86500 by=LIMIT wait=10
			part 110 c2 webchat/q1#1.1 agent=ana ended=86500
			101 c3 sms/q1#1 waiting
			100 c4 email/q1#1 waiting`,
	}, {
		name: "after 30 days an e-mail is given up, no second earlier",
		log: `
			email 100|c1|q1|NONE|ENTERQUEUE
			email 100|c2|q1|NONE|ENTERQUEUE
			email 110|c2|q1|ana|CONNECT|10
			email 101|c3|q1|NONE|ENTERQUEUE
			twitter 2592100|x|q1|NONE|UNKNOWN`, // 100 + 30 × 86400
		want: `
			100 c1 email/q1#1 lost ended=2592100 by=LIMIT wait=2592000
			100 c2 email/q1#1 connected agent=ana connected=110 ended=2592100 by=LIMIT wait=10
			part 110 c2 email/q1#1.1 agent=ana ended=2592100
			101 c3 email/q1#1 waiting`,
	}, {
		name: "events after the limit have no effect",
		log: `
			facebook 100|c1|q1|NONE|ENTERQUEUE
			facebook 86501|c1|q1|NONE|ABANDON|1|1|86401
			facebook 100|c2|q1|NONE|ENTERQUEUE
			facebook 86500|c2|q1|ana|COMPLETEAGENT|400|86000|1|2
			facebook 100|c3|q1|NONE|ENTERQUEUE
			facebook 86501|c3|q1|ana|CONNECT|86401
			email 100|c4|q1|NONE|ENTERQUEUE
			email 86501|c4|q1|ana|CONNECT|86401
			email 2592100|c4|q1|ana|COMPLETEAGENT|86401|300|1|2
			email 100|c5|q1|NONE|ENTERQUEUE
			email 2592101|c5|q1|ana|COMPLETEAGENT|86401|300|1|2`,
		want: `
			100 c1 facebook/q1#1 lost ended=86500 by=LIMIT wait=86400
			100 c2 facebook/q1#1 agent_ended agent=ana connected=500 ended=86500 by=COMPLETEAGENT wait=400 handle=86000 messages=2
			part 500 c2 facebook/q1#1.1 agent=ana ended=86500
			100 c3 facebook/q1#1 lost ended=86500 by=LIMIT wait=86400
			100 c4 email/q1#1 agent_ended agent=ana connected=86501 ended=2592100 by=COMPLETEAGENT wait=86401 handle=300 messages=2
			part 2591800 c4 email/q1#1.1 agent=ana ended=2592100
			100 c5 email/q1#1 lost ended=2592100 by=LIMIT wait=2592000`,
	}, {
		name: "recovered at the limit it continues, after it it enters again",
		log: `
			sms 100|c1|q1|NONE|ENTERQUEUE
			sms 86500|c1|q1|NONE|REENTERQUEUE
			sms 100|c2|q1|NONE|ENTERQUEUE
			sms 86501|c2|q1|NONE|REENTERQUEUE`,
		want: `
			100 c1 sms/q1#1 lost ended=86500 by=LIMIT wait=86400 reentries=1
			100 c2 sms/q1#1 lost ended=86500 by=LIMIT wait=86400
			86501 c2 sms/q1#2 waiting`,
	}, {
		name: "a new entry at the limit ends it, after it the limit does",
		log: `
			sms 100|c1|q1|NONE|ENTERQUEUE
			sms 86500|c1|q1|NONE|ENTERQUEUE
			sms 100|c2|q1|NONE|ENTERQUEUE
			sms 86501|c2|q1|NONE|ENTERQUEUE`,
		want: `
			100 c1 sms/q1#1 lost ended=86500 by=ENTERQUEUE wait=86400
			86500 c1 sms/q1#2 waiting
			100 c2 sms/q1#1 lost ended=86500 by=LIMIT wait=86400
			86501 c2 sms/q1#2 waiting`,
	},
}
