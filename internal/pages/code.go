package pages

import (
	"slices"
	"strings"
	"unicode"

	"github.com/mingtian-portal/mingtian/internal/ident"
	"github.com/mingtian-portal/mingtian/internal/registry"
)

// maxExplained is how many of the things that a code may be are explained.
const maxExplained = 2

// printed are the columns whose values stand on packs and on paper.
var printed = []struct{ dataset, column string }{
	{registry.Producers, "uscc"},
	{registry.Certificates, "number"},
	{registry.Certificates, "enterprise_code"},
	{registry.TraceEntities, "code"},
}

// hit is a row that a code names.
type hit struct{ dataset, id, path string }

// find returns the rows that a printed or typed code names, in any spelling: an id, a USCC, a
// certificate's number, a trace code or the link of a page. Withdrawn rows and ids that are gone
// are among them, because their pages answer.
func (e *edition) find(code string) []hit {
	if !strings.ContainsFunc(code, unicode.IsDigit) {
		return nil
	}
	spellings := []string{code}
	for _, r := range ident.Recognise(code) {
		if !r.Personal {
			spellings = append(spellings, r.Text)
		}
	}
	for _, s := range spellings {
		if hits := e.exactly(s); len(hits) > 0 {
			return hits
		}
	}
	return nil
}

// exactly returns the rows that have a code as their id or printed number.
func (e *edition) exactly(code string) []hit {
	var hits []hit
	add := func(dataset, id string) {
		path, ok := itemPath(dataset, id)
		if h := (hit{dataset, id, path}); ok && !slices.Contains(hits, h) {
			hits = append(hits, h)
		}
	}
	if def, ok := e.Schema.ByID(code); ok && e.known(def.Name, code) {
		add(def.Name, code)
	}
	for _, p := range printed {
		t := e.table(p.dataset)
		for _, row := range t.Lookup(t.Def().Index(p.column), code) {
			add(p.dataset, t.ID(row))
		}
	}
	return hits
}

// explained says what a code seems to be that the registers do not have.
type explained struct {
	Kind     string
	Text     string
	Runs     []run // Text in pieces, if something is wrong with some of them
	Meanings []string
	Problems []string
	Found    []text // rows that it names if a character was misread
	Ask      string // who can tell
}

// run is a piece of a code.
type run struct {
	Text  string
	Wrong bool
}

// runs cuts a code where problems begin and end, nil if there are none or all of it is wrong. What
// is only odd is not marked beside what is wrong.
func runs(code string, problems []ident.Problem) []run {
	letters := []rune(code)
	wrong, n := make([]bool, len(letters)), 0
	odd := !slices.ContainsFunc(problems, func(p ident.Problem) bool { return !p.Warning })
	for _, p := range problems {
		if p.Warning && !odd {
			continue
		}
		for at := max(p.Start, 0); at < min(p.End, len(letters)); at++ {
			wrong[at] = true
		}
	}
	for _, w := range wrong {
		if w {
			n++
		}
	}
	if n == 0 || n == len(letters) {
		return nil
	}
	var list []run
	for at, letter := range letters {
		if at == 0 || wrong[at] != wrong[at-1] {
			list = append(list, run{Wrong: wrong[at]})
		}
		list[len(list)-1].Text += string(letter)
	}
	return list
}

// explain returns what a code may be, nothing for text that is no code.
func (e *edition) explain(code string) []explained {
	if !strings.ContainsFunc(code, unicode.IsDigit) {
		return nil
	}
	var list []explained
	for i, r := range ident.Recognise(code) {
		if len(list) == maxExplained {
			break
		}
		if r.Kind == ident.KindPersonID || i > 0 && r.Kind == ident.KindTraceOther {
			continue // the first is private; the other fits everything and says nothing
		}
		x := explained{
			Kind: r.Kind.Name().In(e.lang), Text: r.Text, Runs: runs(r.Text, r.Problems),
		}
		if r.Kind != ident.KindPortalID { // we are who one would have to ask
			x.Ask = r.Ask.Name.In(e.lang)
		}
		if r.Ask.Host != "" {
			x.Ask += e.t("certificate.host", "host", r.Ask.Host)
		}
		for _, p := range r.Parts {
			if m := p.Meaning.In(e.lang); m != "" {
				x.Meanings = append(x.Meanings, p.Name.In(e.lang)+e.t("frame.colon")+m)
			}
		}
		for _, p := range r.Problems {
			x.Problems = append(x.Problems, p.Message.In(e.lang))
		}
		for _, s := range r.Suggestions {
			x.Found = append(x.Found, e.named(e.exactly(s))...)
		}
		list = append(list, x)
	}
	return list
}

// named returns the names of rows as links.
func (e *edition) named(hits []hit) []text {
	var list []text
	for _, h := range hits {
		list = append(list, e.refer([]string{h.dataset}, h.id))
	}
	return list
}
