package build

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/mingtian-portal/mingtian/internal/blob"
	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/opendata/table"
	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/revision"
	"github.com/mingtian-portal/mingtian/internal/search"
	"github.com/mingtian-portal/mingtian/internal/snapshot"
)

// made is a snapshot that is not written yet.
type made struct {
	manifest snapshot.Manifest
	files    map[string][]byte
	overlay  []byte // nil for none
	live     string // version of the live rows
}

// make builds a snapshot of a state for a date: a pure function of the two and of the live rows.
func (p *Publisher) make(ctx context.Context, state *revision.State, date calendar.Date,
) (*made, error) {
	rows, err := state.Rows(p.Schema)
	if err != nil {
		return nil, err
	}
	if err := p.join(ctx, rows, date); err != nil {
		return nil, err
	}
	view := registry.Derive(p.Schema, rows, date)
	m := &made{files: map[string][]byte{}}
	m.manifest = snapshot.Manifest{
		Format: snapshot.Format, Revision: state.Revision, Date: date, Digest: state.Digest,
		At: date.Midnight().UTC(), RevisedAt: state.At, Rows: map[string]int{}, Gone: state.Gone(),
		Files: map[string]snapshot.File{},
	}
	if state.At.After(m.manifest.At) {
		m.manifest.At = state.At
	}
	for _, def := range p.Schema.Datasets {
		listed := listed(def, view.Rows[def.Name])
		m.manifest.Rows[def.Name] = len(listed)
		if err := m.download(def, listed); err != nil {
			return nil, err
		}
	}
	limited := map[revision.Target]bool{}
	for _, t := range registry.Limited(p.Schema, rows) {
		limited[revision.Target{Dataset: t.Dataset, ID: t.ID}] = true
	}
	if m.files[snapshot.RowsFile], err = state.Encode(limited); err != nil {
		return nil, err
	}
	return m, p.index(m, view)
}

// join adds the rows of live datasets to those of the log.
func (p *Publisher) join(ctx context.Context, rows registry.Rows, date calendar.Date) error {
	if p.Live == nil {
		return nil
	}
	live, err := p.Live(ctx, rows, date)
	if err != nil {
		return fmt.Errorf("make live rows: %w", err)
	}
	for name, list := range live {
		if def, ok := p.Schema.Dataset(name); !ok || !def.Live {
			return fmt.Errorf("make live rows: %s is no live dataset", name)
		}
		rows[name] = slices.SortedFunc(slices.Values(list), func(a, b dataset.Row) int {
			return strings.Compare(a.ID(), b.ID())
		})
	}
	return nil
}

// index names the snapshot by the hash of its content and adds the index, which knows the name.
func (p *Publisher) index(m *made, view registry.View) error {
	h := sha256.New()
	fmt.Fprintf(h, "format %d build %s\n", snapshot.Format, p.Build)
	for _, name := range slices.Sorted(maps.Keys(m.files)) {
		fmt.Fprintf(h, "%s %x\n", name, sha256.Sum256(m.files[name]))
	}
	m.manifest.Snapshot = snapshot.NewID(m.manifest.Date, m.manifest.Revision,
		hex.EncodeToString(h.Sum(nil)))
	data, err := search.Build(search.Input{
		Meta: search.Meta{
			Snapshot: m.manifest.Snapshot, Revision: m.manifest.Revision,
			Date: m.manifest.Date.String(),
		},
		Defs: p.Schema.Datasets, Rows: view.Rows, Readings: p.Readings, SortKey: p.SortKey,
	})
	if err != nil {
		return fmt.Errorf("build index: %w", err)
	}
	m.files[snapshot.IndexFile] = data
	for name, body := range m.files {
		sum := sha256.Sum256(body)
		m.manifest.Files[name] = snapshot.File{
			Size: len(body), SHA256: hex.EncodeToString(sum[:]),
		}
	}
	if len(view.Limited) > 0 {
		m.overlay, err = snapshot.EncodeOverlay(p.Schema, view.Limited)
	}
	return err
}

// download adds the files that people take: the rows in the register, as CSV and as NDJSON.
func (m *made) download(def *dataset.Def, rows []dataset.Row) error {
	var csv, ndjson bytes.Buffer
	err := errors.Join(table.WriteCSV(&csv, def, rows), table.WriteNDJSON(&ndjson, def, rows))
	if err != nil {
		return fmt.Errorf("write files of %s: %w", def.Name, err)
	}
	m.files[def.Name+".csv"], m.files[def.Name+".ndjson"] = csv.Bytes(), ndjson.Bytes()
	return nil
}

// listed returns the rows that are in the register: withdrawn ones only answer when asked for.
func listed(def *dataset.Def, rows []dataset.Row) []dataset.Row {
	withdrawn := def.Index("withdrawn_on")
	if withdrawn < 0 {
		return rows
	}
	var in []dataset.Row
	for _, r := range rows {
		if !r[withdrawn].Set {
			in = append(in, r)
		}
	}
	return in
}

// write puts a snapshot's objects, the manifest last, and reads each again: what latest.json will
// name has been seen whole.
func (p *Publisher) write(ctx context.Context, m *made) error {
	for _, name := range slices.Sorted(maps.Keys(m.files)) {
		key := snapshot.Key(m.manifest.Snapshot, name)
		if err := p.putNew(ctx, key, m.files[name]); err != nil {
			return err
		}
	}
	if m.overlay != nil {
		key := snapshot.OverlayKey(m.manifest.Snapshot)
		if _, err := p.Blobs.Put(ctx, key, m.overlay, blob.Condition{}); err != nil {
			return fmt.Errorf("write overlay: %w", err)
		}
	}
	body, err := json.Marshal(m.manifest)
	if err != nil {
		return fmt.Errorf("encode manifest: %w", err)
	}
	return p.putNew(ctx, snapshot.Key(m.manifest.Snapshot, snapshot.ManifestFile), body)
}

// putNew writes an immutable object and reads it again. One that is there already must have the
// same bytes.
func (p *Publisher) putNew(ctx context.Context, key string, body []byte) error {
	_, err := p.Blobs.Put(ctx, key, body, blob.Condition{Absent: true})
	if err != nil && !errors.Is(err, blob.ErrPrecondition) {
		return fmt.Errorf("write %s: %w", key, err)
	}
	object, err := p.Blobs.Get(ctx, key)
	if err != nil {
		return fmt.Errorf("read %s again: %w", key, err)
	}
	if sha256.Sum256(object.Body) != sha256.Sum256(body) {
		return fmt.Errorf("%s does not hold what was written", key)
	}
	return nil
}
