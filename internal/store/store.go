// Package store is the contract of the ordered key-value store under Mingtian:
// bbolt in one process, DynamoDB on AWS, nothing that only one of them can do.
//
// # Model
//
// An item lives under a partition (printable ASCII, so that a stream filter can
// match it) and a sort key (bytes), neither of them empty. Within a partition items
// are ordered by the bytes of their sort keys; [Tuple] makes keys that order well. An
// item has a value, or it is a bounded counter; it has a version that every write
// changes; and it may have an expiry, from which second on no reader sees it and it
// counts as absent.
//
//	(partition, sort) → value | counter, version, expires
//
// # Durability, order and concurrency
//
// A [Commit] is atomic, durable when it returns nil, and serialised against every
// other commit that shares a key with it. A Get or Scan that starts after a commit
// returned sees it. A Scan is ordered and sees each item as of some moment during
// the call; it is not a snapshot across pages. Everything is safe for concurrent use.
//
// # Failure
//
// A commit that fails with a [*ConditionError] or [ErrConflict] changed nothing. After
// any other error, and after a cancelled context, the outcome is unknown: commit again
// with the same Token and it is applied once (within ten minutes). A condition is
// re-read and decided anew by the caller; a conflict is retried by [Retry].
package store

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Limits of every driver: DynamoDB's, with a margin for its own bookkeeping.
const (
	MaxPartition   = 256       // bytes of a partition
	MaxKey         = 1 << 10   // bytes of a partition and sort key together
	MaxItem        = 350 << 10 // bytes of one item's key and value
	MaxCommit      = 99        // items in a commit: its token is the hundredth
	MaxCommitBytes = 3500 << 10
	MaxScan        = 1000 // items in one page of a scan
	MaxToken       = 36   // bytes of a commit's token
)

// ErrNotFound is returned by Get for an item that is absent or has expired.
var ErrNotFound = errors.New("store: no such item")

// ErrConflict means that another commit on the same keys was under way and nothing
// was applied. The same commit may be tried again as it is.
var ErrConflict = errors.New("store: commit conflicts with another")

// ErrInvalid is wrapped by every refusal of a request that no driver could serve: a key,
// query or commit out of its limits, or a token that comes back with other writes. Nothing
// was applied, and asking again will not help.
var ErrInvalid = errors.New("store: invalid request")

// Key names an item.
type Key struct {
	Partition string
	Sort      string // at least one byte; ordered by its bytes; not necessarily text
}

// Item is what a reader sees.
type Item struct {
	Key
	Value   []byte    // nil for a counter
	Counter int64     // 0 for a value
	Version string    // opaque, never empty; differs after each write, never comes back
	Expires time.Time // zero if it stays; whole seconds
}

// Query asks for the items of one partition with From <= Sort < To, in order.
type Query struct {
	Partition string
	From      string // "" starts at the first
	To        string // "" ends after the last
	Reverse   bool   // last first
	Limit     int    // at most MaxScan; 0 means MaxScan
}

// Page is one page of a scan.
type Page struct {
	Items []Item
	// More reports that items may remain. The next page starts after the last item
	// of this one; see [Query.After]. A page may be shorter than the limit, even
	// empty, and still have More set with Last as the place reached.
	More bool
	Last string
}

// After returns the query for what follows a page that had More set.
func (q Query) After(p Page) Query {
	if q.Reverse {
		q.To = p.Last
	} else {
		q.From = p.Last + "\x00"
	}
	return q
}

// Op is what a write does to its item.
type Op uint8

// The operations.
const (
	OpPut    Op = iota // set the value; a counter becomes a value
	OpDelete           // remove the item; removing an absent one is no error
	OpCheck            // change nothing: only hold the commit to a condition
	OpAdd              // add Delta to a counter, within its bounds
)

// Write is one item of a commit.
type Write struct {
	Key
	Op      Op
	Value   []byte    // for OpPut; may be empty, is then read back as empty
	Expires time.Time // for OpPut and OpAdd, cut to seconds; the zero time means it stays
	// Delta and Cap are for OpAdd. An absent counter is 0. A positive Delta is refused
	// when the sum would exceed Cap; a negative one only when it would fall below 0,
	// so that a place can be given back after the cap was lowered. A value is not a
	// counter: adding to one is refused as a failed condition. A counter at 0 is there.
	Delta, Cap int64
	// If is the condition. The zero condition always holds.
	If Condition
}

// Condition must hold for the whole commit to be applied. At most one field is set.
type Condition struct {
	Absent  bool   // the item is absent or has expired
	Version string // the item is present and has this version
}

// Commit is a set of writes that are applied together or not at all. A key may
// stand in it once.
type Commit struct {
	// Token identifies the commit for ten minutes: a commit with a token that was
	// applied is reported as applied and changes nothing. It has 1 to 36 printable ASCII
	// characters; the same token with other writes is refused with [ErrInvalid].
	Token  string
	Writes []Write
}

// ConditionError reports which writes of a commit were refused: their conditions did
// not hold, or their counters would have left their bounds. Nothing was applied.
type ConditionError struct {
	Failed []int // indexes into Commit.Writes, ascending, at least one
}

// Error lists the refused writes by their place in the commit.
func (e *ConditionError) Error() string {
	return fmt.Sprintf("store: conditions of writes %v do not hold", e.Failed)
}

// Store is an ordered key-value store. All methods return the context's error, or one
// that wraps it, when the context ended before the work was done.
type Store interface {
	// Get returns the item, or ErrNotFound.
	Get(ctx context.Context, key Key) (Item, error)
	// Scan returns one page of a partition.
	Scan(ctx context.Context, q Query) (Page, error)
	// Commit applies all writes or none. It returns a *ConditionError, ErrConflict,
	// an error that wraps ErrInvalid, or a failure after which the outcome is unknown.
	Commit(ctx context.Context, c Commit) error
	// Close releases the store. Calls that are under way may fail.
	Close() error
}
