// Package web holds what the pages are made of: templates, the texts of both languages, and what
// browsers load besides pages. Package pages turns them into pages; nothing here knows a register.
//
//	templates/layout.html   the frame of every page: head, header, footer
//	templates/parts/*.html  components that several pages use
//	templates/*.html        one page each; it defines "main"
//	i18n/{zh,en}.json       every text of the pages and scripts, under the same keys
//	src/*.ts                scripts, which only enhance: every page works without them
//	src/styles/             style sheets: tokens, base and frame, parts/*.css, and print at last
//	bundle/                 the program that builds src into dist
//	dist/                   what it built, and manifest.json; not in the repository
//
// A program that is compiled while dist is empty refuses to make pages and names the command.
package web

import "embed"

// Files are the templates, the texts and what bundle built.
//
//go:embed templates/*.html templates/parts/*.html i18n/*.json all:dist
var Files embed.FS
