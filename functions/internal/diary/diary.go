// Package diary opens the appointment book in the one way that all programs have in common: its
// keys, its sealer, and the patience with which a booking that met another is tried again.
//
// All keys of bookings follow from one secret, which must stay the same for as long as bookings
// are kept: what was sealed and hashed under another is lost.
package diary

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"github.com/mingtian-portal/mingtian/internal/booking"
	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/store"
)

const (
	// tries is how often a booking that met another is tried again, with at most longestPause
	// between: on a market day many want the same hour, and nobody who has a place left shall
	// be sent away.
	tries        = 20
	longestPause = time.Second
)

// SecretBytes is how many bytes the secret of the bookings has.
const SecretBytes = 32

// Open returns the appointment book in a store.
func Open(
	st store.Store, holidays *calendar.Holidays, secret []byte, now func() time.Time,
) (*booking.Diary, error) {
	seal, hash, err := booking.DeriveKeys(secret)
	if err != nil {
		return nil, err
	}
	sealer, err := booking.NewLocalSealer(rand.Reader, seal)
	if err != nil {
		return nil, err
	}
	return booking.New(booking.Config{
		Store: st, Holidays: holidays, Sealer: sealer, HashKey: hash, Now: now,
		Random: rand.Reader, Backoff: backoff(),
	})
}

// OpenKeyless returns the appointment book for who does not know the secret: it reads calendars
// and purges. It opens nobody's booking and finds nobody's phone.
func OpenKeyless(
	st store.Store, holidays *calendar.Holidays, now func() time.Time,
) (*booking.Diary, error) {
	secret := make([]byte, SecretBytes)
	if _, err := rand.Read(secret); err != nil {
		return nil, fmt.Errorf("draw a secret: %w", err)
	}
	return Open(st, holidays, secret, now)
}

func backoff() store.Backoff {
	b := store.NewBackoff()
	sleep := b.Sleep
	b.Attempts = tries
	b.Sleep = func(ctx context.Context, d time.Duration) error {
		return sleep(ctx, min(d, longestPause))
	}
	return b
}
