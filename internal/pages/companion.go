package pages

import (
	"net/http"
	"strings"

	"github.com/mingtian-portal/mingtian/internal/registry"
)

// The pages that belong to the page of a scanned code. They are made when somebody asks, because
// few do, and are known to no search engine.
const (
	posterPath = "/poster"
	citePath   = "/cite"
)

// subject is what a scan page speaks of, as its companions say it too.
type subject struct {
	Path    string // of the page, without language
	Row     string // of the row in the API
	ID      string
	Kind    string // what it is
	Name    text
	Verdict verdict
	Proves  []string // what the registers have for it, for those who stand before a poster
	Ended   bool     // it left the register, or must not be relied on any more
}

// companionOf splits the path of a companion into that of its page and what it is.
func companionOf(path string) (of, which string, ok bool) {
	for _, which := range []string{posterPath, citePath} {
		if of, ok := strings.CutSuffix(path, which); ok && !strings.HasPrefix(of, "/labs/") {
			return of, which, true
		}
	}
	return "", "", false
}

// companion writes a companion, if the path is one. What is not there or must not be relied on any
// more has no poster: whoever asks for one is led to the page, which says why.
func (e *edition) companion(b *buffer, path string) (a answer, found bool, err error) {
	of, which, ok := companionOf(path)
	if !ok {
		return answer{}, false, nil
	}
	for _, i := range items {
		id, ok := strings.CutPrefix(of, i.folder)
		if !ok || strings.Contains(id, "/") {
			continue
		}
		row, ok := e.table(i.dataset).Find(id)
		if !ok {
			return e.elsewhere(http.StatusSeeOther, of, nil), true, nil
		}
		s := e.subject(i.dataset, row)
		switch {
		case which == citePath:
			return answer{}, true, e.citing(b, &s)
		case s.Ended:
			return e.elsewhere(http.StatusSeeOther, of, nil), true, nil
		default:
			return answer{}, true, e.poster(b, &s)
		}
	}
	return answer{}, false, nil
}

// subject returns what the scan page of a row speaks of.
func (e *edition) subject(dataset string, row int) subject {
	t := e.table(dataset)
	var s subject
	switch dataset {
	case registry.Producers:
		p := unpack[registry.Producer](t, row)
		s = e.producerSubject(t, row, &p)
	case registry.Certificates:
		c := unpack[registry.Certificate](t, row)
		s = e.certificateSubject(t, row, &c)
	default:
		entry := unpack[registry.TraceEntity](t, row)
		s = e.traceSubject(t, row, &entry)
	}
	s.ID = t.ID(row)
	s.Path, _ = itemPath(dataset, s.ID)
	s.Row = "/v1/" + dataset + "/" + s.ID
	s.Verdict.Facts = append(s.Verdict.Facts, e.questions()...)
	return s
}

// questions says whom to call, where that is known.
func (e *edition) questions() []fact {
	phone := e.Options.Imprint.Phone
	if phone == "" {
		return nil
	}
	return []fact{{e.t("scan.questions"), []text{{Text: phone, Phone: true}}}}
}
