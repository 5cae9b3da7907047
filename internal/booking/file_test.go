package booking_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mingtian-portal/mingtian/internal/booking"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestCalendarFile_Golden(t *testing.T) {
	t.Parallel()
	made := booking.Booking{
		Reference: "AC4-7KM-2H1", LabID: lab, Date: date(t, "2026-11-24"),
		Start: clockTime(t, "09:30"), Minutes: 30, Samples: 2, State: booking.Booked,
		UpdatedAt: at(t, "2026-11-23 08:00"),
	}
	moved := made
	moved.Date, moved.Start, moved.Sequence = date(t, "2026-12-01"), clockTime(t, "14:00"), 1
	moved.UpdatedAt = at(t, "2026-11-23 09:00")
	cancelled := moved
	cancelled.State, cancelled.Sequence = booking.Cancelled, 2
	venue := booking.Venue{
		Name: "兴安镇农产品快检室(演示数据)", Address: "兴安镇 演示地址; 镇政府院内, 一层",
		Phone: "0457-9800001", Bring: "每样不少于 200 克，新鲜、未清洗；请勿切开。\r\n路上请注意防冻 \\ 保温。",
	}
	for name, b := range map[string]booking.Booking{
		"booked": made, "moved": moved, "cancelled": cancelled,
	} {
		got := booking.CalendarFile(b, venue)
		wellFormed(t, got)
		path := filepath.Join("testdata", name+".ics")
		if *update {
			require.NoError(t, os.WriteFile(path, got, 0o644))
		}
		want, err := os.ReadFile(path)
		require.NoError(t, err)
		assert.Equal(t, string(want), string(got), name)
	}
}

// wellFormed asserts what RFC 5545 asks of lines.
func wellFormed(t require.TestingT, file []byte) {
	require.True(t, bytes.HasSuffix(file, []byte("\r\n")))
	lines := strings.Split(strings.TrimSuffix(string(file), "\r\n"), "\r\n")
	for _, line := range lines {
		require.LessOrEqual(t, len(line), 75, line)
		require.True(t, utf8.ValidString(line), line)
		require.False(t, strings.ContainsAny(line, "\r\n"), line)
	}
	require.Equal(t, 1, bytes.Count(file, []byte("BEGIN:VEVENT\r\n")))
}

// Whatever a laboratory is called, the file is well formed and unfolds to the same text.
func TestCalendarFile_Folds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.String().Draw(t, "name")
		file := booking.CalendarFile(booking.Booking{Date: 20261124}, booking.Venue{Name: name})
		wellFormed(t, file)
		unfolded := strings.ReplaceAll(string(file), "\r\n ", "")
		require.Equal(t, 1, strings.Count(unfolded, "\r\nSUMMARY:"))
		require.Equal(t, 1, strings.Count(unfolded, "\r\nEND:VEVENT\r\n"))
	})
}
