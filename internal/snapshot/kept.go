package snapshot

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mingtian-portal/mingtian/internal/blob"
	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/fault"
)

// ByID returns a kept snapshot, or a fault of kind Gone, or Invalid for what is no id.
func (r *Reader) ByID(ctx context.Context, id string) (*Snapshot, error) {
	if _, _, ok := ParseID(id); !ok {
		return nil, fault.New(fault.Invalid,
			"A snapshot is named like 20261124-r000042-1f3a9c07.",
			"快照编号形如 20261124-r000042-1f3a9c07。")
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for i, s := range r.kept {
		if s.Snapshot == id {
			r.kept = append(slices.Delete(r.kept, i, i+1), s)
			return s, nil
		}
	}
	s, err := Open(ctx, r.blobs, r.schema, id)
	if err != nil {
		return nil, err
	}
	r.kept = append(r.kept, s)
	if len(r.kept) > keptOpen {
		r.retired = append(r.retired, retiree{r.kept[0], r.now()})
		r.kept = slices.Delete(r.kept, 0, 1)
	}
	r.release()
	return s, nil
}

// AsOf returns the last kept snapshot of a date or earlier, or a fault of kind NotFound when the
// register did not exist yet.
func (r *Reader) AsOf(ctx context.Context, date calendar.Date) (*Snapshot, error) {
	ids, err := r.IDs(ctx)
	if err != nil {
		return nil, err
	}
	for _, id := range slices.Backward(ids) {
		if d, _, _ := ParseID(id); d <= date {
			return r.ByID(ctx, id)
		}
	}
	first := "none"
	if len(ids) > 0 {
		d, _, _ := ParseID(ids[0])
		first = d.String()
	}
	return nil, fault.New(fault.NotFound,
		fmt.Sprintf("There is no snapshot of %s or earlier; the first is of %s.", date, first),
		fmt.Sprintf("没有 %s 或更早的快照；最早的快照日期为 %s。", date, first))
}

// IDs returns the ids of all kept snapshots, oldest first: by date, then by revision.
func (r *Reader) IDs(ctx context.Context) ([]string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.now().Sub(r.listed) < time.Minute {
		return r.ids, nil
	}
	ids, err := List(ctx, r.blobs)
	if err != nil {
		return nil, unavailable(err)
	}
	r.ids, r.listed = ids, r.now()
	return ids, nil
}

// List returns the ids of all snapshots whose manifests are there, oldest first.
func List(ctx context.Context, blobs blob.Store) ([]string, error) {
	var ids []string
	after := ""
	for {
		keys, err := blobs.List(ctx, "s/", after, 0)
		if err != nil {
			return nil, fmt.Errorf("list snapshots: %w", err)
		}
		if len(keys) == 0 {
			return ids, nil
		}
		for _, key := range keys {
			after = key
			id, file, _ := strings.Cut(strings.TrimPrefix(key, "s/"), "/")
			if _, _, ok := ParseID(id); ok && file == ManifestFile {
				ids = append(ids, id)
			}
		}
	}
}

// File returns a file of a kept snapshot that people may download.
func (r *Reader) File(ctx context.Context, id, name string) (blob.Object, error) {
	s, err := r.ByID(ctx, id)
	if err != nil {
		return blob.Object{}, err
	}
	_, listed := s.Files[name]
	if (!listed && name != ManifestFile) || name == IndexFile || name == RowsFile {
		return blob.Object{}, fault.New(fault.NotFound,
			"The snapshot has no file "+name+"; manifest.json lists those it has.",
			"该快照没有文件 "+name+";manifest.json 列出了全部文件。")
	}
	object, err := r.blobs.Get(ctx, Key(id, name))
	if err != nil {
		return blob.Object{}, unavailable(fmt.Errorf("read %s of %s: %w", name, id, err))
	}
	return object, nil
}
