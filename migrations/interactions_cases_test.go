package migrations_test

var interactionCases = []handMade{
	{
		name: "a chat that an agent answers and ends",
		log: `
			webchat 100|w1|q1|NONE|ENTERQUEUE|Ann|a@b.c|600
			webchat 110|w1|q1|ana|CONNECT|10|Ana A.|a@b.c
			webchat 200|w1|q1|ana|COMPLETEAGENT|10|80|1|12`,
		want: `
			100 w1 webchat/q1#1 agent_ended agent=ana connected=110 ended=200 by=COMPLETEAGENT wait=10 handle=80 messages=12 contact=a@b.c name=Ann
			part 120 w1 webchat/q1#1.1 agent=ana ended=200`,
	}, {
		name: "a part lasts no longer than an interaction may: 24 hours, of e-mail 30 days",
		log: `
			sms 100000|s1|q1|NONE|ENTERQUEUE|600
			sms 100010|s1|q1|ana|CONNECT|10
			sms 100020|s1|q1|ana|COMPLETEAGENT|10|999999999|1|2
			email 3000000|e1|q1|ana|OUTEMAIL|a@b.c
			email 3000020|e1|q1|ana|COMPLETEAGENTOUT|999999999|1`,
		want: `
			100000 s1 sms/q1#1 agent_ended agent=ana connected=100010 ended=100020 by=COMPLETEAGENT wait=10 handle=999999999 messages=2 contact=600
			3000000 e1 email/q1#1 agent_ended started agent=ana connected=3000000 ended=3000020 by=COMPLETEAGENTOUT handle=999999999 messages=1 contact=a@b.c
			part 13620 s1 sms/q1#1.1 agent=ana ended=100020
			part 408020 e1 email/q1#1.1 agent=ana ended=3000020`,
	}, {
		name: "abandoned, timed out, waiting; the number where there is no address",
		log: `
			webchat 100|w1|q1|NONE|ENTERQUEUE|||600
			webchat 130|w1|q1|NONE|ABANDON|1|1|29|a@b.c
			webchat 100|w2|q1|NONE|ENTERQUEUE
			webchat 150|w2|q1|NONE|EXITWITHTIMEOUT
			webchat 100|w3|q1|NONE|ENTERQUEUE`,
		want: `
			100 w1 webchat/q1#1 abandoned ended=130 by=ABANDON wait=29 contact=600
			100 w2 webchat/q1#1 timed_out ended=150 by=EXITWITHTIMEOUT wait=50
			100 w3 webchat/q1#1 waiting`,
	}, {
		name: "a recovered one continues, one that had ended enters again",
		log: `
			sms 100|s1|q1|NONE|ENTERQUEUE|600|Ann
			sms 150|s1|q1|NONE|REENTERQUEUE|600|Ann
			sms 200|s1|q1|ana|CONNECT|x
			sms 300|s1|q1|ana|COMPLETEAGENT||90|1|x
			sms 400|s1|q1|NONE|REENTERQUEUE|601`,
		want: `
			100 s1 sms/q1#1 agent_ended agent=ana connected=200 ended=300 by=COMPLETEAGENT wait=100 handle=90 reentries=1 contact=600 name=Ann
			400 s1 sms/q1#2 waiting contact=601
			part 210 s1 sms/q1#1.1 agent=ana ended=300`,
	}, {
		name: "what an agent starts is not offered",
		log: `
			email 100|e1|q1|ana|OUTEMAIL|a@b.c|hello
			email 160|e1|q1|ana|COMPLETEAGENTOUT|50|3|||a@b.c
			email 200|e2|q1|ana|OUTEMAIL|a@b.c|hello
			email 300|e3|q1|eva|COMPLETEAGENTOUT|50|3|||d@e.f
			email 300|e4|q1|eva|OUTEMAIL|a@b.c
			email 350|e4|q1|eva|OUTEMAIL|d@e.f
			email 400|e4|q1|eva|COMPLETEAGENT|9|40|1|2`,
		want: `
			100 e1 email/q1#1 agent_ended started agent=ana connected=100 ended=160 by=COMPLETEAGENTOUT handle=50 messages=3 contact=a@b.c
			200 e2 email/q1#1 connected started agent=ana connected=200 contact=a@b.c
			250 e3 email/q1#1 agent_ended inferred started agent=eva connected=250 ended=300 by=COMPLETEAGENTOUT handle=50 messages=3
			300 e4 email/q1#1 lost started agent=eva connected=300 ended=350 by=ENTERQUEUE contact=a@b.c
			350 e4 email/q1#2 agent_ended started agent=eva connected=350 ended=400 by=COMPLETEAGENT handle=40 messages=2 contact=d@e.f
			part 110 e1 email/q1#1.1 agent=ana ended=160
			part 200 e2 email/q1#1.1 agent=ana
			part 250 e3 email/q1#1.1 agent=eva ended=300
			part 300 e4 email/q1#1.1 agent=eva ended=350
			part 360 e4 email/q1#2.1 agent=eva ended=400`,
	}, {
		name: "limits: 24 hours, 30 days of an e-mail",
		log: `
			sms 100|s1|q1|NONE|ENTERQUEUE|600
			email 100|e1|q1|NONE|ENTERQUEUE|a@b.c
			email 100|e2|q1|NONE|ENTERQUEUE|a@b.c
			email 110|e2|q1|ana|CONNECT|10
			email 2592100|e3|q1|NONE|UNKNOWN`,
		want: `
			100 s1 sms/q1#1 lost ended=86500 by=LIMIT wait=86400 contact=600
			100 e1 email/q1#1 lost ended=2592100 by=LIMIT wait=2592000 contact=a@b.c
			100 e2 email/q1#1 connected agent=ana connected=110 ended=2592100 by=LIMIT wait=10 contact=a@b.c
			part 110 e2 email/q1#1.1 agent=ana ended=2592100`,
	}, {
		name: "entries are inferred, and what no rule knows makes nothing",
		log: `
			facebook 100|f1|NONE|ana|CONNECT|30|Ana|client|Ann
			facebook 200|f2|q1|ana|COMPLETEAGENT|20|50|1|4
			facebook 300|NONE|q1|NONE|ENTERQUEUE|post
			facebook 300||q1|NONE|ENTERQUEUE|post
			email 300|e1|q1|NONE|NEWEMAILCLIENT|a@b.c`,
		want: `
			70 f1 facebook/#1 connected inferred agent=ana connected=100 wait=30 contact=client name=Ann
			130 f2 facebook/q1#1 agent_ended inferred agent=ana connected=150 ended=200 by=COMPLETEAGENT wait=20 handle=50 messages=4
			part 100 f1 facebook/#1.1 agent=ana
			part 150 f2 facebook/q1#1.1 agent=ana ended=200`,
	}, {
		name: "contacts turned away, each kind once, unless the interaction entered",
		log: `
			sms 100|s1|q1|NONE|OUTOFTIME|600|closed
			sms 110|s1|q1|NONE|OUTOFTIME|600|closed
			sms 120|s1|q1|NONE|HOLIDAYMESSAGE|600|closed
			sms 100|s2|q1|NONE|OUTOFTIME|600|closed
			sms 200|s2|q2|NONE|ENTERQUEUE|600
			sms 300||q1|NONE|OUTOFTIME|600
			sms 310||q1|NONE|OUTOFTIME|601
			webchat 400|w1|q1|NONE|NOAGENTS|a@b.c|Ann
			webchat 410|w1|q1|NONE|MAXQUEUE`,
		want: `
			100 s1 sms/q1#1 out_of_time ended=100 by=OUTOFTIME contact=600
			120 s1 sms/q1#2 holiday ended=120 by=HOLIDAYMESSAGE contact=600
			200 s2 sms/q2#1 waiting contact=600
			300  sms/q1#1 out_of_time ended=300 by=OUTOFTIME contact=600
			310  sms/q1#1 out_of_time ended=310 by=OUTOFTIME contact=601
			400 w1 webchat/q1#1 no_agents ended=400 by=NOAGENTS contact=a@b.c name=Ann
			410 w1 webchat/q1#2 max_queue ended=410 by=MAXQUEUE`,
	}, {
		name: "blacklisted, and an agent's start refused",
		log: `
			email 100|e1|q1|NONE|BLACKLIST|a@b.c|hello
			email 100|e2|q1|ana|OUTEMAIL|a@b.c|hello
			email 110|e2|q1|ana|BLACKLIST|a@b.c|hello`,
		want: `
			100 e1 email/q1#1 blacklisted ended=100 by=BLACKLIST contact=a@b.c
			100 e2 email/q1#1 connected started agent=ana connected=100 contact=a@b.c
			110 e2 email/q1#2 refused started agent=ana ended=110 by=BLACKLIST contact=a@b.c
			part 100 e2 email/q1#1.1 agent=ana`,
	}, {
		name: "each agent gets the part handled",
		log: `
			sms 100|s1|q1|NONE|ENTERQUEUE|600
			sms 110|s1|q1|ana|CONNECT|10
			sms 150|s1|q1|ana|TRANSFERRED|ana|eva
			sms 160|s1|q1|eva|ATTENDED|ana|eva
			sms 180|s1|q1|bob|ATTENDED|eva|
			sms 190|s1|q1|bob|TRANSFERRED|bob|ana
			sms 200|s1|q1|bob|COMPLETEAGENT|10|85|1|4`,
		want: `
			100 s1 sms/q1#1 agent_ended agent=bob connected=110 ended=200 by=COMPLETEAGENT wait=10 handle=85 messages=4 transfers=2 contact=600
			part 110 s1 sms/q1#1.1 agent=ana ended=150 out
			part 160 s1 sms/q1#1.2 agent=eva ended=180 in out
			part 180 s1 sms/q1#1.3 agent=bob ended=190 in out`,
	}, {
		name: "a chat's TRANSFER is accepted by a CONNECT",
		log: `
			webchat 100|w1|q1|NONE|ENTERQUEUE
			webchat 110|w1|q1|ana|CONNECT|10
			webchat 150|w1|q1|ana|TRANSFER
			webchat 160|w1|q1|eva|CONNECT|60
			webchat 200|w1|q1|eva|COMPLETECALLER|10|90|1|4`,
		want: `
			100 w1 webchat/q1#1 caller_ended agent=eva connected=110 ended=200 by=COMPLETECALLER wait=10 handle=90 messages=4 transfers=1
			part 110 w1 webchat/q1#1.1 agent=ana ended=150 out
			part 160 w1 webchat/q1#1.2 agent=eva ended=200 in`,
	}, {
		name: "recovered and answered by another agent, it is that agent's from then on",
		log: `
			sms 100|s1|q1|NONE|ENTERQUEUE|600
			sms 110|s1|q1|ana|CONNECT|10
			sms 150|s1|q1|NONE|REENTERQUEUE|600
			sms 180|s1|q1|eva|CONNECT|30
			sms 200|s1|q1|NONE|REENTERQUEUE|600
			sms 210|s1|q1|eva|CONNECT|10
			sms 300|s1|q1|eva|COMPLETEAGENT|10|160|1|4`,
		want: `
			100 s1 sms/q1#1 agent_ended agent=eva connected=110 ended=300 by=COMPLETEAGENT wait=10 handle=160 messages=4 reentries=2 contact=600
			part 110 s1 sms/q1#1.1 agent=ana ended=150
			part 180 s1 sms/q1#1.2 agent=eva ended=300`,
	},
}
