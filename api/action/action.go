// The form in which answers and events show an action, and its message to the desktop.

package action

import (
	"time"

	"github.com/ccrepo/ccrepo/api/mask"
	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/route"
)

// The names of the actions that uContact's page accepts.
const (
	actionMakeCall    = "MAKE_CALL"
	actionHangUp      = "HANG_UP"
	actionDisposition = "DISPOSITION_CALL"
	actionCloseTab    = "CLOSE_TAB"
)

// path is the path of actions.
const path = "/v1/actions"

// The states of an action.
const (
	stateQueued       = "queued"
	stateDelivered    = "delivered"
	stateAcknowledged = "acknowledged"
	stateDone         = "done"
	stateFailed       = "failed"
	stateExpired      = "expired"
)

// action is an action for an agent's browser, as every answer and event shows it.
type action struct {
	ID             int64      `json:"id" description:"Id of the action: GET /v1/actions/{id}."`
	Agent          string     `json:"agent" description:"Agent whose browser does it."`
	Action         string     `json:"action" enum:"MAKE_CALL,HANG_UP,DISPOSITION_CALL,CLOSE_TAB" description:"The action."`
	State          string     `json:"state" enum:"queued,delivered,acknowledged,done,failed,expired" description:"queued; delivered: sent to a stream of the agent; acknowledged: one tab does it; done, failed or expired: ended."`
	Deadline       time.Time  `json:"deadline" description:"Time at which it expires unless it has ended; acknowledging it adds 15 seconds."`
	CreatedAt      time.Time  `json:"created_at" description:"Time at which it was queued."`
	DeliveredAt    *time.Time `json:"delivered_at" description:"Time at which it was first sent to a stream or, without one, acknowledged; null: not yet."`
	AcknowledgedAt *time.Time `json:"acknowledged_at" description:"Time at which a browser acknowledged it; null: none has."`
	EndedAt        *time.Time `json:"ended_at" description:"Time at which it was done, failed or expired; null: not yet."`
	Detail         *string    `json:"detail" description:"Text that the browser sent with the outcome; null: none."`
	Payload        payload    `json:"payload" description:"Exactly the message that the browser sends by postMessage."`
}

// payload is the documented message, with its members in the documented order.
type payload struct {
	Action      string              `json:"action" enum:"MAKE_CALL,HANG_UP,DISPOSITION_CALL,CLOSE_TAB" description:"The action."`
	Call        *callPayload        `json:"call,omitempty" description:"For MAKE_CALL: the call to make."`
	Disposition *dispositionPayload `json:"disposition,omitempty" description:"For DISPOSITION_CALL: the disposition to set."`
}

type callPayload struct {
	Destination string  `json:"destination" description:"Number to call, as it was typed."`
	Campaign    string  `json:"campaign" description:"Campaign of the call."`
	DID         string  `json:"did" description:"Number that the call shows to the contact."`
	GUID        *string `json:"guid,omitempty" description:"Unique id of the call, if one was given."`
}

type dispositionPayload struct {
	Campaign string `json:"campaign" description:"Campaign of the call."`
	CallerID string `json:"callerid" description:"Number of the contact."`
	GUID     string `json:"guid" description:"Unique id of the call."`
	L1       string `json:"l1" description:"First level of the disposition."`
	L2       string `json:"l2" description:"Second level, or empty."`
	L3       string `json:"l3" description:"Third level, or empty."`
	D1       string `json:"d1" description:"Additional datum, or empty."`
	D2       string `json:"d2" description:"Second additional datum, or empty."`
	Comment  string `json:"comment" description:"Comment, or empty."`
}

// actionOf converts a row to an action with its times in a location.
func actionOf(row db.AppActionNow, location *time.Location) action {
	in := func(t *time.Time) *time.Time {
		if t == nil {
			return nil
		}
		local := t.In(location)
		return &local
	}
	return action{
		ID: row.ID, Agent: row.Agent, Action: row.Action, State: row.State, Detail: row.Detail, Payload: payloadOf(row),
		Deadline: row.Deadline.In(location), CreatedAt: row.CreatedAt.In(location),
		DeliveredAt: in(row.DeliveredAt), AcknowledgedAt: in(row.AcknowledgedAt), EndedAt: in(row.EndedAt),
	}
}

// payloadOf returns the message of a row.
func payloadOf(row db.AppActionNow) payload {
	p := payload{Action: row.Action}
	switch row.Action {
	case actionMakeCall:
		p.Call = &callPayload{Destination: *row.Destination, Campaign: *row.Campaign, DID: *row.Did, GUID: row.Guid}
	case actionDisposition:
		p.Disposition = &dispositionPayload{
			Campaign: *row.Campaign, CallerID: *row.Callerid, GUID: *row.Guid,
			L1: *row.L1, L2: *row.L2, L3: *row.L3, D1: *row.D1, D2: *row.D2, Comment: *row.Comment,
		}
	}
	return p
}

// ended reports whether the action has ended, so that it does not change any more.
func (a action) ended() bool { return a.EndedAt != nil }

// maskAction masks the personal data of an action, as the generated routes mask their columns.
func maskAction(m *mask.Masker, a action) action {
	shown := func(kind route.Personal, text string) string {
		if text == "" {
			return ""
		}
		return string(m.Append(nil, kind, []byte(text)))
	}
	if a.Detail != nil {
		detail := shown(route.PersonalMixed, *a.Detail)
		a.Detail = &detail
	}
	if a.Payload.Call != nil {
		call := *a.Payload.Call
		call.Destination, call.DID = shown(route.PersonalPhone, call.Destination), shown(route.PersonalPhone, call.DID)
		a.Payload.Call = &call
	}
	if a.Payload.Disposition != nil {
		d := *a.Payload.Disposition
		d.CallerID = shown(route.PersonalPhone, d.CallerID)
		d.L1, d.L2, d.L3 = shown(route.PersonalMixed, d.L1), shown(route.PersonalMixed, d.L2), shown(route.PersonalMixed, d.L3)
		d.D1, d.D2, d.Comment = shown(route.PersonalText, d.D1), shown(route.PersonalText, d.D2), shown(route.PersonalText, d.Comment)
		a.Payload.Disposition = &d
	}
	return a
}
