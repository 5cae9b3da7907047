package pages

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/search"
)

// maxEvents is how many events of a record are told, the newest ones.
const maxEvents = 24

// episode is something that happened to a record, on a date that the registers hold. A snapshot has
// rows as they are and not as they were, so nothing else can be told.
type episode struct {
	Date string // a civil date
	What string
	Of   text // what it happened to, empty for the record itself
	Note text
}

// past is what a record went through, the newest event first.
type past struct {
	Episodes []episode
	Cut      string // says that there are older ones
}

// chronicle gathers events up to the date of the snapshot.
type chronicle struct {
	edition *edition
	events  []episode
}

// add notes an episode, unless its date is not known or still to come.
func (c *chronicle) add(on calendar.Date, what string, of text, note string) {
	if on.IsZero() || on > c.edition.snap.Date {
		return
	}
	c.events = append(c.events, episode{
		Date: on.String(), What: what, Of: of, Note: c.edition.said(note),
	})
}

// past returns the events in order, cut to what somebody will read.
func (c *chronicle) past() past {
	slices.SortStableFunc(c.events, func(a, b episode) int { return cmp.Compare(b.Date, a.Date) })
	p := past{Episodes: c.events}
	if more := len(p.Episodes) - maxEvents; more > 0 {
		p.Episodes = p.Episodes[:maxEvents]
		p.Cut = c.edition.t("history.cut", "n", strconv.Itoa(more))
	}
	return p
}

// row notes what every row has: its last change, and its end.
func (c *chronicle) row(updated, withdrawn calendar.Date, reason string) {
	c.add(withdrawn, c.edition.t("history.withdrawn"), text{}, reason)
	c.add(updated, c.edition.t("history.updated"), text{}, "")
}

// certificate notes the beginning and the end of a certificate.
func (c *chronicle) certificate(t *search.Table, row int, of text) {
	e, cert := c.edition, unpack[registry.Certificate](t, row)
	scheme := e.label(t, row, "scheme")
	if standing := cert.Standing; standing != "" && standing != "in_force" {
		c.add(cert.StandingOn, e.label(t, row, "standing"), of, cert.StandingReason)
	}
	if cert.ValidTo != 0 && cert.ValidTo < e.snap.Date {
		c.add(cert.ValidTo, e.t("history.expired", "scheme", scheme), of, "")
	}
	c.add(cert.ValidFrom, e.t("history.certified", "scheme", scheme), of, "")
}

// producerPast tells what the registers know of a producer's past.
func (e *edition) producerPast(p *registry.Producer) past {
	c := &chronicle{edition: e}
	c.row(p.Updated, p.Withdrawn, p.WithdrawnReason)
	if p.Withdrawn == 0 {
		e.ratingEvents(c, p)
		e.relatedEvents(c, p.ID)
	}
	c.add(p.Registered, e.t("history.registered"), text{}, "")
	return c.past()
}

// relatedEvents notes what happened to a producer's certificates, entries and titles.
func (e *edition) relatedEvents(c *chronicle, producer string) {
	t := e.table(registry.Certificates)
	for _, row := range e.rowsOf(registry.Certificates, producer) {
		list := e.certified(t, row, false)
		of := list.Product
		of.Href = list.Href
		c.certificate(t, row, of)
	}
	t = e.table(registry.TraceEntities)
	for _, row := range e.rowsOf(registry.TraceEntities, producer) {
		entry := unpack[registry.TraceEntity](t, row)
		c.add(entry.Joined, e.t("history.joined"), text{
			Text: e.label(t, row, "platform"), Href: e.page("/t/"+entry.ID, nil),
		}, "")
	}
	t = e.table(registry.DemonstrationTitles)
	for _, row := range e.rowsOf(registry.DemonstrationTitles, producer) {
		title := unpack[registry.DemonstrationTitle](t, row)
		of := text{Text: e.label(t, row, "title")}
		c.add(title.AwardedOn, e.t("history.titled"), of, "")
		if title.ValidTo != 0 && title.ValidTo < e.snap.Date {
			c.add(title.ValidTo, e.t("history.title_ended"), of, "")
		}
	}
}

// ratingEvents notes the tiers of the years, as far as they may be shown today: nothing of natural
// persons, nothing before the publicity period is over, and of adverse ones only what the law
// still lets be shown.
func (e *edition) ratingEvents(c *chronicle, p *registry.Producer) {
	if p.Kind == "large_grower" {
		return
	}
	t := e.table(registry.CreditRatings)
	for _, row := range e.rowsOf(registry.CreditRatings, p.ID) {
		r := unpack[registry.CreditRating](t, row)
		shown := r.Level != "" && r.Level != registry.TierWithheld && r.DisplayedOn(e.snap.Date)
		if !shown || r.Status == "publicity" {
			continue
		}
		c.add(r.DecidedOn, e.t("history.rated", "year", strconv.Itoa(r.Year)),
			text{Text: e.tierWord(r.Level)}, "")
	}
}
