package main

import (
	"bytes"
	"flag"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/app"
	"github.com/mingtian-portal/mingtian/internal/booking"
	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/fault"
)

// demoOffice opens a register with the demo county, on a Tuesday morning that the test moves.
func demoOffice(t *testing.T, settings map[string]string) (*office, *time.Time) {
	t.Helper()
	cfg, err := app.FromLookup(func(name string) (string, bool) {
		v, ok := settings[name]
		return v, ok
	})
	require.NoError(t, err)
	cfg.Data = t.TempDir()
	now := calendar.Date(20261124).Midnight().Add(8 * time.Hour)
	o, err := openOffice(t.Context(), cfg, func() time.Time { return now })
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, o.close()) })
	require.NoError(t, o.demoHours(t.Context()))
	return o, &now
}

func book(t *testing.T, o *office) booking.Reference {
	t.Helper()
	phone, err := booking.ParsePhone("13900001234")
	require.NoError(t, err)
	receipt, err := o.diary.BookFor(t.Context(), booking.Request{
		LabID: "L01", StartsAt: o.today().Midnight().Add(9 * time.Hour), Samples: 1,
		Contact: booking.Contact{Name: "演示甲", Phone: phone},
	}, booking.Staff("演示员"))
	require.NoError(t, err)
	return receipt.Booking.Reference
}

// The key is made once, for its owner alone; whoever opens the register with it again reads what
// was sealed, and nobody without it does.
func TestBookingKey(t *testing.T) {
	t.Parallel()
	o, _ := demoOffice(t, nil)
	path := filepath.Join(o.cfg.Data, "booking.key")
	assert.Equal(t, path, o.madeKey)
	info, err := os.Stat(path)
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	ref := book(t, o)

	o.madeKey = ""
	require.NoError(t, o.openDiary(t.Context()))
	assert.Empty(t, o.madeKey)
	contact, err := o.diary.Contact(t.Context(), ref)
	require.NoError(t, err)
	assert.Equal(t, "13900001234", contact.Phone.Digits())

	o.cfg.BookingKey = bytes.Repeat([]byte{3}, 32)
	require.NoError(t, o.openDiary(t.Context()))
	_, err = o.diary.Contact(t.Context(), ref)
	assert.Error(t, err, "another key")
	o.cfg.BookingKey = nil

	require.NoError(t, os.WriteFile(path, []byte("c2hvcnQ="), 0o600))
	err = o.openDiary(t.Context())
	require.ErrorContains(t, err, path)
	assert.NotContains(t, err.Error(), "c2hvcnQ")
}

func TestBookingKey_FromTheSetting(t *testing.T) {
	t.Parallel()
	o, _ := demoOffice(t, map[string]string{
		"MINGTIAN_BOOKING_KEY": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
	})
	assert.Empty(t, o.madeKey)
	assert.NoFileExists(t, filepath.Join(o.cfg.Data, "booking.key"))
	book(t, o)
}

// A backup holds no key, and its phones are sealed.
func TestBackup_HasNoPhone(t *testing.T) {
	t.Parallel()
	o, _ := demoOffice(t, nil)
	book(t, o)
	stored, err := os.ReadFile(o.cfg.Store().Name)
	require.NoError(t, err)
	key, err := os.ReadFile(o.cfg.BookingKeyFile())
	require.NoError(t, err)
	for _, secret := range []string{"13900001234", "演示甲", string(bytes.TrimSpace(key))} {
		assert.NotContains(t, string(stored), secret)
	}
}

func TestPurge_SaysWhatItDid(t *testing.T) {
	t.Parallel()
	o, now := demoOffice(t, nil)
	ref := book(t, o)
	var lines bytes.Buffer
	log := slog.New(slog.NewTextHandler(&lines, nil))
	require.NoError(t, o.purge(t.Context(), log))
	assert.Contains(t, lines.String(), "removed=0 remaining=0")

	*now = now.AddDate(0, 0, booking.PurgeDays+1)
	require.NoError(t, o.purge(t.Context(), log))
	assert.Contains(t, lines.String(), "removed=1 remaining=0")
	_, err := o.diary.Find(t.Context(), ref)
	assert.Error(t, err)
}

// A year's notice is a file beside the register: no more is needed for the dates of that year.
func TestHolidays_AreAFileDrop(t *testing.T) {
	t.Parallel()
	o, _ := demoOffice(t, nil)
	require.NoError(t, o.prepare(t.Context(), slog.New(slog.DiscardHandler),
		job{stdout: io.Discard}, true))
	status := func() string {
		current, err := o.reader.Current(t.Context())
		require.NoError(t, err)
		table := current.Table("lab_days")
		row, ok := table.Find("L01-20270104")
		require.True(t, ok)
		return table.Def().Text(table.Row(row), "status")
	}
	assert.Equal(t, "pending", status())
	folder := filepath.Join(o.cfg.Data, "holidays")
	require.NoError(t, os.Mkdir(folder, 0o750))
	require.NoError(t, os.WriteFile(filepath.Join(folder, "2027.json"), []byte(`{"year": 2027,
		"notice": "https://www.example.gov.cn/2027", "holidays": [{"name_zh": "元旦",
		"name_en": "New Year's Day", "off_from": "2027-01-01", "off_to": "2027-01-03",
		"makeup": []}]}`), 0o600))
	require.NoError(t, o.openDiary(t.Context()))
	res, err := o.publish(t.Context(), false)
	require.NoError(t, err)
	assert.True(t, res.Changed)
	assert.Equal(t, "open", status())
}

// A portal with another key is refused before it serves or touches a booking, and what it has
// made itself is not left where the old key belongs. The register needs no key.
func TestBookingKey_AnotherIsRefused(t *testing.T) {
	t.Parallel()
	o, _ := demoOffice(t, nil)
	_, err := o.bookings(t.Context())
	require.NoError(t, err)
	path := o.cfg.BookingKeyFile()
	old, err := os.ReadFile(path)
	require.NoError(t, err)
	require.NoError(t, os.Remove(path))
	require.NoError(t, o.openDiary(t.Context()))
	require.FileExists(t, path, "another key was made")
	_, err = o.bookings(t.Context())
	assert.Equal(t, fault.Precondition, fault.KindOf(err))
	assert.ErrorContains(t, err, "Put the old key back")
	assert.NoFileExists(t, path)
	_, err = o.publish(t.Context(), false)
	require.NoError(t, err)

	require.NoError(t, os.WriteFile(path, old, 0o600))
	o.madeKey = ""
	require.NoError(t, o.openDiary(t.Context()))
	_, err = o.bookings(t.Context())
	assert.NoError(t, err)
}

// Where the key is lost for good, the bookings are listed, then given up, and the portal goes on
// with the key that it makes.
func TestBookingKey_LostForGood(t *testing.T) {
	t.Parallel()
	o, _ := demoOffice(t, nil)
	_, err := o.bookings(t.Context())
	require.NoError(t, err)
	ref := book(t, o)
	giveUp := func(args ...string) (string, error) {
		t.Helper()
		fs := flag.NewFlagSet("giveup", flag.ContinueOnError)
		do := giveUpFlags(fs)
		require.NoError(t, fs.Parse(args))
		var out bytes.Buffer
		err := do(t.Context(), o, job{stdout: &out, Author: "演示员", rest: fs.Args()})
		return out.String(), err
	}
	_, err = giveUp()
	require.ErrorContains(t, err, "can be read", "the key is there")

	path := o.cfg.BookingKeyFile()
	require.NoError(t, os.Remove(path))
	require.NoError(t, o.openDiary(t.Context()))
	out, err := giveUp()
	require.NoError(t, err)
	assert.Contains(t, out, string(ref))
	assert.NotContains(t, out, "1390000")
	assert.NoFileExists(t, path, "a list leaves the place of the old key free")

	require.NoError(t, o.openDiary(t.Context()))
	_, err = giveUp("-confirm")
	require.ErrorContains(t, err, "reason")
	assert.NoFileExists(t, path, "nor does a refusal take it")
	require.NoError(t, o.openDiary(t.Context()))
	out, err = giveUp("-confirm", "-reason", "密钥文件丢失")
	require.NoError(t, err)
	assert.Contains(t, out, "已作废 1 条预约")
	o.madeKey = ""
	require.NoError(t, o.openDiary(t.Context()))
	_, err = o.bookings(t.Context())
	require.NoError(t, err)
	book(t, o)
}
