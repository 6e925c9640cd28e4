package api

import (
	"context"
	"fmt"
	"net/http"

	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/phone"
)

// newCampaignSetting is what is to be set for a campaign.
type newCampaignSetting struct {
	Campaign string  `json:"campaign" minLength:"1" maxLength:"255" description:"Name of the campaign, as the events spell it; one that no event names yet becomes known."`
	Country  *string `json:"country,omitempty" maxLength:"2" description:"Country (ISO 3166, two capital letters) of numbers that are typed without +. Where left out or null it stays as it is; empty takes it away, so that the country of the server counts."`
	DID      *string `json:"did,omitempty" maxLength:"64" description:"Number that calls of the campaign show where they name none. Where left out or null it stays as it is; empty takes it away."`
}

// campaignSetting is what is set for a campaign.
type campaignSetting struct {
	Campaign  string  `json:"campaign" description:"Name of the campaign."`
	Country   *string `json:"country" description:"Country of numbers that are typed without +; null where it is that of the server."`
	DID       *string `json:"did" description:"Number that calls of the campaign show where they name none; null where there is none."`
	ScreenPop *string `json:"screen_pop" description:"Template of the URL that opens with a call of the campaign; null where there is none."`
}

func (s *Server) addCampaignRoutes() error {
	return addWrite(s, writeRoute{
		name: "SetCampaign", method: http.MethodPost, path: "/v1/campaigns", scope: auth.Admin, status: http.StatusOK, timeout: importTime,
		summary:     "Set the country or the number of a campaign.",
		description: "With another country the numbers of its dialer lists are read anew. Closed to keys that are limited to campaigns.",
	}, s.setCampaign)
}

func (s *Server) setCampaign(ctx context.Context, w *writing, body newCampaignSetting) (campaignSetting, error) {
	if w.who.Limited {
		return campaignSetting{}, problem.New("campaign_limited", "What is set for a campaign needs a key that is not limited to campaigns.")
	}
	var wrong problem.List
	if body.Country != nil {
		if err := phone.CheckCountry(*body.Country); err != nil {
			wrong.Add(problem.Param("invalid_body", "country", "%s", err))
		}
	}
	if body.DID != nil && *body.DID != "" {
		if _, err := phone.Normal(*body.DID, ""); err != nil {
			wrong.Add(problem.Param("invalid_body", "did", "%s", err))
		}
	}
	if invalid := wrong.Problem(); invalid != nil {
		return campaignSetting{}, invalid
	}
	before, err := s.countryOf(ctx, w.Queries, body.Campaign)
	if err != nil {
		return campaignSetting{}, err
	}
	set, err := w.SetCampaign(ctx, db.SetCampaignParams{Campaign: body.Campaign, Country: body.Country, Did: body.DID})
	if err != nil {
		return campaignSetting{}, fmt.Errorf("set the campaign: %w", err)
	}
	after, err := s.countryOf(ctx, w.Queries, body.Campaign)
	if err != nil {
		return campaignSetting{}, err
	}
	if after != before {
		if err := s.readAnew(ctx, w.Queries, body.Campaign); err != nil {
			return campaignSetting{}, err
		}
	}
	w.did = "campaign " + body.Campaign
	return campaignSetting{Campaign: set.Campaign, Country: set.Country, DID: set.Did, ScreenPop: set.ScreenPop}, nil
}
