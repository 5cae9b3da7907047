package booking

import (
	"context"
	"errors"

	"github.com/mingtian-portal/mingtian/internal/calendar"
)

// LabDay is one row of the dataset lab_days: a laboratory on a civil date. It is a [Day]
// written flat; nothing in it is computed anew.
type LabDay struct {
	LabID      string
	Date       calendar.Date
	Status     Status
	Kind       calendar.DayKind
	Reason     Text
	Hours      []string // 08:30–11:30
	LastSample string   // when the last slot begins; empty if there is none
	Capacity   int      // places of the whole day
}

// Row returns the day as a row of lab_days.
func (d Day) Row() LabDay {
	row := LabDay{
		LabID: d.LabID, Date: d.Date, Status: d.Status, Kind: d.Kind, Reason: d.Reason,
		Hours: d.Hours(), Capacity: d.Capacity(),
	}
	if at, ok := d.LastSample(); ok {
		row.LastSample = at.String()
	}
	return row
}

// LabDays returns the rows of the laboratories for a date and the [MaxHorizon] days after it,
// laboratory by laboratory. One without a schedule has no hours and is closed.
func (d *Diary) LabDays(ctx context.Context, labs []string, from calendar.Date) ([]LabDay, error) {
	var rows []LabDay
	for _, lab := range labs {
		s, _, err := d.schedule(ctx, lab)
		if errors.Is(err, errUnknownLab) {
			s = &Schedule{LabID: lab}
		} else if err != nil {
			return nil, err
		}
		for i := range MaxHorizon + 1 {
			rows = append(rows, s.Day(d.holidays, from.AddDays(i)).Row())
		}
	}
	return rows, nil
}
