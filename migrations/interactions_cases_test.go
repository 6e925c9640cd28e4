package migrations_test

import "testing"

// TestInteractionsByHand compares interactions and their parts with figures computed by hand.
func TestInteractionsByHand(t *testing.T) {
	t.Parallel()
	interactionRelations.holdsTo(t, interactionCases)
}

var interactionCases = []handMade{
	{
		name: "a chat that an agent answers and ends",
		log: `
			webchat 100|w1|q1|NONE|ENTERQUEUE|Ann|a@b.c|600
			webchat 110|w1|q1|ana|CONNECT|10|Ana A.|a@b.c
			webchat 200|w1|q1|ana|COMPLETEAGENT|10|80|1|12`,
		want: `
			100 webchat w1 q1#1 agent_ended offered agent=ana contact=a@b.c name=Ann connected=110 ended=200 by=COMPLETEAGENT wait=10 handle=80 messages=12
			part webchat w1 q1#1.1 120..200 entered=100 agent=ana`,
	}, {
		name: "a part lasts no longer than an interaction may: 24 hours, of e-mail 30 days",
		log: `
			sms 100000|s1|q1|NONE|ENTERQUEUE|600
			sms 100010|s1|q1|ana|CONNECT|10
			sms 100020|s1|q1|ana|COMPLETEAGENT|10|999999999|1|2
			email 3000000|e1|q1|ana|OUTEMAIL|a@b.c
			email 3000020|e1|q1|ana|COMPLETEAGENTOUT|999999999|1`,
		want: `
			100000 sms s1 q1#1 agent_ended offered agent=ana contact=600 connected=100010 ended=100020 by=COMPLETEAGENT wait=10 handle=999999999 messages=2
			3000000 email e1 q1#1 agent_ended started agent=ana contact=a@b.c connected=3000000 ended=3000020 by=COMPLETEAGENTOUT handle=999999999 messages=1
			part sms s1 q1#1.1 13620..100020 entered=100000 agent=ana
			part email e1 q1#1.1 408020..3000020 entered=3000000 agent=ana`,
	}, {
		name: "abandoned, timed out, waiting; the number where there is no address",
		log: `
			webchat 100|w1|q1|NONE|ENTERQUEUE|||600
			webchat 130|w1|q1|NONE|ABANDON|1|1|29|a@b.c
			webchat 100|w2|q1|NONE|ENTERQUEUE
			webchat 150|w2|q1|NONE|EXITWITHTIMEOUT
			webchat 100|w3|q1|NONE|ENTERQUEUE`,
		want: `
			100 webchat w1 q1#1 abandoned offered contact=600 ended=130 by=ABANDON wait=29
			100 webchat w2 q1#1 timed_out offered ended=150 by=EXITWITHTIMEOUT wait=50
			100 webchat w3 q1#1 waiting offered`,
	}, {
		name: "a recovered one continues, one that had ended enters again",
		log: `
			sms 100|s1|q1|NONE|ENTERQUEUE|600|Ann
			sms 150|s1|q1|NONE|REENTERQUEUE|600|Ann
			sms 200|s1|q1|ana|CONNECT|x
			sms 300|s1|q1|ana|COMPLETEAGENT||90|1|x
			sms 400|s1|q1|NONE|REENTERQUEUE|601`,
		want: `
			100 sms s1 q1#1 agent_ended offered agent=ana contact=600 name=Ann connected=200 ended=300 by=COMPLETEAGENT wait=100 handle=90 reentries=1
			400 sms s1 q1#2 waiting offered contact=601
			part sms s1 q1#1.1 210..300 entered=100 agent=ana`,
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
			100 email e1 q1#1 agent_ended started agent=ana contact=a@b.c connected=100 ended=160 by=COMPLETEAGENTOUT handle=50 messages=3
			200 email e2 q1#1 connected started agent=ana contact=a@b.c connected=200
			250 email e3 q1#1 agent_ended inferred started agent=eva connected=250 ended=300 by=COMPLETEAGENTOUT handle=50 messages=3
			300 email e4 q1#1 lost started agent=eva contact=a@b.c connected=300 ended=350 by=ENTERQUEUE
			350 email e4 q1#2 agent_ended started agent=eva contact=d@e.f connected=350 ended=400 by=COMPLETEAGENT handle=40 messages=2
			part email e1 q1#1.1 110..160 entered=100 agent=ana
			part email e2 q1#1.1 200.. entered=200 agent=ana
			part email e3 q1#1.1 250..300 entered=250 agent=eva
			part email e4 q1#1.1 300..350 entered=300 agent=eva
			part email e4 q1#2.1 360..400 entered=350 agent=eva`,
	}, {
		name: "limits: 24 hours, 30 days of an e-mail",
		log: `
			sms 100|s1|q1|NONE|ENTERQUEUE|600
			email 100|e1|q1|NONE|ENTERQUEUE|a@b.c
			email 100|e2|q1|NONE|ENTERQUEUE|a@b.c
			email 110|e2|q1|ana|CONNECT|10
			email 2592100|e3|q1|NONE|UNKNOWN`,
		want: `
			100 sms s1 q1#1 lost offered contact=600 ended=86500 by=LIMIT wait=86400
			100 email e1 q1#1 lost offered contact=a@b.c ended=2592100 by=LIMIT wait=2592000
			100 email e2 q1#1 connected offered agent=ana contact=a@b.c connected=110 ended=2592100 by=LIMIT wait=10
			part email e2 q1#1.1 110..2592100 entered=100 agent=ana`,
	}, {
		name: "entries are inferred, and what no rule knows makes nothing",
		log: `
			facebook 100|f1|NONE|ana|CONNECT|30|Ana|client|Ann
			facebook 200|f2|q1|ana|COMPLETEAGENT|20|50|1|4
			facebook 300|NONE|q1|NONE|ENTERQUEUE|post
			facebook 300||q1|NONE|ENTERQUEUE|post
			email 300|e1|q1|NONE|NEWEMAILCLIENT|a@b.c`,
		want: `
			70 facebook f1 #1 connected inferred offered agent=ana contact=client name=Ann connected=100 wait=30
			130 facebook f2 q1#1 agent_ended inferred offered agent=ana connected=150 ended=200 by=COMPLETEAGENT wait=20 handle=50 messages=4
			part facebook f1 #1.1 100.. entered=70 agent=ana
			part facebook f2 q1#1.1 150..200 entered=130 agent=ana`,
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
			100 sms s1 q1#1 out_of_time contact=600 ended=100 by=OUTOFTIME
			120 sms s1 q1#2 holiday contact=600 ended=120 by=HOLIDAYMESSAGE
			200 sms s2 q2#1 waiting offered contact=600
			300 sms  q1#1 out_of_time contact=600 ended=300 by=OUTOFTIME
			310 sms  q1#1 out_of_time contact=601 ended=310 by=OUTOFTIME
			400 webchat w1 q1#1 no_agents contact=a@b.c name=Ann ended=400 by=NOAGENTS
			410 webchat w1 q1#2 max_queue ended=410 by=MAXQUEUE`,
	}, {
		name: "blacklisted, and an agent's start refused",
		log: `
			email 100|e1|q1|NONE|BLACKLIST|a@b.c|hello
			email 100|e2|q1|ana|OUTEMAIL|a@b.c|hello
			email 110|e2|q1|ana|BLACKLIST|a@b.c|hello`,
		want: `
			100 email e1 q1#1 blacklisted contact=a@b.c ended=100 by=BLACKLIST
			100 email e2 q1#1 connected started agent=ana contact=a@b.c connected=100
			110 email e2 q1#2 refused started agent=ana contact=a@b.c ended=110 by=BLACKLIST
			part email e2 q1#1.1 100.. entered=100 agent=ana`,
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
			100 sms s1 q1#1 agent_ended offered agent=bob contact=600 connected=110 ended=200 by=COMPLETEAGENT wait=10 handle=85 messages=4 transfers=2
			part sms s1 q1#1.1 110..150 entered=100 agent=ana out
			part sms s1 q1#1.2 160..180 entered=100 agent=eva in out
			part sms s1 q1#1.3 180..190 entered=100 agent=bob in out`,
	}, {
		name: "a chat's TRANSFER is accepted by a CONNECT",
		log: `
			webchat 100|w1|q1|NONE|ENTERQUEUE
			webchat 110|w1|q1|ana|CONNECT|10
			webchat 150|w1|q1|ana|TRANSFER
			webchat 160|w1|q1|eva|CONNECT|60
			webchat 200|w1|q1|eva|COMPLETECALLER|10|90|1|4`,
		want: `
			100 webchat w1 q1#1 caller_ended offered agent=eva connected=110 ended=200 by=COMPLETECALLER wait=10 handle=90 messages=4 transfers=1
			part webchat w1 q1#1.1 110..150 entered=100 agent=ana out
			part webchat w1 q1#1.2 160..200 entered=100 agent=eva in`,
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
			100 sms s1 q1#1 agent_ended offered agent=eva contact=600 connected=110 ended=300 by=COMPLETEAGENT wait=10 handle=160 messages=4 reentries=2
			part sms s1 q1#1.1 110..150 entered=100 agent=ana
			part sms s1 q1#1.2 180..300 entered=100 agent=eva`,
	},
}
