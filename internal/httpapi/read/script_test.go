package read_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/revision"
	"github.com/mingtian-portal/mingtian/internal/testkit"
)

// home is where a handler runs. Nil is nowhere: it is called.
type home func(*testing.T, http.Handler) http.Handler

// runScript runs a script on a system of its own, in a home, and returns what was answered. The
// scripts of this package have besides
//
//	withdraw labs L01         end a row: withdraw, erase or redact
//	system empty              go on with a system that has nothing published
func runScript(t *testing.T, file string, cov *testkit.Coverage, in home) []*testkit.Response {
	t.Helper()
	begin := func(options testkit.Options) (*testkit.System, *testkit.Client) {
		system := testkit.New(t, options)
		if in == nil {
			return system, system.Client(t, cov)
		}
		system.Handler = in(t, system.Handler)
		return system, system.Client(t, cov).Unjudged()
	}
	end := func(kind revision.End) func(*testkit.Script, string) {
		return func(s *testkit.Script, rest string) {
			name, id, _ := strings.Cut(rest, " ")
			s.System.Commit(t, s.System.Ended(t, name, id, kind))
		}
	}
	system, client := begin(testkit.Options{})
	return testkit.RunScript(t, file, system, client, map[string]func(*testkit.Script, string){
		"withdraw": end(revision.Withdrawn),
		"erase":    end(revision.Erased),
		"redact":   end(revision.Redacted),
		"system": func(s *testkit.Script, _ string) {
			s.System, s.Client = begin(testkit.Options{Rows: registry.Rows{}})
		},
	}).Answers
}
