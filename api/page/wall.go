// The wallboard: its page, and the stream of what it shows.

package page

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/api/query"
)

// validCheck is the interval at which a stream checks whether its key is still valid.
const validCheck = time.Second

// wallContent is what the page of the wallboard shows: settings and an empty board, which a script fills.
type wallContent struct {
	Settings []field
	Queues   []string
	Names    []string
	Stream   string // URL of the stream
	Version  string
	Words    string // texts of the script in the reader's language, JSON
	Set      string // the settings, JSON
	// Replay is the moment at which a replay begins, and Speed how fast it passes; empty: the board shows the present.
	Replay, Speed, At string
	Zone              string // of all times
}

// wallSettings are the parameters of the wallboard beside queue, with their defaults.
func wallSettings() [][2]string {
	return [][2]string{
		{"tiles", "waiting,longest,level,available"}, {"agents", "true"}, {"per_screen", "12"}, {"rotate", "20"}, {"sound", "false"},
		{"waiting_warning", "3"}, {"waiting_breach", "6"}, {"longest_warning", "30"}, {"longest_breach", "60"},
		{"level_warning", "80"}, {"level_breach", "70"}, {"sl_threshold", "20"},
	}
}

// wall shows the wallboard.
func (p *Pages) wall(c echo.Context) error {
	values := c.QueryParams()
	if values.Has("form") {
		tidied := tidy(values)
		for _, s := range wallSettings() {
			if tidied.Get(s[0]) == s[1] {
				tidied.Del(s[0])
			}
		}
		return c.Redirect(http.StatusSeeOther, rootOf(c.Request().URL.Path)+"wall?"+tidied.Encode())
	}
	v := p.newView(c, "wall")
	v.Title = v.T("Wallboard")
	content := &wallContent{Queues: queuesOf(values), Version: p.version, Zone: p.Location.String()}
	set := map[string]string{}
	v.Content = content
	for _, s := range wallSettings() {
		value := s[1]
		if values.Get(s[0]) != "" {
			value = values.Get(s[0])
		}
		set[s[0]] = value
		content.Settings = append(content.Settings, field{Name: s[0], Label: v.settingLabel(s[0]), Value: value, Type: "text"})
	}
	var err error
	if content.Names, _, err = p.Names(c.Request().Context()); err != nil {
		return p.fail(c, v, err)
	}
	if _, err := boardOf(values); err != nil {
		return p.fail(c, v, err)
	}
	stream := url.Values{"queue": content.Queues, "sl_threshold": {set["sl_threshold"]}}
	past, err := p.replayOf(values)
	if err != nil {
		return p.fail(c, v, err)
	}
	if past != nil {
		v.Title = v.T("Replay of the wallboard")
		content.Replay, content.Speed, content.At = v.Time(past.from.In(p.Location)), strconv.Itoa(past.speed), past.from.In(p.Location).Format(clockInput+":05")
		stream.Set("at", past.from.UTC().Format(time.RFC3339))
		stream.Set("speed", content.Speed)
	}
	content.Stream = v.Root + "wall/stream?" + stream.Encode()
	for into, from := range map[*string]map[string]string{&content.Words: p.wallWords(v.locale), &content.Set: set} {
		text, err := json.Marshal(from)
		if err != nil {
			return fmt.Errorf("write the settings of the wallboard: %w", err)
		}
		*into = string(text)
	}
	renewed, err := p.Auth.Renew(c.Request())
	if err != nil {
		return err //nolint:wrapcheck // it is a problem
	}
	if renewed != nil {
		c.SetCookie(renewed)
	}
	return p.render(c, http.StatusOK, "wall.html", v)
}

// queuesOf returns the queues that a request names.
func queuesOf(values url.Values) []string {
	return slices.DeleteFunc(slices.Clone(values["queue"]), func(name string) bool { return name == "" })
}

// boardOf returns the questions of a view of the wallboard.
func boardOf(values url.Values) (question, error) {
	threshold := 20
	if given := values.Get("sl_threshold"); given != "" {
		var err error
		if threshold, err = strconv.Atoi(given); err != nil || threshold < 0 || threshold > 86400 {
			return question{}, problem.Param("invalid_value", "sl_threshold", "%q is not a number of seconds from 0 to 86400", problem.Clip(given))
		}
	}
	queues := queuesOf(values)
	if len(queues) > 100 {
		return question{}, problem.Param("invalid_value", "queue", "a wallboard shows at most 100 queues")
	}
	slices.Sort(queues)
	filter := ""
	for _, name := range slices.Compact(queues) {
		filter += "&queue=" + url.QueryEscape(name)
	}
	return question{
		queues: "/v1/reports/live-queues?limit=1000&order=queue" + filter,
		agents: "/v1/reports/live-agents?limit=1000&order=agent",
		today:  "/v1/reports/queue-summary?range=today&fields=queue,offered,answered,abandoned,service_level&sl_threshold=" + strconv.Itoa(threshold) + filter,
	}, nil
}

// stream sends what a view of the wallboard shows, every second, as server-sent events.
func (p *Pages) stream(c echo.Context) error {
	r := c.Request()
	who := auth.PrincipalOf(r.Context())
	q, err := boardOf(c.QueryParams())
	if err != nil {
		return err
	}
	past, err := p.replayOf(c.QueryParams())
	if err != nil {
		return err
	}
	enter := p.hub.enter
	if past != nil {
		enter = func(who *auth.Principal, q question) (<-chan []byte, func(), error) {
			return p.hub.replay(who, q, past)
		}
	}
	messages, leave, err := enter(who, q)
	if err != nil {
		return err
	}
	defer leave()
	h, control := c.Response().Header(), http.NewResponseController(c.Response().Writer)
	h.Set(echo.HeaderContentType, "text/event-stream")
	h.Set(echo.HeaderCacheControl, "no-store")
	h.Set("X-Accel-Buffering", "no")         // nginx must not buffer events
	_ = control.SetReadDeadline(time.Time{}) // it would end the stream
	check := time.NewTicker(validCheck)
	defer check.Stop()
	for {
		select {
		case <-r.Context().Done():
			return nil
		case message, ok := <-messages:
			if !ok {
				return nil // the server stops
			}
			_ = control.SetWriteDeadline(time.Now().Add(query.ClientPatience))
			if _, err := fmt.Fprintf(c.Response(), "data: %s\n\n", message); err != nil {
				return nil //nolint:nilerr // the viewer is gone
			}
			if err := control.Flush(); err != nil {
				return nil //nolint:nilerr // the viewer is gone
			}
		case <-check.C:
			if valid, err := p.Auth.Valid(r.Context(), who, auth.Read); err == nil && !valid {
				return nil // the next request of the browser is refused, and says why
			}
		}
	}
}

func (l *locale) settingLabel(name string) string {
	switch name {
	case "tiles":
		return l.T("Tiles")
	case "agents":
		return l.T("Agents (true or false)")
	case "per_screen":
		return l.T("Tiles on a screen")
	case "rotate":
		return l.T("Seconds to the next screen")
	case "sound":
		return l.T("Sound on a breach (true or false)")
	case "sl_threshold":
		return l.T("Service level: seconds")
	}
	of, state, _ := strings.Cut(name, "_")
	labels := map[string]string{
		"waiting": l.T("Waiting"), "longest": l.T("Longest wait"), "level": l.T("Service level"),
		"warning": l.T("warning"), "breach": l.T("breach"),
	}
	return labels[of] + ": " + labels[state]
}

// wallWords are the texts of the script.
func (p *Pages) wallWords(l *locale) map[string]string {
	out := map[string]string{
		"waiting": l.T("Waiting"), "longest": l.T("Longest wait"), "level": l.T("Service level"), "available": l.T("Agents available"),
		"offered": l.T("Offered"), "answered": l.T("Answered"), "abandoned": l.T("Abandoned"), "talking": l.T("Talking"),
		"stale": l.T("no newer data since"), "lost": l.T("connection lost since"), "age": l.T("age"),
		"warning": l.T("warning"), "breach": l.T("breach"), "agents": l.T("Agents"), "signedOut": l.T("The key is no longer valid. Sign in again."),
		"blocked": l.T("The browser blocks sound: click here"), "sound": l.T("Sound is on"), "none": l.T("No queue has had a call for a day."),
		"replay": l.T("Replay"), "replayEnded": l.T("The replay has come to the present and stopped."),
	}
	state := p.route("live-agents").Column("state")
	for _, value := range state.Values {
		out["state_"+value.Value] = l.valueLabel(state.Values, value.Value)
	}
	return out
}

// Close ends the streams of the wallboard.
func (p *Pages) Close() error {
	p.hub.close()
	return nil
}
