package read

import (
	"cmp"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/httpapi"
	"github.com/mingtian-portal/mingtian/internal/ident"
)

// maxCode is how many characters of a printed text are looked at.
const maxCode = 500

// Lookup is what a printed text is, and whose.
type Lookup struct {
	Code        string            `json:"code"` // as it was understood
	Verdict     string            `json:"verdict"`
	VerdictText dataset.Bilingual `json:"verdict_text"`
	Advice      dataset.Bilingual `json:"advice"` // what to do next
	Matches     []Match           `json:"matches"`
	Readings    []Reading         `json:"readings"` // what the text may be, most likely first
}

// Reading is one thing that a text may be.
type Reading struct {
	Kind        string            `json:"kind"`
	Name        dataset.Bilingual `json:"name"`
	Text        string            `json:"text"`
	Valid       bool              `json:"valid"`   // it keeps the rules of its kind
	Certain     bool              `json:"certain"` // its form alone proves the kind
	Parts       []Part            `json:"parts"`
	Problems    []Flaw            `json:"problems"`
	Suggestions []string          `json:"suggestions"` // what it may have been misread from
	Ask         Authority         `json:"ask"`
}

// Part is one part of a code and what it says. Start and end count characters.
type Part struct {
	Name    dataset.Bilingual `json:"name"`
	Text    string            `json:"text"`
	Start   int               `json:"start"`
	End     int               `json:"end"`
	Meaning dataset.Bilingual `json:"meaning"`
}

// Flaw is one thing that is wrong or odd about a code.
type Flaw struct {
	Rule    string            `json:"rule"`
	Message dataset.Bilingual `json:"message"`
	Start   int               `json:"start"`
	End     int               `json:"end"`
	Warning bool              `json:"warning"`
}

// Authority is who can tell whether a code was issued.
type Authority struct {
	Name dataset.Bilingual `json:"name"`
	Host string            `json:"host,omitempty"`
}

// LookupAnswer is the body of a lookup.
type LookupAnswer struct {
	Data  Lookup      `json:"data"`
	Meta  Source      `json:"meta"`
	Links LookupLinks `json:"links"`
}

// LookupLinks are the links of a lookup.
type LookupLinks struct {
	Self   string `json:"self"`
	Pinned string `json:"pinned"`
}

// lookup answers GET /v1/lookup. A text with a natural person's ID number is refused, and said
// nowhere again.
func (a *api) lookup(w http.ResponseWriter, r *http.Request) error {
	p, err := httpapi.ParseParams(r, httpapi.Grammar{
		Names: []string{"code", paramAsOf, paramSnapshot},
	})
	if err != nil {
		return err
	}
	code := strings.TrimSpace(p["code"])
	switch n := utf8.RuneCountInString(code); {
	case n == 0:
		return httpapi.Bad("code", "Give what is printed on the pack: a number, a code or a link.",
			"请填写包装上的编号、代码或链接。", "")
	case n > maxCode:
		return httpapi.Bad("code", "It is longer than anything that is printed on a pack.",
			"超过任何编号的长度。", "")
	case ident.HasPersonID(code):
		return personal()
	}
	canonical := url.Values{"code": {code}}
	m, err := parseMoment(p, canonical)
	if err != nil {
		return err
	}
	v, err := a.open(r.Context(), w, m)
	if err != nil {
		return err
	}
	if httpapi.NotModified(w, r, v.tag("lookup", "", canonical)) {
		return nil
	}
	path := a.Base + "/v1/lookup"
	pinned := v.pinned(path, canonical)
	v.locate(w, pinned)
	return httpapi.WriteJSON(w, LookupAnswer{
		Data:  finder{a, v}.explain(code),
		Meta:  v.source(),
		Links: LookupLinks{Self: address(path, canonical), Pinned: pinned},
	})
}

func personal() error {
	return httpapi.PersonalNumber.Fault(
		"That holds the ID number of a natural person. It was not looked up and is not logged. "+
			"Use the name of the producer or the number of the certificate.",
		"其中含有公民身份号码，未予查询，也不会记录。请改用主体名称或证书编号查询。")
}

// explain says what a text is, whose, how that stands, and where to ask.
func (f finder) explain(text string) Lookup {
	found := f.find(text)
	l := Lookup{
		Code: ident.Normalise(text), Matches: found.matches, Readings: readings(found.readings),
	}
	if l.Matches == nil {
		l.Matches = []Match{}
	}
	if len(found.readings) > 0 {
		l.Code = found.readings[0].Text
	}
	l.Verdict, l.VerdictText = found.verdict()
	l.Advice = found.advice(l.Verdict)
	return l
}

// verdict is that of all rows that match, if they agree. A row that only a corrected number leads
// to is a suggestion and no answer.
func (f found) verdict() (string, dataset.Bilingual) {
	switch {
	case f.gone != "":
		return verdictGone, verdictTexts[verdictGone]
	case len(f.matches) == 0 || f.matches[0].MatchedBy == bySuggestion:
		return verdictNotFound, verdictTexts[verdictNotFound]
	}
	first := f.matches[0]
	for _, m := range f.matches {
		if m.Verdict != first.Verdict {
			return verdictSeveral, verdictTexts[verdictSeveral]
		}
	}
	return first.Verdict, first.VerdictText
}

// advice says what to do next.
func (f found) advice(verdict string) dataset.Bilingual {
	switch {
	case verdict == verdictNotFound && len(f.matches) > 0:
		return dataset.Bilingual{
			Zh: "名录中没有这个编号；有一个只差易混字符的编号，请与包装核对。",
			En: "This number is not in the register, but one that differs only in characters that " +
				"are easily confused is. Compare it with the pack.",
		}
	case verdict == verdictNotFound && len(f.readings) > 0:
		ask := f.readings[0].Ask.Name
		return dataset.Bilingual{
			Zh: "本名录只收录本市主体和证书；是否真实有效请向" + ask.Zh + "查询。",
			En: "The register holds this county's producers and certificates only; ask " + ask.En +
				" whether it was issued.",
		}
	case verdict == verdictNotFound:
		return dataset.Bilingual{
			Zh: "这不像任何一种编号，也没有同名的主体；可用 /v1/search 按部分名称查找。",
			En: "It looks like no number that we know, and nobody has this name; /v1/search " +
				"finds parts of names.",
		}
	case verdict == verdictSeveral:
		return dataset.Bilingual{
			Zh: "请按名称和产品核对。", En: "Compare names and products.",
		}
	default:
		return dataset.Bilingual{
			Zh: "请核对主体名称、产品和有效期与包装是否一致。",
			En: "Check that holder, product and dates are those on the pack.",
		}
	}
}

func text(t ident.Text) dataset.Bilingual { return dataset.Bilingual{Zh: t.Zh, En: t.En} }

func readings(list []ident.Reading) []Reading {
	out := make([]Reading, len(list))
	for i, r := range list {
		out[i] = Reading{
			Kind: string(r.Kind), Name: text(r.Kind.Name()), Text: r.Text,
			Valid: r.Valid, Certain: r.Certain,
			Parts: make([]Part, len(r.Parts)), Problems: make([]Flaw, len(r.Problems)),
			Suggestions: append([]string{}, r.Suggestions...),
			Ask: Authority{
				Name: text(cmp.Or(r.Ask.Name, r.Kind.Ask().Name)),
				Host: cmp.Or(r.Ask.Host, r.Kind.Ask().Host),
			},
		}
		for j, p := range r.Parts {
			out[i].Parts[j] = Part{text(p.Name), p.Text, p.Start, p.End, text(p.Meaning)}
		}
		for j, p := range r.Problems {
			out[i].Problems[j] = Flaw{p.Rule, text(p.Message), p.Start, p.End, p.Warning}
		}
	}
	return out
}
