package registry_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/registry"
)

const today = calendar.Date(20261124)

func TestCertificate_StatusOn(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		cert registry.Certificate
		want string
	}{
		{"31 days left", registry.Certificate{ValidTo: today.AddDays(31)}, "valid"},
		{"30 days left", registry.Certificate{ValidTo: today.AddDays(30)}, "expiring"},
		{"last day", registry.Certificate{ValidTo: today}, "expiring"},
		{"day after", registry.Certificate{ValidTo: today.AddDays(-1)}, "expired"},
		{"first day", registry.Certificate{ValidFrom: today, ValidTo: 20280101}, "valid"},
		{"not yet", registry.Certificate{ValidFrom: today.AddDays(1), ValidTo: 20280101}, "pending"},
		{"no end known", registry.Certificate{Scheme: "green_food"}, "unknown"},
		{"a GI has no end", registry.Certificate{Scheme: "gi"}, "valid"},
		{"conversion is not organic", registry.Certificate{
			Scheme: "organic_conversion", ValidTo: today.AddDays(3),
		}, "conversion"},
		{"conversion that ended", registry.Certificate{
			Scheme: "organic_conversion", ValidTo: today.AddDays(-3),
		}, "expired"},
		{"suspended", registry.Certificate{Standing: "suspended", ValidTo: 20280101}, "suspended"},
		{"a suspension ends with the certificate", registry.Certificate{
			Standing: "suspended", ValidTo: today.AddDays(-1),
		}, "expired"},
		{"revoked stays revoked", registry.Certificate{
			Standing: "revoked", ValidTo: today.AddDays(-1),
		}, "revoked"},
		{"withdrawn", registry.Certificate{Standing: "withdrawn", ValidTo: 20280101}, "withdrawn"},
	} {
		assert.Equal(t, c.want, c.cert.StatusOn(today), c.name)
	}
}

// fixture packs structs into rows, by dataset.
func fixture(t *testing.T, structs ...any) registry.Rows {
	t.Helper()
	s := registry.Load()
	rows := registry.Rows{}
	for _, one := range structs {
		switch v := one.(type) {
		case registry.Producer:
			rows[registry.Producers] = append(rows[registry.Producers],
				dataset.Pack(s.Def(registry.Producers), &v))
		case registry.Certificate:
			rows[registry.Certificates] = append(rows[registry.Certificates],
				dataset.Pack(s.Def(registry.Certificates), &v))
		case registry.TraceEntity:
			rows[registry.TraceEntities] = append(rows[registry.TraceEntities],
				dataset.Pack(s.Def(registry.TraceEntities), &v))
		case registry.DemonstrationTitle:
			rows[registry.DemonstrationTitles] = append(rows[registry.DemonstrationTitles],
				dataset.Pack(s.Def(registry.DemonstrationTitles), &v))
		case registry.CreditScheme:
			rows[registry.CreditSchemes] = append(rows[registry.CreditSchemes],
				dataset.Pack(s.Def(registry.CreditSchemes), &v))
		case registry.CreditRating:
			rows[registry.CreditRatings] = append(rows[registry.CreditRatings],
				dataset.Pack(s.Def(registry.CreditRatings), &v))
		default:
			require.Failf(t, "fixture", "%T", one)
		}
	}
	return rows
}

func producer(t *testing.T, v registry.View, id string) registry.Producer {
	t.Helper()
	for _, r := range v.Rows[registry.Producers] {
		if r.ID() == id {
			return dataset.Unpack[registry.Producer](registry.Load().Def(registry.Producers), r)
		}
	}
	require.Failf(t, "no producer", id)
	return registry.Producer{}
}

func TestDerive_WhatAProducerHolds(t *testing.T) {
	t.Parallel()
	const town = "D232701100"
	rows := fixture(t,
		registry.Producer{ID: "P000001", Name: "甲", TownID: town},
		registry.Producer{ID: "P000002", Name: "乙"},
		registry.Certificate{ID: "C000001", ProducerID: "P000001", Scheme: "green_food", ValidTo: today},
		registry.Certificate{
			ID: "C000002", ProducerID: "P000002", Scheme: "organic_conversion", ValidTo: 20280101,
		},
		registry.Certificate{
			ID: "C000003", ProducerID: "P000002", Scheme: "organic", ValidTo: 20280101, Withdrawn: 20260101,
		},
		registry.TraceEntity{ID: "T000001", ProducerID: "P000001", Standing: "active", Joined: today},
		registry.TraceEntity{ID: "T000002", ProducerID: "P000002", Standing: "left"},
		registry.DemonstrationTitle{ID: "H000001", ProducerID: "P000001", ValidTo: today},
		registry.DemonstrationTitle{ID: "H000002", ProducerID: "P000002", ValidTo: today.AddDays(-1)},
	)
	v := registry.Derive(registry.Load(), rows, today)
	a, b := producer(t, v, "P000001"), producer(t, v, "P000002")
	assert.Equal(t, []bool{true, false, true, true}, []bool{a.Green, a.Organic, a.Traceable, a.Titled})
	assert.Equal(t, []bool{false, false, false, false},
		[]bool{b.Green, b.Organic, b.Traceable, b.Titled},
		"conversion is not organic; a withdrawn row proves nothing")
	cert := registry.Load().Def(registry.Certificates)
	assert.Equal(t, town, cert.Text(v.Rows[registry.Certificates][0], "town_id"))
	assert.Equal(t, "valid", cert.Text(v.Rows[registry.Certificates][2], "status"),
		"a withdrawn row still says what its certificate was")

	tomorrow := registry.Derive(registry.Load(), rows, today.AddDays(1))
	assert.False(t, producer(t, tomorrow, "P000001").Green, "it expires by date alone")
	assert.False(t, rows[registry.Producers][0][registry.Load().Def(registry.Producers).
		Index("tier")].Set, "the rows given are not changed")
}

func TestDerive_Tier(t *testing.T) {
	t.Parallel()
	scheme := registry.CreditScheme{
		ID: "S01", AppliesTo: "producers", Levels: []string{"A", "B", "C", "D"}, AdverseFrom: "C",
	}
	rating := func(level string, change func(*registry.CreditRating)) registry.CreditRating {
		r := registry.CreditRating{
			ID: "R000001", SubjectID: "P000001", SchemeID: "S01", Level: level, Year: 2025,
			DecidedOn: 20260301, ValidTo: 20280101,
		}
		if change != nil {
			change(&r)
		}
		return r
	}
	for _, c := range []struct {
		name, kind string
		ratings    []registry.CreditRating
		file, now  string // what immutable files say, and what today's pages say
	}{
		{"none", "", nil, "unrated", "unrated"},
		{"good", "", []registry.CreditRating{rating("A", nil)}, "A", "A"},
		{"adverse, within its display", "", []registry.CreditRating{
			rating("D", func(r *registry.CreditRating) { r.DisplayUntil = today }),
		}, "withheld", "D"},
		{"adverse, past its display", "", []registry.CreditRating{
			rating("C", func(r *registry.CreditRating) { r.DisplayUntil = today.AddDays(-1) }),
		}, "withheld", "withheld"},
		{"repaired", "", []registry.CreditRating{
			rating("D", func(r *registry.CreditRating) { r.Status = "repaired" }),
		}, "unrated", "unrated"},
		{"still in its publicity period", "", []registry.CreditRating{
			rating("A", func(r *registry.CreditRating) { r.Status = "publicity" }),
		}, "unrated", "unrated"},
		{"lapsed by date", "", []registry.CreditRating{
			rating("A", func(r *registry.CreditRating) { r.ValidTo = today.AddDays(-1) }),
		}, "unrated", "unrated"},
		{"the newer year counts", "", []registry.CreditRating{
			rating("A", nil), rating("B", func(r *registry.CreditRating) {
				r.ID, r.Year = "R000002", 2026
			}),
		}, "B", "B"},
		{"a natural person's is not shown", "large_grower", []registry.CreditRating{
			rating("A", nil),
		}, "withheld", "withheld"},
	} {
		structs := []any{scheme, registry.Producer{ID: "P000001", Name: "甲", Kind: c.kind}}
		for _, r := range c.ratings {
			structs = append(structs, r)
		}
		v := registry.Derive(registry.Load(), fixture(t, structs...), today)
		assert.Equal(t, c.file, producer(t, v, "P000001").Tier, c.name)
		now := c.file
		for _, cell := range v.Limited {
			if cell.ID == "P000001" && cell.Column == "tier" {
				now = cell.Value.S
			}
		}
		assert.Equal(t, c.now, now, c.name)
	}
}

func TestDerive_AdverseRatingsAreInNoRow(t *testing.T) {
	t.Parallel()
	rows := fixture(t,
		registry.CreditScheme{
			ID: "S01", AppliesTo: "producers", Levels: []string{"A", "D"}, AdverseFrom: "D",
		},
		registry.CreditRating{
			ID: "R000001", SubjectID: "P000001", SchemeID: "S01", Level: "D", Severity: "serious",
			DisplayUntil: 20270101,
		},
		registry.CreditRating{ID: "R000002", SubjectID: "P000002", SchemeID: "S01", Level: "A"},
	)
	v := registry.Derive(registry.Load(), rows, today)
	def := registry.Load().Def(registry.CreditRatings)
	adverse := dataset.Unpack[registry.CreditRating](def, v.Rows[registry.CreditRatings][0])
	assert.Equal(t, "withheld", adverse.Level)
	assert.Empty(t, adverse.Severity)
	assert.Zero(t, adverse.DisplayUntil)
	good := dataset.Unpack[registry.CreditRating](def, v.Rows[registry.CreditRatings][1])
	assert.Equal(t, "A", good.Level)
	assert.Len(t, v.Limited, 3)
	limited := registry.Limited(registry.Load(), rows)
	require.Len(t, limited, 1)
	assert.Equal(t, "R000001", limited[0].ID)
}

func TestDerive_LabDaysHaveTheTownOfTheLaboratory(t *testing.T) {
	t.Parallel()
	s := registry.Load()
	labs, days := s.Def(registry.Labs), s.Def(registry.LabDays)
	given := registry.Rows{
		registry.Labs: {dataset.Pack(labs, &registry.Lab{ID: "L01", Name: "演示快检室", TownID: "D232701104"})},
		registry.LabDays: {
			dataset.Pack(days, &registry.LabDay{ID: "L01-20261124", LabID: "L01", Date: 20261124}),
			dataset.Pack(days, &registry.LabDay{ID: "L02-20261124", LabID: "L02", Date: 20261124}),
		},
	}
	rows := registry.Derive(s, given, 20261124).Rows[registry.LabDays]
	assert.Equal(t, "D232701104", days.Text(rows[0], "town_id"))
	assert.Empty(t, days.Text(rows[1], "town_id"))
}
