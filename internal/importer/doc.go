// Package importer turns a bureau's workbook into a change set for a register, with a report that
// has every problem at once, by cell.
//
// # The way of a row
//
//	sheet.Read   file → grids of cells                    importer/sheet
//	find         the sheet, the header row, its columns   table.go, header.go, mapping.go
//	parse        lines → rows; cells → values by kind     parse.go, line.go, split.go, value.go,
//	                                                      date.go, amount.go, code.go, number.go
//	resolve      towns, holders, schemes → ids            place.go, holder.go, scheme.go
//	match        keys → a row of the register             match.go, twin.go
//	finish       merge, infer, mask what is personal      finish.go, door.go
//	compare      against the register → a change set      compare.go, report.go, text.go
//
// Nothing here commits. [Import] reads a register that is handed to it and returns what would
// change; the caller shows the [Report], and commits the change set or not.
//
// # What counts
//
// Report.Rows counts the rows of the register that the file holds: a line whose cell lists three
// certificates counts three; titles, totals, notes, repeated headers and empty lines count
// nothing (Report.Skipped has them). Each row is one of three: refused (an error stands at one of
// its cells), warned (taken, with at least one warning) or taken (without any; notes do not
// count), so that rows = taken + warned + refused. Those that were taken are new, changed or
// unchanged: taken + warned = new + changed + unchanged. A row that had left the register and
// returns is one of the changed.
//
// # Merge and replace
//
// Either way only columns that the file has are written. In merge mode an empty cell leaves
// what the register has; in replace mode it clears it, and rows of the register that the file
// lacks are withdrawn: of the whole dataset, of the one town named in Options.Town, or, if the
// file has a town column, of the towns that it names. A row that is refused does not cause the
// removal of the row it stands for; if that cannot be told, the removals need a confirmation.
//
// # Privacy
//
// What is personal never enters a change set or a report: it is masked or dropped, and counted
// (package privacy). Rows whose name is masked are recognised again by a keyed hash of the
// unmasked name, which goes into the change set's private keys.
package importer
