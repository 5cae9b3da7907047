package read

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/fault"
	"github.com/mingtian-portal/mingtian/internal/httpapi"
	"github.com/mingtian-portal/mingtian/internal/ident"
)

// maxLines is how many lines one check may have.
const maxLines = 5000

// The results of a line.
const (
	resultMatch     = "match"
	resultAmbiguous = "ambiguous"
	resultNone      = "none"
	resultRefused   = "refused" // it holds a personal ID number
)

// CheckRequest is the JSON form of what is to be checked.
type CheckRequest struct {
	Lines []string `json:"lines"`
}

// CheckLine is the answer to one line.
type CheckLine struct {
	Line       int               `json:"line"`  // from 1
	Input      string            `json:"input"` // empty if refused
	Result     string            `json:"result"`
	Dataset    string            `json:"dataset,omitempty"`
	ID         string            `json:"id,omitempty"`
	Name       string            `json:"name,omitempty"`
	Status     string            `json:"status,omitempty"` // the verdict, as lookup gives it
	Reason     dataset.Bilingual `json:"reason"`
	Candidates []Candidate       `json:"candidates,omitempty"`
}

// Candidate is one of several rows that a line may mean.
type Candidate struct {
	Dataset string `json:"dataset"`
	ID      string `json:"id"`
	Name    string `json:"name"`
	Status  string `json:"status"`
}

// CheckMeta is the meta of a check.
type CheckMeta struct {
	Source
	Lines     int `json:"lines"`
	Matched   int `json:"matched"`
	Ambiguous int `json:"ambiguous"`
	None      int `json:"none"`
	Refused   int `json:"refused"`
}

// CheckAnswer is the body of a check.
type CheckAnswer struct {
	Data []CheckLine `json:"data"`
	Meta CheckMeta   `json:"meta"`
}

// check answers POST /v1/check. Nothing of what is sent is kept.
func (a *api) check(w http.ResponseWriter, r *http.Request) error {
	p, err := httpapi.ParseParams(r, httpapi.Grammar{Names: []string{paramAsOf, paramSnapshot}})
	if err != nil {
		return err
	}
	m, err := parseMoment(p, url.Values{})
	if err != nil {
		return err
	}
	lines, err := readLines(r)
	if err != nil {
		return err
	}
	v, err := a.open(r.Context(), w, m)
	if err != nil {
		return err
	}
	httpapi.SetCache(w, httpapi.CacheNone)
	answer := CheckAnswer{
		Data: make([]CheckLine, len(lines)),
		Meta: CheckMeta{Source: v.source(), Lines: len(lines)},
	}
	f := finder{a, v}
	for i, line := range lines {
		c := f.check(line)
		c.Line = i + 1
		answer.Data[i] = c
		switch c.Result {
		case resultMatch:
			answer.Meta.Matched++
		case resultAmbiguous:
			answer.Meta.Ambiguous++
		case resultNone:
			answer.Meta.None++
		default:
			answer.Meta.Refused++
		}
	}
	return httpapi.WriteJSON(w, answer)
}

// readLines reads a body: text with a code or a name per line, or JSON.
func readLines(r *http.Request) ([]string, error) {
	kind := "text/plain"
	if header := r.Header.Get("Content-Type"); header != "" {
		var err error
		if kind, _, err = mime.ParseMediaType(header); err != nil {
			kind = ""
		}
	}
	if kind != "text/plain" && kind != "application/json" {
		return nil, httpapi.BadMediaType.Fault(
			"Send text/plain with one code or name per line, or application/json.",
			"请发送 text/plain（每行一个编号或名称）或 application/json。")
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, fmt.Errorf("read lines: %w", err)
	}
	if !utf8.Valid(body) {
		return nil, fault.New(fault.Invalid, "The body is not UTF-8.", "请求内容不是 UTF-8 编码。")
	}
	var lines []string
	if kind == "application/json" {
		lines, err = decodeLines(body)
	} else {
		lines = splitLines(string(body))
	}
	switch {
	case err != nil:
		return nil, err
	case len(lines) == 0:
		return nil, fault.New(fault.Invalid, "There are no lines to check.", "没有要核对的内容。")
	case len(lines) > maxLines:
		most := strconv.Itoa(maxLines)
		return nil, fault.New(fault.TooLarge, "One check may have at most "+most+" lines.",
			"一次最多核对 "+most+" 行。")
	}
	return lines, nil
}

func splitLines(body string) []string {
	body = strings.TrimPrefix(body, "\ufeff")
	body = strings.TrimRight(strings.ReplaceAll(body, "\r\n", "\n"), "\n")
	if body == "" {
		return nil
	}
	return strings.Split(body, "\n")
}

func decodeLines(body []byte) ([]string, error) {
	var req CheckRequest
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.DisallowUnknownFields()
	err := dec.Decode(&req)
	if err == nil {
		if _, more := dec.Token(); !errors.Is(more, io.EOF) {
			err = errors.New("more than one JSON value")
		}
	}
	if err != nil {
		return nil, &fault.Error{
			Kind: fault.Invalid, Err: err,
			Message: `The body is JSON like {"lines": ["…", "…"]} and nothing else.`,
			Zh:      `请求内容应为 {"lines": ["…", "…"]} 形式的 JSON。`,
			Fields:  []fault.Field{{Name: "/lines", Reason: "It is a list of texts."}},
		}
	}
	return req.Lines, nil
}

// check answers one line.
func (f finder) check(line string) CheckLine {
	line = strings.TrimSpace(line)
	switch {
	case line == "":
		return CheckLine{Result: resultNone, Reason: dataset.Bilingual{Zh: "空行", En: "empty line"}}
	case ident.HasPersonID(line):
		return CheckLine{Result: resultRefused, Reason: dataset.Bilingual{
			Zh: "含有公民身份号码，未予查询", En: "holds a personal ID number; not looked up",
		}}
	case utf8.RuneCountInString(line) > maxCode:
		return CheckLine{Result: resultNone, Reason: dataset.Bilingual{
			Zh: "超过任何编号的长度", En: "longer than any number or name",
		}}
	}
	found := f.find(line)
	c := CheckLine{Input: line, Status: verdictNotFound, Result: resultNone}
	switch {
	case found.gone != "":
		c.ID, c.Status, c.Reason = found.gone, verdictGone, verdictTexts[verdictGone]
	case len(found.matches) == 0:
		c.Reason = found.whyNot()
	case found.matches[0].MatchedBy == bySuggestion:
		c.Reason = found.advice(verdictNotFound)
		c.Candidates = candidates(found.matches)
	case len(found.matches) == 1:
		m := found.matches[0]
		c.Result, c.Dataset, c.ID, c.Name = resultMatch, m.Dataset, m.ID, m.Name
		c.Status, c.Reason = m.Verdict, m.VerdictText
	default:
		c.Result, c.Reason = resultAmbiguous, verdictTexts[verdictSeveral]
		c.Status = verdictSeveral
		c.Candidates = candidates(found.matches)
	}
	return c
}

// whyNot says what is wrong with a number that nobody has, or that there is no such name.
func (f found) whyNot() dataset.Bilingual {
	for _, r := range f.readings {
		for _, p := range r.Problems {
			if !p.Warning {
				return text(p.Message)
			}
		}
	}
	return verdictTexts[verdictNotFound]
}

func candidates(matches []Match) []Candidate {
	list := make([]Candidate, len(matches))
	for i, m := range matches {
		list[i] = Candidate{m.Dataset, m.ID, m.Name, m.Verdict}
	}
	return list
}
