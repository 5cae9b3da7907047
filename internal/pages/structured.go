package pages

import "github.com/mingtian-portal/mingtian/internal/registry"

// thing is a node of structured data in the words of schema.org, which search engines read from
// the page. It says nothing that the page does not.
type thing map[string]any

const schemaOrg = "https://schema.org"

// structure returns the data of a page whose subject is given, with the way to the page. Addresses
// have to be full ones: without the site's own there is nothing to say.
func (e *edition) structure(f *frame, subject thing) []thing {
	if e.Origin == "" {
		return nil
	}
	var list []thing
	if subject != nil {
		subject["@context"] = schemaOrg
		list = append(list, subject)
	}
	if len(f.Crumbs) == 0 {
		return list
	}
	var steps []thing
	for i, c := range f.Crumbs {
		steps = append(steps, thing{
			"@type": "ListItem", "position": i + 1, "name": c.Text,
			"item": e.address.absolute(c.Href),
		})
	}
	steps = append(steps, thing{
		"@type": "ListItem", "position": len(f.Crumbs) + 1, "name": f.Title, "item": f.Canonical,
	})
	return append(list, thing{
		"@context": schemaOrg, "@type": "BreadcrumbList", "itemListElement": steps,
	})
}

// website is what the home page speaks of.
func (e *edition) website(f *frame) thing {
	site := thing{
		"@type": "WebSite", "name": f.Site, "url": f.Canonical, "inLanguage": locales[e.lang],
		"potentialAction": thing{
			"@type":       "SearchAction",
			"target":      e.address.absolute(e.page("/search", nil)) + "?q={q}",
			"query-input": "required name=q",
		},
	}
	if f.Imprint.Sponsor != "" {
		site["publisher"] = thing{"@type": "GovernmentOrganization", "name": f.Imprint.Sponsor}
	}
	return site
}

// organization is a producer. That it is listed is no praise, and nothing of its credit is said.
func (e *edition) organization(f *frame, p *registry.Producer) thing {
	o := thing{"@type": "Organization", "name": p.Name, "url": f.Canonical, "identifier": p.ID}
	if p.USCC != "" {
		o["taxID"] = p.USCC
	}
	if p.Address != "" {
		o["address"] = thing{"@type": "PostalAddress", "streetAddress": p.Address, "addressCountry": "CN"}
	}
	return o
}

// certification is a certificate.
func (e *edition) certification(f *frame, c *registry.Certificate) thing {
	o := thing{
		"@type": "Certification", "name": f.Title, "url": f.Canonical,
		"certificationIdentification": c.Number,
	}
	if c.Certifier != "" {
		o["issuedBy"] = thing{"@type": "Organization", "name": c.Certifier}
	}
	if c.ValidFrom != 0 {
		o["validFrom"] = c.ValidFrom.String()
	}
	if c.ValidTo != 0 {
		o["expires"] = c.ValidTo.String()
	}
	return o
}
