package pages

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"sync"

	"github.com/mingtian-portal/mingtian/internal/blob"
	"github.com/mingtian-portal/mingtian/internal/snapshot"
)

// writers is how many pages are made and written at once: a write to S3 takes ten times as long as
// a page does to be made, and there are tens of thousands.
const writers = 16

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

	old record

	mu    sync.Mutex
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
		err := each(ctx, e.static(), func(ctx context.Context, path string) error {
			return p.site.withBuffer(func(b *buffer) error { return p.page(ctx, e, path, b) })
		})
		if err != nil {
			return err
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

// each calls f for every path, several at a time, and returns the first error. After one, or when
// ctx ends, no other call begins.
func each(ctx context.Context, paths iter.Seq[string], f func(context.Context, string) error) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	queue := make(chan string)
	var workers sync.WaitGroup
	for range writers {
		workers.Go(func() {
			for path := range queue {
				if err := f(ctx, path); err != nil {
					stop(err) // the first one counts
				}
			}
		})
	}
	for path := range paths {
		if ctx.Err() != nil {
			break
		}
		queue <- path
	}
	close(queue)
	workers.Wait()
	return context.Cause(ctx)
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
	hash := hex.EncodeToString(sum[:16])
	same, err := p.same(ctx, key, hash, b.Bytes())
	if err != nil {
		return err
	}
	if !same {
		if err := p.begin(ctx); err != nil {
			return err
		}
		if _, err := p.blobs.Put(ctx, key, b.Bytes(), blob.Condition{}); err != nil {
			return fmt.Errorf("write %s: %w", key, err)
		}
	}
	p.note(key, hash, same)
	return nil
}

// note keeps account of a page that is there.
func (p *publisher) note(key, hash string, same bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.pages[key] = hash
	if same {
		p.unchanged++
	} else {
		p.written++
	}
}

// same reports whether the object of a page has its bytes already. The record knows if it is
// complete; otherwise the object is read.
func (p *publisher) same(ctx context.Context, key, hash string, body []byte) (bool, error) {
	if p.old.Complete {
		return p.old.Pages[key] == hash, nil
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
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.begun {
		return nil
	}
	all := maps.Clone(p.old.Pages)
	if all == nil {
		all = map[string]string{}
	}
	for path := range p.site.Static(p.snap) {
		all[Key(path)] = ""
	}
	err := p.put(ctx, record{Snapshot: p.snap.Snapshot, Design: p.site.design, Pages: all})
	p.begun = err == nil
	return err
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
