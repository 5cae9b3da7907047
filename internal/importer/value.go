package importer

import (
	"strconv"
	"strings"

	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/importer/sheet"
	"github.com/mingtian-portal/mingtian/internal/privacy"
)

func (r *run) parseYesNo(rec *record, m mapping, c *dataset.Column, cell sheet.Cell) {
	if s := clean(cell.Text); s != "" {
		if v, ok := parseBool(s); ok {
			rec.set(m.field, dataset.BoolValue(v))
			return
		}
		if !isBlank(s) {
			r.at(rec, m.col, c.Name, warning("yes_no", text{
				Zh: "“" + c.Words.Title.Zh + "”应填“是”或“否”，这里看不出，按没有填写处理。",
				En: c.Words.Title.En + " should say 是 or 否; this says neither and counts as empty.",
			}), s)
			return
		}
	}
	if r.opt.Replace {
		rec.set(m.field, dataset.BoolValue(false))
	}
}

func (r *run) parseText(rec *record, m mapping, c *dataset.Column, s string) {
	if c.List {
		items := splitList(c.Name, s)
		for i := range items {
			items[i] = r.withoutMobiles(m, items[i])
		}
		rec.set(m.field, dataset.ListValue(items))
		return
	}
	s = oneLine(s)
	if c.IsName || c.Person {
		s = tidyName(s)
	}
	rec.set(m.field, dataset.TextValue(r.withoutMobiles(m, s)))
}

// tidyName gives a Chinese name the full-width brackets of a licence, and takes off the stars
// with which some exports pad an organisation's name.
func tidyName(s string) string {
	if strings.ContainsAny(s, "()") && hasHan(s) {
		s = strings.NewReplacer("(", "（", ")", "）").Replace(s)
	}
	if bare := strings.TrimRight(s, "* "); bare != s && !privacy.LooksLikePerson(bare) {
		return bare
	}
	return s
}

func hasHan(s string) bool {
	for _, r := range s {
		if r >= 0x4E00 && r <= 0x9FFF {
			return true
		}
	}
	return false
}

func (r *run) parseAmount(rec *record, m mapping, c *dataset.Column, s string) {
	if c.Kind == dataset.Decimal && m.unit == "" && r.table.unit == "" {
		if d, err := dataset.ParseDecimal2(s); err == nil && d.Hundredths >= 0 {
			rec.set(m.field, dataset.DecimalValue(d))
			return
		}
	}
	if d, ok := parseSpan(s); ok && c.Unit == "year" && !d.serial && !d.open {
		rec.set(m.field, dataset.IntValue(d.from.Year()))
		return
	}
	heading := m.unit
	if heading == "" {
		heading = r.table.unit
	}
	a, ok := parseAmount(s, heading, c.Unit)
	if !ok {
		r.at(rec, m.col, c.Name, r.grade(c, "number", both(
			"看不出这是多少（%s）：请只写一个数，如 300、1.2万%s，不要写范围、算式或其他单位。",
			"This is not an amount in %[2]s; write one number without a range, a sum or "+
				"another unit.",
			c.Words.Title.Zh, unitName(c))), s)
		return
	}
	if a.about {
		r.at(rec, m.col, c.Name, note("approximate", both(
			"单元格写的是约数，按写出的数读取。",
			"The cell gives an approximate number; it was read as written.")), s)
	}
	n, exact := hundredths(a.value)
	if c.Kind == dataset.Int {
		whole := n / 100
		if exact = exact && n%100 == 0; !exact {
			whole = (n + 50) / 100
		}
		rec.set(m.field, dataset.IntValue(int(whole)))
	} else {
		rec.set(m.field, dataset.DecimalValue(dataset.Hundredths(n)))
	}
	if !exact {
		r.at(rec, m.col, c.Name, note("rounded", both(
			"数值已四舍五入为 %s。", "The number was rounded to %s.", c.Format(rec.row[m.field]))), s)
	}
}

func unitName(c *dataset.Column) string {
	if c.Words.Unit.Zh == "头、只" {
		return "头"
	}
	return c.Words.Unit.Zh
}

// grade makes a finding that refuses the row if its column is required, and empties the cell
// otherwise.
func (r *run) grade(c *dataset.Column, rule string, t text) finding {
	if c.Required {
		return failure(rule, t)
	}
	t.Zh += "本格按空处理。"
	t.En += " The cell counts as empty."
	return warning(rule, t)
}

func (r *run) parseDate(rec *record, m mapping, c *dataset.Column, cell sheet.Cell, s string) {
	if cell.Kind == sheet.Number && strings.Contains(s, ".") && len(s) < 8 {
		r.at(rec, m.col, c.Name, r.grade(c, "date", both(
			"日期被存成了小数，分不清是1月还是10月；请改写成 2026-10 或 2026年10月。",
			"The date was stored as a decimal number, which cannot tell month 1 from 10; "+
				"write 2026-10.")), s)
		return
	}
	d, ok := span{}, false
	if cell.Kind == sheet.Date {
		whole, _, _ := strings.Cut(s, ".")
		if n, err := strconv.Atoi(whole); err == nil && n > 60 {
			d, ok = serialDay(n)
		}
	} else {
		d, ok = parseSpan(s)
	}
	if !ok {
		r.at(rec, m.col, c.Name, r.grade(c, "date", both(
			"看不出这是哪一天；请写成 2026-01-05 这样的日期。",
			"This is no date; write it like 2026-01-05.")), s)
		return
	}
	r.setDate(rec, m, c, d, s)
}

// startOf says which column takes the beginning of a period that stands in a column of ends.
var startOf = map[string]string{"valid_to_on": "valid_from_on"}

// isEnd reports whether a column holds last days: of a month there it is the last day, elsewhere
// the first.
func isEnd(c *dataset.Column) bool {
	return strings.Contains(c.Name, "valid_to") || strings.Contains(c.Name, "until")
}

func (r *run) setDate(rec *record, m mapping, c *dataset.Column, d span, s string) {
	day := d.from
	if isEnd(c) {
		day = d.to
	}
	rec.set(m.field, dataset.DateValue(day))
	if start := r.def.Index(startOf[c.Name]); start >= 0 && d.period && !rec.row[start].Set {
		rec.set(start, dataset.DateValue(d.from))
	}
	switch {
	case d.open:
		r.at(rec, m.col, c.Name, note("open_end", both(
			"“长期”没有截止日期，按空记录。", "长期 has no end; recorded as empty.")), s)
	case d.rough:
		r.at(rec, m.col, c.Name, warning("rough_date", both(
			"日期没有写到日，按 %s 读取；请补上具体日期。",
			"The date has no day and was read as %s; give the exact date.", day.String())), s)
	case d.serial:
		r.at(rec, m.col, c.Name, note("serial_date", both(
			"数字按电子表格的日期序号读作 %s。",
			"The number was read as a spreadsheet's date, %s.", day.String())), s)
	}
}
