// The settings that each kind of connection sends.

package pools

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
)

// KeysPatience limits the time for reading the keys.
const KeysPatience = 5 * time.Second

// ReaderSettings returns the settings of connections that only read; timeout 0: none. more are names and values.
func ReaderSettings(timeout time.Duration, more ...string) map[string]string {
	settings := map[string]string{
		"role":                          "ccrepo_reader",
		"default_transaction_read_only": "on",
		"statement_timeout":             fmt.Sprint(timeout.Milliseconds()),
		"search_path":                   "public",
		"timezone":                      "UTC",
		"application_name":              "ccrepo reader",
		// Compilation and parallel processes would save one answer less time than they cost the others.
		"jit":                             "off",
		"max_parallel_workers_per_gather": "0",
		"binary_parameters":               "yes", // one round trip for each query
		// A server that was killed does not cancel its queries.
		"client_connection_check_interval": "5000",
	}
	for pair := range slices.Chunk(more, 2) {
		settings[pair[0]] = pair[1]
	}
	return settings
}

// writerSettings returns the settings of connections that write. They must not keep their locks if a server hangs or
// loses its network.
func writerSettings(timeout time.Duration) map[string]string {
	return map[string]string{
		"role":                                "ccrepo_writer",
		"statement_timeout":                   fmt.Sprint(timeout.Milliseconds()),
		"idle_in_transaction_session_timeout": fmt.Sprint(timeout.Milliseconds()),
		"search_path":                         "public",
		"timezone":                            "UTC",
		"application_name":                    "ccrepo writer",
		"binary_parameters":                   "yes",
		// A server that was killed does not cancel its queries.
		"client_connection_check_interval": "5000",
	}
}

// controlSettings have the role of the writer: the reader sees no keys.
func controlSettings() map[string]string {
	return map[string]string{
		"role":              "ccrepo_writer",
		"statement_timeout": fmt.Sprint(KeysPatience.Milliseconds()),
		"search_path":       "public",
		"timezone":          "UTC",
		"application_name":  "ccrepo keys",
	}
}

// StreamSettings returns the settings of connections that read new actions for streams, and record that they were
// delivered. They connect as the writer and to its server: a standby gets no notifications.
func StreamSettings(timeout time.Duration, name string) map[string]string {
	settings := writerSettings(timeout)
	settings["application_name"] = name
	settings["connect_timeout"] = "5"
	// A delivery that a crash has lost is recorded again.
	settings["synchronous_commit"] = "off"
	return settings
}

// ListenSettings returns the settings of a connection that listens for notifications, which needs no right. They are few,
// because a pooler refuses most.
func ListenSettings() map[string]string {
	return map[string]string{"application_name": "ccrepo listener", "connect_timeout": "5"}
}

// WithSettings adds settings to the URL or DSN of a database; a connection sends them when it starts.
func WithSettings(databaseURL string, settings map[string]string) string {
	dsn := databaseURL
	if u, err := url.Parse(databaseURL); err == nil && strings.HasPrefix(u.Scheme, "postgres") {
		query := u.Query()
		for name, value := range settings {
			query.Set(name, value)
		}
		u.RawQuery = query.Encode()
		dsn = u.String()
	} else {
		for name, value := range settings {
			dsn += fmt.Sprintf(" %s='%s'", name, value)
		}
	}
	return dsn
}
