package visit_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/booking"
	"github.com/mingtian-portal/mingtian/internal/pages/visit"
)

// Whatever a crawler, a link scanner or a prefetching browser reads on the way changes nothing.
func TestGetAndHead_ChangeNothing(t *testing.T) {
	t.Parallel()
	p := newPortal(t, "/nqa")
	b := p.browse().book("2026-11-25", "0900", map[string]string{"phone": phone})
	done := b.address
	seen, queue := map[string]bool{}, []string{
		done, "/nqa/labs", "/nqa/book", "/nqa/en/booking",
		"/nqa/book/L01?ask=1&date=2026-11-25", "/nqa/book/L01/2026-11-25?ask=1&time=0930",
		"/nqa/book/L01/2026-11-25/0930?step=book&phone=13899990002&samples=1",
		done + "/cancel?step=cancel", "/nqa/booking?reference=AC4-7KM-2H1&digits=0001",
	}
	before := p.store.contents(t)
	for len(queue) > 0 && len(seen) < 150 {
		address := queue[0]
		queue = queue[1:]
		if seen[address] {
			continue
		}
		seen[address] = true
		b.send(http.MethodHead, address, "")
		assert.Empty(t, b.body, address)
		b.send(http.MethodGet, address, "", "Purpose", "prefetch", "Sec-Purpose", "prefetch")
		for _, link := range b.links() {
			if strings.Contains(link, "/book") || strings.Contains(link, "/labs") {
				queue = append(queue, link) // the rest of the site changes nothing by its nature
			}
		}
	}
	assert.True(t, seen[done+"/cancel"])
	assert.True(t, seen[done+"/calendar.ics"])
	assert.Equal(t, before, p.store.contents(t))
}

func TestQuestions_DoNotCommit(t *testing.T) {
	t.Parallel()
	p := newPortal(t, "")
	before := p.store.contents(t)
	b := p.browse().get("/book/L01/2026-11-25/0900").submit("下一步", map[string]string{"phone": phone})
	b.submit("更改：日期", nil).submit("下一步", map[string]string{"date": "2026-11-26"})
	assert.Equal(t, before, p.store.contents(t), "only the last button books")
}

func TestPost_FromElsewhereIsRefused(t *testing.T) {
	t.Parallel()
	p := newPortal(t, "")
	b := p.browse().get("/book/L01/2026-11-25/0900").submit("下一步", map[string]string{"phone": phone})
	f := b.form()
	f.values.Set("step", "book")
	before := p.store.contents(t)
	for name, headers := range map[string][]string{
		"another site":          {"Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example"},
		"an older browser":      {"Sec-Fetch-Site", "", "Origin", "https://evil.example"},
		"no origin to speak of": {"Sec-Fetch-Site", "", "Origin", "null"},
		"not a form":            {"Content-Type", "text/plain"},
	} {
		b.post(f, headers...)
		assert.Equal(t, http.StatusForbidden, b.status, name)
		assert.Equal(t, "没有接受这次提交", b.h1(), name)
	}
	for name, token := range map[string]string{
		"none": "", "made up": strings.Repeat("A", 54), "another": f.values.Get("form")[1:] + "A",
	} {
		changed := f
		changed.values = map[string][]string{}
		for k, v := range f.values {
			changed.values[k] = v
		}
		changed.values.Set("form", token)
		b.post(changed)
		assert.Equal(t, http.StatusForbidden, b.status, name)
	}
	assert.Equal(t, before, p.store.contents(t))
	p.at(begin.Add(24 * time.Hour))
	b.post(f)
	assert.Equal(t, http.StatusForbidden, b.status, "a form that was open for a day")
	p.at(begin.Add(time.Hour))
	b.post(f, "Sec-Fetch-Site", "", "Origin", "")
	assert.Equal(t, "预约成功", b.h1(), "a client that is no browser says nothing of its origin")
}

func TestProblems(t *testing.T) {
	t.Parallel()
	p := newPortal(t, "")
	for _, tt := range []struct {
		name    string
		page    func(*browser) *browser
		field   string
		message string
	}{
		{"no day", func(b *browser) *browser {
			return b.get("/book/L01").submit("下一步", nil)
		}, "date-1", "选择一个日期"},
		{"no time", func(b *browser) *browser {
			return b.get("/book/L01/2026-11-25").submit("下一步", nil)
		}, "time-1", "选择一个时段"},
		{"no phone", func(b *browser) *browser {
			return b.get("/book/L01/2026-11-25/0900").submit("下一步", map[string]string{"phone": "1"})
		}, "phone", "手机号码应为 11 位数字，例如 13800138000"},
		{"too many samples", func(b *browser) *browser {
			return b.get("/book/L01/2026-11-25/0900").
				submit("下一步", map[string]string{"phone": phone, "samples": "9"})
		}, "samples", "样品数应为 1 至 3"},
		{"no name", func(b *browser) *browser {
			return b.get("/book/L01/2026-11-25/0900").
				submit("下一步", map[string]string{"phone": phone, "name": strings.Repeat("长", 61)})
		}, "name", "姓名不超过 60 个字"},
		{
			"no reference", func(b *browser) *browser { return b.open("", "0001") },
			"reference", "预约号共九位",
		},
		{
			"a slip in it", func(b *browser) *browser { return b.open("AC4-7KM-2H2", "0001") },
			"reference", "预约号有一位输错",
		},
		{
			"no digits", func(b *browser) *browser { return b.open("AC4-7KM-2H1", "") },
			"digits", "填写预约时所用手机号的后四位",
		},
	} {
		b := tt.page(p.browse())
		assert.Equal(t, http.StatusUnprocessableEntity, b.status, tt.name)
		assert.True(t, strings.HasPrefix(b.title(), "错误："), tt.name)
		var summary, beside bool
		ids := map[string]bool{}
		for _, e := range b.all {
			ids[e.Attrs["id"]] = true
			summary = summary || e.Name == "a" && e.Attrs["href"] == "#"+tt.field &&
				strings.Contains(e.Text, tt.message)
			beside = beside || e.Attrs["class"] == "error" && strings.Contains(e.Text, tt.message)
			if e.Attrs["class"] == "problems" {
				assert.Equal(t, "-1", e.Attrs["tabindex"])
				assert.Contains(t, e.Text, "提交的内容有问题")
			}
		}
		assert.True(t, summary, "%s: in the summary, as a link", tt.name)
		assert.True(t, beside, "%s: beside the field in the same words", tt.name)
		assert.True(t, ids[tt.field], "%s: the link leads to a field", tt.name)
	}
	b := p.browse().get("/book/L01/2026-11-25/0900").
		submit("下一步", map[string]string{"phone": "1", "samples": "2", "name": "演示人"})
	assert.Equal(t, "1", b.form().values.Get("phone"), "what was typed is kept")
	assert.Equal(t, "2", b.form().values.Get("samples"))
	assert.Equal(t, "演示人", b.form().values.Get("name"))
}

func TestOpen_ThreeDifferentPages(t *testing.T) {
	t.Parallel()
	p := newPortal(t, "")
	b := p.browse().open("AC4-7KM-2H1", "0001")
	assert.Equal(t, []any{http.StatusNotFound, "没有找到这个预约"}, []any{b.status, b.h1()})
	assert.Equal(t, "AC4-7KM-2H1", b.form().values.Get("reference"), "it can be mended")

	ref := b.book("2026-11-25", "0900", map[string]string{"phone": phone}).reference()
	_, err := p.diary.Cancel(t.Context(), booking.Reference(ref), clerk, "演示：停电")
	require.NoError(t, err)
	b.open(ref, "0001")
	assert.Equal(t, []any{http.StatusOK, "这个预约已经取消"}, []any{b.status, b.h1()})
	assert.Contains(t, b.body, "实验室在 2026年11月23日（星期一）08:00 取消了这个预约")
	assert.Contains(t, b.body, "演示：停电")
	b.follow("从日历中删除")
	assert.Contains(t, b.body, "METHOD:CANCEL")

	ref = b.book("2026-11-25", "0930", map[string]string{"phone": phone}).reference()
	p.at(begin.AddDate(0, 0, 3))
	b.open(ref, "0001")
	assert.Equal(t, []any{http.StatusOK, "这个预约的时间已经过去"}, []any{b.status, b.h1()})
	assert.NotContains(t, b.body, "更改时间")
}

func TestOpen_WrongDigitsLock(t *testing.T) {
	t.Parallel()
	b := newPortal(t, "").browse().book("2026-11-25", "0900", map[string]string{"phone": phone})
	ref := b.reference()
	for range 5 {
		b.open(ref, "1111")
		assert.Equal(t, http.StatusUnprocessableEntity, b.status)
		assert.Contains(t, b.body, "手机号后四位与预约号不符")
	}
	b.open(ref, "0001")
	assert.Equal(t, []any{http.StatusTooManyRequests, "输错次数过多，暂时锁定"}, []any{b.status, b.h1()})
	assert.Contains(t, b.body, "15 分钟")
}

func TestPass(t *testing.T) {
	t.Parallel()
	p := newPortal(t, "")
	b := p.browse().book("2026-11-25", "0900", map[string]string{"phone": phone})
	address := b.address
	for _, other := range []string{
		"/booking/x", address + "A", address[:len(address)-2], "/booking/" + strings.Repeat("A", 160),
	} {
		b.get(other)
		assert.Equal(t, []any{http.StatusGone, "本页已经失效"}, []any{b.status, b.h1()}, other)
	}
	b.get(address).follow("下载日历文件")
	assert.Equal(t, "text/calendar; charset=utf-8", b.header.Get("Content-Type"))
	assert.Equal(t, "no-store", b.header.Get("Cache-Control"))
	assert.Contains(t, b.body, "DTSTART;TZID=Asia/Shanghai:20261125T090000\r\n")
	b.send(http.MethodGet, address, "", "User-Agent", "Mozilla/5.0 MicroMessenger/8.0")
	assert.Contains(t, b.body, "在浏览器打开")
	b.get(address).submit("更改时间", nil)
	p.at(begin.Add(30 * time.Minute))
	b.submit("下一步", map[string]string{"date": "2026-11-26"})
	assert.Equal(t, "本页已经失效", b.h1(), "also in the midst of a move")
	b.get(address)
	assert.Equal(t, http.StatusGone, b.status)
}

func TestCancel_TwiceIsOnce(t *testing.T) {
	t.Parallel()
	b := newPortal(t, "").browse().book("2026-11-25", "0900", map[string]string{"phone": phone})
	b.follow("不来了，取消预约")
	f := b.form()
	for range 2 {
		b.post(f)
		assert.Equal(t, []any{http.StatusOK, "这个预约已经取消"}, []any{b.status, b.h1()})
	}
	b.get(strings.TrimSuffix(f.action, "/cancel") + "/cancel")
	assert.Equal(t, "这个预约已经取消", b.h1())
}

func TestMove_LateIsExplained(t *testing.T) {
	t.Parallel()
	p := newPortal(t, "")
	b := p.browse().book("2026-11-23", "0900", map[string]string{"phone": phone})
	p.at(begin.Add(29 * time.Minute))
	b.submit("更改时间", nil).submit("下一步", map[string]string{"date": "2026-11-26"})
	b.submit("下一步", map[string]string{"time": "0930"})
	p.at(begin.Add(29*time.Minute + 59*time.Second))
	b.submit("确认改期", nil)
	assert.Equal(t, "已改到新的时间", b.h1())

	b = p.browse().book("2026-11-23", "1000", map[string]string{"phone": "13899990002"})
	p.at(begin.Add(100 * time.Minute))
	b.open(b.reference(), "0002")
	b.submit("更改时间", nil).submit("下一步", map[string]string{"date": "2026-11-26"})
	b.submit("下一步", map[string]string{"time": "0930"}).submit("确认改期", nil)
	assert.Equal(t, http.StatusConflict, b.status)
	assert.Contains(t, b.body, "距预约时间太近，不能改期，仍可取消")
}

func TestAddresses_ThatAreNone(t *testing.T) {
	t.Parallel()
	b := newPortal(t, "").browse()
	for address, heading := range map[string]string{
		"/book/L99":                 "这个实验室不能网上预约",
		"/book/L03":                 "这个实验室不能网上预约",
		"/book/L01/2026-02-30":      "没有这个页面",
		"/book/L01/x":               "没有这个页面",
		"/book/L01/2026-11-25/25":   "没有这个页面",
		"/book/L01/2026-11-25/2599": "没有这个页面",
		"/book/L01/2026-11-25/9/9":  "没有这个页面",
	} {
		b.get(address)
		assert.Equal(t, []any{http.StatusNotFound, heading}, []any{b.status, b.h1()}, address)
	}
	b.get("/book/L01/2026-11-29")
	assert.Equal(t, http.StatusOK, b.status)
	assert.Contains(t, b.body, "每周固定休息", "why a day is closed")
}

func TestPrivacy_SaysWhatIsDone(t *testing.T) {
	t.Parallel()
	b := newPortal(t, "").browse()
	for _, address := range []string{"/privacy", "/en/privacy", "/book/L01/2026-11-25/0900"} {
		b.get(address)
		assert.Equal(t, http.StatusOK, b.status)
		assert.Contains(t, b.body, strconv.Itoa(booking.PurgeDays), address)
	}
}

func TestNew_RefusesWhatCannotBe(t *testing.T) {
	t.Parallel()
	_, err := visit.New(visit.Options{})
	assert.ErrorContains(t, err, "an option is missing")
}
