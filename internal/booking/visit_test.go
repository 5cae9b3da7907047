package booking_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/booking"
	"github.com/mingtian-portal/mingtian/internal/fault"
)

func finding(sample int, c booking.Category, item string, o booking.Outcome) booking.Finding {
	return booking.Finding{Sample: sample, Category: c, Item: item, Method: "酶抑制率法", Outcome: o}
}

func TestRecordResult(t *testing.T) {
	t.Parallel()
	var l *ledger
	f := openLedger(t, &l)
	ctx := t.Context()
	req := f.request(at(t, "2026-11-24 09:00"))
	req.Samples = 2
	made, err := f.Book(ctx, req)
	require.NoError(t, err)
	ref := made.Booking.Reference
	_, err = f.CheckIn(ctx, ref, clerk)
	assert.ErrorContains(t, err, "booking of today")
	f.clock.Advance(24 * time.Hour)
	findings := []booking.Finding{
		finding(1, booking.Vegetable, "有机磷", booking.Positive),
		finding(1, booking.Vegetable, "氨基甲酸酯", booking.Negative),
		finding(2, booking.Fruit, "有机磷", booking.Suspect),
	}
	_, err = f.RecordResult(ctx, ref, findings, clerk)
	assert.ErrorContains(t, err, "not handed in yet")
	_, err = f.CheckIn(ctx, ref, clerk)
	require.NoError(t, err)
	_, err = f.Cancel(ctx, ref, booking.Visitor, "")
	assert.ErrorContains(t, err, "handed in")
	_, err = f.RecordResult(ctx, ref, findings[:2], clerk)
	assert.ErrorContains(t, err, "parts that are wrong", "the second sample has no finding")
	tested, err := f.RecordResult(ctx, ref, findings, clerk)
	require.NoError(t, err)
	_, err = f.RecordResult(ctx, ref, findings, clerk)
	assert.True(t, fault.Is(err, fault.Conflict), err)

	var deeds []booking.Deed
	for _, e := range tested.History {
		deeds = append(deeds, e.Deed)
	}
	assert.Equal(t, []booking.Deed{booking.DidBook, booking.DidCheckIn, booking.DidTest}, deeds)
	words := tested.Result.Wording()
	require.Len(t, words, 3)
	assert.Contains(t, words[0].Zh, "仅对来样负责")
	assert.Contains(t, words[1].Zh, "复检确认")
	assert.Contains(t, words[1].En, "withdraws no certificate")
	assert.Contains(t, words[2].En, "close to the limit")
	for _, w := range words {
		assert.NotContains(t, w.Zh, "合格") // a rapid test never says so
	}

	tasks, err := f.Tasks(ctx, lab)
	require.NoError(t, err)
	require.Len(t, tasks, 1)
	assert.Equal(t, booking.ConfirmPositive, tasks[0].Kind)
	assert.Equal(t, booking.Vegetable, tasks[0].Category)
	assert.Empty(t, tasks[0].Reference)
	for name, item := range l.present(t) {
		if strings.HasPrefix(name, "tasks ") {
			assert.NotContains(t, string(item.Value), string(ref))
			assert.NotContains(t, string(item.Value), "phone")
		}
	}
	require.NoError(t, f.FinishTask(ctx, tasks[0]))
	tasks, err = f.Tasks(ctx, lab)
	require.NoError(t, err)
	assert.Empty(t, tasks)

	month := date(t, "2026-11-01")
	counts, err := f.Screening(ctx, month, month)
	require.NoError(t, err)
	assert.Equal(t, []booking.Screened{
		{Month: month, LabID: lab, Category: booking.Fruit, Samples: 1},
		{Month: month, LabID: lab, Category: booking.Vegetable, Samples: 1},
	}, counts)
}

func TestRecordResult_Refuses(t *testing.T) {
	t.Parallel()
	f := opened(t, 5)
	f.clock.Advance(time.Hour)
	walkIn, err := f.WalkIn(t.Context(), booking.Request{LabID: lab, Samples: 1}, clerk)
	require.NoError(t, err)
	good := finding(1, booking.Fruit, "有机磷", booking.Invalid)
	for name, change := range map[string]func(*booking.Finding){
		"/findings/0/sample":   func(f *booking.Finding) { f.Sample = 2 },
		"/findings/0/category": func(f *booking.Finding) { f.Category = "meat" },
		"/findings/0/item":     func(f *booking.Finding) { f.Item = "" },
		"/findings/0/method":   func(f *booking.Finding) { f.Method = "" },
		"/findings/0/outcome":  func(f *booking.Finding) { f.Outcome = "合格" },
	} {
		bad := good
		change(&bad)
		_, err := f.RecordResult(t.Context(), walkIn.Booking.Reference, []booking.Finding{bad}, clerk)
		if assert.True(t, fault.Is(err, fault.Invalid), name) {
			assert.Equal(t, name, fields(err)[0].Name)
		}
	}
	other := finding(1, booking.Grain, "有机磷", booking.Negative)
	record := func(findings ...booking.Finding) (booking.Booking, error) {
		return f.RecordResult(t.Context(), walkIn.Booking.Reference, findings, clerk)
	}
	_, err = record(good, other)
	if assert.Error(t, err) {
		assert.Len(t, fields(err), 2, "another category, and the same item twice")
	}
	tested, err := record(good)
	require.NoError(t, err)
	assert.Contains(t, tested.Result.Wording()[1].Zh, "不说明样品好坏")
	assert.Equal(t, "无效", tested.Result.Findings[0].Outcome.Label().Zh)
	assert.Equal(t, "水果", tested.Result.Findings[0].Category.Label().Zh)
}

func TestWalkIn_TakesFromTheSameCapacity(t *testing.T) {
	t.Parallel()
	f := opened(t, 1)
	ctx := t.Context()
	f.book(t, at(t, "2026-11-23 09:30"))
	f.clock.Advance(70 * time.Minute) // 09:10: the slot of nine is under way
	var starts []string
	for {
		r, err := f.WalkIn(ctx, booking.Request{LabID: lab, Samples: 1}, clerk)
		if err != nil {
			var taken *booking.TakenError
			require.ErrorAs(t, err, &taken)
			assert.Equal(t, at(t, "2026-11-24 09:00"), taken.Next[0].In(at(t, monday).Location()))
			break
		}
		assert.Equal(t, booking.CheckedIn, r.Booking.State)
		assert.Len(t, r.Booking.History, 2)
		starts = append(starts, r.Booking.Start.String())
	}
	assert.Equal(t, []string{"09:00", "10:00", "10:30", "13:30", "14:00", "14:30", "15:00"}, starts)
	list := consistent(t, f, date(t, "2026-11-23"), 1)
	assert.Len(t, list, 8)
	assert.Equal(t, "09:00", list[0].Start.String())

	// Without a phone nobody opens the booking from afar.
	_, err := f.Open(ctx, list[0].Reference, "")
	assert.True(t, fault.Is(err, fault.Forbidden), err)
}

func TestFindByPhone(t *testing.T) {
	t.Parallel()
	f := opened(t, 5)
	early, err := f.Book(t.Context(), request(at(t, "2026-11-24 09:00"), 1))
	require.NoError(t, err)
	late, err := f.BookFor(t.Context(), request(at(t, "2026-11-25 09:00"), 1), clerk)
	require.NoError(t, err)
	f.book(t, at(t, "2026-11-24 09:00"))
	list, err := f.FindByPhone(t.Context(), number(1))
	require.NoError(t, err)
	require.Len(t, list, 3, "the third is by the same made-up phone")
	assert.Equal(t, late.Booking, list[0])
	assert.Contains(t, list, early.Booking)
	c, err := f.Contact(t.Context(), late.Booking.Reference)
	require.NoError(t, err)
	assert.Equal(t, booking.Contact{Name: "演示人", Phone: number(1)}, c)
	list, err = f.FindByPhone(t.Context(), number(2))
	require.NoError(t, err)
	assert.Empty(t, list)
}
