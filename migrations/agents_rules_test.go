package migrations_test

var pauseRules = []handMade{
	{
		name: "a pause over midnight is 41 seconds of one day and 7339 of the next",
		log: `
			86359|NONE|NONE|ana|REALPAUSE
			93739|NONE|NONE|ana|REALUNPAUSE|7380`,
		want: `
			pause ana pause 86359..93739 by=unpause
			time ana 86359..86400 paused
			time ana 86400..93739 paused`,
	}, {
		name: "a logoff closes pauses and breaks, also without a session, and says how",
		log: `
			100|NONE|NONE|ana|REALPAUSE
			200|NONE|NONE|ana|AGENTLOGOFF|||| automatic
			300|NONE|NONE|ana|REALUNPAUSE|200
			100|NONE|NONE|eva|AGENTLOGIN
			110|NONE|NONE|eva|BREAK|LUNCH
			200|NONE|NONE|eva|AGENTLOGOFF|100`,
		want: `
			pause ana pause 100..200 by=automatic
			session eva 100..200 by=logoff
			pause eva break 110..200 by=logoff reason=LUNCH
			time ana 100..200 paused
			time eva 100..110 session
			time eva 110..200 session break`,
	}, {
		name: "a pause and a break last 7 days at most, and a second beginning within them changes nothing",
		log: `
			0|NONE|NONE|ana|BREAK|LUNCH
			604800|NONE|NONE|ana|BREAK|TRAINING
			0|NONE|NONE|eva|REALPAUSE
			604799|NONE|NONE|eva|REALPAUSE
			604800|NONE|NONE|eva|REALUNPAUSE`,
		want: `
			pause ana break 0..604800 by=limit reason=LUNCH
			pause ana break 604800.. reason=TRAINING
			pause eva pause 0..604800 by=unpause
			time ana 0.. break
			time eva 0..86400 paused
			time eva 86400..172800 paused
			time eva 172800..259200 paused
			time eva 259200..345600 paused
			time eva 345600..432000 paused
			time eva 432000..518400 paused
			time eva 518400..604800 paused`,
	}, {
		name: "a pause goes on after each of the breaks in it",
		log: `
			100|NONE|NONE|ana|REALPAUSE|r
			120|NONE|NONE|ana|BREAK|LUNCH
			140|NONE|NONE|ana|UNBREAK|LUNCH
			150|NONE|NONE|ana|BREAK|BATHROOM
			155|NONE|NONE|ana|UNBREAK|BATHROOM
			160|NONE|NONE|ana|REALUNPAUSE|60
			160|NONE|NONE|ana|BREAK|OTHER`,
		want: `
			pause ana pause 100..120 by=break reason=r
			pause ana break 120..140 by=unbreak reason=LUNCH
			pause ana pause 140..150 by=break reason=r
			pause ana break 150..155 by=unbreak reason=BATHROOM
			pause ana pause 155..160 by=unpause reason=r
			pause ana break 160.. reason=OTHER
			time ana 100..120 paused
			time ana 120..140 break
			time ana 140..150 paused
			time ana 150..155 break
			time ana 155..160 paused
			time ana 160.. break`,
	}, {
		name: "a break takes the time of every pause in it, of the last one only what is within",
		log: `
			100|NONE|NONE|ana|BREAK|LUNCH
			100|NONE|NONE|ana|REALPAUSE|r0
			110|NONE|NONE|ana|REALUNPAUSE|10
			120|NONE|NONE|ana|REALPAUSE|r1
			130|NONE|NONE|ana|REALUNPAUSE|10
			150|NONE|NONE|ana|REALPAUSE|r2
			160|NONE|NONE|ana|UNBREAK|LUNCH
			170|NONE|NONE|ana|REALUNPAUSE|20`,
		want: `
			pause ana break 100..160 by=unbreak reason=LUNCH
			pause ana pause 160..170 by=unpause reason=r2
			time ana 100..160 break
			time ana 160..170 paused`,
	}, {
		name: "a pause outside of a session is kept, an end alone makes none",
		log: `
			100|NONE|NONE|ana|AGENTLOGIN
			150|NONE|NONE|ana|REALUNPAUSE|60
			160|NONE|NONE|ana|UNBREAK|LUNCH
			200|NONE|NONE|ana|AGENTLOGOFF|100
			300|NONE|NONE|ana|REALPAUSE`,
		want: `
			session ana 100..200 by=logoff
			pause ana pause 300..
			time ana 100..200 session
			time ana 300.. paused`,
	},
}

var telephonyRules = []handMade{
	{
		name: "who is added to a queue as paused is paused in it until unpaused",
		log: `
			100|MANAGER|q1|ana|ADDMEMBER|PAUSED
			700|NONE|q1|ana|UNPAUSE
			3700|MANAGER|q1|ana|REMOVEMEMBER
			100|MANAGER|q1|eva|ADDMEMBER|paused
			700|MANAGER|q1|eva|REMOVEMEMBER`,
		want: `
			session ana 100..3700 by=removed member
			pause ana pause 100..700 by=unpause telephony
			session eva 100..700 by=removed member
			time ana 100..700 session paused
			time ana 700..3700 session
			time eva 100..700 session`,
	}, {
		name: "a change of the reason makes two pauses of one",
		log: `
			100|NONE|q1|ana|PAUSE|Lunch
			1300|NONE|q1|ana|UNPAUSE|Auto-Unpause
			1300|NONE|q1|ana|PAUSE|Meeting
			1900|NONE|q1|ana|UNPAUSE
			1900|NONE|q1|ana|PAUSE|Meeting
			2000|NONE|q1|ana|UNPAUSE
			2001|NONE|q1|ana|PAUSE|Lunch
			2100|NONE|q1|ana|UNPAUSE`,
		want: `
			pause ana pause 100..1300 by=unpause reason=Lunch telephony
			pause ana pause 1300..2000 by=unpause reason=Meeting telephony
			pause ana pause 2001..2100 by=unpause reason=Lunch telephony
			time ana 100..2000 paused
			time ana 2001..2100 paused`,
	}, {
		name: "the new reason holds whatever other queues show, and what they change to the same is one change",
		log: `
			100|NONE|q1|ana|PAUSE|Lunch
			100|NONE|q2|ana|PAUSE|Lunch
			100|NONE|q3|ana|PAUSE|Lunch
			200.2|NONE|q1|ana|UNPAUSE|Auto-Unpause
			200.4|NONE|q1|ana|PAUSE|Meeting
			200.6|NONE|q2|ana|UNPAUSE|Auto-Unpause
			201|NONE|q2|ana|PAUSE|Coffee
			300.2|NONE|q3|ana|UNPAUSE|Auto-Unpause
			300.2|NONE|q3|ana|PAUSE|Meeting
			400|NONE|NONE|ana|UNPAUSEALL
			400.9|NONE|q1|ana|PAUSE|Training
			100|NONE|NONE|eva|PAUSEALL|Lunch
			100|NONE|q1|eva|PAUSE|Lunch
			100|NONE|q2|eva|PAUSE|Lunch
			200.1|NONE|NONE|eva|PAUSEALL|Meeting
			200.1|NONE|q1|eva|UNPAUSE|Auto-Unpause
			200.1|NONE|q1|eva|PAUSE|Meeting
			200.3|NONE|q2|eva|UNPAUSE|Auto-Unpause
			200.3|NONE|q2|eva|PAUSE|Meeting
			300|NONE|NONE|eva|UNPAUSEALL`,
		// Ana's pauses in q2 are more than one second apart. Her q3 changes to Meeting again, 100 seconds later.
		want: `
			pause ana pause 100..200.4 by=unpause reason=Lunch telephony
			pause ana pause 200.4..300.2 by=unpause reason=Meeting telephony
			pause ana pause 300.2..400 by=unpause reason=Meeting telephony
			pause ana pause 400.9.. reason=Training telephony
			pause eva pause 100..200.1 by=unpause reason=Lunch telephony
			pause eva pause 200.1..300 by=unpause reason=Meeting telephony
			time ana 100..400 paused
			time ana 400.9.. paused
			time eva 100..300 paused`,
	}, {
		name: "PAUSEALL with PAUSE rows of three queues is one pause, until the last of them",
		log: `
			100|NONE|NONE|ana|PAUSEALL|Lunch
			100|NONE|q1|ana|PAUSE|Lunch
			100|NONE|q2|ana|PAUSE|Lunch
			100|NONE|q3|ana|PAUSE|Lunch
			200|NONE|q1|ana|UNPAUSE
			201|NONE|q2|ana|UNPAUSE
			202|NONE|q3|ana|UNPAUSE
			300|NONE|q3|ana|UNPAUSE`,
		want: `
			pause ana pause 100..202 by=unpause reason=Lunch telephony
			time ana 100..202 paused`,
	}, {
		name: "two PAUSEALL before one UNPAUSEALL are one pause, which the UNPAUSE of a queue that was not paused does not end",
		log: `
			100|NONE|NONE|ana|PAUSEALL|first
			110|NONE|NONE|ana|PAUSEALL|second
			120|NONE|q1|ana|UNPAUSE
			130|NONE|NONE|ana|UNPAUSEALL
			140|NONE|NONE|ana|UNPAUSEALL`,
		want: `
			pause ana pause 100..130 by=unpause reason=first telephony
			time ana 100..130 paused`,
	}, {
		name: "a queue that has been paused for 7 days is paused no more",
		log: `
			0|NONE|q2|ana|PAUSE
			518400|NONE|NONE|ana|PAUSEALL
			518400|NONE|q1|ana|PAUSE
			604800|NONE|q1|ana|UNPAUSE
			1|NONE|q2|eva|PAUSE
			518400|NONE|NONE|eva|PAUSEALL
			518400|NONE|q1|eva|PAUSE
			604800|NONE|q1|eva|UNPAUSE`,
		want: `
			pause ana pause 0..604800 by=unpause telephony
			pause eva pause 1.. telephony
			time ana 0..86400 paused
			time ana 86400..172800 paused
			time ana 172800..259200 paused
			time ana 259200..345600 paused
			time ana 345600..432000 paused
			time ana 432000..518400 paused
			time ana 518400..604800 paused
			time eva 1.. paused`,
	}, {
		name: "a logoff, a restart and 7 days end it",
		log: `
			100|NONE|q1|ana|PAUSE|r
			200|NONE|NONE|ana|AGENTLOGOFF|60||| [automatic]
			100|NONE|NONE|bob|PAUSEALL
			300|NONE|NONE|NONE|QUEUESTART
			400|NONE|NONE|eva|PAUSEALL
			600400|NONE|q1|eva|PAUSE
			1300000|NONE|NONE|NONE|UNKNOWN`,
		// Eva's second pause begins during the first and lasts 7 days from its own start: 600400 + 604800.
		want: `
			session ana 140..200 by=automatic inferred
			pause ana pause 100..200 by=automatic reason=r telephony
			pause bob pause 100..300 by=restart telephony
			pause eva pause 400..1205200 by=limit telephony
			time ana 100..140 paused
			time ana 140..200 session paused
			time bob 100..300 paused
			time eva 400..86400 paused
			time eva 86400..172800 paused
			time eva 172800..259200 paused
			time eva 259200..345600 paused
			time eva 345600..432000 paused
			time eva 432000..518400 paused
			time eva 518400..604800 paused
			time eva 604800..691200 paused
			time eva 691200..777600 paused
			time eva 777600..864000 paused
			time eva 864000..950400 paused
			time eva 950400..1036800 paused
			time eva 1036800..1123200 paused
			time eva 1123200..1205200 paused`,
	}, {
		name: "a day that a pause of the other kind reaches into counts by that alone",
		log: `
			80000|NONE|NONE|ana|REALPAUSE
			100000|NONE|q1|ana|PAUSE
			101000|NONE|q1|ana|UNPAUSE
			180000|NONE|NONE|ana|AGENTLOGOFF|60
			190000|NONE|q1|ana|PAUSE
			191000|NONE|q1|ana|UNPAUSE
			260000|NONE|q1|ana|PAUSE
			261000|NONE|q1|ana|UNPAUSE`,
		want: `
			session ana 179940..180000 by=logoff inferred
			pause ana pause 80000..180000 by=logoff
			pause ana pause 260000..261000 by=unpause telephony
			time ana 80000..86400 paused
			time ana 86400..172800 paused
			time ana 172800..179940 paused
			time ana 179940..180000 session paused
			time ana 260000..261000 paused`,
	}, {
		name: "a queue without a name is one of its own",
		log: `
			100|NONE|NONE|ana|PAUSE
			110|NONE|q1|ana|UNPAUSE
			120|NONE||ana|UNPAUSE`,
		want: `
			pause ana pause 100..120 by=unpause telephony
			time ana 100..120 paused`,
	},
}

var sessionRules = []handMade{
	{
		name: "of two rows of one instant the one that was written first comes first",
		log: `
			100|NONE|NONE|ana|AGENTLOGIN
			200|NONE|NONE|ana|AGENTLOGOFF|100
			200|NONE|NONE|ana|AGENTLOGIN
			100|NONE|NONE|eva|AGENTLOGIN
			200|NONE|NONE|eva|AGENTLOGIN
			200|NONE|NONE|eva|AGENTLOGOFF|100`,
		want: `
			session ana 100..200 by=logoff
			session ana 200..
			session eva 100..200 by=logoff
			time ana 100.. session
			time eva 100..200 session`,
	}, {
		name: "a logoff at the limit ends the session, one after it begins another",
		log: `
			518400|NONE|NONE|ana|AGENTLOGIN
			1123201|NONE|NONE|ana|AGENTLOGOFF|3600
			0|NONE|NONE|eva|AGENTLOGIN
			604800|NONE|NONE|eva|AGENTLOGOFF|604800`,
		want: `
			session ana 518400..1123200 by=limit
			session ana 1123200..1123201 by=logoff inferred
			session eva 0..604800 by=logoff
			time ana 518400..604800 session
			time ana 604800..691200 session
			time ana 691200..777600 session
			time ana 777600..864000 session
			time ana 864000..950400 session
			time ana 950400..1036800 session
			time ana 1036800..1123200 session
			time ana 1123200..1123201 session
			time eva 0..86400 session
			time eva 86400..172800 session
			time eva 172800..259200 session
			time eva 259200..345600 session
			time eva 345600..432000 session
			time eva 432000..518400 session
			time eva 518400..604800 session`,
	}, {
		name: "membership does not count on a day that an inferred session reaches into, nor on one with a logoff alone",
		log: `
			80000|NONE|q1|ana|ADDMEMBER
			176400|NONE|NONE|ana|AGENTLOGOFF|7200
			349200|NONE|NONE|ana|AGENTLOGOFF
			381600|NONE|q1|ana|REMOVEMEMBER`,
		want: `
			session ana 80000..86400 by=login member
			session ana 169200..176400 by=logoff inferred
			session ana 259200..345600 by=login member
			time ana 80000..86400 session
			time ana 169200..172800 session
			time ana 172800..176400 session
			time ana 259200..345600 session`,
	}, {
		name: "a restart ends a membership; of what ends it at one moment the removal counts",
		log: `
			100|NONE|q1|ana|ADDMEMBER
			100|NONE|q1|eva|ADDMEMBER
			200|NONE|q1|eva|REMOVEMEMBER
			200|NONE|NONE|NONE|QUEUESTART`,
		want: `
			session ana 100..200 by=restart member
			session eva 100..200 by=removed member
			time ana 100..200 session
			time eva 100..200 session`,
	}, {
		name: "a membership of a day with a login counts from the next day on",
		log: `
			100|NONE|q1|ana|ADDMEMBER
			200|NONE|NONE|ana|AGENTLOGIN
			300|NONE|NONE|ana|AGENTLOGOFF|100
			90000|NONE|NONE|NONE|UNKNOWN`,
		want: `
			session ana 200..300 by=logoff
			session ana 86400.. member
			time ana 200..300 session
			time ana 86400.. session`,
	},
}

var timeRules = []handMade{
	{
		name: "of a talk and of an outbound call of more than a day the last day counts",
		log: `
			367200|c1|q1|ana|COMPLETEAGENT|99999999|100000|1
			367200|NONE|q1|eva|OUTCALL|ANSWER|20|99999|600`,
		want: `
			time ana 280800..345600 talking=1
			time ana 345600..367200 talking=1
			time eva 280800..345600 outbound=1
			time eva 345600..367200 outbound=1`,
	}, {
		name: "an agent named on an ABANDON, on a ring or on a call that a restart lost does not talk",
		log: `
			100|c1|q1|NONE|ENTERQUEUE||600|1
			110|c1|q1|ana|RINGNOANSWER|9000
			170|c1|q1|ana|ABANDON|1|1|70
			200|c2|q1|ana|ENTERQUEUE||600|1
			210|c2|q1|ana|RINGNOANSWER|9000
			230|NONE|NONE|NONE|QUEUESTART`,
		want: ``,
	}, {
		name: "a restart ends a talk, and an ABANDON after the answer does",
		log: `
			100|c1|q1|NONE|ENTERQUEUE||600|1
			110|c1|q1|ana|CONNECT|10||3
			200|NONE|NONE|NONE|QUEUESTART
			300|c2|q1|NONE|ENTERQUEUE||600|1
			310|c2|q1|eva|CONNECT|10||3
			340|c2|q1|eva|ABANDON|1|1|40`,
		want: `
			time ana 110..200 talking=1
			time eva 310..340 talking=1`,
	}, {
		name: "a transfer ends a talk, also where its fields are shifted",
		log: `
			100|c1|q1|NONE|ENTERQUEUE||600|1
			110|c1|q1|ana|CONNECT|10||3
			170|c1|q1|ana|ATTENDEDTRANSFER|202|ctx|10|60|1
			400|c1|q1|ana|COMPLETECALLER|10|290|1
			100|c2|q1|NONE|ENTERQUEUE||600|1
			110|c2|q1|eva|CONNECT|10||3
			170|c2|q1|eva|ATTENDEDTRANSFER|LINK|PJSIP/1|PJSIP/2|10|40|1`,
		want: `
			time ana 110..170 talking=1
			time eva 130..170 talking=1`,
	}, {
		name: "holds of two calls are two, of one call one however they are logged",
		log: `
			100|c1|q1|ana|CONNECT|0||3
			100|c2|q1|ana|CONNECT|0||3
			110|c1|q1|ana|HOLD
			120|c1|q1|ana|PHONESTARHOLDIN|600|g1
			130|c2|q1|ana|PHONESTARTHOLDOUT|600|g2
			140|c1|q1|ana|UNHOLD
			150|c1|q1|ana|PHONEENDHOLDIN|600|g1
			160|c1|q1|ana|COMPLETEAGENT|0|60|1
			160|c2|q1|ana|COMPLETEAGENT|0|60|1`,
		want: `
			time ana 100..110 talking=2
			time ana 110..130 talking=2 holding=1
			time ana 130..150 talking=2 holding=2
			time ana 150..160 talking=2 holding=1`,
	}, {
		name: "a hold without an end goes on while its call does, and is time of the agent of its row",
		log: `
			100|c1|q1|ana|CONNECT|0||3
			110|c1|q1|eva|HOLD
			120|c1|q1|ana|UNHOLD`,
		want: `
			time ana 100.. talking=1
			time eva 110.. holding=1`,
	}, {
		name: "sessions, a pause, a break in it and a wrap-up of 30 s from 05:59:50 on",
		log: `
			18000|NONE|NONE|ana|AGENTLOGIN
			18600|NONE|NONE|ana|REALPAUSE
			19200|NONE|NONE|ana|BREAK|LUNCH
			19800|NONE|NONE|ana|UNBREAK|LUNCH
			20400|NONE|NONE|ana|REALUNPAUSE
			21620|NONE|q1|ana|FINISHWRAPUP|0|30|g1
			25200|NONE|NONE|ana|AGENTLOGOFF|7200`,
		want: `
			session ana 18000..25200 by=logoff
			pause ana pause 18600..19200 by=break
			pause ana break 19200..19800 by=unbreak reason=LUNCH
			pause ana pause 19800..20400 by=unpause
			time ana 18000..18600 session
			time ana 18600..19200 session paused
			time ana 19200..19800 session break
			time ana 19800..20400 session paused
			time ana 20400..21590 session
			time ana 21590..21620 session wrapup=1
			time ana 21620..25200 session`,
	},
}
