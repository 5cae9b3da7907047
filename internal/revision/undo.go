package revision

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/fault"
	"github.com/mingtian-portal/mingtian/internal/store"
)

// Undo returns the change set that takes back revision n from a state, and the rows that it
// leaves alone because a later revision changed them. With all set it takes those back too.
// Nothing is committed. A redaction cannot be undone.
func (l *Log) Undo(ctx context.Context, s *State, n int, all bool) (ChangeSet, []Target, error) {
	rec, err := l.Record(ctx, n)
	if err != nil {
		return ChangeSet{}, nil, err
	}
	if len(rec.Redacts) > 0 {
		return ChangeSet{}, nil, fault.New(fault.Invalid,
			fmt.Sprintf("Revision %d took content out of the log for good; it cannot be undone.", n),
			fmt.Sprintf("第 %d 号修订已将内容永久移出，无法撤销。", n))
	}
	changes, err := l.changes(ctx, rec)
	if err != nil {
		return ChangeSet{}, nil, err
	}
	cs := ChangeSet{
		Reason: fmt.Sprintf("撤销第 %d 号修订 / undo of revision %d", n, n),
		// Whoever undoes has seen what was done, so that the undo is never held back.
		Confirmed: true, undoes: n,
	}
	var left []Target
	for _, c := range slices.Backward(changes) {
		e, _ := s.Entry(c.Dataset, c.ID)
		if e == nil || e.Hash != "" || c.Before != nil && c.Before.Hash != "" {
			left = append(left, Target{c.Dataset, c.ID})
			continue
		}
		if e.Revision != n && !all {
			left = append(left, Target{c.Dataset, c.ID})
			continue
		}
		back := l.inverse(&c)
		if back.same(&e.Version) {
			continue
		}
		before := e.Version
		cs.Changes = append(cs.Changes, Change{
			Dataset: c.Dataset, ID: c.ID, Before: &before, After: back, Reason: cs.Reason,
		})
	}
	return cs, left, nil
}

// inverse returns the version that a change is taken back to. An id that the change made new
// was entered in error.
func (l *Log) inverse(c *Change) *Version {
	if c.Before != nil {
		v := *c.Before
		v.Salt = ""
		return &v
	}
	return &Version{End: Erased, EndOn: calendar.DateOf(l.now()), Reason: "撤销 / undone"}
}

// Redact takes the content of rows out of the log for good: their versions are replaced by salted
// hashes wherever they stand, and the rows answer 410. It is for what the law wants gone: the
// repair of a credit record, the deletion of personal information (个人信息保护法 art. 47). The
// revision is written first; [Log.Complete] then rewrites the older chunks, also after a crash.
func (l *Log) Redact(ctx context.Context, s *State, rows []Target, author, reason string) (Record,
	error,
) {
	cs := ChangeSet{Author: author, Reason: reason, Confirmed: true, redacts: rows}
	for _, t := range rows {
		e, ok := s.Entry(t.Dataset, t.ID)
		if !ok {
			return Record{}, fault.New(fault.NotFound,
				fmt.Sprintf("There is no row %s in %s.", t.ID, t.Dataset),
				fmt.Sprintf("%s 中没有编号 %s。", t.Dataset, t.ID))
		}
		cs.Changes = append(cs.Changes, Change{
			Dataset: t.Dataset, ID: t.ID, Reason: reason,
			Before: &Version{Hash: e.hash()},
			After:  &Version{End: Redacted, EndOn: calendar.DateOf(l.now()), Reason: reason},
		})
	}
	rec, err := l.Commit(ctx, s.Revision, cs)
	if err != nil {
		return rec, err
	}
	return rec, l.Complete(ctx)
}

// pending returns the write that notes a redaction as not yet complete.
func (l *Log) pending(rec Record) []store.Write {
	if len(rec.Redacts) == 0 {
		return nil
	}
	return []store.Write{{
		Key:   store.Key{Partition: "redactions", Sort: number(rec.Revision)},
		Value: strconv.AppendInt(nil, int64(rec.Revision), 10),
	}}
}

// Complete finishes redactions whose older chunks are not all rewritten yet. It is called after a
// redaction and when the portal starts, and does nothing when there is nothing to do.
func (l *Log) Complete(ctx context.Context) error {
	q := store.Query{Partition: "redactions"}
	return l.scan(ctx, q, func(item store.Item) error {
		n, err := strconv.Atoi(string(item.Value))
		if err != nil {
			return fmt.Errorf("read pending redaction: %w", err)
		}
		rec, err := l.Record(ctx, n)
		if err != nil {
			return err
		}
		gone := map[Target]bool{}
		for _, t := range rec.Redacts {
			gone[t] = true
		}
		for older := 1; older < n; older++ {
			if err := l.rewrite(ctx, older, gone); err != nil {
				return fmt.Errorf("complete redaction %d: %w", n, err)
			}
		}
		return l.commit(ctx, []store.Write{{Key: item.Key, Op: store.OpDelete}})
	})
}

// rewrite replaces the versions of some rows in the chunks of a revision by their hashes, and
// removes their private keys.
func (l *Log) rewrite(ctx context.Context, n int, gone map[Target]bool) error {
	rec, err := l.Record(ctx, n)
	if err != nil {
		return err
	}
	ids := map[string]bool{}
	for t := range gone {
		ids[t.ID] = true
	}
	err = rewriteChunks(ctx, l, rec, "c", func(c *Change) bool {
		if !gone[Target{c.Dataset, c.ID}] {
			return false
		}
		c.Before, c.After = blot(c.Before), blot(c.After)
		return true
	})
	if err != nil {
		return err
	}
	return rewriteChunks(ctx, l, rec, "k", func(k *PrivateKey) bool {
		if !ids[k.ID] {
			return false
		}
		k.Key = ""
		return true
	})
}

func blot(v *Version) *Version {
	if v == nil {
		return nil
	}
	return &Version{Hash: v.hash()}
}

// rewriteChunks calls f for each value of a revision's chunks and writes back the chunks in which
// f changed one.
func rewriteChunks[T any](
	ctx context.Context, l *Log, rec Record, kind string, f func(*T) bool,
) error {
	q := store.Query{Partition: stagePartition(rec.Stage), From: kind, To: kind + "\xff"}
	return l.scan(ctx, q, func(item store.Item) error {
		values, err := unpack[T](item.Value)
		if err != nil {
			return err
		}
		changed := false
		for i := range values {
			if f(&values[i]) {
				changed = true
			}
		}
		if !changed {
			return nil
		}
		chunks, err := pack(values)
		if err != nil || len(chunks) != 1 {
			return errors.Join(err, fmt.Errorf("chunk %q packs into %d", item.Sort, len(chunks)))
		}
		err = l.commit(ctx, []store.Write{
			{Key: item.Key, Value: chunks[0], If: store.Condition{Version: item.Version}},
		})
		if _, lost := errors.AsType[*store.ConditionError](err); lost {
			return nil // another process is completing the same redaction
		}
		return err
	})
}

// Verify recomputes the digests of revisions 1 to the head and returns an error that names the
// first that does not hold.
func (l *Log) Verify(ctx context.Context) error {
	records, err := l.Records(ctx, 0)
	if err != nil {
		return err
	}
	previous := ""
	for i, rec := range records {
		if rec.Revision != i+1 {
			return fmt.Errorf("revision %d is missing", i+1)
		}
		changes, err := l.changes(ctx, rec)
		if err != nil {
			return err
		}
		if got := digest(previous, changes); got != rec.Digest {
			return fmt.Errorf("revision %d: digest is %s, recorded is %s", rec.Revision, got, rec.Digest)
		}
		previous = rec.Digest
	}
	return nil
}

// Row returns a version of a listed row.
func Row(canonical []byte) *Version { return &Version{Row: json.RawMessage(canonical)} }

// Ended returns the version of a row that leaves the register on a date: v with its end. What was
// entered in error keeps no content.
func Ended(v *Version, end End, on calendar.Date, reason string) *Version {
	w := Version{Row: v.Row, End: end, EndOn: on, Reason: reason}
	if end != Withdrawn {
		w.Row = nil
	}
	return &w
}
