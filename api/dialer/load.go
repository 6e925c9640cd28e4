// The endpoint that loads a dialer list.

package dialer

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/api/endpoint"
	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/api/write"
	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/ingest"
	"github.com/ccrepo/ccrepo/route"
)

const (
	// maxListRecords is the maximum number of records of a load.
	maxListRecords = 500_000
	// maxInvalidShown is the number of invalid records that an answer names; it counts all.
	maxInvalidShown = 100
	maxListName     = 255
)

// loaded is the result of a load.
type loaded struct {
	ID                  *int64          `json:"id" description:"Id of the list; null with dry_run."`
	Campaign            string          `json:"campaign" description:"Campaign of the dialer."`
	Name                string          `json:"name" description:"Name of the list."`
	Active              bool            `json:"active" description:"Whether the list is active: the dialer calls its records, and no others of the campaign."`
	Records             int64           `json:"records" description:"Records of the list, including blocked ones."`
	Blocked             int64           `json:"blocked" description:"Records among them whose destination is on the do-not-call list: status 3."`
	BlockedAlternatives int64           `json:"blocked_alternatives" description:"Alternatives left out because they are on the do-not-call list."`
	Duplicates          int64           `json:"duplicates" description:"Records left out because an earlier one has the same number."`
	Invalid             int64           `json:"invalid" description:"Records left out because they are invalid."`
	InvalidRecords      []invalidRecord `json:"invalid_records" maxItems:"100" description:"The first 100 invalid records."`
	DryRun              bool            `json:"dry_run" description:"Whether nothing was written."`
}

// invalidRecord is a record that cannot be loaded.
type invalidRecord struct {
	Line   int64  `json:"line" description:"Line of the body; in a JSON array, the position of the record, counted from 1."`
	Reason string `json:"reason" description:"What is wrong with it."`
}

func loadRoute() write.Route {
	return write.Route{
		Name: "LoadDialerList", Method: http.MethodPost, Path: "/v1/dialer/lists", Scope: auth.Dial, Status: http.StatusCreated, OtherStatus: http.StatusOK,
		MaxBody: maxListBody, Timeout: listTime,
		Summary:   "Load a dialer list: up to 500,000 records as CSV, NDJSON or JSON, all in one transaction.",
		SummaryES: "Cargar una lista del marcador: hasta 500.000 registros en CSV, NDJSON o JSON, todos en una transacción.",
		Description: "Records that are invalid, or repeat a number, are left out, counted and named; invalid=refuse refuses the whole load instead. " +
			"The first list of a campaign is activated.",
		Params: []route.Param{
			{Name: "name", Kind: route.Text, Required: true, Description: "Name of the new list."},
			{Name: "campaign", Kind: route.Text, Required: true, Description: "Campaign of the dialer. A record that names another one is invalid."},
			{Name: "activate", Kind: route.Text, Enum: []string{"auto", "true", "false"}, Default: "auto",
				Description: "true activates the list instead of the active one; false does not, and is refused for a campaign's first list; auto activates only a campaign's first list."},
			{Name: "invalid", Kind: route.Text, Enum: []string{"skip", "refuse"}, Default: "skip",
				Description: "Treatment of invalid records: skip leaves them out, refuse refuses the whole load."},
			{Name: "dry_run", Kind: route.Bool, Default: "false", Description: "Return the result without storing anything: 200 instead of 201."},
		},
		Media: []write.Form{
			{Name: "text/csv", Description: "One record per line: campaign;destination;parandvals;alternatives;priority;agent, or with a header that names campaign, destination, data (or parandvals), alternatives, contact, priority, agentphone (or agent) in any order, with ; , or a tab between the fields."},
			{Name: "application/x-ndjson", Description: "One record per line, each a JSON object as in the array of application/json."},
			{Name: "application/json", Items: listRecord{}, MaxItems: maxListRecords},
		},
	}
}

// listRecord is a record of a list in JSON, as the OpenAPI document shows it. Records are not validated against it: they
// are read one by one, and the answer names the invalid ones.
type listRecord struct {
	Campaign     string          `json:"campaign,omitempty" description:"The campaign of the list, or left out."`
	Destination  string          `json:"destination" description:"Number to dial."`
	Data         textOrVariables `json:"data,omitempty" description:"Variables: an object, or key=value pairs with : between them."`
	Alternatives textOrList      `json:"alternatives,omitempty" description:"Other numbers of the contact: a list, or a text with : between them."`
	Contact      string          `json:"contact,omitempty" description:"Id of the contact."`
	Priority     int             `json:"priority,omitempty" minimum:"2" description:"Order of dialling: smaller numbers first; 9999 by default."`
	Agentphone   string          `json:"agentphone,omitempty" description:"Phone of the agent to whom the contact belongs."`
}

type textOrList struct{}

// JSONSchemaOneOf returns values of the two types.
func (textOrList) JSONSchemaOneOf() []any { return []any{"", []string{}} }

type textOrVariables struct{}

// JSONSchemaOneOf returns values of the two types.
func (textOrVariables) JSONSchemaOneOf() []any { return []any{"", map[string]endpoint.Scalar{}} }

// listLoad is the state of a load.
type listLoad struct {
	*Dialer
	tx       *write.Tx
	body     *write.Body
	campaign string
	name     string
	country  string
	headed   bool // the list begins with a header
	out      loaded
}

func (d *Dialer) load(ctx context.Context, tx *write.Tx, body *write.Body) (loaded, error) {
	l := &listLoad{Dialer: d, tx: tx, body: body, campaign: tx.Args["campaign"].(string), name: tx.Args["name"].(string)}
	l.out = loaded{Campaign: l.campaign, Name: l.name, InvalidRecords: []invalidRecord{}, DryRun: tx.Args["dry_run"] == "true"}
	if err := l.check(ctx); err != nil {
		return loaded{}, err
	}
	if err := tx.AsWriter(ctx, func() error { return l.stage(ctx) }); err != nil {
		return loaded{}, err
	}
	if l.out.Invalid > 0 && (tx.Args["invalid"] == "refuse" || l.out.Records == 0) {
		return loaded{}, l.refusal()
	}
	if l.out.Records == 0 {
		return loaded{}, body.Empty("no_records", l.headed)
	}
	if l.out.DryRun {
		tx.Unaudited, tx.Status = true, http.StatusOK // nothing was created
		return l.out, nil
	}
	return l.out, l.write(ctx)
}

// check refuses a load that is invalid whatever its records are. The same is checked again when the list is written.
func (l *listLoad) check(ctx context.Context) error {
	var wrong problem.List
	for name, value := range map[string]string{"name": l.name, "campaign": l.campaign} {
		if n := utf8.RuneCountInString(value); strings.TrimSpace(value) == "" || n > maxListName {
			wrong.Add(problem.Param("invalid_value", name, "it must have 1 to %d characters", maxListName))
		}
	}
	if invalid := wrong.Problem(); invalid != nil {
		return invalid
	}
	if l.tx.Who.Limited && !slices.Contains(l.tx.Who.Campaigns, l.campaign) {
		return problem.CampaignLimited()
	}
	if err := nameIsFree(ctx, l.tx, l.campaign, l.name); err != nil {
		return err
	}
	lists, err := l.tx.DialerListsOf(ctx, db.DialerListsOfParams{Campaign: l.campaign})
	if err != nil {
		return fmt.Errorf("read the lists: %w", err)
	}
	return l.decide(len(lists) == 0)
}

// decide determines whether the list becomes active. The first list of a campaign does.
func (l *listLoad) decide(first bool) error {
	activate := l.tx.Args["activate"]
	if first && activate == "false" {
		return problem.Param("active_list", "activate", "this is the campaign's first list, and a campaign that has lists has an active one: leave activate out")
	}
	l.out.Active = first || activate == "true"
	return nil
}

// refusal returns the problem of a load that is refused because of invalid records.
func (l *listLoad) refusal() *problem.Problem {
	p := problem.New("invalid_records", "%d records are invalid; the first of them are named. Nothing was stored.", l.out.Invalid)
	for _, r := range l.out.InvalidRecords {
		p.Errors = append(p.Errors, problem.ParamError{Param: fmt.Sprintf("line %d", r.Line), Message: r.Reason})
	}
	return p
}

// write writes the records and then the list.
func (l *listLoad) write(ctx context.Context) error {
	// Two loads with one name would each wait for the records of the other.
	if err := lockName(ctx, l.tx, l.campaign, l.name); err != nil {
		return err
	}
	if err := nameIsFree(ctx, l.tx, l.campaign, l.name); err != nil {
		return err
	}
	if _, err := l.tx.SQL.ExecContext(ctx, `
		INSERT INTO calls_spool (campaign, destination, number, status, data, alternatives, contact, dialerbase, priority, agentphone)
		SELECT
			$1::text,
			s.destination,
			s.number,
			CASE WHEN f.number IS NULL THEN 1 ELSE 3 END,
			s.data,
			CASE WHEN s.alternative_numbers IS NULL OR NOT $3::boolean THEN s.alternatives ELSE (
				SELECT coalesce(string_agg(a.typed, ':' ORDER BY a.place), '')
				FROM unnest(string_to_array(s.alternatives, ':'), string_to_array(s.alternative_numbers, ':')) WITH ORDINALITY AS a (typed, number, place)
				WHERE a.number NOT IN (SELECT b.number FROM dialer_forbidden AS b)
			) END,
			s.contact,
			$2::text,
			s.priority,
			s.agentphone
		FROM dialer_staged AS s
		LEFT JOIN dialer_forbidden AS f ON f.number = s.number
		WHERE NOT EXISTS (SELECT FROM dialer_repeated AS r WHERE r.line = s.line)
		ORDER BY s.line`, l.campaign, l.name, l.out.Blocked+l.out.BlockedAlternatives > 0); err != nil {
		return fmt.Errorf("write the records: %w", err)
	}
	lists, err := decideLists(ctx, l.tx, l.campaign)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(lists, func(o db.LockDialerListsRow) bool { return o.Name == l.name }) {
		return listExists() // another load was faster
	}
	if err := l.decide(len(lists) == 0); err != nil {
		return err
	}
	if l.out.Active {
		if err := l.tx.DeactivateDialerLists(ctx, db.DeactivateDialerListsParams{Campaign: l.campaign}); err != nil {
			return fmt.Errorf("deactivate: %w", err)
		}
	}
	added, err := l.tx.AddDialerList(ctx, db.AddDialerListParams{Campaign: l.campaign, Name: l.name, Active: l.out.Active})
	if write.IsUnique(err) {
		return listExists() // a client that takes no locks was faster
	}
	if err != nil {
		return fmt.Errorf("add the list: %w", err)
	}
	l.out.ID, l.out.Records = &added.ID, int64(added.Records)
	l.tx.Did = fmt.Sprintf("list %d, %d records", added.ID, added.Records)
	return nil
}

// stage copies the records into a temporary table, because COPY is not possible into a table with policies. It has the
// role of the writer, because limited roles cannot create tables.
func (l *listLoad) stage(ctx context.Context) (err error) {
	if _, err := l.tx.SQL.ExecContext(ctx, `
		SET LOCAL work_mem = '32MB';
		SET LOCAL jit = off;
		-- A do-not-call list that has just grown has no statistics: the planner must not choose to scan it for each number.
		SET LOCAL enable_nestloop = off;
		CREATE TEMPORARY TABLE dialer_staged (line bigint, destination text, number text COLLATE "C", data text, alternatives text,
			alternative_numbers text COLLATE "C", contact text, priority integer, agentphone text) ON COMMIT DROP;
		CREATE TEMPORARY TABLE dialer_forbidden (number text COLLATE "C") ON COMMIT DROP;
		CREATE TEMPORARY TABLE dialer_repeated (line bigint) ON COMMIT DROP;
		GRANT SELECT ON dialer_staged, dialer_forbidden, dialer_repeated TO ccrepo_campaign_writer`); err != nil {
		return fmt.Errorf("create the table of records: %w", err)
	}
	if l.country, err = l.CountryOf(ctx, l.tx.Queries, l.campaign); err != nil {
		return err
	}
	if err := l.copy(ctx); err != nil {
		return err
	}
	// No entry must be added to the do-not-call list before the records are stored, because it would not block them.
	if err := holdBeforeRecords(ctx, l.tx, l.campaign); err != nil {
		return err
	}
	if _, err := l.tx.SQL.ExecContext(ctx, `
		INSERT INTO dialer_repeated
		SELECT n.line
		FROM (SELECT s.line, row_number() OVER (PARTITION BY s.number ORDER BY s.line) AS nth FROM dialer_staged AS s) AS n
		WHERE n.nth > 1`); err != nil {
		return fmt.Errorf("look for duplicates: %w", err)
	}
	if _, err := l.tx.SQL.ExecContext(ctx, `
		INSERT INTO dialer_forbidden
		SELECT n
		FROM app.forbidden_numbers($1::text, ARRAY(
			SELECT s.number FROM dialer_staged AS s
			UNION
			SELECT a FROM dialer_staged AS s CROSS JOIN LATERAL unnest(string_to_array(s.alternative_numbers, ':')) AS a WHERE s.alternative_numbers IS NOT NULL)) AS n`,
		l.campaign); err != nil {
		return fmt.Errorf("search the do-not-call list: %w", err)
	}
	err = l.tx.SQL.QueryRowContext(ctx, `
		SELECT
			(SELECT count(*) FROM dialer_repeated),
			(SELECT count(*)
			 FROM dialer_staged AS s
			 JOIN dialer_forbidden AS f ON f.number = s.number
			 WHERE NOT EXISTS (SELECT FROM dialer_repeated AS r WHERE r.line = s.line)),
			(SELECT count(*)
			 FROM dialer_staged AS s
			 CROSS JOIN LATERAL unnest(string_to_array(s.alternative_numbers, ':')) AS a
			 JOIN dialer_forbidden AS f ON f.number = a
			 WHERE NOT EXISTS (SELECT FROM dialer_repeated AS r WHERE r.line = s.line))`).
		Scan(&l.out.Duplicates, &l.out.Blocked, &l.out.BlockedAlternatives)
	if err != nil {
		return fmt.Errorf("count the records: %w", err)
	}
	l.out.Records -= l.out.Duplicates
	if _, err := l.tx.SQL.ExecContext(ctx, "SET LOCAL enable_nestloop = on"); err != nil {
		return fmt.Errorf("stage: %w", err)
	}
	return nil
}

// copy reads the body and copies the valid records.
func (l *listLoad) copy(ctx context.Context) (err error) {
	to, err := l.tx.SQL.PrepareContext(ctx, `COPY dialer_staged (line, destination, number, data, alternatives, alternative_numbers, contact, priority, agentphone) FROM STDIN`)
	if err != nil {
		return fmt.Errorf("copy: %w", err)
	}
	defer func() { _ = to.Close() }()
	ctx, cancel := context.WithCancel(ctx)
	var working sync.WaitGroup
	defer working.Wait()
	defer cancel()
	read := 0
	for batch := range l.numbered(ctx, &working) {
		select {
		case <-batch.done:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
		l.headed = batch.headed
		for i := range batch.rows {
			if read++; read > maxListRecords {
				return problem.New("too_many_records", "A list may have at most %d records. Load them as several lists.", maxListRecords)
			}
			if err := l.note(batch.rows[i].copy(ctx, to)); err != nil {
				return err
			}
		}
	}
	if err := context.Cause(ctx); err != nil {
		return err
	}
	if _, err := to.ExecContext(ctx); err != nil {
		return fmt.Errorf("copy: %w", err)
	}
	return nil
}

// note counts a valid or invalid record; any other error ends the load.
func (l *listLoad) note(err error) error {
	var invalid *ingest.LineError
	var unreadable *ingest.ListFormatError
	switch {
	case err == nil:
		l.out.Records++
	case errors.As(err, &invalid):
		if l.out.Invalid++; l.out.Invalid <= maxInvalidShown {
			l.out.InvalidRecords = append(l.out.InvalidRecords, invalidRecord{invalid.Number, invalid.Err.Error()})
		}
	case errors.As(err, &unreadable):
		return problem.New("invalid_list", "The list cannot be read: %s.", unreadable.Reason)
	default:
		return err
	}
	return nil
}
