package api

import (
	"context"
	"fmt"

	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/phone"
)

// countryOf is the country in which numbers of a campaign are read that are typed without +; empty is none.
func (s *Server) countryOf(ctx context.Context, q *db.Queries, campaign string) (string, error) {
	country, err := q.CampaignCountry(ctx, db.CampaignCountryParams{Campaign: campaign, Given: s.country})
	if err != nil {
		return "", fmt.Errorf("look for the country of a campaign: %w", err)
	}
	return country, nil
}

// numberIn is the normal form of a number that a member of a body holds.
func (s *Server) numberIn(ctx context.Context, w *writing, campaign, member, typed string) (string, error) {
	country, err := s.countryOf(ctx, w.Queries, campaign)
	if err != nil {
		return "", err
	}
	number, err := phone.Normal(typed, country)
	if err != nil {
		return "", problem.Param("invalid_body", member, "%s", err)
	}
	return number, nil
}
