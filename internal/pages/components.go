package pages

import "github.com/mingtian-portal/mingtian/internal/calendar"

// samples are what the page of components shows: every component in each of its states. Names and
// numbers are made up and say so; codes are from the reserved ranges.
type samples struct {
	Verdict      verdict
	Verdicts     []verdict
	Badges       []badge
	Facts        []fact
	Certificates []certified
	Producers    []producerRow
	Explained    []explained
	Ask          ask
	Phone        string
	Chips        []counted
	Problems     []sampleProblem
	Question     sampleQuestion
	Kept         []kept
	Summary      []sampleSummary
	Chart        chart
	Groups       []group
	Day          string
	State        state
	Prose        [][]span
	Snippet      snippet
	Parameters   []sampleParameter
	Amount       string
	Past         past
	Beside       beside
}

type (
	sampleProblem  struct{ Field, Text string }
	sampleWrong    struct{ ID, Text string }
	sampleQuestion struct {
		Name, Legend string
		Wrong        *sampleWrong
		Groups       []sampleGroup
	}
	sampleGroup struct {
		Title   string
		Choices []sampleChoice
	}
	sampleChoice struct {
		ID, Value, Label, Note, At string
		Chosen                     bool
	}
	sampleSummary struct {
		Title, Text, At string
		Phone           bool
		Change          *sampleChange
	}
	sampleChange    struct{ Href, Of string }
	sampleParameter struct {
		Name, About, Kind, In string
		Required              bool
	}
)

const (
	sampleName   = "演示家庭农场（演示数据）"
	sampleNumber = "LB-99-99020800001A"
)

// components is the living page of the design language.
func (e *edition) components(b *buffer) error {
	f := e.frame("about", e.t("components.title"), target{path: "/about/components"})
	f.Description = e.t("components.lead")
	body := e.samples()
	var err error
	if body.Beside, err = e.sampleBeside(body.Verdict); err != nil {
		return err
	}
	f.Body = body
	return e.render(b, "components", f)
}

// sampleBeside is what stands beside the record of a scanned code, of nothing but this page.
func (e *edition) sampleBeside(v verdict) (beside, error) {
	here := e.page("/about/components", nil)
	b, err := e.beside(&subject{
		Path: "/about/components", Row: "/v1/datasets", ID: "P999999", Name: e.said(sampleName),
		Verdict: v,
	})
	b.Poster, b.Exactly, b.AsOf = here, here, b.JSON
	return b, err
}

func (e *edition) samples() samples {
	name, here := e.said(sampleName), e.page("/about/components", nil)
	on, _ := calendar.NewDate(2026, 11, 24)
	facts := []fact{
		{e.t("frame.as_of"), []text{{Date: on.String()}}},
		{e.t("frame.phone"), []text{{Text: "0457-2880000", Phone: true}}},
		{e.t("visit.reference"), []text{{Text: "AC4-7KM-2H1", Code: true}}},
	}
	s := samples{
		Facts: facts, Phone: "0457-2880000", Kept: []kept{{"lab", "L01"}},
		Ask: ask{Q: ""},
		Badges: []badge{
			{e.t("claim.green"), good},
			{e.t("tier.of_level", "level", "C"), warn},
			{e.t("certificate.removed"), bad},
			{e.t("tier.unrated"), neutral},
		},
		Problems: []sampleProblem{{"sample-phone", e.t("visit.bad_phone")}, {"", e.t("visit.full")}},
		Amount:   "",
		Day:      on.String(),
		State: state{
			Open:  on.String() + "T08:30+08:00/" + on.String() + "T11:30+08:00",
			Until: on.String(), On: on.String(),
		},
		Prose:      e.prose("“**limit**” · **limit**"),
		Snippet:    snippet{"c-snippet", e.t("data.use"), "curl '" + here + "'"},
		Parameters: []sampleParameter{{Name: "limit", About: e.t("data.rows"), Kind: "integer", Required: true}},
		Chart: chart{
			Caption: e.t("credit.chart"), Of: e.t("tier.level"),
			Bars: drawn([]bar{
				{text: text{Text: "A"}, N: 12}, {text: text{Text: "B"}, N: 9}, {text: text{Text: "C"}, N: 3},
			}),
			Links: []text{{Text: "CSV", Href: here}},
		},
	}
	s.Past = past{Episodes: []episode{
		{Date: on.String(), What: e.t("history.updated")},
		{Date: on.AddDays(-30).String(), What: e.t("history.joined"), Of: text{Text: "DEMO", Href: here}},
	}, Cut: e.t("history.cut", "n", "2")}
	for _, tone := range []struct{ word, says, tone string }{
		{"producer.listed", "producer.listed_says", good},
		{"tier.withheld", "tier.withheld_says", warn},
		{"producer.withdrawn", "producer.withdrawn_says", bad},
		{"missing.code", "missing.code_says", neutral},
	} {
		s.Verdicts = append(s.Verdicts,
			verdict{badge: badge{e.t(tone.word), tone.tone}, Says: e.t(tone.says), Facts: facts[:1]})
	}
	s.Verdict, s.Verdicts = s.Verdicts[0], s.Verdicts[1:]
	s.Certificates = []certified{{
		Href: here, Product: name, Status: s.Badges[0], Scheme: e.t("home.way_data"),
		Number: sampleNumber, Until: on.String(), Holder: name,
	}}
	s.Producers = []producerRow{{
		Href: here, Name: name, Kind: e.t("search.in_producers"), Badges: s.Badges[:2],
	}}
	s.Explained = []explained{{
		Kind: e.t("missing.ours"), Text: "P999999", Problems: []string{e.t("missing.code_says")},
		Found: []text{{Text: name.Text, Lang: name.Lang, Href: here}},
	}}
	entries := [][]entry{{
		{Title: e.t("search.in_producers"), Values: []text{{Text: name.Text, Lang: name.Lang, Href: here}}},
		{Title: e.t("tier.title"), Badges: s.Badges[:2]},
	}}
	s.Groups = []group{sole("c-roster", "", roster{
		Title: e.t("registers.title"), Titles: []string{entries[0][0].Title, entries[0][1].Title},
		Rows: entries, Total: 1, Count: e.t("registers.count", "n", "1"), JSON: here, CSV: here,
	})}
	s.Chips = []counted{
		{text: text{Text: e.t("search.in_producers"), Href: here}, N: 12, Current: true},
		{text: text{Text: e.t("search.in_certificates"), Href: here}, N: 40},
	}
	s.Question = sampleQuestion{
		Name: "sample", Legend: e.t("visit.times"),
		Wrong: &sampleWrong{"sample-error", e.t("visit.pick_time")},
		Groups: []sampleGroup{{e.t("visit.morning"), []sampleChoice{
			{"sample-1", "1", "8:30—9:00", e.count("visit.left", 4), "", true},
			{"sample-2", "2", "9:00—9:30", e.count("visit.left", 1), "", false},
		}}},
	}
	s.Summary = []sampleSummary{
		{
			Title: e.t("visit.date"), Text: day(e.lang, on), At: on.String(),
			Change: &sampleChange{here, e.t("visit.date")},
		},
		{Title: e.t("visit.lab_phone"), Text: "0457-2880000", Phone: true},
	}
	return s
}
