package importer_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/importer"
	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/revision"
	"github.com/mingtian-portal/mingtian/internal/store/storetest"
)

const today = calendar.Date(20261124)

var noon = time.Date(2026, 11, 24, 4, 0, 0, 0, time.UTC)

// desk is a register and somebody who imports files into it.
type desk struct {
	t      require.TestingT
	log    *revision.Log
	schema *registry.Schema
}

func newDesk(t require.TestingT) *desk {
	schema := registry.Load()
	clock := storetest.NewClock(noon)
	log := revision.New(storetest.NewMemory(clock.Now), schema, clock.Now,
		rand.NewChaCha8([32]byte{1}))
	return &desk{t, log, schema}
}

func (d *desk) register() importer.Register {
	ctx := context.Background()
	head, err := d.log.Head(ctx)
	require.NoError(d.t, err)
	state, err := d.log.Fold(ctx, nil, head)
	require.NoError(d.t, err)
	keys, err := d.log.PrivateKeys(ctx)
	require.NoError(d.t, err)
	hash, err := d.log.Hasher(ctx)
	require.NoError(d.t, err)
	return importer.Register{Schema: d.schema, State: state, Keys: keys, Hash: hash}
}

func (d *desk) try(data []byte, opt importer.Options) (*importer.Report, *revision.ChangeSet, error) {
	opt.Today = today
	if opt.FileName == "" {
		opt.FileName = "名单.csv"
	}
	return importer.Import(context.Background(), d.register(), data, opt)
}

// preview imports without committing, and checks that every row is accounted for.
func (d *desk) preview(data []byte, opt importer.Options) (*importer.Report, *revision.ChangeSet) {
	rep, set, err := d.try(data, opt)
	require.NoError(d.t, err)
	require.Equal(d.t, rep.Rows, rep.Taken+rep.Warned+rep.Refused, "every row is accounted for")
	require.Equal(d.t, rep.Taken+rep.Warned, rep.New+rep.Changed+rep.Unchanged)
	require.Len(d.t, set.Changes, rep.New+rep.Changed+rep.Removed)
	require.Len(d.t, rep.Changes, len(set.Changes))
	return rep, set
}

// publish imports and commits what changes.
func (d *desk) publish(data []byte, opt importer.Options) *importer.Report {
	rep, set := d.preview(data, opt)
	if len(set.Changes) > 0 {
		rec, err := d.log.Commit(context.Background(), rep.Revision, *set)
		require.NoError(d.t, err)
		rep.SetRevision(rec.Revision)
	}
	return rep
}

// load publishes a table into a dataset and requires that all of it is taken.
func (d *desk) load(ds string, rows ...[]string) *importer.Report {
	rep := d.publish(table(rows...), importer.Options{Dataset: ds})
	require.Zero(d.t, rep.Refused, "%v", rep.Problems)
	return rep
}

// rows returns the listed rows of a dataset as CSV shows them, by id; only the fields named.
func (d *desk) rows(ds string, fields ...string) map[string]string {
	reg, def := d.register(), d.schema.Def(ds)
	all := map[string]string{}
	for _, id := range reg.State.IDs(ds) {
		e, _ := reg.State.Entry(ds, id)
		if e.End != revision.Listed {
			continue
		}
		row, err := def.Decode(e.Row)
		require.NoError(d.t, err)
		var cells []string
		for _, f := range fields {
			cells = append(cells, def.Text(row, f))
		}
		all[id] = strings.Join(cells, "|")
	}
	return all
}

// only returns one row of a change set, whose file had one row.
func only(t require.TestingT, schema *registry.Schema, set *revision.ChangeSet) (*dataset.Def, dataset.Row) {
	require.Len(t, set.Changes, 1)
	def := schema.Def(set.Changes[0].Dataset)
	row, err := def.Decode(set.Changes[0].After.Row)
	require.NoError(t, err)
	return def, row
}

// table is a CSV file.
func table(rows ...[]string) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	_ = w.WriteAll(rows)
	return b.Bytes()
}

func line(cells ...string) []string { return cells }

// workbook is an .xlsx with one sheet per name; a cell may be any value that excelize writes.
type workbook struct {
	t    require.TestingT
	file *excelize.File
}

func newWorkbook(t require.TestingT) *workbook {
	return &workbook{t, excelize.NewFile()}
}

func (w *workbook) sheet(name string, rows ...[]any) *workbook {
	_, err := w.file.NewSheet(name)
	require.NoError(w.t, err)
	for i, row := range rows {
		require.NoError(w.t, w.file.SetSheetRow(name, fmt.Sprintf("A%d", i+1), &row))
	}
	return w
}

func (w *workbook) merge(name, from, to string) *workbook {
	require.NoError(w.t, w.file.MergeCell(name, from, to))
	return w
}

func (w *workbook) bytes() []byte {
	if len(w.file.GetSheetList()) > 1 {
		require.NoError(w.t, w.file.DeleteSheet("Sheet1"))
	}
	var b bytes.Buffer
	require.NoError(w.t, w.file.Write(&b))
	return b.Bytes()
}

// rules returns the rules of a report's problems by cell, "D3 unknown_code".
func rules(rep *importer.Report, severities ...importer.Severity) []string {
	var all []string
	for _, p := range rep.Problems {
		for _, s := range severities {
			if p.Severity == s {
				all = append(all, strings.TrimSpace(p.Cell+" "+p.Rule))
			}
		}
	}
	return all
}
