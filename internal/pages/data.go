package pages

// offered is a dataset with its files.
type offered struct {
	Title, About string
	Rows         int
	Files        []offeredFile
	Dictionary   string
}

type offeredFile struct {
	text
	Label string
}

func (e *edition) data(b *buffer) error {
	var list []offered
	for _, d := range e.Schema.Datasets {
		o := offered{
			Title: d.Title.In(e.lang), About: d.About.In(e.lang), Rows: e.snap.Rows[d.Name],
			Dictionary: e.address.other("/v1/datasets/"+d.Name, nil),
		}
		for _, form := range []struct{ label, ending string }{{"CSV", ".csv"}, {"NDJSON", ".ndjson"}} {
			file, ok := e.snap.Files[d.Name+form.ending]
			if !ok {
				continue
			}
			o.Files = append(o.Files, offeredFile{Label: form.label, text: text{
				Text: size(file.Size), Href: e.address.other("/v1/"+d.Name+form.ending, nil),
			}})
		}
		list = append(list, o)
	}
	f := e.frame("data", e.t("data.title"), target{path: "/data"})
	f.Description = e.t("data.lead")
	f.Body = struct{ Datasets []offered }{list}
	return e.render(b, "data", f)
}
