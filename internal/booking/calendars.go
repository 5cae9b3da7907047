package booking

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"

	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/store"
)

// Calendars are the schedules of all laboratories, to read: all that a publisher needs of this
// package. They know nothing of bookings and need no key. They are safe for concurrent use.
type Calendars struct {
	store    store.Store
	holidays *calendar.Holidays
}

// NewCalendars returns the calendars in a store.
func NewCalendars(s store.Store, holidays *calendar.Holidays) *Calendars {
	return &Calendars{store: s, holidays: holidays}
}

// Schedule returns the schedule of a laboratory.
func (c *Calendars) Schedule(ctx context.Context, lab string) (*Schedule, error) {
	s, _, err := c.schedule(ctx, lab)
	return s, err
}

// schedule reads the schedule of a laboratory.
func (c *Calendars) schedule(ctx context.Context, lab string) (*Schedule, string, error) {
	if !isID(lab) {
		return nil, "", errUnknownLab
	}
	var s Schedule
	version, err := c.get(ctx, scheduleKey(lab), &s)
	if errors.Is(err, store.ErrNotFound) {
		return nil, "", errUnknownLab
	}
	if err != nil {
		return nil, "", fmt.Errorf("load the schedule of %s: %w", lab, err)
	}
	return &s, version, nil
}

// LabDays returns the rows of the laboratories for a date and the [MaxHorizon] days after it,
// laboratory by laboratory. One without a schedule has no hours and is closed.
func (c *Calendars) LabDays(
	ctx context.Context, labs []string, from calendar.Date,
) ([]LabDay, error) {
	var rows []LabDay
	for _, lab := range labs {
		s, _, err := c.schedule(ctx, lab)
		if errors.Is(err, errUnknownLab) {
			s = &Schedule{LabID: lab}
		} else if err != nil {
			return nil, err
		}
		for i := range MaxHorizon + 1 {
			rows = append(rows, s.Day(c.holidays, from.AddDays(i)).Row())
		}
	}
	return rows, nil
}

// CalendarVersion returns a text that every edit of any laboratory's schedule changes, and so do
// other holidays: for the same laboratories and date, [Calendars.LabDays] returns the same until
// it does.
func (c *Calendars) CalendarVersion(ctx context.Context) (string, error) {
	item, err := c.store.Get(ctx, editsKey)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return "", fmt.Errorf("load the number of edits: %w", err)
	}
	return fmt.Sprintf("%d-%s", item.Counter, holidayDigest(c.holidays)), nil
}

// holidayDigest hashes what the holidays say of every day of the years that are known.
func holidayDigest(h *calendar.Holidays) string {
	sum := sha256.New()
	for _, year := range h.Years() {
		first, _ := calendar.NewDate(year, 1, 1)
		for day := first; day.Year() == year; day = day.AddDays(1) {
			zh, en := h.Name(day)
			fmt.Fprintln(sum, day, h.Kind(day), zh, en)
		}
	}
	return hex.EncodeToString(sum.Sum(nil)[:4])
}
