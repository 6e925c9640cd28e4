// The endpoint that adds a file of numbers to the do-not-call list.

package donotcall

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding"

	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/api/write"
	"github.com/ccrepo/ccrepo/db"
)

const (
	// maxImport is the maximum length of a file of entries: about two million lines.
	maxImport = 64 << 20
	// importTime limits the database's work on a file.
	importTime = 5 * time.Minute
	// importBatch is the number of entries that are written at once.
	importBatch = 5000
	// maxLineErrors is the number of invalid lines that an answer names.
	maxLineErrors = 100
)

// imported is the result of an import.
type imported struct {
	Added      int64 `json:"added" description:"Entries that were added."`
	Duplicates int64 `json:"duplicates" description:"Lines whose number was already on the list for the same campaign, with the same end or a later one."`
	Blocked    int64 `json:"blocked" description:"Waiting records of dialer lists that the new entries block."`
}

// file is the state of an import.
type file struct {
	list      *List
	tx        *write.Tx
	now       time.Time            // by the database's clock
	campaigns map[string]string    // the country of each campaign
	refused   map[string]string    // why lines of other campaigns are invalid
	wrong     []problem.ParamError // the first invalid lines
	wrongs    int                  // the number of all invalid lines
	batch     db.AddManyDoNotCallParams
	inBatch   map[[2]string]bool
	lines     int64
	ids       []int64
}

func (l *List) importFile(ctx context.Context, tx *write.Tx, body *write.Body) (imported, error) {
	f := &file{list: l, tx: tx, campaigns: map[string]string{}, refused: map[string]string{}, inBatch: map[[2]string]bool{}}
	var err error
	if f.now, err = tx.DatabaseTime(ctx); err != nil {
		return imported{}, fmt.Errorf("read the time: %w", err)
	}
	elsewhere, _ := tx.Args["campaign"].(string)
	if err := f.read(ctx, body, elsewhere); err != nil {
		return imported{}, err
	}
	if f.wrongs > 0 {
		p := problem.New("invalid_body", "%d of %d lines are invalid; nothing was added.", f.wrongs, f.lines)
		p.Errors = f.wrong
		return imported{}, p
	}
	if err := f.flush(ctx); err != nil {
		return imported{}, err
	}
	out := imported{Added: int64(len(f.ids)), Duplicates: f.lines - int64(len(f.ids))}
	if out.Added > 0 {
		// Locked only now, so that others wait only while records are blocked. Transactions that load records until then do not
		// see the new entries.
		campaigns := slices.Collect(maps.Keys(f.campaigns))
		if err := lock(ctx, tx.Queries, importTime, campaigns...); err != nil {
			return imported{}, err
		}
		if out.Blocked, err = l.block(ctx, tx.Queries, campaigns, f.ids); err != nil {
			return imported{}, err
		}
	}
	tx.Did = fmt.Sprintf("%d entries, which block %d records; %d duplicates", out.Added, out.Blocked, out.Duplicates)
	return out, nil
}

// columnNames returns the columns of a file, in their order if the first line does not name them.
func columnNames() []string { return []string{"number", "campaign", "reason", "until"} }

// read reads the whole file. It returns errors of the file as a whole; those of lines are collected.
func (f *file) read(ctx context.Context, body *write.Body, elsewhere string) error {
	in, err := newTable(body)
	if err != nil {
		return err
	}
	columns, headed := columnNames(), false
	for first := true; ; first = false {
		record, err := in.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		var parse *csv.ParseError
		if errors.As(err, &parse) {
			f.lines++
			f.refuse(parse.StartLine, parse.Err.Error())
			continue
		}
		if err != nil {
			return fmt.Errorf("read the file: %w", err)
		}
		line, _ := in.FieldPos(0)
		if first && namesColumns(record) {
			if columns, err = columnsOf(record); err != nil {
				return err
			}
			headed = true
			continue
		}
		f.lines++
		if body.Charset != nil {
			decodeFields(record, body.Charset)
		}
		if err := f.take(ctx, line, columns, record, elsewhere); err != nil {
			return err
		}
	}
	if f.lines == 0 {
		return body.Empty("invalid_body", headed)
	}
	return nil
}

// decodeFields decodes the fields that are not UTF-8, as the import of event files does.
func decodeFields(record []string, charset encoding.Encoding) {
	for i, field := range record {
		if utf8.ValidString(field) {
			continue
		}
		if text, err := charset.NewDecoder().String(field); err == nil {
			record[i] = text
		}
	}
}

// newTable returns a reader of CSV with the separator of its first line.
func newTable(text io.Reader) (*csv.Reader, error) {
	head := make([]byte, 4096)
	n, err := io.ReadFull(text, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read the file: %w", err)
	}
	start := string(head[:n])
	in := csv.NewReader(io.MultiReader(strings.NewReader(start), text))
	in.FieldsPerRecord, in.ReuseRecord, in.TrimLeadingSpace = -1, true, true
	line, _, _ := strings.Cut(start, "\n")
	in.Comma = ';'
	if !strings.Contains(line, ";") && strings.Contains(line, ",") {
		in.Comma = ','
	}
	return in, nil
}

// namesColumns reports whether a first line names the columns.
func namesColumns(record []string) bool {
	return slices.ContainsFunc(record, func(name string) bool { return strings.EqualFold(strings.TrimSpace(name), "number") })
}

func columnsOf(record []string) ([]string, error) {
	var columns []string
	for _, name := range record {
		name = strings.ToLower(strings.TrimSpace(name))
		if !slices.Contains(columnNames(), name) {
			return nil, problem.New("invalid_body", "There is no column %q%s.", problem.Clip(name), problem.Nearest(name, columnNames()))
		}
		if slices.Contains(columns, name) {
			return nil, problem.New("invalid_body", "The column %s is given twice.", name)
		}
		columns = append(columns, name)
	}
	return columns, nil
}

// take adds the entry of one line.
func (f *file) take(ctx context.Context, line int, columns, record []string, elsewhere string) error {
	if len(record) > len(columns) {
		f.refuse(line, fmt.Sprintf("it has %d fields; there are %d columns", len(record), len(columns)))
		return nil
	}
	fields := map[string]string{}
	for i, field := range record {
		if !utf8.ValidString(field) || strings.ContainsRune(field, 0) {
			f.refuse(line, columns[i]+": it is not UTF-8; send charset=windows-1252 if that is its encoding")
			return nil
		}
		fields[columns[i]] = strings.TrimSpace(field)
	}
	e := newEntry{Number: fields["number"], Campaign: fields["campaign"], Reason: fields["reason"], Until: fields["until"]}
	if e.Campaign == "" {
		e.Campaign = elsewhere
	}
	if len([]rune(e.Reason)) > 1000 {
		f.refuse(line, "reason: it has more than 1000 characters")
		return nil
	}
	if why, ok := f.refused[e.Campaign]; ok {
		f.refuse(line, why)
		return nil
	}
	country, ok := f.campaigns[e.Campaign]
	if !ok {
		var invalid *problem.Problem
		err := ownCampaign(ctx, f.tx, e.Campaign)
		if errors.As(err, &invalid) {
			f.refused[e.Campaign] = invalid.Detail
			f.refuse(line, invalid.Detail)
			return nil
		}
		if err == nil {
			country, err = f.list.CountryOf(ctx, f.tx.Queries, e.Campaign)
		}
		if err != nil {
			return err
		}
		f.campaigns[e.Campaign] = country
	}
	u, invalid := f.list.understand(e, country, f.now)
	if invalid != nil {
		f.refuse(line, invalid.Detail)
		return nil
	}
	if f.wrongs > 0 {
		return nil // nothing will be added; the remaining lines are only checked
	}
	return f.add(ctx, u)
}

// add adds an entry to the batch.
func (f *file) add(ctx context.Context, u understood) error {
	// The database decides whether it is a duplicate of an earlier one.
	key := [2]string{u.campaign, u.number}
	if f.inBatch[key] || len(f.inBatch) == importBatch {
		if err := f.flush(ctx); err != nil {
			return err
		}
	}
	f.inBatch[key] = true
	until := ""
	if u.until != nil {
		until = u.until.Format(time.RFC3339Nano)
	}
	b := &f.batch
	b.Numbers, b.Patterns = append(b.Numbers, u.number), append(b.Patterns, strings.Join(u.patterns, " "))
	b.Typed, b.Campaigns = append(b.Typed, u.typed), append(b.Campaigns, u.campaign)
	b.Reasons, b.Untils = append(b.Reasons, u.reason), append(b.Untils, until)
	return nil
}

// flush writes the batch.
func (f *file) flush(ctx context.Context) error {
	if len(f.inBatch) == 0 {
		return nil
	}
	f.batch.AddedAt, f.batch.AddedBy = f.tx.Now, f.tx.Who.Name
	ids, err := f.tx.AddManyDoNotCall(ctx, f.batch)
	if err != nil {
		return fmt.Errorf("add to the do-not-call list: %w", err)
	}
	f.ids = append(f.ids, ids...)
	f.batch = db.AddManyDoNotCallParams{}
	clear(f.inBatch)
	return nil
}

// refuse records the error of a line.
func (f *file) refuse(line int, why string) {
	if f.wrongs++; len(f.wrong) < maxLineErrors {
		f.wrong = append(f.wrong, problem.ParamError{Param: fmt.Sprintf("line %d", line), Message: why})
	}
}
