package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io"
	"path"
	"strings"
	"unicode/utf16"

	"github.com/mingtian-portal/mingtian/internal/fault"
)

// ole begins the compound files of the old Office and WPS formats, and also a workbook
// of the new format that is encrypted with a password.
const ole = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

// signatures are beginnings of files that are no table.
var signatures = []struct{ begins, en, zh string }{
	{"%PDF-", "This is a PDF document, not a workbook.", "这是 PDF 文件，不是表格文件。"},
	{"\x89PNG", "This is a picture, not a workbook.", "这是图片，不是表格文件。"},
	{"\xff\xd8\xff", "This is a picture, not a workbook.", "这是图片，不是表格文件。"},
	{"GIF8", "This is a picture, not a workbook.", "这是图片，不是表格文件。"},
	{`{\rtf`, "This is a rich text document, not a workbook.", "这是 RTF 文档，不是表格文件。"},
}

// archives are beginnings of packed files other than zip.
var archives = []string{"Rar!\x1a", "7z\xbc\xaf\x27\x1c", "\x1f\x8b\x08", "BZh9", "\xfd7zXZ\x00"}

// foreign explains a file that is neither a zip package nor text; nil means it may be
// text. Files with a NUL byte are left to the reader of text, which knows UTF-16.
func foreign(name string, data []byte) error {
	if bytes.HasPrefix(data, []byte(ole)) {
		return compound(name, data)
	}
	for _, s := range signatures {
		if bytes.HasPrefix(data, []byte(s.begins)) {
			return copyOver(s.en, s.zh)
		}
	}
	for _, a := range archives {
		if bytes.HasPrefix(data, []byte(a)) {
			return archive()
		}
	}
	return markup(data)
}

func archive() error {
	return fault.New(fault.Invalid,
		"This is a packed archive. Unpack it, and import the workbook (.xlsx) inside.",
		"这是压缩包。请先解压，再导入里面的工作簿（.xlsx）。")
}

// compound tells the old binary formats apart by the names of their streams and, where
// WPS and Office use the same streams, by the file's extension.
func compound(name string, data []byte) error {
	has := func(stream string) bool { return bytes.Contains(data, utf16Bytes(stream)) }
	ext := strings.ToLower(path.Ext(name))
	switch {
	case has("EncryptedPackage"), has("EncryptionInfo"):
		return fault.New(fault.Invalid,
			"The workbook is protected by a password. Open it in WPS or Excel, clear the"+
				" password (Excel: File → Info → Protect Workbook → Encrypt with Password;"+
				" WPS: File → Document Encryption), save it as .xlsx, and import it again.",
			"工作簿设了打开密码。请用 WPS 表格或 Excel 打开它，清除密码（Excel：文件 → 信息 →"+
				" 保护工作簿 → 用密码进行加密；WPS：文件 → 文档加密），另存为 .xlsx 后再导入。")
	case ext == ".wps", ext == ".doc", has("WordDocument"):
		return copyOver("This is a text document of WPS or Word, not a workbook.",
			"这是 WPS 文字或 Word 文档，不是表格文件。")
	case has("PowerPoint Document"):
		return copyOver("This is a presentation, not a workbook.", "这是演示文稿，不是表格文件。")
	case ext == ".et", ext == ".ett":
		return saveAs("This is a workbook in the old WPS format (.et).",
			"这是 WPS 表格的旧格式（.et）。")
	}
	return saveAs("This is a workbook in the old Excel format (.xls).",
		"这是旧版 Excel 工作簿（.xls）。")
}

func utf16Bytes(s string) []byte {
	var out []byte
	for _, u := range utf16.Encode([]rune(s)) {
		out = append(out, byte(u), byte(u>>8))
	}
	return out
}

// markup explains text that is a document of another kind. Statistics systems often
// hand out a web page under the name of a workbook.
func markup(data []byte) error {
	head := bytes.TrimPrefix(data[:min(len(data), 4096)], []byte("\xef\xbb\xbf"))
	head = bytes.ToLower(bytes.TrimSpace(head))
	starts := func(s string) bool { return bytes.HasPrefix(head, []byte(s)) }
	switch {
	case starts("<!doctype html"), starts("<html"), starts("<table"), starts("<meta"),
		starts("<head"), starts("<style"), starts("<div"), starts("mime-version:"),
		starts("<") && bytes.Contains(head, []byte("<html")):
		return saveAs("This is a web page under the name of a workbook.",
			"这是网页（HTML），只是用了表格文件的名字。")
	case starts("<?xml"):
		return saveAs("This is an XML document, not an .xlsx workbook.",
			"这是 XML 文件，不是 .xlsx 工作簿。")
	case (starts("{") || starts("[")) && json.Valid(bytes.TrimSpace(data)):
		return fault.New(fault.Invalid,
			"This is a JSON document. Import the list as .xlsx or .csv.",
			"这是 JSON 文件。请用 .xlsx 或 .csv 文件导入名单。")
	}
	return nil
}

// unknownPackage explains a zip package that holds no workbook we read.
func unknownPackage(zr *zip.Reader) error {
	for _, f := range zr.File {
		switch name := strings.ToLower(f.Name); {
		case name == "mimetype" && strings.Contains(firstBytes(f), "opendocument.spreadsheet"):
			return saveAs("This is an OpenDocument spreadsheet (.ods).",
				"这是 OpenDocument 表格（.ods）。")
		case name == "xl/workbook.bin":
			return saveAs("This is a binary Excel workbook (.xlsb).",
				"这是 Excel 二进制工作簿（.xlsb）。")
		case strings.HasSuffix(name, ".iwa"), name == "index.zip":
			return fault.New(fault.Invalid,
				"This is a Numbers document of an Apple device. In Numbers choose File →"+
					" Export To → Excel, pick .xlsx, and import that file.",
				"这是苹果设备上的 Numbers 表格。请在 Numbers 里点“文件 → 导出为 → Excel”，"+
					"选 .xlsx，再导入导出的文件。")
		case name == "word/document.xml":
			return copyOver("This is a Word document (.docx), not a workbook.",
				"这是 Word 文档（.docx），不是表格文件。")
		case name == "ppt/presentation.xml":
			return copyOver("This is a presentation (.pptx), not a workbook.",
				"这是演示文稿（.pptx），不是表格文件。")
		case name == "ofd.xml":
			return copyOver("This is an OFD document, not a workbook.",
				"这是 OFD 版式文件，不是表格文件。")
		case name == "mimetype" && strings.Contains(firstBytes(f), "opendocument"):
			return copyOver("This is an OpenDocument text or presentation, not a workbook.",
				"这是 OpenDocument 文档，不是表格文件。")
		case strings.HasPrefix(name, "xl/"):
			return damaged(nil)
		}
	}
	return archive()
}

func firstBytes(f *zip.File) string {
	r, err := f.Open()
	if err != nil {
		return ""
	}
	defer r.Close()
	head, err := io.ReadAll(io.LimitReader(r, 128))
	if err != nil {
		return ""
	}
	return string(head)
}
