package ident

import (
	"regexp"
	"strings"
	"sync"
)

var (
	scientific = pattern(`^\d(\.\d+)?E\+?\d{1,3}$`)
	decimals   = pattern(`^\d{10,}\.\d+$`)
	tooNarrow  = pattern(`^#{3,}$`)
)

// pattern compiles an expression when it is first used: most programs that start never do.
func pattern(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}

// Destroyed reports that a cell holds what a spreadsheet made of a code and not the code, with
// the reason. Digits after the fifteenth are lost for good: the code has to be typed again into
// a cell formatted as text.
func Destroyed(s string) (Text, bool) {
	n := Normalise(s)
	switch {
	case scientific().MatchString(n):
		return Text{
			"电子表格把代码当作数字存成了科学计数法，后几位已丢失；请设为文本后重新填写。",
			"The spreadsheet stored the code as a number in scientific notation and lost its " +
				"last digits; format the cell as text and type the code again.",
		}, true
	case decimals().MatchString(n):
		return Text{
			"电子表格把代码存成了小数，数字可能已变；请把单元格设为文本后重新填写。",
			"The spreadsheet stored the code as a decimal number, which may have changed it; " +
				"format the cell as text and type the code again.",
		}, true
	case tooNarrow().MatchString(n):
		return Text{
			"单元格太窄，导出的是“###”而不是代码；请从原表重新导出。",
			"The column was too narrow: hashes were exported instead of the code; export it again.",
		}, true
	case len(n) == 18 && allDigits(n) && strings.HasSuffix(n, "000") &&
		(n[17] != usccCheck(n) || n[16] != organisationCheck(n[8:16])): // one passes by chance
		return Text{
			"18位数字以000结尾且校验不符：电子表格只保留15位，末三位已丢失；请设为文本后重新填写。",
			"Eighteen digits that end in 000 and fail the check: a spreadsheet keeps 15 digits " +
				"and has turned the last three into 0; type the code again as text.",
		}, true
	}
	return Text{}, false
}
