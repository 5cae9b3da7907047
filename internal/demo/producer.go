package demo

import (
	"fmt"

	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/registry"
)

// What grows around Mohe, by sector.
var produce = []struct {
	sector   string
	products []string
}{
	{"fruit", []string{"蓝莓", "红豆越橘", "树莓", "沙棘"}},
	{"fungi", []string{"黑木耳", "灵芝", "榛蘑", "猴头菇"}},
	{"herbs", []string{"黄芪", "赤芍", "五味子", "金莲花"}},
	{"potatoes", []string{"马铃薯"}},
	{"soy", []string{"大豆"}},
	{"grain", []string{"小麦", "燕麦"}},
	{"vegetables", []string{"白菜", "卜留克", "西红柿", "黄瓜"}},
	{"forest_products", []string{"偃松子", "老山芹", "蕨菜"}},
	{"livestock", []string{"森林猪", "马鹿", "肉牛"}},
	{"poultry", []string{"鸡蛋", "大鹅"}},
	{"aquatic", []string{"细鳞鱼", "哲罗鱼"}},
	{"bees", []string{"蜂蜜", "蜂王浆"}},
}

var (
	brands = []string{
		"极光", "北极村", "龙江源", "白桦", "雪岭", "兴安岭", "金莲", "冰河", "鹿鸣", "神州北极", "林海",
		"银杉", "额木尔", "胭脂沟", "观音山", "松涛", "寒地", "九曲十八弯", "老金沟", "元宝山", "龙河", "乌苏里",
		"长乐", "重阳", "朝阳", "乐民", "百合", "丰盛", "德源", "绿野",
	}
	activities = []string{"种植", "养殖", "采集", "加工"}
	// Of every hundred producers, how many are of each kind.
	kinds = []struct {
		kind  string
		share int
	}{
		{"cooperative", 40},
		{"family_farm", 25},
		{"enterprise", 15},
		{"sole_trader", 10},
		{"collective", 5},
		{"large_grower", 5},
	}
)

func (c *county) producers(n int) {
	for i := range n {
		p := c.producer(i)
		p.ID = c.schema.Def(registry.Producers).ID(i + 1)
		add(c, registry.Producers, p)
		c.farms = append(c.farms, p)
	}
}

func (c *county) kind() string {
	at := c.rand.IntN(100)
	for _, k := range kinds {
		if at -= k.share; at < 0 {
			return k.kind
		}
	}
	return "other"
}

func (c *county) producer(i int) *registry.Producer {
	town := pick(c, c.towns)
	what := pick(c, produce)
	p := &registry.Producer{
		Kind: c.kind(), TownID: town.id, Sectors: []string{what.sector},
		Products: c.some(what.products), IssuesCert: c.chance(60), LargeScale: c.chance(25),
		Registered: c.ago(100, 6000),
	}
	if p.Kind != "large_grower" {
		p.USCC = c.uscc(p.Kind, i)
	}
	p.Name = c.name(p, town.name)
	if c.chance(8) {
		p.FormerNames = []string{"漠河县" + pick(c, brands) + "农场" + mark}
	}
	if villages := c.villages[town.id]; len(villages) > 0 && c.chance(60) {
		village := pick(c, villages)
		p.VillageID = village.id
		p.Address = town.name + village.name + " 演示地址"
	} else {
		p.Address = town.name + " 演示地址"
	}
	if what.sector == "livestock" || what.sector == "poultry" {
		p.HeadCount = 20 + c.rand.IntN(900)
	} else if what.sector != "aquatic" && what.sector != "bees" {
		p.AreaMu = dataset.Hundredths(int64(500 + c.rand.IntN(180_000)))
	}
	if p.Kind == "enterprise" || p.Kind == "cooperative" {
		p.Phone = fmt.Sprintf("0457-99%05d", i%100000) // no exchange of Mohe begins with 99
	}
	return p
}

// name makes up a name that nobody else in the county has.
func (c *county) name(p *registry.Producer, town string) string {
	for try := 0; ; try++ {
		base := pick(c, brands)
		if try > 2 {
			base += pick(c, brands)
		}
		if try > 8 {
			base += fmt.Sprint(c.rand.IntN(1000))
		}
		name := c.nameOf(p, town, base)
		if !c.names[name] {
			c.names[name] = true
			return name
		}
	}
}

func (c *county) nameOf(p *registry.Producer, town, base string) string {
	where, product := pick(c, []string{"漠河市", town, "漠河市" + town}), p.Products[0]
	switch p.Kind {
	case "cooperative":
		return where + base + product + pick(c, activities) + "农民专业合作社" + mark
	case "family_farm":
		return where + base + product + "家庭农场" + mark
	case "enterprise":
		return where + base + pick(c, []string{"农业科技", "食品", "生态农业"}) + "有限公司" + mark
	case "collective":
		return town + base + "村股份经济合作社" + mark
	case "sole_trader":
		return where + base + product + "经营部" + mark
	default:
		return "种植户" + base + mark // a grower has no name of a business; no person's name is made up
	}
}
