package registry

import "github.com/mingtian-portal/mingtian/internal/calendar"

// DemonstrationTitle is a national, provincial or prefectural title of a producer
// (示范社、示范家庭农场).
type DemonstrationTitle struct {
	ID         string        `json:"id" field:"key,sort"`
	ProducerID string        `json:"producer_id" field:"ref=producers,filter"`
	HolderName string        `json:"holder_name" field:"name,search,person,required,filter,sort"`
	Title      string        `json:"title" field:"code=demonstration_title,facet,required"`
	Year       int           `json:"year" field:"unit=year,facet,range,sort"`
	AwardedBy  string        `json:"awarded_by" field:"filter"`
	Basis      string        `json:"basis_document" field:""`
	AwardedOn  calendar.Date `json:"awarded_on" field:"range,sort"`
	ValidTo    calendar.Date `json:"valid_to_on" field:"range,sort"`

	TownID string `json:"town_id" field:"ref=divisions,derived,facet"`

	Updated         calendar.Date `json:"updated_on" field:"derived,range,sort"`
	Withdrawn       calendar.Date `json:"withdrawn_on" field:"system,range"`
	WithdrawnReason string        `json:"withdrawn_reason" field:"system"`
}
