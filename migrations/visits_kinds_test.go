package migrations_test

import (
	"slices"
	"sync"
)

// kinds counts the kinds of hard case that random logs had.
type kinds struct {
	sync.Mutex
	met map[string]int
}

func (k *kinds) add(kind string) {
	k.Lock()
	defer k.Unlock()
	if k.met == nil {
		k.met = map[string]int{}
	}
	k.met[kind]++
}

// missing returns the kinds that no log had.
func (k *kinds) missing() []string {
	k.Lock()
	defer k.Unlock()
	return slices.DeleteFunc([]string{
		"partition of its month", "default partition", "refresh beside rows not yet committed", "rows rolled back", "id below one already committed", "row deleted",
		"abandoned", "agent_ended", "caller_ended", "connected", "dumped", "exited_empty", "exited_key", "failed", "lost", "timed_out", "transferred", "waiting", "withdrawn",
		"entry inferred", "second visit", "hold", "wrap-up", "dump before an answer", "missed ring", "short ring",
		"written by hand", "copied", "imported", "several imports", "restart", "record of a leg", "same moment",
	}, func(kind string) bool { return k.met[kind] > 0 })
}

// addLog counts what is in one log, and in the visits and rings that it must give.
func (k *kinds) addLog(log []event, cdrs []cdr) {
	imports, moments := map[int64]bool{}, map[int64]bool{}
	for _, e := range log {
		switch {
		case e.Name == "QUEUESTART":
			k.add("restart")
			continue
		case e.Import > 0:
			k.add("imported")
			imports[e.Import] = true
		case e.Origid.Known:
			k.add("copied")
		default:
			k.add("written by hand")
		}
		if moments[e.At] {
			k.add("same moment")
		}
		moments[e.At] = true
	}
	if len(imports) > 1 {
		k.add("several imports")
	}
	for _, c := range cdrs {
		if c.GUID != "" && c.Uniqueid != "" {
			k.add("record of a leg")
		}
	}
	visits, rings := expected(log, cdrs, newest(log))
	for _, v := range visits {
		k.add(v.Outcome)
		for kind, has := range map[string]bool{
			"entry inferred": v.Inferred, "second visit": v.Number > 1, "hold": v.Hold > 0, "wrap-up": v.Wrapup > 0, "dump before an answer": v.Dumps > 0,
		} {
			if has {
				k.add(kind)
			}
		}
	}
	for _, r := range rings {
		if r.Missed {
			k.add("missed ring")
		} else {
			k.add("short ring")
		}
	}
}
