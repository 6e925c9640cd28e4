// Package names knows which campaigns and agents rows have, for the warnings of answers about others.
package names

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/api/query"
	"github.com/ccrepo/ccrepo/db"
)

const (
	// maxAge is how long a name that rows have is not looked up again, and a list of names not read again.
	maxAge = time.Minute
	// maxSeen limits the names that are remembered.
	maxSeen = 10_000
)

// Names looks up names in the indexes of the tables. It remembers those that rows have: a name that is looked up often
// costs nothing.
type Names struct {
	Now func() time.Time

	mu     sync.Mutex
	seen   map[seen]time.Time
	agents []string
	readAt time.Time // of agents
}

type seen struct {
	kind query.NameKind
	name string
}

// Unknown returns those of the names that no row has.
func (n *Names) Unknown(ctx context.Context, on db.DBTX, kind query.NameKind, names []string) ([]query.Unknown, error) {
	names = n.notSeen(kind, names)
	if len(names) == 0 {
		return nil, nil
	}
	q := db.New(on)
	var unknown []string
	var err error
	if kind == query.AgentName {
		unknown, err = q.AgentsOfNoRow(ctx, db.AgentsOfNoRowParams{Names: names})
	} else {
		unknown, err = q.CampaignsOfNoRow(ctx, db.CampaignsOfNoRowParams{Names: names})
	}
	if err != nil {
		return nil, fmt.Errorf("look up names: %w", err)
	}
	n.see(kind, names, unknown)
	if len(unknown) == 0 {
		return nil, nil
	}
	var known []string
	if kind == query.AgentName {
		known, err = n.knownAgents(ctx, q)
	} else {
		known, err = q.KnownCampaigns(ctx)
	}
	if err != nil {
		return nil, fmt.Errorf("list names: %w", err)
	}
	return nearest(unknown, known), nil
}

// UnknownToLimited is Unknown for a campaign-limited key, on a connection that shows the rows of its campaigns only. A
// campaign of others is as unknown to it as one that does not exist. Its agents are not looked up: the index of agents has
// the rows of all campaigns.
func UnknownToLimited(ctx context.Context, on db.DBTX, kind query.NameKind, names []string) ([]query.Unknown, error) {
	if kind != query.CampaignName {
		return nil, nil
	}
	known, err := db.New(on).OwnCampaigns(ctx)
	if err != nil {
		return nil, fmt.Errorf("list campaigns: %w", err)
	}
	return nearest(slices.DeleteFunc(slices.Clone(names), func(name string) bool { return slices.Contains(known, name) }), known), nil
}

func nearest(unknown, known []string) []query.Unknown {
	var out []query.Unknown
	for _, name := range unknown {
		out = append(out, query.Unknown{Name: name, Nearest: problem.Similar(name, known)})
	}
	return out
}

// notSeen returns the names that are to be looked up.
func (n *Names) notSeen(kind query.NameKind, names []string) []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	now := n.Now()
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool {
		at, is := n.seen[seen{kind, name}]
		return is && now.Sub(at) < maxAge && !now.Before(at)
	})
}

// see remembers the names that rows have.
func (n *Names) see(kind query.NameKind, names, unknown []string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.seen == nil || len(n.seen) > maxSeen {
		n.seen = map[seen]time.Time{}
	}
	for _, name := range names {
		if !slices.Contains(unknown, name) {
			n.seen[seen{kind, name}] = n.Now()
		}
	}
}

// Known returns the campaigns and agents that rows have, in the order of their names; of agents at most 2,000.
func (n *Names) Known(ctx context.Context, on db.DBTX) (campaigns, agents []string, err error) {
	q := db.New(on)
	if agents, err = n.knownAgents(ctx, q); err != nil {
		return nil, nil, fmt.Errorf("list agents: %w", err)
	}
	if campaigns, err = q.KnownCampaigns(ctx); err != nil {
		return nil, nil, fmt.Errorf("list campaigns: %w", err)
	}
	return campaigns, agents, nil
}

func (n *Names) knownAgents(ctx context.Context, q *db.Queries) ([]string, error) {
	n.mu.Lock()
	agents, at, now := n.agents, n.readAt, n.Now()
	n.mu.Unlock()
	if !at.IsZero() && now.Sub(at) < maxAge && !now.Before(at) {
		return agents, nil
	}
	agents, err := q.KnownAgents(ctx)
	if err != nil {
		return nil, err //nolint:wrapcheck // by the only caller
	}
	n.mu.Lock()
	n.agents, n.readAt = agents, now
	n.mu.Unlock()
	return agents, nil
}
