package web_test

import (
	"fmt"
	"log/slog"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/api"
)

// TestReferencePage finds an operation on the reference page and opens it.
func TestReferencePage(t *testing.T) {
	t.Parallel()
	server, err := api.New(api.Options{DatabaseURL: "postgres://127.0.0.1:1/none", Log: slog.New(slog.DiscardHandler), Location: time.UTC, Trusted: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	listening := httptest.NewServer(server)
	t.Cleanup(listening.Close)
	p := newProfile(t).open(t, listening.URL+"/docs/", watchLog(t))
	until(t, p, "document.querySelectorAll('.opblock-tag').length > 5")

	groups := eval[[]string](t, p, "[...document.querySelectorAll('.opblock-tag')].map(e => e.dataset.tag)")
	if groups[0] != "reports" {
		t.Errorf("the groups are %v, want reports first", groups)
	}
	if shown := eval[int](t, p, "document.querySelectorAll('.opblock').length"); shown > 0 {
		t.Errorf("%d operations are shown at first, want none: the groups are collapsed", shown)
	}

	// React sets the value of an input by itself, and hears only of a change that an event announces.
	find := func(text string) []string {
		t.Helper()
		eval[any](t, p, fmt.Sprintf(`(() => {
			const input = document.querySelector('.operation-filter-input');
			Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(input, %q);
			input.dispatchEvent(new Event('input', {bubbles: true}));
		})()`, text))
		const paths = "[...document.querySelectorAll('.opblock-summary-path')].map(e => e.dataset.path)"
		var found []string
		eventually(t, "operations are found by "+text, func() bool {
			found = eval[[]string](t, p, paths)
			return len(found) > 0 && len(found) < 50 && slices.ContainsFunc(found, func(path string) bool { return strings.Contains(path, strings.ToLower(text)) })
		})
		return found
	}
	if found := find("wait-distribution"); !slices.Equal(found, []string{"/v1/reports/wait-distribution"}) {
		t.Errorf("wait-distribution finds %v", found)
	}
	if found := find("QUEUE-summary"); !slices.Equal(found, []string{"/v1/reports/queue-summary"}) {
		t.Errorf("QUEUE-summary finds %v", found)
	}

	for _, report := range []string{"agent-summary", "service-level", "queue-summary"} {
		find(report)
		took := eval[float64](t, p, fmt.Sprintf(`new Promise((done, fail) => {
			const start = performance.now(), operation = document.querySelector('[data-path="/v1/reports/%s"]').closest('.opblock');
			const shown = () => operation.querySelector('.response .model-example, .response .highlight-code') && operation.querySelector('[data-param-name=range]');
			new MutationObserver(() => { if (shown()) requestAnimationFrame(() => done(performance.now() - start)); }).observe(document.body, {subtree: true, childList: true});
			operation.querySelector('.opblock-summary-control').click();
			setTimeout(() => fail(document.body.innerText.slice(0, 5000)), 15000);
		})`, report))
		t.Logf("%s is open after %.0f ms", report, took)
	}
	picture(t, p, "reference")
	names := eval[[]string](t, p, "[...document.querySelectorAll('.opblock [data-param-name]')].map(e => e.dataset.paramName)")
	if names[0] != "range" || slices.Index(names, "interval") > slices.Index(names, "sl_formula") || slices.Index(names, "sl_formula") > slices.Index(names, "filter") {
		t.Errorf("the parameters are %v, want range and interval before those of the report", names)
	}
}
