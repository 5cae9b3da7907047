package store

import (
	"context"
	"fmt"
	"iter"
)

// Prefix returns the query for all items of a partition whose sort keys begin with prefix.
func Prefix(partition, prefix string) Query {
	return Query{Partition: partition, From: prefix, To: prefixEnd(prefix)}
}

// prefixEnd returns the first string after all that begin with prefix, "" if there is none.
func prefixEnd(prefix string) string {
	for i := len(prefix) - 1; i >= 0; i-- {
		if prefix[i] < 0xff {
			return prefix[:i] + string([]byte{prefix[i] + 1})
		}
	}
	return ""
}

// Validate reports what is wrong with a query; the error wraps [ErrInvalid]. A From after
// To is no mistake: nothing lies between them.
func (q Query) Validate() error {
	switch {
	case !printable(q.Partition) || len(q.Partition) > MaxPartition:
		return fmt.Errorf("%w: partition %q is not 1 to %d printable ASCII characters",
			ErrInvalid, q.Partition, MaxPartition)
	case len(q.From) > MaxKey || len(q.To) > MaxKey:
		return fmt.Errorf("%w: a bound of more than %d bytes", ErrInvalid, MaxKey)
	case q.Limit < 0 || q.Limit > MaxScan:
		return fmt.Errorf("%w: a limit of %d, not of 0 to %d", ErrInvalid, q.Limit, MaxScan)
	}
	return nil
}

// All returns every item of a query in order, page after page; q.Limit is the size of a
// page. After an error, which comes with the zero item, there is nothing more.
func All(ctx context.Context, s Store, q Query) iter.Seq2[Item, error] {
	return func(yield func(Item, error) bool) {
		for {
			page, err := s.Scan(ctx, q)
			if err != nil {
				yield(Item{}, err)
				return
			}
			for _, item := range page.Items {
				if !yield(item, nil) {
					return
				}
			}
			if !page.More {
				return
			}
			q = q.After(page)
		}
	}
}
