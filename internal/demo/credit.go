package demo

import (
	"fmt"

	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/registry"
)

// credit adds a scheme for producers and one for dealers, and ratings from A to D. A third of the
// producers have none.
func (c *county) credit() {
	begun, _ := calendar.NewDate(2024, 1, 22)
	for _, subject := range []struct{ id, applies, name string }{
		{"S01", registry.Producers, "生产主体信用评价方案"}, {"S02", registry.InputDealers, "农资经营主体信用评价方案"},
	} {
		add(c, registry.CreditSchemes, &registry.CreditScheme{
			ID: subject.id, Name: subject.name + mark, AppliesTo: subject.applies,
			Levels: []string{"A", "B", "C", "D"}, AdverseFrom: "C", ValidFrom: begun,
			LevelMeanings: []string{"守信，日常检查从简", "基本守信，正常检查", "轻度失信，加密检查", "严重失信，重点监管"},
			Basis:         "演示依据文件" + mark, Issuer: "演示发布机关" + mark,
		})
	}
	for i, farm := range c.farms {
		if farm.Kind == "large_grower" || i%3 == 2 {
			continue
		}
		c.rate(i, farm)
	}
}

func (c *county) rate(i int, farm *registry.Producer) {
	year := c.today.Year() - 1
	decided, _ := calendar.NewDate(year+1, 3, 1)
	if decided > c.today {
		decided = decided.AddMonths(-12)
		year--
	}
	r := &registry.CreditRating{
		SubjectID: farm.ID, SubjectName: farm.Name, SchemeID: "S01", Year: year, DecidedOn: decided,
		DecidedBy: "演示评定机构" + mark, ValidTo: decided.AddMonths(24), Status: "in_force",
		Level: c.level(),
	}
	if i < 4 {
		r.Level = fmt.Sprintf("%c", 'A'+i) // each level at least once in the smallest county
	}
	switch r.Level {
	case "C":
		r.Severity, r.DisplayUntil = "ordinary", c.today.AddMonths(4)
	case "D":
		r.Severity, r.DisplayUntil = "serious", c.today.AddMonths(20)
		if c.chance(30) {
			r.DisplayUntil = c.today.AddDays(-10) // has left the display by itself
		}
	}
	if i%29 == 7 {
		r.Status = "publicity"
	}
	add(c, registry.CreditRatings, r)
}

// level returns a level as they are found where schemes are in force: few are adverse.
func (c *county) level() string {
	switch at := c.rand.IntN(100); {
	case at < 38:
		return "A"
	case at < 94:
		return "B"
	case at < 98:
		return "C"
	default:
		return "D"
	}
}
