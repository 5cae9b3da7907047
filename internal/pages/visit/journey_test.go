package visit_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/booking"
)

func TestJourney(t *testing.T) {
	t.Parallel()
	for _, mount := range []string{"", "/nqa"} {
		p := newPortal(t, mount)
		b := p.browse().get("/labs").follow("预约免费快检")
		assert.Equal(t, "选择快检实验室", b.h1())
		assert.Contains(t, b.body, "共有 3 个快检实验室。")
		assert.Contains(t, b.body, "兴安镇距漠河市区约 190 公里")
		assert.Contains(t, b.body, "请打电话预约")
		b.follow("漠河市快检实验室")
		days, says := b.choices("date")
		require.Len(t, days, 10, "ten days at once")
		assert.Equal(t, "2026-11-23", days[0])
		assert.Equal(t, "2026年11月25日（星期三） 余 16 个名额", says["2026-11-25"])
		b.submit("下一步", map[string]string{"date": "2026-11-25"})
		assert.Equal(t, "选择时段", b.h1())
		assert.Contains(t, b.body, "2026年11月25日（星期三）", "the day is said again")
		times, says := b.choices("time")
		assert.Equal(t, "0900", times[0])
		assert.Equal(t, "13:30—14:00 余 2 个名额", says["1330"])
		b.submit("下一步", map[string]string{"time": "1330"})
		assert.Equal(t, mount+"/book/L01/2026-11-25/1330", b.address)
		b.submit("下一步", map[string]string{"samples": "2", "phone": "138 9999 0001", "name": "演示人"})
		assert.Equal(t, "核对后提交", b.h1())
		assert.Contains(t, b.body, phone)
		b.submit("确认预约", nil)
		assert.Equal(t, "预约成功", b.h1())
		ref := b.reference()
		assert.Regexp(t, `^\w{3}-\w{3}-\w{3}$`, ref)
		assert.Contains(t, b.body, "138****0001")
		assert.Contains(t, b.body, "截图")
		assert.NotContains(t, b.body, phone)

		b.open(strings.ToLower(strings.ReplaceAll(ref, "-", "")), "0001")
		assert.Equal(t, "您的预约", b.h1())
		move := strings.Index(b.body, "更改时间")
		cancel := strings.Index(b.body, "取消预约")
		assert.True(t, 0 < move && move < cancel, "change stands before cancel")
		b.submit("更改时间", nil)
		assert.Contains(t, b.body, "2026年11月25日（星期三）13:30", "the old time is in sight")
		b.submit("下一步", map[string]string{"date": "2026-11-26"})
		b.submit("下一步", map[string]string{"time": "0930"})
		assert.Equal(t, "核对新的时间", b.h1())
		b.submit("确认改期", nil)
		assert.Equal(t, "已改到新的时间", b.h1())
		assert.Equal(t, ref, b.reference())
		assert.Contains(t, b.body, "2026年11月26日（星期四）")

		b.follow("不来了，取消预约")
		assert.Equal(t, "确定取消这次预约吗？", b.h1())
		b.submit("取消预约", nil)
		assert.Equal(t, "这个预约已经取消", b.h1())
		got, err := p.diary.Find(t.Context(), booking.Reference(ref))
		require.NoError(t, err)
		assert.Equal(t, booking.Cancelled, got.State)
		assert.Equal(t, 1, got.Moves)
		for _, address := range b.history {
			for _, private := range []string{
				phone, "9999", "演示人", "%E6%BC%94", ref,
				strings.ReplaceAll(ref, "-", ""),
			} {
				assert.NotContains(t, address, private)
			}
		}
		for _, private := range []string{phone, "演示人", ref, "0001", "L01"} {
			assert.NotContains(t, p.log.String(), private, "the log")
		}
	}
}

func TestJourney_English(t *testing.T) {
	t.Parallel()
	b := newPortal(t, "/nqa").browse().get("/en/book").follow("Book here")
	b.submit("Continue", map[string]string{"date": "2026-11-25"})
	assert.Contains(t, b.body, "Wednesday 25 November 2026")
	b.submit("Continue", map[string]string{"time": "1330"})
	assert.Contains(t, b.body, "1:30pm to 2:00pm")
	b.submit("Continue", map[string]string{"phone": phone})
	b.submit("Confirm the booking", nil)
	assert.Equal(t, "Your booking is made", b.h1())
	b.follow("中文")
	assert.Equal(t, "预约成功", b.h1(), "the language changes, the page stays")
}

func TestAnswers_AreAskedOnce(t *testing.T) {
	t.Parallel()
	b := newPortal(t, "").browse().get("/book/L01/2026-11-25/1330")
	b.submit("下一步", map[string]string{"samples": "3", "phone": phone, "name": "演示人"})
	b.submit("更改：日期", nil).submit("下一步", map[string]string{"date": "2026-11-27"})
	b.submit("下一步", map[string]string{"time": "0900"})
	assert.Equal(t, "核对后提交", b.h1(), "the last question is answered already")
	assert.Contains(t, b.body, "2026年11月27日（星期五）")
	b.submit("更改：手机号码", nil)
	assert.Equal(t, phone, b.form().values.Get("phone"))
	assert.Equal(t, "3", b.form().values.Get("samples"))
	b.submit("换一个时段", nil).submit("下一步", map[string]string{"time": "1000"})
	assert.Equal(t, "核对后提交", b.h1())
	assert.Contains(t, b.body, "演示人")
}

func TestDays_Pages(t *testing.T) {
	t.Parallel()
	b := newPortal(t, "").browse().get("/book/L01")
	first, _ := b.choices("date")
	b.submit("较晚的日期", nil)
	second, _ := b.choices("date")
	require.Len(t, second, 10)
	assert.Greater(t, second[0], first[9])
	b.submit("较早的日期", nil)
	again, _ := b.choices("date")
	assert.Equal(t, first, again)
	assert.Contains(t, b.body, "2027 年的节假日安排待国务院公布")
}

func TestSlot_TakenMeanwhile(t *testing.T) {
	t.Parallel()
	p := newPortal(t, "")
	b := p.browse().get("/book/L01/2026-11-25/0900")
	b.submit("下一步", map[string]string{"samples": "2", "phone": phone})
	for _, rival := range []string{"13899990002", "13899990003"} {
		p.browse().book("2026-11-25", "0900", map[string]string{"phone": rival})
	}
	b.submit("确认预约", nil)
	assert.Equal(t, http.StatusConflict, b.status)
	assert.Equal(t, "选择时段", b.h1())
	assert.Contains(t, b.body, "该时段刚被约满，请选择其他时段")
	times, _ := b.choices("time")
	assert.NotContains(t, times, "0900")
	b.submit("下一步", map[string]string{"time": "1000"}).submit("确认预约", nil)
	assert.Equal(t, "预约成功", b.h1(), "with the answers that were given before")
	late := p.browse().get("/book/L01/2026-11-25/0900")
	assert.Contains(t, late.body, "该时段刚被约满", "also for who comes by its address")
}

func TestBook_TwiceIsOnce(t *testing.T) {
	t.Parallel()
	p := newPortal(t, "")
	b := p.browse().get("/book/L01/2026-11-25/0900").submit("下一步", map[string]string{"phone": phone})
	f := b.form()
	f.values.Set("step", "book")
	b.post(f)
	ref := b.reference()
	require.NotEmpty(t, ref)
	b.post(f)
	assert.Equal(t, ref, b.reference())
	f.values.Set("samples", "3")
	b.post(f)
	assert.Contains(t, b.body, "这份表单已经预约过一次")
	day, err := p.diary.Today(t.Context(), "L01", 20261125)
	require.NoError(t, err)
	assert.Len(t, day, 1)
}

func TestLimits_AreExplained(t *testing.T) {
	t.Parallel()
	b := newPortal(t, "").browse()
	for _, day := range []string{"2026-11-25", "2026-11-26"} {
		b.book(day, "0900", map[string]string{"phone": phone})
		assert.Equal(t, "预约成功", b.h1())
	}
	b.book("2026-11-27", "0900", map[string]string{"phone": phone})
	assert.Equal(t, http.StatusTooManyRequests, b.status)
	assert.Equal(t, "核对后提交", b.h1())
	assert.Contains(t, b.body, "该手机号未完成的预约已达上限")
}

func TestResult(t *testing.T) {
	t.Parallel()
	p := newPortal(t, "")
	b := p.browse().book("2026-11-23", "0900", map[string]string{"phone": phone})
	ref := booking.Reference(b.reference())
	p.at(begin.Add(time.Hour))
	_, err := p.diary.CheckIn(t.Context(), ref, clerk)
	require.NoError(t, err)
	b.open(string(ref), "0001")
	assert.Equal(t, "样品已收到，正在检测", b.h1())
	assert.NotContains(t, b.body, "更改时间")
	_, err = p.diary.RecordResult(t.Context(), ref, []booking.Finding{{
		Sample: 1, Category: booking.Vegetable, Item: "有机磷", Method: "酶抑制率法",
		Outcome: booking.Positive,
	}}, clerk)
	require.NoError(t, err)
	b.open(string(ref), "0001")
	assert.Equal(t, "检测结果", b.h1())
	assert.Contains(t, b.body, "阳性")
	assert.Contains(t, b.body, "快速检测结果仅对来样负责")
	assert.Contains(t, b.body, "复检确认")
	assert.NotContains(t, b.body, "合格")
	b.follow("English")
	assert.Contains(t, b.body, "positive")
}
