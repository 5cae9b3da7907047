package registry

import (
	"slices"
	"sync"

	"github.com/mingtian-portal/mingtian/internal/dataset"
)

// The names of the datasets, for code that must name one.
const (
	Producers           = "producers"
	Certificates        = "certificates"
	TraceEntities       = "trace_entities"
	CreditSchemes       = "credit_schemes"
	CreditRatings       = "credit_ratings"
	DemonstrationTitles = "demonstration_titles"
	InputDealers        = "input_dealers"
	Labs                = "labs"
	LabDays             = "lab_days"
	ServicePoints       = "service_points"
	Divisions           = "divisions"
)

// Schema is every dataset and codelist there is. It does not change after [Load].
type Schema struct {
	Datasets  []*dataset.Def      // in the order in which they are shown
	Codelists []*dataset.Codelist // sorted by name
}

// Dataset returns the definition with a name, and whether there is one.
func (s *Schema) Dataset(name string) (*dataset.Def, bool) {
	for _, d := range s.Datasets {
		if d.Name == name {
			return d, true
		}
	}
	return nil, false
}

// Def returns the definition with one of the names above. It panics on another.
func (s *Schema) Def(name string) *dataset.Def {
	d, ok := s.Dataset(name)
	if !ok {
		panic("registry: there is no dataset " + name)
	}
	return d
}

// ByID returns the dataset whose ids look like id, and whether there is one.
func (s *Schema) ByID(id string) (*dataset.Def, bool) {
	for _, d := range s.Datasets {
		if d.Owns(id) {
			return d, true
		}
	}
	return nil, false
}

// Load returns the schema. The definitions are part of the program, so a mistake in them is
// found by the first test that runs and is a panic here.
var Load = sync.OnceValue(func() *Schema {
	s, err := load()
	if err != nil {
		panic(err)
	}
	return s
})

func official(fields ...string) dataset.KeyRule {
	return dataset.KeyRule{Official: true, Fields: fields}
}

func named(fields ...string) dataset.KeyRule {
	return dataset.KeyRule{Fields: fields}
}

func load() (s *Schema, err error) {
	lists := map[string]*dataset.Codelist{}
	s = &Schema{Codelists: slices.Clone(codelists)}
	for _, l := range s.Codelists {
		lists[l.Name] = l
	}
	add := func(d *dataset.Def, e error) {
		if e == nil {
			e = describe(d)
		}
		if e != nil && err == nil {
			err = e
		}
		s.Datasets = append(s.Datasets, d)
	}
	add(dataset.Define[Producer](dataset.Source{
		Name: Producers, Prefix: "P", Width: 6,
		Keys: []dataset.KeyRule{official("uscc"), named("name", "town_id")},
	}, lists))
	add(dataset.Define[Certificate](dataset.Source{
		Name: Certificates, Prefix: "C", Width: 6,
		Keys: []dataset.KeyRule{official("scheme", "number", "product")},
	}, lists))
	add(dataset.Define[TraceEntity](dataset.Source{
		Name: TraceEntities, Prefix: "T", Width: 6,
		Keys: []dataset.KeyRule{
			official("producer_id", "platform"),
			named("holder_name", "platform"),
		},
	}, lists))
	add(dataset.Define[CreditScheme](dataset.Source{
		Name: CreditSchemes, Prefix: "S", Width: 2,
		Keys: []dataset.KeyRule{official("name", "applies_to")},
	}, lists))
	add(dataset.Define[CreditRating](dataset.Source{
		Name: CreditRatings, Prefix: "R", Width: 6,
		Keys: []dataset.KeyRule{
			official("subject_id", "scheme_id", "year"),
			named("subject_name", "scheme_id", "year"),
		},
	}, lists))
	add(dataset.Define[DemonstrationTitle](dataset.Source{
		Name: DemonstrationTitles, Prefix: "H",
		Width: 6, Keys: []dataset.KeyRule{
			official("producer_id", "title"),
			named("holder_name", "title"),
		},
	}, lists))
	add(dataset.Define[InputDealer](dataset.Source{
		Name: InputDealers, Prefix: "A", Width: 6,
		Keys: []dataset.KeyRule{
			official("uscc"), official("licence_number"),
			named("name", "town_id"),
		},
	}, lists))
	add(dataset.Define[Lab](dataset.Source{
		Name: Labs, Prefix: "L", Width: 2,
		Keys: []dataset.KeyRule{official("name", "town_id")},
	}, lists))
	add(dataset.Define[LabDay](dataset.Source{
		Name: LabDays, Live: true, Like: "L01-20261124",
	}, lists))
	add(dataset.Define[ServicePoint](dataset.Source{
		Name: ServicePoints, Prefix: "V", Width: 4,
		Keys: []dataset.KeyRule{official("name", "town_id")},
	}, lists))
	add(dataset.Define[Division](dataset.Source{
		Name: Divisions, Prefix: "D", Width: 6,
		Keys: []dataset.KeyRule{official("code")},
	}, lists))
	return s, err
}
