package pages

import (
	"github.com/mingtian-portal/mingtian/internal/ident"
	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/search"
)

// traced is an entry on a traceability platform in a list.
type traced struct {
	text
	Label  string // the platform
	Status badge
}

func (e *edition) traces(producer string) []traced {
	t := e.table(registry.TraceEntities)
	var list []traced
	for _, row := range e.rowsOf(registry.TraceEntities, producer) {
		entry := unpack[registry.TraceEntity](t, row)
		list = append(list, traced{
			text:  text{Text: entry.Code, Href: e.page("/t/"+entry.ID, nil)},
			Label: e.label(t, row, "platform"), Status: e.traceBadge(&entry),
		})
	}
	return list
}

// traceBadge says whether the producer can be traced on the platform on the snapshot's date.
func (e *edition) traceBadge(t *registry.TraceEntity) badge {
	switch {
	case t.Standing == "inactive" || t.Standing == "left":
		return badge{e.t("trace." + t.Standing), bad}
	case !t.ActiveOn(e.snap.Date):
		return badge{e.t("trace.pending"), warn}
	default:
		return badge{e.t("trace.active"), good}
	}
}

func (e *edition) trace(b *buffer, row int) error {
	t := e.table(registry.TraceEntities)
	entry := unpack[registry.TraceEntity](t, row)
	s := e.subject(registry.TraceEntities, row)
	past := &chronicle{edition: e}
	past.row(entry.Updated, entry.Withdrawn, entry.WithdrawnReason)
	past.add(entry.Joined, e.t("history.joined"), text{Text: s.Kind}, "")
	body := recordPage{
		Name: s.Name, Verdict: s.Verdict,
		Check: e.t("trace.check", "who", ident.KindTraceNew.Ask().Name.In(e.lang)),
		Steps: []string{
			e.t("trace.step_find"), e.t("trace.step_ask"), e.t("trace.step_compare"),
			e.t("trace.step_call"),
		},
		Facts: e.facts(t, row, "id", "platform", "code", "products", "area_mu", "joined_on",
			"town_id", "updated_on"),
		Past: past.past(),
	}
	var err error
	if body.Beside, err = e.beside(&s); err != nil {
		return err
	}
	f := e.frame("", entry.HolderName+" · "+s.Kind, target{path: s.Path})
	f.Description = e.t("trace.description", "name", entry.HolderName, "verdict", s.Verdict.Word,
		"date", day(e.lang, e.snap.Date))
	f.Body = body
	return e.render(b, "record", f)
}

// traceSubject returns the verdict on an entry: whether the producer can be traced there.
func (e *edition) traceSubject(t *search.Table, row int, entry *registry.TraceEntity) subject {
	s := subject{
		Kind: e.label(t, row, "platform"), Name: e.said(entry.HolderName),
		Verdict: verdict{
			badge: e.traceBadge(entry), Says: e.t("trace.says"), Facts: []fact{e.asOf()},
		},
	}
	facts := e.facts(t, row, "platform", "products", "joined_on")
	if holder := e.holder(entry.ProducerID, entry.HolderName); holder.Text != "" {
		facts = append([]fact{{e.title(t, "holder_name"), []text{holder}}}, facts...)
	}
	s.Verdict.Facts = append(s.Verdict.Facts, facts...)
	if entry.Withdrawn != 0 {
		s.Verdict.badge = badge{e.t("trace.removed"), bad}
		s.Verdict.Says = e.t("trace.removed_says")
		s.Verdict.Facts = append(s.Verdict.Facts,
			e.facts(t, row, "withdrawn_on", "withdrawn_reason")...)
	}
	s.Ended = s.Verdict.Tone == bad
	s.Proves = []string{s.Kind}
	if entry.Code != "" {
		s.Proves = append(s.Proves, entry.Code)
	}
	return s
}
