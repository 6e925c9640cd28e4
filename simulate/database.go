package simulate

// A database in uContact's form, as its programs write it.

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/go-sql-driver/mysql"
)

// database writes rows in transactions. A row has its id before it is written, so that a transaction whose end is not
// known can be repeated, and that rows can come after others with greater ids.
type database struct {
	o       Options
	ids     map[string]int64
	pending []row
	late    []row // of a transaction that commits later
	flushes int
	second  int64
}

// row is a row of a table, with its id.
type row struct {
	table  string
	values []any
}

// batch is the number of rows that are written at once if the simulation is as fast as it can be.
const batch = 400

// patience is how long a database may be away.
const patience = 2 * time.Minute

const (
	eventColumns = "id, origid, datetime, callid, queuename, agent, event, data, data2, data3, data4, data5"
	callColumns  = "id, calldate, clid, src, dst, dcontext, channel, dstchannel, lastapp, duration, billsec, disposition, amaflags, accountcode, userfield, uniqueid, type, guid, campaign"
)

// uContactTables are the fifteen tables; their types are a guess, as they are not published.
func uContactTables() (all []string) {
	for _, name := range []string{queueLog, "webchat_log_repo", "sms_log_repo", "email_log_repo", "twitter_log_repo", "messenger_log_repo", "facebook_log_repo"} {
		all = append(all, "CREATE TABLE "+name+` (id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY, origid BIGINT, datetime DATETIME, callid VARCHAR(80), queuename VARCHAR(128),
			agent VARCHAR(128), event VARCHAR(40), data VARCHAR(255), data2 VARCHAR(255), data3 VARCHAR(255), data4 VARCHAR(255), data5 VARCHAR(255), KEY (datetime)) CHARSET utf8mb4`)
	}
	return append(all,
		`CREATE TABLE cdr_repo (id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY, calldate DATETIME, clid VARCHAR(80), src VARCHAR(80), dst VARCHAR(80), dcontext VARCHAR(80),
			channel VARCHAR(80), dstchannel VARCHAR(80), lastapp VARCHAR(80), duration INT UNSIGNED, billsec INT UNSIGNED, disposition VARCHAR(45), amaflags INT, accountcode VARCHAR(40),
			userfield VARCHAR(255), uniqueid VARCHAR(40), type VARCHAR(10), guid VARCHAR(80), causecode VARCHAR(10), campaign VARCHAR(128), charged_balance DECIMAL(12,4),
			real_balance DECIMAL(12,4), note TEXT, contact VARCHAR(80), finishtime DATETIME, rating DECIMAL(4,2), dialerbase VARCHAR(80), KEY (calldate)) CHARSET utf8mb4`,
		"CREATE TABLE tags (id INT AUTO_INCREMENT PRIMARY KEY, datetime DATETIME, user VARCHAR(80), guid VARCHAR(80), time INT, comment TEXT) CHARSET utf8mb4",
		"CREATE TABLE black_list_history (id INT AUTO_INCREMENT PRIMARY KEY, calldate DATETIME, src VARCHAR(80), dst VARCHAR(80)) CHARSET utf8mb4",
		"CREATE TABLE calls_spool (id INT AUTO_INCREMENT PRIMARY KEY, campaign VARCHAR(128), destination VARCHAR(40), status INT, data TEXT, alternatives TEXT, contact VARCHAR(80), dialerbase VARCHAR(80), priority INT, agentphone VARCHAR(40)) CHARSET utf8mb4",
		"CREATE TABLE dialer_base (id INT AUTO_INCREMENT PRIMARY KEY, campaign VARCHAR(128), name VARCHAR(80), records INT, active TINYINT(1), percentage INT) CHARSET utf8mb4",
		"CREATE TABLE sms_repo (id INT AUTO_INCREMENT PRIMARY KEY, idm VARCHAR(80), campaign VARCHAR(128), dateprocessed DATETIME, direction CHAR(1), callerid VARCHAR(40), message TEXT, agent VARCHAR(128), smsbase VARCHAR(80), result VARCHAR(40), readsms VARCHAR(5), sessionid VARCHAR(80)) CHARSET utf8mb4",
		"CREATE TABLE sipchat (id INT AUTO_INCREMENT PRIMARY KEY, datecreated DATETIME, src VARCHAR(80), dest VARCHAR(80), message TEXT, srcagent VARCHAR(128), dstagent VARCHAR(128), status VARCHAR(20)) CHARSET utf8mb4",
		"CREATE TABLE auditory (id INT AUTO_INCREMENT PRIMARY KEY, datetime DATETIME, userid VARCHAR(80), host VARCHAR(80), action TEXT) CHARSET utf8mb4")
}

func openDatabase(ctx context.Context, o Options) (*database, error) {
	for _, statement := range uContactTables() {
		if _, err := o.DB.ExecContext(ctx, statement); err != nil {
			return nil, fmt.Errorf("create the tables in the database, which must be empty: %w", err)
		}
	}
	return &database{o: o, ids: map[string]int64{}}, nil
}

func (d *database) add(table string, values ...any) {
	d.ids[table]++
	d.pending = append(d.pending, row{table, append([]any{d.ids[table]}, values...)})
}

func (d *database) event(table string, e event) {
	values := []any{d.ids[table] + 1, moment(e.at), e.callID, e.queue, e.agent, e.name}
	for i := range 5 {
		switch {
		case i == 4 && len(e.data) > 5: // as the queue_log's last field
			values = append(values, strings.Join(e.data[4:], "|"))
		case i < len(e.data):
			values = append(values, e.data[i])
		default:
			values = append(values, nil)
		}
	}
	d.add(table, values...)
}

func (d *database) record(r record) {
	d.add("cdr_repo", moment(r.begun), r.src, r.src, r.dst, "from-trunk", "SIP/trunk-"+r.id, r.dstChannel(), r.app, r.ended-r.begun, r.billed, r.disposition(),
		3, r.by, "", r.id, "S", r.guid, r.campaign)
}

// moment returns a time as the database has it, by the clock of UTC.
func moment(at int64) string { return time.Unix(at, 0).UTC().Format(time.DateTime) }

// flush writes the rows that are due. Some of them come three transactions later.
func (d *database) flush(ctx context.Context, last bool) error {
	d.second++
	due := d.second%d.o.step() == 0
	if d.o.Speed == 0 {
		due = len(d.pending) >= batch
	}
	if !last && (len(d.pending) == 0 || !due) {
		return nil
	}
	d.flushes++
	now := d.pending
	d.pending = nil
	switch {
	case last || d.flushes%6 == 0:
		now = append(now, d.late...)
		d.late = nil
	case d.flushes%6 == 3 && len(now) > 1:
		d.late = append(d.late, now[:len(now)/2]...)
		now = now[len(now)/2:]
	}
	return d.write(ctx, now)
}

// write writes rows in one transaction, again and again if the database is away.
func (d *database) write(ctx context.Context, rows []row) error {
	begun := time.Now()
	for {
		err := d.try(ctx, rows)
		var refusal *mysql.MySQLError
		if err == nil || ctx.Err() != nil || time.Since(begun) > patience || errors.As(err, &refusal) && refusal.Number != 1053 { // 1053: it shuts down
			return err
		}
		select {
		case <-ctx.Done():
		case <-time.After(100 * time.Millisecond):
		}
	}
}

func (d *database) try(ctx context.Context, rows []row) error {
	tx, err := d.o.DB.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("write to the database: %w", err)
	}
	defer func() { _ = tx.Rollback() }() // has no effect after the commit
	byTable := map[string][]row{}
	var tables []string
	for _, r := range rows {
		if byTable[r.table] == nil {
			tables = append(tables, r.table)
		}
		byTable[r.table] = append(byTable[r.table], r)
	}
	for _, table := range tables {
		if err := insert(ctx, tx, table, byTable[table]); err != nil {
			return fmt.Errorf("write to table %s: %w", table, err)
		}
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("write to the database: %w", err)
	}
	return nil
}

func insert(ctx context.Context, tx *sql.Tx, table string, rows []row) error {
	columns := eventColumns
	if table == "cdr_repo" {
		columns = callColumns
	}
	places := ",(" + strings.Repeat(",?", len(rows[0].values))[1:] + ")"
	var args []any
	for _, r := range rows {
		args = append(args, r.values...)
	}
	_, err := tx.ExecContext(ctx, "INSERT INTO "+table+" ("+columns+") VALUES "+strings.Repeat(places, len(rows))[1:]+" ON DUPLICATE KEY UPDATE id = "+table+".id", args...)
	return err //nolint:wrapcheck // the caller does
}

// Close does nothing: the database belongs to the caller.
func (d *database) Close() error { return nil }
