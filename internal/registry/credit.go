package registry

import "github.com/mingtian-portal/mingtian/internal/calendar"

// CreditScheme is a scheme by which subjects are rated: its levels from best to worst, the
// document it rests on and the dates it is in force. A rating names its scheme, so that a new
// scheme never rewrites old tiers.
type CreditScheme struct {
	ID            string        `json:"id" field:"key,sort"`
	Name          string        `json:"name" field:"name,search,required,filter,sort"`
	AppliesTo     string        `json:"applies_to" field:"code=credit_subject,facet,required"`
	Levels        []string      `json:"levels" field:"required"`
	LevelMeanings []string      `json:"level_meanings" field:""`
	AdverseFrom   string        `json:"adverse_from" field:""`
	Basis         string        `json:"basis_document" field:"search"`
	Issuer        string        `json:"issuer" field:"filter"`
	ValidFrom     calendar.Date `json:"valid_from_on" field:"range,sort"`
	ValidTo       calendar.Date `json:"valid_to_on" field:"range,sort"`

	Updated         calendar.Date `json:"updated_on" field:"derived,range,sort"`
	Withdrawn       calendar.Date `json:"withdrawn_on" field:"system,range"`
	WithdrawnReason string        `json:"withdrawn_reason" field:"system"`
}

// CreditRating is one subject's tier under one scheme for one year (信用等级). Adverse
// information leaves the display by itself (国办发〔2025〕22号): minor after at most 3 months,
// ordinary after 3 to 12 months, serious after 1 to 3 years, or at once on repair.
type CreditRating struct {
	ID           string        `json:"id" field:"key,sort"`
	SubjectID    string        `json:"subject_id" field:"ref=producers+input_dealers,filter"`
	SubjectName  string        `json:"subject_name" field:"name,search,person,required,filter,sort"`
	SchemeID     string        `json:"scheme_id" field:"ref=credit_schemes,facet"`
	Year         int           `json:"year" field:"unit=year,facet,range,sort,required"`
	Level        string        `json:"level" field:"facet,required,limited"`
	Severity     string        `json:"severity" field:"code=adverse_severity,filter,limited"`
	DecidedOn    calendar.Date `json:"decided_on" field:"range,sort"`
	DecidedBy    string        `json:"decided_by" field:"filter"`
	ValidTo      calendar.Date `json:"valid_to_on" field:"range,sort"`
	Status       string        `json:"status" field:"code=rating_status,facet"`
	DisplayUntil calendar.Date `json:"display_until_on" field:"range,limited"`

	Updated         calendar.Date `json:"updated_on" field:"derived,range,sort"`
	Withdrawn       calendar.Date `json:"withdrawn_on" field:"system,range"`
	WithdrawnReason string        `json:"withdrawn_reason" field:"system"`
}
