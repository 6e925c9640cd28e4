package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// listRecords is the number of records of the loaded list.
const listRecords = 100_000

// lists compares the load of a dialer list, with numbers normalized and checked against a do-not-call list, with
// COPY of the resulting rows into the same table.
func (s *suite) lists(ctx context.Context, _, _ *process) error {
	list, rows := filepath.Join(s.dir, "list.csv"), filepath.Join(s.dir, "list_rows.csv")
	if err := writeList(list); err != nil {
		return err
	}
	load := func(url string) error {
		out, err := exec.CommandContext(ctx, s.program, "dialer", "load", list, "--campaign", "c", "--country", "UY", "--database-url", url).CombinedOutput()
		if err != nil {
			return fmt.Errorf("load: %w: %s", err, out)
		}
		return nil
	}
	const columns = "campaign, destination, number, status, data, alternatives, contact, dialerbase, priority, agentphone"
	const forbid = `INSERT INTO app.do_not_call (number, typed) SELECT '+5989' || 1000000 + 97 * n, n FROM generate_series(1, 10000) AS n`
	url, drop, err := s.fresh(ctx, "bench_list")
	if err != nil {
		return err
	}
	err = errors.Join(s.psqlDo(ctx, url, forbid), load(url), s.psqlDo(ctx, url, `\copy calls_spool (`+columns+`) to '`+rows+`' csv`), drop())
	if err != nil {
		return err
	}
	a, b, err := s.alternate(
		func() (float64, error) {
			url, drop, err := s.fresh(ctx, "bench_list")
			if err != nil {
				return 0, err
			}
			if err := s.psqlDo(ctx, url, forbid); err != nil {
				return 0, err
			}
			t, err := wall(func() error { return load(url) })
			return t, errors.Join(err, drop())
		},
		func() (float64, error) {
			url, drop, err := s.fresh(ctx, "bench_list_copy")
			if err != nil {
				return 0, err
			}
			t, err := wall(func() error { return s.psqlDo(ctx, url, `\copy calls_spool (`+columns+`) from '`+rows+`' csv`) })
			return t, errors.Join(err, drop())
		})
	if err != nil {
		return err
	}
	row("load of a dialer list of 100,000 records, against COPY of its rows, wall", a, b, "s", "10")
	return nil
}

// writeList writes a list in uContact's own form. Every second record has an alternative.
func writeList(path string) error {
	f, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("write list: %w", err)
	}
	w := bufio.NewWriter(f)
	for i := range listRecords {
		alternative := ""
		if i%2 == 0 {
			alternative = fmt.Sprintf("2%07d", i)
		}
		_, _ = fmt.Fprintf(w, "c;09%d %03d %03d;name=Name %d:city=Montevideo:balance=%d;%s;9999;%d\n", i%9+1, i/1000, i%1000, i, i*7%10_000, alternative, 200+i%50)
	}
	if err := errors.Join(w.Flush(), f.Close()); err != nil {
		return fmt.Errorf("write list: %w", err)
	}
	return nil
}
