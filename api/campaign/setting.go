// The endpoint that changes the settings of a campaign.

package campaign

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/ccrepo/ccrepo/api/auth"
	"github.com/ccrepo/ccrepo/api/endpoint"
	"github.com/ccrepo/ccrepo/api/problem"
	"github.com/ccrepo/ccrepo/api/write"
	"github.com/ccrepo/ccrepo/db"
	"github.com/ccrepo/ccrepo/phone"
)

// settingTime limits the database's work on a changed country, for which many numbers are parsed again.
const settingTime = 5 * time.Minute

// newSetting is the body of a request.
type newSetting struct {
	Campaign string  `json:"campaign" minLength:"1" maxLength:"255" description:"Name of the campaign, as the events spell it; a new one is created."`
	Country  *string `json:"country,omitempty" maxLength:"2" description:"Country (ISO 3166, two capital letters) of numbers without +. If left out or null it is not changed; empty removes it, so that the country of the server applies."`
	DID      *string `json:"did,omitempty" maxLength:"64" description:"Number that calls of the campaign show if they name none. If left out or null it is not changed; empty removes it."`
}

// setting is the answer: the settings of the campaign.
type setting struct {
	Campaign  string  `json:"campaign" description:"Name of the campaign."`
	Country   *string `json:"country" description:"Country of numbers without +; null: that of the server."`
	DID       *string `json:"did" description:"Number that calls of the campaign show if they name none; null: none."`
	ScreenPop *string `json:"screen_pop" description:"Template of the URL that opens with a call of the campaign; null: none."`
}

// Feature returns the endpoint that changes the settings of a campaign. It calls changed, in the same transaction, with
// a campaign whose country was changed.
func (d Directory) Feature(k *write.Kit, changed func(ctx context.Context, q *db.Queries, campaign string) error) (endpoint.Feature, error) {
	set := write.Set{Kit: k}
	write.Add(&set, write.Route{
		Name: "SetCampaign", Method: http.MethodPost, Path: "/v1/campaigns", Scope: auth.Admin, Status: http.StatusOK, Timeout: settingTime,
		Summary:     "Set the country or the number of a campaign.",
		SummaryES:   "Poner el país o el número de una campaña.",
		Description: "If the country changes, the numbers of its dialer lists are parsed again. Closed to campaign-limited keys.",
	}, func(ctx context.Context, tx *write.Tx, body newSetting) (setting, error) {
		if err := checkSetting(tx.Who, body); err != nil {
			return setting{}, err
		}
		before, err := d.CountryOf(ctx, tx.Queries, body.Campaign)
		if err != nil {
			return setting{}, err
		}
		now, err := tx.SetCampaign(ctx, db.SetCampaignParams{Campaign: body.Campaign, Country: body.Country, Did: body.DID})
		if err != nil {
			return setting{}, fmt.Errorf("set the campaign: %w", err)
		}
		after, err := d.CountryOf(ctx, tx.Queries, body.Campaign)
		if err != nil {
			return setting{}, err
		}
		if after != before {
			if err := changed(ctx, tx.Queries, body.Campaign); err != nil {
				return setting{}, err
			}
		}
		tx.Did = "campaign " + body.Campaign
		return setting{Campaign: now.Campaign, Country: now.Country, DID: now.Did, ScreenPop: now.ScreenPop}, nil
	})
	return set.Feature()
}

func checkSetting(who *auth.Principal, body newSetting) error {
	if who.Limited {
		return problem.New("campaign_limited", "To change the settings of a campaign, use a key that is not limited to campaigns.")
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
		return invalid
	}
	return nil
}
