package main

// The delivery of actions to connected agents: latency, losses and memory.

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/embedded"
	"github.com/ccrepo/ccrepo/migrations"
)

const (
	// streamAgents agents are connected, each with a client of their own, and get streamRate actions per second
	// for streamTime.
	streamAgents = 500
	streamRate   = 100
	streamTime   = time.Minute
	// streamReach is the goal for the time from the POST to the event, for 99 of 100 actions.
	streamReach = 100 * time.Millisecond

	streamAddress = "127.0.0.1:8393"
)

// streamTrial is a server of its own, with HTTPS and a database that waits for its disk, and the state of the
// clients.
type streamTrial struct {
	*suite
	server *process
	db     *sql.DB
	roots  *x509.CertPool
	key    string
	api    *http.Client // client of the CRM's back end

	mu   sync.Mutex
	sent []streamed // by number
	busy int        // responses with status 503
}

// streamed is an action that was sent.
type streamed struct {
	agent    int
	at       time.Time
	answered time.Duration // time until the response to its POST
	took     time.Duration // time until its event was read
	events   int
	claimed  int // clients whose claim succeeded
}

// streams measures the delivery to connected agents, and the memory that they use.
func (s *suite) streams(ctx context.Context) (err error) {
	t, stop, err := s.newStreamTrial(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stop()) }()
	fmt.Printf("\n%d streams by HTTP/2 over TLS, a connection each, Chromium with the bridge among them; make-call %d times a second for %s; %s, %s\n\n",
		streamAgents, streamRate, streamTime, machine(), time.Now().UTC().Format(time.DateOnly))
	fmt.Printf("| clients | actions | lost | doubled | POST to event, p50 | p99 | at most | POST to answer, p50 | p99 | answers 503 | CPU of server, PostgreSQL | to reach |\n|---|---|---|---|---|---|---|---|---|---|---|---|\n")
	for _, c := range []struct {
		what   string
		claims bool
	}{{"listen", false}, {"claim and end each action", true}} {
		if err := t.measure(ctx, c.what, c.claims); err != nil {
			return err
		}
	}
	return t.memory(ctx)
}

func (s *suite) newStreamTrial(ctx context.Context) (_ *streamTrial, stop func() error, err error) {
	dir := filepath.Join(s.dir, "streams")
	database, err := embedded.Start(ctx, embedded.Options{Dir: dir, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return nil, nil, err
	}
	t := &streamTrial{suite: s}
	ends := []func() error{database.Close}
	stop = func() error {
		var all error
		for _, end := range slices.Backward(ends) {
			all = errors.Join(all, end())
		}
		return all
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, stop())
		}
	}()
	status, err := embedded.Inspect(ctx, embedded.Options{Dir: dir})
	if err != nil {
		return nil, nil, err
	}
	s.postmaster = status.PID
	if t.db, err = sql.Open("postgres", database.URL()); err != nil {
		return nil, nil, fmt.Errorf("open database: %w", err)
	}
	ends = append(ends, t.db.Close)
	if _, err := migrations.Up(ctx, t.db); err != nil {
		return nil, nil, err
	}
	id, secret, hash := auth.NewSecret()
	t.key = secret
	for _, statement := range []string{"INSERT INTO app.campaign (campaign) VALUES ('Bench->') ON CONFLICT DO NOTHING", "TRUNCATE app.action, app.write_answer, auditory"} {
		if _, err := t.db.ExecContext(ctx, statement); err != nil {
			return nil, nil, fmt.Errorf("prepare: %w", err)
		}
	}
	if _, err := t.db.ExecContext(ctx, "INSERT INTO app.api_key (id, name, secret_sha256, scopes) VALUES ($1, $1, $2, '{read,act}')", id, hash[:]); err != nil {
		return nil, nil, fmt.Errorf("make key: %w", err)
	}
	certificate, err := selfSigned(dir)
	if err != nil {
		return nil, nil, err
	}
	t.roots = x509.NewCertPool()
	t.roots.AppendCertsFromPEM(certificate.pem)
	t.api = t.client()
	t.server, err = s.startAt(ctx, "https://"+streamAddress, t.api, s.program, "serve", "--database-url", database.URL(), "--listen", streamAddress,
		"--tls-cert", certificate.cert, "--tls-key", certificate.key, "--rate", "0", "--concurrent", "0", "--log-level", "warn")
	if err != nil {
		return nil, nil, err
	}
	ends = append(ends, func() error { t.server.stop(); return nil })
	return t, stop, nil
}

// client returns a client with connections of its own, as a browser has.
func (t *streamTrial) client() *http.Client {
	return &http.Client{Transport: &http.Transport{
		DisableCompression: true, ForceAttemptHTTP2: true,
		TLSClientConfig: &tls.Config{RootCAs: t.roots, MinVersion: tls.VersionTLS12},
	}}
}

// insist posts a body and repeats the request while the server is busy. A busy response loses nothing, but takes
// time.
func (t *streamTrial) insist(ctx context.Context, client *http.Client, path, token, body, key string) (status int, answer []byte, err error) {
	for {
		status, answer, err = t.post(ctx, client, path, token, body, key)
		if err != nil || status != http.StatusServiceUnavailable {
			return status, answer, err
		}
		t.mu.Lock()
		t.busy++
		t.mu.Unlock()
		select {
		case <-time.After(100 * time.Millisecond):
		case <-ctx.Done():
			return status, answer, context.Cause(ctx)
		}
	}
}

// post sends a body and reads the response.
func (t *streamTrial) post(ctx context.Context, client *http.Client, path, token, body, key string) (status int, answer []byte, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, t.server.base+path, strings.NewReader(body))
	if err != nil {
		return 0, nil, fmt.Errorf("ask %s: %w", path, err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Idempotency-Key", key)
	res, err := client.Do(req)
	if err != nil {
		return 0, nil, fmt.Errorf("ask %s: %w", path, err)
	}
	answer, err = io.ReadAll(res.Body)
	return res.StatusCode, answer, errors.Join(err, res.Body.Close())
}

func (t *streamTrial) token(ctx context.Context, agent int) (string, error) {
	status, answer, err := t.post(ctx, t.api, fmt.Sprintf("/v1/agents/agent%d/token", agent), t.key, `{"expires_in":3600}`, rand.Text())
	if err == nil && status != http.StatusCreated {
		err = fmt.Errorf("no token: %d %s", status, answer)
	}
	if err != nil {
		return "", err
	}
	var token struct{ Token string }
	return token.Token, json.Unmarshal(answer, &token)
}

// connect opens the stream of an agent and calls found with each of its actions until ctx ends.
func (t *streamTrial) connect(ctx context.Context, client *http.Client, agent int, token string, found func(action wireAction)) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, fmt.Sprintf("%s/v1/agents/agent%d/stream", t.server.base, agent), nil)
	if err != nil {
		return fmt.Errorf("open stream: %w", err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	res, err := client.Do(req) //nolint:bodyclose // closed by the goroutine that reads it
	if err != nil {
		return fmt.Errorf("open stream: %w", err)
	}
	if res.StatusCode != http.StatusOK {
		return errors.Join(fmt.Errorf("open stream: %s", res.Status), res.Body.Close())
	}
	go func() {
		defer func() { _ = res.Body.Close() }()
		lines := bufio.NewScanner(res.Body)
		isAction := false
		for lines.Scan() {
			line := lines.Bytes()
			switch data, isData := bytes.CutPrefix(line, []byte("data: ")); {
			case isData && isAction:
				var a wireAction
				if json.Unmarshal(data, &a) == nil { // otherwise it counts as missing
					found(a)
				}
			case bytes.HasPrefix(line, []byte("event: ")):
				isAction = string(line) == "event: action"
			}
		}
	}()
	return nil
}

// wireAction is the part of an action that is used here. Its guid contains its number.
type wireAction struct {
	ID      int64
	Payload struct{ Call struct{ GUID string } }
}

// number returns the index of an action among those that were sent.
func (a wireAction) number() (n int, ok bool) {
	_, err := fmt.Sscanf(a.Payload.Call.GUID, "bench-%d", &n)
	return n, err == nil
}

// measure sends actions to connected agents and prints the results.
func (t *streamTrial) measure(ctx context.Context, what string, claims bool) error {
	ctx, leave := context.WithCancel(ctx)
	defer leave()
	t.mu.Lock()
	first := len(t.sent)
	t.busy = 0
	t.mu.Unlock()
	var working sync.WaitGroup
	defer working.Wait()
	defer leave()
	token, err := t.token(ctx, 0)
	if err != nil {
		return err
	}
	if err := t.openBrowser(ctx, token); err != nil {
		return err
	}
	for agent := 1; agent < streamAgents; agent++ {
		token, err := t.token(ctx, agent)
		if err != nil {
			return err
		}
		client := t.client()
		defer client.CloseIdleConnections()
		err = t.connect(ctx, client, agent, token, func(a wireAction) {
			n, ok := a.number()
			if !ok {
				return
			}
			t.received(n, time.Now())
			if claims {
				working.Go(func() { t.claim(ctx, client, token, a.ID, n) })
			}
		})
		if err != nil {
			return fmt.Errorf("agent %d: %w", agent, err)
		}
	}
	<-time.After(2 * time.Second) // do not measure the connecting
	serverBefore, _, err := readStat(t.server.cmd.Process.Pid, false)
	if err != nil {
		return err
	}
	databaseBefore, err := t.postgresTime()
	if err != nil {
		return err
	}
	if err := t.send(ctx); err != nil {
		return err
	}
	serverAfter, _, err := readStat(t.server.cmd.Process.Pid, false)
	if err != nil {
		return err
	}
	databaseAfter, err := t.postgresTime()
	if err != nil {
		return err
	}
	t.settle(ctx, first, claims)
	t.report(what, first, claims, (serverAfter-serverBefore)/streamTime.Seconds(), (databaseAfter-databaseBefore)/streamTime.Seconds())
	return nil
}

// send sends actions at their times, even if earlier ones have not been answered yet.
func (t *streamTrial) send(ctx context.Context) error {
	var sending sync.WaitGroup
	var failed error
	tick := time.NewTicker(time.Second / streamRate)
	defer tick.Stop()
	for range int(streamTime.Seconds()) * streamRate {
		<-tick.C
		t.mu.Lock()
		n := len(t.sent)
		agent := n * 7 % streamAgents // not in the agents' order
		t.sent = append(t.sent, streamed{agent: agent, at: time.Now()})
		t.mu.Unlock()
		sending.Go(func() {
			body := fmt.Sprintf(`{"agent":"agent%d","destination":"+59899123456","campaign":"Bench->","did":"22222222","guid":"bench-%d","expires_in":60}`, agent, n)
			status, answer, err := t.insist(ctx, t.api, "/v1/actions/make-call", t.key, body, rand.Text())
			if err == nil && status != http.StatusAccepted {
				err = fmt.Errorf("send action: %d %s", status, answer)
			}
			t.mu.Lock()
			defer t.mu.Unlock()
			failed = errors.Join(failed, err)
			t.sent[n].answered = time.Since(t.sent[n].at)
		})
	}
	sending.Wait()
	return failed
}

// received records an event.
func (t *streamTrial) received(n int, at time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if n >= len(t.sent) {
		return
	}
	if t.sent[n].events++; t.sent[n].events == 1 {
		t.sent[n].took = at.Sub(t.sent[n].at)
	}
}

// claim claims an action and ends it, as the bridge does.
func (t *streamTrial) claim(ctx context.Context, client *http.Client, token string, id int64, n int) {
	path := fmt.Sprintf("/v1/actions/%d/ack", id)
	if status, _, err := t.insist(ctx, client, path, token, `{"state":"acknowledged"}`, rand.Text()); err != nil || status != http.StatusOK {
		return
	}
	t.mu.Lock()
	t.sent[n].claimed++
	t.mu.Unlock()
	_, _, _ = t.insist(ctx, client, path, token, `{"state":"done"}`, rand.Text())
}

// settle waits for the outstanding events.
func (t *streamTrial) settle(ctx context.Context, first int, claims bool) {
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline) && ctx.Err() == nil; {
		t.mu.Lock()
		open := slices.ContainsFunc(t.sent[first:], func(s streamed) bool { return s.events == 0 || claims && s.claimed == 0 })
		t.mu.Unlock()
		if !open {
			break
		}
		<-time.After(50 * time.Millisecond)
	}
	<-time.After(time.Second) // for events that arrive twice
}

func (t *streamTrial) report(what string, first int, claims bool, server, database float64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	var took, answered []time.Duration
	lost, doubled := 0, 0
	for _, s := range t.sent[first:] {
		answered = append(answered, s.answered)
		switch {
		case s.events == 0 || claims && s.claimed == 0:
			lost++
		case s.events > 1 || s.claimed > 1:
			doubled++
		}
		if s.events > 0 {
			took = append(took, s.took)
		}
	}
	slices.Sort(took)
	slices.Sort(answered)
	at := func(all []time.Duration, share float64) string {
		if len(all) == 0 {
			return "-"
		}
		return fmt.Sprintf("%.1f ms", all[min(len(all)-1, int(share*float64(len(all))))].Seconds()*1000)
	}
	fmt.Printf("| %s | %d | %d | %d | %s | %s | %s | %s | %s | %d | %.0f%%, %.0f%% of a core | p99 < %d ms |\n", what, len(answered), lost, doubled,
		at(took, .5), at(took, .99), at(took, 1), at(answered, .5), at(answered, .99), t.busy, server*100, database*100, streamReach.Milliseconds())
}

// memory prints the server's memory by number of connected agents, for each way to connect.
func (t *streamTrial) memory(ctx context.Context) error {
	fmt.Printf("\n| connected agents | memory (RSS), HTTP/2 over TLS | of each | memory, HTTP/1.1 over TLS | of each |\n|---|---|---|---|---|\n")
	counts := []int{0, 100, 250, 500, 1000, 2000}
	var columns [2][]float64
	for i, http2 := range []bool{true, false} {
		if err := t.restart(ctx); err != nil {
			return err
		}
		held, leave := context.WithCancel(ctx)
		connected := 0
		for _, n := range counts {
			for ; connected < n; connected++ {
				client := t.client()
				if !http2 {
					client.Transport.(*http.Transport).ForceAttemptHTTP2 = false
					client.Transport.(*http.Transport).TLSNextProto = map[string]func(string, *tls.Conn) http.RoundTripper{}
				}
				token, err := t.token(ctx, connected)
				if err == nil {
					err = t.connect(held, client, connected, token, func(wireAction) {})
				}
				if err != nil {
					leave()
					return fmt.Errorf("agent %d: %w", connected, err)
				}
			}
			<-time.After(20 * time.Second) // longer than a heartbeat
			mib, err := memoryOf(t.server.cmd.Process.Pid, "VmRSS:")
			if err != nil {
				leave()
				return err
			}
			columns[i] = append(columns[i], mib)
		}
		leave()
	}
	for row, n := range counts {
		each := func(column []float64) string {
			if n == 0 {
				return ""
			}
			return fmt.Sprintf("%.0f KiB", (column[row]-column[0])*1024/float64(n))
		}
		fmt.Printf("| %d | %.1f MiB | %s | %.1f MiB | %s |\n", n, columns[0][row], each(columns[0]), columns[1][row], each(columns[1]))
	}
	return nil
}

// restart starts a new server, whose memory is that of a server without load.
func (t *streamTrial) restart(ctx context.Context) (err error) {
	args := t.server.cmd.Args
	t.server.stop()
	t.api.CloseIdleConnections()
	t.server, err = t.startAt(ctx, t.server.base, t.api, args[0], args[1:]...)
	return err
}

// selfSigned writes a self-signed certificate and its key into dir.
func selfSigned(dir string) (c selfSignedFiles, err error) {
	c = selfSignedFiles{cert: filepath.Join(dir, "bench-cert.pem"), key: filepath.Join(dir, "bench-key.pem")}
	key, cert, err := newCertificate()
	if err != nil {
		return c, err
	}
	c.pem = cert
	return c, errors.Join(os.WriteFile(c.cert, cert, 0o600), os.WriteFile(c.key, key, 0o600))
}

type selfSignedFiles struct {
	cert, key string
	pem       []byte
}
