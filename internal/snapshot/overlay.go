package snapshot

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/mingtian-portal/mingtian/internal/blob"
	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/search"
)

// overlay is what lies over a snapshot's rows for as long as it may be shown. Every process reads
// it before its first answer, so values that many rows share are written once.
type overlay struct {
	Columns []overlayColumn `json:"columns"`
}

type overlayColumn struct {
	Dataset string         `json:"dataset"`
	Column  string         `json:"column"`
	Values  []overlayValue `json:"values"`
}

type overlayValue struct {
	Value string `json:"value"`
	IDs   string `json:"ids"` // of the rows that have it, joined as a list
}

// EncodeOverlay writes the values that are laid over a snapshot, at most one for each row and
// column.
func EncodeOverlay(schema *registry.Schema, cells []registry.Cell) ([]byte, error) {
	type written struct{ dataset, column, value, id string }
	list := make([]written, len(cells))
	for i, c := range cells {
		column, ok := schema.Def(c.Dataset).Column(c.Column)
		if !ok {
			return nil, fmt.Errorf("encode overlay: %s has no column %s", c.Dataset, c.Column)
		}
		list[i] = written{c.Dataset, c.Column, column.Format(c.Value), c.ID}
	}
	slices.SortFunc(list, func(a, b written) int {
		return cmp.Or(cmp.Compare(a.dataset, b.dataset), cmp.Compare(a.column, b.column),
			cmp.Compare(a.value, b.value), cmp.Compare(a.id, b.id))
	})
	var o overlay
	var last written
	for i, w := range list {
		if i == 0 || w.dataset != last.dataset || w.column != last.column {
			o.Columns = append(o.Columns, overlayColumn{Dataset: w.dataset, Column: w.column})
		}
		c := &o.Columns[len(o.Columns)-1]
		if n := len(c.Values); n > 0 && c.Values[n-1].Value == w.value {
			c.Values[n-1].IDs += dataset.ListSeparator + w.id
		} else {
			c.Values = append(c.Values, overlayValue{w.value, w.id})
		}
		last = w
	}
	return json.Marshal(o)
}

// cells returns what the overlay lays over an index, without what the schema does not have.
func (o *overlay) cells(schema *registry.Schema) ([]search.Cell, error) {
	n := 0
	for _, c := range o.Columns {
		for _, v := range c.Values {
			n += 1 + strings.Count(v.IDs, dataset.ListSeparator)
		}
	}
	cells := make([]search.Cell, 0, n)
	for _, c := range o.Columns {
		def, ok := schema.Dataset(c.Dataset)
		if !ok {
			continue
		}
		column, ok := def.Column(c.Column)
		if !ok {
			continue
		}
		for _, v := range c.Values {
			value, err := dataset.TextValue(v.Value), error(nil)
			if column.Kind != dataset.Code {
				if value, err = column.Parse(v.Value); err != nil {
					return nil, err
				}
			}
			for id := range strings.SplitSeq(v.IDs, dataset.ListSeparator) {
				cells = append(cells, search.Cell{
					Dataset: c.Dataset, ID: id, Column: c.Column, Value: value,
				})
			}
		}
	}
	return cells, nil
}

// readOverlay reads the overlay under a key of latest.json. An empty key has none.
func readOverlay(ctx context.Context, blobs blob.Store, key string) (*overlay, error) {
	o := &overlay{}
	if key == "" {
		return o, nil
	}
	object, err := blobs.Get(ctx, key)
	if err != nil {
		return nil, unavailable(fmt.Errorf("read overlay: %w", err))
	}
	if err := json.Unmarshal(object.Body, o); err != nil {
		return nil, fmt.Errorf("read overlay: %w", err)
	}
	return o, nil
}

// lay lays an overlay over the snapshot, which is the current one thereby.
func (s *Snapshot) lay(o *overlay, schema *registry.Schema) error {
	cells, err := o.cells(schema)
	if err != nil {
		return fmt.Errorf("read overlay: %w", err)
	}
	s.Current = true
	s.Index = s.Index.With(cells)
	return nil
}
