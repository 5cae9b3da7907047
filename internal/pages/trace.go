package pages

import (
	"github.com/mingtian-portal/mingtian/internal/registry"
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
	v := verdict{badge: e.traceBadge(&entry), Says: e.t("trace.says"), Facts: []fact{e.asOf()}}
	if holder := e.holder(entry.ProducerID, entry.HolderName); holder.Text != "" {
		v.Facts = append(v.Facts, fact{Title: e.title(t, "holder_name"), Values: []text{holder}})
	}
	if entry.Withdrawn != 0 {
		v.badge, v.Says = badge{e.t("trace.removed"), bad}, e.t("trace.removed_says")
		v.Facts = append(v.Facts, e.facts(t, row, "withdrawn_on", "withdrawn_reason")...)
	}
	f := e.frame("", entry.HolderName+" · "+e.label(t, row, "platform"),
		target{path: "/t/" + entry.ID})
	f.Description = e.t("trace.description", "name", entry.HolderName, "verdict", v.Word,
		"date", day(e.lang, e.snap.Date))
	f.Body = recordPage{
		Name: e.said(entry.HolderName), Lead: e.label(t, row, "platform"), Verdict: &v,
		Facts: e.facts(t, row, "id", "platform", "code", "products", "area_mu", "joined_on",
			"town_id", "updated_on"),
		JSON: e.address.other("/v1/trace_entities/"+entry.ID, nil),
	}
	return e.render(b, "record", f)
}
