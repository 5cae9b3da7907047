package demo

import (
	"fmt"

	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/registry"
)

// certificates adds about one certificate for every two producers. The first ones are in every
// status there is; chance does the rest.
func (c *county) certificates() {
	n := max(len(c.farms)/2, min(len(c.farms), 1))
	for i := range n {
		farm := c.farms[i*2%len(c.farms)]
		cert := &registry.Certificate{
			ProducerID: farm.ID, HolderName: farm.Name, Product: pick(c, farm.Products),
			Brand: pick(c, brands), Standing: "in_force",
			AreaMu: farm.AreaMu, OutputT: dataset.Hundredths(int64(100 + c.rand.IntN(50_000))),
		}
		c.scheme(cert, i)
		c.life(cert, i)
		add(c, registry.Certificates, cert)
	}
}

// scheme decides what a certificate certifies, and gives it a number of the year 99.
func (c *county) scheme(cert *registry.Certificate, i int) {
	serial := i + 1
	switch {
	case i%10 < 5:
		cert.Scheme, cert.Scope, cert.Level = registry.SchemeGreenFood, "planting", "A"
		cert.Number = fmt.Sprintf("LB-99-99%02d08%05dA", 1+serial%12, serial)
		cert.EnterpriseCode = fmt.Sprintf("GF23270199%04d", serial%10000)
		cert.Certifier = "演示绿色食品发证机构" + mark
	case i%10 < 9:
		cert.Scheme = registry.SchemeOrganic
		if i%10 == 8 {
			cert.Scheme = registry.SchemeConversion
		}
		cert.Scope = pick(c, []string{"planting", "wild_collection", "processing"})
		cert.Number = fmt.Sprintf("0999OP99%05d", serial%100000)
		if serial >= 100000 {
			cert.Number += fmt.Sprintf("-%d", serial/100000)
		}
		cert.Certifier = "演示有机认证机构" + mark
	default:
		cert.Scheme, cert.Scope = registry.SchemeGI, "planting"
		cert.Number = fmt.Sprintf("AGI99%03d", serial/10%1000)
		cert.Certifier = "演示地理标志登记机构" + mark
	}
}

// life decides from when to when a certificate is valid, and what the certifier says of it.
func (c *county) life(cert *registry.Certificate, i int) {
	years := 3
	if cert.Scheme == registry.SchemeOrganic || cert.Scheme == registry.SchemeConversion {
		years = 1
	}
	end := func(days int) {
		cert.ValidTo = c.today.AddDays(days)
		cert.ValidFrom = cert.ValidTo.AddMonths(-12 * years).AddDays(1)
	}
	switch i % 20 {
	case 1, 6:
		end(c.rand.IntN(registry.ExpiringDays + 1))
	case 2, 12:
		end(-1 - c.rand.IntN(400))
	case 3:
		end(100 + c.rand.IntN(200))
		c.stand(cert, "suspended", "演示：限期整改", c.ago(1, 60))
	case 4:
		end(100 + c.rand.IntN(200))
		c.stand(cert, "revoked", "演示：检出禁用投入品", c.ago(1, 300))
	case 5:
		end(100 + c.rand.IntN(200))
		c.stand(cert, "withdrawn", "演示：持证人申请注销", c.ago(1, 300))
	case 7:
		cert.ValidFrom = c.today.AddDays(5 + c.rand.IntN(20))
		cert.ValidTo = cert.ValidFrom.AddMonths(12 * years).AddDays(-1)
	default:
		end(31 + c.rand.IntN(365*years-31))
	}
}

func (c *county) stand(cert *registry.Certificate, standing, reason string, on calendar.Date) {
	cert.Standing, cert.StandingReason, cert.StandingOn = standing, reason, on
}

// traces adds producers to the provincial and the national platform.
func (c *county) traces() {
	for i, farm := range c.farms {
		if !c.chance(30) {
			continue
		}
		t := &registry.TraceEntity{
			ProducerID: farm.ID, HolderName: farm.Name, Products: farm.Products, AreaMu: farm.AreaMu,
			Platform: pick(c, []string{"provincial", "provincial", "national"}),
			Code:     fmt.Sprintf("DEMO99%08d", i+1), Joined: c.ago(10, 900),
			Standing: pick(c, []string{"active", "active", "active", "active", "inactive", "left"}),
		}
		add(c, registry.TraceEntities, t)
	}
}

// titles adds demonstration cooperatives and farms.
func (c *county) titles() {
	for _, farm := range c.farms {
		if (farm.Kind != "cooperative" && farm.Kind != "family_farm") || !c.chance(20) {
			continue
		}
		awarded := c.ago(30, 1500)
		add(c, registry.DemonstrationTitles, &registry.DemonstrationTitle{
			ProducerID: farm.ID, HolderName: farm.Name, Year: awarded.Year(), AwardedOn: awarded,
			Title:     pick(c, []string{"prefectural", "prefectural", "provincial", "national"}),
			AwardedBy: "演示评定机构" + mark, ValidTo: awarded.AddMonths(48),
		})
	}
}
