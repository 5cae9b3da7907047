package importer_test

import (
	"bytes"
	"encoding/csv"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/demo"
	"github.com/mingtian-portal/mingtian/internal/importer"
	opendata "github.com/mingtian-portal/mingtian/internal/opendata/table"
	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/testkit"
)

// restoreOrder is the order in which published files are imported into an empty register: what
// others refer to comes first. infra/deploy.md has the same.
var restoreOrder = []string{
	registry.Divisions, registry.Producers, registry.InputDealers, registry.Labs,
	registry.ServicePoints, registry.CreditSchemes, registry.CreditRatings, registry.Certificates,
	registry.TraceEntities, registry.DemonstrationTitles,
}

// records returns a published file, its header first.
func records(t *testing.T, s *testkit.System, ds string) [][]string {
	t.Helper()
	lines, err := csv.NewReader(bytes.NewReader(published(t, s, ds))).ReadAll()
	require.NoError(t, err)
	return lines
}

func published(t *testing.T, s *testkit.System, ds string) []byte {
	t.Helper()
	newest, err := s.Reader.Current(t.Context())
	require.NoError(t, err)
	object, err := s.Reader.File(t.Context(), newest.Snapshot, ds+".csv")
	require.NoError(t, err)
	return object.Body
}

// imported imports files, by dataset, into an empty register, and publishes it. It returns how
// many rows were refused.
func imported(t *testing.T, file func(ds string) []byte) (*testkit.System, int) {
	t.Helper()
	s := testkit.New(t, testkit.Options{Rows: registry.Rows{}})
	d, refused := &desk{t, s.Log, s.Schema}, 0
	for _, ds := range restoreOrder {
		refused += d.publish(file(ds), importer.Options{Dataset: ds, FileName: ds + ".csv"}).Refused
	}
	s.Publish(t)
	return s, refused
}

// A register whose log is lost is made again from its published files: imported into an empty
// one, they publish the same files, ids included. Only what the law keeps out of files is missing:
// adverse ratings, and the tiers that follow from them.
func TestImport_RestoresFromPublishedFiles(t *testing.T) {
	t.Parallel()
	schema := registry.Load()
	for name, rows := range map[string]registry.Rows{
		"every status": testkit.County(schema),
		"demo county":  demo.County(schema, calendar.DateOf(testkit.Start), 1, 120),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			lost, refused := imported(t, func(ds string) []byte {
				var file bytes.Buffer
				require.NoError(t, opendata.WriteCSV(&file, schema.Def(ds), rows[ds]))
				return file.Bytes()
			})
			require.Zero(t, refused)
			again, refused := imported(t, func(ds string) []byte { return published(t, lost, ds) })
			missing := 0
			for _, ds := range restoreOrder {
				want, got := records(t, lost, ds), records(t, again, ds)
				switch ds {
				case registry.CreditRatings:
					all := len(want)
					want = without(want, schema.Def(ds).Index("level"))
					missing = all - len(want)
				case registry.Producers:
					tier := schema.Def(ds).Index("tier")
					want, got = blank(want, want, tier), blank(got, want, tier)
				}
				require.Greater(t, len(want), 1, ds)
				assert.Equal(t, want, got, ds)
			}
			assert.Positive(t, missing)
			assert.Equal(t, missing, refused)
			for _, def := range schema.Datasets {
				assert.Equal(t, !def.Live, slices.Contains(restoreOrder, def.Name), def.Name)
			}
		})
	}
}

// without leaves out the lines that have a withheld value in a column.
func without(lines [][]string, column int) [][]string {
	return slices.DeleteFunc(slices.Clone(lines), func(line []string) bool {
		return line[column] == registry.TierWithheld
	})
}

// blank empties the tier and its year, the next column, where the tier of the model is withheld.
func blank(lines, model [][]string, tier int) [][]string {
	out := make([][]string, len(lines))
	for i, line := range lines {
		out[i] = slices.Clone(line)
		if i < len(model) && model[i][tier] == registry.TierWithheld {
			out[i][tier], out[i][tier+1] = "", ""
		}
	}
	return out
}

// A published file that is imported again takes nothing back: what it does not show stays.
func TestImport_WithheldIsNoValue(t *testing.T) {
	t.Parallel()
	s := testkit.New(t, testkit.Options{})
	d := &desk{t, s.Log, s.Schema}
	file := published(t, s, registry.CreditRatings)
	require.Contains(t, string(file), ","+registry.TierWithheld+",")
	rep, set := d.preview(file, importer.Options{Dataset: registry.CreditRatings})
	assert.Zero(t, rep.Refused)
	for _, c := range set.Changes {
		assert.NotContains(t, string(c.After.Row), registry.TierWithheld)
	}
}

// Ids are given away above those that a file brought.
func TestImport_KeepsIDsOfAnEmptyDatasetAlone(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	head := line("编号", "名称", "统一社会信用代码")
	d.load(registry.Producers, head,
		line("", "漠河市演示木耳种植专业合作社", "93232701PDY000060F"),
		line("P000041", "漠河市演示蓝莓种植专业合作社", "93232701PDY000044W"))
	d.load(registry.Producers, head, line("", "漠河市演示家庭农场", "92232701PDY0000365"))
	assert.Equal(t, map[string]string{
		"P000041": "漠河市演示蓝莓种植专业合作社", "P000042": "漠河市演示木耳种植专业合作社",
		"P000043": "漠河市演示家庭农场",
	}, d.rows(registry.Producers, "name"))

	rep, _ := d.preview(table(head, line("P000050", "漠河演示木耳有限公司", "91232701PDY00001XD")),
		importer.Options{Dataset: registry.Producers})
	assert.Equal(t, []string{"A2 unknown_id"}, rules(rep, importer.Error))
}

// Into an empty dataset, too, an id has the form of its dataset and stands once.
func TestImport_RefusesWrongIDsOfAnEmptyDataset(t *testing.T) {
	t.Parallel()
	rep, set := newDesk(t).preview(table(
		line("编号", "名称", "统一社会信用代码"),
		line("C000001", "漠河市演示蓝莓种植专业合作社", "93232701PDY000044W"),
		line("12", "漠河演示木耳有限公司", "91232701PDY00001XD"),
		line("P000007", "演示重阳家庭农场", "92232701PDY0000365"),
		line("P000007", "漠河市演示家庭农场", ""),
	), importer.Options{Dataset: registry.Producers})
	assert.Empty(t, set.Changes)
	assert.Equal(t, []string{"A2 bad_id", "A3 bad_id", "A4 duplicate", "A5 duplicate"},
		rules(rep, importer.Error))
}
