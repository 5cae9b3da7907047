package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/mingtian-portal/mingtian/internal/app"
	"github.com/mingtian-portal/mingtian/internal/booking"
	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/fault"
)

// labCommands are the words after "portal lab": the day of a laboratory from the shell.
func labCommands() []command {
	return []command{
		{name: "today", flags: todayFlags, about: "list the bookings of a laboratory on a date"},
		{name: "find", flags: findFlags, about: "find bookings by phone or by reference"},
		{name: "book", flags: bookFlags, about: "book for somebody who phones"},
		{name: "walkin", flags: walkInFlags, about: "take in somebody who stands at the door"},
		{name: "move", flags: moveFlags, about: "move a booking to another time"},
		{name: "cancel", flags: cancelFlags, about: "cancel a booking"},
		{name: "checkin", flags: checkInFlags, about: "note that somebody came with the samples"},
		{name: "noshow", flags: noShowFlags, about: "note that nobody came"},
		{name: "result", flags: resultFlags, about: "record what was found"},
		{name: "tasks", flags: taskFlags, about: "list what staff have to do, or tick it off"},
		{name: "contact", flags: contactFlags, about: "show the full number of a booking, to phone"},
		{name: "close", flags: closeFlags, about: "close a laboratory for a time"},
		{name: "open", flags: openFlags, about: "open on a date by hand, or as usual again"},
		{name: "giveup", flags: giveUpFlags, about: "give up the bookings of a lost key, and go on with this one"},
		{name: "hours", flags: hoursFlags, about: "show the weekly hours, or set them from a date on"},
	}
}

// parseSub reads a command line of two words.
func parseSub(c command, cfg *app.Config, args []string, out io.Writer) (action, []string, error) {
	var names []string
	for _, sub := range c.subs {
		names = append(names, sub.name)
		if len(args) > 0 && args[0] == sub.name {
			sub.name = c.name + " " + sub.name
			return parse(sub, cfg, args[1:], out)
		}
	}
	if len(args) > 0 && slices.Contains([]string{"-h", "-help", "--help"}, args[0]) {
		for _, sub := range c.subs {
			fmt.Fprintf(out, "  portal %s %-8s %s\n", c.name, sub.name, sub.about)
		}
		return nil, nil, flag.ErrHelp
	}
	return nil, nil, wrongUsage("portal %s takes one of %s, with flags behind it", c.name,
		strings.Join(names, ", "))
}

// desk is where a command of staff is carried out.
type desk struct {
	*office
	diary *booking.Diary
	out   io.Writer
	by    booking.Actor
}

// atDesk makes an action of what is done at the desk. What a refusal knows beside its sentence
// is printed before it.
func atDesk(do func(ctx context.Context, d desk) error) action {
	return func(ctx context.Context, o *office, j job) error {
		if err := j.flagsAlone(); err != nil {
			return err
		}
		diary, err := o.bookings(ctx)
		if err != nil {
			return err
		}
		d := desk{office: o, diary: diary, out: j.stdout, by: booking.Staff(j.Author)}
		err = do(ctx, d)
		if asked, ok := errors.AsType[*booking.AskError](err); ok {
			d.list(asked.Bookings)
			fmt.Fprintln(d.out, "请加 -bookings keep（保留）或 -bookings cancel（取消并通知）重新运行 "+
				"run again with -bookings keep or -bookings cancel")
		}
		if taken, ok := errors.AsType[*booking.TakenError](err); ok && len(taken.Next) > 0 {
			fmt.Fprintf(d.out, "最近的空位 next free times: %s\n", instants(taken.Next))
		}
		return err
	}
}

// flagsAlone refuses what stands behind the flags of a command at the desk.
func (j job) flagsAlone() error {
	if len(j.rest) > 0 {
		return wrongUsage("portal lab takes flags alone, not %q", j.rest[0])
	}
	return nil
}

func instants(times []time.Time) string {
	var texts []string
	for _, t := range times {
		texts = append(texts, t.In(shanghai).Format(minutes))
	}
	return strings.Join(texts, ", ")
}

func (d desk) list(bookings []booking.Booking) {
	for _, b := range bookings {
		d.show(b)
	}
}

// show prints a booking in one line, its name and number masked, and what was found below it.
func (d desk) show(b booking.Booking) {
	kept := ""
	if b.Kept {
		kept = "（时段外保留 kept）"
	}
	who := strings.TrimSpace(b.Name + " " + b.Phone)
	fmt.Fprintf(d.out, "%s  %s %s %s–%s  %s %s%s  %d 份 samples  %s\n", b.Reference, b.LabID, b.Date,
		b.Start, b.Start+booking.TimeOfDay(b.Minutes), stateWord(b.State), b.State, kept,
		b.Samples, who)
	if b.Result == nil {
		return
	}
	for _, f := range b.Result.Findings {
		fmt.Fprintf(d.out, "    样品 %d  %s  %s  %s  %s %s\n", f.Sample, f.Category.Label().Zh, f.Item,
			f.Method, f.Outcome.Label().Zh, f.Outcome)
	}
}

func stateWord(s booking.State) string {
	switch s {
	case booking.Booked:
		return "已预约"
	case booking.CheckedIn:
		return "已签到"
	case booking.Tested:
		return "已检测"
	case booking.NoShow:
		return "未到"
	default:
		return "已取消"
	}
}

func statusWord(s booking.Status) string {
	switch s {
	case booking.Open:
		return "开放"
	case booking.Pending:
		return "待国务院公布"
	default:
		return "不开放"
	}
}

const minutes = "2006-01-02 15:04"

// readTime reads a time in Shanghai from a flag.
func readTime(name, text string) (time.Time, error) {
	t, err := time.ParseInLocation(minutes, strings.Replace(text, "T", " ", 1), shanghai)
	if err != nil {
		return t, badFlag(name, text, `"2026-11-24 09:00"`)
	}
	return t, nil
}

// readDate reads a date from a flag; an empty one is the date otherwise.
func readDate(name, text string, otherwise calendar.Date) (calendar.Date, error) {
	if text == "" && otherwise != 0 {
		return otherwise, nil
	}
	date, err := calendar.ParseDate(text)
	if err != nil {
		return 0, badFlag(name, text, "2026-11-24")
	}
	return date, nil
}

func badFlag(name, text, like string) error {
	return fault.Wrap(fault.Invalid, errUsage,
		fmt.Sprintf("-%s is written like %s, not %q.", name, like, text),
		fmt.Sprintf("-%s 的写法形如 %s，不能是 %q。", name, like, text))
}

// need refuses a command line that lacks a flag.
func need(flags map[string]string) error {
	var missing []string
	for name, value := range flags {
		if value == "" {
			missing = append(missing, "-"+name)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	slices.Sort(missing)
	list := strings.Join(missing, ", ")
	return fault.Wrap(fault.Invalid, errUsage, "The command needs "+list+".", "缺少 "+list+"。")
}
