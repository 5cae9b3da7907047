package importer

import (
	"strings"
	"unicode/utf8"

	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/ident"
	"github.com/mingtian-portal/mingtian/internal/importer/sheet"
	"github.com/mingtian-portal/mingtian/internal/registry"
)

// identifiers are the columns whose texts are codes: kept in canonical spelling, and examined.
var identifiers = map[string]bool{
	"uscc": true, "number": true, "enterprise_code": true, "licence_number": true, "code": true,
	"former_codes": true,
}

// isOfficial reports whether a field leads an official key: without it a row is hard to find.
func (r *run) isOfficial(field string) bool {
	for _, rule := range r.def.Keys {
		for _, f := range rule.Fields {
			if rule.Official && f == field {
				return true
			}
		}
	}
	return false
}

func (r *run) parseIdentifier(rec *record, m mapping, c *dataset.Column, cell sheet.Cell) {
	s := identifier(cell.Text)
	if reason, lost := destroyed(s, cell); lost {
		f := finding{Warning, "destroyed", text(reason)}
		if r.isOfficial(c.Name) {
			f.severity = Error
		} else {
			f.text.Zh += "本格按空处理。"
			f.text.En += " The cell counts as empty."
		}
		r.at(rec, m.col, c.Name, f, cell.Text)
		return
	}
	if c.List {
		var items []string
		for _, item := range splitList(c.Name, clean(cell.Text)) {
			items = append(items, identifier(item))
		}
		rec.set(m.field, dataset.ListValue(items))
		return
	}
	if c.Name == "uscc" {
		r.parseUSCC(rec, m, c, cell, s)
		return
	}
	rec.set(m.field, dataset.TextValue(s))
	for _, p := range oddities(s, c.Name) {
		r.at(rec, m.col, c.Name, warning("number_"+p.Rule, text(p.Message)), s)
	}
}

// storedDigits is how many digits of a number a spreadsheet keeps.
const storedDigits = 15

// destroyed reports that a spreadsheet has spoiled a code: it shows, or the cell is a number of
// more digits than a spreadsheet keeps.
func destroyed(s string, cell sheet.Cell) (ident.Text, bool) {
	if reason, lost := ident.Destroyed(s); lost {
		return reason, true
	}
	if cell.Kind == sheet.Number && len(s) > storedDigits {
		return ident.Text{
			Zh: "代码被存成了数字，电子表格只保留前15位，后几位已丢失；请把单元格设为“文本”后重新填写。",
			En: "The code was stored as a number, of which a spreadsheet keeps 15 digits; format the " +
				"cell as text and type the code again.",
		}, true
	}
	return ident.Text{}, false
}

// parseUSCC keeps what the bureau wrote and says what is odd about it. What cannot be any code
// is left out.
func (r *run) parseUSCC(rec *record, m mapping, c *dataset.Column, cell sheet.Cell, s string) {
	if !codeLike(s) {
		r.at(rec, m.col, c.Name, warning("uscc_shape", both(
			"这不是统一社会信用代码，本格按空处理；没有代码的请留空。",
			"This is no social credit code; the cell counts as empty. Leave it blank if there is "+
				"none.")), cell.Text)
		return
	}
	rec.set(m.field, dataset.TextValue(s))
	if raw := clean(cell.Text); strings.ToUpper(raw) != raw {
		r.at(rec, m.col, c.Name, warning("lower_case", both(
			"代码含小写字母，已改为大写；请核对是不是把数字1写成了字母l。",
			"The code has lower-case letters, which were raised; check that no l stands for a 1.")), s)
	}
	for _, p := range ident.CheckUSCC(s) {
		r.at(rec, m.col, c.Name, warning("uscc_"+p.Rule, text{
			Zh: p.Message.Zh + "已按原表保留，请核对。",
			En: p.Message.En + " It was kept as written; check it.",
		}), s)
	}
}

// codeLike reports whether a text may be a registration code: 8 to 20 letters and digits.
func codeLike(s string) bool {
	digits := 0
	for i := range len(s) {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			digits++
		case c < 'A' || c > 'Z':
			return false
		}
	}
	return len(s) >= 8 && len(s) <= 20 && digits >= 6
}

// expectedKinds are the kinds of number that a column holds; a text that is meant as one of them
// and breaks its rules gets the reasons.
var expectedKinds = map[string][]ident.Kind{
	"number":          {ident.KindGreenProduct, ident.KindOrganicCertificate, ident.KindGICertificate},
	"enterprise_code": {ident.KindGreenEnterprise},
	"licence_number": {
		ident.KindPesticideLicence, ident.KindVeterinaryLicence, ident.KindSeedLicence,
		ident.KindForestSeedLicence,
	},
}

func oddities(s, field string) []ident.Problem {
	kinds := expectedKinds[field]
	if len(kinds) == 0 {
		return nil
	}
	for _, reading := range ident.Recognise(s) {
		for _, k := range kinds {
			if reading.Kind == k {
				return reading.Problems
			}
		}
	}
	return nil
}

// schemeOf tells a certificate's scheme by its number.
func schemeOf(number string) string {
	for _, reading := range ident.Recognise(number) {
		switch reading.Kind {
		case ident.KindGreenProduct:
			return registry.SchemeGreenFood
		case ident.KindOrganicCertificate:
			return registry.SchemeOrganic
		case ident.KindGICertificate:
			return registry.SchemeGI
		}
	}
	return ""
}

// greenLevel tells the level of green food by the end of its number.
func greenLevel(number string) string {
	switch {
	case !strings.HasPrefix(number, "LB-"):
	case strings.HasSuffix(number, "AA"):
		return "AA"
	case strings.HasSuffix(number, "A"):
		return "A"
	}
	return ""
}

// fullNumber reports whether a text alone may be a certificate's number, so that a cell with
// several of them can be told from one number with a slash in it.
func fullNumber(s string) bool {
	digits := 0
	for _, r := range s {
		if r >= '0' && r <= '9' {
			digits++
		}
	}
	return digits >= 4 && utf8.RuneCountInString(s) >= 6
}
