package pages

import (
	"github.com/mingtian-portal/mingtian/internal/registry"
)

// standings are the groups of the list of certificates: how certificates stand today. Land in
// conversion is a group of its own, because what grows there is not organic.
var standings = []struct {
	id, title, says string
	statuses        []string
	sort            string
}{
	{
		"valid", "standing.valid", "standing.says_valid",
		[]string{registry.StatusValid},
		"valid_to_on",
	},
	{
		"expiring", "standing.expiring", "standing.says_expiring",
		[]string{registry.StatusExpiring},
		"valid_to_on",
	},
	{
		"conversion", "standing.conversion", "standing.says_conversion",
		[]string{registry.StatusConversion},
		"valid_to_on",
	},
	{"ended", "standing.ended", "standing.says_ended", []string{
		registry.StatusExpired, registry.StatusSuspended, registry.StatusRevoked,
		registry.StatusWithdrawn,
	}, "-valid_to_on"},
	{
		"other", "standing.other", "standing.says_other",
		[]string{registry.StatusPending, registry.StatusUnknown},
		"valid_to_on",
	},
}

// standing writes the list of all certificates, by how they stand today and by scheme.
func (e *edition) standing(b *buffer) error {
	schemes, _ := e.Schema.Def(registry.Certificates).Column("scheme")
	columns := []string{"product", "holder_name", "number", "valid_to_on"}
	var list []group
	for _, s := range standings {
		g := group{ID: s.id, Title: e.t(s.title), Says: e.t(s.says)}
		shown := columns
		if len(s.statuses) > 1 {
			shown = append([]string{"product", "status"}, columns[1:]...)
		}
		for _, scheme := range schemes.Codes.Codes {
			r := e.roster(scheme.Label.In(e.lang), part{registry.Certificates, []filter{
				has("scheme", scheme.Code), has("status", s.statuses...),
			}, s.sort}, someRows, shown...)
			if r.Total > 0 {
				g.Total += r.Total
				g.Rosters = append(g.Rosters, r)
			}
		}
		list = append(list, g)
	}
	return e.lists(b, "/certificates", e.t("certificates.title"), listing{
		Name: text{Text: e.t("certificates.title")}, Lead: e.t("certificates.lead"), Groups: list,
	})
}
