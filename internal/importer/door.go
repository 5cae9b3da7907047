package importer

import (
	"cmp"
	"slices"
	"strings"

	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/ident"
	"github.com/mingtian-portal/mingtian/internal/importer/sheet"
	"github.com/mingtian-portal/mingtian/internal/privacy"
)

// What is done to personal data.
const (
	masked    = "masked"
	dropped   = "dropped"
	shortened = "shortened"
)

var personalLabels = map[privacy.Sort]text{
	privacy.Person:      {Zh: "自然人姓名等", En: "natural persons' names and the like"},
	privacy.IDNumber:    {Zh: "身份证件号码", En: "ID-card numbers"},
	privacy.Mobile:      {Zh: "手机号码", En: "mobile phone numbers"},
	privacy.BankAccount: {Zh: "银行账号", En: "bank accounts"},
	privacy.Home:        {Zh: "自然人的住址", En: "natural persons' addresses"},
	privacy.Internal:    {Zh: "不公开的内部内容", En: "what the bureau does not publish"},
}

// count notes that something personal was taken out of a column of the sheet.
func (r *run) count(sort privacy.Sort, action string, col int, heading string) {
	at := sheet.Address(0, col)
	for i := range r.report.Personal {
		p := &r.report.Personal[i]
		if p.Sort == sort && p.Action == action && p.Column == at {
			p.Count++
			return
		}
	}
	r.report.Personal = append(r.report.Personal, Personal{
		Sort: sort, Action: action, Column: at, Header: heading, Label: personalLabels[sort], Count: 1,
	})
}

// dropColumns settles the columns that fill nothing: personal ones are counted and dropped
// unread, others are listed.
func (r *run) dropColumns() {
	body := r.table.body()
	for _, o := range r.table.others {
		sort, personal := privacy.PersonalHeader(o.heading)
		switch {
		case isSerial(o.heading):
			r.unused(o.col, o.heading, both("序号", "serial number"))
		case personal:
			r.unused(o.col, o.heading, text{
				Zh: "不公开（" + personalLabels[sort].Zh + "），已丢弃",
				En: "not for publication (" + personalLabels[sort].En + "); dropped",
			})
		default:
			r.unused(o.col, o.heading, both(
				"数据集没有这一项", "the dataset has no such field"))
		}
		for _, row := range body {
			s := row.At(o.col).Text
			switch {
			case personal && !isBlank(s) && headingKey(s) != headingKey(o.heading):
				r.count(sort, dropped, o.col, o.heading)
			case !personal && privacy.HasIDNumber(s):
				r.count(privacy.IDNumber, dropped, o.col, o.heading)
			}
		}
	}
	slices.SortFunc(r.report.Unused, func(a, b UnusedColumn) int {
		return cmp.Or(cmp.Compare(len(a.Column), len(b.Column)), cmp.Compare(a.Column, b.Column))
	})
}

// dropsID drops a cell that holds an ID-card number, whatever its column. Numbers are only
// looked for where a code cannot be taken for one.
func (r *run) dropsID(rec *record, m mapping, cell sheet.Cell) bool {
	if !privacy.HasIDNumber(cell.Text) {
		return false
	}
	r.count(privacy.IDNumber, dropped, m.col, m.heading)
	r.at(rec, m.col, r.def.Columns[m.field].Name, warning("id_number", both(
		"单元格里有公民身份号码，整格已丢弃；请从表格中删去身份证号。",
		"The cell holds a personal ID number and was dropped whole; take ID numbers out of the "+
			"list.")), "")
	return true
}

// withoutMobiles masks mobile numbers in free text.
func (r *run) withoutMobiles(m mapping, s string) string {
	s, n := privacy.MaskMobiles(s)
	for range n {
		r.count(privacy.Mobile, masked, m.col, m.heading)
	}
	return s
}

// parsePhone keeps office numbers and drops mobiles and whatever else stands in the cell.
func (r *run) parsePhone(rec *record, m mapping, c *dataset.Column, s string) {
	kept, mobiles := privacy.Phones(s)
	for range mobiles {
		r.count(privacy.Mobile, dropped, m.col, m.heading)
	}
	if len(kept) == 0 && mobiles == 0 {
		r.at(rec, m.col, c.Name, warning("phone", both(
			"看不出这是电话号码，本格按空处理；请写成 0457-2880000 这样的固定电话。",
			"This is no phone number; the cell counts as empty. Write a landline like "+
				"0457-2880000.")), "")
		return
	}
	if len(kept) > 0 || r.opt.Replace {
		rec.set(m.field, dataset.TextValue(strings.Join(kept, "、")))
	}
}

// maskRow takes out of a finished row what natural persons need not show: their names, and their
// addresses below the village.
func (r *run) maskRow(rec *record, row dataset.Row) {
	coded := rec.coded || r.holderCoded(row)
	for i := range r.def.Columns {
		c := &r.def.Columns[i]
		if !c.Person || !row[i].Set || coded {
			continue
		}
		if name := maskNames(c, row[i].S); name != row[i].S {
			row[i] = dataset.TextValue(name)
			if rec.given[i] {
				m := r.mappingOf(i)
				r.count(privacy.Person, masked, m.col, m.heading)
			}
		}
	}
	address := r.def.Index("address")
	if address < 0 || !row[address].Set || !r.atHome(row, coded) {
		return
	}
	if short := privacy.Village(row[address].S); short != row[address].S {
		row[address] = dataset.TextValue(short)
		if rec.given[address] {
			m := r.mappingOf(address)
			r.count(privacy.Home, shortened, m.col, m.heading)
		}
	}
}

func maskNames(c *dataset.Column, s string) string {
	if !c.List {
		if privacy.LooksLikePerson(s) {
			return privacy.MaskName(s)
		}
		return s
	}
	items := dataset.TextValue(s).List()
	for i, item := range items {
		if privacy.LooksLikePerson(item) {
			items[i] = privacy.MaskName(item)
		}
	}
	return strings.Join(items, dataset.ListSeparator)
}

func (r *run) mappingOf(field int) mapping {
	for _, m := range r.table.columns {
		if m.field == field {
			return m
		}
	}
	return mapping{field: field}
}

// holderCoded reports whether the row, or the business that it refers to, has a USCC that is
// right: a wrong one might be anything.
func (r *run) holderCoded(row dataset.Row) bool {
	if i := r.def.Index("uscc"); i >= 0 {
		_, err := ident.ParseUSCC(row[i].S)
		return err == nil
	}
	for i := range r.def.Columns {
		for _, ds := range r.def.Columns[i].Refs {
			k := r.known.byID[ds][row[i].S]
			if def := r.known.Schema.Def(ds); k != nil && k.row != nil && def.Index("uscc") >= 0 {
				_, err := ident.ParseUSCC(def.Text(k.row, "uscc"))
				return err == nil
			}
		}
	}
	return false
}

// shopWords say that a place of business is open to the public, so that its address may stand.
var shopWords = []string{"店", "超市", "商行", "门市", "经营部", "经销", "销售", "供销", "批发", "零售"}

// atHome reports whether a producer's address may be a home: that of a natural person always, of
// a sole trader or family farm unless it is a shop.
func (r *run) atHome(row dataset.Row, coded bool) bool {
	if r.def.Index("kind") < 0 {
		return false // shops, laboratories and service points are open to the public
	}
	name := r.def.Text(row, "name")
	switch r.def.Text(row, "kind") {
	case "large_grower":
		return true
	case "sole_trader", "family_farm":
		return !slices.ContainsFunc(shopWords, func(w string) bool { return strings.Contains(name, w) })
	}
	return !coded && privacy.LooksLikePerson(name)
}
