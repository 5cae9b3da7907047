package main

import (
	"context"
	"flag"
	"fmt"
	"strconv"
	"strings"

	"github.com/mingtian-portal/mingtian/internal/booking"
)

// todayFlags declares "portal lab today".
func todayFlags(fs *flag.FlagSet) action {
	lab := fs.String("lab", "", "the laboratory, such as L01")
	on := fs.String("date", "", "the date, if not today")
	return atDesk(func(ctx context.Context, d desk) error {
		if err := need(map[string]string{"lab": *lab}); err != nil {
			return err
		}
		date, err := readDate("date", *on, d.today())
		if err != nil {
			return err
		}
		offers, err := d.diary.Slots(ctx, *lab, date, 1)
		if err != nil {
			return err
		}
		list, err := d.diary.Today(ctx, *lab, date)
		if err != nil {
			return err
		}
		day, left := offers[0], 0
		for _, p := range day.Places {
			left += p.Left
		}
		fmt.Fprintf(d.out, "%s %s %s %s %s %s\n", day.LabID, day.Date, statusWord(day.Status),
			day.Status, strings.Join(day.Hours(), "、"), day.Reason.Zh)
		d.list(list)
		fmt.Fprintf(d.out, "共 %d 个预约，剩余 %d 个名额 %d bookings, %d places left\n", len(list), left,
			len(list), left)
		return nil
	})
}

// findFlags declares "portal lab find".
func findFlags(fs *flag.FlagSet) action {
	phone := fs.String("phone", "", "the mobile number")
	ref := fs.String("ref", "", "or the reference of the booking")
	return atDesk(func(ctx context.Context, d desk) error {
		if *ref != "" {
			return d.with(*ref, func(r booking.Reference) (booking.Booking, error) {
				return d.diary.Find(ctx, r)
			})
		}
		p, err := booking.ParsePhone(*phone)
		if err != nil {
			return err
		}
		list, err := d.diary.FindByPhone(ctx, p)
		if err != nil {
			return err
		}
		d.list(list)
		fmt.Fprintf(d.out, "共 %d 个预约 %d bookings\n", len(list), len(list))
		return nil
	})
}

// requestFlags declares what a request for a place is made of.
func requestFlags(fs *flag.FlagSet) (read func() (booking.Request, error)) {
	var req booking.Request
	fs.StringVar(&req.LabID, "lab", "", "the laboratory, such as L01")
	fs.IntVar(&req.Samples, "samples", 1, "how many samples")
	fs.StringVar(&req.Contact.Name, "name", "", "the name, if they like")
	fs.StringVar(&req.ProducerID, "producer", "", "the producer of the register, if it is one")
	phone := fs.String("phone", "", "the mobile number")
	return func() (booking.Request, error) {
		if err := need(map[string]string{"lab": req.LabID}); err != nil {
			return req, err
		}
		if *phone == "" {
			return req, nil
		}
		var err error
		req.Contact.Phone, err = booking.ParsePhone(*phone)
		return req, err
	}
}

// bookFlags declares "portal lab book".
func bookFlags(fs *flag.FlagSet) action {
	read := requestFlags(fs)
	at := fs.String("at", "", `the time, such as "2026-11-24 09:00"`)
	return atDesk(func(ctx context.Context, d desk) error {
		req, err := read()
		if err != nil {
			return err
		}
		if req.StartsAt, err = readTime("at", *at); err != nil {
			return err
		}
		receipt, err := d.diary.BookFor(ctx, req, d.by)
		if err == nil {
			d.show(receipt.Booking)
		}
		return err
	})
}

// walkInFlags declares "portal lab walkin".
func walkInFlags(fs *flag.FlagSet) action {
	read := requestFlags(fs)
	return atDesk(func(ctx context.Context, d desk) error {
		req, err := read()
		if err != nil {
			return err
		}
		receipt, err := d.diary.WalkIn(ctx, req, d.by)
		if err == nil {
			d.show(receipt.Booking)
		}
		return err
	})
}

// with does something to the booking of a reference and shows it.
func (d desk) with(text string, do func(booking.Reference) (booking.Booking, error)) error {
	ref, err := booking.ParseReference(text)
	if err != nil {
		return err
	}
	b, err := do(ref)
	if err == nil {
		d.show(b)
	}
	return err
}

func refFlag(fs *flag.FlagSet) *string {
	return fs.String("ref", "", "the reference of the booking, such as AC4-7KM-2H1")
}

// moveFlags declares "portal lab move".
func moveFlags(fs *flag.FlagSet) action {
	ref, at := refFlag(fs), fs.String("at", "", `the new time, such as "2026-11-24 09:00"`)
	return atDesk(func(ctx context.Context, d desk) error {
		to, err := readTime("at", *at)
		if err != nil {
			return err
		}
		return d.with(*ref, func(r booking.Reference) (booking.Booking, error) {
			return d.diary.Reschedule(ctx, r, to, d.by)
		})
	})
}

// cancelFlags declares "portal lab cancel".
func cancelFlags(fs *flag.FlagSet) action {
	ref, reason := refFlag(fs), fs.String("reason", "", "why; whoever booked reads it")
	return atDesk(func(ctx context.Context, d desk) error {
		return d.with(*ref, func(r booking.Reference) (booking.Booking, error) {
			return d.diary.Cancel(ctx, r, d.by, *reason)
		})
	})
}

// checkInFlags declares "portal lab checkin".
func checkInFlags(fs *flag.FlagSet) action {
	ref := refFlag(fs)
	return atDesk(func(ctx context.Context, d desk) error {
		return d.with(*ref, func(r booking.Reference) (booking.Booking, error) {
			return d.diary.CheckIn(ctx, r, d.by)
		})
	})
}

// noShowFlags declares "portal lab noshow".
func noShowFlags(fs *flag.FlagSet) action {
	ref := refFlag(fs)
	return atDesk(func(ctx context.Context, d desk) error {
		return d.with(*ref, func(r booking.Reference) (booking.Booking, error) {
			return d.diary.MarkNoShow(ctx, r, d.by)
		})
	})
}

// resultFlags declares "portal lab result".
func resultFlags(fs *flag.FlagSet) action {
	ref := refFlag(fs)
	var texts []string
	fs.Func("finding", "sample:category:item:method:outcome, such as 1:蔬菜:有机磷:酶抑制率法:阴性; "+
		"once for each item of each sample", func(s string) error {
		texts = append(texts, s)
		return nil
	})
	return atDesk(func(ctx context.Context, d desk) error {
		var findings []booking.Finding
		for _, text := range texts {
			f, err := readFinding(text)
			if err != nil {
				return err
			}
			findings = append(findings, f)
		}
		return d.with(*ref, func(r booking.Reference) (booking.Booking, error) {
			return d.diary.RecordResult(ctx, r, findings, d.by)
		})
	})
}

// readFinding reads what was found in one item of one sample. Categories and outcomes are given
// by their codes or their Chinese words.
func readFinding(text string) (booking.Finding, error) {
	parts := strings.Split(strings.ReplaceAll(text, "：", ":"), ":")
	if len(parts) != 5 {
		return booking.Finding{}, badFlag("finding", text, "1:蔬菜:有机磷:酶抑制率法:阴性")
	}
	sample, err := strconv.Atoi(parts[0])
	if err != nil {
		return booking.Finding{}, badFlag("finding", text, "1:蔬菜:有机磷:酶抑制率法:阴性")
	}
	f := booking.Finding{
		Sample: sample, Category: booking.Category(parts[1]), Item: parts[2], Method: parts[3],
		Outcome: booking.Outcome(parts[4]),
	}
	for _, c := range []booking.Category{
		booking.Vegetable, booking.Fruit, booking.Fungus, booking.Grain, booking.Livestock,
		booking.Aquatic, booking.Other,
	} {
		if parts[1] == c.Label().Zh {
			f.Category = c
		}
	}
	for _, o := range []booking.Outcome{
		booking.Negative, booking.Positive, booking.Suspect, booking.Invalid,
	} {
		if parts[4] == o.Label().Zh {
			f.Outcome = o
		}
	}
	return f, nil
}
