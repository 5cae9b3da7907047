package build

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/snapshot"
)

// keepDays is how long every snapshot is kept. Of older ones the last of each civil date that had
// a revision stays for ever.
const keepDays = 7

// prune deletes snapshots that are no longer kept, those from before a redaction, and overlays that
// latest.json does not name.
func (p *Publisher) prune(ctx context.Context) error {
	latest, err := p.newest(ctx)
	if err != nil || latest.etag == "" {
		return err
	}
	redacted, err := p.Log.Redacted(ctx, 0)
	if err != nil {
		return err
	}
	ids, err := snapshot.List(ctx, p.Blobs)
	if err != nil {
		return err
	}
	for i, id := range ids {
		date, revision, _ := snapshot.ParseID(id)
		lastOfDate := true
		if i+1 < len(ids) {
			next, _, _ := snapshot.ParseID(ids[i+1])
			lastOfDate = next != date
		}
		keep, err := p.kept(ctx, id, date, lastOfDate)
		if err != nil {
			return err
		}
		if id == latest.Snapshot || (keep && revision >= redacted) {
			continue
		}
		if err := p.delete(ctx, "s/"+id+"/"); err != nil {
			return err
		}
	}
	return p.deleteOverlays(ctx, latest.Overlay)
}

// kept reports whether the age of a snapshot, or its being the last of a date with a revision,
// keeps it.
func (p *Publisher) kept(ctx context.Context, id string, date calendar.Date, last bool) (bool, error) {
	if date.DaysUntil(calendar.DateOf(p.Now())) <= keepDays {
		return true, nil
	}
	if !last {
		return false, nil
	}
	object, err := p.Blobs.Get(ctx, snapshot.Key(id, snapshot.ManifestFile))
	if err != nil {
		return false, fmt.Errorf("read manifest of %s: %w", id, err)
	}
	var m snapshot.Manifest
	if err := json.Unmarshal(object.Body, &m); err != nil {
		return false, fmt.Errorf("read manifest of %s: %w", id, err)
	}
	return !m.RevisedAt.IsZero() && calendar.DateOf(m.RevisedAt) == date, nil
}

// delete removes the objects under a prefix. The manifest goes first, so that a snapshot that is
// half deleted is not listed.
func (p *Publisher) delete(ctx context.Context, prefix string) error {
	if err := p.Blobs.Delete(ctx, prefix+snapshot.ManifestFile); err != nil {
		return fmt.Errorf("delete %s: %w", prefix, err)
	}
	keys, err := p.Blobs.List(ctx, prefix, "", 0)
	if err != nil {
		return fmt.Errorf("list %s: %w", prefix, err)
	}
	for _, key := range keys {
		if err := p.Blobs.Delete(ctx, key); err != nil {
			return fmt.Errorf("delete %s: %w", key, err)
		}
	}
	return nil
}

func (p *Publisher) deleteOverlays(ctx context.Context, but string) error {
	keys, err := p.Blobs.List(ctx, "overlay/", "", 0)
	if err != nil {
		return fmt.Errorf("list overlays: %w", err)
	}
	for _, key := range keys {
		if key == but || !strings.HasPrefix(key, "overlay/") {
			continue
		}
		if err := p.Blobs.Delete(ctx, key); err != nil {
			return fmt.Errorf("delete %s: %w", key, err)
		}
	}
	return nil
}
