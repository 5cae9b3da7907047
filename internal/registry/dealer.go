package registry

import "github.com/mingtian-portal/mingtian/internal/calendar"

// InputDealer is a shop that sells seed, pesticide, fertiliser, veterinary drugs or feed
// (农资经营主体); also a designated restricted-pesticide shop, or a point that takes back
// packaging.
type InputDealer struct {
	ID                  string        `json:"id" field:"key,sort"`
	Name                string        `json:"name" field:"name,search,required,person,filter,sort"`
	USCC                string        `json:"uscc" field:"search,filter"`
	LicenceNumber       string        `json:"licence_number" field:"search,filter"`
	LicenceValidTo      calendar.Date `json:"licence_valid_to_on" field:"range,sort"`
	Categories          []string      `json:"categories" field:"code=input_category,facet"`
	RestrictedPesticide bool          `json:"restricted_pesticides" field:"facet"`
	PackagingReturn     bool          `json:"takes_back_packaging" field:"facet"`
	TownID              string        `json:"town_id" field:"ref=divisions,facet"`
	Address             string        `json:"address" field:""`
	Phone               string        `json:"phone" field:""`
	OpeningHours        string        `json:"opening_hours" field:""`

	Updated         calendar.Date `json:"updated_on" field:"derived,range,sort"`
	Withdrawn       calendar.Date `json:"withdrawn_on" field:"system,range"`
	WithdrawnReason string        `json:"withdrawn_reason" field:"system"`
}
