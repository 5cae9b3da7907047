package main

import (
	"context"
	"flag"
	"fmt"

	"github.com/mingtian-portal/mingtian/internal/booking"
	"github.com/mingtian-portal/mingtian/internal/demo"
	"github.com/mingtian-portal/mingtian/internal/fault"
	"github.com/mingtian-portal/mingtian/internal/revision"
)

// demoFlags declares "portal demo".
func demoFlags(fs *flag.FlagSet) action {
	producers := fs.Int("producers", demo.Producers, "how many producers the county has")
	seed := fs.Uint64("seed", 1, "another seed makes another county")
	return func(ctx context.Context, o *office, j job) error {
		return o.demo(ctx, j, *producers, *seed)
	}
}

// demo fills an empty register with the demo county and publishes it.
func (o *office) demo(ctx context.Context, j job, producers int, seed uint64) error {
	head, err := o.log.Head(ctx)
	if err != nil {
		return err
	}
	if head != 0 {
		return fault.New(fault.Conflict,
			"The register is not empty. The demo county goes into an empty data folder only.",
			"名录不是空的。演示数据只能写入空的数据目录。")
	}
	rows := demo.County(o.schema, o.today(), seed, producers)
	cs := revision.ChangeSet{Author: "demo", Source: "演示数据", Reason: "演示数据 / demonstration data"}
	for _, def := range o.schema.Datasets {
		for _, r := range rows[def.Name] {
			cs.Changes = append(cs.Changes, revision.Change{
				Dataset: def.Name, ID: r.ID(), After: revision.Row(def.Encode(r)), Reason: cs.Reason,
			})
		}
	}
	// The hours come first: a register that is not empty is not filled again.
	if err := o.demoHours(ctx); err != nil {
		return err
	}
	if _, err := o.log.Commit(ctx, 0, cs); err != nil {
		return err
	}
	res, err := o.publish(ctx, false)
	if err == nil {
		printPublished(j, res)
	}
	return err
}

// demoHours gives the demo laboratories their opening hours.
func (o *office) demoHours(ctx context.Context) error {
	for _, h := range demo.Hours(o.today()) {
		_, err := o.diary.Edit(ctx, booking.Edit{
			LabID: h.LabID, By: booking.Staff("demo"), Note: "演示数据",
			Apply: booking.Hours(h.Timetables, h.Rules),
		})
		if err != nil {
			return fmt.Errorf("set the hours of %s: %w", h.LabID, err)
		}
	}
	return nil
}
