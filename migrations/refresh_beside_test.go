package migrations_test

import (
	"database/sql"
	"testing"
	"time"

	"github.com/ccrepo/ccrepo/db/dbtest"
)

// TestPartitionsBesideRefresh creates a month's partition for an import while a refresh, which needs a partition of its
// own, has read the log.
func TestPartitionsBesideRefresh(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t)
	exec(t, db, "INSERT INTO queue_log_repo (datetime, callid, queuename, event) VALUES ('2021-03-05', 'c1', 'q', 'ENTERQUEUE')")
	refreshing := begin(t, db)
	// The first locks of a refresh.
	exec(t, refreshing, "SELECT pg_advisory_xact_lock(hashtext('report.refresh')), pg_advisory_xact_lock(hashtext('app.ensure_partitions')), count(*) FROM queue_log_repo")
	imported := make(chan error, 1)
	go func() {
		_, err := db.ExecContext(t.Context(), "SELECT app.ensure_partitions('queue_log_repo', ARRAY['2021-04-05'::timestamptz])")
		imported <- err
	}()
	awaitLock(t, db)
	refresh(t, refreshing)
	if err := refreshing.Commit(); err != nil {
		t.Error(err)
	}
	if err := <-imported; err != nil {
		t.Errorf("the import: %v", err)
	}
}

// TestFirstRefreshBesideWriter inserts the first row of a log after a refresh has looked for the newest row.
func TestFirstRefreshBesideWriter(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t)
	exec(t, db, "INSERT INTO dialer_base (campaign, name, active) VALUES ('c', 'l', true)")
	// Between calls and agents, the refresh inserts the campaign, and so waits for this transaction.
	campaign := begin(t, db)
	exec(t, campaign, "INSERT INTO app.campaign VALUES ('c')")
	refreshed := make(chan error, 1)
	go func() {
		_, err := db.ExecContext(t.Context(), "SELECT report.refresh()")
		refreshed <- err
	}()
	awaitLock(t, db)
	// A wrap-up that contains midnight.
	exec(t, db, "INSERT INTO queue_log_repo (datetime, event, agent, data1, data2) VALUES ('2024-02-17 00:00:07+00', 'FINISHWRAPUP', 'ana', '0', '17')")
	if err := campaign.Rollback(); err != nil {
		t.Error(err)
	}
	if err := <-refreshed; err != nil {
		t.Fatal(err)
	}
	exec(t, db, "INSERT INTO queue_log_repo (datetime, event, callid) VALUES ('2024-02-20 00:00:00+00', 'ENTERQUEUE', 'c')")
	dbtest.RebuildChangesNothing(t, db)
}

// TestRefreshAnalysesNewPartitions checks that a refresh analyzes new partitions, because without statistics, as after
// an import, its plans would be slow.
func TestRefreshAnalysesNewPartitions(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t)
	exec(t, db, "SELECT app.ensure_partitions('queue_log_repo', ARRAY['2021-03-05'::timestamptz])")
	exec(t, db, "INSERT INTO queue_log_repo (datetime, callid, event) SELECT '2021-03-05', n, 'ENTERQUEUE' FROM generate_series(1, 1000) AS n")
	refresh(t, db)
	equal(t, []string{"1000"}, texts(t, db, "SELECT reltuples::integer FROM pg_class WHERE relname = 'queue_log_repo_2021_03'"))
}

func begin(t *testing.T, db *sql.DB) *sql.Tx {
	t.Helper()
	tx, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = tx.Rollback() })
	return tx
}

// awaitLock waits until a session waits for a lock.
func awaitLock(t *testing.T, db *sql.DB) {
	t.Helper()
	const waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
	for deadline := time.Now().Add(30 * time.Second); texts(t, db, waiting)[0] == "0"; {
		if time.Now().After(deadline) {
			t.Fatal("after 30 s no session waits for a lock")
		}
	}
}
