package testkit

import (
	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/registry"
)

// County returns a small made-up county (演示数据): every dataset has a row, every status of a
// certificate one certificate, every tier one producer.
func County(s *registry.Schema) registry.Rows {
	rows := registry.Rows{}
	add(rows, s, registry.Divisions, divisions)
	add(rows, s, registry.Producers, producers)
	add(rows, s, registry.Certificates, certificates)
	add(rows, s, registry.TraceEntities, traceEntities)
	add(rows, s, registry.CreditSchemes, creditSchemes)
	add(rows, s, registry.CreditRatings, creditRatings)
	add(rows, s, registry.DemonstrationTitles, titles)
	add(rows, s, registry.InputDealers, dealers)
	add(rows, s, registry.Labs, labs)
	add(rows, s, registry.LabDays, labDays)
	add(rows, s, registry.ServicePoints, servicePoints)
	return rows
}

func add[T any](rows registry.Rows, s *registry.Schema, name string, list []T) {
	def := s.Def(name)
	for i := range list {
		rows[name] = append(rows[name], dataset.Pack(def, &list[i]))
	}
}

const (
	xilinji = "D232701100"
	beiji   = "D232701104"
	beijiV  = "D232701104200"
	amuer   = "D232701102"
)

var divisions = []registry.Division{
	{
		ID: "D232701", Code: "232701", Name: "漠河市", Level: "city", FormerNames: []string{"漠河县"},
		FormerCodes: []string{"232723"}, ValidFrom: 20180201,
	},
	{ID: xilinji, Code: "232701100", Name: "西林吉镇", Level: "town", ParentID: "D232701"},
	{
		ID: amuer, Code: "232701102", Name: "阿木尔镇", Level: "town", ParentID: "D232701",
		FormerNames: []string{"劲涛镇"},
	},
	{
		ID: beiji, Code: "232701104", Name: "北极镇", Level: "town", ParentID: "D232701",
		FormerNames: []string{"漠河乡", "北极乡"},
	},
	{ID: beijiV, Code: "232701104200", Name: "北极村", Level: "village", ParentID: beiji},
}

var producers = []registry.Producer{
	{
		ID: "P000001", Name: "漠河市演示蓝莓种植专业合作社", USCC: "93232701PDY000044W",
		FormerNames: []string{"漠河县演示蓝莓合作社"}, Kind: "cooperative", TownID: beiji,
		VillageID: beijiV, Sectors: []string{"fruit"}, Products: []string{"蓝莓", "红豆"},
		AreaMu: dataset.Hundredths(123450), IssuesCert: true, LargeScale: true,
		Registered: 20180502,
	},
	{
		ID: "P000002", Name: "漠河演示木耳有限公司", USCC: "91232701PDY00001XD", Kind: "enterprise",
		TownID: xilinji, Sectors: []string{"fungi", "processing"}, Products: []string{"黑木耳"},
		AreaMu: dataset.Hundredths(5000), IssuesCert: true, Registered: 20190311,
	},
	{
		ID: "P000003", Name: "演示重阳家庭农场", USCC: "92232701PDY0000365", Kind: "family_farm",
		TownID: amuer, Sectors: []string{"potatoes", "soy"}, Products: []string{"马铃薯", "大豆"},
		AreaMu: dataset.Hundredths(30000), Registered: 20200620,
	},
	{
		ID: "P000004", Name: "=演示,\"引号\"村集体经济组织", USCC: "N2232701PDY0000608",
		Kind: "collective", TownID: beiji, Products: []string{"蓝莓"}, Sectors: []string{"fruit"},
	},
	{
		ID: "P000005", Name: "张**（演示）", Kind: "large_grower", TownID: xilinji,
		Sectors: []string{"herbs"}, AreaMu: dataset.Hundredths(12000),
	},
	{
		ID: "P000006", Name: "漠河演示养蜂个体工商户", Kind: "sole_trader", HeadCount: 200,
		Sectors: []string{"bees"}, Products: []string{"蜂蜜"},
	},
}

var certificates = []registry.Certificate{
	{
		ID: "C000001", ProducerID: "P000001", Scheme: "green_food", Number: "LB-99-2601089999A",
		EnterpriseCode: "GF232701990001", Product: "演示蓝莓", Level: "A", Scope: "planting",
		AreaMu: dataset.Hundredths(50000), Certifier: "演示绿色食品中心",
		ValidFrom: 20260101, ValidTo: 20281231,
	},
	{
		ID: "C000002", ProducerID: "P000001", Scheme: "organic", Number: "0999OP2699999",
		Product: "演示红豆", Scope: "planting", Certifier: "演示认证公司",
		ValidFrom: 20251215, ValidTo: 20261214,
	},
	{
		ID: "C000003", ProducerID: "P000002", Scheme: "organic_conversion", Number: "0999OP2699998",
		Product: "演示黑木耳", Certifier: "演示认证公司", ValidFrom: 20260301, ValidTo: 20270228,
	},
	{
		ID: "C000004", ProducerID: "P000002", Scheme: "green_food", Number: "LB-99-2301089998A",
		Product: "演示黑木耳", Certifier: "演示绿色食品中心", ValidFrom: 20230101, ValidTo: 20251231,
	},
	{
		ID: "C000005", ProducerID: "P000003", Scheme: "organic", Number: "0999OP2699997",
		Product: "演示马铃薯", ValidFrom: 20260301, ValidTo: 20270228, Standing: "suspended",
		StandingOn: 20260901, StandingReason: "演示",
	},
	{
		ID: "C000006", ProducerID: "P000003", Scheme: "organic", Number: "0999OP2699996",
		Product: "演示大豆", ValidFrom: 20260301, ValidTo: 20270228, Standing: "revoked",
		StandingOn: 20260901, StandingReason: "演示",
	},
	{ID: "C000007", HolderName: "演示协会", Scheme: "gi", Number: "AGI99999", Product: "演示地理标志"},
	{
		ID: "C000008", ProducerID: "P000004", Scheme: "green_food", Number: "LB-99-2601089997A",
		Product: "演示蓝莓", ValidFrom: 20270101, ValidTo: 20291231,
	},
}

var traceEntities = []registry.TraceEntity{
	{
		ID: "T000001", ProducerID: "P000001", HolderName: "漠河市演示蓝莓种植专业合作社",
		Platform: "national", Code: "DEMO-TRACE-99-0001", Products: []string{"蓝莓"},
		Joined: 20240105, Standing: "active",
	},
}

var creditSchemes = []registry.CreditScheme{
	{
		ID: "S01", Name: "演示信用评价办法", AppliesTo: "producers",
		Levels: []string{"A", "B", "C", "D"}, LevelMeanings: []string{"优", "良", "中", "差"},
		AdverseFrom: "D", Basis: "演示〔2026〕1号", Issuer: "演示农业农村局",
		ValidFrom: 20260101,
	},
}

var creditRatings = []registry.CreditRating{
	{
		ID: "R000001", SubjectID: "P000001", SubjectName: "漠河市演示蓝莓种植专业合作社",
		SchemeID: "S01", Year: 2026, Level: "A", DecidedOn: 20260301, ValidTo: 20270228,
	},
	{
		ID: "R000002", SubjectID: "P000002", SubjectName: "漠河演示木耳有限公司",
		SchemeID: "S01", Year: 2026, Level: "B", DecidedOn: 20260301, ValidTo: 20270228,
	},
	{
		ID: "R000003", SubjectID: "P000003", SubjectName: "演示重阳家庭农场",
		SchemeID: "S01", Year: 2026, Level: "D", Severity: "ordinary", DecidedOn: 20260901,
		ValidTo: 20270228, DisplayUntil: 20261201,
	},
}

var titles = []registry.DemonstrationTitle{
	{
		ID: "H000001", ProducerID: "P000001", HolderName: "漠河市演示蓝莓种植专业合作社",
		Title: "national", Year: 2024, AwardedBy: "演示部门", AwardedOn: 20240601,
	},
}

var dealers = []registry.InputDealer{
	{
		ID: "A000001", Name: "漠河演示农资商店", USCC: "92232701PDY0000365",
		LicenceNumber: "农药经许(黑)23270129999", LicenceValidTo: 20290101,
		Categories: []string{"pesticide", "seed"}, TownID: xilinji, Phone: "0457-9999999",
	},
}

var labs = []registry.Lab{
	{
		ID: "L01", Name: "漠河演示快检室", TownID: xilinji, Address: "演示路1号",
		Phone: "0457-9999999", Items: []string{"有机磷"}, SampleKinds: []string{"蔬菜"},
		Turnaround: 40,
	},
}

var labDays = []registry.LabDay{
	{
		ID: "L01-20261124", LabID: "L01", Date: 20261124, Status: "open", DayKind: "working",
		Hours: []string{"09:00–11:30", "13:30–16:00"}, LastSample: "15:00", Capacity: 16,
	},
	{
		ID: "L01-20261125", LabID: "L01", Date: 20261125, Status: "closed", DayKind: "working",
		Reason: "演示：极寒停检", ReasonEn: "Demonstration: closed for extreme cold.",
	},
	{
		ID: "L01-20270104", LabID: "L01", Date: 20270104, Status: "pending", DayKind: "unknown",
		Reason:   "节假日安排待国务院公布",
		ReasonEn: "The public holidays of this year are not announced yet.",
	},
}

var servicePoints = []registry.ServicePoint{
	{
		ID: "V0001", Name: "北极镇演示服务点", TownID: beiji, Services: []string{"打印"},
		Phone: "0457-9999998",
	},
}

// Today is the date on which County is as its rows say.
var Today = calendar.DateOf(Start)
