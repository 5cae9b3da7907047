package registry

import "github.com/mingtian-portal/mingtian/internal/calendar"

// Lab is a rapid-test laboratory that is open free to the public (快检实验室).
type Lab struct {
	ID           string   `json:"id" field:"key,sort"`
	Name         string   `json:"name" field:"name,search,required,filter,sort"`
	TownID       string   `json:"town_id" field:"ref=divisions,facet"`
	Address      string   `json:"address" field:""`
	Directions   string   `json:"directions" field:""`
	Phone        string   `json:"phone" field:""`
	OpeningHours string   `json:"opening_hours" field:""`
	SampleKinds  []string `json:"sample_kinds" field:"search,facet"`
	Items        []string `json:"items" field:"search,facet"`
	Methods      []string `json:"methods" field:""`
	SampleAmount string   `json:"sample_amount" field:""`
	Turnaround   int      `json:"turnaround_minutes" field:"unit=minute,range"`
	Access       string   `json:"accessibility" field:""`
	Notice       string   `json:"notice" field:""`

	Updated         calendar.Date `json:"updated_on" field:"derived,range,sort"`
	Withdrawn       calendar.Date `json:"withdrawn_on" field:"system,range"`
	WithdrawnReason string        `json:"withdrawn_reason" field:"system"`
}

// ServicePoint is a place that hands out consumables for 承诺达标合格证 and helps to fill
// them in (合格证服务点).
type ServicePoint struct {
	ID           string   `json:"id" field:"key,sort"`
	Name         string   `json:"name" field:"name,search,required,filter,sort"`
	TownID       string   `json:"town_id" field:"ref=divisions,facet"`
	VillageID    string   `json:"village_id" field:"ref=divisions,filter"`
	Address      string   `json:"address" field:""`
	Phone        string   `json:"phone" field:""`
	OpeningHours string   `json:"opening_hours" field:""`
	Services     []string `json:"services" field:"search,facet"`
	Equipment    []string `json:"equipment" field:""`

	Updated         calendar.Date `json:"updated_on" field:"derived,range,sort"`
	Withdrawn       calendar.Date `json:"withdrawn_on" field:"system,range"`
	WithdrawnReason string        `json:"withdrawn_reason" field:"system"`
}

// Division is a town, village or community with its code, the names and codes it has had, and
// when it was valid (行政区划). Its id is D and its code.
type Division struct {
	ID          string        `json:"id" field:"key,sort"`
	Code        string        `json:"code" field:"search,filter,required"`
	Name        string        `json:"name" field:"name,search,required,filter,sort"`
	Level       string        `json:"level" field:"code=division_level,facet,required"`
	ParentID    string        `json:"parent_id" field:"ref=divisions,facet"`
	FormerNames []string      `json:"former_names" field:"search"`
	FormerCodes []string      `json:"former_codes" field:"search,filter"`
	ValidFrom   calendar.Date `json:"valid_from_on" field:"range"`
	ValidTo     calendar.Date `json:"valid_to_on" field:"range"`

	Updated         calendar.Date `json:"updated_on" field:"derived,range,sort"`
	Withdrawn       calendar.Date `json:"withdrawn_on" field:"system,range"`
	WithdrawnReason string        `json:"withdrawn_reason" field:"system"`
}
