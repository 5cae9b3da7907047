package dataset

// Codelist is an ordered list of codes with their labels.
type Codelist struct {
	Name  string     `json:"name"`
	Codes []CodeText `json:"codes"` // in the order in which people expect them
}

// CodeText is one code, what it is called, and what workbooks write for it.
type CodeText struct {
	Code    string    `json:"code"`
	Label   Bilingual `json:"label"`
	Meaning Bilingual `json:"meaning"`
	Aliases []string  `json:"aliases,omitempty"`
}

// Position returns the place of a code in the list, -1 if it is not in it.
func (l *Codelist) Position(code string) int {
	for i := range l.Codes {
		if l.Codes[i].Code == code {
			return i
		}
	}
	return -1
}

// Label returns the label of a code, the code itself if it is not in the list.
func (l *Codelist) Label(code string) Bilingual {
	if i := l.Position(code); i >= 0 {
		return l.Codes[i].Label
	}
	return Bilingual{Zh: code, En: code}
}
