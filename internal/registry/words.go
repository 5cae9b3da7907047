package registry

import (
	"fmt"

	"github.com/mingtian-portal/mingtian/internal/dataset"
)

//go:generate go run ./gen

// unitText is what a unit is called.
type unitText struct {
	name  string
	words dataset.Bilingual
}

// datasetText is what a dataset and its fields are called.
type datasetText struct {
	name               string
	title, about, each dataset.Bilingual
	fields             []fieldText
}

type fieldText struct {
	name  string
	words dataset.Words // without a unit, which is the definition's to say
}

// describe gives a definition its words. A field that lacks any is an error: what nobody has
// explained is not published.
func describe(d *dataset.Def) error {
	text := wordsOf(d.Name)
	d.Title, d.About, d.Each = text.title, text.about, text.each
	for i := range d.Columns {
		c := &d.Columns[i]
		c.Words = text.field(c.Name)
		for _, text := range []dataset.Bilingual{c.Words.Title, c.Words.Meaning, c.Words.Empty} {
			if text.Zh == "" || text.En == "" {
				return fmt.Errorf("dictionary: %s.%s lacks a title, a meaning or what empty means",
					d.Name, c.Name)
			}
		}
		if c.Unit == "" {
			continue
		}
		if c.Words.Unit = unit(c.Unit); c.Words.Unit.Zh == "" || c.Words.Unit.En == "" {
			return fmt.Errorf("dictionary: unit %q lacks a name", c.Unit)
		}
	}
	return nil
}

// wordsOf returns the words of a dataset, none if the dictionary does not have it.
func wordsOf(name string) datasetText {
	for _, d := range datasetWords {
		if d.name == name {
			return d
		}
	}
	return datasetText{}
}

func (d datasetText) field(name string) dataset.Words {
	for i := range d.fields {
		if d.fields[i].name == name {
			return d.fields[i].words
		}
	}
	return dataset.Words{}
}

func unit(name string) dataset.Bilingual {
	for _, u := range unitWords {
		if u.name == name {
			return u.words
		}
	}
	return dataset.Bilingual{}
}
