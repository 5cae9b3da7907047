package build

import (
	"context"
	"fmt"

	"github.com/mingtian-portal/mingtian/internal/booking"
	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/registry"
)

// LabDays returns what makes the dataset lab_days, for Publisher.Live: the days of every
// laboratory of the register that is not withdrawn. [booking.Calendars.CalendarVersion] is its
// version.
func LabDays(calendars *booking.Calendars, schema *registry.Schema) func(context.Context, registry.Rows,
	calendar.Date) (registry.Rows, error) {
	return func(ctx context.Context, rows registry.Rows, date calendar.Date) (registry.Rows, error) {
		var labs []string
		for _, r := range listed(schema.Def(registry.Labs), rows[registry.Labs]) {
			labs = append(labs, r.ID())
		}
		days, err := calendars.LabDays(ctx, labs, date)
		if err != nil {
			return nil, fmt.Errorf("read the laboratories' calendars: %w", err)
		}
		def := schema.Def(registry.LabDays)
		list := make([]dataset.Row, 0, len(days))
		for _, d := range days {
			list = append(list, dataset.Pack(def, &registry.LabDay{
				ID: registry.LabDayID(d.LabID, d.Date), LabID: d.LabID, Date: d.Date,
				Status: string(d.Status), DayKind: d.Kind.String(),
				Reason: d.Reason.Zh, ReasonEn: d.Reason.En,
				Hours: d.Hours, LastSample: d.LastSample, Capacity: d.Capacity,
			}))
		}
		return registry.Rows{registry.LabDays: list}, nil
	}
}
