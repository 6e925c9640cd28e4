// The endpoints of single records of a dialer list.

package dialer

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/api/write"
	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/ingest"
	"github.com/ccrepo/ccrepo/phone"
	"github.com/ccrepo/ccrepo/route"
)

// newRecord is the body of a new record of a list.
type newRecord struct {
	Destination  string            `json:"destination" minLength:"1" maxLength:"64" description:"Number to dial."`
	Data         map[string]string `json:"data,omitempty" description:"Variables for the workflow and forms."`
	Alternatives []string          `json:"alternatives,omitempty" maxItems:"20" description:"Other numbers of the contact."`
	Contact      string            `json:"contact,omitempty" maxLength:"255" description:"Id of the contact; column contact of cdr_repo for its calls."`
	Priority     int32             `json:"priority,omitempty" minimum:"2" maximum:"2147483647" description:"Order of dialling: smaller numbers first; 9999 by default."`
	AgentPhone   string            `json:"agentphone,omitempty" maxLength:"255" description:"Phone of the agent to whom the contact belongs (progressive dialling)."`
}

// spoolRecord is a record that waits to be called.
type spoolRecord struct {
	ID           int64  `json:"id" description:"Id of the record: GET /v1/tables/calls_spool/{id}."`
	Campaign     string `json:"campaign" description:"Campaign of the dialer."`
	List         string `json:"dialerbase" description:"Name of the list."`
	Destination  string `json:"destination" description:"Number to dial."`
	Status       int32  `json:"status" description:"1 ready, 0 in process, 3 blocked by the do-not-call list."`
	Data         string `json:"data" description:"Variables: key=value pairs with : between them."`
	Alternatives string `json:"alternatives" description:"Other numbers of the contact, with : between them; those on the do-not-call list are left out."`
	Contact      string `json:"contact" description:"Id of the contact."`
	Priority     int32  `json:"priority" description:"Order of dialling: smaller numbers first."`
	AgentPhone   string `json:"agentphone" description:"Phone of the agent to whom the contact belongs."`
}

// recordChange is the body of a change of a record.
type recordChange struct {
	Priority *int32       `json:"priority,omitempty" minimum:"2" maximum:"2147483647" description:"Order of dialling: smaller numbers first."`
	Status   *spoolStatus `json:"status,omitempty" description:"1 ready, 0 in process, 3 blocked."`
}

// spoolStatus is a status of a record.
type spoolStatus int32

// Enum implements jsonschema.Enum: it returns the possible values.
func (spoolStatus) Enum() []any { return []any{0, 1, 3} }

func (d *Dialer) addRecord(ctx context.Context, tx *write.Tx, body newRecord) (spoolRecord, error) {
	var record ingest.ListRecord
	if err := body.read(&record); err != nil {
		return spoolRecord{}, problem.Param("invalid_body", "body", "%s", err)
	}
	list, err := lockList(ctx, tx, func(l db.DialerBase) error {
		if err := holdBeforeRecords(ctx, tx, l.Campaign); err != nil {
			return err
		}
		return holdName(ctx, tx, l.Campaign, l.Name)
	})
	if err != nil {
		return spoolRecord{}, err
	}
	number, err := d.Number(ctx, tx.Queries, list.Campaign, "destination", record.Destination)
	if err != nil {
		return spoolRecord{}, err
	}
	record.Destination = phone.WithoutDecimal(record.Destination)
	numbers := []string{number}
	for i, typed := range record.Alternatives {
		other, err := d.Number(ctx, tx.Queries, list.Campaign, "alternatives", typed)
		if err != nil {
			return spoolRecord{}, err
		}
		numbers = append(numbers, other)
		record.Alternatives[i] = phone.WithoutDecimal(typed)
	}
	forbidden, err := tx.ForbiddenNumbers(ctx, db.ForbiddenNumbersParams{Campaign: list.Campaign, Numbers: numbers})
	if err != nil {
		return spoolRecord{}, fmt.Errorf("search the do-not-call list: %w", err)
	}
	var allowed []string
	for i, typed := range record.Alternatives {
		if !slices.Contains(forbidden, numbers[i+1]) {
			allowed = append(allowed, typed)
		}
	}
	out := spoolRecord{
		Campaign: list.Campaign, List: list.Name, Destination: record.Destination, Status: 1, Data: record.Data,
		Alternatives: strings.Join(allowed, ":"), Contact: record.Contact, Priority: record.Priority, AgentPhone: record.AgentPhone,
	}
	if slices.Contains(forbidden, number) {
		out.Status = 3
	}
	out.ID, err = tx.AddSpoolRecord(ctx, db.AddSpoolRecordParams{
		Campaign: out.Campaign, Destination: out.Destination, Number: number, Status: out.Status, Data: out.Data, Alternatives: out.Alternatives,
		Contact: out.Contact, Dialerbase: out.List, Priority: out.Priority, Agentphone: out.AgentPhone,
	})
	if err != nil {
		return spoolRecord{}, fmt.Errorf("add the record: %w", err)
	}
	tx.Did = fmt.Sprintf("record %d in list %d", out.ID, list.ID)
	return out, nil
}

// read reads the body in the same way as a record of a list.
func (r newRecord) read(into *ingest.ListRecord) error {
	text, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("encode the record: %w", err)
	}
	err = ingest.NewListReader(bytes.NewReader(text), ingest.ListNDJSON, nil).Next(into)
	var invalid *ingest.LineError
	if errors.As(err, &invalid) {
		return invalid.Err
	}
	return err
}

// lockRecord locks the do-not-call list against changes for the campaign of the record in the path, and then the record.
func lockRecord(ctx context.Context, tx *write.Tx) (db.CallsSpool, error) {
	return lockAgain(ctx, tx, "record_locks", func() (db.CallsSpool, bool, error) {
		campaign, err := tx.CampaignOfSpoolRecord(ctx, db.CampaignOfSpoolRecordParams{ID: tx.ID()})
		if errors.Is(err, sql.ErrNoRows) {
			return db.CallsSpool{}, false, noRecord()
		}
		if err != nil {
			return db.CallsSpool{}, false, fmt.Errorf("look for the record: %w", err)
		}
		if err := holdBeforeRecords(ctx, tx, campaign); err != nil {
			return db.CallsSpool{}, false, err
		}
		r, err := findRecord(ctx, tx)
		return r, r.Campaign == campaign, err
	})
}

func noRecord() *problem.Problem {
	return problem.Param("not_found", "id", "there is no record with this id in calls_spool")
}

// findRecord returns the record in the path, locked until the transaction ends.
func findRecord(ctx context.Context, tx *write.Tx) (db.CallsSpool, error) {
	r, err := tx.LockSpoolRecord(ctx, db.LockSpoolRecordParams{ID: tx.ID()})
	if errors.Is(err, sql.ErrNoRows) {
		return r, noRecord()
	}
	if err != nil {
		return r, fmt.Errorf("look for the record: %w", err)
	}
	return r, nil
}

func (d *Dialer) changeRecord(ctx context.Context, tx *write.Tx, body recordChange) (spoolRecord, error) {
	if body.Priority == nil && body.Status == nil {
		return spoolRecord{}, problem.Param("invalid_body", "body", "it changes nothing: give priority or status")
	}
	r, err := lockRecord(ctx, tx)
	if err != nil {
		return spoolRecord{}, err
	}
	country, err := d.CountryOf(ctx, tx.Queries, r.Campaign)
	if err != nil {
		return spoolRecord{}, err
	}
	number, err := phone.Normal(r.Destination, country)
	if err != nil {
		number = "" // other programs may have stored a text that is not a number
		if r.Number != nil {
			number = *r.Number
		}
	}
	if body.Status != nil && *body.Status != 3 {
		entry, err := d.BlockedBy(ctx, tx.Queries, r.Campaign, number)
		if err != nil {
			return spoolRecord{}, err
		}
		if entry != nil {
			return spoolRecord{}, problem.Param("do_not_call", "status", "the number is on the do-not-call list: entry %d", entry.ID)
		}
	}
	now, err := tx.ChangeSpoolRecord(ctx, db.ChangeSpoolRecordParams{ID: r.ID, Priority: body.Priority, Status: (*int32)(body.Status), Number: number})
	if err != nil {
		return spoolRecord{}, fmt.Errorf("change the record: %w", err)
	}
	tx.Did = fmt.Sprintf("record %d", r.ID)
	return recordFor(ctx, tx, now)
}

func (d *Dialer) removeRecord(ctx context.Context, tx *write.Tx, _ nothing) (spoolRecord, error) {
	r, err := findRecord(ctx, tx)
	if err != nil {
		return spoolRecord{}, err
	}
	if r.Status == 0 {
		// A record that is deleted while it is in process counts as called. This one was not called.
		blocked := int32(3)
		if _, err := tx.ChangeSpoolRecord(ctx, db.ChangeSpoolRecordParams{ID: r.ID, Status: &blocked}); err != nil {
			return spoolRecord{}, fmt.Errorf("take the record out of process: %w", err)
		}
	}
	if err := tx.RemoveSpoolRecord(ctx, db.RemoveSpoolRecordParams{ID: r.ID}); err != nil {
		return spoolRecord{}, fmt.Errorf("remove the record: %w", err)
	}
	tx.Did = fmt.Sprintf("record %d", r.ID)
	return recordFor(ctx, tx, r)
}

// recordFor returns a record as the principal of the write may see it.
func recordFor(ctx context.Context, tx *write.Tx, row db.CallsSpool) (spoolRecord, error) {
	r := recordOf(row)
	err := tx.Mask(ctx, map[*string]route.Personal{&r.Destination: route.PersonalPhone, &r.Data: route.PersonalText,
		&r.Alternatives: route.PersonalText, &r.AgentPhone: route.PersonalPhone})
	return r, err
}

func recordOf(r db.CallsSpool) spoolRecord {
	text := func(value *string) string {
		if value == nil {
			return ""
		}
		return *value
	}
	return spoolRecord{
		ID: r.ID, Campaign: r.Campaign, List: r.Dialerbase, Destination: r.Destination, Status: r.Status, Data: text(r.Data),
		Alternatives: text(r.Alternatives), Contact: text(r.Contact), Priority: r.Priority, AgentPhone: text(r.Agentphone),
	}
}
