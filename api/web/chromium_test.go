// A Chromium that tests control through the DevTools protocol.

package web_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"

	"github.com/ccrepo/ccrepo/db/dbtest"
)

func TestMain(m *testing.M) {
	code := dbtest.Main(m)
	chromium.stop()
	os.Exit(code)
}

// chromium is the browser that all tests share; each works in profiles of its own.
var chromium sharedBrowser

type sharedBrowser struct {
	once    sync.Once
	ctx     context.Context
	cancels []context.CancelFunc
	err     error
}

// start starts the browser for the first test that needs it. Every host name leads to this machine.
func (b *sharedBrowser) start() error {
	b.once.Do(func() {
		var path string
		for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
			if path, b.err = exec.LookPath(name); b.err == nil {
				break
			}
		}
		if b.err != nil {
			b.err = fmt.Errorf("no browser to test with: apt-get install chromium")
			return
		}
		options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.WindowSize(1400, 1000),
			chromedp.Flag("host-resolver-rules", "MAP * 127.0.0.1"), chromedp.Flag("no-proxy-server", true),
			chromedp.Flag("ignore-certificate-errors-spki-list", certificate().spki),
			chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-quic", true),
			// A frame of another site is a target of its own, whatever the build's default.
			chromedp.Flag("site-per-process", true), chromedp.DisableGPU)
		if os.Getuid() == 0 {
			options = append(options, chromedp.NoSandbox)
		}
		ctx, cancel := chromedp.NewExecAllocator(context.Background(), options...)
		b.cancels = append(b.cancels, cancel)
		b.ctx, cancel = chromedp.NewContext(ctx)
		b.cancels = append(b.cancels, cancel)
		if b.err = chromedp.Do(b.ctx); b.err != nil {
			b.err = fmt.Errorf("start %s: %w", path, b.err)
		}
	})
	return b.err
}

func (b *sharedBrowser) stop() {
	for i := len(b.cancels); i > 0; i-- {
		b.cancels[i-1]()
	}
}

// profile is a profile of the browser: its tabs share what a browser's tabs share.
type profile struct {
	ctx  context.Context
	used bool
}

func newProfile(t testing.TB) *profile {
	t.Helper()
	if err := chromium.start(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := chromedp.NewContext(chromium.ctx, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("open a profile: %v", err)
	}
	return &profile{ctx: ctx}
}

// page is a page in a tab, or one in a frame within.
type page struct {
	ctx   context.Context
	close context.CancelFunc
}

// open opens a page in a tab of its own. Functions come first that change the tab before.
func (p *profile) open(t testing.TB, url string, before ...func(page)) page {
	t.Helper()
	out := page{ctx: p.ctx}
	if p.used {
		var err error
		if out, err = attach(t, p.ctx); err != nil {
			t.Fatalf("open a tab: %v", err)
		}
	}
	p.used = true
	for _, f := range before {
		f(out)
	}
	ctx, cancel := context.WithTimeout(out.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, chromedp.Navigate(url)); err != nil {
		t.Fatalf("open %s: %v", url, err)
	}
	return out
}

// frame is the frame whose address holds a text, and is of another site than the page around it.
func (p *profile) frame(t testing.TB, text string) page {
	t.Helper()
	own := chromedp.FromContext(p.ctx).BrowserContextID // the browser lists the frames of all profiles
	var out page
	eventually(t, "there is a frame "+text, func() bool {
		targets, err := chromedp.Targets(p.ctx)
		i := slices.IndexFunc(targets, func(info *target.Info) bool {
			return info.Type == "iframe" && info.BrowserContextID == own && strings.Contains(info.URL, text)
		})
		if err != nil || i < 0 {
			return false
		}
		// It fails where the frame has just got another process.
		out, err = attach(t, p.ctx, chromedp.WithTargetID(targets[i].TargetID), chromedp.WithDetachOnCancel())
		return err == nil
	})
	return out
}

// attach makes a page of a context. It is attached at once: what does so first must have no deadline.
func attach(t testing.TB, parent context.Context, options ...chromedp.ContextOption) (page, error) {
	t.Helper()
	ctx, cancel := chromedp.NewContext(parent, options...)
	t.Cleanup(cancel)
	return page{ctx, cancel}, chromedp.Do(ctx)
}

// call runs a protocol command whose parameters differ between versions of Chromium, with the fields of all of them:
// Chromium ignores a field that it does not know, and refuses a call without one that it requires.
// cdproto's types have the fields of one version only.
func call(p page, method string, params map[string]any) error {
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if _, err := chromedp.Call(ctx, cdp.Command[map[string]any, cdp.Empty]{Method: method}, params); err != nil {
		return fmt.Errorf("%s: %w", method, err)
	}
	return nil
}

// unknownMethod reports whether the browser has no command of that name.
func unknownMethod(err error) bool {
	var refused *cdproto.Error
	return errors.As(err, &refused) && refused.Code == methodNotFound
}

// methodNotFound is an error code of JSON-RPC.
const methodNotFound = -32601

// patience limits the time for which a test waits for an event.
const patience = time.Minute

// eval is the value of an expression in a page, or of its promise if it is one.
func eval[T any](t testing.TB, p page, expression string) T {
	t.Helper()
	v, err := tryEval[T](p, expression)
	if err != nil {
		t.Fatalf("%s: %v", expression, err)
	}
	return v
}

func tryEval[T any](p page, expression string) (T, error) {
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	return chromedp.Run(ctx, chromedp.Evaluate[T](expression, func(e *runtime.EvaluateParams) {
		wait := true
		e.AwaitPromise = &wait
	}))
}

// until waits until an expression is true in a page.
func until(t testing.TB, p page, expression string) {
	t.Helper()
	var err error
	deadline := time.Now().Add(patience)
	for holds := false; !holds; {
		if time.Now().After(deadline) {
			seen, _ := tryEval[string](p, "JSON.stringify([window.refusal, window.statuses, window.news, window.got])")
			t.Fatalf("not within %s: %s (%v): %s", patience, expression, err, seen)
		}
		holds, err = tryEval[bool](p, expression)
		if !holds {
			time.Sleep(20 * time.Millisecond)
		}
	}
}

// eventually waits until a condition holds.
func eventually(t testing.TB, what string, holds func() bool) {
	t.Helper()
	deadline := time.Now().Add(patience)
	for !holds() {
		if time.Now().After(deadline) {
			t.Fatalf("not within %s: %s", patience, what)
		}
		time.Sleep(10 * time.Millisecond)
	}
}
