package pages

import (
	"slices"
	"strconv"

	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/ident"
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

// recordPage is the body of the page of a certificate or of an entry on a platform.
type recordPage struct {
	Name     text
	Verdict  verdict
	Check    string   // where else it can be looked up
	Steps    []string // how to do that with what is on the pack
	Siblings []certified
	Facts    []fact
	Past     past
	Beside   beside
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
	s := e.subject(registry.Certificates, row)
	past := &chronicle{edition: e}
	past.row(c.Updated, c.Withdrawn, c.WithdrawnReason)
	past.certificate(t, row, text{})
	body := recordPage{
		Name: s.Name, Verdict: s.Verdict, Check: e.certifiers(c.Scheme),
		Facts: e.facts(t, row, certificateFacts...), Past: past.past(),
		Siblings: e.siblings(t, row, &c),
	}
	var err error
	if body.Beside, err = e.beside(&s); err != nil {
		return err
	}
	f := e.frame("", s.Name.Text+" · "+c.Number, target{path: s.Path})
	f.Description = e.t("certificate.description", "number", c.Number, "verdict", s.Verdict.Word,
		"date", day(e.lang, e.snap.Date))
	f.Subject, f.Body = e.certification(f, &c), body
	return e.render(b, "record", f)
}

// siblings returns the other products on a certificate's number.
func (e *edition) siblings(t *search.Table, row int, c *registry.Certificate) []certified {
	var list []certified
	for _, r := range t.Lookup(t.Def().Index("number"), c.Number) {
		other := unpack[registry.Certificate](t, r)
		if r != row && other.Scheme == c.Scheme && other.Withdrawn == 0 {
			list = append(list, e.certified(t, r, false))
		}
	}
	return list
}

// numbers are the kinds of number on the certificates of each scheme.
var numbers = map[string]ident.Kind{
	registry.SchemeGreenFood:  ident.KindGreenProduct,
	registry.SchemeOrganic:    ident.KindOrganicCertificate,
	registry.SchemeConversion: ident.KindOrganicCertificate,
	registry.SchemeGI:         ident.KindGICertificate,
}

// certifiers says who else can tell whether a certificate of a scheme was issued.
func (e *edition) certifiers(scheme string) string {
	who := numbers[scheme].Ask()
	name := who.Name.In(e.lang)
	if name == "" {
		return ""
	}
	if who.Host != "" {
		name += e.t("certificate.host", "host", who.Host)
	}
	return e.t("certificate.check", "who", name)
}

// certificateSubject returns the verdict on a certificate.
func (e *edition) certificateSubject(t *search.Table, row int, c *registry.Certificate) subject {
	s := subject{Kind: e.label(t, row, "scheme"), Name: e.said(c.Product)}
	if c.Product == "" {
		s.Name = e.said(c.Number)
	}
	facts := append([]fact{e.asOf()}, e.facts(t, row, "scheme", "number")...)
	holder := e.holder(c.ProducerID, c.HolderName)
	if holder.Text != "" {
		facts = append(facts, fact{Title: e.title(t, "holder_name"), Values: []text{holder}})
	}
	if c.Withdrawn != 0 {
		s.Ended, s.Verdict = true, verdict{
			badge: badge{e.t("certificate.removed"), bad}, Says: e.t("certificate.removed_says"),
			Facts: append(facts, e.facts(t, row, "withdrawn_on", "withdrawn_reason")...),
		}
		return s
	}
	s.Verdict = verdict{
		badge: e.certificateBadge(t, row), Says: e.certificateSays(c),
		Facts: append(facts, e.facts(t, row, "valid_from_on", "valid_to_on")...),
	}
	if c.Standing != "" && c.Standing != "in_force" {
		s.Verdict.Facts = append(s.Verdict.Facts, e.facts(t, row, "standing_on", "standing_reason")...)
	}
	s.Verdict.Facts = append(s.Verdict.Facts, e.facts(t, row, "certifier")...)
	s.Ended = s.Verdict.Tone == bad
	s.Proves = slices.DeleteFunc([]string{
		s.Kind + " " + c.Number, holder.Text, e.validUntil(c.ValidTo),
	}, func(line string) bool { return line == "" })
	return s
}

// certificateSays explains a status in a sentence or two.
func (e *edition) certificateSays(c *registry.Certificate) string {
	if c.Status != registry.StatusExpiring {
		return e.t("certificate.says_" + c.Status)
	}
	left := e.snap.Date.DaysUntil(c.ValidTo)
	if left == 0 {
		return e.t("certificate.says_last_day")
	}
	return e.t("certificate.says_expiring", "n", strconv.Itoa(left))
}

// validUntil says until when, "" for a date that is not known.
func (e *edition) validUntil(on calendar.Date) string {
	if on == 0 {
		return ""
	}
	return e.t("poster.until", "date", day(e.lang, on))
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
