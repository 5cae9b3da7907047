package read

import (
	"slices"
	"strings"

	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/ident"
	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/search"
	"github.com/mingtian-portal/mingtian/internal/search/fold"
)

// How a row was found.
const (
	byID         = "id"
	byNumber     = "number"
	byName       = "name"
	bySuggestion = "suggestion" // another number than the one given, one slip away
)

// Verdicts besides the statuses of certificates.
const (
	verdictListed    = "listed"
	verdictWithdrawn = "withdrawn"
	verdictGone      = "gone"
	verdictSeveral   = "several"
	verdictNotFound  = "not_found"
)

// Match is a row that a printed text leads to.
type Match struct {
	Dataset     string            `json:"dataset"`
	ID          string            `json:"id"`
	Name        string            `json:"name"`
	MatchedBy   string            `json:"matched_by"`
	Field       string            `json:"field,omitempty"` // that holds the number
	Verdict     string            `json:"verdict"`
	VerdictText dataset.Bilingual `json:"verdict_text"`
	HolderID    string            `json:"holder_id,omitempty"`
	HolderName  string            `json:"holder_name,omitempty"`
	ValidFrom   string            `json:"valid_from_on,omitempty"`
	ValidTo     string            `json:"valid_to_on,omitempty"`
	Withdrawn   string            `json:"withdrawn_on,omitempty"`
	Href        string            `json:"href"`
	Page        string            `json:"page,omitempty"`
}

// numbered are the columns that hold official numbers: what a pack or a licence shows.
var numbered = []struct {
	dataset string
	columns []string
}{
	{registry.Certificates, []string{"number", "enterprise_code"}},
	{registry.Producers, []string{"uscc"}},
	{registry.InputDealers, []string{"uscc", "licence_number"}},
	{registry.TraceEntities, []string{"code"}},
	{registry.Divisions, []string{"code"}},
}

// finder finds rows of one snapshot by what is printed.
type finder struct {
	*api
	view
}

// found is what a text leads to.
type found struct {
	matches  []Match
	gone     string // an id whose row was removed for good
	readings []ident.Reading
}

// find looks a text up: as an id or a link of ours, as an official number, as a name, and at last
// as a number that was misread. The register is asked before any check digit.
func (f finder) find(text string) found {
	out := found{readings: ident.Recognise(text)}
	if m, gone, ok := f.byID(text); ok {
		out.gone = gone
		if gone == "" {
			out.matches = []Match{m}
		}
		return out
	}
	spellings := []string{ident.Normalise(text), strings.TrimSpace(text)}
	for _, r := range out.readings {
		spellings = append(spellings, r.Text)
	}
	if out.matches = f.byNumber(spellings, byNumber); len(out.matches) > 0 {
		return out
	}
	if out.matches = f.byName(text); len(out.matches) > 0 {
		return out
	}
	var suggested []string
	for _, r := range out.readings {
		suggested = append(suggested, r.Suggestions...)
	}
	out.matches = f.byNumber(suggested, bySuggestion)
	return out
}

// byID reads an id of the portal or the link on one of its codes.
func (f finder) byID(text string) (m Match, gone string, ok bool) {
	id := ident.Normalise(text)
	if link, ok := ident.ParseLink(text); ok {
		id = link.ID
	}
	def, ok := f.Schema.ByID(id)
	if !ok {
		return m, "", false
	}
	row, ok := f.Table(def.Name).Find(id)
	if !ok {
		return m, id, f.IsGone(id)
	}
	return f.match(def, row, byID, ""), "", true
}

func (f finder) byNumber(texts []string, how string) []Match {
	var list []Match
	for _, n := range numbered {
		t := f.Table(n.dataset)
		for _, name := range n.columns {
			var rows []int
			for _, text := range texts {
				rows = append(rows, t.Lookup(t.Def().Index(name), text)...)
			}
			slices.Sort(rows)
			for _, row := range slices.Compact(rows) {
				list = append(list, f.match(t.Def(), row, how, name))
			}
		}
	}
	return list
}

// byName finds rows that are called so, or were.
func (f finder) byName(text string) []Match {
	var list []Match
	for _, def := range f.Schema.Datasets {
		if def.Index("name") != def.NameColumn() || def.NameColumn() < 0 {
			continue // rows that are named for their holder or their product
		}
		for _, row := range f.Table(def.Name).Names(fold.Fold(text)) {
			list = append(list, f.match(def, row, byName, ""))
		}
	}
	return list
}

// match says what a row is and how it stands.
func (f finder) match(def *dataset.Def, row int, how, field string) Match {
	t := f.Table(def.Name)
	m := Match{
		Dataset: def.Name, ID: t.ID(row), MatchedBy: how, Field: field,
		Href: f.Base + "/v1/" + def.Name + "/" + t.ID(row), Page: f.pageOf(def.Name, t.ID(row)),
		HolderID:  value(t, row, "producer_id"),
		ValidFrom: value(t, row, "valid_from_on"),
		ValidTo:   value(t, row, "valid_to_on"),
		Withdrawn: value(t, row, "withdrawn_on"),
	}
	if name := def.NameColumn(); name >= 0 {
		m.Name = value(t, row, def.Columns[name].Name)
	}
	if m.HolderID != "" {
		producers := f.Table(registry.Producers)
		if holder, ok := producers.Find(m.HolderID); ok {
			m.HolderName = value(producers, holder, "name")
		}
	}
	if m.HolderName == "" {
		m.HolderName = value(t, row, "holder_name")
	}
	m.Verdict, m.VerdictText = f.verdict(def, t, row, m.Withdrawn)
	return m
}

// value returns a value of a named column as text, "" for null and for a column that is not there.
func value(t *search.Table, row int, name string) string {
	col := t.Def().Index(name)
	if col < 0 {
		return ""
	}
	return t.Def().Columns[col].Format(t.Value(row, col))
}

// verdict says how a row stands: a certificate by its status, anything else by being listed.
func (f finder) verdict(def *dataset.Def, t *search.Table, row int, withdrawn string) (string,
	dataset.Bilingual,
) {
	if withdrawn != "" {
		return verdictWithdrawn, dataset.Bilingual{
			Zh: "已于 " + withdrawn + " 退出名录", En: "left the register on " + withdrawn,
		}
	}
	if def.Name == registry.Certificates {
		status, _ := def.Column("status")
		code := value(t, row, "status")
		return code, status.Codes.Label(code)
	}
	return verdictListed, verdictTexts[verdictListed]
}

var verdictTexts = map[string]dataset.Bilingual{
	verdictListed: {Zh: "在名录中", En: "in the register"},
	verdictGone: {
		Zh: "该编号的条目已删除，不再恢复",
		En: "the entry with this number was removed and will not return",
	},
	verdictSeveral:  {Zh: "对应多个条目", En: "several entries"},
	verdictNotFound: {Zh: "名录中没有", En: "not in the register"},
}
