package migrations_test

var chatTransfers = []handMade{
	{
		name: "two agents, each their part; no agent handles it in between",
		log: `
			sms 100|c1|q1|NONE|ENTERQUEUE
			sms 110|c1|q1|ana|CONNECT|10
			sms 150|c1|q1|ana|TRANSFERRED|ana|eva
			sms 160|c1|q1|eva|ATTENDED|ana|eva
			sms 200|c1|q1|eva|COMPLETEAGENT|10|80|1|7`,
		want: `
			100 c1 sms/q1#1 agent_ended agent=eva connected=110 ended=200 by=COMPLETEAGENT wait=10 handle=80 messages=7 transfers=1
			part 110 c1 sms/q1#1.1 agent=ana ended=150 out
			part 160 c1 sms/q1#1.2 agent=eva ended=200 in`,
	}, {
		name: "there and back, and still going on",
		log: `
			email 100|c1|q1|NONE|ENTERQUEUE
			email 110|c1|q1|ana|CONNECT|10
			email 150|c1|q1|ana|TRANSFERRED|ana|eva
			email 160|c1|q1|eva|ATTENDED|ana|eva
			email 170|c1|q1|eva|TRANSFERRED|eva|ana
			email 190|c1|q1|ana|ATTENDED|eva|ana`,
		want: `
			100 c1 email/q1#1 connected agent=ana connected=110 wait=10 transfers=2
			part 110 c1 email/q1#1.1 agent=ana ended=150 out
			part 160 c1 email/q1#1.2 agent=eva ended=170 in out
			part 190 c1 email/q1#1.3 agent=ana in`,
	}, {
		name: "a transfer that no agent accepts ends the last part",
		log: `
			sms 100|c1|q1|NONE|ENTERQUEUE
			sms 110|c1|q1|ana|CONNECT|10
			sms 150|c1|q1|ana|TRANSFERRED|ana|eva
			sms 155|c1|q1|ana|TRANSFERRED|ana|ida
			sms 200|c1|q1|ana|COMPLETEAGENT|10|30|1|7`,
		want: `
			100 c1 sms/q1#1 agent_ended agent=ana connected=110 ended=200 by=COMPLETEAGENT wait=10 handle=30 messages=7 transfers=2
			part 110 c1 sms/q1#1.1 agent=ana ended=150 out`,
	}, {
		name: "one accepted without being transferred ends the part before it, and is no transfer",
		log: `
			sms 100|c1|q1|NONE|ENTERQUEUE
			sms 110|c1|q1|ana|CONNECT|10
			sms 160|c1|q1|eva|ATTENDED|ana|
			sms 200|c1|q1|eva|COMPLETEAGENT|10|30|1|7`,
		want: `
			100 c1 sms/q1#1 agent_ended agent=eva connected=110 ended=200 by=COMPLETEAGENT wait=10 handle=30 messages=7
			part 110 c1 sms/q1#1.1 agent=ana ended=160 out
			part 160 c1 sms/q1#1.2 agent=eva ended=200 in`,
	}, {
		name: "a webchat's TRANSFER is taken by the next CONNECT",
		log: `
			webchat 100|c1|q1|NONE|ENTERQUEUE
			webchat 110|c1|q1|ana|CONNECT|10
			webchat 150|c1|q1|ana|TRANSFER
			webchat 165|c1|q1|eva|CONNECT|15
			webchat 170|c1|q1|ida|CONNECT|20
			webchat 200|c1|q1|eva|COMPLETECALLER|10|80|1|7`,
		want: `
			100 c1 webchat/q1#1 caller_ended agent=eva connected=110 ended=200 by=COMPLETECALLER wait=10 handle=80 messages=7 transfers=1
			part 110 c1 webchat/q1#1.1 agent=ana ended=150 out
			part 165 c1 webchat/q1#1.2 agent=eva ended=200 in`,
	}, {
		name: "or by ATTENDED, after which a CONNECT takes nothing",
		log: `
			webchat 100|c1|q1|NONE|ENTERQUEUE
			webchat 110|c1|q1|ana|CONNECT|10
			webchat 150|c1|q1|ana|TRANSFER
			webchat 160|c1|q1|eva|ATTENDED|ana|eva
			webchat 170|c1|q1|eva|TRANSFERRED|eva|ida
			webchat 180|c1|q1|ida|CONNECT|15
			webchat 200|c1|q1|eva|COMPLETECALLER|10|80|1|7`,
		want: `
			100 c1 webchat/q1#1 caller_ended agent=eva connected=110 ended=200 by=COMPLETECALLER wait=10 handle=80 messages=7 transfers=2
			part 110 c1 webchat/q1#1.1 agent=ana ended=150 out
			part 160 c1 webchat/q1#1.2 agent=eva ended=170 in out`,
	}, {
		name: "no other channel has TRANSFER",
		log: `
			sms 100|c1|q1|NONE|ENTERQUEUE
			sms 110|c1|q1|ana|CONNECT|10
			sms 150|c1|q1|ana|TRANSFER
			sms 165|c1|q1|eva|CONNECT|15`,
		want: `
			100 c1 sms/q1#1 connected agent=ana connected=110 wait=10
			part 110 c1 sms/q1#1.1 agent=ana`,
	}, {
		name: "one that an agent started is transferred like any other",
		log: `
			facebook 100|c1|q1|ana|OUTFACEBOOK
			facebook 150|c1|q1|ana|TRANSFERRED|ana|eva
			facebook 160|c1|q1|eva|ATTENDED|ana|eva
			facebook 200|c1|q1|eva|COMPLETEAGENT|0|90|1|7`,
		want: `
			100 c1 facebook/q1#1 agent_ended started agent=eva connected=100 ended=200 by=COMPLETEAGENT handle=90 messages=7 transfers=1
			part 100 c1 facebook/q1#1.1 agent=ana ended=150 out
			part 160 c1 facebook/q1#1.2 agent=eva ended=200 in`,
	},
}

var chatTransferOddities = []handMade{
	{
		name: "a transfer that names another campaign belongs to what is open then",
		log: `
			sms 100|c1|q1|NONE|ENTERQUEUE
			sms 110|c1|q1|ana|CONNECT|10
			sms 150|c1|q2|ana|TRANSFERRED|ana|eva
			sms 160|c1||eva|ATTENDED|ana|eva
			sms 200|c1|q1|eva|COMPLETEAGENT|10|80|1|7`,
		want: `
			100 c1 sms/q1#1 agent_ended agent=eva connected=110 ended=200 by=COMPLETEAGENT wait=10 handle=80 messages=7 transfers=1
			part 110 c1 sms/q1#1.1 agent=ana ended=150 out
			part 160 c1 sms/q1#1.2 agent=eva ended=200 in`,
	}, {
		name: "of two that are open, to that of its own campaign, else to the later one",
		log: `
			sms 100|c1|q1|NONE|ENTERQUEUE
			sms 110|c1|q1|ana|CONNECT|10
			sms 120|c1|q2|NONE|ENTERQUEUE
			sms 130|c1|q2|eva|CONNECT|10
			sms 150|c1|q1|ana|TRANSFERRED|ana|ida
			sms 160|c1|q3|eva|TRANSFERRED|eva|ida`,
		want: `
			100 c1 sms/q1#1 connected agent=ana connected=110 wait=10 transfers=1
			120 c1 sms/q2#1 connected agent=eva connected=130 wait=10 transfers=1
			part 110 c1 sms/q1#1.1 agent=ana ended=150 out
			part 130 c1 sms/q2#1.1 agent=eva ended=160 out`,
	}, {
		name: "of two that entered at one instant, to that of the campaign whose name comes first, and of its visits the last",
		log: `
			sms 100|c1|q1|NONE|ENTERQUEUE
			sms 100|c1|q2|NONE|ENTERQUEUE
			sms 100|c1|q2|NONE|ENTERQUEUE
			sms 100|c1|q1|NONE|ENTERQUEUE
			sms 100|c1|q2|NONE|ENTERQUEUE
			sms 135|c1|NONE|bob|TRANSFERRED|bob|eva`,
		want: `
			100 c1 sms/q1#1 lost ended=100 by=ENTERQUEUE wait=0
			100 c1 sms/q1#2 waiting transfers=1
			100 c1 sms/q2#1 lost ended=100 by=ENTERQUEUE wait=0
			100 c1 sms/q2#2 lost ended=100 by=ENTERQUEUE wait=0
			100 c1 sms/q2#3 waiting`,
	}, {
		name: "before the entry and after the end nothing is transferred",
		log: `
			sms 90|c1|q1|ana|TRANSFERRED|ana|eva
			sms 100|c1|q1|NONE|ENTERQUEUE
			sms 110|c1|q1|ana|CONNECT|10
			sms 200|c1|q1|ana|COMPLETEAGENT|10|80|1|7
			sms 210|c1|q1|eva|ATTENDED|ana|eva`,
		want: `
			100 c1 sms/q1#1 agent_ended agent=ana connected=110 ended=200 by=COMPLETEAGENT wait=10 handle=80 messages=7
			part 120 c1 sms/q1#1.1 agent=ana ended=200`,
	}, {
		name: "before the answer it counts, but there is no part to end",
		log: `
			sms 100|c1|q1|NONE|ENTERQUEUE
			sms 105|c1|q1|ida|TRANSFERRED|ida|ana
			sms 110|c1|q1|ana|CONNECT|10
			sms 200|c1|q1|ana|COMPLETEAGENT|10|80|1|7
			sms 100|c2|q1|NONE|ENTERQUEUE
			sms 105|c2|q1|ida|TRANSFERRED|ida|ana`,
		want: `
			100 c1 sms/q1#1 agent_ended agent=ana connected=110 ended=200 by=COMPLETEAGENT wait=10 handle=80 messages=7 transfers=1
			part 110 c1 sms/q1#1.1 agent=ana ended=200
			100 c2 sms/q1#1 waiting transfers=1`,
	}, {
		name: "all in one instant: parts of no length are excluded, the last agent has it",
		log: `
			sms 100|c1|q1|NONE|ENTERQUEUE
			sms 110|c1|q1|ana|CONNECT|10
			sms 110|c1|q1|ana|TRANSFERRED|ana|eva
			sms 110|c1|q1|eva|ATTENDED|ana|eva
			sms 200|c1|q1|eva|TRANSFERRED|eva|ida
			sms 200|c1|q1|ida|ATTENDED|eva|ida
			sms 200|c1|q1|ida|COMPLETEAGENT|10|80|1|7`,
		want: `
			100 c1 sms/q1#1 agent_ended agent=ida connected=110 ended=200 by=COMPLETEAGENT wait=10 handle=80 messages=7 transfers=2
			part 110 c1 sms/q1#1.1 agent=eva ended=200 in out`,
	}, {
		name: "of one instant, a transfer logged before the answer ends no part",
		log: `
			sms 100|c1|q1|NONE|ENTERQUEUE
			sms 110|c1|q1|ida|TRANSFERRED|ida|ana
			sms 110|c1|q1|ana|CONNECT|10`,
		want: `
			100 c1 sms/q1#1 connected agent=ana connected=110 wait=10 transfers=1
			part 110 c1 sms/q1#1.1 agent=ana`,
	}, {
		name: "entered again, each visit has its own transfers and its own agents",
		log: `
			webchat 100|c1|q1|NONE|ENTERQUEUE
			webchat 110|c1|q1|ana|CONNECT|10
			webchat 150|c1|q1|ana|TRANSFER
			webchat 200|c1|q1|NONE|ENTERQUEUE
			webchat 200|c1|q1|eva|CONNECT|0
			webchat 250|c1|q1|eva|TRANSFERRED|eva|ida`,
		want: `
			100 c1 webchat/q1#1 connected agent=ana connected=110 ended=200 by=ENTERQUEUE wait=10 transfers=1
			part 110 c1 webchat/q1#1.1 agent=ana ended=150 out
			200 c1 webchat/q1#2 connected agent=eva connected=200 wait=0 transfers=1
			part 200 c1 webchat/q1#2.1 agent=eva ended=250 out`,
	},
}

var recoveredChats = []handMade{
	{
		name: "recovered and answered by another agent: the first one's part ends with the recovery, the other's begins with the answer",
		log: `
			webchat 100|c1|q1|NONE|ENTERQUEUE
			webchat 110|c1|q1|ana|CONNECT|10
			webchat 150|c1|q1|NONE|REENTERQUEUE
			webchat 180|c1|q1|eva|CONNECT|30
			webchat 300|c1|q1|eva|COMPLETEAGENT|10|160|1|7`,
		want: `
			100 c1 webchat/q1#1 agent_ended agent=eva connected=110 ended=300 by=COMPLETEAGENT wait=10 handle=160 messages=7 reentries=1
			part 110 c1 webchat/q1#1.1 agent=ana ended=150
			part 180 c1 webchat/q1#1.2 agent=eva ended=300`,
	}, {
		name: "by the same agent, who continues, or an unknown one, it remains one part",
		log: `
			alias|PJSIP/1|ana
			sms 100|c1|q1|NONE|ENTERQUEUE
			sms 110|c1|q1|ana|CONNECT|10
			sms 150|c1|q1|NONE|REENTERQUEUE
			sms 180|c1|q1|PJSIP/1|CONNECT|30
			sms 300|c1|q1|ana|COMPLETEAGENT|10|160|1|7
			sms 100|c2|q1|NONE|ENTERQUEUE
			sms 110|c2|q1|ana|CONNECT|10
			sms 150|c2|q1|NONE|REENTERQUEUE
			sms 180|c2|q1|NONE|CONNECT|30`,
		want: `
			100 c1 sms/q1#1 agent_ended agent=ana connected=110 ended=300 by=COMPLETEAGENT wait=10 handle=160 messages=7 reentries=1
			part 140 c1 sms/q1#1.1 agent=ana ended=300
			100 c2 sms/q1#1 connected agent=ana connected=110 wait=10 reentries=1
			part 110 c2 sms/q1#1.1 agent=ana`,
	}, {
		name: "of several recoveries the last one before the answer counts, and only the first answer after it",
		log: `
			email 100|c1|q1|NONE|ENTERQUEUE
			email 110|c1|q1|ana|CONNECT|10
			email 150|c1|q1|NONE|REENTERQUEUE
			email 170|c1|q1|NONE|REENTERQUEUE
			email 180|c1|q1|eva|CONNECT|10
			email 190|c1|q1|ida|CONNECT|20
			email 200|c1|q1|NONE|REENTERQUEUE
			email 210|c1|q1|ana|CONNECT|10`,
		want: `
			100 c1 email/q1#1 connected agent=ana connected=110 wait=10 reentries=3
			part 110 c1 email/q1#1.1 agent=ana ended=170
			part 180 c1 email/q1#1.2 agent=eva ended=200
			part 210 c1 email/q1#1.3 agent=ana`,
	}, {
		name: "what was transferred and not accepted is taken out of the queue, also by the agent who had it",
		log: `
			sms 100|c1|q1|NONE|ENTERQUEUE
			sms 110|c1|q1|ana|CONNECT|10
			sms 140|c1|q1|ana|TRANSFERRED|ana|eva
			sms 150|c1|q1|NONE|REENTERQUEUE
			sms 180|c1|q1|ana|CONNECT|30`,
		want: `
			100 c1 sms/q1#1 connected agent=ana connected=110 wait=10 transfers=1 reentries=1
			part 110 c1 sms/q1#1.1 agent=ana ended=140 out
			part 180 c1 sms/q1#1.2 agent=ana`,
	}, {
		name: "what an agent started is taken by another's first answer",
		log: `
			sms 100|c1|q1|ana|OUTSMS|600
			sms 150|c1|q1|NONE|REENTERQUEUE|600
			sms 180|c1|q1|eva|CONNECT|30
			sms 200|c1|q1|eva|TRANSFERRED|eva|ida
			sms 210|c1|q1|ida|ATTENDED|eva|ida`,
		want: `
			100 c1 sms/q1#1 connected started agent=ida connected=100 transfers=1 reentries=1 contact=600
			part 100 c1 sms/q1#1.1 agent=ana ended=150
			part 180 c1 sms/q1#1.2 agent=eva ended=200 out
			part 210 c1 sms/q1#1.3 agent=ida in`,
	}, {
		name: "recovered before anybody answered, or after the last answer, it divides nothing",
		log: `
			sms 100|c1|q1|NONE|ENTERQUEUE
			sms 105|c1|q1|NONE|REENTERQUEUE
			sms 110|c1|q1|ana|CONNECT|10
			sms 120|c1|q1|eva|CONNECT|10
			sms 150|c1|q1|NONE|REENTERQUEUE`,
		want: `
			100 c1 sms/q1#1 connected agent=ana connected=110 wait=10 reentries=2
			part 110 c1 sms/q1#1.1 agent=ana`,
	},
}
