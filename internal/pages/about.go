package pages

// about says what the site is, who answers for it and how to build on it.
func (e *edition) about(b *buffer) error {
	f := e.frame("about", e.t("about.title"), target{path: "/about"})
	f.Description = e.t("about.lead")
	return e.render(b, "about", f)
}

// accessibility is the accessibility statement: what was done, how it was checked, what is not
// good enough yet, and whom to tell.
func (e *edition) accessibility(b *buffer) error {
	f := e.frame("about", e.t("accessibility.title"), target{path: "/accessibility"})
	f.Description = e.t("accessibility.lead")
	return e.render(b, "accessibility", f)
}
