package pages

import (
	"github.com/mingtian-portal/mingtian/internal/registry"
)

// tier is a producer's credit tier of today, with what it means and rests on.
type tier struct {
	Badge   badge
	Meaning text
	Says    string
	Facts   []fact
	Reply   string // what a producer that disagrees can do
	More    string // the page that explains tiers
}

// tierWord returns what a tier is called: a level of a scheme, or one of the two that are none.
func (e *edition) tierWord(code string) string {
	switch code {
	case registry.TierUnrated, "":
		return e.t("tier.unrated")
	case registry.TierWithheld:
		return e.t("tier.withheld")
	default:
		return e.t("tier.of_level", "level", code)
	}
}

func (e *edition) tier(p *registry.Producer) *tier {
	t := &tier{Badge: badge{e.tierWord(p.Tier), neutral}, More: e.page("/credit", nil)}
	switch p.Tier {
	case registry.TierUnrated, "":
		t.Says = e.t("tier.unrated_says")
		return t
	case registry.TierWithheld:
		t.Says = e.t("tier.withheld_says")
		return t
	}
	t.Says = e.t("tier.yearly")
	rating, row := e.ratingOf(p)
	if rating == nil {
		return t
	}
	ratings, schemes := e.table(registry.CreditRatings), e.table(registry.CreditSchemes)
	t.Facts = e.facts(ratings, row, "year", "decided_by", "decided_on", "valid_to_on", "scheme_id",
		"display_until_on", "status")
	at, ok := schemes.Find(rating.SchemeID)
	if !ok {
		return t
	}
	s := unpack[registry.CreditScheme](schemes, at)
	t.Meaning = e.said(meaning(&s, p.Tier))
	t.Facts = append(t.Facts, e.facts(schemes, at, "basis_document", "issuer", "valid_from_on")...)
	if s.Adverse(p.Tier) {
		t.Badge.Tone, t.Reply = warn, e.t("tier.reply")
	} else if len(s.Levels) > 0 && s.Levels[0] == p.Tier {
		t.Badge.Tone = good
	}
	return t
}

// ratingOf returns the rating that a producer's tier of today comes from, nil if it cannot be
// told.
func (e *edition) ratingOf(p *registry.Producer) (*registry.CreditRating, int) {
	t := e.table(registry.CreditRatings)
	var best *registry.CreditRating
	at := 0
	for _, row := range e.rowsOf(registry.CreditRatings, p.ID) {
		r := unpack[registry.CreditRating](t, row)
		if r.Level != p.Tier || r.Year != p.TierYear || !r.InForceOn(e.snap.Date) {
			continue
		}
		if best == nil || r.DecidedOn > best.DecidedOn {
			best, at = &r, row
		}
	}
	return best, at
}
