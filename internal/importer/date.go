package importer

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/mingtian-portal/mingtian/internal/calendar"
)

// span is what a date cell says. A single day is a span whose ends are equal; a month or a
// year is rough and spans its days.
type span struct {
	from, to calendar.Date
	rough    bool // the cell names a month or a year only
	period   bool // the cell names a start and an end
	open     bool // 长期: there is no end
	serial   bool // the cell was a spreadsheet's day number in the clothes of a plain number
}

// timeOfDay is what some exports append to a date: 00:00:00.
var timeOfDay = regexp.MustCompile(`[ T　]\d{1,2}[:：]\d{2}([:：]\d{2}(\.\d+)?)?Z?`)

// openWords say that there is no end.
var openWords = []string{"长期有效", "长期", "永久有效", "永久", "无固定期限", "无限期", "不限期"}

// parseSpan reads a date or a period in any shape that bureaus write: 2026.1.5, 2026-1-5,
// 2026/1/5, 2026年1月5日, 2026年1月, 20260105, the serial 45343, 2024.1.5-2027.1.4,
// 自2024年1月5日起至2027年1月4日, 2024-01-05至长期.
func parseSpan(s string) (span, bool) {
	if strings.ContainsAny(s, ":：") {
		s = timeOfDay.ReplaceAllString(s, "")
	}
	s = strings.Map(dateRune, s)
	for _, prefix := range []string{"有效期至", "有效期", "截至", "截止", "自", "从", "至", "到", ":"} {
		s = strings.TrimPrefix(s, prefix)
	}
	if isOpen(s) {
		return span{open: true}, true
	}
	first, rest, ok := scanDate(s)
	if !ok {
		return parseSerial(s)
	}
	rest = strings.TrimLeft(rest, "起始")
	if strings.Trim(rest, "止前。") == "" {
		return first, true
	}
	tail := strings.TrimLeft(rest, "至到~-—")
	if tail == rest {
		return span{}, false
	}
	first.period = true
	if isOpen(tail) {
		first.open, first.to = true, 0
		return first, true
	}
	last, rest, ok := scanDate(tail)
	if !ok || strings.Trim(rest, "止前。") != "" || last.to < first.from {
		return span{}, false
	}
	first.to, first.rough = last.to, first.rough || last.rough
	return first, true
}

func dateRune(r rune) rune {
	switch {
	case r == ' ' || r == '\n' || r == '\t' || r == '　' || r == '\u00a0' || r == '\u200b':
		return -1
	case r >= '！' && r <= '～':
		return r - '！' + '!'
	case r == '–' || r == '－' || r == '−':
		return '-'
	}
	return r
}

func isOpen(s string) bool {
	for _, w := range openWords {
		if s == w {
			return true
		}
	}
	return false
}

// scanDate reads one date at the beginning of s.
func scanDate(s string) (d span, rest string, ok bool) {
	year, rest := digitRun(s)
	if len(year) == 8 || len(year) == 14 {
		d, ok = spanOf(year[:4], year[4:6], year[6:8])
		return d, rest, ok
	}
	if len(year) != 4 {
		return span{}, s, false
	}
	if after, found := strings.CutPrefix(rest, "年"); found {
		return scanChinese(year, after)
	}
	for _, separator := range []string{"-", ".", "/"} {
		after, found := strings.CutPrefix(rest, separator)
		if !found {
			continue
		}
		month, rest := digitRun(after)
		if len(month) == 0 || len(month) > 2 {
			return span{}, s, false
		}
		if after, found = strings.CutPrefix(rest, separator); found {
			if day, rest := digitRun(after); len(day) == 1 || len(day) == 2 {
				d, ok = spanOf(year, month, day)
				return d, rest, ok
			}
		}
		d, ok = spanOf(year, month, "")
		return d, strings.TrimPrefix(rest, "月"), ok
	}
	d, ok = spanOf(year, "", "")
	return d, rest, ok
}

// scanChinese reads what follows 年.
func scanChinese(year, s string) (d span, rest string, ok bool) {
	month, rest := digitRun(s)
	after, found := strings.CutPrefix(rest, "月")
	if !found {
		d, ok = spanOf(year, "", "")
		return d, s, ok && month == ""
	}
	day, rest := digitRun(after)
	if day == "" {
		d, ok = spanOf(year, month, "")
		return d, strings.TrimPrefix(after, "份"), ok
	}
	rest = strings.TrimPrefix(strings.TrimPrefix(rest, "日"), "号")
	d, ok = spanOf(year, month, day)
	return d, rest, ok
}

// spanOf returns the days of a year, a month or a day that can be meant.
func spanOf(year, month, day string) (span, bool) {
	y, _ := strconv.Atoi(year)
	m, _ := strconv.Atoi(month)
	d, _ := strconv.Atoi(day)
	if y < 1900 || y > 2150 || len(month) > 2 || len(day) > 2 {
		return span{}, false
	}
	var from, to calendar.Date
	ok := true
	switch {
	case month == "":
		from, _ = calendar.NewDate(y, 1, 1)
		to, _ = calendar.NewDate(y, 12, 31)
	case day == "":
		if from, ok = calendar.NewDate(y, m, 1); ok {
			to = from.AddMonths(1).AddDays(-1)
		}
	default:
		from, ok = calendar.NewDate(y, m, d)
		to = from
	}
	return span{from: from, to: to, rough: day == ""}, ok
}

func digitRun(s string) (digits, rest string) {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return s[:n], s[n:]
}

// Serials between these are days from 1954 to 2119; smaller numbers are years and counts.
const (
	firstSerial = 20_000
	lastSerial  = 80_400
)

// parseSerial reads a spreadsheet's day number, whose fraction is a time of day.
func parseSerial(s string) (span, bool) {
	whole, fraction, _ := strings.Cut(s, ".")
	n, err := strconv.Atoi(whole)
	if err != nil || n < firstSerial || n > lastSerial || len(whole) != 5 ||
		strings.Trim(fraction, "0123456789") != "" {
		return span{}, false
	}
	d, ok := serialDay(n)
	d.serial = true
	return d, ok
}

// serialDay returns the day of a serial of the 1900 system. Serial 60 is a 29 February 1900 that
// never was, so that days count from 1899-12-30.
func serialDay(n int) (span, bool) {
	if n <= 60 || n > lastSerial {
		return span{}, false
	}
	d := calendar.Date(18991230).AddDays(n)
	return span{from: d, to: d}, true
}
