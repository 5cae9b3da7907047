package main

import (
	"errors"
	"fmt"

	"github.com/mingtian-portal/mingtian/internal/fault"
	"github.com/mingtian-portal/mingtian/internal/importer"
)

// errRefused is wrapped by the error of a command that was carried out for some rows and not for
// others: what it wrote stands, and whoever runs it from a script has to know.
var errRefused = errors.New("rows refused")

// refusedRows returns the error of an import that was committed without the rows it refused, nil
// if it refused none.
func refusedRows(rep *importer.Report) error {
	if rep.Refused == 0 {
		return nil
	}
	return fault.Wrap(fault.Invalid, errRefused,
		fmt.Sprintf("%d of %d rows were refused and are not in the register; what could be taken is. "+
			"The report says why, by cell.", rep.Refused, rep.Rows),
		fmt.Sprintf("共 %d 行，其中 %d 行被拒绝、未写入名录，其余均已写入；原因见报告中列出的单元格。",
			rep.Rows, rep.Refused))
}
