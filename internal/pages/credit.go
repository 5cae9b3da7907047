package pages

import (
	"maps"
	"net/url"
	"slices"

	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/search"
)

// creditPage says what tiers mean. It names nobody: who has which tier is for the search to say,
// within what the law lets be shown.
type creditPage struct {
	Schemes []ratingScheme
	Former  []ratingScheme
	Chart   chart
	JSON    string
	CSV     string
}

// ratingScheme is a scheme with its levels, from best to worst.
type ratingScheme struct {
	ID     string
	Name   text
	Facts  []fact
	Levels []ratingLevel
	Listed bool // the search lists who has which level
}

// ratingLevel is a level of a scheme.
type ratingLevel struct {
	Badge   badge
	Meaning text
	Href    string // who has it, if the scheme is Listed
}

func (e *edition) credit(b *buffer) error {
	page := creditPage{
		Chart: e.tierChart(),
		JSON:  e.address.other("/v1/credit_schemes", nil),
		CSV:   e.address.other("/v1/credit_schemes.csv", nil),
	}
	t := e.table(registry.CreditSchemes)
	for _, row := range e.listedRows(registry.CreditSchemes) {
		s := unpack[registry.CreditScheme](t, row)
		if !e.inForce(&s) {
			page.Former = append(page.Former, e.ratingScheme(t, row, &s))
		} else {
			page.Schemes = append(page.Schemes, e.ratingScheme(t, row, &s))
		}
	}
	f := e.frame("registers", e.t("credit.title"), target{path: "/credit"})
	f.Description, f.Body = e.t("credit.lead"), page
	return e.render(b, "credit", f)
}

// inForce reports whether subjects are rated by a scheme on the snapshot's date.
func (e *edition) inForce(s *registry.CreditScheme) bool {
	return s.ValidFrom <= e.snap.Date && (s.ValidTo == 0 || s.ValidTo >= e.snap.Date)
}

func (e *edition) ratingScheme(t *search.Table, row int, s *registry.CreditScheme) ratingScheme {
	out := ratingScheme{
		ID: s.ID, Name: e.said(s.Name),
		Facts: e.facts(t, row, "applies_to", "basis_document", "issuer", "valid_from_on",
			"valid_to_on"),
		Listed: s.AppliesTo == registry.Producers,
	}
	for i, level := range s.Levels {
		l := ratingLevel{
			Badge: badge{e.t("tier.of_level", "level", level), neutral}, Meaning: e.said(meaning(s, level)),
		}
		switch {
		case s.Adverse(level):
			l.Badge.Tone = warn
		case i == 0:
			l.Badge.Tone = good
		}
		if out.Listed {
			l.Href = e.page("/search", url.Values{"tier": {level}})
		}
		out.Levels = append(out.Levels, l)
	}
	return out
}

// tierChart counts the producers of the register by their tier of today: levels by their letters,
// then those that have none.
func (e *edition) tierChart() chart {
	_, counts := e.tally(registry.Producers, "tier")
	var bars []bar
	codes := append(e.tierCodes(counts[0]), registry.TierUnrated, registry.TierWithheld)
	for _, code := range codes {
		bars = append(bars, bar{N: counts[0][code], text: text{
			Text: e.tierWord(code), Href: e.page("/search", url.Values{"tier": {code}}),
		}})
	}
	rows := "/v1/" + registry.Producers
	count := part{dataset: registry.Producers}.parameters()
	csv := e.address.other(rows+".csv", count)
	count.Set("facet", "tier")
	count.Set("limit", "1")
	return chart{
		Caption: e.t("credit.chart"), Of: e.t("tier.level"), Bars: drawn(bars),
		Links: []text{{Text: "CSV", Href: csv}, {Text: "JSON", Href: e.address.other(rows, count)}},
	}
}

// tierCodes returns the levels of the schemes for producers that are in force, and whatever else
// somebody has, without those that are no levels.
func (e *edition) tierCodes(counts map[string]int) []string {
	var codes []string
	t := e.table(registry.CreditSchemes)
	for _, row := range e.listedRows(registry.CreditSchemes) {
		s := unpack[registry.CreditScheme](t, row)
		if s.AppliesTo != registry.Producers || !e.inForce(&s) {
			continue
		}
		for _, level := range s.Levels {
			if !slices.Contains(codes, level) {
				codes = append(codes, level)
			}
		}
	}
	for _, code := range slices.Sorted(maps.Keys(counts)) {
		known := slices.Contains(codes, code)
		if !known && code != registry.TierUnrated && code != registry.TierWithheld {
			codes = append(codes, code)
		}
	}
	return codes
}

// meaning returns what a level of a scheme means, "" if the scheme does not say.
func meaning(s *registry.CreditScheme, level string) string {
	i := slices.Index(s.Levels, level)
	if i < 0 || i >= len(s.LevelMeanings) {
		return ""
	}
	return s.LevelMeanings[i]
}
