package registry

import (
	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/dataset"
)

// Certificate is one green-food, organic, conversion or geographical-indication certificate
// for one product. A certificate that covers several products is several rows.
type Certificate struct {
	ID             string           `json:"id" field:"key,sort"`
	ProducerID     string           `json:"producer_id" field:"ref=producers,filter"`
	HolderName     string           `json:"holder_name" field:"search,person,filter"`
	Scheme         string           `json:"scheme" field:"code=certificate_scheme,facet,required"`
	Number         string           `json:"number" field:"search,filter,required"`
	EnterpriseCode string           `json:"enterprise_code" field:"search,filter"`
	Product        string           `json:"product" field:"name,search,filter,sort"`
	Brand          string           `json:"brand" field:"search,filter"`
	Scope          string           `json:"scope" field:"code=certificate_scope,facet"`
	Level          string           `json:"level" field:"code=green_level,facet"`
	AreaMu         dataset.Decimal2 `json:"area_mu" field:"unit=mu,range,sort"`
	OutputT        dataset.Decimal2 `json:"output_t" field:"unit=tonne,range,sort"`
	Certifier      string           `json:"certifier" field:"facet"`
	ValidFrom      calendar.Date    `json:"valid_from_on" field:"range,sort"`
	ValidTo        calendar.Date    `json:"valid_to_on" field:"range,sort"`
	Standing       string           `json:"standing" field:"code=certificate_standing,filter"`
	StandingOn     calendar.Date    `json:"standing_on" field:"range"`
	StandingReason string           `json:"standing_reason" field:""`

	Status string `json:"status" field:"code=certificate_status,derived,facet"`
	TownID string `json:"town_id" field:"ref=divisions,derived,facet"`

	Updated         calendar.Date `json:"updated_on" field:"derived,range,sort"`
	Withdrawn       calendar.Date `json:"withdrawn_on" field:"system,range"`
	WithdrawnReason string        `json:"withdrawn_reason" field:"system"`
}
