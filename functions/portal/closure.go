package main

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"strings"
	"time"

	"github.com/mingtian-portal/mingtian/internal/booking"
	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/fault"
)

// editFlags are the flags of every change of a laboratory's hours.
type editFlags struct{ lab, answer, reason, reasonEn string }

func (e *editFlags) declare(fs *flag.FlagSet) {
	fs.StringVar(&e.lab, "lab", "", "the laboratory, such as L01")
	fs.StringVar(&e.answer, "bookings", "",
		"what becomes of bookings outside the new hours: keep, or cancel and tell the people")
	fs.StringVar(&e.reason, "reason", "", "why, in a sentence; it is published")
	fs.StringVar(&e.reasonEn, "reason-en", "", "the same in English")
}

func (e *editFlags) text() booking.Text { return booking.Text{Zh: e.reason, En: e.reasonEn} }

// edit changes a laboratory's hours and publishes them.
func (d desk) edit(ctx context.Context, e editFlags, apply func(*booking.Schedule) error) error {
	if e.answer != "" && e.answer != string(booking.Keep) && e.answer != string(booking.Cancel) {
		return badFlag("bookings", e.answer, "keep | cancel")
	}
	done, err := d.diary.Edit(ctx, booking.Edit{
		LabID: e.lab, By: d.by, Note: e.reason, Answer: booking.Answer(e.answer), Apply: apply,
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(d.out, "已修改 changed: %s (第 %d 次修改 edit)\n", e.lab, done.Revision)
	for _, part := range []struct {
		word string
		list []booking.Booking
	}{
		{"时段外保留的预约 kept", done.Kept},
		{"已取消，请电话通知（portal lab contact） cancelled, please phone", done.Cancelled},
		{"时段外的新预约，请处理 booked meanwhile, outside the hours", done.Unanswered},
	} {
		if len(part.list) > 0 {
			fmt.Fprintln(d.out, part.word+":")
			d.list(part.list)
		}
	}
	res, err := d.publish(ctx, false)
	if fault.Is(err, fault.Precondition) {
		fmt.Fprintln(d.out, "名录的发布被暂缓，开放日历将在放行后更新 the register is held back, and the "+
			"published calendar with it")
		return nil
	}
	if err == nil {
		printPublished(job{stdout: d.out}, res)
	}
	return err
}

// closeFlags declares "portal lab close".
func closeFlags(fs *flag.FlagSet) action {
	var e editFlags
	e.declare(fs)
	from := fs.String("from", "", `the first date, or a time such as "2026-11-24 13:00"`)
	to := fs.String("to", "", "the last date, or a time; the end of the first date if empty")
	return atDesk(func(ctx context.Context, d desk) error {
		err := need(map[string]string{"lab": e.lab, "from": *from, "reason": e.reason})
		if err != nil {
			return err
		}
		begin, _, err := readBound("from", *from)
		if err != nil {
			return err
		}
		_, end, err := readBound("to", cmp.Or(*to, calendar.DateOf(begin).String()))
		if err != nil {
			return err
		}
		return d.edit(ctx, e, booking.ShutBetween(begin, end, e.text()))
	})
}

// readBound reads a date, which is from one midnight to the next, or a time, which is a moment.
func readBound(name, text string) (begin, end time.Time, err error) {
	if date, err := calendar.ParseDate(text); err == nil {
		return date.Midnight(), date.AddDays(1).Midnight(), nil
	}
	begin, err = readTime(name, text)
	return begin, begin, err
}

// slotFlags are the flags of sessions.
type slotFlags struct{ minutes, capacity int }

func (s *slotFlags) declare(fs *flag.FlagSet) {
	fs.IntVar(&s.minutes, "slot", 30, "minutes of a slot")
	fs.IntVar(&s.capacity, "capacity", 2, "places of a slot")
}

// sessions reads hours such as 09:00-11:30,13:30-16:00.
func (s slotFlags) sessions(name, text string) ([]booking.Session, error) {
	var list []booking.Session
	for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ',' || r == '、' }) {
		open, closed, _ := strings.Cut(strings.ReplaceAll(part, "–", "-"), "-")
		from, err := booking.ParseTimeOfDay(strings.TrimSpace(open))
		if err != nil {
			return nil, badFlag(name, text, "09:00-11:30,13:30-16:00")
		}
		to, err := booking.ParseTimeOfDay(strings.TrimSpace(closed))
		if err != nil {
			return nil, badFlag(name, text, "09:00-11:30,13:30-16:00")
		}
		list = append(list, booking.Session{
			Open: from, Close: to, SlotMinutes: s.minutes, Capacity: s.capacity,
		})
	}
	return list, nil
}

// openFlags declares "portal lab open".
func openFlags(fs *flag.FlagSet) action {
	var (
		e editFlags
		s slotFlags
	)
	e.declare(fs)
	s.declare(fs)
	on := fs.String("date", "", "the date")
	hours := fs.String("hours", "",
		"its hours, such as 09:00-11:30,13:30-16:00; as usual again if empty")
	return atDesk(func(ctx context.Context, d desk) error {
		if err := need(map[string]string{"lab": e.lab, "date": *on}); err != nil {
			return err
		}
		date, err := readDate("date", *on, 0)
		if err != nil {
			return err
		}
		if *hours == "" {
			return d.edit(ctx, e, booking.Restore(date))
		}
		sessions, err := s.sessions("hours", *hours)
		if err != nil {
			return err
		}
		return d.edit(ctx, e, booking.Except(booking.Exception{
			Date: date, Sessions: sessions, Reason: e.text(),
		}))
	})
}
