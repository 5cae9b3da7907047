package booking

import "github.com/mingtian-portal/mingtian/internal/calendar"

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
