package sample

import (
	"iter"
	"time"
)

// table is one of the fifteen tables with its rows, in the form that the database stores.
type table struct {
	name        string
	partitioned bool
	columns     []string
	rows        iter.Seq[[]any]
}

// tables returns all fifteen tables, with times in UTC.
func (b *book) tables() []table {
	var all []table
	for i, name := range []string{"queue_log_repo", "webchat_log_repo", "sms_log_repo", "email_log_repo",
		"twitter_log_repo", "messenger_log_repo", "facebook_log_repo"} {
		all = append(all, table{
			name: name, partitioned: true,
			columns: []string{"origid", "datetime", "callid", "queuename", "agent", "event", "data1", "data2", "data3", "data4", "data5"},
			rows:    each(b.events[i], eventValues),
		})
	}
	return append(all,
		table{
			name: "cdr_repo", partitioned: true,
			columns: []string{"calldate", "clid", "src", "dst", "dcontext", "channel", "dstchannel", "lastapp", "lastdata",
				"duration", "billsec", "disposition", "accountcode", "userfield", "uniqueid", "type", "guid", "causecode", "campaign",
				"charged_balance", "real_balance", "note", "contact", "finishtime", "rating", "dialerbase", "linkedid", "sequence"},
			rows: each(b.calls, cdrValues),
		},
		table{
			name: "sms_repo", partitioned: true,
			columns: []string{"idm", "campaign", "dateprocessed", "direction", "callerid", "message", "agent", "smsbase", "result", "readsms", "sessionid"},
			rows: each(b.texts, func(r *smsRow) []any {
				return []any{orNull(r.idm), r.campaign, moment(r.at), r.direction, r.number, r.text, orNull(r.agent), orNull(r.smsBase),
					orNull(r.result), orNull(r.read), orNull(r.session)}
			}),
		},
		table{
			name: "tags", columns: []string{"datetime", `"user"`, "guid", "time", "comment"},
			rows: each(b.tags, func(r *tagRow) []any { return []any{moment(r.at), r.user, r.guid, r.time, r.comment} }),
		},
		table{
			name: "black_list_history", columns: []string{"calldate", "src", "dst"},
			rows: each(b.refuse, func(r *refusalRow) []any { return []any{moment(r.at), orNull(r.src), r.dst} }),
		},
		// The records of a list come before the list, in the order of a real upload.
		table{
			name:    "calls_spool",
			columns: []string{"campaign", "destination", "status", "data", "alternatives", "contact", "dialerbase", "priority", "agentphone"},
			rows: each(b.spool, func(r *spoolRow) []any {
				return []any{r.campaign, r.destination, r.status, orNull(r.data), orNull(r.alternatives), r.contact, r.dialerBase, r.priority, orNull(r.agentPhone)}
			}),
		},
		table{
			name: "dialer_base", columns: []string{"campaign", "name", "records", "active", "percentage"},
			rows: each(b.lists, func(r *listRow) []any { return []any{r.campaign, r.name, r.records, r.active, r.percentage} }),
		},
		table{
			name: "sipchat", columns: []string{"datecreated", "src", "dest", "message", "srcagent", "dstagent", "status"},
			rows: each(b.chats, func(r *sipchatRow) []any {
				return []any{moment(r.at), r.src, r.dest, r.message, r.srcAgent, r.dstAgent, r.status}
			}),
		},
		table{
			name: "auditory", columns: []string{"datetime", "userid", "host", "action"},
			rows: each(b.audits, func(r *auditRow) []any { return []any{moment(r.at), r.user, r.host, r.action} }),
		},
	)
}

func eventValues(r *eventRow) []any {
	values := make([]any, 11)
	values[0], values[1], values[2], values[3], values[4], values[5] =
		r.origID, moment(r.at), r.callID, orNull(r.queue), orNull(r.agent), r.name
	for i, data := range r.data {
		values[6+i] = data
	}
	return values
}

func cdrValues(r *cdrRow) []any {
	return []any{moment(r.at), r.clid, r.src, r.dst, r.context, r.channel, orNull(r.dstchan), r.lastApp, orNull(r.lastData),
		r.duration, r.billsec, r.disposition, orNull(r.agent), orNull(r.mark), r.uniqueID, orNull(r.kind), r.guid, r.cause, orNull(r.campaign),
		orNull(r.charged), orNull(r.cost), orNull(r.note), orNull(r.contact), moment(r.finish), orNull(r.rating), orNull(r.dialerBase),
		r.linkedID, r.sequence}
}

func each[R any](rows []R, values func(*R) []any) iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for i := range rows {
			if !yield(values(&rows[i])) {
				return
			}
		}
	}
}

func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func moment(at int64) any {
	if at == 0 {
		return nil
	}
	return time.Unix(at, 0).UTC()
}
