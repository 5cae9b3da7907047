package pages

import "github.com/mingtian-portal/mingtian/internal/registry"

// points writes the list of the places that help with the certificate of conformity
// (承诺达标合格证服务点), by town.
func (e *edition) points(b *buffer) error {
	return e.lists(b, "/service-points", e.t("points.title"), listing{
		Name: text{Text: e.t("points.title")}, Lead: e.t("points.lead"),
		Groups: []group{{
			ID: "all", Title: e.t("points.by_town"), Says: e.t("points.says"),
			Total:   e.choose(part{dataset: registry.ServicePoints}, 0).Total,
			Rosters: e.byPlace(registry.ServicePoints, "name", nil, pointColumns...),
		}},
	})
}
