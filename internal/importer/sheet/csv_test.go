package sheet_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"github.com/mingtian-portal/mingtian/internal/fault"
	"github.com/mingtian-portal/mingtian/internal/importer/sheet"
)

var encodings = []struct {
	name, want string
	encode     func([]byte) ([]byte, error)
}{
	{"UTF-8", "UTF-8", func(b []byte) ([]byte, error) { return b, nil }},
	{"UTF-8 with a mark", "UTF-8", func(b []byte) ([]byte, error) {
		return append([]byte("\xef\xbb\xbf"), b...), nil
	}},
	{"GB18030", "GB18030", encodeWith(simplifiedchinese.GB18030)},
	{"GBK", "GB18030", encodeWith(simplifiedchinese.GBK)},
	{"UTF-16LE", "UTF-16LE", encodeWith(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM))},
	{"UTF-16BE", "UTF-16BE", encodeWith(unicode.UTF16(unicode.BigEndian, unicode.UseBOM))},
}

func encodeWith(e encoding.Encoding) func([]byte) ([]byte, error) {
	return func(b []byte) ([]byte, error) { return e.NewEncoder().Bytes(b) }
}

// TestCSV reads one table in every encoding, with every line end and separator.
func TestCSV(t *testing.T) {
	t.Parallel()
	const table = "漠河市主体名录\n" +
		"\n" +
		"名称,地址,面积\n" +
		"\"甲,合作社\",\"西林吉镇\n一组\",\"1\"\"2\"\n" +
		"乙农场,,\n" +
		",,300"
	want := map[int][]string{
		1: {"漠河市主体名录"},
		3: {"名称", "地址", "面积"},
		4: {"甲,合作社", "西林吉镇\n一组", `1"2`},
		5: {"乙农场"},
		6: {"", "", "300"},
	}
	for _, enc := range encodings {
		for _, eol := range []string{"\r\n", "\n", "\r"} {
			for _, sep := range []string{",", "\t", ";"} {
				t.Run(fmt.Sprintf("%s %q %q", enc.name, eol, sep), func(t *testing.T) {
					t.Parallel()
					text := strings.ReplaceAll(table, ",", sep)
					text = strings.ReplaceAll(text, "甲"+sep, "甲,")
					data, err := enc.encode([]byte(strings.ReplaceAll(text, "\n", eol)))
					require.NoError(t, err)
					book := read(t, "名录.csv", data)
					assert.Equal(t, sheet.CSV, book.Format)
					assert.Equal(t, enc.want, book.Encoding)
					require.Len(t, book.Sheets, 1)
					assert.Equal(t, "名录", book.Sheets[0].Name)
					assert.Equal(t, 3, book.Sheets[0].Width)
					assert.Equal(t, want, texts(book.Sheets[0]))
				})
			}
		}
	}
}

func TestCSVFields(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, text string
		want       map[int][]string
	}{
		{"ragged rows", "a,b,c\nd\ne,f,g,h\n", map[int][]string{
			1: {"a", "b", "c"}, 2: {"d"}, 3: {"e", "f", "g", "h"},
		}},
		{"mixed line ends", "a,b\r\nc,d\re,f\ng,h", map[int][]string{
			1: {"a", "b"}, 2: {"c", "d"}, 3: {"e", "f"}, 4: {"g", "h"},
		}},
		{"blank rows keep their number", "a,b\n\n , \nc,d\n", map[int][]string{
			1: {"a", "b"}, 4: {"c", "d"},
		}},
		{"a quote inside a field", "a,5\" pipe,c\nd,e,f\n", map[int][]string{
			1: {"a", `5" pipe`, "c"}, 2: {"d", "e", "f"},
		}},
		{"text behind a closing quote", "\"a\"x,b\n", map[int][]string{1: {"ax", "b"}}},
		{"space behind a closing quote", "\"a\nb\" ,c\n", map[int][]string{1: {"a\nb", "c"}}},
		{"a quote that is never closed", "a,\"b,c\nd,e,f\n", map[int][]string{
			1: {"a", `"b`, "c"}, 2: {"d", "e", "f"},
		}},
		{"two stray quotes swallow no rows", "a,\"b,c\nd,e\"x,f\ng,h,i\n", map[int][]string{
			1: {"a", `"b`, "c"}, 2: {"d", `e"x`, "f"}, 3: {"g", "h", "i"},
		}},
		{"empty quotes", "\"\",\"\"\"\",x\n", map[int][]string{1: {"", `"`, "x"}}},
		{"line ends in quotes", "\"a\r\nb\rc\",d\n", map[int][]string{1: {"a\nb\nc", "d"}}},
		{"tabs win over commas in the text", "a\tb,c\td\ne\tf,g\th\n", map[int][]string{
			1: {"a", "b,c", "d"}, 2: {"e", "f,g", "h"},
		}},
		{"a line that names the separator", "sep=;\r\na,b;c\r\n", map[int][]string{
			1: {"a,b", "c"},
		}},
		{"one column", "名称\n甲\n", map[int][]string{1: {"名称"}, 2: {"甲"}}},
		{"formulas are text", "=1+1,@x\n", map[int][]string{1: {"=1+1", "@x"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, c.want, texts(read(t, "a.csv", []byte(c.text)).Sheets[0]))
		})
	}
}

func TestOneBrokenByteIsOneBrokenCell(t *testing.T) {
	t.Parallel()
	line := "漠河市北极镇蓝莓种植专业合作社,232701\n"
	gbk, err := simplifiedchinese.GBK.NewEncoder().String(strings.Repeat(line, 20))
	require.NoError(t, err)
	for encoding, text := range map[string]string{
		"UTF-8": strings.Repeat(line, 20), "GB18030": gbk,
	} {
		row := len(text) / 20
		data := []byte(text)
		copy(data[5*row+row-9:], ",\xff") // the last two bytes of the sixth row's name
		book := read(t, "a.csv", data)
		assert.Equal(t, encoding, book.Encoding)
		rows := texts(book.Sheets[0])
		assert.Equal(t, rows[1], rows[20])
		assert.Contains(t, strings.Join(rows[6], ""), "\ufffd")
	}
}

func TestTextLimits(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"行":   strings.Repeat("甲,乙\n", sheet.MaxRows+1),
		"列":   "a" + strings.Repeat(",", sheet.MaxColumns) + "b\n",
		"单元格": strings.Repeat(strings.Repeat(",", 999)+"x\n", sheet.MaxCells/1000+1),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := sheet.Read("a.csv", []byte(text))
			assertRefused(t, err, fault.TooLarge, name)
		})
	}
	_, err := sheet.Read("a.csv", bytes.Repeat([]byte("a\n"), sheet.MaxBytes/2+1))
	assertRefused(t, err, fault.TooLarge)

	most := read(t, "a.csv", []byte(strings.Repeat("甲,乙\n", sheet.MaxRows)))
	assert.Len(t, most.Sheets[0].Rows, sheet.MaxRows)
	wide := read(t, "a.csv", []byte("a"+strings.Repeat(",", sheet.MaxColumns-1)+"b,,,,\n"))
	assert.Equal(t, sheet.MaxColumns, wide.Sheets[0].Width)
}

func TestSheetNamedAfterFile(t *testing.T) {
	t.Parallel()
	for file, want := range map[string]string{
		"名录.csv":                      "名录",
		`C:\导入\名录[1].csv`:             "名录1",
		"":                            "Sheet1",
		".csv":                        "Sheet1",
		strings.Repeat("长", 40) + ".": strings.Repeat("长", 31),
	} {
		assert.Equal(t, want, read(t, file, []byte("a,b\n")).Sheets[0].Name, file)
	}
}
