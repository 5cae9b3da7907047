// Command bundle builds what browsers load besides pages: it turns the sources in web/src into
// the files of web/dist, which package web embeds.
//
//	go run ./web/bundle [-check] [-web web]
//
// # What it makes
//
// Every script web/src/*.ts becomes one file of its own, with all that it imports; the style
// sheets become one, tokens, base and frame first and print last; the icon is copied. Files are
// minified, without source maps, and named by their bytes: site.css is site-1f3a9c07.css.
// manifest.json says which is which. The same sources give the same bytes on every machine.
//
// # What it refuses
//
// With -check it prints how large each file is when compressed, and fails if one is over its
// budget: what a reader on a slow connection waits for is decided here.
package main
