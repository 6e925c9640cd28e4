package ingest

// The columns of call detail records, and how a field of a file becomes a value of a column.

import (
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// CDRRow is one call detail record. A column that the file does not have is not Valid; an empty field is Valid and
// empty.
type CDRRow struct {
	CallDate                                                 time.Time
	UniqueID                                                 string
	AccountCode, Src, Dst, DContext, CLID                    sql.NullString
	Channel, DstChannel, LastApp, LastData                   sql.NullString
	Duration, BillSec, Sequence                              sql.Null[int32]
	Disposition, AMAFlags, UserField, LinkedID, PeerAccount  sql.NullString
	Type, GUID, CauseCode, Campaign, Note, Contact, DialBase sql.NullString
	ChargedBalance, RealBalance, Rating                      sql.NullString // decimal numbers with all their digits
	FinishTime                                               sql.NullTime
}

// cdrColumn is a column of cdr_repo, or a column that files have and the table does not.
type cdrColumn struct {
	name    string // in the table; empty: not stored
	headers string // names in the files, without spaces and underscores
	follows bool   // from the stored columns, so that nothing is lost without it
	set     func(row *CDRRow, field string, o *Options) error
	get     func(row *CDRRow) any
}

// cdrColumns returns every column that a file may have. answer and end are not stored, because both follow from
// start, duration and billsec. finishtime is different: it is the moment of the disposition.
func cdrColumns() []cdrColumn {
	return []cdrColumn{
		{name: "calldate", headers: "calldate start starttime", get: func(r *CDRRow) any { return r.CallDate }},
		{name: "uniqueid", headers: "uniqueid",
			set: func(r *CDRRow, s string, _ *Options) error { r.UniqueID = s; return nil },
			get: func(r *CDRRow) any { return r.UniqueID }},
		{headers: "answer answertime", follows: true},
		{headers: "end endtime", follows: true},
		// Row, transaction, place and import of another database, as an export of this one has them.
		{headers: "id"}, {headers: "writtenby"}, {headers: "position"}, {headers: "importid"},
		// FreePBX's own.
		{headers: "did"}, {headers: "recordingfile"}, {headers: "cnum"}, {headers: "cnam"},
		{headers: "outboundcnum"}, {headers: "outboundcnam"}, {headers: "dstcnam"},
		textColumn("accountcode", "accountcode", func(r *CDRRow) *sql.NullString { return &r.AccountCode }),
		textColumn("src", "src source", func(r *CDRRow) *sql.NullString { return &r.Src }),
		textColumn("dst", "dst destination", func(r *CDRRow) *sql.NullString { return &r.Dst }),
		textColumn("dcontext", "dcontext destinationcontext", func(r *CDRRow) *sql.NullString { return &r.DContext }),
		textColumn("clid", "clid callerid", func(r *CDRRow) *sql.NullString { return &r.CLID }),
		textColumn("channel", "channel", func(r *CDRRow) *sql.NullString { return &r.Channel }),
		textColumn("dstchannel", "dstchannel destinationchannel", func(r *CDRRow) *sql.NullString { return &r.DstChannel }),
		textColumn("lastapp", "lastapp lastapplication", func(r *CDRRow) *sql.NullString { return &r.LastApp }),
		textColumn("lastdata", "lastdata lastapplicationdata lastappargument", func(r *CDRRow) *sql.NullString { return &r.LastData }),
		intColumn("duration", "duration", func(r *CDRRow) *sql.Null[int32] { return &r.Duration }),
		intColumn("billsec", "billsec billseconds billableseconds", func(r *CDRRow) *sql.Null[int32] { return &r.BillSec }),
		textColumn("disposition", "disposition", func(r *CDRRow) *sql.NullString { return &r.Disposition }),
		textColumn("amaflags", "amaflags amaflag", func(r *CDRRow) *sql.NullString { return &r.AMAFlags }),
		textColumn("userfield", "userfield", func(r *CDRRow) *sql.NullString { return &r.UserField }),
		textColumn("peeraccount", "peeraccount", func(r *CDRRow) *sql.NullString { return &r.PeerAccount }),
		textColumn("linkedid", "linkedid", func(r *CDRRow) *sql.NullString { return &r.LinkedID }),
		intColumn("sequence", "sequence sequenceid", func(r *CDRRow) *sql.Null[int32] { return &r.Sequence }),
		textColumn("type", "type", func(r *CDRRow) *sql.NullString { return &r.Type }),
		textColumn("guid", "guid", func(r *CDRRow) *sql.NullString { return &r.GUID }),
		textColumn("causecode", "causecode", func(r *CDRRow) *sql.NullString { return &r.CauseCode }),
		textColumn("campaign", "campaign", func(r *CDRRow) *sql.NullString { return &r.Campaign }),
		textColumn("note", "note", func(r *CDRRow) *sql.NullString { return &r.Note }),
		textColumn("contact", "contact", func(r *CDRRow) *sql.NullString { return &r.Contact }),
		textColumn("dialerbase", "dialerbase", func(r *CDRRow) *sql.NullString { return &r.DialBase }),
		decimalColumn("charged_balance", "chargedbalance", func(r *CDRRow) *sql.NullString { return &r.ChargedBalance }),
		decimalColumn("real_balance", "realbalance", func(r *CDRRow) *sql.NullString { return &r.RealBalance }),
		decimalColumn("rating", "rating", func(r *CDRRow) *sql.NullString { return &r.Rating }),
		{name: "finishtime", headers: "finishtime", set: setFinishTime,
			get: func(r *CDRRow) any {
				if r.FinishTime.Valid {
					return r.FinishTime.Time
				}
				return nil
			}},
	}
}

// cdrLayout returns the columns of a record without header, separated by spaces, as one of Asterisk's modules writes
// them.
//
// cdr_csv has a fixed order, to which it appends uniqueid and userfield, each if configured, and then the three newer
// columns together. So the number of fields determines the columns. The sample configuration of cdr_custom has another
// order with 18 or, since Asterisk 11, 19 fields. There the eighth field is the start, which is text in cdr_csv, and a
// number follows the end.
func cdrLayout(fields []string, o *Options) (string, bool) {
	const (
		csv    = "accountcode src dst dcontext clid channel dstchannel lastapp lastdata start answer end duration billsec disposition amaflags"
		newer  = " peeraccount linkedid sequence"
		custom = "clid src dst dcontext channel dstchannel lastapp lastdata start answer end duration billsec disposition amaflags accountcode uniqueid userfield"
	)
	if n := len(fields); n == 18 || n == 19 {
		_, number := digits(fields[11])
		switch found := number && fields[11] != "" && o.looksLikeTime(fields[8]) && o.looksLikeTime(fields[10]); {
		case found && n == 18:
			return custom, true
		case found:
			return custom + " sequence", true
		}
	}
	switch len(fields) {
	case 16:
		return csv, true
	case 17:
		return csv + " uniqueid", true
	case 18:
		return csv + " uniqueid userfield", true
	case 19:
		return csv + newer, true
	case 20:
		return csv + " uniqueid" + newer, true
	case 21:
		return csv + " uniqueid userfield" + newer, true
	default:
		return "", false
	}
}

func textColumn(name, headers string, at func(*CDRRow) *sql.NullString) cdrColumn {
	return cdrColumn{name: name, headers: headers,
		set: func(r *CDRRow, s string, _ *Options) error {
			*at(r) = sql.NullString{String: s, Valid: true}
			return nil
		},
		get: func(r *CDRRow) any {
			if v := at(r); v.Valid {
				return v.String
			}
			return nil
		}}
}

func intColumn(name, headers string, at func(*CDRRow) *sql.Null[int32]) cdrColumn {
	return cdrColumn{name: name, headers: headers,
		set: func(r *CDRRow, s string, _ *Options) error {
			if s == "" {
				return nil
			}
			// Some exporters write seconds with decimals. Asterisk truncates its own to whole seconds, so these
			// are truncated too.
			whole, decimals, _ := strings.Cut(s, ".")
			v, err := strconv.ParseInt(whole, 10, 32)
			if _, ok := digits(decimals); err != nil || !ok {
				return fmt.Errorf("%s %s is not a whole number", name, quoted(s))
			}
			*at(r) = sql.Null[int32]{V: int32(v), Valid: true}
			return nil
		},
		get: func(r *CDRRow) any {
			if v := at(r); v.Valid {
				return int64(v.V)
			}
			return nil
		}}
}

func decimalColumn(name, headers string, at func(*CDRRow) *sql.NullString) cdrColumn {
	column := textColumn(name, headers, at)
	column.set = func(r *CDRRow, s string, _ *Options) error {
		if s == "" {
			return nil
		}
		whole, decimals, _ := strings.Cut(strings.TrimPrefix(s, "-"), ".")
		_, ok := digits(whole + decimals)
		if !ok || whole+decimals == "" || len(s) > 60 {
			return fmt.Errorf("%s %s is not a decimal number", name, quoted(s))
		}
		*at(r) = sql.NullString{String: s, Valid: true}
		return nil
	}
	return column
}

var errSkipped = errors.New("is a time that the clocks of the zone skipped")

func setFinishTime(r *CDRRow, s string, o *Options) error {
	if s == "" {
		return nil
	}
	wall, err := o.wall(s)
	if errors.Is(err, errBefore1970) {
		return nil // a call without a disposition
	}
	if err != nil {
		return fmt.Errorf("finishtime %s %w", quoted(s), err)
	}
	moments := wall.moments(o.Location)
	if len(moments) == 0 {
		return fmt.Errorf("finishtime %s %w", quoted(s), errSkipped)
	}
	r.FinishTime = sql.NullTime{Time: wall.at(moments[0]), Valid: true}
	return nil
}
