package registry

import (
	"fmt"

	"github.com/mingtian-portal/mingtian/internal/calendar"
)

// LabDay is what a laboratory offers on one civil date (快检开放日历). The rows are live: they
// are made of the laboratories' schedules when a snapshot is built, are never imported and are
// not in the log, so they are neither updated nor withdrawn.
type LabDay struct {
	ID         string        `json:"id" field:"key,sort"`
	LabID      string        `json:"lab_id" field:"ref=labs,facet"`
	Date       calendar.Date `json:"date_on" field:"range,sort"`
	Status     string        `json:"status" field:"code=lab_day_status,facet"`
	DayKind    string        `json:"day_kind" field:"code=day_kind,facet"`
	Reason     string        `json:"reason" field:""`
	ReasonEn   string        `json:"reason_en" field:""`
	Hours      []string      `json:"hours" field:""`
	LastSample string        `json:"last_sample_at" field:""`
	Capacity   int           `json:"capacity" field:"unit=place,range,sort"`

	TownID string `json:"town_id" field:"ref=divisions,derived,facet"`
}

// LabDayID returns the id of a laboratory's date, such as L01-20261124.
func LabDayID(lab string, date calendar.Date) string { return fmt.Sprintf("%s-%08d", lab, date) }
