package ident

import (
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// Division is an administrative division of 黑龙江 that the portal has to do with: 漠河市 down
// to its villages, and the counties around it.
type Division struct {
	Code   string // 6 digits, 9 for a town, 12 for a village or community; no check digit
	Name   Text
	Level  string // province, prefecture, county, town, village, community, forestry, registration
	Parent string // code; empty for the province
	From   string // first month, 2018-02; empty if long ago
	To     string // last month; empty if still in use
	Now    string // code of what stands in its place; empty for a division of today
	Note   Text   // what a reader of the code must know
}

// Place is the answer to a question about a division: what is there today.
type Place struct {
	Division      // of today
	Asked    Text // what the name or code stood for: 漠河县, 劲涛镇
	Former   bool // the name or code is not in use any more
	Note     Text // what changed and when, or a trap; may be empty
}

// Divisions returns the table, higher levels first. Rows with Now mean something else today
// than they say. The caller owns the slice.
func Divisions() []Division { return slices.Clone(gazetteer) }

// DivisionByCode returns what a code of 2, 4, 6, 9 or 12 digits means; zeros at the end of a
// longer form than needed are ignored (232701000000 is 漠河市). Codes under 232723 are read as
// those of 漠河县.
func DivisionByCode(code string) (Place, bool) {
	code, ok := canonicalCode(Normalise(code))
	if !ok {
		return Place{}, false
	}
	if d, ok := row(code); ok {
		return placeOf(d), true
	}
	tail, old := strings.CutPrefix(code, codeMoheCounty)
	d, ok := row(codeMohe + tail)
	if !old || !ok {
		return Place{}, false
	}
	county, _ := row(codeMoheCounty)
	p := placeOf(d)
	p.Asked = within(p.Asked, county.Name)
	p.Former = true
	p.Note = join(county.Note, p.Note)
	return p, true
}

// DivisionByName returns what a name means: a full or short name, an old name, or a chain from
// the province, prefecture or city downwards (漠河市西林吉镇黑山村). The whole text must be a
// name; an address with a street in it is none. A short name that two levels share is the
// higher one (北极 is the town).
func DivisionByName(name string) (Place, bool) {
	name = Normalise(name)
	if head, _, ok := strings.Cut(name, "("); ok { // 阿木尔镇(劲涛镇)
		name = head
	}
	for _, s := range committees {
		if head, ok := strings.CutSuffix(name, s.suffix); ok {
			name = head + s.place
			break
		}
	}
	return chain(name, Place{})
}

// committees are the offices that workbooks write for the place they serve.
var committees = []struct{ suffix, place string }{
	{"村村民委员会", "村"},
	{"村民委员会", "村"},
	{"村村委会", "村"},
	{"村委会", "村"},
	{"社区居民委员会", "社区"},
	{"社区居委会", "社区"},
	{"居委会", "社区"},
	{"镇人民政府", "镇"},
	{"镇政府", "镇"},
	{"市人民政府", "市"},
}

// chain reads the rest of a name below a place. It tries long names first and goes back if what
// remains is no name: 漠河县城 is 漠河 + 县城, not 漠河县 + 城.
func chain(rest string, above Place) (Place, bool) {
	for _, p := range names() {
		tail, ok := strings.CutPrefix(rest, p.name)
		if !ok || !below(p.Code, above.Code) {
			continue
		}
		found := p.Place
		if above.Former {
			found.Former = true
			found.Note = join(above.Note, found.Note)
			found.Asked = within(found.Asked, above.Asked)
		}
		if tail == "" {
			return found, true
		}
		if found, ok = chain(tail, found); ok {
			return found, true
		}
	}
	return Place{}, false
}

// named is a place under one of its names.
type named struct {
	name string
	Place
}

// names is every name of every division, the longest first, and the higher level first among
// names of equal length.
var names = sync.OnceValue(collectNames)

func collectNames() []named {
	var all []named
	for _, d := range gazetteer {
		p := placeOf(d)
		all = append(all, named{d.Name.Zh, p})
		if short := shortName(d); short != "" {
			all = append(all, named{short, p})
		}
	}
	for _, n := range nicknames {
		d, _ := row(n.code)
		p := Place{Division: d, Asked: n.name, Former: n.former, Note: n.note}
		all = append(all, named{n.name.Zh, p})
		if short := shortName(Division{Name: n.name, Level: "town"}); n.former && short != "" {
			all = append(all, named{short, p})
		}
	}
	slices.SortStableFunc(all, func(a, b named) int {
		if d := len(b.name) - len(a.name); d != 0 {
			return d
		}
		return len(a.Code) - len(b.Code)
	})
	return all
}

// shortName is the name without its level, if that is still a name: 西林吉, 黑龙江. An old
// division has none, because its successor has taken it.
func shortName(d Division) string {
	if d.Now != "" {
		return ""
	}
	for _, suffix := range []string{"省", "地区", "市", "县", "区", "镇", "村", "社区"} {
		s, ok := strings.CutSuffix(d.Name.Zh, suffix)
		if ok && utf8.RuneCountInString(s) >= 2 {
			return s
		}
	}
	return ""
}

func placeOf(d Division) Place {
	p := Place{Division: d, Asked: d.Name, Former: d.To != "", Note: d.Note}
	if now, ok := row(d.Now); ok {
		p.Division = now
	}
	return p
}

// describe says in one phrase what a code stood for and what it is now.
func (p Place) describe() Text {
	if p.Asked == p.Name {
		return p.Name
	}
	return Text{p.Asked.Zh + "（现" + p.Name.Zh + "）", p.Asked.En + " (now " + p.Name.En + ")"}
}

func row(code string) (Division, bool) {
	for _, d := range gazetteer {
		if d.Code == code && code != "" {
			return d, true
		}
	}
	return Division{}, false
}

// below reports whether one code lies under another; everything lies under none.
func below(code, above string) bool {
	if above == codePrefecture || above == codeProvince {
		above = strings.TrimRight(above, "0")
		return strings.HasPrefix(code, above) && strings.TrimRight(code, "0") != above
	}
	return code != above && strings.HasPrefix(code, above)
}

// canonicalCode brings the forms of a division code to the one of the table.
func canonicalCode(code string) (string, bool) {
	if !allDigits(code) {
		return "", false
	}
	switch len(code) {
	case 2, 4:
		return code + "0000"[:6-len(code)], true
	case 12:
		code = strings.TrimSuffix(code, "000")
	case 6, 9:
	default:
		return "", false
	}
	if len(code) == 9 {
		code = strings.TrimSuffix(code, "000")
	}
	return code, true
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// within names a place together with what it lies in.
func within(place, above Text) Text {
	return Text{above.Zh + place.Zh, place.En + ", " + above.En}
}

func join(a, b Text) Text {
	if a.Zh == "" {
		return b
	}
	if b.Zh == "" {
		return a
	}
	return Text{a.Zh + b.Zh, a.En + " " + b.En}
}
