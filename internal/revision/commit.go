package revision

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/mingtian-portal/mingtian/internal/fault"
	"github.com/mingtian-portal/mingtian/internal/store"
)

// stageLife is how long an unfinished stage may be in the making.
const stageLife = 24 * time.Hour

// Commit appends a change set as revision base+1 and returns its record. If the head is no longer
// at base it returns a fault of kind Conflict, and the change set must be made and looked at
// again. A change set without changes is a fault of kind Invalid.
func (l *Log) Commit(ctx context.Context, base int, cs ChangeSet) (Record, error) {
	if len(cs.Changes) == 0 {
		return Record{}, fault.New(fault.Invalid, "There is no change to record.",
			"没有需要登记的变更。")
	}
	head, version, err := l.head(ctx)
	if err != nil {
		return Record{}, err
	}
	if head != base {
		return Record{}, moved(base, head)
	}
	rec, stageVersion, err := l.stage(ctx, base, &cs)
	if err != nil {
		return Record{}, err
	}
	value, err := json.Marshal(rec)
	if err != nil {
		return Record{}, fmt.Errorf("encode revision %d: %w", rec.Revision, err)
	}
	headIs := store.Condition{Absent: version == "", Version: version}
	err = l.commit(ctx, append([]store.Write{
		{Key: headKey, Value: fmt.Appendf(nil, "%d", rec.Revision), If: headIs},
		{Key: recordKey(rec.Revision), Value: value, If: store.Condition{Absent: true}},
		{Key: stageKey(rec.Stage), Op: store.OpDelete, If: store.Condition{Version: stageVersion}},
	}, l.pending(rec)...))
	if _, lost := errors.AsType[*store.ConditionError](err); lost {
		return Record{}, moved(base, base+1)
	}
	if err != nil {
		return Record{}, fmt.Errorf("commit revision %d: %w", rec.Revision, err)
	}
	return rec, nil
}

func moved(base, head int) error {
	return fault.New(fault.Conflict,
		fmt.Sprintf("The register has moved on from revision %d to %d meanwhile. Nothing was "+
			"changed: look at the difference again and repeat.", base, head),
		fmt.Sprintf("名录已从第 %d 号修订更新到第 %d 号。本次未作任何改动，请重新预览差异后再提交。", base, head))
}

func stageKey(stage string) store.Key {
	return store.Key{Partition: "stages", Sort: stage}
}

// stage writes the chunks of a change set and returns the record that will name them.
func (l *Log) stage(ctx context.Context, base int, cs *ChangeSet) (Record, string, error) {
	previous := ""
	if base > 0 {
		before, err := l.Record(ctx, base)
		if err != nil {
			return Record{}, "", err
		}
		previous = before.Digest
	}
	if err := cs.salt(l.random); err != nil {
		return Record{}, "", fmt.Errorf("stage changes: %w", err)
	}
	changes, err := pack(cs.Changes)
	if err != nil {
		return Record{}, "", err
	}
	keys, err := pack(cs.Keys)
	if err != nil {
		return Record{}, "", err
	}
	stage, err := l.token()
	if err != nil {
		return Record{}, "", err
	}
	rec := Record{
		Revision: base + 1, At: l.now().UTC().Truncate(time.Second),
		Author: cs.Author, Source: cs.Source, Reason: cs.Reason,
		Stage: stage, Chunks: len(changes), KeyChunks: len(keys), Counts: cs.counts(),
		Confirmed: cs.Confirmed, Undoes: cs.undoes, Redacts: cs.redacts,
		Digest: digest(previous, cs.Changes),
	}
	begun := store.Write{Key: stageKey(stage), Value: []byte(rec.At.Format(time.RFC3339))}
	if err := l.commit(ctx, []store.Write{begun}); err != nil {
		return Record{}, "", fmt.Errorf("begin stage: %w", err)
	}
	if err := l.writeChunks(ctx, stage, "c", changes); err != nil {
		return Record{}, "", err
	}
	if err := l.writeChunks(ctx, stage, "k", keys); err != nil {
		return Record{}, "", err
	}
	item, err := l.store.Get(ctx, begun.Key)
	if err != nil {
		return Record{}, "", fmt.Errorf("read stage: %w", err)
	}
	return rec, item.Version, nil
}

func chunkKey(stage, kind string, i int) store.Key {
	return store.Key{Partition: stagePartition(stage), Sort: fmt.Sprintf("%s%06d", kind, i)}
}

func (l *Log) writeChunks(ctx context.Context, stage, kind string, chunks [][]byte) error {
	const together = store.MaxCommitBytes / (maxChunk + 1<<10)
	for first := 0; first < len(chunks); first += together {
		var writes []store.Write
		for i := first; i < min(first+together, len(chunks)); i++ {
			writes = append(writes, store.Write{Key: chunkKey(stage, kind, i), Value: chunks[i]})
		}
		if err := l.commit(ctx, writes); err != nil {
			return fmt.Errorf("write chunks: %w", err)
		}
	}
	return nil
}

// commit applies writes. A conflict is tried again; so is a commit whose outcome is unknown,
// under the same token, so that it is applied once.
func (l *Log) commit(ctx context.Context, writes []store.Write) error {
	token, err := l.token()
	if err != nil {
		return err
	}
	return store.Apply(ctx, l.store, l.Backoff, store.Commit{Token: token, Writes: writes})
}

func (l *Log) token() (string, error) {
	var b [16]byte
	if _, err := io.ReadFull(l.random, b[:]); err != nil {
		return "", fmt.Errorf("make token: %w", err)
	}
	return hex.EncodeToString(b[:]), nil
}

// Sweep removes stages that were begun more than a day ago and that no record names. It returns
// how many. A writer that is slower than that fails to commit, and loses nothing but its time.
func (l *Log) Sweep(ctx context.Context) (int, error) {
	swept := 0
	err := l.scan(ctx, store.Query{Partition: "stages"}, func(item store.Item) error {
		begun, err := time.Parse(time.RFC3339, string(item.Value))
		if err != nil {
			return fmt.Errorf("stage %s: %w", item.Sort, err)
		}
		if l.now().Sub(begun) < stageLife {
			return nil
		}
		swept++
		return l.discard(ctx, item)
	})
	if err != nil {
		return swept, fmt.Errorf("sweep stages: %w", err)
	}
	return swept, nil
}

// discard removes a stage: first its entry, so that it can no longer be named, then its chunks.
func (l *Log) discard(ctx context.Context, stage store.Item) error {
	err := l.commit(ctx, []store.Write{
		{Key: stage.Key, Value: stage.Value, If: store.Condition{Version: stage.Version}},
	})
	if _, lost := errors.AsType[*store.ConditionError](err); lost {
		return nil // named meanwhile, or being discarded by another
	}
	if err != nil {
		return err
	}
	q := store.Query{Partition: stagePartition(stage.Sort)}
	err = l.scan(ctx, q, func(chunk store.Item) error {
		return l.commit(ctx, []store.Write{{Key: chunk.Key, Op: store.OpDelete}})
	})
	if err != nil {
		return err
	}
	return l.commit(ctx, []store.Write{{Key: stage.Key, Op: store.OpDelete}})
}
