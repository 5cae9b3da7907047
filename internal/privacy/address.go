package privacy

import (
	"strings"
	"unicode/utf8"
)

// Endings of the names of places, by level. What comes after a village is a home.
var (
	villageEndings = []string{"村", "社区", "嘎查"}
	townEndings    = []string{"镇", "乡", "街道", "苏木"}
	countyEndings  = []string{"县", "旗", "区", "市"}
)

// Village returns an address as far as the village, else the town, else the county: of natural
// persons no more is published. An address that names none of them leaves nothing.
func Village(address string) string {
	address = strings.TrimSpace(address)
	town := firstEnd(address, 0, townEndings)
	if village := firstEnd(address, max(town, 0), villageEndings); village > 0 {
		return address[:village]
	}
	if town > 0 {
		return address[:town]
	}
	return address[:max(lastEnd(address, countyEndings), 0)]
}

// firstEnd returns where the first name with one of the endings ends, at or after from; -1 if
// there is none. An ending inside another name (景德镇市, 东乡县) or of the next (北极村村委会) is
// none.
func firstEnd(s string, from int, endings []string) int {
	best := -1
	for _, ending := range endings {
		for at := from; ; {
			i := strings.Index(s[at:], ending)
			if i < 0 {
				break
			}
			start, end := at+i, at+i+len(ending)
			next, _ := utf8.DecodeRuneInString(s[end:])
			if start > from && !strings.ContainsRune("市县区路街镇", next) {
				if best < 0 || end < best {
					best = end
				}
				break
			}
			at = end
		}
	}
	return best
}

func lastEnd(s string, endings []string) int {
	best := -1
	for _, ending := range endings {
		if i := strings.LastIndex(s, ending); i > 0 {
			best = max(best, i+len(ending))
		}
	}
	return best
}
