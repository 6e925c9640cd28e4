package migrations_test

var agentCases = []handMade{
	{
		name: "a session lasts from login to logoff, and a second login changes nothing",
		log: `
			100|NONE|NONE|ana|AGENTLOGIN
			150|NONE|NONE|ana|AGENTLOGIN
			200|NONE|NONE|ana|AGENTLOGOFF|100`,
		want: `
			session ana 100..200 by=logoff
			time ana 100..200 session`,
	}, {
		name: "the system logs off, in every spelling",
		log: `
			100|NONE|NONE|ana|AGENTLOGIN
			200|NONE|NONE|ana|AGENTLOGOFF|100|||Automatic
			300|NONE|NONE|ana|AGENTLOGIN
			400|NONE|NONE|ana|AGENTLOGOFF|100||| [automatic]
			500|NONE|NONE|ana|AGENTCALLBACKLOGIN
			600|NONE|NONE|ana|AGENTCALLBACKLOGOFF|SIP/1|100|autologoff`,
		want: `
			session ana 100..200 by=automatic
			session ana 300..400 by=automatic
			session ana 500..600 by=automatic
			time ana 100..200 session
			time ana 300..400 session
			time ana 500..600 session`,
	}, {
		name: "the start of a session without login is computed from the logoff, not before the end of the previous session",
		log: `
			1000|NONE|NONE|ana|AGENTLOGOFF|300
			1100|NONE|NONE|ana|AGENTLOGOFF|SIP/1|300
			1200|NONE|NONE|ana|AGENTLOGOFF||
			1300|NONE|NONE|ana|AGENTCALLBACKLOGOFF|SIP/1|40`,
		// The third logoff has no login time, so it creates no session.
		want: `
			session ana 700..1000 by=logoff inferred
			session ana 1000..1100 by=logoff inferred
			session ana 1260..1300 by=logoff inferred
			time ana 700..1100 session
			time ana 1260..1300 session`,
	}, {
		name: "a login time of more than 7 days is cut to them",
		log: `
			700000|NONE|NONE|ana|AGENTLOGOFF|999999999`,
		want: `
			session ana 95200..700000 by=logoff inferred
			time ana 95200..172800 session
			time ana 172800..259200 session
			time ana 259200..345600 session
			time ana 345600..432000 session
			time ana 432000..518400 session
			time ana 518400..604800 session
			time ana 604800..691200 session
			time ana 691200..700000 session`,
	}, {
		name: "a restart closes every session, and the next logoff begins after it",
		log: `
			100|NONE|NONE|ana|AGENTLOGIN
			120|NONE|NONE|eva|AGENTLOGIN
			200|NONE|NONE|NONE|QUEUESTART
			300|NONE|NONE|ana|AGENTLOGOFF|250
			400|NONE|NONE|NONE|QUEUESTART
			450|NONE|NONE|eva|AGENTLOGOFF|100`,
		// Nothing is known to be open at the second restart, so it ends nothing.
		want: `
			session ana 100..200 by=restart
			session ana 200..300 by=logoff inferred
			session eva 120..200 by=restart
			session eva 350..450 by=logoff inferred
			time ana 100..300 session
			time eva 120..200 session
			time eva 350..450 session`,
	}, {
		name: "a session goes on, a piece that does is not cut at midnight",
		log: `
			100|NONE|NONE|ana|AGENTLOGIN
			604000|NONE|NONE|eva|AGENTDUMP`,
		want: `
			session ana 100..
			time ana 100.. session`,
	}, {
		name: "a session lasts at most 7 days",
		log: `
			43200|NONE|NONE|ana|AGENTLOGIN
			648000|NONE|NONE|ana|AGENTLOGIN
			648010|NONE|NONE|ana|AGENTLOGOFF|10`,
		want: `
			session ana 43200..648000 by=limit
			session ana 648000..648010 by=logoff
			time ana 43200..86400 session
			time ana 86400..172800 session
			time ana 172800..259200 session
			time ana 259200..345600 session
			time ana 345600..432000 session
			time ana 432000..518400 session
			time ana 518400..604800 session
			time ana 604800..648010 session`,
	}, {
		name: "membership of queues counts where a day has no login or logoff",
		log: `
			1000|NONE|q1|ana|ADDMEMBER
			1100|NONE|q2|ana|ADDMEMBER
			1200|NONE|q1|ana|REMOVEMEMBER
			1300|NONE|q1|ana|REMOVEMEMBER
			1400|NONE|q2|ana|REMOVEDMEMBER
			90000|NONE|q1|ana|ADDMEMBER
			90100|NONE|q1|ana|REMOVEDMEMBER
			95000|NONE|NONE|ana|AGENTLOGIN
			95100|NONE|NONE|ana|AGENTLOGOFF|100`,
		want: `
			session ana 1000..1400 by=removed member
			session ana 95000..95100 by=logoff
			time ana 1000..1400 session
			time ana 95000..95100 session`,
	}, {
		name: "membership is cut by a day with a login, and joins over days without",
		log: `
			80000|NONE|q1|ana|ADDMEMBER
			180000|NONE|NONE|ana|AGENTLOGIN
			180100|NONE|NONE|ana|AGENTLOGOFF|100
			300000|NONE|NONE|NONE|QUEUESTART`,
		want: `
			session ana 80000..172800 by=login member
			session ana 180000..180100 by=logoff
			session ana 259200..300000 by=restart member
			time ana 80000..86400 session
			time ana 86400..172800 session
			time ana 180000..180100 session
			time ana 259200..300000 session`,
	}, {
		name: "membership goes on, unless the present day has a login",
		log: `
			80000|NONE|q1|ana|ADDMEMBER
			80000|NONE|q1|eva|ADDMEMBER
			90000|NONE|NONE|eva|AGENTLOGIN`,
		want: `
			session ana 80000.. member
			session eva 80000..86400 by=login member
			session eva 90000..
			time ana 80000.. session
			time eva 80000..86400 session
			time eva 90000.. session`,
	}, {
		name: "a second membership prolongs the 7 days",
		log: `
			0|NONE|q1|ana|ADDMEMBER
			86400|NONE|q1|ana|ADDMEMBER
			0|NONE|q1|eva|ADDMEMBER
			604800|NONE|NONE|NONE|UNKNOWN`,
		want: `
			session ana 0.. member
			session eva 0..604800 by=limit member
			time ana 0.. session
			time eva 0..86400 session
			time eva 86400..172800 session
			time eva 172800..259200 session
			time eva 259200..345600 session
			time eva 345600..432000 session
			time eva 432000..518400 session
			time eva 518400..604800 session`,
	}, {
		name: "an interface is an agent",
		log: `
			alias|Local/1@a|ana
			100|NONE|NONE|Local/1@a|AGENTLOGIN
			200|NONE|NONE|ana|AGENTLOGOFF|100
			110|c1|q1|NONE|ENTERQUEUE
			120|c1|q1|Local/1@a|CONNECT|10
			150|c1|q1|Local/1@a|COMPLETEAGENT|10|30`,
		want: `
			session ana 100..200 by=logoff
			time ana 100..120 session
			time ana 120..150 session talking=1
			time ana 150..200 session`,
	}, {
		name: "the earliest pause and break win, a break is taken out of a pause",
		log: `
			100|NONE|NONE|ana|REALPAUSE|Lunch
			110|NONE|NONE|ana|REALPAUSE|60
			120|NONE|NONE|ana|BREAK|LUNCH|soup
			125|NONE|NONE|ana|BREAK|OTHER|
			130|NONE|NONE|ana|UNBREAK|LUNCH|soup|10
			140|NONE|NONE|ana|REALUNPAUSE|40
			150|NONE|NONE|ana|REALUNPAUSE|40
			160|NONE|NONE|ana|REALPAUSE|60
			170|NONE|NONE|ana|AGENTLOGOFF|0`,
		want: `
			pause ana pause 100..120 by=break reason=Lunch
			pause ana break 120..130 by=unbreak reason=LUNCH comment=soup
			pause ana pause 130..140 by=unpause reason=Lunch
			pause ana pause 160..170 by=logoff
			time ana 100..120 paused
			time ana 120..130 break
			time ana 130..140 paused
			time ana 160..170 paused`,
	}, {
		name: "a break that covers a pause leaves nothing of it; a restart closes both",
		log: `
			100|NONE|NONE|ana|BREAK|LUNCH
			110|NONE|NONE|ana|REALPAUSE
			120|NONE|NONE|ana|REALUNPAUSE|10
			130|NONE|NONE|NONE|QUEUESTART
			140|NONE|NONE|ana|REALPAUSE
			150|NONE|NONE|ana|BREAK`,
		want: `
			pause ana break 100..130 by=restart reason=LUNCH
			pause ana pause 140..150 by=break
			pause ana break 150..
			time ana 100..130 break
			time ana 140..150 paused
			time ana 150.. break`,
	}, {
		name: "telephony pauses of several queues are never added up",
		log: `
			100|NONE|q1|ana|PAUSE|Coffee
			110|NONE|q2|ana|PAUSE|Tea
			120|NONE|q1|ana|UNPAUSE
			130|NONE|q1|ana|UNPAUSE
			140|NONE|q2|ana|UNPAUSE`,
		want: `
			pause ana pause 100..140 by=unpause reason=Coffee telephony
			time ana 100..140 paused`,
	}, {
		name: "the unpause of the last paused queue ends a pause of all",
		log: `
			100|NONE|NONE|ana|PAUSEALL|Lunch
			100|NONE|q1|ana|PAUSE|
			100|NONE|q2|ana|PAUSE|
			120|NONE|q3|ana|UNPAUSE
			130|NONE|q1|ana|UNPAUSE
			140|NONE|q2|ana|UNPAUSE
			200|NONE|NONE|ana|PAUSEALL
			210|NONE|q1|ana|UNPAUSE
			220|NONE|NONE|ana|UNPAUSEALL`,
		want: `
			pause ana pause 100..140 by=unpause reason=Lunch telephony
			pause ana pause 200..220 by=unpause telephony
			time ana 100..140 paused
			time ana 200..220 paused`,
	}, {
		name: "telephony pauses count on days without pauses of the other kind",
		log: `
			100|NONE|q1|ana|PAUSE
			90000|NONE|NONE|ana|REALUNPAUSE
			180000|NONE|NONE|ana|AGENTLOGOFF`,
		want: `
			pause ana pause 100..86400 by=realpause telephony
			pause ana pause 172800..180000 by=logoff telephony
			time ana 100..86400 paused
			time ana 172800..180000 paused`,
	}, {
		name: "talk is computed from the end, two calls at a time are two",
		log: `
			100|c1|q1|NONE|ENTERQUEUE
			110|c1|q1|ana|CONNECT|10
			200|c1|q1|ana|COMPLETEAGENT|10|50
			100|c2|q1|NONE|ENTERQUEUE
			180|c2|q1|ana|CONNECT|80
			100|c3|q1|NONE|ENTERQUEUE
			190|c3|q1|NONE|CONNECT|90
			230|c3|q1|NONE|COMPLETECALLER|90|x`,
		want: `
			time ana 150..180 talking=1
			time ana 180..200 talking=2
			time ana 200.. talking=1
			time  190..230 talking=1`,
	}, {
		name: "hold counts calls, of all kinds of hold at once, and ends with the call",
		log: `
			100|c1|q1|NONE|ENTERQUEUE
			110|c1|q1|ana|CONNECT|10
			120|c1|q1|ana|HOLD
			130|c1|q1|ana|HOLD
			140|c1|q1|ana|PHONESTARHOLDIN|600|g1
			150|c1|q1|ana|UNHOLD
			160|c1|q1|ana|PHONEENDHOLDIN|600|g1
			170|NONE|q1|ana|PHONESTARTHOLDOUT|600|g1
			180|c9|q1|ana|HOLD
			190|NONE|q1|ana|HOLD
			200|c1|q1|ana|COMPLETEAGENT|10|90
			210|c1|q1|ana|HOLD
			220|c1|q1|ana|UNHOLD
			230|c9|q1|ana|UNHOLD
			cdr|g1|c1|`,
		want: `
			time ana 110..120 talking=1
			time ana 120..160 talking=1 holding=1
			time ana 160..170 talking=1
			time ana 170..180 talking=1 holding=1
			time ana 180..200 talking=1 holding=2
			time ana 200..230 holding=1`,
	}, {
		name: "a hold without an end does not hide one in the next visit of the call",
		log: `
			100|c1|q1|NONE|ENTERQUEUE
			110|c1|q1|ana|CONNECT|10
			120|c1|q1|ana|HOLD
			130|c1|q1|ana|BLINDTRANSFER|600|internal|10|20|1
			140|c1|q2|NONE|ENTERQUEUE
			150|c1|q2|ana|CONNECT|10
			160|c1|q2|ana|HOLD
			165|c1|q2|ana|UNHOLD
			170|c1|q2|ana|COMPLETEAGENT|10|20`,
		want: `
			time ana 110..120 talking=1
			time ana 120..130 talking=1 holding=1
			time ana 150..160 talking=1
			time ana 160..165 talking=1 holding=1
			time ana 165..170 talking=1`,
	}, {
		name: "wrap-up and outbound calls end at their event",
		log: `
			1000|c1|q1|ana|FINISHWRAPUP|10|60|g1
			1001|c1|q1|ana|FINISHWRAPUP|70|60|g1
			1002|c1|q1|ana|FINISHWRAPUP|x|60|g1
			1003|c1|q1|eva|FINISHWRAPUP|0|999999999|g1
			1100|c2|q1|ana|OUTCALL|ANSWER|20|30|600
			1200|c2|q1|ana|OUTCALL|ANSWER|20|x|600
			1300|c2|q1|ana|OUTCALL|ANSWER|||600`,
		want: `
			time ana 950..1000 wrapup=1
			time ana 1070..1100 outbound=1
			time ana 1180..1200 outbound=1
			time eva -85397..0 wrapup=1
			time eva 0..1003 wrapup=1`,
	}, {
		name: "a membership that goes on into a day that does not qualify is cut, also where two of its spans meet there",
		log: `
			80000|NONE|q1|ana|ADDMEMBER
			86400|NONE|q1|ana|REMOVEMEMBER
			86400|NONE|q2|ana|ADDMEMBER
			90000|NONE|NONE|ana|AGENTLOGIN
			90010|NONE|NONE|ana|AGENTLOGOFF|10`,
		want: `
			session ana 80000..86400 by=login member
			session ana 90000..90010 by=logoff
			time ana 80000..86400 session
			time ana 90000..90010 session`,
	}, {
		name: "rows without agent make neither sessions nor pauses",
		log: `
			100|NONE|NONE||UNPAUSE
			110|NONE|NONE|NONE|BREAK|LUNCH
			120|NONE|q1||PAUSE
			130|NONE|q1|NONE|ADDMEMBER
			140|NONE|NONE||AGENTLOGIN
			150|NONE|NONE|NONE|AGENTLOGIN`,
		want: ``,
	}, {
		name: "a hold begins where another ended at the same instant",
		log: `
			100|c1|q1|NONE|ENTERQUEUE
			110|c1|q1|ana|CONNECT|10
			120|c1|q1|ana|HOLD
			120|c1|q1|ana|UNHOLD
			120|c1|q1|ana|HOLD
			130|c1|q1|ana|COMPLETEAGENT|10|20`,
		want: `
			time ana 110..120 talking=1
			time ana 120..130 talking=1 holding=1`,
	}, {
		name: "a telephony pause that goes on into a day that does not qualify is cut, also where two of its spans meet there",
		log: `
			80000|NONE|q2|ana|PAUSE|Lunch
			86400|NONE|NONE|ana|UNPAUSEALL
			86400|NONE|q1|ana|PAUSE
			90000|NONE|NONE|ana|REALPAUSE
			90010|NONE|NONE|ana|REALUNPAUSE`,
		want: `
			pause ana pause 80000..86400 by=realpause reason=Lunch telephony
			pause ana pause 90000..90010 by=unpause
			time ana 80000..86400 paused
			time ana 90000..90010 paused`,
	},
}
