// Package web holds what the pages are made of: templates, the texts of both languages, styles
// and the icon. Package pages turns them into pages; nothing here knows a register.
//
//	templates/layout.html   the frame of every page: head, header, footer
//	templates/parts.html    components that several pages use
//	templates/*.html        one page each; it defines "main"
//	i18n/{zh,en}.json       every text of the pages, under the same keys
//	src/styles/*.css        joined in the order of their names into one style sheet
package web

import "embed"

// Files are the sources of the pages.
//
//go:embed templates/*.html i18n/*.json src/styles/*.css src/icon.svg
var Files embed.FS
