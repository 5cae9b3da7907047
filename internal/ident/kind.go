package ident

// Kind is a kind of identifier. Its text is a code that the API may show.
type Kind string

// The kinds of identifier that the portal can read.
const (
	KindUSCC                  Kind = "uscc"                   // 统一社会信用代码
	KindDivision              Kind = "division"               // 行政区划代码, 6, 9 or 12 digits
	KindGreenProduct          Kind = "green_product"          // 绿色食品产品编号 LB-
	KindGreenEnterprise       Kind = "green_enterprise"       // 绿色食品企业信息码 GF
	KindOrganicCertificate    Kind = "organic_certificate"    // 有机产品认证证书编号
	KindOrganicCode           Kind = "organic_code"           // 有机码, 17 digits
	KindGICertificate         Kind = "gi_certificate"         // 农产品地理标志登记证书
	KindGISpecification       Kind = "gi_specification"       // 质量控制技术规范
	KindTraceOID              Kind = "trace_oid"              // 追溯码, dotted old form
	KindTraceNew              Kind = "trace_new"              // 追溯码 that starts with 1, 2 or 3
	KindTraceOther            Kind = "trace_other"            // 追溯码 of a form we cannot read
	KindPesticideLicence      Kind = "pesticide_licence"      // 农药经营许可证
	KindVeterinaryLicence     Kind = "veterinary_licence"     // 兽药经营许可证
	KindSeedLicence           Kind = "seed_licence"           // 农作物种子生产经营许可证
	KindForestSeedLicence     Kind = "forest_seed_licence"    // 林木种子生产经营许可证
	KindLivestockFarm         Kind = "livestock_farm"         // 畜禽养殖代码
	KindEarTag                Kind = "ear_tag"                // 畜禽标识编码
	KindPesticideRegistration Kind = "pesticide_registration" // 农药登记证
	KindQuarantine            Kind = "quarantine"             // 植物检疫证书, 产地检疫合格证
	KindPortalID              Kind = "portal_id"              // P000123, also as a QR link
	KindPersonID              Kind = "person_id"              // 公民身份号码: never looked up
)

// Authority is who can tell whether a code was issued.
type Authority struct {
	Name Text
	Host string // its site, where the reference gives one; mostly empty
}

type kindRow struct {
	name Text
	ask  Authority
}

var (
	greenCentre = Authority{
		Name: Text{"中国绿色食品发展中心", "China Green Food Development Centre"},
		Host: "greenfood.agri.cn",
	}
	certification = Authority{
		Name: Text{
			"全国认证认可信息公共服务平台、中国食品农产品认证信息系统",
			"the national certification information platform (CNCA)",
		},
		Host: "food.cnca.cn",
	}
	indications = Authority{Name: Text{
		"农业农村部(2022年以前的登记)、国家知识产权局",
		"Ministry of Agriculture and Rural Affairs (up to 2022); " +
			"China National Intellectual Property Administration",
	}}
	tracing = Authority{Name: Text{
		"国家农产品质量安全追溯管理信息平台、黑龙江省农产品质量安全追溯公共服务平台",
		"the national and the Heilongjiang produce traceability platforms",
	}}
	agriculture = Authority{Name: Text{
		"发证的农业农村部门", "the agriculture bureau that issued it",
	}}
	forestry = Authority{Name: Text{
		"发证的林业和草原部门", "the forestry and grassland bureau that issued it",
	}}
	statistics = Authority{Name: Text{
		"民政部门、国家统计局", "civil affairs authorities; National Bureau of Statistics",
	}}
	pesticides = Authority{Name: Text{
		"中国农药信息网", "China Pesticide Information Network",
	}}
	registrar = Authority{Name: Text{
		"登记机关", "the authority that registered it",
	}}
	portal = Authority{Name: Text{"本网站", "this portal"}}
)

var kinds = map[Kind]kindRow{
	KindUSCC:                  {Text{"统一社会信用代码", "unified social credit code"}, registrar},
	KindDivision:              {Text{"行政区划代码", "administrative division code"}, statistics},
	KindGreenProduct:          {Text{"绿色食品产品编号", "green-food product number"}, greenCentre},
	KindGreenEnterprise:       {Text{"绿色食品企业信息码", "green-food enterprise code"}, greenCentre},
	KindOrganicCertificate:    {Text{"有机产品认证证书编号", "organic certificate number"}, certification},
	KindOrganicCode:           {Text{"有机码", "organic code"}, certification},
	KindGICertificate:         {Text{"农产品地理标志登记证书编号", "GI certificate number"}, indications},
	KindGISpecification:       {Text{"农产品地理标志技术规范编号", "GI specification number"}, indications},
	KindTraceOID:              {Text{"追溯码(点分旧式)", "trace code (old dotted form)"}, tracing},
	KindTraceNew:              {Text{"追溯码(新式)", "trace code (new form)"}, tracing},
	KindTraceOther:            {Text{"追溯码(格式不明)", "trace code (form not known)"}, tracing},
	KindPesticideLicence:      {Text{"农药经营许可证", "pesticide dealer's licence"}, agriculture},
	KindVeterinaryLicence:     {Text{"兽药经营许可证", "veterinary drug dealer's licence"}, agriculture},
	KindSeedLicence:           {Text{"农作物种子生产经营许可证", "crop seed licence"}, agriculture},
	KindForestSeedLicence:     {Text{"林木种子生产经营许可证", "forest seed licence"}, forestry},
	KindLivestockFarm:         {Text{"畜禽养殖代码", "livestock farm code"}, agriculture},
	KindEarTag:                {Text{"畜禽标识编码(耳标)", "ear tag number"}, agriculture},
	KindPesticideRegistration: {Text{"农药登记证号", "pesticide registration number"}, pesticides},
	KindQuarantine:            {Text{"检疫证书编号", "quarantine certificate number"}, agriculture},
	KindPortalID:              {Text{"本网站编号", "number of this portal"}, portal},
	KindPersonID:              {Text{"公民身份号码", "personal ID number"}, Authority{}},
}

// Name returns what the kind is called.
func (k Kind) Name() Text { return kinds[k].name }

// Ask returns who can tell whether a code of this kind was issued; for a USCC the reading
// itself knows better, because that depends on its first character.
func (k Kind) Ask() Authority { return kinds[k].ask }
