package registry

import (
	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/dataset"
)

// Producer is a farm business: an enterprise, cooperative, family farm, sole trader, collective
// or large grower (农产品生产主体).
type Producer struct {
	ID          string           `json:"id" field:"key,sort"`
	Name        string           `json:"name" field:"name,search,required,person,filter,sort"`
	FormerNames []string         `json:"former_names" field:"search,person,filter"`
	USCC        string           `json:"uscc" field:"search,filter"`
	Kind        string           `json:"kind" field:"code=producer_kind,facet"`
	TownID      string           `json:"town_id" field:"ref=divisions,facet"`
	VillageID   string           `json:"village_id" field:"ref=divisions,filter"`
	Address     string           `json:"address" field:""`
	Phone       string           `json:"phone" field:""`
	Sectors     []string         `json:"sectors" field:"code=sector,facet"`
	Products    []string         `json:"products" field:"search,facet"`
	AreaMu      dataset.Decimal2 `json:"area_mu" field:"unit=mu,range,sort"`
	HeadCount   int              `json:"head_count" field:"unit=head,range,sort"`
	LargeScale  bool             `json:"large_scale" field:"facet"`
	IssuesCert  bool             `json:"issues_conformity" field:"facet"`
	Registered  calendar.Date    `json:"registered_on" field:"range,sort"`

	Green     bool   `json:"green_certified" field:"derived,facet"`
	Organic   bool   `json:"organic_certified" field:"derived,facet"`
	Traceable bool   `json:"traceable" field:"derived,facet"`
	Titled    bool   `json:"titled" field:"derived,facet"`
	Tier      string `json:"tier" field:"derived,facet,limited"`
	TierYear  int    `json:"tier_year" field:"derived,unit=year,filter,limited"`

	Updated         calendar.Date `json:"updated_on" field:"derived,range,sort"`
	Withdrawn       calendar.Date `json:"withdrawn_on" field:"system,range"`
	WithdrawnReason string        `json:"withdrawn_reason" field:"system"`
}
