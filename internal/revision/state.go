package revision

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/klauspost/compress/zstd"

	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/registry"
)

// Entry is what the register says of one id, and since which revision.
type Entry struct {
	Version
	Revision int           // the revision that made this version
	Updated  calendar.Date // its civil date
	limited  bool          // the version is to be read from the log, see Encode
}

// State is the register after a revision. It is not safe for concurrent changes.
type State struct {
	Revision int       // 0 before the first
	At       time.Time // when the revision was made; zero before the first
	Digest   string
	entries  map[string]map[string]*Entry
	highest  map[string]int // the highest number given to an id, by dataset
}

// NewState returns the register before the first revision: empty.
func NewState() *State {
	return &State{entries: map[string]map[string]*Entry{}, highest: map[string]int{}}
}

// Entry returns what the register says of an id, also of one that has left, and whether it ever
// said anything.
func (s *State) Entry(ds, id string) (*Entry, bool) {
	e, ok := s.entries[ds][id]
	return e, ok
}

// IDs returns all ids that a dataset has ever had, in order.
func (s *State) IDs(ds string) []string {
	return slices.Sorted(maps.Keys(s.entries[ds]))
}

// Listed counts the rows of a dataset that are in the register today.
func (s *State) Listed(ds string) int {
	n := 0
	for _, e := range s.entries[ds] {
		if e.End == Listed {
			n++
		}
	}
	return n
}

// Highest returns the highest number that an id of the dataset has had, 0 for none. Numbers are
// never used again.
func (s *State) Highest(ds string) int { return s.highest[ds] }

// Gone returns, by dataset, the ids of rows that were entered in error or redacted, in order:
// they answer 410.
func (s *State) Gone() map[string][]string {
	gone := map[string][]string{}
	for ds := range s.entries {
		for _, id := range s.IDs(ds) {
			if end := s.entries[ds][id].End; end == Erased || end == Redacted {
				gone[ds] = append(gone[ds], id)
			}
		}
	}
	return gone
}

// Rows returns the rows of every dataset but the live ones, the withdrawn rows too, sorted by id,
// with their system fields and the date of their last change filled in.
func (s *State) Rows(schema *registry.Schema) (registry.Rows, error) {
	rows := registry.Rows{}
	for _, def := range schema.Datasets {
		if def.Live {
			continue // its rows are in no log
		}
		on, why, upd := def.Index("withdrawn_on"), def.Index("withdrawn_reason"),
			def.Index("updated_on")
		for _, id := range s.IDs(def.Name) {
			e := s.entries[def.Name][id]
			if e.End != Listed && e.End != Withdrawn || len(e.Row) == 0 {
				continue
			}
			r, err := def.Decode(e.Row)
			if err != nil {
				return nil, fmt.Errorf("row %s: %w", id, err)
			}
			r[upd] = dataset.DateValue(e.Updated)
			if e.End == Withdrawn {
				r[on], r[why] = dataset.DateValue(e.EndOn), dataset.TextValue(e.Reason)
			}
			rows[def.Name] = append(rows[def.Name], r)
		}
	}
	return rows, nil
}

// apply makes the state the one after a revision.
func (s *State) apply(rec Record, changes []Change, schema *registry.Schema) {
	on := calendar.DateOf(rec.At)
	for i := range changes {
		c := &changes[i]
		if s.entries[c.Dataset] == nil {
			s.entries[c.Dataset] = map[string]*Entry{}
		}
		s.entries[c.Dataset][c.ID] = &Entry{Version: *c.After, Revision: rec.Revision, Updated: on}
		if def, ok := schema.Dataset(c.Dataset); ok {
			if n, ok := def.Number(c.ID); ok {
				s.highest[c.Dataset] = max(s.highest[c.Dataset], n)
			}
		}
	}
	s.Revision, s.At, s.Digest = rec.Revision, rec.At, rec.Digest
}

// stateFormat is the version of the encoding below. A reader refuses another, and folds the
// log from nothing.
const stateFormat = 1

type stateHead struct {
	Format   int            `json:"format"`
	Revision int            `json:"revision"`
	At       time.Time      `json:"at"`
	Digest   string         `json:"digest"`
	Highest  map[string]int `json:"highest"`
}

type stateLine struct {
	Dataset  string        `json:"dataset"`
	ID       string        `json:"id"`
	Revision int           `json:"revision"`
	Updated  calendar.Date `json:"updated"`
	Version  *Version      `json:"version,omitempty"`
}

// Encode returns the state as an object from which a later fold starts. Of the targets given,
// rows with limited values, only that they are there goes in: the object is immutable, and what
// the law makes disappear must not be in it. The fold reads those from the log again.
func (s *State) Encode(limited map[Target]bool) ([]byte, error) {
	var buf bytes.Buffer
	z, err := zstd.NewWriter(&buf)
	if err != nil {
		return nil, fmt.Errorf("encode state: %w", err)
	}
	enc := json.NewEncoder(z)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(stateHead{stateFormat, s.Revision, s.At, s.Digest, s.highest}); err != nil {
		return nil, fmt.Errorf("encode state: %w", err)
	}
	for _, ds := range slices.Sorted(maps.Keys(s.entries)) {
		for _, id := range s.IDs(ds) {
			e := s.entries[ds][id]
			line := stateLine{Dataset: ds, ID: id, Revision: e.Revision, Updated: e.Updated}
			if !limited[Target{ds, id}] {
				line.Version = &e.Version
			}
			if err := enc.Encode(line); err != nil {
				return nil, fmt.Errorf("encode state: %w", err)
			}
		}
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("encode state: %w", err)
	}
	return buf.Bytes(), nil
}

// DecodeState reads what Encode wrote.
func DecodeState(data []byte) (*State, error) {
	z, err := zstd.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("decode state: %w", err)
	}
	defer z.Close()
	dec := json.NewDecoder(bufio.NewReaderSize(z, 1<<16))
	var head stateHead
	if err := dec.Decode(&head); err != nil {
		return nil, fmt.Errorf("decode state: %w", err)
	}
	if head.Format != stateFormat {
		return nil, fmt.Errorf("decode state: format %d is not %d", head.Format, stateFormat)
	}
	s := NewState()
	s.Revision, s.At, s.Digest = head.Revision, head.At, head.Digest
	if head.Highest != nil {
		s.highest = head.Highest
	}
	for dec.More() {
		var line stateLine
		if err := dec.Decode(&line); err != nil {
			return nil, fmt.Errorf("decode state: %w", err)
		}
		e := &Entry{Revision: line.Revision, Updated: line.Updated, limited: line.Version == nil}
		if line.Version != nil {
			e.Version = *line.Version
		}
		if s.entries[line.Dataset] == nil {
			s.entries[line.Dataset] = map[string]*Entry{}
		}
		s.entries[line.Dataset][line.ID] = e
	}
	return s, nil
}
