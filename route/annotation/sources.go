package annotation

import (
	"maps"
	"regexp"
	"slices"
	"strings"
)

// relationName matches the names of relations in a query: after FROM or JOIN, with or without a schema.
var relationName = regexp.MustCompile(`(?i)\b(?:FROM|JOIN)\s+(?:(public|report|event|app)\.)?([a-z_0-9]+)`)

// channelLogs are the tables of the events of messages and chats.
func channelLogs() []string {
	return []string{"webchat_log_repo", "sms_log_repo", "email_log_repo", "twitter_log_repo", "messenger_log_repo", "facebook_log_repo"}
}

// sources returns the tables of history that a query is computed from, in alphabetical order.
func (q *Query) sources(schema Schema) []string {
	found := map[string]bool{}
	add := func(tables ...string) {
		for _, table := range tables {
			found[table] = true
		}
	}
	for _, m := range relationName.FindAllStringSubmatch(comment.ReplaceAllString(q.Text, " "), -1) {
		from, name := strings.ToLower(m[1]), strings.ToLower(m[2])
		switch {
		case from == "event":
			for _, log := range append(channelLogs(), "queue_log_repo") {
				if strings.HasPrefix(name, strings.TrimSuffix(log, "repo")) {
					add(log)
				}
			}
		case from == "report" && strings.HasPrefix(name, "interaction"), from == "app" && name == "channel_event":
			add(channelLogs()...)
		case from == "report":
			add("queue_log_repo")
		case from == "" || from == "public":
			if _, exists := schema.Comments["public."+name]; exists {
				add(name)
			}
		}
	}
	return slices.Sorted(maps.Keys(found))
}
