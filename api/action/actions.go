// Package action has the actions for agents' browsers: the endpoints that queue, read and acknowledge them, the streams
// that deliver them, the tokens of agents, and the URL that opens with a call.
package action

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/api/endpoint"
	"github.com/ccrepo/ccrepo/api/write"
	"github.com/ccrepo/ccrepo/db"
)

const (
	// expireEvery is the interval at which actions whose deadline has passed are stored as expired, expireBatch how many in
	// one statement. Readers see them as expired from their deadline on.
	expireEvery = time.Second
	expireBatch = 1000
)

// Feature returns the endpoints, tasks and metrics of actions.
func Feature(o Options) (endpoint.Feature, error) {
	a := &Actions{Directory: o.Directory, kit: o.Kit, auth: o.Auth, log: o.Log, stopping: o.Stopping,
		notifier: newNotifier(o.ListenURL, o.Log), streams: newStreams(cmp.Or(o.Beat, streamBeat), o.Limits)}
	set := write.Set{Kit: a.kit}
	write.Add(&set, tokenRoute(), a.makeToken)
	write.Add(&set, queueRoute("MakeCall", "Make a call in an agent's browser.", "Iniciar una llamada en el navegador de un agente.",
		"A number on the do-not-call list is refused, and the attempt is recorded in black_list_history."), a.makeCall)
	write.Add(&set, queueRoute("HangUp", "Hang up in an agent's browser.", "Colgar la llamada en el navegador de un agente.",
		"It has no campaign: a key that is limited to campaigns sees it only if it sent it."), a.bare(actionHangUp))
	write.Add(&set, queueRoute("DispositionCall", "Set the disposition of a call in an agent's browser.", "Tipificar una llamada en el navegador de un agente.",
		"The disposition is stored at once, independently of the browser."), a.dispositionCall)
	write.Add(&set, queueRoute("CloseTab", "Close the tab of a call in an agent's browser.", "Cerrar la pestaña de una llamada en el navegador de un agente.",
		"It has no campaign: a key that is limited to campaigns sees it only if it sent it."), a.bare(actionCloseTab))
	write.Add(&set, ackRoute(), a.ack)
	f, err := set.Feature()
	f.Endpoints = append(f.Endpoints, a.getEndpoint(), a.streamEndpoint(), a.screenPopEndpoint())
	f.Tasks = []endpoint.Task{a.markTask(), {Every: expireEvery, Name: "expiring actions", Do: a.expire}}
	f.Metrics = []prometheus.Collector{prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "ccrepo_streams_open", Help: "Open streams of agents' actions.",
	}, func() float64 { return float64(a.streams.open()) })}
	f.Close = a.notifier.Close
	return f, err
}

// queuePaths are the paths of the routes that queue an action, by the names of their operations.
func queuePaths() map[string]string {
	return map[string]string{"MakeCall": path + "/make-call", "HangUp": path + "/hang-up", "DispositionCall": path + "/disposition-call", "CloseTab": path + "/close-tab"}
}

func queueRoute(name, summary, summaryES, description string) write.Route {
	return write.Route{
		Name: name, Method: http.MethodPost, Path: queuePaths()[name], Scope: auth.Act, Agents: true, Groups: []string{"actions"}, Status: http.StatusAccepted,
		Summary: summary, SummaryES: summaryES, Description: description + " The answer contains the message that the agent's browser sends; GET /v1/actions/{id}?wait=… returns the outcome.",
	}
}

// expire stores which actions have expired. All servers do so, and do not wait for each other.
func (a *Actions) expire(ctx context.Context) error {
	for {
		n, err := db.New(a.kit.Admission.Pools.Writer).ExpireActions(ctx, db.ExpireActionsParams{Most: expireBatch})
		if err != nil {
			return fmt.Errorf("expire actions: %w", err)
		}
		if n < expireBatch {
			return nil
		}
	}
}
