package booking_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/booking"
	"github.com/mingtian-portal/mingtian/internal/fault"
)

// The whole way of a visitor: book, open, move, cancel.
func TestJourney(t *testing.T) {
	t.Parallel()
	f := opened(t, 2)
	ctx, start := t.Context(), at(t, "2026-11-24 09:00")
	req := f.request(start)
	made, err := f.Book(ctx, req)
	require.NoError(t, err)
	assert.Equal(t, booking.Booked, made.Booking.State)
	assert.Equal(t, "139****0001", made.Booking.Phone)
	assert.Equal(t, "演**", made.Booking.Name)

	again, err := f.Open(ctx, made.Booking.Reference, "0001")
	require.NoError(t, err)
	assert.Equal(t, made, again)
	same, err := f.Resume(ctx, made.Booking.Reference, made.Token)
	require.NoError(t, err)
	assert.Equal(t, made.Booking, same)

	moved, err := f.move(t, made, "2026-11-25 13:30")
	require.NoError(t, err)
	assert.Equal(t, at(t, "2026-11-25 13:30"), moved.StartsAt())
	offers, err := f.Slots(ctx, lab, date(t, "2026-11-24"), 2)
	require.NoError(t, err)
	assert.Equal(t, 2, offers[0].Places[0].Left)
	assert.Equal(t, 1, offers[1].Places[4].Left)

	gone, err := f.Cancel(ctx, moved.Reference, booking.Visitor, "来不了")
	require.NoError(t, err)
	assert.Equal(t, booking.Cancelled, gone.State)
	assert.Len(t, gone.History, 3)
	_, err = f.Cancel(ctx, moved.Reference, booking.Visitor, "")
	assert.True(t, fault.Is(err, fault.Conflict), err)
	offers, err = f.Slots(ctx, lab, date(t, "2026-11-24"), 2)
	require.NoError(t, err)
	assert.Equal(t, 2, offers[1].Places[4].Left)
}
