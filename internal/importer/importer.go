package importer

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path/filepath"

	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/importer/sheet"
	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/revision"
)

// Options say what a file is and how it is to be read.
type Options struct {
	Dataset  string // the dataset's name
	Replace  bool   // the file is the whole list; otherwise it is merged in
	Town     string // name or code: the file is that town's list; empty for no such limit
	Sheet    string // the worksheet's name; empty to find it
	FileName string // for the wording of problems and the revision's source
	Author   string // goes into the change set
	Reason   string // goes into the change set
	Today    calendar.Date

	// Progress, if set, is told now and then how many rows of how many are read.
	Progress func(done, total int)
}

// Register is what a file is compared against. It is only read.
type Register struct {
	Schema *registry.Schema
	State  *revision.State
	Keys   map[string]string   // private keys: hash → id
	Hash   func(string) string // hashes the text of a private key
}

// Import reads a file, checks it and compares it with the register. The change set is empty if
// nothing changes; it is never committed here. An error is only what stops the whole file: a
// fault that says in Chinese and English what is wrong with it and how to put it right.
// Everything else is in the report.
func Import(
	ctx context.Context, reg Register, data []byte, opt Options,
) (*Report, *revision.ChangeSet, error) {
	r, err := newRun(ctx, reg, opt)
	if err != nil {
		return nil, nil, err
	}
	book, err := sheet.Read(opt.FileName, data)
	if err != nil {
		return nil, nil, err
	}
	r.report.Format = book.Format.String()
	if err := r.find(book); err != nil {
		return nil, nil, err
	}
	if err := r.parse(); err != nil {
		return nil, nil, err
	}
	r.resolve()
	r.match()
	set := &revision.ChangeSet{
		Author: opt.Author, Reason: opt.Reason,
		Source: r.report.File + " sha256:" + digest(data),
	}
	if err := r.compare(set); err != nil {
		return nil, nil, err
	}
	r.account()
	return r.report, set, ctx.Err()
}

func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// run is one import on its way.
type run struct {
	ctx     context.Context
	opt     Options
	def     *dataset.Def
	known   *catalogue
	table   *table
	town    string // id of Options.Town
	codes   map[string]codeIndex
	records []*record
	report  *Report
}

func newRun(ctx context.Context, reg Register, opt Options) (*run, error) {
	def, ok := reg.Schema.Dataset(opt.Dataset)
	if !ok {
		return nil, unknownDataset(reg.Schema, opt.Dataset)
	}
	if def.Live {
		return nil, liveDataset(def)
	}
	known, err := newCatalogue(reg, def)
	if err != nil {
		return nil, fmt.Errorf("read register: %w", err)
	}
	r := &run{
		ctx: ctx, opt: opt, def: def, known: known, codes: map[string]codeIndex{},
		report: &Report{
			Dataset: def.Name, Title: def.Title, File: filepath.Base(opt.FileName), Mode: "merge",
			Revision: reg.State.Revision, Columns: []MappedColumn{}, Unused: []UnusedColumn{},
			Skipped: []Skipped{}, Personal: []Personal{}, Problems: []Problem{},
			Changes: []Difference{}, // lists of the JSON, empty and not null
		},
	}
	if opt.Replace {
		r.report.Mode = "replace"
	}
	if opt.Town != "" {
		if r.town, err = r.limitTown(opt.Town); err != nil {
			return nil, err
		}
		r.report.Town = r.town
	}
	return r, nil
}

// record is one row of the file on its way to the register.
type record struct {
	line   int          // the row's number in the sheet
	cells  []sheet.Cell // as in the sheet, or a part of them
	row    dataset.Row  // values by column of the definition, unmasked
	given  []bool       // by column: the file says this, be it nothing
	place  sighting     // the town cell
	id     string       // from the id column
	key    string       // text of the first key rule that applies
	match  *known       // the row of the register
	newID  string
	refs   map[int]string // by column of the sheet: what a reference's cell said
	holder holding
	coded  bool // a USCC stands in the row, so that the name is no person's
	worst  Severity
	hashes []string // private keys to remember
}

func (r *record) refused() bool { return r.worst == Error }
