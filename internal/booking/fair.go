package booking

import (
	"time"

	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/store"
)

// claimFair adds what fair use asks of a booking made online.
func (d *Diary) claimFair(c *claims, r record, address string, l Limits, now time.Time) {
	c.ticket(r, store.Condition{Absent: true})
	c.add(lostPause, store.Write{
		Key: pausedKey(r.PhoneHash), Op: store.OpCheck, If: store.Condition{Absent: true},
	})
	if address == "" {
		return
	}
	today := calendar.DateOf(now)
	c.add(lostAddress, store.Write{
		Key: addressKey(d.digest.address(address), today), Op: store.OpAdd,
		Delta: 1, Cap: int64(l.AddressPerDay), Expires: today.AddDays(2).Midnight(),
	})
}

// ticket claims one of the open bookings that a phone may have. It lapses with the day of the
// visit, so that a booking nobody closed holds nobody up.
func (c *claims) ticket(r record, cond store.Condition) {
	c.add(lostTicket, store.Write{
		Key: ticketKey(r.PhoneHash, r.Ticket), Op: store.OpPut, Value: []byte(r.Reference),
		Expires: r.Date.AddDays(1).Midnight(), If: cond,
	})
}

// release gives back the ticket of a booking that is no longer open.
func (c *claims) release(r *record, now time.Time) {
	if r.Ticket > 0 && now.Before(r.Date.AddDays(1).Midnight()) {
		c.delete(ticketKey(r.PhoneHash, r.Ticket))
	}
	r.Ticket = 0
}
