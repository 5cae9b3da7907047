package pages

import "github.com/mingtian-portal/mingtian/internal/registry"

// demonstration writes the list of demonstration titles by their level, from the highest down,
// the latest year first.
func (e *edition) demonstration(b *buffer) error {
	levels, _ := e.Schema.Def(registry.DemonstrationTitles).Column("title")
	var list []group
	for _, level := range levels.Codes.Codes {
		p := part{
			registry.DemonstrationTitles, []filter{has("title", level.Code)}, "-year",
		}
		list = append(list, sole(level.Code, "", e.roster(level.Label.In(e.lang), p, someRows,
			"holder_name", "year", "awarded_by", "basis_document", "awarded_on", "valid_to_on",
			"town_id")))
	}
	return e.lists(b, "/demonstration", e.t("titles.title"), listing{
		Name: text{Text: e.t("titles.title")}, Lead: e.t("titles.lead"), Groups: list,
	})
}
