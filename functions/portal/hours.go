package main

import (
	"context"
	"flag"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/mingtian-portal/mingtian/internal/booking"
)

// hoursFlags declares "portal lab hours".
func hoursFlags(fs *flag.FlagSet) action {
	var (
		e     editFlags
		s     slotFlags
		t     booking.Timetable
		weeks []string
	)
	e.declare(fs)
	s.declare(fs)
	fs.StringVar(&t.Name, "name", "", "what the timetable is called, such as 冬季")
	fs.IntVar(&t.MakeupAs, "makeup", 0,
		"the weekday whose hours hold on make-up working days; 0 if staff do not follow them")
	from := fs.String("from", "", "the first date of the timetable, if not today")
	to := fs.String("to", "", "the last date; it stays if empty")
	fs.Func("week", `weekdays and hours, such as "1-5 09:00-11:30,13:30-16:00"; may be repeated`,
		func(s string) error {
			weeks = append(weeks, s)
			return nil
		})
	return atDesk(func(ctx context.Context, d desk) error {
		if err := need(map[string]string{"lab": e.lab}); err != nil {
			return err
		}
		if len(weeks) == 0 {
			return d.showHours(ctx, e.lab)
		}
		var err error
		if t.From, err = readDate("from", *from, d.today()); err != nil {
			return err
		}
		if *to != "" {
			if t.To, err = readDate("to", *to, 0); err != nil {
				return err
			}
		}
		for _, week := range weeks {
			sessions, err := s.week(week)
			if err != nil {
				return err
			}
			t.Sessions = append(t.Sessions, sessions...)
		}
		return d.edit(ctx, e, follow(t))
	})
}

// week reads weekdays and hours.
func (s slotFlags) week(text string) ([]booking.WeeklySession, error) {
	days, hours, _ := strings.Cut(text, " ")
	weekdays, ok := readWeekdays(days)
	sessions, err := s.sessions("week", hours)
	if !ok || err != nil || len(sessions) == 0 {
		return nil, badFlag("week", text, `"1-5 09:00-11:30,13:30-16:00"`)
	}
	var list []booking.WeeklySession
	for _, session := range sessions {
		list = append(list, booking.WeeklySession{Weekdays: weekdays, Session: session})
	}
	return list, nil
}

// readWeekdays reads 1-5 or 1,3,5, where 1 is Monday.
func readWeekdays(text string) ([]int, bool) {
	var days []int
	for part := range strings.SplitSeq(text, ",") {
		first, last, isRange := strings.Cut(part, "-")
		if !isRange {
			last = first
		}
		from, err := strconv.Atoi(first)
		to, err2 := strconv.Atoi(last)
		if err != nil || err2 != nil || from < 1 || to > 7 || from > to {
			return nil, false
		}
		for day := from; day <= to; day++ {
			days = append(days, day)
		}
	}
	slices.Sort(days)
	return slices.Compact(days), true
}

// follow returns a change that lets a timetable follow the ones before it: the one that holds on
// its first date ends the day before, and one that begins on the same date is replaced.
func follow(t booking.Timetable) func(*booking.Schedule) error {
	return func(s *booking.Schedule) error {
		list := []booking.Timetable{t}
		for _, old := range s.Timetables {
			if old.From == t.From {
				continue
			}
			if old.From < t.From && (old.To.IsZero() || old.To >= t.From) {
				old.To = t.From.AddDays(-1)
			}
			list = append(list, old)
		}
		slices.SortFunc(list, func(a, b booking.Timetable) int { return int(a.From - b.From) })
		s.Timetables = list
		return nil
	}
}

func (d desk) showHours(ctx context.Context, lab string) error {
	s, err := d.diary.Schedule(ctx, lab)
	if err != nil {
		return err
	}
	for _, t := range s.Timetables {
		fmt.Fprintf(d.out, "%s  %s – %s  调休上班日按周几开放 make-up days as weekday: %d\n", t.Name, t.From,
			t.To, t.MakeupAs)
		for _, w := range t.Sessions {
			fmt.Fprintf(d.out, "    周 weekdays %v  %s–%s  每 %d 分钟 %d 个名额 places\n", w.Weekdays, w.Open,
				w.Close, w.SlotMinutes, w.Capacity)
		}
	}
	for _, e := range s.Exceptions {
		fmt.Fprintf(d.out, "%s  例外 exception  %s\n", e.Date, exceptionText(e))
	}
	return nil
}

func exceptionText(e booking.Exception) string {
	if e.Closed {
		return "不开放 closed: " + e.Reason.Zh
	}
	var parts []string
	for _, s := range e.Sessions {
		parts = append(parts, fmt.Sprintf("%s–%s", s.Open, s.Close))
	}
	for _, s := range e.Shut {
		parts = append(parts, fmt.Sprintf("停 shut %s–%s %s", s.From, s.To, s.Reason.Zh))
	}
	return strings.Join(append(parts, e.Reason.Zh), " ")
}
