package pages

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/mingtian-portal/mingtian/internal/blob"
	"github.com/mingtian-portal/mingtian/internal/snapshot"
)

// RecordKey is the key of the object that says which pages were written.
const RecordKey = "pages.json"

// record is the record object. While pages are being written it is not complete: then it names
// every page that may be there, and its hashes prove nothing.
type record struct {
	Snapshot string            `json:"snapshot"`
	Design   string            `json:"design"` // of the templates and all else beside the snapshot
	Complete bool              `json:"complete"`
	Pages    map[string]string `json:"pages"` // the hash of its bytes by key
}

// Publish writes the static pages of a snapshot, each only if its bytes changed, and deletes those
// whose rows vanished. A run that died half-way is completed by the next one, whatever snapshot
// that has. It also writes the assets; old ones stay, because pages that a browser holds may name
// them. Two runs at once are noticed: the later one to begin wins, the other returns
// [blob.ErrPrecondition], and pages may be of both until the next run.
func (s *Site) Publish(ctx context.Context, snap *snapshot.Snapshot, blobs blob.Store) (
	written, unchanged int, err error,
) {
	p := &publisher{site: s, snap: snap, blobs: blobs}
	if err := p.open(ctx); err != nil {
		return 0, 0, err
	}
	if p.old.Complete && p.old.Snapshot == snap.Snapshot && p.old.Design == s.design {
		return 0, len(p.old.Pages), nil
	}
	if err := p.run(ctx); err != nil {
		return p.written, p.unchanged, fmt.Errorf("publish pages of %s: %w", snap.Snapshot, err)
	}
	return p.written, p.unchanged, nil
}

// publisher is one run of Publish.
type publisher struct {
	site  *Site
	snap  *snapshot.Snapshot
	blobs blob.Store

	old   record
	tag   string // of the record object; "" if there is none
	begun bool
	pages map[string]string

	written, unchanged int
}

// open reads the record. One that cannot be read is as good as none: every page is then compared.
func (p *publisher) open(ctx context.Context) error {
	p.pages = map[string]string{}
	object, err := p.blobs.Get(ctx, RecordKey)
	if errors.Is(err, blob.ErrNotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read %s: %w", RecordKey, err)
	}
	p.tag = object.ETag
	if err := json.Unmarshal(object.Body, &p.old); err != nil {
		p.old = record{}
	}
	return nil
}

func (p *publisher) run(ctx context.Context) error {
	if err := p.assets(ctx); err != nil {
		return err
	}
	held := holdingsOf(p.snap)
	for _, lang := range languages {
		e := p.site.edition(p.snap, lang)
		e.held = held
		for path := range static(p.snap) {
			err := p.site.withBuffer(func(b *buffer) error { return p.page(ctx, e, path, b) })
			if err != nil {
				return err
			}
		}
	}
	for _, key := range slices.Sorted(maps.Keys(p.old.Pages)) {
		if _, there := p.pages[key]; there {
			continue
		}
		if err := p.begin(ctx); err != nil {
			return err
		}
		if err := p.blobs.Delete(ctx, key); err != nil {
			return fmt.Errorf("delete %s: %w", key, err)
		}
	}
	return p.put(ctx, record{
		Snapshot: p.snap.Snapshot, Design: p.site.design, Complete: true, Pages: p.pages,
	})
}

// page writes one page if its bytes changed.
func (p *publisher) page(ctx context.Context, e *edition, path string, b *buffer) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if _, err := e.answer(b, path, nil); err != nil {
		return err
	}
	key := Key(pathIn(e.lang, path))
	sum := sha256.Sum256(b.Bytes())
	p.pages[key] = hex.EncodeToString(sum[:16])
	same, err := p.same(ctx, key, b.Bytes())
	if err != nil {
		return err
	}
	if same {
		p.unchanged++
		return nil
	}
	if err := p.begin(ctx); err != nil {
		return err
	}
	if _, err := p.blobs.Put(ctx, key, b.Bytes(), blob.Condition{}); err != nil {
		return fmt.Errorf("write %s: %w", key, err)
	}
	p.written++
	return nil
}

// same reports whether the object of a page has its bytes already. The record knows if it is
// complete; otherwise the object is read.
func (p *publisher) same(ctx context.Context, key string, body []byte) (bool, error) {
	if p.old.Complete {
		return p.old.Pages[key] == p.pages[key], nil
	}
	object, err := p.blobs.Get(ctx, key)
	if errors.Is(err, blob.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("read %s: %w", key, err)
	}
	return sha256.Sum256(object.Body) == sha256.Sum256(body), nil
}

// begin notes, before the first change, that pages are being written, and every key that may be
// there from now on: a run that dies leaves nothing that the next one does not know of.
func (p *publisher) begin(ctx context.Context) error {
	if p.begun {
		return nil
	}
	p.begun = true
	all := maps.Clone(p.old.Pages)
	if all == nil {
		all = map[string]string{}
	}
	for path := range p.site.Static(p.snap) {
		all[Key(path)] = ""
	}
	return p.put(ctx, record{Snapshot: p.snap.Snapshot, Design: p.site.design, Pages: all})
}

// put writes the record where the one stands that was read or written last.
func (p *publisher) put(ctx context.Context, r record) error {
	body, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("encode %s: %w", RecordKey, err)
	}
	cond := blob.Condition{Match: p.tag, Absent: p.tag == ""}
	if p.tag, err = p.blobs.Put(ctx, RecordKey, body, cond); err != nil {
		return fmt.Errorf("write %s: %w", RecordKey, err)
	}
	return nil
}

// assets writes the files that pages refer to before any page does.
func (p *publisher) assets(ctx context.Context) error {
	for _, key := range slices.Sorted(maps.Keys(p.site.assets.files)) {
		_, err := p.blobs.Put(ctx, key, p.site.assets.files[key], blob.Condition{Absent: true})
		if err != nil && !errors.Is(err, blob.ErrPrecondition) {
			return fmt.Errorf("write %s: %w", key, err)
		}
	}
	return nil
}
