package pages

import "github.com/mingtian-portal/mingtian/internal/registry"

// dealers writes the list of shops for farm inputs: first those that alone may sell restricted
// pesticides, then those that take packaging back, then all by town.
func (e *edition) dealers(b *buffer) error {
	shops := func(column string) part {
		return part{registry.InputDealers, []filter{has(column, "true")}, "name"}
	}
	columns := append([]string{"name", "town_id"}, dealerColumns[1:]...)
	all := group{
		ID: "all", Title: e.t("dealers.all"),
		Rosters: e.byPlace(registry.InputDealers, "name", nil, dealerColumns...),
	}
	all.Total = e.choose(part{dataset: registry.InputDealers}, 0).Total
	return e.lists(b, "/dealers", e.t("dealers.title"), listing{
		Name: text{Text: e.t("dealers.title")}, Lead: e.t("dealers.lead"),
		Groups: []group{
			sole("restricted", e.t("dealers.restricted_says"),
				e.roster(e.t("dealers.restricted"), shops("restricted_pesticides"), someRows, columns...)),
			sole("packaging", e.t("dealers.packaging_says"),
				e.roster(e.t("dealers.packaging"), shops("takes_back_packaging"), someRows, columns...)),
			all,
		},
	})
}
