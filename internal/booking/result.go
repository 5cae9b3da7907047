package booking

import (
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/mingtian-portal/mingtian/internal/fault"
)

// Outcome is what a rapid test says. It is never 合格 or 不合格: those are a laboratory's words.
type Outcome string

// The outcomes.
const (
	Negative Outcome = "negative"
	Positive Outcome = "positive"
	Suspect  Outcome = "suspect"
	Invalid  Outcome = "invalid" // the test did not work and says nothing
)

var outcomes = map[Outcome]Text{
	Negative: {"阴性", "negative"},
	Positive: {"阳性", "positive"},
	Suspect:  {"可疑", "suspect"},
	Invalid:  {"无效", "invalid"},
}

// Label returns the word for an outcome.
func (o Outcome) Label() Text { return outcomes[o] }

// Category is what sort of produce a sample is, for the anonymous counts.
type Category string

// The categories.
const (
	Vegetable Category = "vegetable"
	Fruit     Category = "fruit"
	Fungus    Category = "edible_fungus"
	Grain     Category = "grain"
	Livestock Category = "livestock"
	Aquatic   Category = "aquatic"
	Other     Category = "other"
)

var categories = map[Category]Text{
	Vegetable: {"蔬菜", "vegetables"},
	Fruit:     {"水果", "fruit"},
	Fungus:    {"食用菌", "edible fungi"},
	Grain:     {"粮油", "grain and oil crops"},
	Livestock: {"畜禽产品", "livestock products"},
	Aquatic:   {"水产品", "aquatic products"},
	Other:     {"其他", "other produce"},
}

// Label returns the word for a category.
func (c Category) Label() Text { return categories[c] }

// Finding is the outcome of one test item on one sample.
type Finding struct {
	Sample   int      `json:"sample"` // from 1 to the samples of the booking
	Category Category `json:"category"`
	Item     string   `json:"item"`   // 有机磷, 氨基甲酸酯 …
	Method   string   `json:"method"` // 酶抑制率法, 胶体金 …
	Outcome  Outcome  `json:"outcome"`
}

// Result is what the laboratory found in the samples of one booking. It is seen only by whoever
// opens the booking, and never published.
type Result struct {
	Findings []Finding `json:"findings"`
	At       time.Time `json:"at"`
	By       Actor     `json:"by"`
}

var (
	disclaimer = Text{
		"快速检测结果仅对来样负责，仅供参考，不作为行政处罚、仲裁或广告的依据。",
		"A rapid test speaks only for the sample that was brought. It is for guidance, and no " +
			"basis for a penalty, an arbitration or advertising.",
	}
	positiveAdvice = Text{
		"阳性表示可能超标，须由有资质的检测机构按国家标准方法复检确认；请先不要食用或出售同批产品。" +
			"本结果不会使任何证书或评级失效。",
		"Positive means that a limit may be exceeded. A qualified laboratory has to confirm it " +
			"by the standard method; until then do not eat or sell produce of this batch. By " +
			"itself this result withdraws no certificate or rating.",
	}
	suspectAdvice = Text{
		"可疑表示接近判定界限，建议重新取样再测一次。",
		"Suspect means close to the limit of the test. Please bring a new sample.",
	}
	invalidAdvice = Text{
		"无效表示本次检测未成功，不说明样品好坏，请重新取样再测。",
		"Invalid means that the test did not work and says nothing of the sample. Please bring " +
			"a new one.",
	}
)

// Wording returns the fixed sentences that stand beside a result wherever it is shown.
func (r Result) Wording() []Text {
	words := []Text{disclaimer}
	for _, w := range []struct {
		outcome Outcome
		text    Text
	}{{Positive, positiveAdvice}, {Suspect, suspectAdvice}, {Invalid, invalidAdvice}} {
		if slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.Outcome == w.outcome }) {
			words = append(words, w.text)
		}
	}
	return words
}

// maxFindings keeps a result within one commit.
const maxFindings = 40

// check returns a fault that names every finding that cannot be. Every sample has one.
func (r Result) check(samples int) error {
	var c complaints
	c.when(len(r.Findings) == 0 || len(r.Findings) > maxFindings, "/findings",
		fmt.Sprintf("there are %d of them, not 1 to %d", len(r.Findings), maxFindings))
	category := map[int]Category{}
	type test struct {
		sample int
		item   string
	}
	tests := map[test]bool{}
	for i, f := range r.Findings {
		at := fmt.Sprintf("/findings/%d", i)
		c.when(f.Sample < 1 || f.Sample > samples, at+"/sample",
			fmt.Sprintf("it is not from 1 to %d", samples))
		c.when(categories[f.Category] == Text{}, at+"/category", "there is no such category")
		c.when(outcomes[f.Outcome] == Text{}, at+"/outcome",
			"it is none of negative, positive, suspect and invalid")
		c.when(!word(f.Item), at+"/item", "say what was tested")
		c.when(!word(f.Method), at+"/method", "say by which method")
		if old, ok := category[f.Sample]; ok {
			c.when(old != f.Category, at+"/category", "the sample has another category above")
		}
		category[f.Sample] = f.Category
		c.when(tests[test{f.Sample, f.Item}], at+"/item", "the sample has this item above")
		tests[test{f.Sample, f.Item}] = true
	}
	c.when(len(category) < samples, "/findings", "every sample needs a finding")
	if len(c) == 0 {
		return nil
	}
	err := fault.New(fault.Invalid, "The result cannot be: see the parts that are wrong.",
		"检测结果有误，请看逐项说明。")
	err.Fields = c
	return err
}

// word reports whether a text says something and is no essay.
func word(s string) bool { return s != "" && utf8.RuneCountInString(s) <= maxText }

// samplesBy counts the samples of each category.
func (r Result) samplesBy() map[Category]int64 {
	seen, counts := map[int]bool{}, map[Category]int64{}
	for _, f := range r.Findings {
		if !seen[f.Sample] {
			seen[f.Sample] = true
			counts[f.Category]++
		}
	}
	return counts
}
