package action

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"
	"github.com/swaggest/openapi-go/openapi31"

	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/api/endpoint"
	"github.com/ccrepo/ccrepo/api/mask"
	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/api/write"
	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/phone"
	"github.com/ccrepo/ccrepo/route"
	"github.com/ccrepo/ccrepo/screenpop"
)

// screenPopPath is the path of the URL of a call.
const screenPopPath = "/v1/screen-pop"

// screenPop is the URL that opens with a call.
type screenPop struct {
	URL   string   `json:"url" description:"The URL."`
	Empty []string `json:"empty" description:"Placeholders of the template that have no value, and are empty in the URL."`
}

func screenPopParams() []route.Param {
	text := func(name, description string) route.Param {
		return route.Param{Name: name, Kind: route.Text, Description: description}
	}
	campaign := text("campaign", "Campaign of the call.")
	campaign.Required = true
	return []route.Param{
		campaign,
		text("phone", "Number of the contact. If there is no record of the dialer for contact or guid, the record is found by this number."),
		text("agent", "Agent of the call; with an agent's token, it is that agent."),
		text("guid", "Unique id of the call."),
		text("contact", "Id of the dialer's contact, if it is known."),
		{Name: "redirect", Kind: route.Bool, Default: "false", Description: "Whether the answer is a 302 to the URL."},
	}
}

// screenPop answers with the URL that opens with a call.
func (a *Actions) screenPop(c echo.Context) error {
	h := c.Response().Header()
	h.Add(echo.HeaderVary, echo.HeaderAuthorization)
	h.Set(echo.HeaderCacheControl, "no-store")
	args, invalid := endpoint.Args(c, screenPopParams(), a.Location)
	if invalid != nil {
		return invalid
	}
	call := map[string]string{}
	for name, value := range args {
		call[name], _ = value.(string)
	}
	ctx := c.Request().Context()
	who := auth.PrincipalOf(ctx)
	if who.Agent != "" && call["agent"] == "" {
		call["agent"] = who.Agent
	}
	if who.Agent != "" && !who.MayActFor(call["agent"]) {
		return problem.New("agent_limited", "This token is for another agent. Send an API key, or request the agent's own token.")
	}
	leave, err := a.kit.Admission.Enter(ctx, a.kit.Admission.Short)
	if err != nil {
		return err
	}
	defer leave()
	out, err := a.screenPopOf(ctx, who, call)
	if err != nil {
		return problem.Cause(ctx, err)
	}
	if call["redirect"] == "true" {
		return c.Redirect(http.StatusFound, out.URL)
	}
	body, err := write.Encode(out)
	if err != nil {
		return err
	}
	return c.Blob(http.StatusOK, echo.MIMEApplicationJSON, body)
}

// screenPopOf fills the template of a call's campaign.
func (a *Actions) screenPopOf(ctx context.Context, who *auth.Principal, call map[string]string) (screenPop, error) {
	on, err := a.kit.Admission.Read(ctx, a.kit.Admission.Pools.Pages)
	if err != nil {
		return screenPop{}, err
	}
	defer on.End()
	q := db.New(on)
	text := ""
	if !who.Limited || slices.Contains(who.Campaigns, call["campaign"]) {
		if text, err = q.ScreenPop(ctx, db.ScreenPopParams{Campaign: call["campaign"]}); err != nil {
			return screenPop{}, fmt.Errorf("read template: %w", err)
		}
	}
	if text == "" {
		return screenPop{}, problem.Param("not_found", "campaign", "it has no URL that opens with its calls; set one with ccrepo screen-pop set")
	}
	template, err := screenpop.Parse(text)
	if err != nil {
		return screenPop{}, fmt.Errorf("template of the campaign %q: %w", problem.Clip(call["campaign"]), err)
	}
	values := map[string]string{}
	if template.UsesRecord() {
		// A token shows its agent's own actions unmasked, but this is the data of any contact.
		if asking := cmp.Or(who.Behind, who); a.kit.Masks.For(asking.Has(auth.PII)) != mask.None {
			return screenPop{}, problem.New("missing_scope", "The URL contains personal data of the dialer's record. This needs a key with the scope %s, or a token that such a key requested.", auth.PII)
		}
		if values, err = a.dialerValues(ctx, q, call); err != nil {
			return screenPop{}, err
		}
	}
	for _, name := range screenpop.CallNames {
		values[name] = call[name]
	}
	out := screenPop{URL: template.Fill(values), Empty: []string{}}
	for _, name := range template.Names() {
		if values[name] == "" {
			out.Empty = append(out.Empty, name)
		}
	}
	return out, nil
}

// dialerValues returns the values of the dialer's record of a call; none if there is no record.
func (a *Actions) dialerValues(ctx context.Context, q *db.Queries, call map[string]string) (map[string]string, error) {
	find := db.DialerRecordOfParams{Campaign: call["campaign"], Contact: call["contact"]}
	var err error
	if find.Contact == "" && call["guid"] != "" {
		if find.Contact, err = q.ContactOfCall(ctx, db.ContactOfCallParams{Guid: call["guid"], Campaign: call["campaign"]}); err != nil {
			return nil, fmt.Errorf("look for the contact of the call: %w", err)
		}
	}
	if typed := strings.TrimSpace(call["phone"]); typed != "" {
		country, err := a.CountryOf(ctx, q, call["campaign"])
		if err != nil {
			return nil, err
		}
		find.Phone = typed
		if number, err := phone.Normal(typed, country); err == nil {
			find.Number = number // otherwise it is a name or an address, which is the number of no record
		}
	}
	values := map[string]string{"contact": find.Contact}
	record, err := q.DialerRecordOf(ctx, find)
	if errors.Is(err, sql.ErrNoRows) {
		return values, nil
	}
	if err != nil {
		return nil, fmt.Errorf("look for the dialer's record: %w", err)
	}
	if record.Data != nil {
		values = screenpop.Variables(*record.Data)
	}
	for name, value := range map[string]*string{"contact": record.Contact, "alternatives": record.Alternatives, "agentphone": record.Agentphone} {
		if values[name] = ""; value != nil {
			values[name] = *value
		}
	}
	values["destination"], values["dialerbase"], values["priority"] = record.Destination, record.Dialerbase, strconv.Itoa(int(record.Priority))
	return values, nil
}

func (a *Actions) screenPopEndpoint() endpoint.Endpoint {
	const (
		summary   = "The URL that opens with a call."
		summaryES = "La URL que se abre con una llamada."
	)
	return endpoint.Endpoint{
		Method: http.MethodGet, Path: screenPopPath, Scopes: []string{auth.Act}, Agents: true, Summary: summary, SummaryES: summaryES, Handler: a.screenPop,
		Operation: func(d *endpoint.Document) *openapi31.Operation {
			op := endpoint.Operation("ScreenPop", "actions", summary,
				"Fills the URL template of the campaign (ccrepo screen-pop set) with the call and the dialer's record of it. "+
					"Needs the scope `act`, or the token of the agent; if the template uses the dialer's record, a key also needs `pii`.")
			op.Parameters = d.Parameters(screenPopParams())
			d.Answers(op, http.StatusOK, openapi31.Response{Description: "The URL.", Content: d.JSON(d.Answer(screenPop{}))}, 400, 401, 403, 404, 429)
			op.Responses.WithMapOfResponseOrReferenceValuesItem("302", openapi31.ResponseOrReference{Response: (&openapi31.Response{Description: "With redirect=true: the URL is in Location."}).
				WithHeadersItem("Location", endpoint.Header("The URL."))})
			return op
		},
	}
}
