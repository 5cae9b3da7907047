package sheet

import (
	"archive/zip"
	"bufio"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
)

// pack is the zip package of a workbook. Its parts are found without regard to case,
// and are read as far as the limits allow, whatever sizes the package claims.
type pack struct {
	parts map[string]*zip.File
	left  int64 // bytes that may still be unpacked
}

// openPack checks the claims of a package before anything of it is unpacked.
func openPack(zr *zip.Reader) (*pack, int64, error) {
	p := &pack{parts: make(map[string]*zip.File, len(zr.File)), left: MaxUnzipped}
	var total uint64
	for _, f := range zr.File {
		total += min(f.UncompressedSize64, MaxUnzipped+1)
		if total > MaxUnzipped {
			return nil, 0, overUnzipped()
		}
		p.parts[partName(f.Name)] = f
	}
	return p, int64(total), nil
}

func partName(name string) string {
	name = strings.ToLower(strings.ReplaceAll(name, `\`, "/"))
	return strings.TrimPrefix(path.Clean("/"+name), "/")
}

// has reports whether there is a part of that name.
func (p *pack) has(name string) bool { return p.parts[partName(name)] != nil }

// scan hands every token of a part's XML to visit, which looks at local names alone, so
// that it does not matter how a program spells the namespaces. Tokens are raw: nothing
// is kept for elements that are opened and never closed.
func (p *pack) scan(name string, visit func(xml.Token) error) error {
	f := p.parts[partName(name)]
	if f == nil {
		return damaged(fmt.Errorf("part %s is missing", name))
	}
	size, packed := f.UncompressedSize64, f.CompressedSize64
	if size > MaxPart || size > 1<<20 && size/MaxRatio > packed {
		return overUnzipped()
	}
	r, err := f.Open()
	if err != nil {
		return damaged(fmt.Errorf("opening part %s: %w", name, err))
	}
	defer r.Close()
	d := xml.NewDecoder(bufio.NewReaderSize(&meter{r: r, left: &p.left}, 64<<10))
	for {
		token, err := d.RawToken()
		if err == io.EOF {
			return nil
		}
		if errors.Is(err, errMeter) {
			return overUnzipped()
		}
		if err != nil {
			return damaged(fmt.Errorf("reading part %s: %w", name, err))
		}
		if err := visit(token); err != nil {
			return err
		}
	}
}

var errMeter = errors.New("more was unpacked than is allowed")

// meter reads until the shared allowance is used up.
type meter struct {
	r    io.Reader
	left *int64
}

func (m *meter) Read(b []byte) (int, error) {
	n, err := m.r.Read(b)
	if *m.left -= int64(n); *m.left < 0 {
		return 0, errMeter
	}
	return n, err
}

// attr returns the value of an attribute, "" if it is absent.
func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// isTrue reads a boolean attribute.
func isTrue(s string) bool { return s == "1" || s == "true" || s == "on" }

// links returns the relationships of a part, by id.
func (p *pack) links(part string) (map[string]link, error) {
	dir, base := path.Split(part)
	name := dir + "_rels/" + base + ".rels"
	links := map[string]link{}
	if !p.has(name) {
		return links, nil
	}
	err := p.scan(name, func(t xml.Token) error {
		e, ok := t.(xml.StartElement)
		if !ok || e.Name.Local != "Relationship" || attr(e, "TargetMode") == "External" {
			return nil
		}
		target := attr(e, "Target")
		if !strings.HasPrefix(target, "/") {
			target = dir + target
		}
		links[attr(e, "Id")] = link{kind: path.Base(attr(e, "Type")), target: partName(target)}
		return nil
	})
	return links, err
}

// link is a relationship between parts: the last word of its type, and its target.
type link struct{ kind, target string }

// newZip opens the directory of a package.
func newZip(data []byte) (*zip.Reader, error) {
	zr, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, damaged(fmt.Errorf("opening the package: %w", err))
	}
	return zr, nil
}
