package main

import (
	"context"
	"flag"
	"fmt"
	"slices"

	"github.com/mingtian-portal/mingtian/internal/booking"
	"github.com/mingtian-portal/mingtian/internal/fault"
)

// taskFlags declares "portal lab tasks".
func taskFlags(fs *flag.FlagSet) action {
	lab := fs.String("lab", "", "the laboratory, such as L01")
	done := fs.String("done", "", "the id of a task that is done")
	return atDesk(func(ctx context.Context, d desk) error {
		if err := need(map[string]string{"lab": *lab}); err != nil {
			return err
		}
		tasks, err := d.diary.Tasks(ctx, *lab)
		if err != nil {
			return err
		}
		if *done == "" {
			d.tasks(tasks)
			return nil
		}
		i := slices.IndexFunc(tasks, func(t booking.Task) bool { return t.ID == *done })
		if i < 0 {
			return fault.New(fault.NotFound, "There is no such task; portal lab tasks lists them.",
				"没有这项待办；portal lab tasks 可列出全部待办。")
		}
		if err := d.diary.FinishTask(ctx, tasks[i]); err != nil {
			return err
		}
		fmt.Fprintln(d.out, "已完成 done")
		return nil
	})
}

func (d desk) tasks(tasks []booking.Task) {
	for _, t := range tasks {
		switch t.Kind {
		case booking.ConfirmPositive:
			fmt.Fprintf(d.out, "%s  %s %s  阳性复检 confirm a positive finding: %s %s %s\n", t.ID, t.LabID,
				t.Date, t.Category.Label().Zh, t.Item, t.Method)
		case booking.TellVisitor:
			fmt.Fprintf(d.out, "%s  %s %s  通知预约人 phone the visitor: %s %s\n", t.ID, t.LabID, t.Date,
				t.Reference, t.Reason)
		}
	}
	fmt.Fprintf(d.out, "共 %d 项待办 %d tasks\n", len(tasks), len(tasks))
}

// contactFlags declares "portal lab contact", the one command that shows a number in full.
func contactFlags(fs *flag.FlagSet) action {
	ref := refFlag(fs)
	return atDesk(func(ctx context.Context, d desk) error {
		r, err := booking.ParseReference(*ref)
		if err != nil {
			return err
		}
		c, err := d.diary.Contact(ctx, r)
		if err != nil {
			return err
		}
		if c.Phone == "" {
			fmt.Fprintln(d.out, "没有留手机号 no phone is known")
			return nil
		}
		fmt.Fprintln(d.out, c.Phone.Digits(), c.Name)
		return nil
	})
}
