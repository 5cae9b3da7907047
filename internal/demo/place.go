package demo

import (
	"fmt"

	"github.com/mingtian-portal/mingtian/internal/registry"
)

const hours = "周一至周五 8:30–11:30、13:30–16:30（演示）"

// dealers adds shops for farm inputs, two or three in each town.
func (c *county) dealers() {
	for i, town := range c.towns {
		for j := range 2 + i%2 {
			serial := 90_000 + i*10 + j // beyond the serials of a small county's producers
			d := &registry.InputDealer{
				Name: fmt.Sprintf("%s%s农资经营部%s", town.name, pick(c, brands), mark),
				USCC: c.uscc("sole_trader", serial), TownID: town.id, Address: town.name + " 演示地址",
				Categories:      c.some([]string{"seed", "pesticide", "fertiliser", "veterinary", "feed"}),
				PackagingReturn: j == 0, OpeningHours: hours,
				LicenceNumber:  fmt.Sprintf("农药经许(黑)2327012%04d", 9900+i*10+j),
				LicenceValidTo: c.today.AddDays(60 + c.rand.IntN(1500)),
			}
			if i == 0 && j == 0 {
				d.RestrictedPesticide = true
				d.Categories = []string{"pesticide", "seed"}
				d.LicenceNumber = "农药经许(黑)23000019999" // restricted pesticides need the province's
			}
			add(c, registry.InputDealers, d)
		}
	}
}

// places adds the city's laboratory and one in each town, and the service points.
func (c *county) places() {
	lab := func(name string, town division, directions string) {
		add(c, registry.Labs, &registry.Lab{
			Name: name + mark, TownID: town.id, Address: town.name + " 演示地址",
			Directions: directions, OpeningHours: openings[len(c.rows[registry.Labs])].text(),
			Phone:       fmt.Sprintf("0457-98%05d", len(c.rows[registry.Labs])+1),
			SampleKinds: []string{"蔬菜", "水果", "食用菌"}, Items: []string{"有机磷", "氨基甲酸酯"},
			Methods: []string{"酶抑制率法"}, SampleAmount: "每样不少于 200 克，新鲜、未清洗", Turnaround: 30,
			Access: "一层，无台阶",
		})
	}
	lab("漠河市农产品快检实验室", c.towns[0], "市区，农业农村部门院内")
	for _, town := range c.towns {
		directions := "镇政府院内"
		if town.name == "兴安镇" {
			directions += "；距市区约 190 公里"
		}
		lab(town.name+"农产品快检室", town, directions)
	}
	for i, town := range c.towns {
		points := []division{town}
		points = append(points, c.villages[town.id]...)
		for j, at := range points {
			p := &registry.ServicePoint{
				Name: at.name + "合格证服务点" + mark, TownID: town.id, Address: at.name + " 演示地址",
				OpeningHours: hours, Services: []string{"合格证开具指导", "免费耗材"},
				Equipment: []string{"打印机"}, Phone: fmt.Sprintf("0457-97%05d", i*10+j+1),
			}
			if j > 0 {
				p.VillageID = at.id
			}
			add(c, registry.ServicePoints, p)
		}
	}
}
