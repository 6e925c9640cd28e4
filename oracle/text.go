package oracle

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// Logs and rows as text: one line each, times in seconds since Zero.

// Parse parses a log. A line `seconds|callid|queue|agent|event|data1|…|data5` is an event; ids follow the order of
// the lines, and data5 may contain a `|`. `channel seconds|…` is a row of a channel's log, `origid=7 seconds|…`
// one of a copied database, and `file=2:90 seconds|…` one that import 2 found at position 90 of its file. The
// other lines are `cdr|guid|uniqueid|linkedid` and `alias|interface|agent`.
func Parse(text string) (Log, error) {
	log := Log{Aliases: map[string]string{}}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		f := append(strings.SplitN(line, "|", 10), make([]string, 10)...)
		switch f[0] {
		case "cdr":
			log.CDRs = append(log.CDRs, CDR{GUID: f[1], Uniqueid: f[2], Linkedid: f[3]})
			continue
		case "alias":
			log.Aliases[f[1]] = f[2]
			continue
		}
		origin, seconds, found := strings.Cut(f[0], " ")
		if !found {
			origin, seconds = "", f[0]
		}
		e := Event{ID: int64(len(log.Events) + 1)}
		if id, copied := strings.CutPrefix(origin, "origid="); copied {
			e.Origid = number(id)
		} else if place, imported := strings.CutPrefix(origin, "file="); imported {
			file, position, _ := strings.Cut(place, ":")
			e.Import, e.Position = number(file).Value, number(position)
		} else {
			e.Channel = origin
		}
		at, err := strconv.ParseFloat(seconds, 64)
		if err != nil {
			return log, fmt.Errorf("time of %q: %w", line, err)
		}
		e.At, e.Callid, e.Queue, e.Agent, e.Name = Zero+int64(math.Round(at*1e6)), f[1], f[2], f[3], f[4]
		copy(e.Data[:], f[5:10])
		log.Events = append(log.Events, e)
	}
	return log, nil
}

func (e Event) String() string {
	data := strings.NewReplacer("\n", `\n`, "\t", `\t`).Replace(strings.TrimRight(strings.Join(e.Data[:], "|"), "|"))
	origin := e.Channel
	switch {
	case e.Import != 0:
		origin += fmt.Sprintf(" file=%d:%s", e.Import, e.Position.text())
	case e.Origid.Known:
		origin += " origid=" + e.Origid.text()
	}
	return strings.TrimSpace(fmt.Sprintf("%s %s|%s|%s|%s|%s|%s", origin, stamp(e.At), e.Callid, e.Queue, e.Agent, e.Name, data))
}

func (r Row) String() string {
	switch {
	case r.CDR != nil:
		return r.CDR.String()
	case r.Alias != nil:
		return r.Alias.String()
	}
	return r.Event.String()
}

func (a Alias) String() string { return fmt.Sprintf("alias|%s|%s", a.Interface, a.Agent) }

func (c CDR) String() string { return fmt.Sprintf("cdr|%s|%s|%s", c.GUID, c.Uniqueid, c.Linkedid) }

// String returns `entered callid queue#number outcome`, followed by the other known values.
func (v Visit) String() string {
	var b line
	fmt.Fprintf(&b, "%s %s %s#%d %s", stamp(v.Entered), v.Callid, v.Queue, v.Number, v.Outcome)
	b.flag("inferred", v.Inferred)
	b.put("agent", v.Agent)
	b.put("connected", v.Connected.stamp())
	b.put("ended", v.Ended.stamp())
	b.put("by", v.EndedBy)
	b.put("wait", v.Wait.decimal())
	b.put("ring", v.RingSeconds.text())
	b.put("talk", v.Talk.decimal())
	if v.Hold != 0 {
		b.put("hold", decimal(v.Hold))
	}
	if v.Wrapup != 0 {
		b.put("wrapup", decimal(v.Wrapup))
	}
	b.count("dumps", v.Dumps)
	b.put("position", v.Position.text())
	b.put("callerid", v.Callerid)
	b.put("key", v.ExitKey)
	b.put("to", v.MovedTo)
	return b.String()
}

// String returns `time callid queue ring`, followed by the other known values.
func (r Ring) String() string {
	var b line
	fmt.Fprintf(&b, "%s %s %s ring", stamp(r.At), r.Callid, r.Queue)
	b.put("agent", r.Agent)
	b.put("ms", r.Milliseconds.text())
	b.flag("missed", r.Missed)
	b.put("id", strconv.FormatInt(r.ID, 10))
	return b.String()
}

// line collects the known values of a row as `name=value`.
type line struct{ strings.Builder }

func (l *line) put(name, value string) {
	if value != "" {
		fmt.Fprintf(l, " %s=%s", name, value)
	}
}

func (l *line) flag(name string, set bool) {
	if set {
		l.WriteString(" " + name)
	}
}

func (l *line) count(name string, n int) {
	if n != 0 {
		fmt.Fprintf(l, " %s=%d", name, n)
	}
}

func (m Maybe) decimal() string {
	if !m.Known {
		return ""
	}
	return decimal(m.Value)
}

func (m Maybe) text() string {
	if !m.Known {
		return ""
	}
	return strconv.FormatInt(m.Value, 10)
}

func (m Maybe) stamp() string {
	if !m.Known {
		return ""
	}
	return stamp(m.Value)
}

// Stamp returns a moment in seconds since Zero.
func Stamp(at int64) string { return stamp(at) }

func stamp(at int64) string { return decimal(at - Zero) }

func decimal(microseconds int64) string {
	text := strconv.FormatInt(microseconds/Second, 10)
	if microseconds < 0 && microseconds > -Second {
		text = "-0"
	}
	if rest := (time.Duration(microseconds%Second) * time.Microsecond).Abs().Microseconds(); rest != 0 {
		text += "." + strings.TrimRight(fmt.Sprintf("%06d", rest), "0")
	}
	return text
}
