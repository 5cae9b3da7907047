package pages

import (
	"slices"

	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/search"
)

// verdict is the answer that a page gives first.
type verdict struct {
	badge
	Says  string
	Facts []fact
}

// claim is what today's registers prove of a producer, and what they do not.
type claim struct {
	badge
	When string // what the date says
	Date string // a civil date, "" for none
}

// producerPage is the body of a producer's page.
type producerPage struct {
	Name         text
	Verdict      verdict
	Claims       []claim
	Certificates []certified
	Ended        []certified
	Tier         *tier
	Traces       []traced
	Titles       [][]fact
	Facts        []fact
	Past         past
	Beside       beside
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
	s := e.subject(registry.Producers, row)
	body := producerPage{
		Name: s.Name, Verdict: s.Verdict, Facts: e.facts(t, row, producerFacts...),
		Past: e.producerPast(&p),
	}
	var err error
	if body.Beside, err = e.beside(&s); err != nil {
		return err
	}
	body.Beside.Reply = e.t("report.reply")
	if !s.Ended {
		body.Claims = e.claims(&p)
		body.Tier = e.tier(&p)
		body.Traces = e.traces(p.ID)
		body.Titles = e.titles(p.ID)
	}
	body.Certificates, body.Ended = e.certificates(p.ID)
	f := e.frame("", p.Name, target{path: s.Path})
	f.Description = e.t("producer.description", "name", p.Name, "verdict", body.Verdict.Word,
		"date", day(e.lang, e.snap.Date))
	f.Subject, f.Body = e.organization(f, &p), body
	return e.render(b, "producer", f)
}

// producerSubject returns the verdict on a producer and what the registers prove of it.
func (e *edition) producerSubject(t *search.Table, row int, p *registry.Producer) subject {
	s := subject{Kind: e.label(t, row, "kind"), Name: e.said(p.Name), Ended: p.Withdrawn != 0}
	if s.Ended {
		s.Verdict = verdict{
			badge: badge{e.t("producer.withdrawn"), bad}, Says: e.t("producer.withdrawn_says"),
			Facts: append([]fact{e.asOf()}, e.facts(t, row, "withdrawn_on", "withdrawn_reason")...),
		}
		return s
	}
	s.Verdict = verdict{
		badge: badge{e.t("producer.listed"), good}, Says: e.t("producer.listed_says"),
		Facts: append([]fact{e.asOf()},
			e.facts(t, row, "kind", "town_id", "products", "registered_on")...),
	}
	for _, c := range e.claims(p) {
		if c.Tone == good {
			s.Proves = append(s.Proves, c.Word)
		}
	}
	return s
}

// asOf says of which date the page speaks.
func (e *edition) asOf() fact {
	return fact{
		Title: e.t("frame.as_of"), Values: []text{{Date: e.snap.Date.String()}},
	}
}

// claims say what today's registers prove of a producer, until or since when, and what they do
// not.
func (e *edition) claims(p *registry.Producer) []claim {
	list := []claim{
		e.certifiedUntil(p.Green, p.ID, registry.SchemeGreenFood, "claim.green", "claim.no_green"),
		e.certifiedUntil(p.Organic, p.ID, registry.SchemeOrganic, "claim.organic",
			"claim.no_organic"),
		e.tracedSince(p),
	}
	if p.Titled {
		list = append(list, claim{badge: badge{e.t("claim.titled"), good}})
	}
	return list
}

// certifiedUntil says whether a producer holds a certificate of a scheme, and until when the last
// of those runs.
func (e *edition) certifiedUntil(holds bool, producer, scheme, yes, no string) claim {
	if !holds {
		return claim{badge: badge{e.t(no), neutral}}
	}
	out := claim{badge: badge{e.t(yes), good}}
	t := e.table(registry.Certificates)
	var until calendar.Date
	for _, row := range e.rowsOf(registry.Certificates, producer) {
		c := unpack[registry.Certificate](t, row)
		if c.Scheme == scheme && c.Holds(e.snap.Date) {
			until = max(until, c.ValidTo)
		}
	}
	if until != 0 {
		out.When, out.Date = e.t("claim.until"), until.String()
	}
	return out
}

// tracedSince says whether a producer can be traced, and from when on.
func (e *edition) tracedSince(p *registry.Producer) claim {
	if !p.Traceable {
		return claim{badge: badge{e.t("claim.no_traceable"), neutral}}
	}
	out := claim{badge: badge{e.t("claim.traceable"), good}}
	t := e.table(registry.TraceEntities)
	var since calendar.Date
	for _, row := range e.rowsOf(registry.TraceEntities, p.ID) {
		entry := unpack[registry.TraceEntity](t, row)
		if entry.ActiveOn(e.snap.Date) && entry.Joined != 0 && (since == 0 || entry.Joined < since) {
			since = entry.Joined
		}
	}
	if since != 0 {
		out.When, out.Date = e.t("claim.since"), since.String()
	}
	return out
}

// over are the statuses of certificates that have ended.
var over = []string{
	registry.StatusExpired, registry.StatusRevoked, registry.StatusWithdrawn,
}

// certificates returns a producer's certificates, those that have ended apart.
func (e *edition) certificates(producer string) (now, ended []certified) {
	t := e.table(registry.Certificates)
	for _, row := range e.rowsOf(registry.Certificates, producer) {
		c := e.certified(t, row, false)
		if slices.Contains(over, t.Def().Text(t.Row(row), "status")) {
			ended = append(ended, c)
		} else {
			now = append(now, c)
		}
	}
	return now, ended
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
