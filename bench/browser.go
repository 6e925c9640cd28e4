package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// openBrowser runs Chromium as agent 0 until ctx ends. Its page has the bridge, which claims each action, posts it
// to its own window and ends it. The events of the window are recorded with their times.
func (t *streamTrial) openBrowser(ctx context.Context, token string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, t.server.base+"/bridge.js", nil)
	if err != nil {
		return fmt.Errorf("get the bridge: %w", err)
	}
	res, err := t.api.Do(req)
	if err != nil {
		return fmt.Errorf("get the bridge: %w", err)
	}
	bridge, err := io.ReadAll(res.Body)
	_ = res.Body.Close()
	if err != nil || res.StatusCode != http.StatusOK {
		return fmt.Errorf("get the bridge: %s: %w", res.Status, err)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("ignore-certificate-errors", true), chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true))
	allocator, _ := chromedp.NewExecAllocator(ctx, options...) // both end with ctx
	browser, _ := chromedp.NewContext(allocator)
	if err := chromedp.Do(browser); err != nil {
		return fmt.Errorf("start Chromium (apt-get install chromium): %w", err)
	}
	// The page's content security policy permits no scripts.
	if _, err := chromedp.Call(browser, page.SetBypassCSP, page.SetBypassCSPParams{Enabled: true}); err != nil {
		return fmt.Errorf("prepare page: %w", err)
	}
	if err := chromedp.Do(browser, chromedp.Navigate(t.server.base+"/healthz")); err != nil {
		return fmt.Errorf("open page: %w", err)
	}
	if _, err := chromedp.Run(browser, chromedp.Evaluate[bool](string(bridge)+fmt.Sprintf(`
		window.heard = [];
		addEventListener('message', (e) => heard.push([e.data.call.guid, Date.now()]));
		window.link = ccrepo.connect({agent: 'agent0', token: %q, target: 'self', server: location.origin});
		true`, token))); err != nil {
		return fmt.Errorf("connect by the bridge: %w", err)
	}
	if _, err := chromedp.Run(browser, chromedp.Poll[bool](`link.status === 'live'`, chromedp.WithPollingTimeout(20*time.Second))); err != nil {
		return fmt.Errorf("connect by the bridge: %w", err)
	}
	go func() {
		tick := time.NewTicker(200 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-browser.Done():
				return
			case <-tick.C:
			}
			heard, err := chromedp.Run(browser, chromedp.Evaluate[[][2]json.RawMessage](`heard.splice(0)`))
			if err != nil {
				return
			}
			for _, h := range heard {
				var a wireAction
				var at int64
				if json.Unmarshal(h[0], &a.Payload.Call.GUID) != nil || json.Unmarshal(h[1], &at) != nil {
					continue
				}
				if n, ok := a.number(); ok {
					t.received(n, time.UnixMilli(at))
					t.mu.Lock()
					t.sent[n].claimed++
					t.mu.Unlock()
				}
			}
		}
	}()
	return nil
}
