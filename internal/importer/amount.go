package importer

import (
	"math/big"
	"strings"

	"github.com/mingtian-portal/mingtian/internal/search/fold"
)

// unit is a unit that cells and headings state, as a multiple of its dimension's own.
type unit struct {
	dimension string // the unit of a column: mu, tonne, head, minute, year
	num, den  int64
}

// units by folded spelling. A mu is 2000/3 square metres, so that 15 mu are a hectare.
var units = map[string]unit{
	"亩": {"mu", 1, 1}, "万亩": {"mu", 10_000, 1}, "千亩": {"mu", 1000, 1}, "mu": {"mu", 1, 1},
	"市亩": {"mu", 1, 1},
	"公顷": {"mu", 15, 1}, "万公顷": {"mu", 150_000, 1}, "千公顷": {"mu", 15_000, 1},
	"ha": {"mu", 15, 1}, "hm2": {"mu", 15, 1}, "垧": {"mu", 15, 1},
	"平方米": {"mu", 3, 2000}, "m2": {"mu", 3, 2000}, "平方公里": {"mu", 1500, 1},
	"吨": {"tonne", 1, 1}, "t": {"tonne", 1, 1}, "万吨": {"tonne", 10_000, 1},
	"公斤": {"tonne", 1, 1000}, "千克": {"tonne", 1, 1000}, "kg": {"tonne", 1, 1000},
	"斤": {"tonne", 1, 2000}, "万斤": {"tonne", 5, 1}, "万公斤": {"tonne", 10, 1},
	"头": {"head", 1, 1}, "只": {"head", 1, 1}, "羽": {"head", 1, 1}, "匹": {"head", 1, 1},
	"箱": {"head", 1, 1}, "头、只": {"head", 1, 1}, "头只": {"head", 1, 1}, "头/只": {"head", 1, 1},
	"万头": {"head", 10_000, 1}, "万只": {"head", 10_000, 1}, "万羽": {"head", 10_000, 1},
	"分钟": {"minute", 1, 1}, "分": {"minute", 1, 1}, "min": {"minute", 1, 1},
	"小时": {"minute", 60, 1}, "h": {"minute", 60, 1}, "天": {"minute", 1440, 1},
	"年": {"year", 1, 1}, "年度": {"year", 1, 1},
}

// amount is a quantity as an exact number of the column's unit.
type amount struct {
	value *big.Rat
	about bool // 约, 左右: the cell says that it is not exact
}

// Words before and after a number that say it is not exact.
var (
	aboutBefore = []string{"大约", "约为", "约", "近", "大概", "≈", "~", "共计", "共", "合计", "计"}
	aboutAfter  = []string{"左右", "以上", "余", "多", "上下"}
)

// exactBefore of aboutBefore leave the number exact.
var exactBefore = map[string]bool{"共计": true, "共": true, "合计": true, "计": true}

// parseAmount reads a number with its unit: 1.2万亩, 约300亩, 20公顷, 1,200.5. Without a unit in
// the cell the heading's counts; dimension is the unit of the column. It fails on ranges, sums,
// and units of another dimension.
func parseAmount(s, heading, dimension string) (amount, bool) {
	s = strings.ReplaceAll(fold.Fold(s), " ", "")
	var a amount
	for _, word := range aboutBefore {
		if rest, ok := strings.CutPrefix(s, word); ok {
			s, a.about = rest, !exactBefore[word]
			break
		}
	}
	number := 0
	for number < len(s) && (s[number] >= '0' && s[number] <= '9' || s[number] == '.' ||
		s[number] == ',') {
		number++
	}
	digits, rest := s[:number], s[number:]
	for _, word := range aboutAfter {
		if strings.Contains(rest, word) {
			rest, a.about = strings.Replace(rest, word, "", 1), true
		}
	}
	value, ok := plainNumber(digits)
	if !ok {
		return amount{}, false
	}
	scale, ok := scaleOf(rest, heading, dimension)
	if !ok {
		return amount{}, false
	}
	a.value = value.Mul(value, scale)
	return a, true
}

// scaleOf returns by what a number is multiplied, for the text after it and the heading's unit.
func scaleOf(rest, heading, dimension string) (*big.Rat, bool) {
	u, known := units[rest]
	switch {
	case rest == "" || rest == "万":
		u = unit{dimension, 1, 1}
		if h, ok := units[heading]; ok && h.dimension == dimension {
			u = h
		}
		if rest == "万" {
			u.num *= 10_000
		}
	case !known || u.dimension != dimension:
		return nil, false
	}
	return big.NewRat(u.num, u.den), true
}

// plainNumber reads digits with at most one point and commas only between groups of three.
func plainNumber(s string) (*big.Rat, bool) {
	whole, frac, point := strings.Cut(s, ".")
	groups := strings.Split(whole, ",")
	for i, g := range groups {
		if len(groups) > 1 && (i > 0 && len(g) != 3 || i == 0 && (len(g) == 0 || len(g) > 3)) {
			return nil, false
		}
	}
	whole = strings.Join(groups, "")
	if whole == "" || len(whole) > 13 || len(frac) > 20 || point && frac == "" ||
		strings.Trim(frac, "0123456789") != "" {
		return nil, false
	}
	return new(big.Rat).SetString(whole + "." + frac + "0")
}

// hundredths rounds a number to two decimals, half up, and says whether that changed it.
func hundredths(v *big.Rat) (n int64, exact bool) {
	scaled := new(big.Rat).Mul(v, big.NewRat(100, 1))
	exact = scaled.IsInt()
	scaled.Add(scaled, big.NewRat(1, 2))
	return new(big.Int).Div(scaled.Num(), scaled.Denom()).Int64(), exact
}
