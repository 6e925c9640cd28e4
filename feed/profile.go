package feed

// Which tables of another database hold which rows.

import (
	"slices"
	"time"
)

// Profiles are the forms of databases that feeds can read.
const (
	UContact         = "ucontact"          // the fifteen tables by their documented names
	AsteriskRealtime = "asterisk-realtime" // queue_log, as Asterisk writes it by ODBC
	AsteriskCDR      = "asterisk-cdr"      // cdr, as cdr_adaptive_odbc, FreePBX and Issabel have it
)

// Profiles returns the names of the profiles.
func Profiles() []string { return []string{UContact, AsteriskRealtime, AsteriskCDR} }

// TableMap maps a table of the source to a table of history, beyond what equal names map.
type TableMap struct {
	Source  string            // name of the table at the source
	Target  string            // name of the table of history
	Columns map[string]string // names of columns of the target, by those of the source
	ID      string            // column that numbers the rows in the order in which they are added; empty: id
	// Changing is how long rows may change after they were added; 0: they do not change.
	Changing time.Duration
	// Whole is whether any row may change or be removed at any time.
	Whole bool
}

const recent = 3 * 24 * time.Hour

// maps returns the tables that a feed reads.
func (c Config) maps() []TableMap {
	switch {
	case len(c.Map) > 0:
		return c.Map
	case c.Profile == AsteriskRealtime:
		return []TableMap{{Source: "queue_log", Target: "queue_log_repo", Columns: map[string]string{"time": "datetime"}}}
	case c.Profile == AsteriskCDR:
		return []TableMap{{Source: "cdr", Target: "cdr_repo", Columns: map[string]string{"start": "calldate"}, Changing: recent}}
	}
	all := []TableMap{
		{Target: "queue_log_repo"}, {Target: "cdr_repo", Changing: recent}, {Target: "tags", Changing: recent}, {Target: "black_list_history"},
		{Target: "calls_spool", Whole: true}, {Target: "dialer_base", Whole: true}, {Target: "sms_repo", Changing: recent},
		{Target: "webchat_log_repo"}, {Target: "sms_log_repo"}, {Target: "email_log_repo"}, {Target: "twitter_log_repo"},
		{Target: "messenger_log_repo"}, {Target: "facebook_log_repo"}, {Target: "sipchat"}, {Target: "auditory"},
	}
	for i := range all {
		all[i].Source = all[i].Target
	}
	return all
}

// targets returns the tables of history that a feed writes.
func (c Config) targets() (names []string) {
	for _, m := range c.maps() {
		if !slices.Contains(names, m.Target) {
			names = append(names, m.Target)
		}
	}
	return names
}
