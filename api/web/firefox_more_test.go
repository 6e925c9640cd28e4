//go:build more

package web_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/net/websocket"
)

// TestMoreFirefox opens the example pages in Firefox. Actions are sent by HTTP, as a CRM's back end does.
func TestMoreFirefox(t *testing.T) {
	t.Parallel()
	base, crm := startDemo(t)
	b := startFirefox(t)
	desktop := b.tab(t)
	b.open(t, desktop, base+"/examples/crm/desktop?lang=en")
	inner := b.frame(t, desktop)
	b.until(t, inner, "document.querySelector('#status').className", "badge live")

	a := demoAction(t, base, "make-call", `{"agent":"ana.silva","destination":"+59825550142","campaign":"Renewals->","did":"+59825550104"}`)
	if a.State != "done" || a.DeliveredAt == nil || a.AcknowledgedAt == nil || a.detail() != "" {
		t.Errorf("the call ended as %+v %s", a, a.detail())
	}
	b.until(t, desktop, "document.querySelector('#phone').textContent", "in call with +59825550142")
	b.until(t, desktop, "document.querySelector('#messages p').textContent.includes('taken ("+crm+")')", "true")
	b.until(t, inner, "document.querySelector('#actions .state').textContent", "done")

	t.Run("a button of the page acts", func(t *testing.T) {
		b.eval(t, inner, "document.querySelector('#hangUp').click()")
		b.until(t, desktop, "document.querySelector('#phone').textContent", "no call")
		b.until(t, inner, "[...document.querySelectorAll('#actions .state')].map((e) => e.textContent).join()", "done,done")
	})
	t.Run("one of two tabs acts", func(t *testing.T) {
		second := b.tab(t)
		b.open(t, second, base+"/examples/crm/desktop?lang=en")
		frame := b.frame(t, second)
		b.until(t, frame, "document.querySelector('#status').className", "badge standby")
		if a := demoAction(t, base, "hang-up", `{"agent":"ana.silva"}`); a.State != "done" {
			t.Errorf("ended as %s %s", a.State, a.detail())
		}
		b.until(t, frame, "document.querySelector('#actions .state').textContent", "done")
		if got := b.eval(t, second, "document.querySelectorAll('#messages li').length"); got != "0" {
			t.Errorf("the desktop of the tab in standby got %s messages", got)
		}
		b.call(t, "browsingContext.close", map[string]any{"context": second}, nil)
	})
	t.Run("the desktop refuses", func(t *testing.T) {
		b.eval(t, desktop, "document.querySelector('[name=answer]').value = 'failed'; document.querySelector('[name=confirm]').click()")
		b.until(t, b.frame(t, desktop), "location.search.includes('confirm=1') && document.querySelector('#status').className", "badge live")
		if a := demoAction(t, base, "hang-up", `{"agent":"ana.silva"}`); a.State != "failed" || a.detail() != "not possible now" {
			t.Errorf("ended as %s %q", a.State, a.detail())
		}
	})
	t.Run("what comes from elsewhere is refused", func(t *testing.T) {
		b.eval(t, desktop, "window.postMessage({ action: 'HANG_UP' }, '*')")
		b.until(t, desktop, "document.querySelector('#messages .refused')?.textContent.includes('foreign origin')", "true")
	})
}

// demoAction sends an action to a server without keys and waits until it has ended.
func demoAction(t *testing.T, base, kind, body string) action {
	t.Helper()
	ask := func(method, path, body string, want int) action {
		req, err := http.NewRequestWithContext(t.Context(), method, base+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/json")
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		text, err := io.ReadAll(res.Body)
		if err != nil || res.StatusCode != want {
			t.Fatalf("%s %s: %d %s %v", method, path, res.StatusCode, text, err)
		}
		return read(t, text)
	}
	a := ask(http.MethodPost, "/v1/actions/"+kind, body, http.StatusAccepted)
	a = ask(http.MethodGet, fmt.Sprintf("/v1/actions/%d?wait=20", a.ID), "", http.StatusOK)
	if a.EndedAt == nil {
		t.Fatalf("%s has not ended: %+v", kind, a)
	}
	return a
}

// firefox is a Firefox with a session of WebDriver BiDi (https://www.w3.org/TR/webdriver-bidi/).
type firefox struct {
	conn *websocket.Conn
	sent int
	// errors are those of the console, if a test has subscribed to them.
	errors []string
}

func startFirefox(t *testing.T) *firefox {
	t.Helper()
	program, err := exec.LookPath("firefox-esr")
	if err != nil {
		if program, err = exec.LookPath("firefox"); err != nil {
			t.Fatal("no Firefox to test with: apt-get install --no-install-recommends firefox-esr")
		}
	}
	const origin = "http://localhost"
	home := t.TempDir()
	var log strings.Builder // it is read after Firefox has ended
	command := exec.CommandContext(context.WithoutCancel(t.Context()), program, "--headless", "--no-remote", "--profile", home,
		"--remote-debugging-port=0", "--remote-allow-origins="+origin, "about:blank")
	command.Env = append(os.Environ(), "HOME="+home)
	command.Stdout, command.Stderr = &log, &log
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // its processes end with it
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = syscall.Kill(-command.Process.Pid, syscall.SIGKILL)
		_ = command.Wait()
		if t.Failed() {
			t.Logf("Firefox: %s", log.String())
		}
	})
	b := &firefox{}
	for deadline := time.Now().Add(time.Minute); b.conn == nil; time.Sleep(50 * time.Millisecond) {
		var at struct {
			Host string `json:"ws_host"`
			Port int    `json:"ws_port"`
		}
		text, err := os.ReadFile(filepath.Join(home, "WebDriverBiDiServer.json"))
		err = errors.Join(err, json.Unmarshal(text, &at))
		if err == nil {
			b.conn, err = websocket.Dial(fmt.Sprintf("ws://%s:%d/session", at.Host, at.Port), "", origin)
		}
		if err != nil && time.Now().After(deadline) {
			t.Fatalf("Firefox does not answer: %v", err)
		}
	}
	t.Cleanup(func() { _ = b.conn.Close() })
	b.call(t, "session.new", map[string]any{"capabilities": map[string]any{}}, nil)
	return b
}

// call sends a command and waits for its result.
func (b *firefox) call(t *testing.T, method string, params map[string]any, result any) {
	t.Helper()
	if err := b.try(method, params, result); err != nil {
		t.Fatalf("%s: %v", method, err)
	}
}

func (b *firefox) try(method string, params map[string]any, result any) error {
	b.sent++
	if err := b.conn.SetDeadline(time.Now().Add(time.Minute)); err != nil {
		return err
	}
	if err := websocket.JSON.Send(b.conn, map[string]any{"id": b.sent, "method": method, "params": params}); err != nil {
		return err
	}
	for {
		var answer struct {
			ID             int
			Type           string
			Result         json.RawMessage
			Error, Message string
			Method         string
			Params         struct{ Level, Text string }
		}
		if err := websocket.JSON.Receive(b.conn, &answer); err != nil {
			return err
		}
		if answer.Method == "log.entryAdded" && answer.Params.Level == "error" {
			b.errors = append(b.errors, answer.Params.Text)
		}
		switch {
		case answer.ID != b.sent: // an event
		case answer.Type != "success":
			return fmt.Errorf("%s: %s", answer.Error, answer.Message)
		case result == nil:
			return nil
		default:
			return json.Unmarshal(answer.Result, result)
		}
	}
}

// tab opens a tab and returns its context.
func (b *firefox) tab(t *testing.T) string {
	t.Helper()
	var tab struct{ Context string }
	b.call(t, "browsingContext.create", map[string]any{"type": "tab"}, &tab)
	return tab.Context
}

func (b *firefox) open(t *testing.T, context, url string) {
	t.Helper()
	b.call(t, "browsingContext.navigate", map[string]any{"context": context, "url": url, "wait": "complete"}, nil)
}

// frame returns the context of the only frame of a page.
func (b *firefox) frame(t *testing.T, page string) string {
	t.Helper()
	var tree struct {
		Contexts []struct{ Children []struct{ Context string } }
	}
	b.call(t, "browsingContext.getTree", map[string]any{"root": page}, &tree)
	if len(tree.Contexts) != 1 || len(tree.Contexts[0].Children) != 1 {
		t.Fatalf("want a page with one frame: %+v", tree)
	}
	return tree.Contexts[0].Children[0].Context
}

// eval returns the value of an expression in a page, as text.
func (b *firefox) eval(t *testing.T, context, expression string) string {
	t.Helper()
	got, err := b.tryEval(context, expression)
	if err != nil {
		t.Fatalf("%s: %v", expression, err)
	}
	return got
}

func (b *firefox) tryEval(context, expression string) (string, error) {
	var out struct {
		Result           struct{ Value any }
		ExceptionDetails *struct{ Text string }
	}
	err := b.try("script.evaluate", map[string]any{"expression": expression, "target": map[string]any{"context": context}, "awaitPromise": true}, &out)
	if err == nil && out.ExceptionDetails != nil {
		err = errors.New(out.ExceptionDetails.Text)
	}
	return fmt.Sprint(out.Result.Value), err
}

// until waits until an expression has a value in a page. While the page is loading, the expression may fail.
func (b *firefox) until(t *testing.T, context, expression, want string) {
	t.Helper()
	deadline := time.Now().Add(time.Minute)
	for {
		got, err := b.tryEval(context, expression)
		if err == nil && got == want {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s is %q (%v), want %q", expression, got, err, want)
		}
		time.Sleep(50 * time.Millisecond)
	}
}
