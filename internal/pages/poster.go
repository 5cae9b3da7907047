package pages

import "rsc.io/qr"

// posterPage is a sheet to hang up where something is sold. What is printed grows old, so it says
// of which day it is, and that the scan decides.
type posterPage struct {
	Back   string
	Kind   string
	Name   text
	Number string
	Proves []string
	QR     *qrCode // nil where the site does not know its own address
	Phone  string
	Office string
}

// poster writes the sheet.
func (e *edition) poster(b *buffer, s *subject) error {
	code, err := e.qr(s.Path, qr.Q)
	if err != nil {
		return err
	}
	f := e.frame("", e.t("poster.title", "name", s.Name.Text), target{path: s.Path + posterPath})
	f.Hidden, f.Body = true, posterPage{
		Back: e.page(s.Path, nil), Kind: s.Kind, Name: s.Name, Number: s.ID,
		Proves: append([]string{s.Verdict.Word}, s.Proves...), QR: code,
		Phone: f.Imprint.Phone, Office: f.Imprint.Sponsor,
	}
	return e.render(b, "poster", f)
}
