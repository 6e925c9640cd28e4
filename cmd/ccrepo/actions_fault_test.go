// Actions while servers and the database are killed: a sender, the agents' tabs, and the checks.

package main

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/db/dbtest"
	"github.com/ccrepo/ccrepo/embedded"
	"github.com/ccrepo/ccrepo/migrations"
)

// TestActionsThroughFaults sends actions to agents with tabs at two servers of one database, while the servers and
// PostgreSQL are killed and restarted. It expects that each action is done once, and that every tab gets each one.
func TestActionsThroughFaults(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	o := embedded.Options{Dir: dbtest.ServerDir(t)}
	database := startDatabase(t, o)
	db := openDB(t, database.URL())
	if _, err := migrations.Up(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	f := &actionFaults{program: buildProgram(t), database: database.URL(), done: map[int64]int{}, sent: map[int64]string{}}
	for i := range f.servers {
		f.servers[i].start(t, f)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	sending, stopSending := context.WithCancel(ctx)
	var tabs, sender sync.WaitGroup
	var all []*tab
	for agent := range 3 {
		for i := range 2 {
			one := &tab{actionFaults: f, agent: fmt.Sprintf("agent %d", agent), name: fmt.Sprintf("tab %d of %d", i, agent), at: i, actions: map[int64]int{}, states: map[int64]bool{}}
			all = append(all, one)
			tabs.Go(func() { one.run(ctx, t) })
		}
	}
	sender.Go(func() { f.send(sending) })

	kill := func(i int, signal syscall.Signal) func() {
		return func() { f.servers[i].stop(t, signal); f.servers[i].start(t, f) }
	}
	restart := func(signal syscall.Signal) func() {
		return func() {
			st, err := embedded.Inspect(t.Context(), o)
			if err != nil || !st.Running {
				t.Fatalf("the database does not run: %v", err)
			}
			if err := syscall.Kill(st.PID, signal); err != nil {
				t.Fatal(err)
			}
			eventually(t, "the database has ended", func() bool {
				st, err := embedded.Inspect(t.Context(), o)
				return err == nil && !st.Running
			})
			if again := startDatabase(t, o); again.URL() != f.database {
				t.Fatal("the database came back at another address")
			}
		}
	}
	for what, fault := range []func(){
		kill(0, syscall.SIGKILL), kill(1, syscall.SIGTERM), restart(syscall.SIGINT), kill(1, syscall.SIGKILL), restart(syscall.SIGQUIT), restart(syscall.SIGKILL),
	} {
		before := f.ended()
		f.eventually(t, fmt.Sprintf("actions are done before fault %d", what), func() bool { return f.ended() >= before+10 })
		fault()
	}
	before := f.ended()
	f.eventually(t, "actions are done after all", func() bool { return f.ended() >= before+10 })
	stopSending()
	sender.Wait()
	f.eventually(t, "each action that was sent is done", func() bool { return f.ended() == len(f.sent) })
	for _, one := range all {
		f.eventually(t, one.name+" has heard of every action of its agent", func() bool { return one.lacks() == 0 })
	}
	stop()
	tabs.Wait()
	f.check(t, openDB(t, f.database), all)
	for i := range f.servers {
		f.servers[i].stop(t, syscall.SIGTERM)
	}
}

// actionFaults is one such trial.
type actionFaults struct {
	program, database string
	servers           [2]actionServer

	mu   sync.Mutex
	sent map[int64]string // the agent of each action that a server accepted
	done map[int64]int    // how often each action was done
}

// actionServer is a server that is restarted at the same address.
type actionServer struct {
	listen string
	cmd    *exec.Cmd
	log    *outlet
}

func (s *actionServer) start(t *testing.T, f *actionFaults) {
	t.Helper()
	if s.listen == "" {
		s.listen = "127.0.0.1:0"
	}
	s.cmd = exec.Command(f.program, "serve", "--database-url", f.database, "--listen", s.listen, "--log-level", "error", "--rate", "0", "--concurrent", "0")
	out := &outlet{}
	s.log = &outlet{}
	s.cmd.Stdout, s.cmd.Stderr = out, s.log
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	cmd := s.cmd
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	f.eventually(t, "the server starts", func() bool {
		m := servingLine.FindStringSubmatch(out.String())
		if m != nil {
			f.mu.Lock()
			defer f.mu.Unlock()
			s.listen = m[2]
		}
		return m != nil
	})
}

func (s *actionServer) stop(t *testing.T, signal syscall.Signal) {
	t.Helper()
	if err := s.cmd.Process.Signal(signal); err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Wait(); err != nil && signal != syscall.SIGKILL {
		t.Errorf("the server ends with %v: %s", err, s.log)
	}
}

// eventually waits up to a minute, because PostgreSQL may have to recover first.
func (f *actionFaults) eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); !holds(); {
		if time.Now().After(deadline) {
			t.Fatalf("not within a minute: %s", what)
		}
		<-time.After(10 * time.Millisecond)
	}
}

func (f *actionFaults) base(i int) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return "http://" + f.servers[i%len(f.servers)].listen
}

func (f *actionFaults) ended() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.done)
}

// send sends actions until ctx ends. It repeats each until a server accepts it.
func (f *actionFaults) send(ctx context.Context) {
	for n := 0; ctx.Err() == nil; n++ {
		agent := fmt.Sprintf("agent %d", n%3)
		var a struct{ ID int64 }
		status := f.insist(context.WithoutCancel(ctx), n, "/v1/actions/hang-up", fmt.Sprintf(`{"agent":%q,"expires_in":300}`, agent), fmt.Sprint("action ", n), "", &a)
		f.mu.Lock()
		if status == http.StatusAccepted {
			f.sent[a.ID] = agent
		} else {
			f.sent[int64(-n)] = fmt.Sprint("status ", status)
		}
		f.mu.Unlock()
		<-time.After(5 * time.Millisecond)
	}
}

// insist posts a body to the two servers in turn, until an answer is not a failure.
func (f *actionFaults) insist(ctx context.Context, at int, path, body, key, token string, into any) (status int) {
	for ; ctx.Err() == nil; at++ {
		status, text, err := f.post(ctx, f.base(at), path, body, key, token)
		if err == nil && status < http.StatusInternalServerError && !strings.Contains(text, `"still_running"`) {
			if into != nil {
				_ = json.Unmarshal([]byte(text), into)
			}
			return status
		}
		<-time.After(20 * time.Millisecond)
	}
	return 0
}

func (f *actionFaults) post(ctx context.Context, base, path, body, key, token string) (status int, text string, err error) {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, base+path, strings.NewReader(body))
	if err != nil {
		return 0, "", err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Idempotency-Key", key)
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, "", err
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	return res.StatusCode, string(answer), err
}

// check compares the rows, and the actions that the tabs received, with the actions sent.
func (f *actionFaults) check(t *testing.T, db *sql.DB, all []*tab) {
	t.Helper()
	var rows, over int
	err := db.QueryRowContext(t.Context(), `SELECT count(*), count(*) FILTER (WHERE state = 'done') FROM app.action`).Scan(&rows, &over)
	if err != nil || rows != len(f.sent) || over != rows {
		t.Errorf("%d actions were sent, there are %d, of which %d are done (%v)", len(f.sent), rows, over, err)
	}
	for id, agent := range f.sent {
		if f.done[id] != 1 {
			t.Errorf("action %d for %s was done %d times", id, agent, f.done[id])
		}
	}
	reconnects, byBoth := 0, 0
	for _, one := range all {
		reconnects += one.streams
		for id, n := range one.actions {
			if n != 1 {
				t.Errorf("%s was sent action %d %d times", one.name, id, n)
			}
			if f.sent[id] != one.agent {
				t.Errorf("%s was sent action %d for %q", one.name, id, f.sent[id])
			}
			byBoth++
		}
	}
	t.Logf("%d actions, each done once; %d events for %d tabs, which came %d times", rows, byBoth, len(all), reconnects)
}

// tab is a browser's tab: it reads the stream of its agent, claims the actions in it and does them.
type tab struct {
	*actionFaults
	agent, name string
	at          int // index of the server that it uses
	last        string
	streams     int
	actions     map[int64]int  // how often each action was sent to it
	states      map[int64]bool // actions whose final state was sent to it
}

func (b *tab) run(ctx context.Context, t *testing.T) {
	var token struct{ Token string }
	b.insist(ctx, b.at, "/v1/agents/"+strings.ReplaceAll(b.agent, " ", "%20")+"/token", `{"expires_in":3600}`, "token of "+b.name, "", &token)
	var working sync.WaitGroup
	defer working.Wait()
	for ; ctx.Err() == nil; b.at++ {
		err := b.listen(ctx, token.Token, func(id int64) {
			working.Go(func() { b.do(ctx, t, id, token.Token) })
		})
		if err != nil && ctx.Err() == nil {
			<-time.After(20 * time.Millisecond)
		}
	}
}

// listen reads one stream to its end. found is called with each action.
func (b *tab) listen(ctx context.Context, token string, found func(id int64)) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, b.base(b.at)+"/v1/agents/"+strings.ReplaceAll(b.agent, " ", "%20")+"/stream", nil)
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+token)
	if b.last != "" {
		req.Header.Set("Last-Event-ID", b.last)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return errors.New(res.Status)
	}
	b.streams++
	lines := bufio.NewScanner(res.Body)
	var name, id string
	for lines.Scan() {
		field, value, _ := strings.Cut(lines.Text(), ": ")
		switch field {
		case "event":
			name = value
		case "id":
			id = value
		case "data":
			var a struct {
				ID    int64
				State string
			}
			if err := json.Unmarshal([]byte(value), &a); err != nil {
				return err
			}
			b.mu.Lock()
			if name == "action" {
				b.actions[a.ID]++
			} else {
				b.states[a.ID] = true
			}
			b.mu.Unlock()
			if name == "action" {
				b.last = id
				found(a.ID)
			}
		}
	}
	return lines.Err()
}

// do claims an action, and does it unless another tab has claimed it.
func (b *tab) do(ctx context.Context, t *testing.T, id int64, token string) {
	path, key := fmt.Sprintf("/v1/actions/%d/ack", id), fmt.Sprint(b.name, " takes ", id)
	switch status := b.insist(ctx, b.at, path, `{"state":"acknowledged"}`, key, token, nil); status {
	case http.StatusOK:
	case http.StatusConflict, 0:
		return
	default:
		t.Errorf("%s: status %d", key, status)
		return
	}
	if status := b.insist(ctx, b.at, path, `{"state":"done"}`, key+" and does it", token, nil); status != http.StatusOK {
		t.Errorf("%s, and its end is a %d", key, status)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.done[id]++
}

// lacks counts the actions for its agent that it has not received.
func (b *tab) lacks() (n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for id, agent := range b.sent {
		if agent == b.agent && b.actions[id] == 0 && !b.states[id] {
			n++
		}
	}
	return n
}
