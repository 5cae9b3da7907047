package pages

import (
	"net/url"

	"github.com/mingtian-portal/mingtian/internal/registry"
)

// ask is the search box. Kept are the parameters that a new search keeps.
type ask struct {
	Q    string
	Kept []kept
}

type kept struct{ Name, Value string }

// counted is a link with a number.
type counted struct {
	text
	Label   string
	N       int
	Current bool
}

func (e *edition) home(b *buffer) error {
	f := e.frame("home", "", target{path: "/"})
	f.Description = e.t("home.lead")
	f.Subject = e.website(f)
	f.Body = struct {
		Ask      ask
		Counts   []counted
		Towns    []counted
		Bookable bool
	}{Counts: e.holdingCounts(), Towns: e.towns(), Bookable: e.Options.Bookable}
	return e.render(b, "home", f)
}

// holdingCounts says what the registers hold, each number with the search that lists it.
func (e *edition) holdingCounts() []counted {
	producers, facets := e.tally(registry.Producers, "green_certified", "organic_certified",
		"traceable")
	_, byStatus := e.tally(registry.Certificates, "status")
	find := func(label string, n int, pairs ...string) counted {
		q := url.Values{}
		for i := 0; i < len(pairs); i += 2 {
			q.Set(pairs[i], pairs[i+1])
		}
		return counted{Label: label, N: n, text: text{Href: e.page("/search", q)}}
	}
	title := func(column string) string {
		c, _ := e.Schema.Def(registry.Producers).Column(column)
		return c.Words.Title.In(e.lang)
	}
	status := func(code string) counted {
		return find(e.t("home.certificates_"+code), byStatus[0][code], "in", registry.Certificates,
			"status", code)
	}
	return []counted{
		find(e.t("home.producers"), producers),
		find(title("green_certified"), facets[0]["true"], "green_certified", "true"),
		find(title("organic_certified"), facets[1]["true"], "organic_certified", "true"),
		find(title("traceable"), facets[2]["true"], "traceable", "true"),
		status(registry.StatusValid),
		status(registry.StatusExpiring),
	}
}

// towns returns the towns of today in the order of their codes, with their producers counted.
func (e *edition) towns() []counted {
	_, byTown := e.tally(registry.Producers, "town_id")
	t := e.table(registry.Divisions)
	var list []counted
	for row := range t.Len() {
		d := unpack[registry.Division](t, row)
		over := d.ValidTo != 0 && d.ValidTo < e.snap.Date
		if d.Level != "town" || d.Withdrawn != 0 || over {
			continue
		}
		name := e.place(t, row)
		name.Href = e.page("/towns/"+d.Code, nil)
		list = append(list, counted{text: name, N: byTown[0][d.ID]})
	}
	return list
}
