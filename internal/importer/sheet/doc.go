// Package sheet reads a bureau's file as grids of cells, and writes the copy of it on
// which every problem is marked. It knows nothing of datasets.
//
// # Reading
//
// [Read] takes a workbook (.xlsx) or a text table (.csv, .tsv, .txt) and decides by the
// content which of them it is; the file's name only helps to word the refusal of
// anything else. A [Book] holds one [Sheet] for each worksheet, a sheet holds the rows
// that have content, and a row holds its cells from column A to its last filled one:
//
//   - Numbers are as stored, never as displayed: a code that a spreadsheet kept as
//     912327010000000000 is that text, and one that it spoiled is 9.1232701E+17.
//   - Dates are serials of the 1900 system, told from numbers by their format alone.
//   - A merged range holds the value of its first cell throughout, as a reader sees it.
//   - Rows keep the number that a spreadsheet shows beside them.
//   - Line breaks inside a cell are "\n".
//   - A byte that no encoding explains is U+FFFD; a file full of them is refused.
//
// Whatever is over a limit, damaged or of another kind is a [fault.Error] whose sentence
// says what the file is and what to do about it.
//
// # Why the worksheets are read here and not by excelize
//
// A list that is cut short must never be taken for a shorter list. The row iterator of
// excelize ends quietly at broken XML and gives neither a cell's type nor its style; its
// other reader allocates every row and column up to the last styled one. The reader
// here is one pass over the parts it needs, under a budget, and stops at the first
// thing it does not understand. excelize writes the marked copies.
package sheet
