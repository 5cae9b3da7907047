package booking

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/store"
)

// Request asks for a place.
type Request struct {
	LabID      string
	StartsAt   time.Time
	Samples    int
	Contact    Contact
	ProducerID string // of the register; may be empty
	// Key is the client's Idempotency-Key: the same request with the same key within 24
	// hours is one booking. Staff may leave it empty.
	Key string
	// Address is the network address that an online request came from.
	Address string
}

// String names the laboratory alone: a request holds personal data.
func (r Request) String() string { return "a request for a place at " + r.LabID }

// GoString returns what String does.
func (r Request) GoString() string { return r.String() }

// Receipt is a booking that was made or opened, and the token that opens it again.
type Receipt struct {
	Booking  Booking
	Token    string
	Replayed bool // the request had been served before
}

// order is a request on its way.
type order struct {
	Request
	channel Channel
	by      Actor
	date    calendar.Date
	start   TimeOfDay
	ticket  int
}

// Book takes a place online. It returns a [*TakenError] if there is none at that time, a fault
// of kind invalid for a request that cannot be, exhausted for a limit of fair use, forbidden
// for a phone that is paused, and unavailable if it is worth trying again.
func (d *Diary) Book(ctx context.Context, req Request) (Receipt, error) {
	if req.Key == "" || len(req.Key) > 200 {
		return Receipt{}, refuseField("Idempotency-Key", "It has 1 to 200 characters.",
			"Idempotency-Key 长度应为 1 至 200。")
	}
	if req.Contact.Phone == "" {
		return Receipt{}, refuseField("phone", "A mobile number is needed.", "请填写手机号码。")
	}
	return d.take(ctx, order{Request: req, channel: Online, by: Visitor, ticket: 1})
}

// BookFor takes a place for somebody who phones. It comes out of the same capacity; limits of
// fair use do not bind staff.
func (d *Diary) BookFor(ctx context.Context, req Request, by Actor) (Receipt, error) {
	if req.Contact.Phone == "" {
		return Receipt{}, refuseField("phone", "A mobile number is needed.", "请填写手机号码。")
	}
	return d.take(ctx, order{Request: req, channel: ByPhone, by: by})
}

// take makes one booking in one commit, after at most two reads. When the hours of the date
// were changed in between, or the reference or ticket is in use, it decides anew.
func (d *Diary) take(ctx context.Context, o order) (Receipt, error) {
	o, err := d.normalise(o)
	if err != nil {
		return Receipt{}, err
	}
	for range attempts {
		of, err := d.offerOn(ctx, o.LabID, o.date)
		if err != nil {
			return Receipt{}, err
		}
		slot, err := d.accept(ctx, o, of)
		if err != nil {
			return d.unlessServed(ctx, o, err)
		}
		r, c, err := d.claim(ctx, o, of, slot)
		if err != nil {
			return Receipt{}, err
		}
		lost, err := d.commit(ctx, c)
		switch {
		case err != nil:
			return Receipt{}, err
		case lost == 0:
			return Receipt{Booking: r.Booking, Token: d.digest.token(r)}, nil
		case lost.has(lostRequest):
			return d.unlessServed(ctx, o, errBusy)
		case lost.has(lostDate | lostReference):
			continue
		case lost == lostTicket && o.ticket < of.schedule.Rules.Limits.OpenBookings:
			o.ticket++
			continue
		case lost.has(lostTicket) && o.ticket < of.schedule.Rules.Limits.OpenBookings:
			lost &^= lostTicket
		}
		return d.unlessServed(ctx, o, d.refuse(ctx, o, of, lost))
	}
	return Receipt{}, errBusy
}

func (d *Diary) normalise(o order) (order, error) {
	o.Contact.Name = strings.Join(strings.Fields(o.Contact.Name), " ")
	date, start, whole := clockOf(o.StartsAt)
	o.date, o.start = date, start
	switch {
	case !isID(o.LabID):
		return o, errUnknownLab
	case !whole:
		return o, refuseField("starts_at", "It is a whole minute.", "时间应为整分钟。")
	case o.ProducerID != "" && !isID(o.ProducerID):
		return o, refuseField("producer_id", "It is no id of the register.", "不是名录中的编号。")
	case len([]rune(o.Contact.Name)) > maxText:
		return o, refuseField("name", fmt.Sprintf("It has at most %d characters.", maxText),
			fmt.Sprintf("姓名不超过 %d 个字。", maxText))
	}
	if o.Key == "" {
		key, err := d.draw()
		if err != nil {
			return o, err
		}
		o.Key = key
	}
	return o, nil
}

// accept returns the slot that is wanted, or why it cannot be had whoever else books.
func (d *Diary) accept(ctx context.Context, o order, of offer) (Slot, error) {
	rules := of.schedule.Rules
	if o.Samples < 1 || o.Samples > rules.SamplesPerBooking {
		return Slot{}, refuseField("samples",
			fmt.Sprintf("It is a number from 1 to %d.", rules.SamplesPerBooking),
			fmt.Sprintf("样品数应为 1 至 %d。", rules.SamplesPerBooking))
	}
	slot, ok := of.day.Slot(o.start)
	if o.channel == Online {
		ok = ok && of.day.online(slot, rules, d.now())
	} else {
		ok = ok && of.day.byStaff(slot, d.now())
	}
	if !ok {
		return Slot{}, d.taken(ctx, of.schedule, o.StartsAt, false)
	}
	return slot, nil
}

// claim puts the commit of a booking together.
func (d *Diary) claim(ctx context.Context, o order, of offer, slot Slot) (record, *claims, error) {
	now, limits := d.now(), of.schedule.Rules.Limits
	ref, err := NewReference(d.random)
	if err != nil {
		return record{}, nil, err
	}
	r := record{Ticket: o.ticket, Booking: Booking{
		Reference: ref, LabID: o.LabID, Date: o.date, Start: slot.Start,
		Minutes: int(slot.End - slot.Start), Samples: o.Samples, ProducerID: o.ProducerID,
		Channel: o.channel, State: Booked, CreatedAt: now.UTC(),
	}}
	r.enter(DidBook, now, o.by, "")
	if o.channel == OnWalkIn {
		r.State = CheckedIn
		r.enter(DidCheckIn, now, o.by, "")
	}
	if err := d.seal(ctx, &r, o.Contact); err != nil {
		return record{}, nil, err
	}
	c := &claims{}
	c.add(lostDate, of.check)
	c.exchange(nil, r.holdings(slot.Capacity, limits), now)
	if err := c.save(r, nil, store.Condition{Absent: true}, lostReference); err != nil {
		return record{}, nil, err
	}
	if err := c.put(lostRequest, row{
		requestKey(d.digest.request(o.Key)),
		served{d.digestOf(o), ref},
		now.Add(requestHours * time.Hour),
		store.Condition{Absent: true},
	}); err != nil {
		return record{}, nil, err
	}
	if o.channel == Online {
		d.claimFair(c, r, o.Address, limits, now)
	}
	return r, c, nil
}

// refuse turns what a commit did not get into what the visitor is told, limits first: whoever
// may not book is not sent to another time.
func (d *Diary) refuse(ctx context.Context, o order, of offer, lost loss) error {
	switch {
	case lost.has(lostPause):
		return d.paused(ctx, o.Contact.Phone)
	case lost.has(lostTicket):
		return errOpenBookings
	case lost.has(lostSamples):
		return errSamplesPerDay
	case lost.has(lostProducer):
		return errProducerWeek
	case lost.has(lostAddress):
		return errAddressDay
	}
	return d.taken(ctx, of.schedule, o.StartsAt, true)
}
