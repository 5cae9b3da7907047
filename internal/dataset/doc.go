// Package dataset is what a register's definition is made of.
//
// A dataset is one Go struct. Its fields, their order, their Go types and their
// `field` tags say everything that machines need: import, validation, search, facets,
// filters, CSV and NDJSON, the dictionary, the OpenAPI schema and the pages read the
// [Def] that [Define] makes of it, and nothing else. The words that people need (titles,
// meanings, units, header aliases, what an empty cell means) come from dictionary files.
//
// # A row
//
// The rules of a register are written over the struct. Everything generic works over a
// [Row]: one [Value] per column, in the columns' order. [Pack] and [Unpack] go from one
// to the other. In the log a row is canonical JSON ([Def.Encode]): columns in order,
// without nulls and without false booleans, so that a field which is added later changes
// no row that was there before.
//
// # Types and traits
//
//	string        text; with code=LIST one code of a codelist; with ref=DATASET an id
//	[]string      a list of those; ';' joins it in a Value and in CSV, and is refused inside
//	calendar.Date a civil date in Asia/Shanghai; the zero date is null
//	Decimal2      an exact number with two decimals
//	int           a whole number; 0 is null
//	bool          true or false, never null
//
//	key       the portal's id of the row: letter first, never reused
//	name      the row's name: sorts by pinyin, and leads the relevance order
//	search    found by the text search
//	filter    may be compared for equality        range  may be compared in order
//	facet     counted by value (implies filter)   sort   may be sorted by
//	required  a row without it is refused on import
//	person    a natural person's name may stand here: masked at the door
//	derived   computed when a snapshot is built; refused on import, absent from the log
//	system    written by the log alone; refused on import
//	limited   what the law makes disappear; kept out of immutable files while adverse
//	unit=U    a unit of the dictionary
//	was=NAME  an earlier name of the field, still read from the log
package dataset
