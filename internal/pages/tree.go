package pages

import (
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// tree is markup as scripts are given it, since the policy of pages lets no script parse text
// into elements: a string, or an element as its name, its attributes and what it holds.
type tree []any

// parseTree reads what a template wrote: one element, well formed. Space that holds a line break
// is left out; it only laid out the template.
func parseTree(markup []byte) (tree, error) {
	d := xml.NewDecoder(strings.NewReader(string(markup)))
	d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	root := tree{"", nil}
	open := []*tree{&root}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("read markup: %w", err)
		}
		top := open[len(open)-1]
		switch x := token.(type) {
		case xml.StartElement:
			attributes := map[string]string{}
			for _, a := range x.Attr {
				attributes[a.Name.Local] = a.Value
			}
			open = append(open, &tree{x.Name.Local, attributes})
		case xml.EndElement:
			open = open[:len(open)-1]
			above := open[len(open)-1]
			*above = append(*above, *top)
		case xml.CharData:
			if text := string(x); strings.TrimSpace(text) != "" || !strings.Contains(text, "\n") {
				*top = append(*top, text)
			}
		}
	}
	if len(root) == 3 {
		if only, ok := root[2].(tree); ok {
			return only, nil
		}
	}
	return nil, errors.New("read markup: that is not one element")
}

// shapes takes apart the trees of many rows that one template wrote: the shape, which many share,
// and what stands in its holes, which is the row's own.
type shapes struct {
	list  []tree // a hole is 0
	rows  []hollow
	known map[string]int
	often map[string]int // how often each text stands in a hole
}

// hollow is a row: its shape, and what stands in the holes of it.
type hollow struct {
	shape int
	holes []string
}

func newShapes() *shapes { return &shapes{known: map[string]int{}, often: map[string]int{}} }

// add takes the tree of the next row apart.
func (s *shapes) add(t tree) {
	var row hollow
	t = row.take(t)
	for _, text := range row.holes {
		s.often[text]++
	}
	key := fmt.Sprint(t)
	n, ok := s.known[key]
	if !ok {
		n = len(s.list)
		s.known[key] = n
		s.list = append(s.list, t)
	}
	row.shape = n
	s.rows = append(s.rows, row)
}

// take returns a tree with holes for the texts, addresses and dates in it, which it keeps.
func (h *hollow) take(t tree) tree {
	attributes, _ := t[1].(map[string]string)
	kept := map[string]any{}
	for _, name := range []string{"href", "datetime"} { // in the order that a script fills them in
		if value, ok := attributes[name]; ok {
			kept[name] = 0
			h.holes = append(h.holes, value)
		}
	}
	for name, value := range attributes {
		if _, ok := kept[name]; !ok {
			kept[name] = value
		}
	}
	out := tree{t[0], kept}
	for _, child := range t[2:] {
		switch x := child.(type) {
		case tree:
			out = append(out, h.take(x))
		case string:
			if strings.TrimSpace(x) == "" {
				out = append(out, x)
				continue
			}
			out = append(out, 0)
			h.holes = append(h.holes, x)
		}
	}
	return out
}

// repeated returns the texts that stand in more than one hole, the most frequent first.
func (s *shapes) repeated() []string {
	var list []string
	for text, n := range s.often {
		if n > 1 {
			list = append(list, text)
		}
	}
	slices.SortFunc(list, func(a, b string) int {
		return cmp.Or(cmp.Compare(s.often[b], s.often[a]), cmp.Compare(a, b))
	})
	return list
}
