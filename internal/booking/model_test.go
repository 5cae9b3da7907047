package booking_test

import (
	"errors"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mingtian-portal/mingtian/internal/booking"
	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/fault"
)

// model is a naive diary of one laboratory: maps, and no store.
type model struct {
	f        *fixture
	capacity map[calendar.Date]int // of a slot, where it is not the usual one
	shut     map[calendar.Date][][2]booking.TimeOfDay
	bookings map[booking.Reference]*modelled
	order    []booking.Reference
	missed   map[int]int
	paused   map[int]time.Time
}

type modelled struct {
	phone int
	date  calendar.Date
	start booking.TimeOfDay
	state booking.State
	moves int
	kept  bool
	deeds int
}

const usual, modelPhones = 2, 4

func (b *modelled) begins() time.Time { return b.start.On(b.date) }
func (b *modelled) ends() time.Time   { return (b.start + 30).On(b.date) }

// within says whether half an hour lies in the published hours of a date.
func (m *model) within(d calendar.Date, start booking.TimeOfDay) bool {
	if w := d.Weekday(); w == time.Saturday || w == time.Sunday {
		return false
	}
	morning := start >= 9*60 && start+30 <= 11*60+30
	afternoon := start >= 13*60+30 && start+30 <= 16*60
	cut := slices.ContainsFunc(m.shut[d], func(s [2]booking.TimeOfDay) bool {
		return s[0] < start+30 && start < s[1]
	})
	return (morning || afternoon) && !cut
}

// offered says whether a slot begins there: an hour before the session ends for good at last.
func (m *model) offered(d calendar.Date, start booking.TimeOfDay) bool {
	if !m.within(d, start) || start%30 != 0 || m.capacityOn(d) == 0 {
		return false
	}
	end := booking.TimeOfDay(11*60 + 30)
	if start >= 12*60 {
		end = 16 * 60
	}
	for end > start && m.isShut(d, end-1) {
		end--
	}
	// A session that a closure has cut into parts has its cut-off in the last of them.
	for t := start; t < end; t++ {
		if m.isShut(d, t) {
			return true
		}
	}
	return start <= end-60
}

func (m *model) isShut(d calendar.Date, t booking.TimeOfDay) bool {
	return slices.ContainsFunc(m.shut[d], func(s [2]booking.TimeOfDay) bool {
		return s[0] <= t && t < s[1]
	})
}

func (m *model) capacityOn(d calendar.Date) int {
	if c, ok := m.capacity[d]; ok {
		return c
	}
	return usual
}

func (m *model) count(is func(*modelled) bool) int {
	n := 0
	for _, b := range m.bookings {
		if is(b) {
			n++
		}
	}
	return n
}

func (m *model) taken(d calendar.Date, start booking.TimeOfDay) int {
	return m.count(func(b *modelled) bool {
		return b.state != booking.Cancelled && b.date == d && b.start == start
	})
}

func (m *model) samples(phone int, d calendar.Date) int {
	return m.count(func(b *modelled) bool {
		return b.state != booking.Cancelled && b.date == d && b.phone == phone
	})
}

func (m *model) openOf(phone int, now time.Time) int {
	return m.count(func(b *modelled) bool {
		return (b.state == booking.Booked || b.state == booking.CheckedIn) && b.phone == phone &&
			now.Before(b.date.AddDays(1).Midnight())
	})
}

// bookable says whether the time may be booked online now, places aside.
func (m *model) bookable(d calendar.Date, start booking.TimeOfDay, now time.Time) bool {
	return m.offered(d, start) && !start.On(d).Before(now.Add(30*time.Minute)) &&
		calendar.DateOf(now).DaysUntil(d) <= 14
}

func (m *model) today() calendar.Date { return calendar.DateOf(m.f.clock.Now()) }

func (m *model) drawTime(t *rapid.T) (calendar.Date, booking.TimeOfDay) {
	d := m.today().AddDays(rapid.IntRange(0, 3).Draw(t, "day"))
	times := []booking.TimeOfDay{540, 570, 600, 630, 660, 810, 900, 545, 720}
	return d, rapid.SampledFrom(times).Draw(t, "time")
}

func (m *model) drawBooking(t *rapid.T) (booking.Reference, *modelled) {
	if len(m.order) == 0 {
		t.Skip("nothing is booked")
	}
	ref := rapid.SampledFrom(m.order).Draw(t, "booking")
	return ref, m.bookings[ref]
}

func (m *model) book(t *rapid.T) {
	phone, now := rapid.IntRange(0, modelPhones-1).Draw(t, "phone"), m.f.clock.Now()
	d, start := m.drawTime(t)
	may := m.bookable(d, start, now) && m.taken(d, start) < m.capacityOn(d) &&
		m.openOf(phone, now) < 2 && m.samples(phone, d) < 3 && !now.Before(m.paused[phone])
	receipt, err := m.f.Book(t.Context(), request(start.On(d), phone))
	require.Equal(t, may, err == nil, "book %s %s for %d: %v", d, start, phone, err)
	if err != nil {
		m.refusal(t, err)
		return
	}
	ref := receipt.Booking.Reference
	m.order = append(m.order, ref)
	m.bookings[ref] = &modelled{
		phone: phone, date: d, start: start, state: booking.Booked, deeds: 1,
	}
}

// refusal asserts that a refusal is one that people are told, with times that are free.
func (m *model) refusal(t *rapid.T, err error) {
	kind := fault.KindOf(err)
	require.Contains(t, []fault.Kind{fault.Conflict, fault.Exhausted, fault.Forbidden}, kind, err)
	if taken, ok := errors.AsType[*booking.TakenError](err); ok {
		for _, at := range taken.Next {
			d := calendar.DateOf(at)
			start := booking.TimeOfDay(at.Sub(d.Midnight()) / time.Minute)
			require.True(t, m.bookable(d, start, m.f.clock.Now()), at)
			require.Less(t, m.taken(d, start), m.capacityOn(d), at)
		}
	}
}

func (m *model) move(t *rapid.T) {
	ref, b := m.drawBooking(t)
	now := m.f.clock.Now()
	d, start := m.drawTime(t)
	same := b.state == booking.Booked && b.date == d && b.start == start
	may := b.state == booking.Booked && b.moves < 5 &&
		!b.begins().Before(now.Add(30*time.Minute)) && m.bookable(d, start, now) && m.taken(d, start) < m.capacityOn(d) &&
		(d == b.date || m.samples(b.phone, d) < 3)
	_, err := m.f.Reschedule(t.Context(), ref, start.On(d), booking.Visitor)
	require.Equal(t, may || same, err == nil, "move to %s %s: %v", d, start, err)
	if err != nil {
		m.refusal(t, err)
	} else if !same {
		b.date, b.start, b.kept = d, start, false
		b.moves++
		b.deeds++
	}
}

func (m *model) step(t *rapid.T, b *modelled, may bool, to booking.State, err error) {
	require.Equal(t, may, err == nil, "%s to %s: %v", b.state, to, err)
	if err != nil {
		require.Equal(t, fault.Conflict, fault.KindOf(err), err)
		return
	}
	b.state = to
	b.deeds++
}

func (m *model) cancel(t *rapid.T) {
	ref, b := m.drawBooking(t)
	may := b.state == booking.Booked && m.f.clock.Now().Before(b.ends())
	_, err := m.f.Cancel(t.Context(), ref, booking.Visitor, "")
	m.step(t, b, may, booking.Cancelled, err)
}

func (m *model) checkIn(t *rapid.T) {
	ref, b := m.drawBooking(t)
	_, err := m.f.CheckIn(t.Context(), ref, clerk)
	m.step(t, b, b.state == booking.Booked && b.date == m.today(), booking.CheckedIn, err)
}

func (m *model) test(t *rapid.T) {
	ref, b := m.drawBooking(t)
	_, err := m.f.RecordResult(t.Context(), ref, []booking.Finding{
		finding(1, booking.Fruit, "有机磷", booking.Negative),
	}, clerk)
	m.step(t, b, b.state == booking.CheckedIn, booking.Tested, err)
}

func (m *model) noShow(t *rapid.T) {
	ref, b := m.drawBooking(t)
	may := b.state == booking.Booked && !m.f.clock.Now().Before(b.ends())
	_, err := m.f.MarkNoShow(t.Context(), ref, clerk)
	m.step(t, b, may, booking.NoShow, err)
	if may {
		if m.missed[b.phone]++; m.missed[b.phone] == 3 {
			m.missed[b.phone] = 0
			m.paused[b.phone] = m.today().AddDays(30).Midnight()
		}
	}
}

// edit applies an alteration to the diary and, by alter, to the model.
func (m *model) edit(t *rapid.T, apply func(*booking.Schedule) error, alter func(*model)) {
	next := &model{capacity: maps.Clone(m.capacity), shut: maps.Clone(m.shut)}
	alter(next)
	now := m.f.clock.Now()
	var outside []*modelled
	for _, b := range m.bookings {
		ahead := b.state == booking.Booked && now.Before(b.ends())
		if ahead && !b.kept && !next.within(b.date, b.start) {
			outside = append(outside, b)
		}
	}
	answers := []booking.Answer{booking.Ask, booking.Keep, booking.Cancel}
	answer := rapid.SampledFrom(answers).Draw(t, "answer")
	done, err := m.f.Edit(t.Context(), booking.Edit{
		LabID: lab, By: clerk, Answer: answer, Apply: apply,
	})
	if asked, ok := errors.AsType[*booking.AskError](err); ok {
		require.Equal(t, booking.Ask, answer)
		require.Len(t, asked.Bookings, len(outside))
		return
	}
	require.NoError(t, err)
	require.False(t, answer == booking.Ask && len(outside) > 0, "nobody was asked")
	require.Empty(t, done.Unanswered)
	require.Len(t, slices.Concat(done.Kept, done.Cancelled), len(outside))
	for _, b := range outside {
		b.deeds++
		if answer == booking.Keep {
			b.kept = true
		} else {
			b.state = booking.Cancelled
		}
	}
	m.capacity, m.shut = next.capacity, next.shut
}

func (m *model) close(t *rapid.T) {
	d, from := m.drawTime(t)
	to := from + booking.TimeOfDay(rapid.IntRange(1, 200).Draw(t, "minutes"))
	m.edit(t, booking.ShutBetween(from.On(d), to.On(d), booking.Text{Zh: "停电"}), func(next *model) {
		next.shut[d] = append(slices.Clone(next.shut[d]), [2]booking.TimeOfDay{from, to})
	})
}

func (m *model) reopen(t *rapid.T) {
	d, _ := m.drawTime(t)
	m.edit(t, booking.Restore(d), func(next *model) {
		delete(next.shut, d)
		delete(next.capacity, d)
	})
}

func (m *model) resize(t *rapid.T) {
	d, _ := m.drawTime(t)
	n := rapid.IntRange(0, 3).Draw(t, "capacity")
	m.edit(t, booking.Except(booking.Exception{Date: d, Capacity: &n}), func(next *model) {
		delete(next.shut, d)
		next.capacity[d] = n
	})
}

func (m *model) wait(t *rapid.T) {
	minutes := rapid.SampledFrom([]int{20, 60, 240, 24 * 60}).Draw(t, "minutes")
	m.f.clock.Advance(time.Duration(minutes) * time.Minute)
}

// check compares every booking with the model.
func (m *model) check(t *rapid.T) {
	for _, ref := range m.order {
		want := m.bookings[ref]
		b, err := m.f.Find(t.Context(), ref)
		require.NoError(t, err)
		got := modelled{want.phone, b.Date, b.Start, b.State, b.Moves, b.Kept, len(b.History)}
		if got != *want {
			require.Equal(t, *want, got, ref)
		}
		ahead := b.State == booking.Booked && m.f.clock.Now().Before(b.EndsAt())
		if ahead && !b.Kept && !m.within(b.Date, b.Start) {
			t.Fatalf("%s is neither within the hours nor kept", ref)
		}
	}
}

// look compares the lists with the model.
func (m *model) look(t *rapid.T) {
	offers, err := m.f.Slots(t.Context(), lab, m.today(), 5)
	require.NoError(t, err)
	for _, o := range offers {
		for start := booking.TimeOfDay(0); start < 24*60; start += 15 {
			slot, ok := o.Slot(start)
			if ok != m.offered(o.Date, start) || ok && !o.Within(slot.Start, slot.End) {
				t.Fatalf("%s %s is offered: %t", o.Date, start, ok)
			}
		}
		for _, p := range o.Places {
			if want := max(0, m.capacityOn(o.Date)-m.taken(o.Date, p.Start)); want != p.Left {
				t.Fatalf("%s %s has %d places left, not %d", o.Date, p.Start, p.Left, want)
			}
		}
		consistent(t, m.f, o.Date, 3)
	}
	for phone := range modelPhones {
		list, err := m.f.FindByPhone(t.Context(), number(phone))
		require.NoError(t, err)
		require.Len(t, list, m.count(func(b *modelled) bool { return b.phone == phone }))
	}
}

// Whatever people and staff do in whatever order, the diary is what a naive one is: no slot has
// more than its places, no phone more than its share, every open booking lies within the hours
// or was kept by staff, and every history is complete.
func TestDiary_AgainstANaiveModel(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := &model{
			f: opened(t, usual), bookings: map[booking.Reference]*modelled{},
			capacity: map[calendar.Date]int{}, shut: map[calendar.Date][][2]booking.TimeOfDay{},
			missed: map[int]int{}, paused: map[int]time.Time{},
		}
		t.Repeat(map[string]func(*rapid.T){
			"book": m.book, "book too": m.book, "move": m.move, "cancel": m.cancel,
			"check in": m.checkIn, "test": m.test, "no-show": m.noShow,
			"close": m.close, "reopen": m.reopen, "resize": m.resize, "wait": m.wait,
			"look": m.look, "": m.check,
		})
		m.look(t)
	})
}
