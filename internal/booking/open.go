package booking

import (
	"context"
	"strings"
	"time"

	"github.com/mingtian-portal/mingtian/internal/store"
)

const (
	maxGuesses = 5
	lockFor    = 15 * time.Minute
)

// Open shows a booking to whoever knows its reference and the last four digits of the phone.
// Five wrong tries lock the reference for 15 minutes. An unknown reference is a fault of kind
// not found, wrong digits are forbidden, a locked reference is exhausted; a booking that is
// cancelled or past opens and says so itself.
//
// A try is counted before it is judged: however many are made at once, no sixth is looked at.
func (d *Diary) Open(ctx context.Context, ref Reference, lastFour string) (Receipt, error) {
	r, _, err := d.load(ctx, ref)
	if err != nil {
		return Receipt{}, err
	}
	if r.PhoneHash == "" {
		return Receipt{}, errNoPhone
	}
	c := &claims{}
	c.add(lostTry, store.Write{
		Key: guessesKey(ref), Op: store.OpAdd, Delta: 1, Cap: maxGuesses,
		Expires: d.now().Add(lockFor),
	})
	lost, err := d.commit(ctx, c)
	if err != nil {
		return Receipt{}, err
	}
	if lost != 0 {
		return Receipt{}, errLocked
	}
	digits := strings.Map(narrow, lastFour)
	if !same(r.Tail, d.digest.tail(ref, digits)) {
		return Receipt{}, errWrongDigits
	}
	c = &claims{}
	c.delete(guessesKey(ref))
	if _, err := d.commit(ctx, c); err != nil {
		return Receipt{}, err
	}
	return Receipt{Booking: r.Booking, Token: d.digest.token(r)}, nil
}

// Resume shows a booking to whoever has its token from [Diary.Book] or [Diary.Open]. A wrong
// token is forbidden. The token holds as long as the booking is kept.
func (d *Diary) Resume(ctx context.Context, ref Reference, token string) (Booking, error) {
	r, _, err := d.load(ctx, ref)
	if err != nil {
		return Booking{}, err
	}
	if !same(token, d.digest.token(r)) {
		return Booking{}, errWrongDigits
	}
	return r.Booking, nil
}
