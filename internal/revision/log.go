package revision

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/mingtian-portal/mingtian/internal/fault"
	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/store"
)

// Log is the log of revisions in a store. It is safe for concurrent use, also by several
// processes on one store.
type Log struct {
	// Backoff says how commits that conflict are tried again; [New] sets it to
	// [store.NewBackoff].
	Backoff store.Backoff

	store  store.Store
	schema *registry.Schema
	now    func() time.Time
	random io.Reader
}

// New returns the log that is kept in st. Time and randomness come from now and random.
func New(st store.Store, schema *registry.Schema, now func() time.Time, random io.Reader) *Log {
	return &Log{
		Backoff: store.NewBackoff(), store: st, schema: schema, now: now, random: random,
	}
}

var headKey = store.Key{Partition: "log", Sort: "head"}

func recordKey(n int) store.Key {
	return store.Key{Partition: "rev", Sort: number(n)}
}

func number(n int) string { return string(store.Tuple("").Uint(uint64(n))) }

func stagePartition(stage string) string { return "stage/" + stage }

// Head returns the number of the newest revision, 0 for an empty register.
func (l *Log) Head(ctx context.Context) (int, error) {
	n, _, err := l.head(ctx)
	return n, err
}

func (l *Log) head(ctx context.Context) (n int, version string, err error) {
	item, err := l.store.Get(ctx, headKey)
	if errors.Is(err, store.ErrNotFound) {
		return 0, "", nil
	}
	if err != nil {
		return 0, "", fmt.Errorf("read head of log: %w", err)
	}
	n, err = strconv.Atoi(string(item.Value))
	if err != nil {
		return 0, "", fmt.Errorf("read head of log: %w", err)
	}
	return n, item.Version, nil
}

// Record returns the record of revision n, or a fault of kind NotFound.
func (l *Log) Record(ctx context.Context, n int) (Record, error) {
	var rec Record
	item, err := l.store.Get(ctx, recordKey(n))
	if errors.Is(err, store.ErrNotFound) {
		return rec, fault.New(fault.NotFound, fmt.Sprintf("There is no revision %d.", n),
			fmt.Sprintf("没有第 %d 号修订。", n))
	}
	if err != nil {
		return rec, fmt.Errorf("read revision %d: %w", n, err)
	}
	if err := json.Unmarshal(item.Value, &rec); err != nil {
		return rec, fmt.Errorf("read revision %d: %w", n, err)
	}
	return rec, nil
}

// Records returns the records of revisions after n up to the head that it reads, in order.
func (l *Log) Records(ctx context.Context, after int) ([]Record, error) {
	head, err := l.Head(ctx)
	if err != nil {
		return nil, err
	}
	var records []Record
	err = l.scan(ctx, store.Query{
		Partition: "rev", From: number(after + 1), To: number(head + 1),
	}, func(item store.Item) error {
		var rec Record
		if err := json.Unmarshal(item.Value, &rec); err != nil {
			return err
		}
		records = append(records, rec)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read revisions after %d: %w", after, err)
	}
	return records, nil
}

// Changes returns the changes of revision n in the order in which they were made.
func (l *Log) Changes(ctx context.Context, n int) ([]Change, error) {
	rec, err := l.Record(ctx, n)
	if err != nil {
		return nil, err
	}
	return l.changes(ctx, rec)
}

func (l *Log) changes(ctx context.Context, rec Record) ([]Change, error) {
	return readChunks[Change](ctx, l, rec, "c", rec.Chunks)
}

func readChunks[T any](ctx context.Context, l *Log, rec Record, kind string, want int) ([]T, error) {
	var all []T
	got := 0
	err := l.scan(ctx, store.Query{
		Partition: stagePartition(rec.Stage), From: kind, To: kind + "\xff",
	}, func(item store.Item) error {
		values, err := unpack[T](item.Value)
		all = append(all, values...)
		got++
		return err
	})
	if err == nil && got != want {
		err = fmt.Errorf("%d chunks of %d are there", got, want)
	}
	if err != nil {
		return nil, fmt.Errorf("read chunks of revision %d: %w", rec.Revision, err)
	}
	return all, nil
}

// scan calls f for each item of a query, in order.
func (l *Log) scan(ctx context.Context, q store.Query, f func(store.Item) error) error {
	for item, err := range store.All(ctx, l.store, q) {
		if err != nil {
			return err
		}
		if err := f(item); err != nil {
			return err
		}
	}
	return nil
}

// Fold brings a state up to revision to, at least the state's own. Without a state it starts from
// nothing. The state given is used up.
func (l *Log) Fold(ctx context.Context, from *State, to int) (*State, error) {
	s := from
	if s == nil {
		s = NewState()
	}
	if err := l.restore(ctx, s); err != nil {
		return nil, err
	}
	for n := s.Revision + 1; n <= to; n++ {
		rec, err := l.Record(ctx, n)
		if err != nil {
			return nil, err
		}
		changes, err := l.changes(ctx, rec)
		if err != nil {
			return nil, err
		}
		s.apply(rec, changes, l.schema)
	}
	return s, nil
}

// restore reads from the log the versions that an encoded state left out.
func (l *Log) restore(ctx context.Context, s *State) error {
	missing := map[int]map[Target]*Entry{}
	for ds, entries := range s.entries {
		for id, e := range entries {
			if !e.limited {
				continue
			}
			if missing[e.Revision] == nil {
				missing[e.Revision] = map[Target]*Entry{}
			}
			missing[e.Revision][Target{ds, id}] = e
		}
	}
	for n, entries := range missing {
		changes, err := l.Changes(ctx, n)
		if err != nil {
			return err
		}
		for i := range changes {
			if e := entries[Target{changes[i].Dataset, changes[i].ID}]; e != nil {
				e.Version, e.limited = *changes[i].After, false
			}
		}
	}
	return nil
}

// Redacted returns the newest revision up to to that is a redaction and comes after after, 0 if
// there is none: a state from before it must not be folded on.
func (l *Log) Redacted(ctx context.Context, after int) (int, error) {
	records, err := l.Records(ctx, after)
	if err != nil {
		return 0, err
	}
	newest := 0
	for _, rec := range records {
		if len(rec.Redacts) > 0 {
			newest = rec.Revision
		}
	}
	return newest, nil
}

// PrivateKeys returns the ids by which rows are recognised that carry no official number, by
// their hashed keys (see [Log.Hash]). They are for the importer alone.
func (l *Log) PrivateKeys(ctx context.Context) (map[string]string, error) {
	records, err := l.Records(ctx, 0)
	if err != nil {
		return nil, err
	}
	ids := map[string]string{}
	for _, rec := range records {
		if rec.KeyChunks == 0 {
			continue
		}
		keys, err := readChunks[PrivateKey](ctx, l, rec, "k", rec.KeyChunks)
		if err != nil {
			return nil, err
		}
		for _, k := range keys {
			ids[k.Key] = k.ID
		}
	}
	return ids, nil
}

// Hasher returns the function that turns the unmasked text of a key into a [PrivateKey]'s hash.
// The register's secret is made at the first call and stays.
func (l *Log) Hasher(ctx context.Context) (func(text string) string, error) {
	key := store.Key{Partition: "register", Sort: "key"}
	item, err := l.store.Get(ctx, key)
	if errors.Is(err, store.ErrNotFound) {
		secret := make([]byte, 32)
		if _, err := io.ReadFull(l.random, secret); err != nil {
			return nil, fmt.Errorf("make register key: %w", err)
		}
		err = l.commit(ctx, []store.Write{
			{Key: key, Value: secret, If: store.Condition{Absent: true}},
		})
		if _, lost := errors.AsType[*store.ConditionError](err); err != nil && !lost {
			return nil, fmt.Errorf("make register key: %w", err)
		}
		item, err = l.store.Get(ctx, key)
	}
	if err != nil {
		return nil, fmt.Errorf("read register key: %w", err)
	}
	return func(text string) string {
		mac := hmac.New(sha256.New, item.Value)
		io.WriteString(mac, text)
		return hex.EncodeToString(mac.Sum(nil)[:16])
	}, nil
}
