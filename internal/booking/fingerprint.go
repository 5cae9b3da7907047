package booking

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/fault"
	"github.com/mingtian-portal/mingtian/internal/store"
)

// fingerprintKey is where the fingerprint of the keys stands.
var fingerprintKey = store.Key{Partition: "keys", Sort: "booking"}

// fingerprint is a hash that only the keys of a diary make, and that tells nothing of them.
type fingerprint struct {
	Hash string    `json:"hash"`
	At   time.Time `json:"at"` // when it was first seen
}

// VerifyKey makes sure that this diary has the keys that the bookings in its store were made
// with. The first diary that asks leaves the fingerprint of its keys; to every one with others
// it returns a fault of kind precondition that says what to do. A program calls it once when it
// starts, before it serves bookings: under another key no phone would be found, so its limits
// would not bind, and nobody could open what was booked before.
//
// It costs one read, and one commit the first time.
func (d *Diary) VerifyKey(ctx context.Context) error {
	ours := d.fingerprint()
	for range attempts {
		var f fingerprint
		_, err := d.get(ctx, fingerprintKey, &f)
		switch {
		case err == nil && same(f.Hash, ours.Hash):
			return nil
		case err == nil:
			return refuseKey(f)
		case !errors.Is(err, store.ErrNotFound):
			return fmt.Errorf("load the fingerprint of the booking key: %w", err)
		}
		c := &claims{}
		if err := c.put(lostVersion, row{
			key: fingerprintKey, value: ours,
			cond: store.Condition{Absent: true},
		}); err != nil {
			return err
		}
		lost, err := d.commit(ctx, c)
		if err != nil || lost == 0 {
			return err
		}
	}
	return errBusy
}

// fingerprint returns that of the keys of this diary.
func (d *Diary) fingerprint() fingerprint {
	return fingerprint{d.digest.of("fingerprint", "mingtian booking 1"), d.now().UTC()}
}

func refuseKey(f fingerprint) error {
	since := f.At.In(calendar.Shanghai).Format(time.DateOnly)
	return fault.New(fault.Precondition,
		"The bookings in this store were made with another booking key, the one in use since "+
			since+"; with this key they cannot be read. Put the old key back: the file "+
			"DATA/booking.key, or the setting MINGTIAN_BOOKING_KEY. If it is lost for good, give "+
			"the bookings up with: portal lab giveup",
		"存储中的预约是用另一把预约密钥（"+since+" 起使用）加密的，用现在的密钥无法读取。"+
			"恢复原密钥即可：DATA/booking.key 文件，或设置项 MINGTIAN_BOOKING_KEY。"+
			"原密钥确实丢失的，用 portal lab giveup 作废这些预约。")
}
