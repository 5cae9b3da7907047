package pages

import (
	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/search"
)

// verdict is the answer that a page gives first.
type verdict struct {
	badge
	Says  string
	Facts []fact
}

// producerPage is the body of a producer's page.
type producerPage struct {
	Name         text
	Verdict      verdict
	Claims       []badge
	Tier         *tier
	Certificates []certified
	Traces       []traced
	Titles       [][]fact
	Facts        []fact
	JSON         string
}

// producerFacts are the columns of a producer that its page shows under the record.
var producerFacts = []string{
	"id", "uscc", "former_names", "kind", "town_id", "village_id", "address", "phone", "sectors",
	"products", "area_mu", "head_count", "large_scale", "issues_conformity", "registered_on",
	"updated_on",
}

func (e *edition) producer(b *buffer, row int) error {
	t := e.table(registry.Producers)
	p := unpack[registry.Producer](t, row)
	body := producerPage{
		Name: e.said(p.Name), Verdict: e.producerVerdict(t, row, &p),
		Facts: e.facts(t, row, producerFacts...),
		JSON:  e.address.other("/v1/producers/"+p.ID, nil),
	}
	if p.Withdrawn == 0 {
		body.Claims = e.claims(&p)
		body.Tier = e.tier(&p)
		body.Traces = e.traces(p.ID)
		body.Titles = e.titles(p.ID)
	}
	certificates := e.table(registry.Certificates)
	for _, r := range e.rowsOf(registry.Certificates, p.ID) {
		body.Certificates = append(body.Certificates, e.certified(certificates, r, false))
	}
	f := e.frame("", p.Name, target{path: "/p/" + p.ID})
	f.Description = e.t("producer.description", "name", p.Name, "verdict", body.Verdict.Word,
		"date", day(e.lang, e.snap.Date))
	f.Body = body
	return e.render(b, "producer", f)
}

func (e *edition) producerVerdict(t *search.Table, row int, p *registry.Producer) verdict {
	if p.Withdrawn != 0 {
		return verdict{
			badge: badge{e.t("producer.withdrawn"), bad}, Says: e.t("producer.withdrawn_says"),
			Facts: e.facts(t, row, "withdrawn_on", "withdrawn_reason"),
		}
	}
	return verdict{
		badge: badge{e.t("producer.listed"), good}, Says: e.t("producer.listed_says"),
		Facts: append([]fact{e.asOf()}, e.facts(t, row, "kind", "town_id", "products")...),
	}
}

// asOf says of which date the page speaks.
func (e *edition) asOf() fact {
	return fact{
		Title: e.t("frame.as_of"), Values: []text{{Date: e.snap.Date.String()}},
	}
}

// claims say what today's registers prove of a producer, and what they do not.
func (e *edition) claims(p *registry.Producer) []badge {
	claim := func(holds bool, yes, no string) badge {
		if holds {
			return badge{e.t(yes), good}
		}
		return badge{e.t(no), neutral}
	}
	list := []badge{
		claim(p.Green, "claim.green", "claim.no_green"),
		claim(p.Organic, "claim.organic", "claim.no_organic"),
		claim(p.Traceable, "claim.traceable", "claim.no_traceable"),
	}
	if p.Titled {
		list = append(list, badge{e.t("claim.titled"), good})
	}
	return list
}

// titles returns the facts of each demonstration title that a producer holds or held.
func (e *edition) titles(producer string) [][]fact {
	t := e.table(registry.DemonstrationTitles)
	var list [][]fact
	for _, row := range e.rowsOf(registry.DemonstrationTitles, producer) {
		list = append(list, e.facts(t, row, "title", "year", "awarded_by", "awarded_on",
			"valid_to_on"))
	}
	return list
}
