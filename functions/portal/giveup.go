package main

import (
	"context"
	"errors"
	"flag"
	"fmt"

	"github.com/mingtian-portal/mingtian/internal/booking"
)

// giveUpFlags declares "portal lab giveup". It is the one command at the desk that runs with a key
// that is not the store's.
func giveUpFlags(fs *flag.FlagSet) action {
	confirm := fs.Bool("confirm", false, "do it; without, the bookings are listed and stay")
	reason := fs.String("reason", "", "why, in a sentence; it is kept")
	return func(ctx context.Context, o *office, j job) error {
		if err := j.flagsAlone(); err != nil {
			return err
		}
		if o.keyless {
			return errKeyless
		}
		if !*confirm {
			return o.listLost(ctx, j)
		}
		if err := need(map[string]string{"reason": *reason}); err != nil {
			return errors.Join(err, o.unmakeKey())
		}
		done, err := o.diary.GiveUp(ctx, booking.Staff(j.Author), *reason)
		if err != nil {
			return err
		}
		fmt.Fprintf(j.stdout, "已作废 %d 条预约，名额已释放，现在的密钥生效 %d bookings given up; their "+
			"places are free, and the present key is the store's\n", done.Bookings, done.Bookings)
		return nil
	}
}

// listLost lists what would be given up. A key that was made a moment ago does not stay for that.
func (o *office) listLost(ctx context.Context, j job) error {
	list, err := o.diary.Lost(ctx)
	if err != nil {
		return err
	}
	desk{office: o, out: j.stdout}.list(list)
	fmt.Fprintf(j.stdout, "共 %d 条未完成的预约将作废，姓名和电话已无法读取；请加 -confirm -reason 重新运行 "+
		"%d bookings to come would be given up; run again with -confirm -reason\n",
		len(list), len(list))
	return o.unmakeKey()
}
