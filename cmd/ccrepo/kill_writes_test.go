package main

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/db/dbtest"
)

// TestKilledWrites kills servers during writes, which the clients repeat until they get an answer.
func TestKilledWrites(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	k := killedWrites{kills: 4, writers: 8}
	k.run(t, dbtest.URL(t))
}

// killedWrites is one trial: clients write as fast as they can, each write with a key of its own, while the server is
// killed and restarted repeatedly.
type killedWrites struct {
	kills, writers int

	mu      sync.Mutex
	up      chan struct{} // closed while a server is up
	base    string        // its URL
	answers map[string]int64
	resent  int // writes that needed more than one attempt
	again   int // those that an earlier attempt had done, unknown to the client
}

func (k *killedWrites) run(t *testing.T, databaseURL string) {
	db, err := sql.Open("postgres", databaseURL)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), "INSERT INTO cdr_repo (calldate, uniqueid, guid) VALUES (now(), '1', 'g-1')"); err != nil {
		t.Fatal(err)
	}
	program := buildProgram(t)
	k.up, k.answers = make(chan struct{}), map[string]int64{}
	enough, stop := context.WithCancel(t.Context())
	var writers sync.WaitGroup
	for w := range k.writers {
		writers.Go(func() {
			for n := 0; enough.Err() == nil; n++ {
				k.write(t, fmt.Sprintf("%d-%d", w, n))
			}
		})
	}
	for range k.kills {
		kill := k.serve(t, program, databaseURL)
		<-time.After(time.Duration(rand.IntN(500)) * time.Millisecond)
		kill()
	}
	kill := k.serve(t, program, databaseURL)
	stop()
	writers.Wait()
	kill()
	t.Logf("%d writes; %d were sent again, %d of these had been done already", len(k.answers), k.resent, k.again)
	k.check(t, db)
}

// serve starts a server and returns a function that kills it by SIGKILL.
func (k *killedWrites) serve(t *testing.T, program, databaseURL string) (kill func()) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), program, "serve", "--database-url", databaseURL, "--listen", "127.0.0.1:0")
	cmd.Env = append(os.Environ(), "CCREPO_LOG_LEVEL=error")
	var log bytes.Buffer
	cmd.Stderr = &log
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	base, serving := strings.CutPrefix(strings.TrimSpace(line), "Serving ")
	if err != nil || !serving {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		t.Fatalf("the server says %q (%v)\n%s", line, err, log.String())
	}
	k.mu.Lock()
	k.base = base
	close(k.up)
	k.mu.Unlock()
	return func() {
		k.mu.Lock()
		k.up = make(chan struct{})
		k.mu.Unlock()
		if err := cmd.Process.Kill(); err != nil {
			t.Error(err)
		}
		_ = cmd.Wait()
	}
}

// write repeats one write until it gets an answer.
func (k *killedWrites) write(t *testing.T, key string) {
	for try := 1; t.Context().Err() == nil; try++ {
		k.mu.Lock()
		up, base := k.up, k.base
		k.mu.Unlock()
		select {
		case <-up:
		case <-t.Context().Done():
			return
		}
		id, again, err := post(t.Context(), base, key)
		if err != nil {
			<-time.After(10 * time.Millisecond)
			continue
		}
		k.mu.Lock()
		defer k.mu.Unlock()
		k.answers[key] = id
		if try > 1 {
			k.resent++
		}
		if again {
			k.again++
		}
		return
	}
}

// post writes a tag and returns its id, and whether the answer is that of an earlier attempt.
func post(ctx context.Context, base, key string) (id int64, again bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	body := fmt.Sprintf(`{"guid":"g-1","time":1,"comment":%q}`, key)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, base+"/v1/tags", strings.NewReader(body))
	if err != nil {
		return 0, false, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Idempotency-Key", key)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, false, err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		return 0, false, err
	}
	if res.StatusCode != http.StatusCreated {
		return 0, false, fmt.Errorf("status %d: %s", res.StatusCode, text)
	}
	var tag struct{ ID int64 }
	if err := json.Unmarshal(text, &tag); err != nil {
		return 0, false, err
	}
	return tag.ID, res.Header.Get("Idempotency-Replayed") == "true", nil
}

// check compares the rows with the answers: each write must have one tag with the answered id, one audit row and one
// stored answer.
func (k *killedWrites) check(t *testing.T, db *sql.DB) {
	t.Helper()
	if len(k.answers) < k.writers || k.resent == 0 {
		t.Errorf("%d writes, %d sent again: the kills hit nothing", len(k.answers), k.resent)
	}
	rows, err := db.QueryContext(t.Context(), `
		SELECT t.comment, t.id, (SELECT count(*) FROM auditory AS a WHERE a.action = 'POST /v1/tags: tag ' || t.id || ' on call g-1'),
			(SELECT count(*) FROM app.write_answer AS w WHERE w.key = t.comment)
		FROM tags AS t`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	tags := 0
	for ; rows.Next(); tags++ {
		var key string
		var id, audit, kept int64
		if err := rows.Scan(&key, &id, &audit, &kept); err != nil {
			t.Fatal(err)
		}
		if answered, ok := k.answers[key]; !ok || answered != id || audit != 1 || kept != 1 {
			t.Errorf("write %s: tag %d, answered %d (%t); %d audit rows, %d kept answers", key, id, answered, ok, audit, kept)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	var audit, kept int
	if err := db.QueryRowContext(t.Context(), "SELECT (SELECT count(*) FROM auditory), (SELECT count(*) FROM app.write_answer)").Scan(&audit, &kept); err != nil {
		t.Fatal(err)
	}
	if want := len(k.answers); tags != want || audit != want || kept != want {
		t.Errorf("%d writes were answered; there are %d tags, %d audit rows, %d kept answers", want, tags, audit, kept)
	}
}
