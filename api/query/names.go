// Warnings about names that no row has: a misspelt queue gets zeros, as a right one without calls does.

package query

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/route"
)

// NameKind is the kind of thing that a name is of.
type NameKind string

// The kinds of names that are looked up.
const (
	CampaignName NameKind = "campaign"
	AgentName    NameKind = "agent"
)

// Unknown is a name that no row has ever had.
type Unknown struct {
	Name    string
	Nearest string // the most similar name that rows have; empty: none is similar
}

// maxNames limits the names of a request that are looked up.
const maxNames = 20

// name is a name in a request.
type name struct {
	param, value string
	kind         NameKind
}

// nameKind returns the kind of the names in a column or a parameter; empty: it has none that are looked up.
func (r *Route) nameKind(column string) NameKind {
	switch column {
	case "queue", "queuename", "queues", "campaign":
		return CampaignName
	case "agent":
		// The agents of other tables are in no index.
		isLog := func(source string) bool { return strings.HasSuffix(source, "_log_repo") }
		if len(r.Sources) > 0 && !slices.ContainsFunc(r.Sources, func(source string) bool { return !isLog(source) }) {
			return AgentName
		}
	}
	return ""
}

// addNames records the names in a filter of equality or a parameter, to be looked up when the answer is ready.
func (q *Request) addNames(param, column string, kind route.Kind, values []string) {
	of := q.route.nameKind(column)
	if of == "" || kind != route.Text || q.format != "json" && q.format != "xlsx" && !isPicture(q.format) || q.route.One || q.options.Unknown == nil {
		return
	}
	for _, value := range values {
		// The logs have NONE for none.
		if value != "" && value != "NONE" && len(q.names) < maxNames {
			q.names = append(q.names, name{param, value, of})
		}
	}
}

// readUnknown looks up the names of the request.
func (a *answer) readUnknown(ctx context.Context, on db.DBTX) error {
	unknown := map[name]Unknown{}
	for _, kind := range []NameKind{CampaignName, AgentName} {
		var values []string
		for _, n := range a.names {
			if n.kind == kind {
				values = append(values, n.value)
			}
		}
		if values == nil {
			continue
		}
		found, err := a.options.Unknown(ctx, on, kind, values)
		if err != nil {
			return fmt.Errorf("look up names: %w", problem.Cause(ctx, err))
		}
		for _, u := range found {
			unknown[name{value: u.Name, kind: kind}] = u
		}
	}
	for _, n := range a.names {
		if u, is := unknown[name{value: n.value, kind: n.kind}]; is {
			a.unknown = append(a.unknown, unknownName{n.param, u})
		}
	}
	return nil
}

// unknownName is a name of a request that no row has.
type unknownName struct {
	param string
	Unknown
}

// appendWarnings appends the member warnings if the request has names that no row has.
func (a *answer) appendWarnings(buf []byte) []byte {
	if len(a.unknown) == 0 {
		return buf
	}
	buf = append(buf, `,"warnings":[`...)
	for i, u := range a.unknown {
		if i > 0 {
			buf = append(buf, ',')
		}
		buf = appendJSONString(append(buf, `{"param":`...), []byte(u.param))
		buf = appendJSONString(append(buf, `,"value":`...), []byte(problem.Clip(u.Name)))
		message := a.lang.Of("no row has ever had this name", "ninguna fila tuvo nunca este nombre")
		if u.Nearest != "" {
			message += a.lang.Of("; the nearest is ", "; el más parecido es ") + u.Nearest
		}
		buf = appendJSONString(append(buf, `,"message":`...), []byte(message))
		if u.Nearest == "" {
			buf = append(buf, `,"nearest":null}`...)
		} else {
			buf = append(appendJSONString(append(buf, `,"nearest":`...), []byte(u.Nearest)), '}')
		}
	}
	return append(buf, ']')
}
