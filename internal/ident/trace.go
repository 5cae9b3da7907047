package ident

import (
	"strings"
	"time"
)

// oidRoot begins the dotted trace codes of the national platform.
const oidRoot = "1.2.156.326.8."

// Both admit the asterisks of a hidden ID number.
var (
	dotted      = pattern(`^[0-9A-Z.*]+$`)
	opaqueTrace = pattern(`^[0-9A-Z.*-]{6,64}$`)
)

// oidField is a field of a dotted code before its subject number.
type oidField struct {
	name     Text
	meanings []Text // by digit; nil if not known
}

// oidFields were read in the source code of a platform and not in a published specification, so
// a value outside them is a warning.
var oidFields = []oidField{
	{Text{"服务", "service"}, nil},
	{Text{"码的类别", "what the code identifies"}, []Text{
		{"主体身份码", "subject"},
		{"主体用户码", "user of a subject"},
		{"产品批次码", "product batch"},
		{"产品追溯码", "product"},
		{"主体临时身份码", "temporary subject"},
		{"产品临时码", "temporary product"},
		{"入市追溯凭证", "market entry voucher"},
	}},
	{Text{"主体类别", "class of subject"}, []Text{
		{"生产", "production"},
		{"经营", "trade"},
		{"生产经营", "production and trade"},
		{"农资", "farm inputs"},
	}},
	{Text{"组织形式", "form of subject"}, []Text{
		{"企业", "enterprise"},
		{"个人", "individual"},
		{"家庭农场", "family farm"},
		{"合作社", "cooperative"},
	}},
}

// readTraceOID reads the old, dotted form. Personal numbers were hidden before.
func readTraceOID(s string) (Reading, bool) {
	tail, ok := strings.CutPrefix(s, oidRoot)
	if !ok || !dotted().MatchString(tail) {
		return Reading{}, false
	}
	r := Reading{Kind: KindTraceOID, Text: s, Ask: KindTraceOID.Ask(), rank: 95}
	at := len(oidRoot)
	for i, text := range strings.Split(tail, ".") {
		p := Part{Text: text, Start: at, End: at + len(text)}
		var problem *Problem
		switch {
		case i < len(oidFields):
			problem = oidFields[i].read(&p)
		case i == len(oidFields):
			problem = readSubject(&p)
		default:
			problem = readOIDTail(&p)
		}
		if problem != nil {
			problem.Start, problem.End = p.Start, p.End
			r.Problems = append(r.Problems, *problem)
		}
		r.Parts = append(r.Parts, p)
		at = p.End + 1
	}
	if len(r.Parts) <= len(oidFields) {
		r.Problems = append(r.Problems, Problem{Rule: "length", End: len(s), Message: Text{
			"追溯码不完整：缺少主体编号。", "The trace code is incomplete: the subject number is missing.",
		}})
	}
	r.Valid = !wrong(r.Problems)
	r.Certain = r.Valid
	return r, true
}

func (f oidField) read(p *Part) *Problem {
	p.Name = f.name
	if !allDigits(p.Text) {
		return fieldProblem(f.name, false)
	}
	if f.meanings == nil {
		return nil
	}
	if len(p.Text) != 1 || int(p.Text[0]-'0') >= len(f.meanings) {
		return fieldProblem(f.name, true)
	}
	p.Meaning = f.meanings[p.Text[0]-'0']
	return nil
}

// readSubject reads the subject number: a USCC, an old business licence number of 15 digits
// filled up with zeros, or a person's ID number, which is hidden.
func readSubject(p *Part) *Problem {
	p.Name = Text{"主体编号", "subject number"}
	switch {
	case strings.Contains(p.Text, "*"):
		p.Meaning = Text{"个人身份号码，已隐去", "a personal ID number, hidden"}
	case len(p.Text) != 18:
		return &Problem{Rule: "length", Message: Text{
			"主体编号应补足18位。", "The subject number has 18 characters, filled up with zeros.",
		}}
	case strings.HasPrefix(p.Text, "000"):
		p.Meaning = Text{"营业执照号", "business licence number"}
	case !wrong(CheckUSCC(p.Text)):
		p.Meaning = KindUSCC.Name()
	default:
		return fieldProblem(p.Name, true)
	}
	return nil
}

// readOIDTail reads what may follow the subject; lengths tell the fields apart.
func readOIDTail(p *Part) *Problem {
	switch len(p.Text) {
	case 3:
		p.Name = Text{"用户号", "user number"}
	case 8:
		p.Name = Text{"产品分类代码", "product class code"}
	case 14:
		p.Name = Text{"生成时间", "time of issue"}
		t, err := time.Parse("20060102150405", p.Text)
		if err != nil {
			return fieldProblem(p.Name, false)
		}
		p.Meaning = Text{t.Format("2006年1月2日 15:04:05"), t.Format("2006-01-02 15:04:05")}
		return nil
	default:
		p.Name = Text{"其他", "other"}
		return fieldProblem(p.Name, true)
	}
	if !allDigits(p.Text) {
		return fieldProblem(p.Name, true)
	}
	return nil
}

func fieldProblem(name Text, warning bool) *Problem {
	return &Problem{Rule: "field", Warning: warning, Message: Text{
		"“" + name.Zh + "”这一段不是已知的写法。",
		"The field \"" + name.En + "\" is not of a known form.",
	}}
}

// readTrace takes any other text of letters, digits, dots and hyphens for a trace code, because
// the platforms' own forms are not published. It proves nothing and comes last.
func readTrace(s string) (Reading, bool) {
	if !opaqueTrace().MatchString(s) || strings.HasPrefix(s, oidRoot) || countDigits(s) < 4 {
		return Reading{}, false
	}
	if _, lost := Destroyed(s); lost {
		return Reading{}, false
	}
	r := Reading{Kind: KindTraceOther, Text: s, Ask: KindTraceOther.Ask(), Valid: true, rank: 10}
	types := map[byte]Text{
		'1': {"生产批次码", "production batch"},
		'2': {"流通批次码", "distribution batch"},
		'3': {"入市追溯凭证", "market entry voucher"},
	}
	if meaning, ok := types[s[0]]; ok && !strings.ContainsAny(s, ".-") {
		r.Kind, r.rank = KindTraceNew, 15
		r.Parts = []Part{{Name: Text{"类型", "type"}, Text: s[:1], End: 1, Meaning: meaning}}
	}
	return r, true
}
