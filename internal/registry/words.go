package registry

import (
	"fmt"
	"maps"
	"slices"

	"github.com/mingtian-portal/mingtian/internal/dataset"
)

// codelists joins the two languages' codelists. The order of codes is the Chinese file's.
func (b *bothWords) codelists() []*dataset.Codelist {
	var lists []*dataset.Codelist
	for _, name := range slices.Sorted(maps.Keys(b.zh.Codelists)) {
		l := &dataset.Codelist{Name: name}
		for _, zh := range b.zh.Codelists[name] {
			en := codeRow{Label: zh.Code}
			for _, row := range b.en.Codelists[name] {
				if row.Code == zh.Code {
					en = row
				}
			}
			l.Codes = append(l.Codes, dataset.CodeText{
				Code:    zh.Code,
				Label:   dataset.Bilingual{Zh: zh.Label, En: en.Label},
				Meaning: dataset.Bilingual{Zh: zh.Meaning, En: en.Meaning},
				Aliases: slices.Concat(zh.Aliases, en.Aliases),
			})
		}
		lists = append(lists, l)
	}
	return lists
}

// describe gives a definition its words. A field that lacks any is an error: what nobody has
// explained is not published.
func (b *bothWords) describe(d *dataset.Def) error {
	zh, en := b.zh.Datasets[d.Name], b.en.Datasets[d.Name]
	d.Title = dataset.Bilingual{Zh: zh.Title, En: en.Title}
	d.About = dataset.Bilingual{Zh: zh.About, En: en.About}
	d.Each = dataset.Bilingual{Zh: zh.Each, En: en.Each}
	for i := range d.Columns {
		c := &d.Columns[i]
		z, e := zh.Fields[c.Name], en.Fields[c.Name]
		c.Words = dataset.Words{
			Title:   dataset.Bilingual{Zh: z.Title, En: e.Title},
			Meaning: dataset.Bilingual{Zh: z.Meaning, En: e.Meaning},
			Empty:   dataset.Bilingual{Zh: z.Empty, En: e.Empty},
			Aliases: slices.Concat([]string{z.Title, c.Name}, z.Aliases, e.Aliases),
		}
		if c.Unit != "" {
			c.Words.Unit = dataset.Bilingual{Zh: b.zh.Units[c.Unit], En: b.en.Units[c.Unit]}
		}
		for _, text := range []dataset.Bilingual{c.Words.Title, c.Words.Meaning, c.Words.Empty} {
			if text.Zh == "" || text.En == "" {
				return fmt.Errorf("dictionary: %s.%s lacks a title, a meaning or what empty means",
					d.Name, c.Name)
			}
		}
		if c.Unit != "" && (c.Words.Unit.Zh == "" || c.Words.Unit.En == "") {
			return fmt.Errorf("dictionary: unit %q lacks a name", c.Unit)
		}
	}
	return nil
}
