package build_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/blob"
	"github.com/mingtian-portal/mingtian/internal/booking"
	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/revision"
	"github.com/mingtian-portal/mingtian/internal/snapshot"
	"github.com/mingtian-portal/mingtian/internal/snapshot/build"
	"github.com/mingtian-portal/mingtian/internal/store"
	"github.com/mingtian-portal/mingtian/internal/store/storetest"
)

// open gives the register a laboratory and its publisher a diary, in which the laboratory is open
// on Tuesdays.
func (b *bureau) open() *booking.Diary {
	b.t.Helper()
	sealer, err := booking.NewLocalSealer(rand.Reader, bytes.Repeat([]byte{1}, 32))
	require.NoError(b.t, err)
	holidays, err := calendar.LoadHolidays(calendar.Shipped())
	require.NoError(b.t, err)
	diary, err := booking.New(booking.Config{
		Store: storetest.NewMemory(b.clock.Now), Holidays: holidays, Sealer: sealer,
		HashKey: bytes.Repeat([]byte{2}, 32), Now: b.clock.Now, Random: rand.Reader,
		Backoff: store.NewBackoff(),
	})
	require.NoError(b.t, err)
	b.pub.Live, b.pub.LiveVersion = build.LabDays(diary.Calendars, registry.Load()), diary.CalendarVersion
	def := registry.Load().Def(registry.Labs)
	_, err = b.log.Commit(b.t.Context(), 0, revision.ChangeSet{Changes: []revision.Change{{
		Dataset: registry.Labs, ID: "L01", After: revision.Row(def.Encode(dataset.Pack(def,
			&registry.Lab{ID: "L01", Name: "演示快检室", TownID: "D232701100"}))),
	}}})
	require.NoError(b.t, err)
	b.edit(diary, booking.Hours([]booking.Timetable{{
		Name: "演示", From: 20260101, Sessions: []booking.WeeklySession{{
			Weekdays: []int{2},
			Session:  booking.Session{Open: 9 * 60, Close: 12 * 60, SlotMinutes: 30, Capacity: 2},
		}},
	}}, booking.DefaultRules()))
	return diary
}

func (b *bureau) edit(diary *booking.Diary, apply func(*booking.Schedule) error) {
	b.t.Helper()
	_, err := diary.Edit(b.t.Context(), booking.Edit{
		LabID: "L01", By: booking.Staff("演示员"), Apply: apply,
	})
	require.NoError(b.t, err)
}

// day returns a row of lab_days as the current snapshot has it.
func (b *bureau) day(id string) registry.LabDay {
	b.t.Helper()
	table := b.current().Table(registry.LabDays)
	row, ok := table.Find(id)
	require.True(b.t, ok, id)
	return dataset.Unpack[registry.LabDay](table.Def(), table.Row(row))
}

func TestPublish_LiveRowsGoEverywhereButIntoTheLog(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	b.open()
	id := b.publish().Snapshot
	assert.Equal(t, registry.LabDay{
		ID: "L01-20261124", LabID: "L01", Date: 20261124, Status: "open", DayKind: "working",
		Hours: []string{"09:00–12:00"}, LastSample: "11:00", Capacity: 10, TownID: "D232701100",
	}, b.day("L01-20261124"))
	assert.Equal(t, "pending", b.day("L01-20270101").Status)

	read := func(file string) []byte {
		object, err := b.blobs.Get(t.Context(), snapshot.Key(id, file))
		require.NoError(t, err)
		return object.Body
	}
	days := booking.MaxHorizon + 1
	assert.Equal(t, days+1, strings.Count(string(read("lab_days.csv")), "\n"))
	assert.Equal(t, days, strings.Count(string(read("lab_days.ndjson")), "\n"))
	var m snapshot.Manifest
	require.NoError(t, json.Unmarshal(read(snapshot.ManifestFile), &m))
	assert.Equal(t, days, m.Rows[registry.LabDays])
	assert.Contains(t, m.Files, "lab_days.csv")
	state, err := revision.DecodeState(read(snapshot.RowsFile))
	require.NoError(t, err)
	assert.Empty(t, state.IDs(registry.LabDays))
	assert.Equal(t, []string{"L01"}, state.IDs(registry.Labs))
}

// An edit of a calendar makes a new snapshot of the same revision and date; one that says the
// same as before moves nothing but the version.
func TestPublish_NoticesCalendars(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	diary := b.open()
	first := b.publish()
	assert.False(t, b.publish().Changed, "nothing has changed")

	b.edit(diary, booking.Except(booking.Exception{
		Date: 20261201, Closed: true, Reason: booking.Text{Zh: "设备检修"},
	}))
	second := b.publish()
	assert.True(t, second.Changed)
	assert.Equal(t, first.Revision, second.Revision)
	assert.NotEqual(t, first.Snapshot, second.Snapshot)
	assert.Equal(t, "设备检修", b.day("L01-20261201").Reason)
	assert.False(t, b.publish().Changed)

	b.edit(diary, booking.Restore(20261201))
	third := b.publish()
	assert.Equal(t, first.Snapshot, third.Snapshot, "the same content has the same name")
	assert.Equal(t, "open", b.day("L01-20261201").Status)
	assert.False(t, b.publish().Changed)

	b.clock.Advance(24 * time.Hour)
	b.publish()
	_, ok := b.current().Table(registry.LabDays).Find("L01-20261124")
	assert.False(t, ok, "yesterday is gone")
}

// A latest.json from before there were live rows is read, and what it names is published anew.
func TestPublish_ReadsLatestWithoutLive(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	b.open()
	live, version := b.pub.Live, b.pub.LiveVersion
	b.pub.Live, b.pub.LiveVersion = nil, nil
	first := b.publish()
	object, err := b.blobs.Get(t.Context(), snapshot.LatestKey)
	require.NoError(t, err)
	assert.NotContains(t, string(object.Body), "live")
	assert.Zero(t, b.current().Table(registry.LabDays).Len())

	b.pub.Live, b.pub.LiveVersion = live, version
	second := b.publish()
	assert.True(t, second.Changed)
	assert.NotEqual(t, first.Snapshot, second.Snapshot)
	assert.Equal(t, booking.MaxHorizon+1, b.current().Table(registry.LabDays).Len())
}

func TestPublish_RefusesLiveRowsOfTheLogsDatasets(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	b.pub.Live = func(context.Context, registry.Rows, calendar.Date) (registry.Rows, error) {
		return registry.Rows{registry.Producers: nil}, nil
	}
	_, err := b.pub.Publish(t.Context(), false)
	assert.ErrorContains(t, err, "producers is no live dataset")
	b.pub.Live = func(context.Context, registry.Rows, calendar.Date) (registry.Rows, error) {
		return nil, errors.New("no calendars")
	}
	_, err = b.pub.Publish(t.Context(), false)
	require.ErrorContains(t, err, "no calendars")
	_, err = b.blobs.Get(t.Context(), snapshot.LatestKey)
	assert.ErrorIs(t, err, blob.ErrNotFound)
}
