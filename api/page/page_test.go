package page_test

import (
	"bufio"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"database/sql"

	"golang.org/x/net/html"

	"github.com/ccrepo/ccrepo/api"
	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/db/dbtest"
	"github.com/ccrepo/ccrepo/ingest/sample"
)

func TestMain(m *testing.M) { os.Exit(dbtest.Main(m)) }

// site is a server over a month of sample data.
type site struct {
	db     *sql.DB
	server *httptest.Server
	client *http.Client // follows no redirect
}

func newSite(t *testing.T) *site {
	t.Helper()
	at := dbtest.URL(t)
	pool, err := sql.Open("postgres", at)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = pool.Close() })
	now := dbtest.Noon().Add(4 * time.Hour)
	if _, err := sample.Load(t.Context(), pool, sample.Options{Seed: 1, Now: now}); err != nil {
		t.Fatal(err)
	}
	dbtest.Refresh(t, pool)
	server, err := api.New(api.Options{DatabaseURL: at, Log: slog.New(slog.NewTextHandler(t.Output(), nil)), Location: time.UTC, Now: func() time.Time { return now }, Quiet: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	s := &site{db: pool, server: httptest.NewServer(server), client: &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	t.Cleanup(s.server.Close)
	return s
}

// get requests a path as a browser does.
func (s *site) get(t *testing.T, path string) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.server.URL+path, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
	res, err := s.client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(body)
}

// page requests a page, and parses it.
func (s *site) page(t *testing.T, path string) *html.Node {
	t.Helper()
	res, body := s.get(t, path)
	if res.StatusCode != http.StatusOK {
		t.Fatalf("GET %s answers %d: %s", path, res.StatusCode, body)
	}
	root, err := html.Parse(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return root
}

// find returns the elements of a page for which is holds.
func find(root *html.Node, is func(*html.Node) bool) []*html.Node {
	var out []*html.Node
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && is(n) {
			out = append(out, n)
		}
	}
	return out
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func text(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.TrimSpace(b.String())
}

// rowsOf returns the rows of the table of a page, as their plain values by column.
func rowsOf(root *html.Node) []map[string]string {
	var names []string
	for _, th := range find(root, func(n *html.Node) bool { return n.Data == "th" }) {
		names = append(names, attr(th, "data-name"))
	}
	var out []map[string]string
	for _, tr := range find(root, func(n *html.Node) bool { return n.Data == "tr" && n.Parent.Data == "tbody" && attr(n, "class") == "" }) {
		row := map[string]string{}
		for i, td := range find(tr, func(n *html.Node) bool { return n.Data == "td" }) {
			row[names[i]] = attr(td, "data-v")
		}
		out = append(out, row)
	}
	return out
}

func TestPages(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	s := newSite(t)
	t.Run("every route has a page in both languages", func(t *testing.T) { t.Parallel(); s.testEveryRoute(t) })
	t.Run("a table shows what the API answers", func(t *testing.T) { t.Parallel(); s.testSameAsAPI(t) })
	t.Run("a count opens as many rows", func(t *testing.T) { t.Parallel(); s.testRowsBehind(t) })
	t.Run("the overview has the figures of the API", func(t *testing.T) { t.Parallel(); s.testOverview(t) })
	t.Run("a call is drawn as its events say", func(t *testing.T) { t.Parallel(); s.testCall(t) })
	t.Run("the wallboard is live", func(t *testing.T) { t.Parallel(); s.testWall(t) })
	t.Run("a form becomes the URL of the API", func(t *testing.T) { t.Parallel(); s.testForm(t) })
	t.Run("a browser gets a page for what is wrong, a program a problem", func(t *testing.T) { t.Parallel(); s.testProblems(t) })
	t.Run("names are texts", func(t *testing.T) { t.Parallel(); s.testHostileNames(t) })
}

// testEveryRoute requests the page of each route, and wants nothing that the policy of pages blocks.
func (s *site) testEveryRoute(t *testing.T) {
	list := s.page(t, "/reports?lang=es")
	listed := map[string]bool{}
	for _, a := range find(list, func(n *html.Node) bool { return n.Data == "a" }) {
		path, _, _ := strings.Cut(attr(a, "href"), "?")
		listed[path] = true
	}
	for _, r := range db.Routes() {
		if strings.Contains(r.Path, "{") || !strings.Contains("tables events reports", r.Group) {
			continue
		}
		name := strings.TrimPrefix(strings.TrimPrefix(r.Path, "/v1/"), "reports/")
		if !listed["./reports/"+name] {
			t.Errorf("/reports does not list %s", name)
		}
		if r.Group == "events" && !strings.Contains(name, "queue_log") {
			continue // one shape, and 85 of them
		}
		res, body := s.get(t, "/reports/"+name+"?lang=es")
		required := false
		for _, p := range r.Params {
			required = required || p.Required && !p.System
		}
		if want := map[bool]int{false: 200, true: 400}[required]; res.StatusCode != want {
			t.Errorf("/reports/%s answers %d", name, res.StatusCode)
		}
		for _, wrong := range []string{" style=", "<style", "onclick", "javascript:", "ZgotmplZ", "%!", "http://www"} {
			if strings.Contains(body, wrong) {
				t.Errorf("/reports/%s has %s", name, wrong)
			}
		}
		if !strings.Contains(body, html.EscapeString(strings.TrimSuffix(r.SummaryES, "."))) {
			t.Errorf("/reports/%s does not say %q", name, r.SummaryES)
		}
	}
}

func (s *site) testSameAsAPI(t *testing.T) {
	for _, path := range []string{
		"/reports/queue-summary?interval=day&range=last-7-days", "/reports/agent-summary?range=yesterday", "/reports/calls?range=last-7-days&limit=50",
		"/reports/tables/cdr_repo?range=last-7-days&limit=20", "/reports/events/queue_log_repo/CONNECT?range=last-7-days&limit=20",
	} {
		shown := rowsOf(s.page(t, path))
		api := strings.Replace(path, "/reports/tables", "/tables", 1)
		api = "/v1" + strings.Replace(api, "/reports/events", "/events", 1)
		_, body := s.get(t, api)
		var got struct{ Data []map[string]any }
		d := json.NewDecoder(strings.NewReader(body))
		d.UseNumber()
		if err := d.Decode(&got); err != nil {
			t.Fatal(err)
		}
		if len(shown) != len(got.Data) || len(shown) == 0 {
			t.Errorf("%s shows %d rows, the API answers %d", path, len(shown), len(got.Data))
			continue
		}
		for i, row := range got.Data {
			for name, value := range row {
				if _, is := shown[i][name]; !is && strings.Contains("interval_start interval_end partial", name) {
					continue // of the one slot that is the range
				}
				want, _ := json.Marshal(value)
				plain := strings.Trim(string(want), `"`)
				if value == nil {
					plain = ""
				} else if text, is := value.(string); is {
					plain = text
				}
				if shown[i][name] != plain {
					t.Errorf("%s row %d: %s is %q, the API says %q", path, i, name, shown[i][name], plain)
				}
			}
		}
	}
}

func (s *site) testRowsBehind(t *testing.T) {
	root := s.page(t, "/reports/queue-summary?range=yesterday&tz=America/Montevideo")
	opened := 0
	for _, td := range find(root, func(n *html.Node) bool { return n.Data == "td" }) {
		for _, a := range find(td, func(n *html.Node) bool { return n.Data == "a" }) {
			want, err := strconv.Atoi(attr(td, "data-v"))
			if err != nil || want > 100 || opened > 20 {
				continue
			}
			opened++
			at, _ := url.Parse(s.server.URL + "/reports/queue-summary")
			href, err := at.Parse(attr(a, "href"))
			if err != nil {
				t.Fatal(err)
			}
			if got := len(rowsOf(s.page(t, href.RequestURI()))); got != want {
				t.Errorf("%s shows %d rows, want %d", href, got, want)
			}
		}
	}
	if opened < 5 {
		t.Errorf("%d counts could be opened", opened)
	}
}

// testOverview compares the tiles, the hours and the queues of the overview with the answers of the API.
func (s *site) testOverview(t *testing.T) {
	for _, filter := range []string{"", "?queue=Support%3C-"} {
		root := s.page(t, "/"+filter)
		_, body := s.get(t, "/v1/reports/queue-summary?range=today"+strings.Replace(filter, "?", "&", 1))
		var got struct {
			Data  []map[string]any
			Total map[string]any
		}
		if err := json.Unmarshal([]byte(body), &got); err != nil {
			t.Fatal(err)
		}
		tiles := map[string]string{}
		for _, li := range find(root, func(n *html.Node) bool { return attr(n, "class") == "tile" }) {
			parts := find(li, func(n *html.Node) bool { return n.Data == "span" })
			tiles[text(parts[0])] = text(parts[1])
		}
		for label, name := range map[string]string{"Offered": "offered", "Answered": "answered", "Abandoned": "abandoned"} {
			if want := strconv.FormatFloat(got.Total[name].(float64), 'f', -1, 64); tiles[label] != want {
				t.Errorf("%s: %s is %q, the API says %s", filter, label, tiles[label], want)
			}
		}
		level, _ := got.Total["service_level"].(float64)
		if want := strings.TrimSuffix(strconv.FormatFloat(level, 'f', 1, 64), ".0") + " %"; tiles["Service level"] != want {
			t.Errorf("%s: service level is %q, the API says %s", filter, tiles["Service level"], want)
		}
		hours := find(root, func(n *html.Node) bool { return attr(n, "id") == "hours" })
		if len(hours) != 1 {
			t.Fatalf("%s: no table by hour", filter)
		}
		sum := 0
		for _, row := range rowsOf(hours[0]) {
			n, _ := strconv.Atoi(row["answered"])
			sum += n
		}
		if float64(sum) != got.Total["answered"].(float64) {
			t.Errorf("%s: the hours have %d answered calls, the API says %v", filter, sum, got.Total["answered"])
		}
		lines := 0
		for _, row := range got.Data {
			if row["offered"].(float64) > 0 {
				lines++
			}
		}
		if sparks := find(root, func(n *html.Node) bool { return attr(n, "class") == "spark" }); len(sparks) < lines || lines == 0 {
			t.Errorf("%s: %d queues are shown, want %d", filter, len(sparks), lines)
		}
	}
}

// testCall compares the drawing of a call with holds with its events, and looks for its caller's other calls.
func (s *site) testCall(t *testing.T) {
	var id string
	var holds, events int
	if err := s.db.QueryRowContext(t.Context(), `SELECT callid, count(*) FILTER (WHERE event = 'HOLD'), count(*) FROM queue_log_repo
		WHERE callid <> '' GROUP BY callid HAVING count(*) FILTER (WHERE event = 'HOLD') > 0 AND count(*) FILTER (WHERE event = 'ENTERQUEUE') = 1 ORDER BY callid LIMIT 1`).Scan(&id, &holds, &events); err != nil {
		t.Fatal(err)
	}
	root := s.page(t, "/calls/"+url.PathEscape(id))
	count := func(class string) int {
		return len(find(root, func(n *html.Node) bool { return n.Data == "rect" && attr(n, "class") == class }))
	}
	if count("hold") != holds || count("wait") != 1 || count("talk") != 1 {
		t.Errorf("%s: %d holds are drawn, want %d; %d waits and %d conversations", id, count("hold"), holds, count("wait"), count("talk"))
	}
	tables := find(root, func(n *html.Node) bool { return n.Data == "table" })
	if got := len(rowsOf(tables[len(tables)-1])); got != events {
		t.Errorf("%s: %d events are listed, want %d", id, got, events)
	}
	res, body := s.get(t, "/calls/none.1")
	if res.StatusCode != http.StatusNotFound || !strings.Contains(body, "none.1") {
		t.Errorf("an unknown call answers %d: %s", res.StatusCode, body)
	}
}

// testWall reads the stream of the wallboard, and refuses settings that make no sense.
func (s *site) testWall(t *testing.T) {
	root := s.page(t, "/wall?queue=Support%3C-&lang=es")
	body := find(root, func(n *html.Node) bool { return n.Data == "body" })[0]
	at, err := url.Parse(s.server.URL + "/wall")
	if err != nil {
		t.Fatal(err)
	}
	stream, err := at.Parse(attr(body, "data-stream"))
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, stream.String(), http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	res, err := s.client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	lines := bufio.NewScanner(res.Body)
	lines.Buffer(nil, 1<<20)
	for range 3 {
		if !lines.Scan() || !strings.HasPrefix(lines.Text(), "data: ") || !lines.Scan() {
			t.Fatalf("the stream has %q: %v", lines.Text(), lines.Err())
		}
	}
	if !lines.Scan() {
		t.Fatal(lines.Err())
	}
	var got struct {
		Version string
		Today   struct{ Rows []map[string]any }
		Queues  struct{ Rows []map[string]any }
	}
	if err := json.Unmarshal([]byte(strings.TrimPrefix(lines.Text(), "data: ")), &got); err != nil {
		t.Fatal(err)
	}
	if got.Version != attr(body, "data-version") || len(got.Today.Rows) != 1 || got.Today.Rows[0]["queue"] != "Support<-" || len(got.Queues.Rows) != 1 {
		t.Errorf("the stream has %+v", got)
	}
	if res, _ := s.get(t, "/wall/stream?sl_threshold=soon"); res.StatusCode != http.StatusBadRequest {
		t.Errorf("a threshold that is no number answers %d", res.StatusCode)
	}
}

func (s *site) testForm(t *testing.T) {
	for sent, want := range map[string]string{
		"form=1&range=today&from=&to=&queue=&interval=hour":                      "interval=hour&range=today",
		"form=1&range=today&from=2026-01-01&to=2026-01-02":                       "from=2026-01-01&to=2026-01-02",
		"form=1&range=today&column=wait_seconds&operator=gte&value=60":           "range=today&wait_seconds.gte=60",
		"form=1&range=today&column=queue&operator=&value=a&queue=b&order=-queue": "order=-queue&queue=b&queue=a&range=today",
		"form=1&range=today&cursor=x&column=&operator=&value=":                   "range=today",
	} {
		res, _ := s.get(t, "/reports/calls?"+sent)
		if got := res.Header.Get("Location"); res.StatusCode != http.StatusSeeOther || got != "../reports/calls?"+want {
			t.Errorf("%s: %d, %s; want %s", sent, res.StatusCode, got, want)
		}
	}
}

func (s *site) testProblems(t *testing.T) {
	res, body := s.get(t, "/reports/queue-summary?range=lately&lang=es")
	if res.StatusCode != http.StatusBadRequest || !strings.Contains(body, `role="alert"`) || !strings.Contains(body, "<form") {
		t.Errorf("a wrong range answers %d: %s", res.StatusCode, body)
	}
	res, body = s.get(t, "/nowhere")
	if res.StatusCode != http.StatusNotFound || !strings.Contains(body, "There is no such page") {
		t.Errorf("/nowhere answers %d: %s", res.StatusCode, body)
	}
	req, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, s.server.URL+"/nowhere", http.NoBody)
	res, err := s.client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	if got := res.Header.Get("Content-Type"); res.StatusCode != http.StatusNotFound || got != "application/problem+json" {
		t.Errorf("a program gets %d, %s", res.StatusCode, got)
	}
}

func (s *site) testHostileNames(t *testing.T) {
	for _, name := range []string{`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, "\u202egnp.exe", strings.Repeat("long", 750)} {
		root := s.page(t, "/reports/calls?queue="+url.QueryEscape(name)+"&agent="+url.QueryEscape(name)+"&agent=x")
		for _, n := range find(root, func(n *html.Node) bool { return n.Data == "script" || n.Data == "img" }) {
			if !strings.HasPrefix(attr(n, "src"), "../assets/") {
				t.Errorf("%q becomes %s", name, text(n))
			}
		}
		inputs := find(root, func(n *html.Node) bool { return n.Data == "input" && attr(n, "name") == "queue" })
		if len(inputs) != 1 || attr(inputs[0], "value") != name {
			t.Errorf("%q is not in the form", name)
		}
	}
}

// TestWordsHaveSpanish wants a Spanish text for each text of the pages, and no other.
func TestWordsHaveSpanish(t *testing.T) {
	t.Parallel()
	source, err := os.ReadFile("words.go")
	if err != nil {
		t.Fatal(err)
	}
	var used sync.Map
	files, _ := filepath.Glob("templates/*.html")
	code, _ := filepath.Glob("*.go")
	called := regexp.MustCompile(`\.T\(?\s?"((?:[^"\\]|\\.)*)"`)
	for _, file := range append(files, code...) {
		body, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range called.FindAllStringSubmatch(string(body), -1) {
			used.Store(m[1], file)
			if !strings.Contains(string(source), strconv.Quote(m[1])+":") {
				t.Errorf("%s: %q has no Spanish in words.go", file, m[1])
			}
		}
	}
	for _, m := range regexp.MustCompile(`(?m)"((?:[^"\\]|\\.)*)":\s+"`).FindAllStringSubmatch(string(source), -1) {
		if _, is := used.Load(m[1]); !is && !regexp.MustCompile(`^(telephony|agents|channels|dialer|quality|own|tables|events)$`).MatchString(m[1]) {
			t.Errorf("words.go has %q, which no page uses", m[1])
		}
	}
}
