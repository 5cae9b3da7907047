package registry

import (
	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/dataset"
)

// TraceEntity is a producer's entry on the provincial or national traceability platform
// (可追溯主体).
type TraceEntity struct {
	ID         string           `json:"id" field:"key,sort"`
	ProducerID string           `json:"producer_id" field:"ref=producers,filter"`
	HolderName string           `json:"holder_name" field:"name,search,person,required,filter,sort"`
	Platform   string           `json:"platform" field:"code=trace_platform,facet,required"`
	Code       string           `json:"code" field:"search,filter"`
	Products   []string         `json:"products" field:"search,facet"`
	AreaMu     dataset.Decimal2 `json:"area_mu" field:"unit=mu,range,sort"`
	Joined     calendar.Date    `json:"joined_on" field:"range,sort"`
	Standing   string           `json:"standing" field:"code=trace_standing,facet"`

	TownID string `json:"town_id" field:"ref=divisions,derived,facet"`

	Updated         calendar.Date `json:"updated_on" field:"derived,range,sort"`
	Withdrawn       calendar.Date `json:"withdrawn_on" field:"system,range"`
	WithdrawnReason string        `json:"withdrawn_reason" field:"system"`
}
