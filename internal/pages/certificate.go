package pages

import (
	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/search"
)

// certified is a certificate in a list.
type certified struct {
	Href    string
	Product text
	Status  badge
	Scheme  string
	Number  string
	Until   string // a civil date, "" for none
	Holder  text   // empty where the list is the holder's own
}

// recordPage is the body of a page about one row that is not a producer.
type recordPage struct {
	Name     text
	Lead     string
	Verdict  *verdict
	Facts    []fact
	Siblings []certified
	Book     string // where to book at this laboratory
	JSON     string
}

// certificateTones are how good a status is. A status that is not here is neutral.
var certificateTones = map[string]string{
	registry.StatusValid: good, registry.StatusExpiring: warn, registry.StatusConversion: warn,
	registry.StatusPending: warn, registry.StatusSuspended: bad, registry.StatusExpired: bad,
	registry.StatusRevoked: bad, registry.StatusWithdrawn: bad,
}

// certificateFacts are the columns that a certificate's page shows under the record.
var certificateFacts = []string{
	"id", "scheme", "number", "enterprise_code", "product", "brand", "scope", "level", "area_mu",
	"output_t", "certifier", "valid_from_on", "valid_to_on", "town_id", "updated_on",
}

func (e *edition) certificate(b *buffer, row int) error {
	t := e.table(registry.Certificates)
	c := unpack[registry.Certificate](t, row)
	name := c.Product
	if name == "" {
		name = c.Number
	}
	body := recordPage{
		Name: e.said(name), Lead: e.label(t, row, "scheme"), Facts: e.facts(t, row, certificateFacts...),
		JSON: e.address.other("/v1/certificates/"+c.ID, nil),
	}
	v := e.certificateVerdict(t, row, &c)
	body.Verdict = &v
	for _, r := range t.Lookup(t.Def().Index("number"), c.Number) {
		other := unpack[registry.Certificate](t, r)
		if r != row && other.Scheme == c.Scheme && other.Withdrawn == 0 {
			body.Siblings = append(body.Siblings, e.certified(t, r, false))
		}
	}
	f := e.frame("", name+" · "+c.Number, target{path: "/c/" + c.ID})
	f.Description = e.t("certificate.description", "number", c.Number, "verdict", v.Word,
		"date", day(e.lang, e.snap.Date))
	f.Body = body
	return e.render(b, "record", f)
}

func (e *edition) certificateVerdict(t *search.Table, row int, c *registry.Certificate) verdict {
	facts := []fact{e.asOf()}
	if holder := e.holder(c.ProducerID, c.HolderName); holder.Text != "" {
		facts = append(facts, fact{Title: e.title(t, "holder_name"), Values: []text{holder}})
	}
	if c.Withdrawn != 0 {
		return verdict{
			badge: badge{e.t("certificate.removed"), bad}, Says: e.t("certificate.removed_says"),
			Facts: append(facts, e.facts(t, row, "withdrawn_on", "withdrawn_reason")...),
		}
	}
	v := verdict{
		badge: e.certificateBadge(t, row), Says: e.t("certificate.says_" + c.Status),
		Facts: append(facts, e.facts(t, row, "valid_from_on", "valid_to_on")...),
	}
	if c.Standing != "" && c.Standing != "in_force" {
		v.Facts = append(v.Facts, e.facts(t, row, "standing_on", "standing_reason")...)
	}
	v.Facts = append(v.Facts, e.facts(t, row, "certifier")...)
	return v
}

func (e *edition) certificateBadge(t *search.Table, row int) badge {
	status := t.Def().Text(t.Row(row), "status")
	tone, ok := certificateTones[status]
	if !ok {
		tone = neutral
	}
	return badge{e.label(t, row, "status"), tone}
}

// certified returns a certificate for a list, with its holder if that is not plain already.
func (e *edition) certified(t *search.Table, row int, withHolder bool) certified {
	c := unpack[registry.Certificate](t, row)
	product := c.Product
	if product == "" {
		product = c.Number
	}
	out := certified{
		Href: e.page("/c/"+c.ID, nil), Product: e.said(product), Status: e.certificateBadge(t, row),
		Scheme: e.label(t, row, "scheme"), Number: c.Number, Until: c.ValidTo.String(),
	}
	if withHolder {
		out.Holder = e.holder(c.ProducerID, c.HolderName)
	}
	return out
}

// holder returns a producer's name with the link to its page, or the name alone that the row
// gives if it is not known which producer that is.
func (e *edition) holder(id, name string) text {
	if _, ok := e.table(registry.Producers).Find(id); ok {
		return e.refer([]string{registry.Producers}, id)
	}
	return e.said(name)
}

// label returns the label of a coded column.
func (e *edition) label(t *search.Table, row int, column string) string {
	col := t.Def().Index(column)
	c := &t.Def().Columns[col]
	if v := t.Value(row, col); v.Set {
		return c.Codes.Label(v.S).In(e.lang)
	}
	return ""
}

// title returns what a column is called.
func (e *edition) title(t *search.Table, column string) string {
	c, _ := t.Def().Column(column)
	return c.Words.Title.In(e.lang)
}
