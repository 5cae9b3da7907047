package booking

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/store"
)

// PurgeReport is what a purge did, and its proof. It holds no personal data and is kept.
type PurgeReport struct {
	At       time.Time     `json:"at"`
	Through  calendar.Date `json:"through"`  // visits of this date and before were due
	Bookings int           `json:"bookings"` // that were removed
	// Remaining is how many entries a second look found that were due, and how many of the
	// removed bookings could still be read: 0 unless something is wrong.
	Remaining int `json:"remaining"`
}

// Purge removes everything about the bookings whose visit was [PurgeDays] days ago or longer,
// then looks again for anything that is left. The anonymous counts stay. A purge that was cut
// short is made again. It returns an error beside the report if anything remains.
func (d *Diary) Purge(ctx context.Context) (PurgeReport, error) {
	now := d.now()
	report := PurgeReport{At: now.UTC(), Through: calendar.DateOf(now).AddDays(-PurgeDays)}
	bound := number(report.Through.AddDays(1))
	due, err := d.visits(ctx, "", bound)
	if err != nil {
		return report, err
	}
	for _, v := range due {
		removed, err := d.purge(ctx, v, report.Through)
		if err != nil {
			return report, err
		}
		report.Bookings += removed
	}
	left, err := d.visits(ctx, "", bound)
	if err != nil {
		return report, err
	}
	report.Remaining = len(left)
	for _, v := range due {
		r, _, err := d.read(ctx, v.reference)
		if err == nil && r.Date <= report.Through {
			report.Remaining++
		} else if err != nil && !errors.Is(err, errUnknownBooking) {
			return report, err
		}
	}
	key := store.Key{Partition: purgesPartition, Sort: now.UTC().Format("20060102T150405")}
	c := &claims{}
	if err := c.put(0, row{key: key, value: report}); err != nil {
		return report, err
	}
	if _, err := d.commit(ctx, c); err != nil {
		return report, err
	}
	if report.Remaining > 0 {
		return report, fmt.Errorf("the purge left %d entries", report.Remaining)
	}
	return report, nil
}

// purge removes one booking with its entries, and returns how many bookings that were.
func (d *Diary) purge(ctx context.Context, v visit, through calendar.Date) (int, error) {
	for range attempts {
		r, version, err := d.read(ctx, v.reference)
		absent := errors.Is(err, errUnknownBooking)
		if err != nil && !absent {
			return 0, err
		}
		c := &claims{}
		c.delete(v.key)
		removed := 0
		if !absent && r.Date <= through {
			removed = 1
			c.add(lostVersion, store.Write{
				Key: bookingKey(v.reference), Op: store.OpDelete,
				If: store.Condition{Version: version},
			})
			c.delete(guessesKey(v.reference))
			if r.PhoneHash != "" {
				c.delete(phoneBookingKey(r.PhoneHash, v.reference))
			}
			if err := d.forgetMissed(ctx, r, c, through); err != nil {
				return 0, err
			}
		}
		lost, err := d.commit(ctx, c)
		if err != nil {
			return 0, err
		}
		if lost == 0 {
			return removed, nil
		}
	}
	return 0, errBusy
}

// forgetMissed drops a purged booking from what its phone has missed.
func (d *Diary) forgetMissed(
	ctx context.Context, r record, c *claims, through calendar.Date,
) error {
	if r.State != NoShow || r.PhoneHash == "" {
		return nil
	}
	m, cond, err := d.missed(ctx, r.PhoneHash)
	if err != nil || cond.Absent {
		return err
	}
	m.forget(through)
	if len(m.Dates) == 0 {
		c.add(lostVersion, store.Write{Key: missedKey(r.PhoneHash), Op: store.OpDelete, If: cond})
		return nil
	}
	return c.put(lostVersion, row{missedKey(r.PhoneHash), m, m.expires(), cond})
}
