package snapshot

import (
	"context"
	"slices"
)

// Recent returns a kept snapshot as those saw it who read it while it was the newest: with the
// limited values of its day laid over it, if it is the newest or was so until a few minutes ago.
// It is for who reads on where a page ended; everybody else wants Current or ByID.
func (r *Reader) Recent(ctx context.Context, id string) (*Snapshot, error) {
	if s, err := r.Current(ctx); err == nil && s.Snapshot == id {
		return s, nil
	}
	if s := r.replaced(id); s != nil {
		return s, nil
	}
	return r.ByID(ctx, id)
}

// replaced returns a snapshot that was the newest and is sure to stay open for as long as a
// request lasts, nil if there is none.
func (r *Reader) replaced(id string) *Snapshot {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.now()
	for _, old := range slices.Backward(r.retired) {
		if old.snapshot.Current && old.snapshot.Snapshot == id && now.Sub(old.at) < grace/2 {
			return old.snapshot
		}
	}
	return nil
}
