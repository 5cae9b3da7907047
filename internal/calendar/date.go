// Package calendar holds civil dates as Mohe reads them: days in Asia/Shanghai,
// which is a fixed +8 zone in code, so that no machine's time-zone files decide
// on which day a certificate expires.
package calendar

import (
	"fmt"
	"time"
)

// Shanghai is the zone of every civil date: UTC+8, without daylight saving.
var Shanghai = time.FixedZone("Asia/Shanghai", 8*60*60)

// Date is a civil date held as the decimal number yyyymmdd, so that dates compare
// and sort as integers. The zero Date means that there is none.
type Date int32

// NewDate returns the date of a year, month and day, and whether they name a day
// that exists. Years run from 1 to 9999.
func NewDate(year, month, day int) (Date, bool) {
	if year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 {
		return 0, false
	}
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if t.Day() != day {
		return 0, false
	}
	return Date(year*10000 + month*100 + day), true
}

// ParseDate reads the one form that the API, files and the log use: 2026-11-24.
// The many shapes of a workbook's cell are the importer's business.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil || t.Year() < 1 {
		return 0, fmt.Errorf("%q is not a date like 2026-11-24", s)
	}
	return fromTime(t), nil
}

// DateOf returns the civil date in Shanghai at an instant.
func DateOf(t time.Time) Date { return fromTime(t.In(Shanghai)) }

func fromTime(t time.Time) Date {
	return Date(t.Year()*10000 + int(t.Month())*100 + t.Day())
}

// Year returns the year, 0 for no date.
func (d Date) Year() int { return int(d) / 10000 }

// Month returns the month from 1 to 12, 0 for no date.
func (d Date) Month() int { return int(d) / 100 % 100 }

// Day returns the day of the month from 1, 0 for no date.
func (d Date) Day() int { return int(d) % 100 }

// IsZero reports whether d is no date.
func (d Date) IsZero() bool { return d == 0 }

// Midnight returns the instant at which the date begins in Shanghai.
func (d Date) Midnight() time.Time {
	return time.Date(d.Year(), time.Month(d.Month()), d.Day(), 0, 0, 0, 0, Shanghai)
}

// AddDays returns the date n days later, or earlier for a negative n. No date
// stays no date.
func (d Date) AddDays(n int) Date {
	if d == 0 {
		return 0
	}
	return fromTime(d.Midnight().AddDate(0, 0, n))
}

// AddMonths returns the same day n months later; a day that the month lacks
// becomes its last day (31 January + 1 = 28 February).
func (d Date) AddMonths(n int) Date {
	if d == 0 {
		return 0
	}
	first := time.Date(d.Year(), time.Month(d.Month()+n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return Date(first.Year()*10000 + int(first.Month())*100 + min(d.Day(), last))
}

// DaysUntil returns the days from d to other: 0 on the same day, negative when
// other is earlier. Neither may be the zero Date.
func (d Date) DaysUntil(other Date) int {
	return int(other.Midnight().Sub(d.Midnight()) / (24 * time.Hour))
}

// String returns 2026-11-24, or "" for no date.
func (d Date) String() string {
	if d == 0 {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year(), d.Month(), d.Day())
}
