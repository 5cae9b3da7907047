package importer

import (
	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/importer/sheet"
	"github.com/mingtian-portal/mingtian/internal/privacy"
	"github.com/mingtian-portal/mingtian/internal/revision"
)

// Severity says what a problem did to its row.
type Severity string

// The severities.
const (
	Error   Severity = "error"   // the row was refused
	Warning Severity = "warning" // the row was taken; somebody should look at it
	Note    Severity = "note"    // what was done, for information
)

// Report says everything about an import. The package comment says how rows are counted. It
// holds no personal data.
type Report struct {
	Dataset   string            `json:"dataset"`
	Title     dataset.Bilingual `json:"title"`
	File      string            `json:"file"`
	Format    string            `json:"format"`
	Sheet     string            `json:"sheet"`
	HeaderRow int               `json:"header_row"`
	Mode      string            `json:"mode"`
	Town      string            `json:"town,omitempty"` // id of Options.Town

	Rows      int `json:"rows"`
	Taken     int `json:"taken"`  // without a warning
	Warned    int `json:"warned"` // taken with at least one warning
	Refused   int `json:"refused"`
	New       int `json:"new"`
	Changed   int `json:"changed"` // with those that are listed again
	Removed   int `json:"removed"` // rows of the register that the file lacks, in replace mode
	Unchanged int `json:"unchanged"`
	Revision  int `json:"revision"` // of the register it was compared with; see SetRevision

	Columns  []MappedColumn `json:"columns"`
	Unused   []UnusedColumn `json:"columns_not_used"`
	Skipped  []Skipped      `json:"skipped"`
	Personal []Personal     `json:"personal_data"`
	Problems []Problem      `json:"problems"`
	Changes  []Difference   `json:"changes"`

	NeedsConfirm  bool              `json:"needs_confirm"`
	ConfirmReason dataset.Bilingual `json:"confirm_reason"`
}

// MappedColumn is a column of the sheet and the field it fills.
type MappedColumn struct {
	Column string            `json:"column"` // C
	Header string            `json:"header"`
	Field  string            `json:"field"`
	Title  dataset.Bilingual `json:"title"`
	Unit   string            `json:"unit,omitempty"` // as the header says it
}

// UnusedColumn is a column of the sheet that fills nothing.
type UnusedColumn struct {
	Column string            `json:"column"`
	Header string            `json:"header"`
	Reason dataset.Bilingual `json:"reason"`
}

// Skipped counts lines of one kind that are no rows.
type Skipped struct {
	Kind  string            `json:"kind"` // total, note, header or empty
	Label dataset.Bilingual `json:"label"`
	Count int               `json:"count"`
	Lines []int             `json:"lines"`
}

// Personal counts what was masked or dropped at the door.
type Personal struct {
	Sort   privacy.Sort      `json:"sort"`
	Action string            `json:"action"` // masked, dropped or shortened
	Column string            `json:"column"` // C; empty if in several
	Header string            `json:"header"`
	Label  dataset.Bilingual `json:"label"`
	Count  int               `json:"count"`
}

// Problem is one thing that is wrong, odd or worth knowing.
type Problem struct {
	Cell     string   `json:"cell,omitempty"` // D17
	Row      int      `json:"row,omitempty"`  // 0 if it is about the sheet
	Field    string   `json:"field,omitempty"`
	Severity Severity `json:"severity"`
	Rule     string   `json:"rule"` // a fixed word for what was found, to count and group by
	Zh       string   `json:"zh"`   // what is wrong, and how to put it right
	En       string   `json:"en"`
	Value    string   `json:"value,omitempty"` // what the cell says, masked where personal

	col int
}

// Difference is a change of one row.
type Difference struct {
	Dataset string        `json:"dataset"`
	ID      string        `json:"id"`
	Name    string        `json:"name"` // as it may be shown
	Op      revision.Op   `json:"op"`
	Fields  []FieldChange `json:"fields,omitempty"` // of a change or a revival
}

// FieldChange is a change of one field.
type FieldChange struct {
	Field  string            `json:"field"`
	Title  dataset.Bilingual `json:"title"`
	Before string            `json:"before"` // as in CSV; empty for null
	After  string            `json:"after"`
}

// SetRevision notes the revision that a commit of the change set has made.
func (r *Report) SetRevision(n int) { r.Revision = n }

// Marks returns the problems as marks for a copy of the file (see [sheet.Book.MarkedCopy]), in
// Chinese with the English below.
func (r *Report) Marks() []sheet.Mark {
	marks := make([]sheet.Mark, len(r.Problems))
	severity := map[Severity]sheet.Severity{
		Error: sheet.Refusal, Warning: sheet.Warning, Note: sheet.Note,
	}
	for i, p := range r.Problems {
		marks[i] = sheet.Mark{
			Sheet: r.Sheet, Row: p.Row, Col: p.col, Severity: severity[p.Severity],
			Text: p.Zh + "\n" + p.En,
		}
	}
	return marks
}
