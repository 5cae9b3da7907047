package pages

import (
	"fmt"
	"strings"

	"github.com/mingtian-portal/mingtian/internal/dataset"
)

// snippet is what somebody can paste to have the data.
type snippet struct{ ID, Label, Text string }

// snippets return commands that read a dataset's CSV from its address. Columns of numbers that
// are names (codes, phones) are read as text: a program that guesses drops zeros and digits.
func snippets(d *dataset.Def, address string) []snippet {
	var numbers, dates []string
	for i := range d.Columns {
		c := &d.Columns[i]
		switch {
		case c.Kind == dataset.Text && !c.List && !c.Key && (codes[c.Name] || c.Name == "phone"):
			numbers = append(numbers, c.Name)
		case c.Kind == dataset.Date:
			dates = append(dates, fmt.Sprintf("%q", c.Name))
		}
	}
	curl := fmt.Sprintf("curl -o %s.csv \"%s\"", d.Name, address)
	return []snippet{
		{"curl", "curl", curl},
		{"python", "Python (pandas)", pandas(address, numbers, dates)},
		{"r", "R (readr)", readr(address, numbers)},
	}
}

func pandas(address string, numbers, dates []string) string {
	args := []string{fmt.Sprintf("%q", address), `encoding="utf-8-sig"`}
	if len(numbers) > 0 {
		args = append(args, "dtype={"+mapped(numbers, `"%s": "string"`)+"}")
	}
	if len(dates) > 0 {
		args = append(args, "parse_dates=["+strings.Join(dates, ", ")+"]")
	}
	return "import pandas as pd\n\ndf = pd.read_csv(\n    " + strings.Join(args, ",\n    ") +
		",\n)\nprint(len(df))"
}

func readr(address string, numbers []string) string {
	args := []string{fmt.Sprintf("%q", address)}
	if len(numbers) > 0 {
		args = append(args, "col_types = cols("+mapped(numbers, "%s = col_character()")+")")
	}
	return "library(readr)\n\ndf <- read_csv(\n  " + strings.Join(args, ",\n  ") +
		"\n)\nnrow(df)"
}

// mapped writes names into a form each, with commas between.
func mapped(names []string, form string) string {
	list := make([]string, len(names))
	for i, name := range names {
		list[i] = fmt.Sprintf(form, name)
	}
	return strings.Join(list, ", ")
}
