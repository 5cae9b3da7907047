package search

// A symbol is written in one byte if it is one of the first 128, which most characters of most
// texts are, else in two or three: a byte that leads and bytes that follow. No byte of one sort is
// one of another, as in UTF-8, so that a term in a text is its bytes in those of the text.
//
//	0…127     the symbol
//	128…3199  0xC0 and the remainder by 48; 0x80 and the quotient
//	3200…     0xF0, 0x80 and 0x80, with four, six and six bits
//
// The leads of two bytes are about equally frequent: a search for one stops seldom.
const (
	wideSymbol   = 0x80 // the first of two bytes
	leads        = 48   // of two bytes
	widestSymbol = wideSymbol + leads<<6
)

func appendSymbol(b []byte, symbol uint16) []byte {
	switch s := int(symbol); {
	case s < wideSymbol:
		return append(b, byte(s))
	case s < widestSymbol:
		s -= wideSymbol
		return append(b, 0xC0+byte(s%leads), 0x80|byte(s/leads))
	default:
		s -= widestSymbol
		return append(b, 0xF0+byte(s>>12), 0x80|byte(s>>6&0x3F), 0x80|byte(s&0x3F))
	}
}

// symbolAt returns the symbol at a place and its length. What is no symbol is a separator.
func symbolAt(b []byte, i int) (symbol uint16, size int) {
	lead := b[i]
	switch {
	case lead < wideSymbol:
		return uint16(lead), 1
	case lead >= 0xC0 && lead < 0xF0 && i+1 < len(b):
		return wideSymbol + uint16(b[i+1]&0x3F)*leads + uint16(lead-0xC0), 2
	case lead >= 0xF0 && i+2 < len(b):
		s := uint16(lead-0xF0)<<12 + uint16(b[i+1]&0x3F)<<6 + uint16(b[i+2]&0x3F)
		return widestSymbol + s, 3
	default:
		return separator, 1
	}
}
