package store

import (
	"errors"
	"fmt"
	"time"
)

// Validate reports what is wrong with a key; the error wraps [ErrInvalid].
func (k Key) Validate() error {
	if err := k.validate(); err != nil {
		return fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	return nil
}

func (k Key) validate() error {
	switch {
	case !printable(k.Partition) || len(k.Partition) > MaxPartition:
		return fmt.Errorf("partition %q is not 1 to %d printable ASCII characters",
			k.Partition, MaxPartition)
	case k.Sort == "":
		return errors.New("the sort key is empty")
	case k.size() > MaxKey:
		return fmt.Errorf("a key of %d bytes, of at most %d", k.size(), MaxKey)
	}
	return nil
}

func (k Key) size() int { return len(k.Partition) + len(k.Sort) }

func printable(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return s != ""
}

// size is what counts against MaxItem and MaxCommitBytes.
func (w Write) size() int { return w.Key.size() + len(w.Value) }

func (w Write) validate() error {
	if err := w.Key.validate(); err != nil {
		return err
	}
	if w.If.Absent && w.If.Version != "" {
		return errors.New("a condition asks for an absent item and for its version")
	}
	if w.size() > MaxItem {
		return fmt.Errorf("an item of %d bytes, of at most %d", w.size(), MaxItem)
	}
	if !w.Expires.IsZero() && w.Expires.Unix() <= 0 {
		return fmt.Errorf("an expiry in %d, before there were any", w.Expires.Year())
	}
	return w.validateOp()
}

// validateOp refuses fields that the operation would ignore: they are a slip of the caller.
func (w Write) validateOp() error {
	switch {
	case w.Op > OpAdd:
		return fmt.Errorf("unknown operation %d", w.Op)
	case w.Op != OpPut && w.Value != nil:
		return errors.New("a value, but nothing to put")
	case w.Op != OpAdd && (w.Delta != 0 || w.Cap != 0):
		return errors.New("a delta or cap, but no counter to add to")
	case w.Op != OpPut && w.Op != OpAdd && !w.Expires.IsZero():
		return errors.New("an expiry, but no item to keep")
	case w.Op == OpCheck && w.If == Condition{}:
		return errors.New("a check without a condition")
	case w.Op == OpAdd && w.Delta == 0:
		return errors.New("a delta of 0")
	case w.Op == OpAdd && w.Cap < 0:
		return fmt.Errorf("a cap of %d, below 0", w.Cap)
	}
	return nil
}

// Apply decides a write in the sight of the item that is there, nil if there is none or
// it has expired. It returns the item that comes of it, nil if none is left, or false if
// the condition does not hold or a counter would leave its bounds. The rules of the
// operations are here for every driver that decides in this process; setting the version
// is the driver's.
func (w Write) Apply(old *Item) (next *Item, ok bool) {
	if !w.If.holds(old) {
		return nil, false
	}
	switch w.Op {
	case OpDelete:
		return nil, true
	case OpCheck:
		return old, true
	case OpAdd:
		sum, ok := w.sum(old)
		if !ok {
			return nil, false
		}
		return &Item{Key: w.Key, Counter: sum, Expires: seconds(w.Expires)}, true
	default:
		value := append([]byte{}, w.Value...)
		return &Item{Key: w.Key, Value: value, Expires: seconds(w.Expires)}, true
	}
}

func (c Condition) holds(old *Item) bool {
	if c.Absent {
		return old == nil
	}
	return c.Version == "" || old != nil && old.Version == c.Version
}

// sum is written so that it cannot overflow: a counter and a cap are never negative.
func (w Write) sum(old *Item) (int64, bool) {
	var n int64
	if old != nil {
		if old.Value != nil {
			return 0, false
		}
		n = old.Counter
	}
	if w.Delta > 0 {
		return n + w.Delta, w.Delta <= w.Cap-n
	}
	return n + w.Delta, n+w.Delta >= 0
}

func seconds(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return time.Unix(t.Unix(), 0).UTC()
}
