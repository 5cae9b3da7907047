package main

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/kms"

	"github.com/mingtian-portal/mingtian/functions/internal/diary"
	"github.com/mingtian-portal/mingtian/functions/internal/vault"
	"github.com/mingtian-portal/mingtian/internal/app"
	"github.com/mingtian-portal/mingtian/internal/booking"
	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/fault"
	"github.com/mingtian-portal/mingtian/internal/snapshot/build"
)

// openDiary opens the appointment book and lets the publisher take the laboratories' days from it.
func (o *office) openDiary(ctx context.Context) error {
	secret, err := o.bookingSecret(ctx)
	if err != nil {
		return err
	}
	o.secret = secret
	// A year that is missing is a file beside the register, until the program carries it.
	holidays, err := calendar.LoadHolidays(calendar.Shipped(),
		os.DirFS(filepath.Join(o.cfg.Data, "holidays")))
	if err != nil {
		return err
	}
	o.diary, err = diary.Open(o.store, holidays, secret, o.now)
	if err != nil {
		return err
	}
	o.pub.Live, o.pub.LiveVersion = build.LabDays(o.diary.Calendars, o.schema),
		o.diary.CalendarVersion
	return nil
}

// bookingSecret returns the secret that the bookings are sealed and found with: the setting, what
// KMS makes of it, or what is in the key file, which is made when there is none. The store is open
// and locked, so nobody else makes one at the same time. Processes that share a store on AWS
// cannot share a file.
func (o *office) bookingSecret(ctx context.Context) ([]byte, error) {
	switch {
	case o.cfg.BookingKey != nil:
		return o.cfg.BookingKey, nil
	case o.cfg.SealedBookingKey != nil:
		cfg, err := config.LoadDefaultConfig(ctx)
		if err != nil {
			return nil, fmt.Errorf("load AWS settings: %w", err)
		}
		return vault.Unseal(ctx, kms.NewFromConfig(cfg), o.cfg.SealedBookingKey)
	}
	path := o.cfg.BookingKeyFile()
	text, err := os.ReadFile(path)
	if err == nil {
		secret, err := app.ParseKey(string(text))
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", path, err)
		}
		return secret, nil
	}
	if !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("read booking key: %w", err)
	}
	secret := make([]byte, diary.SecretBytes)
	if _, err := io.ReadFull(rand.Reader, secret); err != nil {
		return nil, fmt.Errorf("draw booking key: %w", err)
	}
	if o.cfg.Store().Scheme != "bolt" {
		o.keyless = true // what is published needs none
		return secret, nil
	}
	if err := writeSecret(path, secret); err != nil {
		return nil, fmt.Errorf("write booking key: %w", err)
	}
	o.madeKey = path
	return secret, nil
}

// writeSecret writes a key file that its owner alone may read. It appears whole or not at all.
func writeSecret(path string, secret []byte) error {
	text := base64.StdEncoding.EncodeToString(secret) + "\n"
	if err := os.WriteFile(path+".part", []byte(text), 0o600); err != nil {
		return err
	}
	f, err := os.Open(path + ".part")
	if err != nil {
		return err
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(path+".part", path); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

var errKeyless = fault.New(fault.Precondition,
	"Bookings in a store on AWS need the key that they were sealed with: set MINGTIAN_BOOKING_KEY.",
	"AWS 上的预约需要加密所用的密钥：请设置 MINGTIAN_BOOKING_KEY。")

// bookings returns the appointment book for work with bookings, which needs the right key.
func (o *office) bookings(ctx context.Context) (*booking.Diary, error) {
	if o.keyless {
		return nil, errKeyless
	}
	return o.diary, o.verifyKey(ctx)
}

// verifyKey refuses a key that is not the one the bookings in the store were made with. The
// register itself needs none. A key that was made a moment ago is not left where the old one
// belongs.
func (o *office) verifyKey(ctx context.Context) error {
	if o.keyless {
		return nil
	}
	err := o.diary.VerifyKey(ctx)
	if fault.Is(err, fault.Precondition) {
		return errors.Join(err, o.unmakeKey())
	}
	return err
}

// unmakeKey removes the key file that was made a moment ago, if one was.
func (o *office) unmakeKey() error {
	path := o.madeKey
	if o.madeKey = ""; path == "" {
		return nil
	}
	return os.Remove(path)
}

// purge removes what must not be kept any longer, and says so: counts alone, which are the proof.
func (o *office) purge(ctx context.Context, log *slog.Logger) error {
	report, err := o.diary.Purge(ctx)
	if err != nil {
		return fmt.Errorf("purge bookings: %w", err)
	}
	log.Info("purged bookings", "through", report.Through.String(), "removed", report.Bookings,
		"remaining", report.Remaining)
	return nil
}
