package importer

import (
	"bytes"
	"fmt"

	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/revision"
)

// compare finishes every record and puts what differs from the register into the change set.
func (r *run) compare(set *revision.ChangeSet) error {
	next := r.highest()
	var keys []revision.PrivateKey
	for i, rec := range r.records {
		if i%progressEvery == 0 && r.ctx.Err() != nil {
			return fmt.Errorf("compare rows: %w", r.ctx.Err())
		}
		row, ok := r.finish(rec)
		if !ok {
			continue
		}
		switch {
		case rec.match != nil:
			row[0] = dataset.TextValue(rec.match.id)
		case rec.newID != "":
			row[0] = dataset.TextValue(rec.newID)
		default:
			next++
			row[0] = dataset.TextValue(r.def.ID(next))
		}
		r.compareRow(set, rec.match, row)
		keys = append(keys, r.newKeys(rec, row.ID())...)
	}
	if r.opt.Replace {
		r.withdraw(set)
	}
	if len(set.Changes) > 0 { // keys alone are no reason for a revision
		set.Keys = keys
	}
	return nil
}

// highest returns the highest number that an id of the dataset has had, or is given by the file.
func (r *run) highest() int {
	highest := r.known.State.Highest(r.def.Name)
	for _, rec := range r.records {
		if n, ok := r.def.Number(rec.newID); ok {
			highest = max(highest, n)
		}
	}
	return highest
}

func (r *run) compareRow(set *revision.ChangeSet, k *known, row dataset.Row) {
	after := revision.Row(r.def.Encode(row))
	switch {
	case k == nil:
		r.report.New++
		r.change(set, row.ID(), nil, after, nil, row)
	case k.listed() && bytes.Equal(after.Row, r.def.Encode(k.row)):
		r.report.Unchanged++
	default:
		r.report.Changed++
		r.change(set, k.id, k, after, k.row, row)
	}
}

// change adds a change to the set and to the report.
func (r *run) change(
	set *revision.ChangeSet, id string, k *known, after *revision.Version, old, row dataset.Row,
) {
	c := revision.Change{Dataset: r.def.Name, ID: id, After: after}
	if k != nil {
		before := k.entry.Version
		c.Before = &before
	}
	d := Difference{Dataset: r.def.Name, ID: id, Name: r.nameOf(row), Op: c.Op()}
	if old != nil && after.End == revision.Listed {
		for i := range r.def.Columns {
			col := &r.def.Columns[i]
			if col.Stored() && old[i] != row[i] {
				d.Fields = append(d.Fields, FieldChange{
					Field: col.Name, Title: col.Words.Title,
					Before: col.Format(old[i]), After: col.Format(row[i]),
				})
			}
		}
	}
	set.Changes = append(set.Changes, c)
	r.report.Changes = append(r.report.Changes, d)
}

func (r *run) nameOf(row dataset.Row) string {
	if i := r.def.NameColumn(); i >= 0 {
		return r.def.Columns[i].Format(row[i])
	}
	return ""
}

// withdraw removes the listed rows that the file, being the whole list, lacks. Rows that a
// refused record stands for stay.
func (r *run) withdraw(set *revision.ChangeSet) {
	there := map[string]bool{}
	for _, rec := range r.records {
		if rec.match != nil {
			there[rec.match.id] = true
		}
	}
	covers := r.coverage()
	listed := 0
	for _, k := range r.known.rows[r.def.Name] {
		if !k.listed() {
			continue
		}
		listed++
		if there[k.id] || !covers(r.known.townOf(r.def, k.row)) {
			continue
		}
		r.report.Removed++
		reason := "名单“" + r.report.File + "”中已没有这一行。"
		after := revision.Ended(&k.entry.Version, revision.Withdrawn, r.opt.Today, reason)
		r.change(set, k.id, k, after, k.row, k.row)
		set.Changes[len(set.Changes)-1].Reason = reason
	}
	r.askConfirmation(listed)
}

// coverage says of which towns the file is the whole list.
func (r *run) coverage() func(town string) bool {
	if r.town != "" {
		return func(town string) bool { return town == r.town }
	}
	i := r.def.Index("town_id")
	if i < 0 || !r.def.Columns[i].Stored() || r.def.Name == registry.Divisions ||
		r.columnOf("town_id") == 0 {
		return func(string) bool { return true }
	}
	named := map[string]bool{}
	for _, rec := range r.records {
		if rec.place != townUnknown {
			named[rec.row[i].S] = true
		}
	}
	return func(town string) bool { return named[town] }
}

// confirmPercent is the share of a dataset above which a removal has to be confirmed.
const confirmPercent = 10

func (r *run) askConfirmation(listed int) {
	removed, lost := r.report.Removed, 0
	for _, rec := range r.records {
		if rec.refused() && rec.match == nil {
			lost++
		}
	}
	var reason text
	switch {
	case removed == 0:
		return
	case removed == listed:
		reason = both("将移除全部 %d 行，须经确认。",
			"All %d rows would be removed; this has to be confirmed.", removed)
	case removed*100 > listed*confirmPercent:
		reason = both("将移除 %d 行，超过现有 %d 行的 %d%%，须经确认。",
			"%d rows would be removed, of %d; more than %d %% has to be confirmed.",
			removed, listed, confirmPercent)
	case lost > 0:
		reason = both("将移除 %d 行，而有 %d 行被拒绝且认不出是名录中的哪一行，可能正是其中几行；须经确认。",
			"%d rows would be removed, while %d were refused that cannot be recognised and may be "+
				"among them; this has to be confirmed.", removed, lost)
	default:
		return
	}
	r.report.NeedsConfirm, r.report.ConfirmReason = true, reason
}
