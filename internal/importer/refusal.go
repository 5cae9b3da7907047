package importer

import (
	"fmt"
	"strings"

	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/fault"
	"github.com/mingtian-portal/mingtian/internal/importer/sheet"
	"github.com/mingtian-portal/mingtian/internal/registry"
)

// The refusals of a whole file.

func unknownDataset(s *registry.Schema, name string) error {
	var zh, en []string
	for _, d := range s.Datasets {
		if !d.Live {
			zh = append(zh, d.Name+"（"+d.Title.Zh+"）")
			en = append(en, d.Name)
		}
	}
	if name == "" {
		return fault.New(fault.Invalid,
			"Say which dataset the file is of, with -dataset; choose one of "+strings.Join(en, ", ")+".",
			"请用 -dataset 指明文件属于哪个数据集："+strings.Join(zh, "、")+"。")
	}
	return fault.New(fault.NotFound,
		fmt.Sprintf("There is no dataset %q to import; choose one of %s.", name, strings.Join(en, ", ")),
		fmt.Sprintf("没有可导入的数据集“%s”；请从中选择：%s。", name, strings.Join(zh, "、")))
}

func liveDataset(d *dataset.Def) error {
	return fault.New(fault.Invalid,
		fmt.Sprintf("The rows of %s are made by the portal whenever it publishes; there is nothing to "+
			"import. Change what they are made of instead.", d.Name),
		fmt.Sprintf("“%s”由门户在发布时推算得出，不能导入；请改动它所依据的安排。", d.Title.Zh))
}

func unknownTown(name string) error {
	return fault.New(fault.Invalid,
		fmt.Sprintf("There is no town %q; give a town's name or its 9-digit code.", name),
		fmt.Sprintf("没有名为“%s”的乡镇；请写镇的名称（如西林吉镇）或9位代码。", name))
}

func noTowns(d *dataset.Def) error {
	return fault.New(fault.Invalid,
		fmt.Sprintf("The rows of %s belong to no town; import the file without a town.", d.Name),
		fmt.Sprintf("“%s”不分乡镇；请不要指定乡镇，整表导入。", d.Title.Zh))
}

func noSheet() error {
	return fault.New(fault.Invalid, "The workbook has no worksheet with cells in it.",
		"工作簿里没有可读的工作表，请检查是否选错了文件。")
}

func unknownSheet(book *sheet.Book, name string) error {
	var names []string
	for _, s := range book.Sheets {
		names = append(names, s.Name)
	}
	return fault.New(fault.Invalid,
		fmt.Sprintf("There is no worksheet %q; the workbook has %s.", name, strings.Join(names, ", ")),
		fmt.Sprintf("没有名为“%s”的工作表；工作簿里有：%s。", name, strings.Join(names, "、")))
}

// noHeader names the headings that the dataset needs, and what the first sheet begins with.
func noHeader(d *dataset.Def, s *sheet.Sheet) error {
	var zh, en []string
	for i := range d.Columns {
		if c := &d.Columns[i]; c.Required && imported(c) {
			zh = append(zh, c.Words.Title.Zh)
			en = append(en, c.Words.Title.En)
		}
	}
	return fault.New(fault.Invalid,
		fmt.Sprintf("No header row for %s was found in the first %d rows of any sheet (looked first at "+
			"%q). One row must hold the headings of the columns, at least: %s.",
			d.Name, searchedRows, s.Name, strings.Join(en, ", ")),
		fmt.Sprintf("没有找到“%s”的表头：各工作表的前%d行里没有一行是列名（先看的是“%s”）。"+
			"请用一行写明各列名称，至少要有：%s。",
			d.Title.Zh, searchedRows, s.Name, strings.Join(zh, "、")))
}

// missingColumns names every heading that is missing with the nearest heading there is.
func missingColumns(missing []*dataset.Column, t *table) error {
	var headings []string
	for _, o := range t.others {
		headings = append(headings, o.heading)
	}
	var zh, en []string
	var fields []fault.Field
	for _, c := range missing {
		z, e := "“"+c.Words.Title.Zh+"”", fmt.Sprintf("%q", c.Words.Title.En)
		near := nearest(c, headings)
		if near != "" {
			z += "（是不是“" + near + "”这一列？请改名）"
			e += fmt.Sprintf(" (is it %q? rename it)", near)
		}
		zh, en = append(zh, z), append(en, e)
		fields = append(fields, fault.Field{
			Name: c.Name, Reason: "the file has no such column", Suggestion: near,
		})
	}
	row := t.sheet.Rows[t.top].Number
	err := fault.New(fault.Invalid,
		fmt.Sprintf("The header in row %d of sheet %q lacks: %s. Add the column, or give it this name.",
			row, t.sheet.Name, strings.Join(en, ", ")),
		fmt.Sprintf("工作表“%s”第%d行的表头缺少：%s。请补上这些列，或把相应的列改成这个名称。",
			t.sheet.Name, row, strings.Join(zh, "、")))
	err.Fields = fields
	return err
}
