package booking

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	diary "github.com/mingtian-portal/mingtian/internal/booking"
	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/fault"
	"github.com/mingtian-portal/mingtian/internal/httpapi"
	"github.com/mingtian-portal/mingtian/internal/registry"
)

const (
	paramFrom = "from"
	paramDays = "days"
	// usualDays is how many days are told of if nobody says.
	usualDays = 10
)

// SlotsAnswer is the body of the free places.
type SlotsAnswer struct {
	Data  []OpenDay  `json:"data"`
	Meta  SlotsMeta  `json:"meta"`
	Links SlotsLinks `json:"links"`
}

// OpenDay is a laboratory on one date.
type OpenDay struct {
	Date   string             `json:"date"`
	Kind   string             `json:"kind"`
	Status string             `json:"status"`
	Reason *dataset.Bilingual `json:"reason"` // why it is closed, or what is special; may be null
	Hours  []string           `json:"hours"`  // 08:30–11:30
	Places []Place            `json:"places"`
}

// Place is a time for which places can be booked.
type Place struct {
	StartsAt time.Time `json:"starts_at"`
	EndsAt   time.Time `json:"ends_at"`
	Capacity int       `json:"capacity"`
	Left     int       `json:"left"`
	Bookable bool      `json:"bookable"` // a place is left, and it is neither too late nor too early
}

// SlotsMeta says what the free places are of, and of which moment.
type SlotsMeta struct {
	LabID string    `json:"lab_id"`
	From  string    `json:"from"`
	Days  int       `json:"days"`
	At    time.Time `json:"at"`
}

// SlotsLinks are the links of the free places.
type SlotsLinks struct {
	Self string `json:"self"`
	Next string `json:"next,omitempty"` // the days after; absent where nobody can book any more
}

// slots answers GET /v1/labs/{id}/slots.
func (a *api) slots(w http.ResponseWriter, r *http.Request) error {
	p, err := httpapi.ParseParams(r, httpapi.Grammar{Names: []string{paramFrom, paramDays}})
	if err != nil {
		return err
	}
	today := calendar.DateOf(a.Now())
	from, err := parseFrom(p, today)
	if err != nil {
		return err
	}
	days, err := parseDays(p)
	if err != nil {
		return err
	}
	id := r.PathValue("id")
	if _, err := a.lab(r.Context(), id); err != nil {
		return err
	}
	at := a.Now().UTC()
	offers, err := a.Diary.Slots(r.Context(), id, from, days)
	if err != nil {
		return err
	}
	answer := SlotsAnswer{
		Data:  make([]OpenDay, len(offers)),
		Meta:  SlotsMeta{LabID: id, From: from.String(), Days: days, At: at},
		Links: SlotsLinks{Self: a.slotsURL(id, from, days)},
	}
	for i, o := range offers {
		answer.Data[i] = openDay(o)
	}
	if after := from.AddDays(days); today.DaysUntil(after) <= diary.MaxHorizon {
		answer.Links.Next = a.slotsURL(id, after, days)
	}
	return httpapi.WriteJSON(w, answer)
}

func (a *api) slotsURL(id string, from calendar.Date, days int) string {
	q := url.Values{paramFrom: {from.String()}, paramDays: {strconv.Itoa(days)}}
	return a.Base + "/v1/labs/" + url.PathEscape(id) + "/slots?" + q.Encode()
}

func parseFrom(p httpapi.Params, today calendar.Date) (calendar.Date, error) {
	text, given := p[paramFrom]
	if !given {
		return today, nil
	}
	last := today.AddDays(diary.MaxHorizon)
	from, err := calendar.ParseDate(text)
	if err != nil || from < today || from > last {
		return 0, httpapi.Bad(paramFrom,
			fmt.Sprintf("It is a date from %s to %s.", today, last),
			fmt.Sprintf("应为 %s 至 %s 的日期。", today, last), today.String())
	}
	return from, nil
}

func parseDays(p httpapi.Params) (int, error) {
	text, given := p[paramDays]
	if !given {
		return usualDays, nil
	}
	days, err := strconv.Atoi(text)
	if err != nil || days < 1 || days > diary.MaxHorizon || strconv.Itoa(days) != text {
		return 0, httpapi.Bad(paramDays, fmt.Sprintf("It is a number from 1 to %d.", diary.MaxHorizon),
			fmt.Sprintf("应为 1 至 %d 的整数。", diary.MaxHorizon), strconv.Itoa(usualDays))
	}
	return days, nil
}

func openDay(o diary.Offer) OpenDay {
	day := OpenDay{
		Date: o.Date.String(), Kind: o.Kind.String(), Status: string(o.Status),
		Hours: append([]string{}, o.Hours()...), Places: make([]Place, len(o.Places)),
	}
	if o.Reason != (diary.Text{}) {
		day.Reason = new(bilingual(o.Reason))
	}
	for i, p := range o.Places {
		day.Places[i] = Place{
			StartsAt: p.Start.On(o.Date).UTC(), EndsAt: p.End.On(o.Date).UTC(),
			Capacity: p.Capacity, Left: p.Left, Bookable: p.Bookable,
		}
	}
	return day
}

// lab returns a laboratory of the register, as it is today.
func (a *api) lab(ctx context.Context, id string) (registry.Lab, error) {
	row, ok, err := a.row(ctx, registry.Labs, id)
	if err != nil {
		return registry.Lab{}, err
	}
	if ok {
		lab := dataset.Unpack[registry.Lab](a.Schema.Def(registry.Labs), row)
		if lab.Withdrawn.IsZero() {
			return lab, nil
		}
	}
	return registry.Lab{}, fault.New(fault.NotFound,
		"There is no laboratory with this id; /v1/labs lists all.",
		"没有这个编号的实验室；全部实验室见 /v1/labs。")
}

// row returns a row of the current snapshot.
func (a *api) row(ctx context.Context, name, id string) (dataset.Row, bool, error) {
	snap, err := a.Reader.Current(ctx)
	if err != nil {
		return nil, false, fmt.Errorf("look %s up: %w", name, err)
	}
	table := snap.Table(name)
	i, ok := table.Find(id)
	if !ok {
		return nil, false, nil
	}
	return table.Row(i), true, nil
}
