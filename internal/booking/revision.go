package booking

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/mingtian-portal/mingtian/internal/store"
)

// Revision is one entry of the record of edits of a schedule.
type Revision struct {
	Number int64     `json:"number"`
	By     Actor     `json:"by"`
	At     time.Time `json:"at"`
	Note   string    `json:"note,omitempty"`
}

// editKey names the record of one edit.
func editKey(lab string, revision int64) store.Key {
	return store.Key{
		Partition: scheduleKey(lab).Partition, Sort: fmt.Sprintf("edit/%010d", revision),
	}
}

// Revisions returns the record of edits of a laboratory's schedule, oldest first.
func (d *Diary) Revisions(ctx context.Context, lab string) ([]Revision, error) {
	if !isID(lab) {
		return nil, errUnknownLab
	}
	var list []Revision
	q := store.Prefix(scheduleKey(lab).Partition, "edit/")
	for item, err := range store.All(ctx, d.store, q) {
		if err != nil {
			return nil, fmt.Errorf("list edits: %w", err)
		}
		var r Revision
		if err := json.Unmarshal(item.Value, &r); err != nil {
			return nil, fmt.Errorf("decode an edit: %w", err)
		}
		list = append(list, r)
	}
	return list, nil
}
