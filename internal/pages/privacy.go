package pages

// privacy says what is kept of whoever books a test, and for how long (个人信息保护法 17). What it
// promises is what package booking does; the tests of package visit hold the two together.
func (e *edition) privacy(b *buffer) error {
	f := e.frame("", e.t("privacy.title"), target{path: "/privacy"})
	f.Description = e.t("privacy.lead")
	return e.render(b, "privacy", f)
}
