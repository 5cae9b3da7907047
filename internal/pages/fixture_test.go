package pages_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/blob/blobtest"
	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/ident"
	"github.com/mingtian-portal/mingtian/internal/pages"
	"github.com/mingtian-portal/mingtian/internal/pinyin"
	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/revision"
	"github.com/mingtian-portal/mingtian/internal/snapshot"
	"github.com/mingtian-portal/mingtian/internal/snapshot/build"
	"github.com/mingtian-portal/mingtian/internal/store/storetest"
)

// today is the date of every snapshot here unless a test moves the clock.
var today = calendar.Date(20261124)

// fillers are producers that only fill pages, from P000101 on.
const fillers = 30

// county is a small register and its snapshots.
type county struct {
	t       *testing.T
	clock   *storetest.Clock
	log     *revision.Log
	pub     *build.Publisher
	changes []revision.Change
}

func newCounty(t *testing.T) *county {
	t.Helper()
	schema := registry.Load()
	c := &county{t: t, clock: storetest.NewClock(today.Midnight().Add(12 * time.Hour))}
	c.log = revision.New(storetest.NewMemory(c.clock.Now), schema, c.clock.Now,
		rand.NewChaCha8([32]byte{1}))
	c.pub = &build.Publisher{
		Log: c.log, Blobs: blobtest.NewMemory(), Schema: schema, Now: c.clock.Now, Build: "test",
		Readings: pinyin.Readings, SortKey: pinyin.SortKey, Live: openDays,
	}
	return c
}

// put notes a row as it is from the next snapshot on.
func put[T any](c *county, name string, row T) *revision.Version {
	def := registry.Load().Def(name)
	packed := dataset.Pack(def, &row)
	v := revision.Row(def.Encode(packed))
	c.changes = append(c.changes, revision.Change{Dataset: name, ID: packed.ID(), After: v})
	return v
}

// end notes how a row left the register.
func end[T any](c *county, name string, row T, how revision.End, reason string) {
	v := put(c, name, row)
	last := &c.changes[len(c.changes)-1]
	last.After = revision.Ended(v, how, today.AddDays(-3), reason)
}

// snapshot commits what was noted and returns what is published then.
func (c *county) snapshot() *snapshot.Snapshot {
	c.t.Helper()
	state, err := c.pub.State(c.t.Context())
	require.NoError(c.t, err)
	for i := range c.changes {
		ch := &c.changes[i]
		if e, ok := state.Entry(ch.Dataset, ch.ID); ok {
			before := e.Version
			ch.Before = &before
		}
	}
	_, err = c.log.Commit(c.t.Context(), state.Revision,
		revision.ChangeSet{Author: "test", Changes: c.changes, Confirmed: true})
	require.NoError(c.t, err)
	c.changes = nil
	_, err = c.pub.Publish(c.t.Context(), true)
	require.NoError(c.t, err)
	snap, err := snapshot.NewReader(c.pub.Blobs, c.pub.Schema, c.clock.Now, 0).
		Current(c.t.Context())
	require.NoError(c.t, err)
	return snap
}

// fill notes a register with every kind of row.
func (c *county) fill() {
	c.places()
	c.farms()
	c.certificates()
	c.credit()
	c.shops()
}

func (c *county) places() {
	put(c, registry.Divisions, registry.Division{
		ID: "D232701", Code: "232701", Name: "漠河市", Level: "city",
	})
	for _, town := range [][2]string{{"232701101", "图强镇"}, {"232701104", "北极镇"}} {
		put(c, registry.Divisions, registry.Division{
			ID: "D" + town[0], Code: town[0], Name: town[1], Level: "town", ParentID: "D232701",
		})
	}
	lab := registry.Lab{
		ID: "L01", Name: "北极镇快检室（演示数据）", TownID: "D232701104", Address: "演示路 1 号",
		Phone: "0457-9800001", OpeningHours: "周一至周五 8:30–11:30", Turnaround: 30,
		SampleKinds: []string{"蔬菜", "水果"},
	}
	put(c, registry.Labs, lab)
	lab.ID, lab.Name = "L02", "图强镇快检室（演示数据）"
	end(c, registry.Labs, lab, revision.Withdrawn, "演示:撤并")
}

func uscc(t *testing.T, serial int) string {
	code, err := ident.ReservedUSCC("93", "232701", serial)
	require.NoError(t, err)
	return string(code)
}

// awkward is a name that markup must survive.
const awkward = `% Arabica <b>咖啡</b> & "农场"（演示数据）`

func (c *county) farms() {
	blueberry := registry.Producer{
		ID: "P000001", Name: "北极蓝莓专业合作社（演示数据）", FormerNames: []string{"北极浆果合作社"},
		USCC: uscc(c.t, 1), Kind: "cooperative", TownID: "D232701104", Address: "演示路 2 号",
		Phone: "0457-9800002", Sectors: []string{"fruit", "forest_products"},
		Products: []string{"蓝莓", "蓝莓干"}, AreaMu: dataset.Hundredths(123450), LargeScale: true,
		Registered: 20150316,
	}
	put(c, registry.Producers, blueberry)
	put(c, registry.Producers, registry.Producer{
		ID: "P000002", Name: awkward, Kind: "enterprise", TownID: "D232701101",
		Products: []string{"咖啡 & 茶"},
	})
	put(c, registry.Producers, registry.Producer{ID: "P000003", Name: "张**", Kind: "large_grower"})
	end(c, registry.Producers, registry.Producer{
		ID: "P000004", Name: "已撤出合作社（演示数据）", USCC: uscc(c.t, 4),
	}, revision.Withdrawn, "演示:注销")
	end(c, registry.Producers, registry.Producer{ID: "P000005", Name: "误登"}, revision.Erased, "")
	for i := range fillers {
		put(c, registry.Producers, registry.Producer{
			ID: fmt.Sprintf("P%06d", 101+i), Name: fmt.Sprintf("演示第%d家庭农场（演示数据）", i+1),
			Kind: "family_farm", TownID: "D232701101", USCC: uscc(c.t, 100+i),
		})
	}
	put(c, registry.TraceEntities, registry.TraceEntity{
		ID: "T000001", ProducerID: "P000001", HolderName: blueberry.Name, Platform: "provincial",
		Code: "DEMO9900000001", Products: []string{"蓝莓"}, Joined: 20240501, Standing: "active",
	})
	put(c, registry.TraceEntities, registry.TraceEntity{
		ID: "T000002", ProducerID: "P000002", HolderName: awkward, Platform: "national",
		Code: "DEMO9900000002", Joined: 20240501, Standing: "left",
	})
	put(c, registry.DemonstrationTitles, registry.DemonstrationTitle{
		ID: "H000001", ProducerID: "P000001", HolderName: blueberry.Name, Title: "provincial",
		Year: 2025, AwardedBy: "演示评定机构", AwardedOn: 20250301, ValidTo: 20290228,
	})
}

// certificates notes one in every status, C000001 to C000009, a second product on the first
// one's number, and one that left the register.
func (c *county) certificates() {
	cert := func(n int, change func(*registry.Certificate)) registry.Certificate {
		out := registry.Certificate{
			ID: fmt.Sprintf("C%06d", n), ProducerID: "P000001", Scheme: registry.SchemeGreenFood,
			HolderName: "北极蓝莓专业合作社（演示数据）", Number: fmt.Sprintf("LB-99-990108%05dA", n),
			EnterpriseCode: "GF232701990001", Product: fmt.Sprintf("蓝莓%d号", n), Level: "A",
			Certifier: "演示发证机构", ValidFrom: 20250101, ValidTo: 20271231, Standing: "in_force",
		}
		change(&out)
		return out
	}
	stand := func(standing string) func(*registry.Certificate) {
		return func(c *registry.Certificate) {
			c.Standing, c.StandingOn, c.StandingReason = standing, 20261001, "演示原因"
		}
	}
	for n, change := range []func(*registry.Certificate){
		func(*registry.Certificate) {},
		func(c *registry.Certificate) { c.ValidTo = today.AddDays(30) },
		func(c *registry.Certificate) {
			c.Scheme, c.Number = registry.SchemeConversion, "0999OP9900003"
		},
		func(c *registry.Certificate) { c.ValidTo = today.AddDays(-1) },
		stand("suspended"), stand("revoked"), stand("withdrawn"),
		func(c *registry.Certificate) { c.ValidFrom = today.AddDays(1) },
		func(c *registry.Certificate) { c.ValidTo, c.ProducerID = 0, "" },
		func(c *registry.Certificate) { c.Number, c.Product = "LB-99-99010800001A", "蓝莓干" },
	} {
		put(c, registry.Certificates, cert(n+1, change))
	}
	end(c, registry.Certificates, cert(11, func(*registry.Certificate) {}), revision.Withdrawn, "")
}

func (c *county) credit() {
	put(c, registry.CreditSchemes, registry.CreditScheme{
		ID: "S01", Name: "生产主体信用评价方案（演示数据）", AppliesTo: registry.Producers,
		Levels: []string{"A", "B", "C", "D"}, AdverseFrom: "C", ValidFrom: 20240122,
		LevelMeanings: []string{"守信", "基本守信", "轻度失信", "严重失信"}, Basis: "演示依据文件",
		Issuer: "演示发布机关",
	})
	put(c, registry.CreditRatings, registry.CreditRating{
		ID: "R000001", SubjectID: "P000001", SubjectName: "北极蓝莓专业合作社（演示数据）",
		SchemeID: "S01", Year: 2025, Level: "A", DecidedOn: 20260301, DecidedBy: "演示评定机构",
		ValidTo: 20280228, Status: "in_force",
	})
	put(c, registry.CreditRatings, registry.CreditRating{
		ID: "R000002", SubjectID: "P000002", SubjectName: awkward, SchemeID: "S01", Year: 2025,
		Level: "C", Severity: "ordinary", DecidedOn: 20260901, Status: "in_force",
		DisplayUntil: 20270228,
	})
	put(c, registry.CreditRatings, registry.CreditRating{
		ID: "R000003", SubjectID: "P000101", SubjectName: "演示第1家庭农场（演示数据）",
		SchemeID: "S01", Year: 2025, Level: "D", Severity: "serious", DecidedOn: 20260901,
		Status: "in_force", DisplayUntil: today.AddDays(-1),
	})
}

// filled returns a snapshot of a register with every kind of row.
func filled(t *testing.T) *snapshot.Snapshot {
	t.Helper()
	c := newCounty(t)
	c.fill()
	return c.snapshot()
}

func newSite(t testing.TB, mount string) *pages.Site {
	t.Helper()
	s, err := pages.New(pages.Options{
		Schema: registry.Load(), Mount: mount, Origin: "https://example.gov.cn",
		Imprint: pages.Imprint{
			Sponsor: dataset.Bilingual{Zh: "演示市农业农村局", En: "Demonstration bureau"},
			Phone:   "0457-9800000", ICP: "黑ICP备00000000号-1", SiteCode: "0000000000",
		},
	})
	require.NoError(t, err)
	return s
}

// get returns the page at an address without mount path.
func get(t *testing.T, s *pages.Site, snap *snapshot.Snapshot, address string) pages.Page {
	t.Helper()
	u, err := url.Parse(address)
	require.NoError(t, err)
	p, err := s.Page(context.WithoutCancel(t.Context()), snap, u.Path, u.Query())
	require.NoError(t, err)
	return p
}
