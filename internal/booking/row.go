package booking

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/store"
)

// row is a row of JSON to be written.
type row struct {
	key     store.Key
	value   any
	expires time.Time
	cond    store.Condition
}

const (
	// PurgeDays is how many days after the visit everything about a booking is removed.
	PurgeDays = 180
	// expiryDays is when the store hides what the purge has not removed, should the purge
	// not have run: a promise to people must not hang on a job.
	expiryDays = PurgeDays + 7
)

func keepUntil(visit calendar.Date) time.Time { return visit.AddDays(expiryDays).Midnight() }

// sealed is the personal part of a record in clear.
type sealed struct {
	Name  string `json:"name,omitempty"`
	Phone string `json:"phone,omitempty"`
}

// seal puts a contact into a record.
func (d *Diary) seal(ctx context.Context, r *record, c Contact) error {
	plain, err := json.Marshal(sealed{Name: c.Name, Phone: c.Phone.Digits()})
	if err != nil {
		return fmt.Errorf("encode a contact: %w", err)
	}
	if r.Sealed, err = d.sealer.Seal(ctx, plain, []byte(r.Reference)); err != nil {
		return fmt.Errorf("seal a contact: %w", err)
	}
	if c.Phone != "" {
		r.PhoneHash = d.digest.phone(c.Phone)
		r.Tail = d.digest.tail(r.Reference, c.Phone.lastFour())
	}
	r.Name, r.Phone = c.maskedName(), c.Phone.String()
	return nil
}

// contact opens the personal part of a record.
func (d *Diary) contact(ctx context.Context, r record) (Contact, error) {
	if r.Sealed == nil {
		return Contact{}, nil
	}
	plain, err := d.sealer.Open(ctx, r.Sealed, []byte(r.Reference))
	if err != nil {
		return Contact{}, fmt.Errorf("open a contact: %w", err)
	}
	var s sealed
	if err := json.Unmarshal(plain, &s); err != nil {
		return Contact{}, errors.New("a contact cannot be decoded")
	}
	return Contact{Name: s.Name, Phone: Phone(s.Phone)}, nil
}

// read returns a booking and the version of its row.
func (d *Diary) read(ctx context.Context, ref Reference) (record, string, error) {
	var r record
	version, err := d.get(ctx, bookingKey(ref), &r)
	if errors.Is(err, store.ErrNotFound) {
		return record{}, "", errUnknownBooking
	}
	if err != nil {
		return record{}, "", fmt.Errorf("load booking: %w", err)
	}
	return r, version, nil
}

// load reads a booking and shows its name and number masked.
func (d *Diary) load(ctx context.Context, ref Reference) (record, string, error) {
	r, version, err := d.read(ctx, ref)
	if err != nil {
		return record{}, "", err
	}
	c, err := d.contact(ctx, r)
	if err != nil {
		return record{}, "", err
	}
	r.Name, r.Phone = c.maskedName(), c.Phone.String()
	return r, version, nil
}

// save claims the rows that a booking consists of: itself, its place in the list of visits and
// its place under its phone. The rows of where it was before are removed.
func (c *claims) save(r record, before *record, cond store.Condition, l loss) error {
	until := keepUntil(r.Date)
	if err := c.put(l, row{bookingKey(r.Reference), r, until, cond}); err != nil {
		return err
	}
	if before != nil && visitKey(before.Booking) == visitKey(r.Booking) {
		return nil
	}
	if before != nil {
		c.delete(visitKey(before.Booking))
	}
	c.add(0, store.Write{
		Key: visitKey(r.Booking), Op: store.OpPut, Value: []byte{}, Expires: until,
	})
	if r.PhoneHash != "" {
		c.add(0, store.Write{
			Key: phoneBookingKey(r.PhoneHash, r.Reference), Op: store.OpPut, Value: []byte{},
			Expires: until,
		})
	}
	return nil
}

// errUnchanged is returned by a change that finds its work done.
var errUnchanged = errors.New("booking: nothing to change")

// change applies f to a booking in one commit, and anew for as long as what f read is changed by
// others meanwhile. It returns what else the commit did not get.
func (d *Diary) change(
	ctx context.Context, ref Reference, f func(r *record, c *claims) error,
) (Booking, loss, error) {
	for range attempts {
		r, version, err := d.load(ctx, ref)
		if err != nil {
			return Booking{}, 0, err
		}
		before, c := r, &claims{}
		if err := f(&r, c); errors.Is(err, errUnchanged) {
			return r.Booking, 0, nil
		} else if err != nil {
			return r.Booking, 0, err
		}
		if err := c.save(r, &before, store.Condition{Version: version}, lostVersion); err != nil {
			return Booking{}, 0, err
		}
		lost, err := d.commit(ctx, c)
		if err != nil {
			return Booking{}, 0, err
		}
		if !lost.has(lostVersion | lostDate) {
			return r.Booking, lost, nil
		}
	}
	return Booking{}, 0, errBusy
}
