package importer

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/mingtian-portal/mingtian/internal/calendar"
)

func day(d calendar.Date) span { return span{from: d, to: d} }

func TestParseSpan(t *testing.T) {
	t.Parallel()
	month := span{from: 20260101, to: 20260131, rough: true}
	period := span{from: 20240105, to: 20270104, period: true}
	forever := span{from: 20240105, period: true, open: true}
	for s, want := range map[string]span{
		"2026.1.5":              day(20260105),
		"2026-1-5":              day(20260105),
		"2026/1/5":              day(20260105),
		"2026/01/05":            day(20260105),
		"2026年1月5日":             day(20260105),
		"2026年01月05号":           day(20260105),
		"２０２６．１．５":              day(20260105),
		" 2026 年 1 月 5 日 ":      day(20260105),
		"2026-01-05 00:00:00":   day(20260105),
		"2026-01-05T08:30:00":   day(20260105),
		"2026/1/5 9:05":         day(20260105),
		"20260105":              day(20260105),
		"20260105103000":        day(20260105),
		"45343":                 {from: 20240221, to: 20240221, serial: true},
		"45343.75":              {from: 20240221, to: 20240221, serial: true},
		"2026年1月":               month,
		"2026年1月份":              month,
		"2026-01":               month,
		"2026.1":                month,
		"2028年2月":               {from: 20280201, to: 20280229, rough: true},
		"2026":                  {from: 20260101, to: 20261231, rough: true},
		"2026年":                 {from: 20260101, to: 20261231, rough: true},
		"2024.1.5-2027.1.4":     period,
		"2024/1/5—2027/1/4":     period,
		"2024-01-05至2027-01-04": period,
		"2024-01-05-2027-01-04": period,
		"2024年1月5日～2027年1月4日":   period,
		"2024年1月5日 到 2027年1月4日": period,
		"自2024年1月5日起至2027年1月4日止":  period,
		"20240105-20270104":       period,
		"有效期至2027年1月4日":           day(20270104),
		"至2027.1.4":               day(20270104),
		"2027年1月4日止":              day(20270104),
		"2024-01-05至长期":           forever,
		"2024.1.5-长期有效":           forever,
		"长期":                      {open: true},
		"长期有效":                    {open: true},
		"永久":                      {open: true},
		"2024年1月-2026年12月":        {from: 20240101, to: 20261231, period: true, rough: true},
		"2026-02-28 00:00:00.000": day(20260228),
		"有效期：2024.1.5 至 2027.1.4": period,
	} {
		got, ok := parseSpan(s)
		assert.True(t, ok, s)
		assert.Equal(t, want, got, s)
	}
	for _, s := range []string{
		"", "昨天", "2026.13.1", "2026-02-30", "2026年2月30日", "26.1.5", "1.5", "202601051", "12345",
		"99999", "2027.1.4-2024.1.5", "2026.1.5,2026.1.6", "2026.1.5-", "0000-00-00", "3026-01-01",
		"2026年13月", "2026/1/5/6", "2026-1-5abc",
	} {
		_, ok := parseSpan(s)
		assert.False(t, ok, s)
	}
}

func FuzzParseSpan(f *testing.F) {
	for _, s := range []string{"2026.1.5", "2024.1.5-2027.1.4", "45343", "长期", "2026年1月", "2026-01-05T"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, ok := parseSpan(s)
		if !ok {
			return
		}
		for _, date := range []calendar.Date{d.from, d.to} {
			if date != 0 {
				_, real := calendar.NewDate(date.Year(), date.Month(), date.Day())
				assert.True(t, real, "%q gave %d", s, date)
			}
		}
		assert.True(t, d.open || d.from <= d.to, "%q gave %v", s, d)
		assert.True(t, d.open || d.from != 0, "%q gave %v", s, d)
	})
}
