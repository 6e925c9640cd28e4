package migrations_test

var startedChats = []handMade{
	{
		name: "agents start interactions on every channel but webchat",
		log: `
			sms 100|c1|q1|ana|OUTSMS|600
			sms 160|c1|q1|ana|COMPLETEAGENTOUT|60|3|600
			email 100|c1|q1|ana|OUTEMAIL|a@example.com|subject
			email 160|c1|q1|ana|COMPLETEAGENTOUT|50|1|||a@example.com
			twitter 100|c1|q1|ana|OUTTWEET|ann|subject
			twitter 160|c1|q1|ana|COMPLETEAGENT|0|40|1|2
			messenger 100|c1|q1|ana|OUTMESSENGER
			messenger 160|c1|q1|ana|COMPLETECALLER|0|30|1|4
			facebook 100|c1|q1|ana|OUTFACEBOOK
			facebook 160|c1|q1|ana|COMPLETEAGENT|7|60|1|5`,
		want: `
			100 c1 sms/q1#1 agent_ended started agent=ana connected=100 ended=160 by=COMPLETEAGENTOUT handle=60 messages=3 contact=600
			100 c1 email/q1#1 agent_ended started agent=ana connected=100 ended=160 by=COMPLETEAGENTOUT handle=50 messages=1 contact=a@example.com
			100 c1 twitter/q1#1 agent_ended started agent=ana connected=100 ended=160 by=COMPLETEAGENT handle=40 messages=2 contact=ann
			100 c1 messenger/q1#1 caller_ended started agent=ana connected=100 ended=160 by=COMPLETECALLER handle=30 messages=4
			100 c1 facebook/q1#1 agent_ended started agent=ana connected=100 ended=160 by=COMPLETEAGENT handle=60 messages=5
			part 100 c1 sms/q1#1.1 agent=ana ended=160
			part 110 c1 email/q1#1.1 agent=ana ended=160
			part 120 c1 twitter/q1#1.1 agent=ana ended=160
			part 130 c1 messenger/q1#1.1 agent=ana ended=160
			part 100 c1 facebook/q1#1.1 agent=ana ended=160`,
	}, {
		name: "one that goes on is connected, one that is given up is lost",
		log: `
			sms 100|c1|q1|ana|OUTSMS|600
			sms 86499|c2|q1|ana|OUTSMS|601
			sms 86500|x|q1|ana|UNKNOWN`,
		want: `
			100 c1 sms/q1#1 lost started agent=ana connected=100 ended=86500 by=LIMIT contact=600
			part 100 c1 sms/q1#1.1 agent=ana ended=86500
			86499 c2 sms/q1#1 connected started agent=ana connected=86499 contact=601
			part 86499 c2 sms/q1#1.1 agent=ana`,
	}, {
		name: "started again or entered, the earlier one is lost; a start ends one that had entered",
		log: `
			sms 100|c1|q1|ana|OUTSMS|600
			sms 150|c1|q1|eva|OUTSMS|600
			sms 200|c1|q1|NONE|ENTERQUEUE|600|Jo
			sms 210|c1|q1|ana|CONNECT|10
			sms 300|c1|q1|ana|OUTSMS|600`,
		want: `
			100 c1 sms/q1#1 lost started agent=ana connected=100 ended=150 by=ENTERQUEUE contact=600
			150 c1 sms/q1#2 lost started agent=eva connected=150 ended=200 by=ENTERQUEUE contact=600
			200 c1 sms/q1#3 connected agent=ana connected=210 ended=300 by=ENTERQUEUE wait=10 contact=600 name=Jo
			300 c1 sms/q1#4 connected started agent=ana connected=300 contact=600
			part 100 c1 sms/q1#1.1 agent=ana ended=150
			part 150 c1 sms/q1#2.1 agent=eva ended=200
			part 210 c1 sms/q1#3.1 agent=ana ended=300
			part 300 c1 sms/q1#4.1 agent=ana`,
	}, {
		name: "the start of one that an agent must have started is computed from its end",
		log:  `sms 200|c1|q1|ana|COMPLETEAGENTOUT|60|3|600`,
		want: `
			140 c1 sms/q1#1 agent_ended inferred started agent=ana connected=140 ended=200 by=COMPLETEAGENTOUT handle=60 messages=3
			part 140 c1 sms/q1#1.1 agent=ana ended=200`,
	}, {
		name: "the same end of one that had entered or been answered is an answered one's",
		log: `
			sms 100|c1|q1|NONE|ENTERQUEUE
			sms 110|c1|q1|ana|CONNECT
			sms 200|c1|q1|ana|COMPLETEAGENTOUT|60|3|600
			sms 110|c2|q1|ana|CONNECT|10
			sms 200|c2|q1|ana|COMPLETEAGENTOUT|60|3|600`,
		want: `
			100 c1 sms/q1#1 agent_ended agent=ana connected=110 ended=200 by=COMPLETEAGENTOUT wait=10 handle=60 messages=3
			part 140 c1 sms/q1#1.1 agent=ana ended=200
			100 c2 sms/q1#1 agent_ended inferred agent=ana connected=110 ended=200 by=COMPLETEAGENTOUT wait=10 handle=60 messages=3
			part 140 c2 sms/q1#1.1 agent=ana ended=200`,
	}, {
		name: "recovered while it is open, it goes on",
		log: `
			sms 100|c1|q1|ana|OUTSMS|600
			sms 120|c1|q1|NONE|REENTERQUEUE|600
			sms 160|c1|q1|ana|COMPLETEAGENTOUT|60|3|600`,
		want: `
			100 c1 sms/q1#1 agent_ended started agent=ana connected=100 ended=160 by=COMPLETEAGENTOUT handle=60 messages=3 reentries=1 contact=600
			part 100 c1 sms/q1#1.1 agent=ana ended=160`,
	}, {
		name: "a start that names no agent takes the one of the ending; an end stamped before it is its own",
		log: `
			sms 100|c1|q1|NONE|OUTSMS|600
			sms 160|c1|q1|eva|COMPLETEAGENTOUT|60|3
			sms 99|c2|q1|eva|COMPLETEAGENTOUT|0|1
			sms 100|c2|q1|ana|OUTSMS|600`,
		want: `
			100 c1 sms/q1#1 agent_ended started agent=eva connected=100 ended=160 by=COMPLETEAGENTOUT handle=60 messages=3 contact=600
			part 100 c1 sms/q1#1.1 agent=eva ended=160
			100 c2 sms/q1#1 agent_ended started agent=ana connected=100 ended=100 by=COMPLETEAGENTOUT handle=0 messages=1 contact=600`,
	},
}

var turnedAwayChats = []handMade{
	{
		name: "each kind of being turned away",
		log: `
			webchat 100|c1|q1|NONE|OUTOFTIME
			webchat 101|c2|q1|NONE|NOAGENTS|a@example.com|Ann
			webchat 102|c3|q1|NONE|MAXQUEUE||
			sms 103|c4|q1|NONE|HOLIDAYMESSAGE|600|closed
			sms 104|c5|q1|NONE|OUTOFTIME|601|closed
			email 105|c6|q1|NONE|HOLIDAYMESSAGE|b@example.com|closed
			twitter 106|c7|q1|NONE|HOLIDAYMESSAGE|bob|closed
			messenger 107|c8|q1|NONE|HOLIDAYMESSAGE|cat|closed
			facebook 108|c9|q1|NONE|HOLIDAYMESSAGE|1_2|closed`,
		want: `
			100 c1 webchat/q1#1 out_of_time ended=100 by=OUTOFTIME
			101 c2 webchat/q1#1 no_agents ended=101 by=NOAGENTS contact=a@example.com name=Ann
			102 c3 webchat/q1#1 max_queue ended=102 by=MAXQUEUE
			103 c4 sms/q1#1 holiday ended=103 by=HOLIDAYMESSAGE contact=600
			104 c5 sms/q1#1 out_of_time ended=104 by=OUTOFTIME contact=601
			105 c6 email/q1#1 holiday ended=105 by=HOLIDAYMESSAGE contact=b@example.com
			106 c7 twitter/q1#1 holiday ended=106 by=HOLIDAYMESSAGE contact=bob
			107 c8 messenger/q1#1 holiday ended=107 by=HOLIDAYMESSAGE contact=cat
			108 c9 facebook/q1#1 holiday ended=108 by=HOLIDAYMESSAGE contact=1_2`,
	}, {
		name: "blacklisted: the customer's mail, and with an agent the start that was refused",
		log: `
			email 100|c1|q1|NONE|BLACKLIST|a@example.com|hello|77
			email 110|c2|q1|ana|BLACKLIST|b@example.com|hello|78
			email 120|c3|q1||BLACKLIST|c@example.com|hello|79
			email 130|c3|q1|ana|BLACKLIST|d@example.com|hello|80`,
		want: `
			100 c1 email/q1#1 blacklisted ended=100 by=BLACKLIST contact=a@example.com
			110 c2 email/q1#1 refused started agent=ana ended=110 by=BLACKLIST contact=b@example.com
			120 c3 email/q1#1 blacklisted ended=120 by=BLACKLIST contact=c@example.com
			130 c3 email/q1#2 refused started agent=ana ended=130 by=BLACKLIST contact=d@example.com`,
	}, {
		name: "what entered as well, before or after, in any campaign, was not turned away",
		log: `
			webchat 100|c1|q1|NONE|MAXQUEUE|a@example.com|Ann
			webchat 110|c1|q1|NONE|ENTERQUEUE|Ann|a@example.com
			webchat 100|c2|q1|NONE|ENTERQUEUE
			webchat 110|c2|q1|NONE|NOAGENTS
			webchat 100|c3|q1|NONE|OUTOFTIME
			webchat 110|c3|q2|NONE|REENTERQUEUE
			email 100|c4|q1|ana|BLACKLIST|a@example.com
			email 110|c4|q2|NONE|ENTERQUEUE`,
		want: `
			110 c1 webchat/q1#1 waiting contact=a@example.com name=Ann
			100 c2 webchat/q1#1 waiting
			110 c3 webchat/q2#1 waiting
			110 c4 email/q2#1 waiting`,
	}, {
		name: "entered in another channel, with the same callid, it is another one",
		log: `
			webchat 100|c1|q1|NONE|OUTOFTIME
			sms 110|c1|q1|NONE|ENTERQUEUE`,
		want: `
			100 c1 webchat/q1#1 out_of_time ended=100 by=OUTOFTIME
			110 c1 sms/q1#1 waiting`,
	}, {
		name: "an agent's start is no entry: both count, numbered after the visits in order of time",
		log: `
			sms 200|c1|q1|NONE|HOLIDAYMESSAGE|600|closed
			sms 300|c1|q1|ana|OUTSMS|600
			sms 360|c1|q1|ana|COMPLETEAGENTOUT|60|1
			sms 100|c1|q1|NONE|OUTOFTIME|600|closed`,
		want: `
			300 c1 sms/q1#1 agent_ended started agent=ana connected=300 ended=360 by=COMPLETEAGENTOUT handle=60 messages=1 contact=600
			part 300 c1 sms/q1#1.1 agent=ana ended=360
			100 c1 sms/q1#2 out_of_time ended=100 by=OUTOFTIME contact=600
			200 c1 sms/q1#3 holiday ended=200 by=HOLIDAYMESSAGE contact=600`,
	}, {
		name: "one of each kind for each campaign, the first",
		log: `
			sms 110|c1|q1|NONE|OUTOFTIME|602
			sms 100|c1|q1|NONE|OUTOFTIME|601
			sms 100|c1|q1|NONE|OUTOFTIME|603
			sms 105|c1|q1|NONE|HOLIDAYMESSAGE|604
			sms 120|c1|q2|NONE|OUTOFTIME|605`,
		want: `
			100 c1 sms/q1#1 out_of_time ended=100 by=OUTOFTIME contact=601
			105 c1 sms/q1#2 holiday ended=105 by=HOLIDAYMESSAGE contact=604
			120 c1 sms/q2#1 out_of_time ended=120 by=OUTOFTIME contact=605`,
	}, {
		name: "without an id each is a contact of its own",
		log: `
			webchat 100||q1|NONE|NOAGENTS|a@example.com
			webchat 100||q1|NONE|NOAGENTS|b@example.com
			webchat 100||q2|NONE|MAXQUEUE
			webchat 101||q1|NONE|NOAGENTS|a@example.com
			webchat 100|NONE|q1|NONE|OUTOFTIME
			email 100||q1|ana|BLACKLIST|c@example.com
			webchat 102||q1|NONE|ENTERQUEUE`,
		want: `
			100  webchat/q1#1 no_agents ended=100 by=NOAGENTS contact=a@example.com
			100  webchat/q1#2 no_agents ended=100 by=NOAGENTS contact=b@example.com
			100  webchat/q2#1 max_queue ended=100 by=MAXQUEUE
			101  webchat/q1#1 no_agents ended=101 by=NOAGENTS contact=a@example.com
			100 NONE webchat/q1#1 out_of_time ended=100 by=OUTOFTIME
			100  email/q1#1 refused started agent=ana ended=100 by=BLACKLIST contact=c@example.com`,
	},
}

var chatFigures = []handMade{
	{
		name: "a value that is not a whole number from 0 to 999999999 is missing",
		log: `
			sms 100|c1|q1|NONE|ENTERQUEUE
			sms 110|c1|q1|ana|CONNECT|-3
			sms 200|c1|q1|ana|COMPLETEAGENT|x|1.5|1|-2
			sms 100|c2|q1|NONE|ENTERQUEUE
			sms 110|c2|q1|ana|CONNECT|
			sms 200|c2|q1|ana|COMPLETEAGENT| 7 ||1|1000000000
			sms 100|c3|q1|ana|OUTSMS
			sms 200|c3|q1|ana|COMPLETEAGENTOUT|many|seven
			sms 200|c4|q1|ana|COMPLETEAGENT|-1|-1|1|-1
			webchat 100|c5|q1|NONE|ENTERQUEUE
			webchat 130.25|c5|q1|NONE|ABANDON|1|1|-30`,
		want: `
			100 c1 sms/q1#1 agent_ended agent=ana connected=110 ended=200 by=COMPLETEAGENT wait=10
			part 110 c1 sms/q1#1.1 agent=ana ended=200
			100 c2 sms/q1#1 agent_ended agent=ana connected=110 ended=200 by=COMPLETEAGENT wait=7
			part 110 c2 sms/q1#1.1 agent=ana ended=200
			100 c3 sms/q1#1 agent_ended started agent=ana connected=100 ended=200 by=COMPLETEAGENTOUT
			part 100 c3 sms/q1#1.1 agent=ana ended=200
			200 c4 sms/q1#1 agent_ended inferred agent=ana connected=200 ended=200 by=COMPLETEAGENT wait=0
			100 c5 webchat/q1#1 abandoned ended=130.25 by=ABANDON wait=30.25`,
	}, {
		name: "numbers that contradict the times are taken as logged",
		log: `
			sms 100|c1|q1|NONE|ENTERQUEUE
			sms 110|c1|q1|ana|CONNECT|500
			sms 200|c1|q1|ana|COMPLETEAGENT|600|700|1|999999999`,
		want: `
			100 c1 sms/q1#1 agent_ended agent=ana connected=110 ended=200 by=COMPLETEAGENT wait=500 handle=700 messages=999999999
			part -500 c1 sms/q1#1.1 agent=ana ended=200`,
	}, {
		name: "a part of no length is excluded, but its agent is known",
		log: `
			sms 100|c1|q1|NONE|ENTERQUEUE
			sms 110|c1|q1|ana|CONNECT|10
			sms 200|c1|q1|ana|COMPLETEAGENT|10|0|1|1`,
		want: `100 c1 sms/q1#1 agent_ended agent=ana connected=110 ended=200 by=COMPLETEAGENT wait=10 handle=0 messages=1`,
	},
}

var chatContacts = []handMade{
	{
		name: "a webchat's is the address, else the number",
		log: `
			webchat 100|c1|q1|NONE|ENTERQUEUE||a@example.com|600
			webchat 100|c2|q1|NONE|ENTERQUEUE|Bob||600
			webchat 100|c3|q1|NONE|ENTERQUEUE|Cat
			webchat 110|c3|q1|ana|CONNECT|10|Ana|c@example.com`,
		want: `
			100 c1 webchat/q1#1 waiting contact=a@example.com
			100 c2 webchat/q1#1 waiting contact=600 name=Bob
			100 c3 webchat/q1#1 connected agent=ana connected=110 wait=10 contact=c@example.com name=Cat
			part 110 c3 webchat/q1#1.1 agent=ana`,
	}, {
		name: "of text messages and mail, the number or address of the entry, else of the answer",
		log: `
			sms 100|c1|q1|NONE|ENTERQUEUE|600|Ann
			sms 110|c1|q1|ana|CONNECT|10|Ana|601
			sms 100|c2|q1|NONE|REENTERQUEUE|602|Bob
			sms 110|c3|q1|ana|CONNECT|10|Ana|603
			email 100|c4|q1|NONE|ENTERQUEUE|a@example.com|subject
			email 110|c5|q1|ana|CONNECT|10|Ana|b@example.com`,
		want: `
			100 c1 sms/q1#1 connected agent=ana connected=110 wait=10 contact=600 name=Ann
			part 110 c1 sms/q1#1.1 agent=ana
			100 c2 sms/q1#1 waiting contact=602 name=Bob
			100 c3 sms/q1#1 connected inferred agent=ana connected=110 wait=10 contact=603
			part 110 c3 sms/q1#1.1 agent=ana
			100 c4 email/q1#1 waiting contact=a@example.com
			100 c5 email/q1#1 connected inferred agent=ana connected=110 wait=10 contact=b@example.com
			part 110 c5 email/q1#1.1 agent=ana`,
	}, {
		name: "of the social networks, what the answer adds",
		log: `
			twitter 100|c1|q1|NONE|ENTERQUEUE|@ann|subject
			twitter 110|c1|q1|ana|CONNECT|10|Ana|77|ann
			messenger 100|c2|q1|NONE|ENTERQUEUE||hello
			messenger 110|c2|q1|ana|CONNECT|10|Ana|78|Bob
			facebook 100|c3|q1|NONE|ENTERQUEUE|1_2|hello
			facebook 110|c3|q1|ana|CONNECT|10|Ana|79|Cat`,
		want: `
			100 c1 twitter/q1#1 connected agent=ana connected=110 wait=10 contact=@ann name=ann
			part 110 c1 twitter/q1#1.1 agent=ana
			100 c2 messenger/q1#1 connected agent=ana connected=110 wait=10 contact=78 name=Bob
			part 110 c2 messenger/q1#1.1 agent=ana
			100 c3 facebook/q1#1 connected agent=ana connected=110 wait=10 contact=1_2 name=Cat
			part 110 c3 facebook/q1#1.1 agent=ana`,
	},
}
