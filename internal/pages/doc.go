// Package pages makes the HTML that people read, from a snapshot and nothing else.
//
// # Model
//
// A [Site] holds what does not change: templates, texts, styles, the mount path and the imprint. A
// page is a function of the site, a snapshot, a path and a query: the same four give the same
// bytes. Item pages, homes and lists are static: the publisher writes them with [Site.Publish].
// Search, and every address that is not there, is answered live by [Site.Handler], from the same
// templates; it answers the static ones too, so that a missing file is never a missing page.
//
// Every page exists in Chinese and, under /en, in English. Parameters that a page does not know
// are ignored (messengers add their own to links) and appear in no link that it makes. Data of
// the register stay as they are; in English pages they are marked as Chinese.
//
// # Addresses
//
//	/  /search  /labs  /data           a page of its own
//	/about  /about/components  /accessibility  /privacy
//	                                   the site itself, and the parts that its pages are made of
//	/sitemap.xml  /robots.txt  /feed.xml  /datasets.csv
//	                                   for programs: document.go and feed.go
//	/search.json                       the rows for the script of the search page, if they are few
//	/registers  /towns  /certificates  /credit  /demonstration  /dealers  /service-points
//	                                   lists to read and to print
//	/towns/{code}                      a town, by the code of its division
//	/data/{dataset}                    a dataset: files, dictionary, sample, citation
//	/api  /api/{group}                 the reference of the API, from its document
//	/status                            how the portal is at this moment; live
//	/p/{id} /c/{id} /t/{id} /labs/{id} a producer, a certificate, a trace entity, a laboratory
//	/p/{id}/poster  /p/{id}/cite       a sheet to print and what to cite; also of /c and /t; live
//
// Paths are given and taken without the mount path; only the links in pages have it. The key of a
// static page is its path without the slash in front; the Chinese home is [HomeKey], because a
// key cannot be empty.
//
// # Layout
//
//	site.go      the site and what it is made of    edition.go   one snapshot in one language
//	address.go   paths, keys and links              text.go      the texts, dates and numbers
//	template.go  parsing and rendering              fact.go      a row's values, for people
//	route.go     which page a path is               asset.go     scripts, styles and icon
//	publish.go   static pages into objects          handler.go   pages over HTTP
//	imprint.go   who runs the site: site.json       sheet.go     pages of other packages
//	roster.go    tables of a register's rows, each with its CSV
//	structured.go what search engines are told      crumb.go     the way to a page
//	catalogue.go what the search page's script answers from, with rows as trees (tree.go)
//
// and a file per kind of page: home, search (with request, facet, and code for what is printed on
// packs), producer (with tier), certificate, trace (the three with history and qr, and their
// companion pages poster and cite), lab (with labday), register, town, standing (of certificates),
// credit, title, dealer, point, about, components, data, dataset (with dictionary and snippet), api (with contract,
// operation, tryout and prose), status, privacy, missing (with near).
package pages
