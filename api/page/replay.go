// The replay of the wallboard: it shows the past, at one to sixty times its speed.

package page

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/api/query"
)

// maxSpeed is how many times as fast as it was the past may pass.
const maxSpeed = 60

// question is what a view asks: paths of the API.
type question struct{ queues, agents, today string }

// replay is a clock that runs in the past.
type replay struct {
	from     time.Time
	speed    int
	begun    time.Time
	location *time.Location // whose midnight begins the day
}

// replayState is what a viewer gets about a replay with each message.
type replayState struct {
	Speed int `json:"speed"`
	// Ended: the replay has come to the present, and stops.
	Ended bool `json:"ended"`
}

// moment returns the time of the replay's clock, which ends at the present.
func (r *replay) moment(now time.Time) (time.Time, *replayState) {
	at := r.from.Add(time.Since(r.begun) * time.Duration(r.speed)).Truncate(time.Second)
	if at.Before(now) {
		return at, &replayState{Speed: r.speed}
	}
	return now.Truncate(time.Second), &replayState{Speed: r.speed, Ended: true}
}

// question returns what a view asks of a moment of the past.
func (r *replay) question(q question, at time.Time) question {
	moment := url.QueryEscape(at.UTC().Format(time.RFC3339))
	until := at
	day := at.In(r.location).Format(time.DateOnly)
	if midnight, err := query.ParseTime(day, r.location); err == nil && !until.After(midnight) {
		until = midnight.Add(time.Second) // a range is not empty
	}
	return question{
		queues: q.queues + "&at=" + moment, agents: q.agents + "&at=" + moment,
		today: strings.Replace(q.today, "range=today", "from="+day+"&to="+url.QueryEscape(until.UTC().Format(time.RFC3339)), 1),
	}
}

// replay adds a viewer with a clock of its own.
func (h *hub) replay(who *auth.Principal, q question, past *replay) (<-chan []byte, func(), error) {
	past.begun = time.Now()
	return h.join(who, q, fmt.Sprintf("replay %p", past), past)
}

// replayOf returns the replay that a request asks for; nil: it asks for the present.
func (p *Pages) replayOf(values url.Values) (*replay, error) {
	out := &replay{speed: 1, location: p.Location}
	if given := values.Get("speed"); given != "" {
		var err error
		if out.speed, err = strconv.Atoi(given); err != nil || out.speed < 1 || out.speed > maxSpeed {
			return nil, problem.Param("invalid_value", "speed", "%q is not a whole number from 1 to %d", problem.Clip(given), maxSpeed)
		}
		if values.Get("at") == "" {
			return nil, problem.Param("invalid_value", "speed", "only a replay has a speed; give at, the moment at which it begins")
		}
	}
	given := values.Get("at")
	if given == "" {
		return nil, nil //nolint:nilnil // the present is no replay
	}
	at, err := clockTime(given, p.Location)
	if err != nil {
		return nil, problem.Param("invalid_time", "at", "%s", err)
	}
	if !at.Before(p.Now()) {
		return nil, problem.Param("invalid_time", "at", "%s is in the future; leave it out for the present", at.In(p.Location).Format(time.RFC3339))
	}
	out.from = at
	return out, nil
}

// clockInput is the form in which a browser's field for a date and a time of the clock sends them.
const clockInput = "2006-01-02T15:04"

// clockTime parses a time as the API takes it, or as the clock of the zone shows it.
func clockTime(text string, zone *time.Location) (time.Time, error) {
	for _, layout := range []string{clockInput, clockInput + ":05"} {
		if at, err := time.ParseInLocation(layout, text, zone); err == nil {
			return at, nil
		}
	}
	return query.ParseTime(text, zone) //nolint:wrapcheck // the caller says of which parameter
}
