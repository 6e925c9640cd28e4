package api_test

import (
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/ccrepo/ccrepo/api"
	"github.com/ccrepo/ccrepo/api/mask"
	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/db/dbtest"
	"github.com/ccrepo/ccrepo/event"
	"github.com/ccrepo/ccrepo/route"
)

// The values in all columns of personal data. Of the number and the address partial masking
// shows a part, of which nothing is looked for here.
const (
	markedNumber  = "598771234591"
	markedAddress = "marked.person@example.com"
	markedName    = "MARKEDNAME Pérez"
	markedText    = "MARKEDTEXT of " + markedNumber
	markedGUID    = "5f1c2a3e-8d47-4b6a-9c10-2e7d4f8a6b31"
)

var (
	marked    = regexp.MustCompile(`(?i)7712345|arked\.person|MARKEDNAME|MARKEDTEXT`)
	base64Run = regexp.MustCompile(`[A-Za-z0-9+/_-]{12,}`)
	tokenOf   = regexp.MustCompile(`^(598\*\*\*91|m\*\*\*@example\.com)?~([a-z2-7]{12})$`)
)

// leaked returns the place where a text contains a marked value, in clear or in base64; empty: none.
func leaked(text string) string {
	if at := marked.FindString(text); at != "" {
		return at
	}
	for _, run := range base64Run.FindAllString(text, -1) {
		run = strings.NewReplacer("-", "+", "_", "/").Replace(run)
		for skip := range 4 {
			rest := run[min(skip, len(run)):]
			// The rest of an incomplete last group contains no marked value.
			if plain, err := base64.StdEncoding.DecodeString(rest[:len(rest)/4*4]); err == nil && marked.Match(plain) {
				return run
			}
		}
	}
	return ""
}

func markOf(kind route.Personal) string {
	return map[route.Personal]string{route.PersonalPhone: markedNumber, route.PersonalMixed: markedNumber, route.PersonalContact: markedNumber,
		route.PersonalEmail: markedAddress, route.PersonalName: markedName, route.PersonalText: markedText}[kind]
}

// fillMarked writes rows whose every personal column holds a marked value.
func (f *fixture) fillMarked(t *testing.T) {
	t.Helper()
	for _, r := range db.Routes() {
		table, isTable := strings.CutPrefix(r.Path, "/v1/tables/")
		if !isTable || r.One || slices.Contains(event.Tables(), table) {
			continue
		}
		for i := 1; i <= 2; i++ {
			var names, values []string
			for _, c := range r.Columns {
				value := map[route.Kind]string{route.Text: fmt.Sprintf("'%s%d'", c.Name, i), route.Int: strconv.Itoa(i), route.Number: "1.5", route.Money: "2.50",
					route.Bool: "false", route.Time: fmt.Sprintf("'2026-03-10 10:0%d:00Z'", i)}[c.Kind]
				switch {
				case c.Personal != "":
					value = "'" + markOf(c.Personal) + "'"
				case c.Name == "priority":
					value = "9999"
				case c.Name == "status" && c.Kind == route.Int:
					value = "1"
				case c.Name == "active":
					value = "true" // of a campaign's only list
				case c.Name == "guid" || c.Name == "sessionid":
					value = "'" + markedGUID + "'"
				case c.Name == "uniqueid":
					value = fmt.Sprintf("'call%d'", i)
				case c.Name == "direction":
					value = []string{"'I'", "'O'"}[i-1]
				}
				names, values = append(names, `"`+c.Name+`"`), append(values, value)
			}
			f.exec(t, "INSERT INTO "+table+" ("+strings.Join(names, ", ")+") VALUES ("+strings.Join(values, ", ")+")")
		}
	}
	f.exec(t, `INSERT INTO app.action (created_at, agent, action, campaign, destination, did, detail, principal)
		VALUES ('2026-03-10 10:01Z', 'ana', 'MAKE_CALL', 'q', $1, $1, $1, '')`, markedNumber)
	f.exec(t, `INSERT INTO app.action (created_at, agent, action, campaign, callerid, guid, l1, l2, l3, d1, d2, comment, principal)
		VALUES ('2026-03-10 10:02Z', 'ana', 'DISPOSITION_CALL', 'q', $1, $2, $1, $1, $1, $3, $3, $3, '')`, markedNumber, markedGUID, markedText)
	f.exec(t, "INSERT INTO app.do_not_call (added_at, number, typed, reason) VALUES ('2026-03-10 10:01Z', $1, $1, $1)", markedNumber)
	f.exec(t, `INSERT INTO app.disposition (disposed_at, agent, campaign, callerid, guid, l1, l2, l3, d1, d2, comment)
		VALUES ('2026-03-10 10:02Z', 'ana', 'q', $1, $2, $1, $1, $1, $3, $3, $3)`, markedNumber, markedGUID, markedText)
	f.exec(t, "UPDATE cdr_repo SET userfield = $1 WHERE id = 2", markedNumber+" / "+markedNumber+" / "+markedNumber)
	f.fillMarkedEvents(t)
	f.exec(t, `INSERT INTO queue_log_repo (datetime, callid, queuename, agent, event, data1, data2, data3) VALUES
		('2026-03-10 09:00Z', 'call1', 'q', 'NONE', 'ENTERQUEUE', '', $1, '1'), ('2026-03-10 09:01Z', 'call1', 'q', 'ana', 'CONNECT', '60', 'x', '5'),
		('2026-03-10 09:02Z', 'call1', 'q', 'ana', 'BLINDTRANSFER', $1, 'default', '60'),
		('2026-03-10 09:10Z', 'call2', 'q', 'NONE', 'ENTERQUEUE', '', $1, '1'), ('2026-03-10 09:11Z', 'call2', 'q', 'NONE', 'ABANDON', '1', '1', '60'),
		('2026-03-10 11:00Z', 'NONE', NULL, 'eva', 'AGENTLOGIN', '', '', ''), ('2026-03-10 11:10Z', 'NONE', NULL, 'eva', 'BREAK', $1, $2, ''),
		('2026-03-10 11:20Z', 'NONE', NULL, 'eva', 'UNBREAK', $1, $2, '600'), ('2026-03-10 11:30Z', 'NONE', NULL, 'eva', 'BREAK', $1, $2, '')`, markedNumber, markedText)
	for _, log := range event.Tables() { // last, so that it is the one row that is asked for by its id
		f.exec(t, "INSERT INTO "+log+" (datetime, callid, queuename, agent, event, data1, data2, data3, data4, data5) VALUES ('2026-03-10 11:40Z', 'own', 'q', 'ana', 'SITESOWN', $1, $1, $1, $1, $1)", markedText)
	}
	f.refresh(t)
}

// fillMarkedEvents writes a row of every event of the catalogue.
func (f *fixture) fillMarkedEvents(t *testing.T) {
	t.Helper()
	catalogue, err := event.Load()
	if err != nil {
		t.Fatal(err)
	}
	for n, e := range catalogue.WithViews() {
		var data [5]string
		for _, number := range e.Unnamed() {
			data[number-1] = markedText
		}
		for _, field := range e.Fields {
			text := "60"
			switch {
			case field.Data == 1 && e.When.Equals != "":
				text = e.When.Equals
			case field.Personal != "":
				text = markOf(route.Personal(field.Personal))
			case field.Type == event.Text:
				text = field.Name
			}
			if field.Part == 2 {
				text = data[field.Data-1] + "|" + text
			}
			data[field.Data-1] = text
		}
		f.exec(t, "INSERT INTO "+e.Table+" (datetime, callid, queuename, agent, event, data1, data2, data3, data4, data5) VALUES ('2026-03-09 12:00Z', $1, 'q', 'ana', $2, $3, $4, $5, $6, $7)",
			fmt.Sprintf("event%d", n), e.Rows[0], data[0], data[1], data[2], data[3], data[4])
	}
}

// maskWalk requests every route with two keys.
type maskWalk struct {
	*fixture
	servers          map[mask.Mode]*fixture
	masked, unmasked string            // secrets of keys
	tokens           map[string]string // of each value, whatever the route
	seen             map[string]bool   // routes and columns of which a masked value was compared
}

// A database that is full of marked numbers, addresses and texts shows none of them to a key without the scope
// pii, whatever the route, the format and the place; and it shows to a key with pii that they are there.
func TestNothingPersonalIsShown(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	f := setupWith(t, func(o *api.Options) { o.Quiet = false })
	f.fillMarked(t)
	w := &maskWalk{fixture: f, tokens: map[string]string{}, seen: map[string]bool{}}
	w.servers = map[mask.Mode]*fixture{mask.Partial: f, mask.Full: f.over(t, func(o *api.Options) { o.Mask, o.Quiet = mask.Full, false })}
	_, w.masked = f.key(t, testKey{scopes: []string{"read", "admin"}})
	_, w.unmasked = f.key(t, testKey{scopes: []string{"read", "pii", "admin"}})
	ids := map[string]string{}
	for _, r := range db.Routes() {
		query := walkQuery(r)
		path := r.Path
		if r.One {
			path = strings.Replace(path, "{id}", ids[strings.TrimSuffix(path, "/{id}")], 1)
		}
		if slices.ContainsFunc(r.Params, func(p route.Param) bool { return p.Personal != "" }) {
			w.refuses(t, path+"?"+query)
			continue
		}
		w.compare(t, r, path+"?"+query)
		if slices.ContainsFunc(db.Routes(), func(one route.Route) bool { return one.Path == path+"/{id}" }) {
			ids[path] = figure(f.askWith(t, path+"?order=-id&limit=1&"+query, w.unmasked).Data[0]["id"])
		}
		w.formats(t, r, path+"?"+query)
		w.questions(t, r, path+"?"+query)
	}
	for _, r := range db.Routes() {
		for _, c := range r.Columns {
			if c.Personal != "" && !w.seen[r.Path+" "+c.Name] && !strings.HasPrefix(r.Path, "/v1/reports/contact-history") {
				t.Errorf("%s: no masked %s was seen, so nothing was proved of it", r.Path, c.Name)
			}
		}
	}
	w.otherPaths(t)
	if at := leaked(f.log.String()); at != "" {
		t.Errorf("the log contains %s", at)
	}
}

// walkQuery is the range of everything that fillMarked wrote.
func walkQuery(r route.Route) string {
	query := url.Values{}
	if r.Time != "" && !r.One {
		query.Set("from", "2026-03-09")
		query.Set("to", "2026-03-11")
	}
	for name, value := range map[string]string{"guid": markedGUID, "sessionid": markedGUID, "contact": markedNumber, "all": "true"} {
		if slices.ContainsFunc(r.Params, func(p route.Param) bool { return p.Name == name && !p.Path }) {
			query.Set(name, value)
		}
	}
	return query.Encode()
}

// compare compares each cell that a masked key sees with the stored value.
func (w *maskWalk) compare(t *testing.T, r route.Route, path string) {
	t.Helper()
	rows := func(f *fixture, secret string) []map[string]any {
		if !r.One {
			return f.askWith(t, path, secret).Data
		}
		var one struct{ Data map[string]any }
		_, _, body := f.getWith(t, path, bearer(secret))
		decode(t, body, &one)
		return []map[string]any{one.Data}
	}
	there := rows(w.fixture, w.unmasked)
	for mode, f := range w.servers {
		shown := rows(f, w.masked)
		if len(shown) != len(there) {
			t.Errorf("GET %s: a masked key sees %d rows of %d", path, len(shown), len(there))
			continue
		}
		for i, row := range there {
			for _, c := range r.Columns {
				w.compareCell(t, r.Path, c, mode, row[c.Name], shown[i][c.Name])
			}
		}
	}
}

func (w *maskWalk) compareCell(t *testing.T, path string, c route.Column, mode mask.Mode, there, shown any) {
	t.Helper()
	text, isText := there.(string)
	if c.Personal == "" || !isText || text == "" || c.Personal == route.PersonalMixed && text == shown && leaked(text) == "" {
		if figure(there) != figure(shown) {
			t.Errorf("%s: %s is %v, shown as %v", path, c.Name, there, shown)
		}
		return
	}
	m := tokenOf.FindStringSubmatch(fmt.Sprint(shown))
	if m == nil || mode == mask.Full && m[1] != "" {
		t.Errorf("%s: %s is %q, shown as %v (%s)", path, c.Name, text, shown, mode)
		return
	}
	if before, known := w.tokens[text]; known && before != m[2] {
		t.Errorf("%s: %s: the token of %q is %s, elsewhere %s", path, c.Name, text, m[2], before)
	}
	w.tokens[text] = m[2]
	w.seen[path+" "+c.Name] = w.seen[path+" "+c.Name] || leaked(text) != ""
}

// formats requests every format of a route; no answer may contain a marked value.
func (w *maskWalk) formats(t *testing.T, r route.Route, path string) {
	t.Helper()
	queries := []string{"", "&format=ndjson", "&format=csv"}
	switch {
	case r.Interval:
		queries = append(queries, "&interval=hour", "&compare=previous&interval=day", "&interval=day&format=csv&total=true", "&format=ndjson&total=true")
	case !r.One:
		queries = append(queries, "&limit=1", "&limit=1&format=csv", "&limit=1&format=ndjson", "&limit=1&count=exact", "&limit=1&count=estimated")
	}
	if slices.ContainsFunc(r.Columns, func(c route.Column) bool { return c.Opens != "" || len(c.Rates) > 0 }) {
		queries = append(queries, "&explain=true")
	}
	for _, f := range w.servers {
		for _, query := range queries {
			res := f.open(t, path+query, bearer(w.masked))
			body, err := io.ReadAll(res.Body)
			_ = res.Body.Close()
			if err != nil || res.StatusCode != http.StatusOK {
				t.Errorf("GET %s: %d, %v: %s", path+query, res.StatusCode, err, body)
			}
			if at := leaked(fmt.Sprint(string(body), res.Header, res.Trailer)); at != "" {
				t.Errorf("GET %s shows %s: %s", path+query, at, body)
			}
			if next := res.Header.Get("X-Next-Cursor"); next != "" {
				w.get200(t, f, path+query+"&cursor="+url.QueryEscape(next))
			}
		}
	}
}

func (w *maskWalk) get200(t *testing.T, f *fixture, path string) {
	t.Helper()
	status, header, body := f.getWith(t, path, bearer(w.masked))
	if at := leaked(fmt.Sprint(string(body), header)); status != http.StatusOK || at != "" {
		t.Errorf("GET %s: %d, shows %q: %s", path, status, at, body)
	}
}

// questions tries every masked column as a filter and as an order.
func (w *maskWalk) questions(t *testing.T, r route.Route, path string) {
	t.Helper()
	for _, c := range r.Columns {
		if c.Personal == "" {
			continue
		}
		for _, operator := range []string{"", ".ne", ".gt", ".like"} {
			w.refuses(t, path+"&"+c.Name+operator+"="+url.QueryEscape(markOf(c.Personal)))
		}
		if !r.One {
			w.refuses(t, path+"&order=-"+c.Name)
		}
	}
}

func (w *maskWalk) refuses(t *testing.T, path string) {
	t.Helper()
	res := w.open(t, path, bearer(w.masked))
	body, err := io.ReadAll(res.Body)
	_ = res.Body.Close()
	if err != nil || res.StatusCode != http.StatusForbidden || !strings.Contains(string(body), `"masked_column"`) || leaked(string(body)) != "" {
		t.Errorf("GET %s: %d, %v: %s", path, res.StatusCode, err, body)
	}
}

// otherPaths requests the documented paths without a query.
func (w *maskWalk) otherPaths(t *testing.T) {
	t.Helper()
	var document struct {
		Paths map[string]map[string]any `json:"paths"`
	}
	_, _, body := w.getWith(t, "/openapi.json", bearer(w.masked))
	decode(t, body, &document)
	walked := 0
	for path, methods := range document.Paths {
		if _, reads := methods["get"]; !reads || slices.ContainsFunc(db.Routes(), func(r route.Route) bool { return r.Path == path }) {
			continue
		}
		for _, table := range event.Tables() {
			at := strings.ReplaceAll(path, "{table}", table)
			if _, header, body := w.getWith(t, at, bearer(w.masked)); leaked(fmt.Sprint(string(body), header)) != "" {
				t.Errorf("GET %s: %s", at, body)
			}
			if walked++; at == path {
				break
			}
		}
	}
	if walked < len(event.Tables())+3 {
		t.Errorf("only %d other paths were walked", walked)
	}
}
