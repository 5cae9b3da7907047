package pages

import (
	"slices"
	"strings"

	"github.com/mingtian-portal/mingtian/internal/httpapi"
	"github.com/mingtian-portal/mingtian/internal/snapshot"
)

// registerTag is the tag of the operations that every dataset has.
const registerTag = "registers"

// apiGroups are the pages of the reference besides the first: one for each dataset, and one for
// each other tag of the document.
func apiGroups(snap *snapshot.Snapshot) []string {
	names := datasetNames(snap)
	c, err := theContract()
	if err != nil {
		return names // the pages themselves say what is wrong
	}
	for _, tag := range c.Tags {
		if tag.Name != registerTag {
			names = append(names, tag.Name)
		}
	}
	return names
}

// apiGroup is a tag on the first page of the reference.
type apiGroup struct {
	Name, Title string
	Operations  []apiLine
	Datasets    []text // in place of the operations of each
}

// apiLine is an operation in a list.
type apiLine struct {
	Method, Path, Summary string
	Href                  string
}

// problemType is a type of problem that the API answers with.
type problemType struct {
	Slug, Title, About string
	Status             int
	Href               string
}

// api writes the first page of the reference.
func (e *edition) api(b *buffer) error {
	c, err := theContract()
	if err != nil {
		return err
	}
	var groups []apiGroup
	for _, tag := range c.Tags {
		g := apiGroup{Name: tag.Name, Title: e.half(tag.Description)}
		if tag.Name == registerTag {
			g.Operations = e.pattern(c)
			for _, d := range e.Schema.Datasets {
				g.Datasets = append(g.Datasets, text{
					Text: d.Title.In(e.lang), Href: e.page("/api/"+d.Name, nil),
				})
			}
		} else {
			for _, op := range c.operations(tag.Name, "") {
				g.Operations = append(g.Operations, e.line(op, tag.Name))
			}
		}
		groups = append(groups, g)
	}
	f := e.frame("data", e.t("api.title"), target{path: "/api"})
	f.Description = e.t("api.description")
	f.Body = struct {
		Intro    [][]span
		Groups   []apiGroup
		Reserved []apiParameter
		Problems []problemType
	}{e.prose(c.Info.Description), groups, e.reserved(c), e.problemTypes()}
	return e.render(b, "api", f)
}

func (e *edition) line(op *operation, group string) apiLine {
	return apiLine{op.method, op.path, e.half(op.Summary), e.page("/api/"+group, nil) + "#" + op.ID}
}

// pattern returns the operations of the first dataset as those of any.
func (e *edition) pattern(c *contract) []apiLine {
	var list []apiLine
	first := e.Schema.Datasets[0]
	for _, op := range c.operations(registerTag, first.Name) {
		l := e.line(op, first.Name)
		l.Path = strings.Replace(l.Path, first.Name, "{dataset}", 1)
		for _, colon := range []string{": ", "："} {
			if _, after, ok := strings.Cut(l.Summary, colon); ok {
				l.Summary = after
			}
		}
		list = append(list, l)
	}
	return list
}

// reserved returns the parameters of lists that are not filters.
func (e *edition) reserved(c *contract) []apiParameter {
	first := e.Schema.Datasets[0].Name
	var list []apiParameter
	seen := map[string]bool{}
	for _, op := range c.operations(registerTag, first) {
		for _, p := range op.Parameters {
			if p.In != "query" || seen[p.Name] || isFilter(p) {
				continue
			}
			seen[p.Name] = true
			list = append(list, e.apiParameter(p))
		}
	}
	return list
}

// isFilter reports whether a parameter compares a field: each field's page of its dataset lists
// those, hundreds of them.
func isFilter(p *parameter) bool {
	_, name, of := strings.Cut(p.component, ".")
	return of && !slices.Contains([]string{"sort", "fields", "facet"}, name)
}

func (e *edition) problemTypes() []problemType {
	var list []problemType
	for _, t := range httpapi.Types() {
		p := problemType{
			Slug: t.Slug, Title: t.TitleZh, About: t.AboutZh, Status: t.Status,
			Href: e.address.other("/problems/"+t.Slug, nil),
		}
		if e.lang == english {
			p.Title, p.About = t.Title, t.About
		}
		list = append(list, p)
	}
	return list
}
