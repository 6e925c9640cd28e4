package migrations_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/ccrepo/ccrepo/db/dbtest"
	"github.com/ccrepo/ccrepo/migrations"
)

// catalogue selects everything that the migrations define, as lines that can be compared: relations, columns, indexes,
// constraints, triggers, policies, functions, types and schemas, and their rights, owners and comments. goose's own
// table is excluded, and so are the partitions of single months: they are created when rows need them, and a step down
// leaves them to the step that drops their table.
const catalogue = `
	WITH ours AS (
		SELECT n.oid, n.nspname, n.nspacl, n.nspowner FROM pg_namespace AS n
		WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND n.nspname !~ '^pg_(toast_)?temp'
	), rel AS (
		SELECT c.*, n.nspname FROM pg_class AS c JOIN ours AS n ON n.oid = c.relnamespace
		WHERE c.relname !~ '^goose_db_version' AND c.relname !~ '_\d{4}_\d\d(_|$)'
	)
	SELECT format('schema %s owner %s rights %s: %s', nspname, nspowner::regrole, nspacl, obj_description(oid, 'pg_namespace')) FROM ours
	WHERE nspname <> 'public'
	UNION ALL
	SELECT format('relation %s %s.%s owner %s rights %s options %s by %s bound %s security %s: %s', relkind, nspname, relname, relowner::regrole, relacl, reloptions,
		pg_get_partkeydef(oid), pg_get_expr(relpartbound, oid), relrowsecurity, obj_description(oid, 'pg_class')) FROM rel
	UNION ALL
	SELECT format('column %s.%s.%s %s %s not null %s default %s identity %s rights %s: %s', r.nspname, r.relname, a.attname, a.attnum, format_type(a.atttypid, a.atttypmod),
		a.attnotnull, pg_get_expr(d.adbin, d.adrelid), a.attidentity, a.attacl, col_description(a.attrelid, a.attnum))
	FROM rel AS r
	JOIN pg_attribute AS a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
	LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
	UNION ALL
	SELECT format('view %s %s', oid::regclass, pg_get_viewdef(oid)) FROM rel WHERE relkind IN ('v', 'm')
	UNION ALL
	SELECT 'index ' || pg_get_indexdef(oid) FROM rel WHERE relkind IN ('i', 'I')
	UNION ALL
	SELECT format('constraint %s on %s %s', k.conname, k.conrelid::regclass, pg_get_constraintdef(k.oid))
	FROM pg_constraint AS k JOIN ours AS n ON n.oid = k.connamespace WHERE k.conrelid::regclass::text !~ '^goose_db_version$|_\d{4}_\d\d$'
	UNION ALL
	SELECT 'trigger ' || pg_get_triggerdef(g.oid) FROM pg_trigger AS g JOIN rel ON rel.oid = g.tgrelid WHERE NOT g.tgisinternal
	UNION ALL
	SELECT format('policy %s on %s %s %s %s', p.polname, p.polrelid::regclass, p.polroles::regrole[], pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)) FROM pg_policy AS p
	UNION ALL
	SELECT format('function %s owner %s rights %s: %s %s', p.oid::regprocedure, p.proowner::regrole, p.proacl, obj_description(p.oid, 'pg_proc'),
		CASE WHEN p.prokind = 'a' THEN '' ELSE pg_get_functiondef(p.oid) END)
	FROM pg_proc AS p JOIN ours AS n ON n.oid = p.pronamespace
	UNION ALL
	SELECT format('type %s %s owner %s rights %s of %s: %s', y.typtype, y.oid::regtype, y.typowner::regrole, y.typacl, y.typbasetype::regtype, obj_description(y.oid, 'pg_type'))
	FROM pg_type AS y JOIN ours AS n ON n.oid = y.typnamespace WHERE y.typtype IN ('d', 'c', 'e') AND y.typname !~ '^goose_db_version|_\d{4}_\d\d$'
	UNION ALL
	SELECT format('default rights %s in %s of %s: %s', a.defaclrole::regrole, a.defaclnamespace::regnamespace, a.defaclobjtype, a.defaclacl) FROM pg_default_acl AS a
	UNION ALL
	SELECT format('extension %s', extname) FROM pg_extension WHERE extname <> 'plpgsql'
	ORDER BY 1`

// TestUpAndDown applies the migrations one by one and reverts them again. Every step down must leave exactly the state
// before the step up, with data too, and applying them again must give the same result as the first time.
func TestUpAndDown(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	db := dbtest.NewEmpty(t)
	provider, err := migrations.NewProvider(db)
	if err != nil {
		t.Fatal(err)
	}
	sources := provider.ListSources()
	before := map[int64][]string{}
	for _, source := range sources {
		before[source.Version] = texts(t, db, catalogue)
		if _, err := provider.UpByOne(t.Context()); err != nil {
			t.Fatalf("up %d: %v", source.Version, err)
		}
	}
	top := texts(t, db, catalogue)
	log, cdrs := parseLog(t, talked)
	insertEvents(t, db, log)
	insertCDRs(t, db, cdrs)
	exec(t, db, "SELECT app.ensure_partitions('queue_log_repo', ARRAY['2010-01-01'::timestamptz])")
	refresh(t, db)

	for i := len(sources) - 1; i >= 0; i-- {
		version := sources[i].Version
		if _, err := provider.Down(t.Context()); err != nil {
			t.Fatalf("down %d: %v", version, err)
		}
		if d := difference(before[version], texts(t, db, catalogue)); d != "" {
			t.Errorf("after down %d\n%s", version, d)
		}
	}
	if t.Failed() {
		return
	}
	if _, err := migrations.Up(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	if d := difference(top, texts(t, db, catalogue)); d != "" {
		t.Errorf("after a second up\n%s", d)
	}
	insertEvents(t, db, log)
	refresh(t, db)
	equal(t, []string{talkedWith("")}, stored(t, db, ""))
}

func TestUpAtOnce(t *testing.T) {
	t.Parallel()
	dbtest.Slow(t)
	t.Run("of one database, one does the work", func(t *testing.T) {
		t.Parallel()
		db := dbtest.NewEmpty(t)
		provider, err := migrations.NewProvider(db)
		if err != nil {
			t.Fatal(err)
		}
		var programs sync.WaitGroup
		applied := make([]int, 2)
		for i := range applied {
			programs.Go(func() {
				results, err := migrations.Up(t.Context(), db)
				if err != nil {
					t.Errorf("program %d: %v", i, err)
				}
				applied[i] = len(results)
			})
		}
		programs.Wait()
		if want := len(provider.ListSources()); applied[0]+applied[1] != want || applied[0]*applied[1] != 0 {
			t.Errorf("want %d migrations applied by one, got %v", want, applied)
		}
		equal(t, []string{"0"}, texts(t, db, "SELECT app.ensure_partitions()")) // the migrations created the next months' partitions
	})
	t.Run("of two databases, both are migrated", func(t *testing.T) {
		t.Parallel()
		var programs sync.WaitGroup
		for i := range 2 {
			db := dbtest.NewEmpty(t)
			programs.Go(func() {
				if _, err := migrations.Up(t.Context(), db); err != nil {
					t.Errorf("database %d: %v", i, err)
				}
			})
		}
		programs.Wait()
	})
	t.Run("a second time there is nothing to do", func(t *testing.T) {
		t.Parallel()
		results, err := migrations.Up(t.Context(), dbtest.New(t))
		if err != nil || len(results) != 0 {
			t.Errorf("want nothing applied, got %v, %v", results, err)
		}
	})
}

// TestFilesAreComplete checks that every migration has both directions and a number of its own.
func TestFilesAreComplete(t *testing.T) {
	t.Parallel()
	files, err := migrations.Files.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for i, file := range files {
		text, err := migrations.Files.ReadFile(file.Name())
		if err != nil {
			t.Fatal(err)
		}
		if number := fmt.Sprintf("%05d_", i+201); !strings.HasPrefix(file.Name(), number) {
			t.Errorf("%s: want %s next", file.Name(), number)
		}
		for _, way := range []string{"-- +goose Up\n", "-- +goose Down\n"} {
			if strings.Count(string(text), way) != 1 {
				t.Errorf("%s: want one %q", file.Name(), strings.TrimSpace(way))
			}
		}
	}
}

// TestEarlierNumbersAreRefused migrates databases that have migrations of the numbers before the release: they are
// refused by name, and nothing of them changes.
func TestEarlierNumbersAreRefused(t *testing.T) {
	t.Parallel()
	for _, number := range []int{25, 106} {
		t.Run(fmt.Sprint(number), func(t *testing.T) {
			t.Parallel()
			db := dbtest.NewEmpty(t)
			for _, step := range []string{
				"CREATE TABLE goose_db_version (id integer GENERATED BY DEFAULT AS IDENTITY, version_id bigint NOT NULL, is_applied boolean NOT NULL, tstamp timestamp NOT NULL DEFAULT now())",
				fmt.Sprintf("INSERT INTO goose_db_version (version_id, is_applied) VALUES (0, true), (%d, true)", number),
			} {
				if _, err := db.ExecContext(t.Context(), step); err != nil {
					t.Fatal(err)
				}
			}
			_, err := migrations.Up(t.Context(), db)
			if err == nil || !strings.Contains(err.Error(), "docs/database.md") {
				t.Errorf("it answers %v, which does not name the page with the steps", err)
			}
			if left := texts(t, db, "SELECT nspname FROM pg_namespace WHERE nspname IN ('app', 'event', 'report')"); len(left) > 0 {
				t.Errorf("it left schemas: %v", left)
			}
		})
	}
}
