package pages

import (
	"fmt"
	"strconv"

	"rsc.io/qr"
)

// quiet is the empty border that a reader needs around a QR code, in modules (ISO/IEC 18004).
const quiet = 4

// qrCode is a QR code as one path of an SVG, a unit a module.
type qrCode struct {
	URL   string // what it says
	Title string // for those who cannot see it
	Size  int    // of each side, with the border
	Path  string // the dark modules, a rectangle for each run of them in a row
}

// qr returns the code that leads to a page, nil where the site does not know its own address: a
// code without a host leads nowhere.
func (e *edition) qr(path string, level qr.Level) (*qrCode, error) {
	if e.Origin == "" {
		return nil, nil //nolint:nilnil // there is none, and that is no mistake
	}
	url := e.address.absolute(e.page(path, nil))
	code, err := qr.Encode(url, level)
	if err != nil {
		return nil, fmt.Errorf("draw the QR code of %s: %w", path, err)
	}
	return &qrCode{
		URL: url, Title: e.t("qr.title", "url", url), Size: code.Size + 2*quiet, Path: dark(code),
	}, nil
}

// dark returns the path of a code's dark modules.
func dark(code *qr.Code) string {
	var path []byte
	number := func(letter byte, n int) {
		path = strconv.AppendInt(append(path, letter), int64(n), 10)
	}
	for y := range code.Size {
		for x := 0; x < code.Size; x++ {
			from := x
			for x < code.Size && code.Black(x, y) {
				x++
			}
			if x > from {
				number('M', from+quiet)
				number(' ', y+quiet)
				number('h', x-from)
				path = append(path, "v1"...)
				number('H', from+quiet)
				path = append(path, 'z')
			}
		}
	}
	return string(path)
}
