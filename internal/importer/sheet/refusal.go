package sheet

import (
	"fmt"

	"github.com/mingtian-portal/mingtian/internal/fault"
)

// What to do about a file that cannot be read as it is.
const (
	saveAsEn = " Open it in WPS or Excel, choose File → Save As, pick" +
		" “Excel Workbook (*.xlsx)”, and import the new file."
	saveAsZh = "请用 WPS 表格或 Excel 打开它，点“文件 → 另存为”，" +
		"类型选“Excel 工作簿（*.xlsx）”，再导入新存的文件。"
	copyEn = " Copy its table into a workbook in WPS or Excel, choose File → Save As," +
		" pick “Excel Workbook (*.xlsx)”, and import that file."
	copyZh = "请把其中的表格复制到 WPS 表格或 Excel 的新工作簿里，点“文件 → 另存为”，" +
		"类型选“Excel 工作簿（*.xlsx）”，再导入那个文件。"
)

func saveAs(en, zh string) error { return fault.New(fault.Invalid, en+saveAsEn, zh+saveAsZh) }

func copyOver(en, zh string) error { return fault.New(fault.Invalid, en+copyEn, zh+copyZh) }

func empty() error {
	return fault.New(fault.Invalid,
		"The file is empty: it has no row with content. Check that the right file was chosen.",
		"文件是空的，没有一行内容。请确认选对了文件。")
}

func noSheets() error {
	return fault.New(fault.Invalid,
		"The workbook has no worksheet with content. Check that the right file was chosen.",
		"工作簿里没有一张有内容的工作表。请确认选对了文件。")
}

// damaged refuses a workbook whose parts are missing, cut short or inconsistent.
func damaged(err error) error {
	return fault.Wrap(fault.Invalid, err,
		"The workbook is damaged or was not copied completely."+saveAsEn,
		"工作簿已损坏，或者没有传输完整。"+saveAsZh)
}

func unreadableText() error {
	return saveAs("The text in the file cannot be read: its encoding is neither UTF-8 nor"+
		" GB18030 (GBK) nor UTF-16 with a byte order mark.",
		"文件里的文字读不出来：编码不是 UTF-8、GB18030（GBK），也不是带 BOM 的 UTF-16。")
}

func over(en, zh string) error { return fault.New(fault.TooLarge, en, zh) }

func overBytes() error {
	return over(
		fmt.Sprintf("The file is larger than %d MB. Delete pictures and unneeded sheets, or"+
			" split the list into several files, by town for example.", MaxBytes>>20),
		fmt.Sprintf("文件超过 %d MB。请删去图片和用不到的工作表，或者把名单分成几个文件（例如按乡镇），"+
			"分次导入。", MaxBytes>>20))
}

func overRows() error {
	return over(
		fmt.Sprintf("The file has more than %d rows. Split the list into several files, by"+
			" town for example.", MaxRows),
		fmt.Sprintf("文件超过 %d 行。请把名单分成几个文件（例如按乡镇），分次导入。", MaxRows))
}

func overColumns() error {
	return over(
		fmt.Sprintf("The table has more than %d columns. Delete the columns that do not belong"+
			" to the list, and check the far right for stray cells.", MaxColumns),
		fmt.Sprintf("表格超过 %d 列。请删去不属于名单的列，并检查最右侧有没有误填的单元格。", MaxColumns))
}

func overCells() error {
	return over(
		fmt.Sprintf("The file has more than %d cells. Split the list into several files, by"+
			" town for example.", MaxCells),
		fmt.Sprintf("文件超过 %d 个单元格。请把名单分成几个文件（例如按乡镇），分次导入。", MaxCells))
}

func overSheets() error {
	return over(
		fmt.Sprintf("The workbook has more than %d worksheets. Copy the list into a workbook"+
			" of its own.", MaxSheets),
		fmt.Sprintf("工作簿超过 %d 张工作表。请把名单复制到单独的工作簿里再导入。", MaxSheets))
}

// overUnzipped refuses a workbook that is small only while it is packed.
func overUnzipped() error {
	return over(
		"The workbook becomes too large when it is unpacked. Copy the list into a new"+
			" workbook, values only, and import that file.",
		"工作簿解压后过大。请把名单“只粘贴数值”到新工作簿里，再导入新文件。")
}
