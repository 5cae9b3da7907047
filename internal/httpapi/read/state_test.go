package read_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/fault"
	"github.com/mingtian-portal/mingtian/internal/httpapi/read"
	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/revision"
	"github.com/mingtian-portal/mingtian/internal/testkit"
)

// A publication that waits for somebody is told, and the register answers as before.
func TestHealth_Held(t *testing.T) {
	t.Parallel()
	s := testkit.New(t, testkit.Options{})
	c := s.Client(t, nil)
	_, err := s.Log.Commit(t.Context(), 1, revision.ChangeSet{
		Changes: []revision.Change{
			s.Ended(t, registry.Producers, "P000001", revision.Withdrawn),
		}, Author: "test",
	})
	require.NoError(t, err)
	_, err = s.Publisher.Publish(t.Context(), false)
	require.True(t, fault.Is(err, fault.Precondition))

	var h read.HealthAnswer
	c.Get("/v1/health").Decode(t, &h)
	assert.Equal(t, "held", h.Data.Status)
	require.NotNil(t, h.Data.Held)
	assert.Equal(t, read.Held{
		Revision: 2, Dataset: registry.Producers, Removed: 1, Of: 6,
		At: testkit.Start,
	}, *h.Data.Held)
	a, _ := get(t, c, "/v1/producers")
	assert.Equal(t, 6, a.Meta.Total)

	_, err = s.Publisher.Publish(t.Context(), true)
	require.NoError(t, err)
	c.Get("/v1/health").Decode(t, &h)
	assert.Equal(t, "ok", h.Data.Status)
}

// An answer that is too large says where the whole file is.
func TestExport_TooLarge(t *testing.T) {
	t.Parallel()
	s := testkit.New(t, testkit.Options{MaxAnswer: 600})
	c := s.Client(t, nil)
	file := "/s/" + current(t, s) + "/producers.csv"
	for url, advice := range map[string]string{
		"/v1/producers.csv":                "published as a file: " + file,
		"/v1/producers.csv?tier__not=A":    "Add filters",
		"/v1/producers.csv?fields=id,uscc": "",
	} {
		res := c.Get(url)
		if advice == "" {
			assert.Equal(t, 200, res.Status, url)
			continue
		}
		assert.Equal(t, 422, res.Status, url)
		assert.Contains(t, string(res.Body), advice)
		assert.Contains(t, string(res.Body), file)
	}
	assert.Equal(t, 200, c.Get(file).Status)
}

// The whole file of a snapshot is the pinned answer to the query that asks for everything.
func TestFile_IsTheWholeAnswer(t *testing.T) {
	t.Parallel()
	s := testkit.New(t, testkit.Options{})
	c := s.Client(t, nil)
	id := current(t, s)
	for _, def := range s.Schema.Datasets {
		for _, form := range []string{".csv", ".ndjson"} {
			answer := c.Get("/v1/" + def.Name + form + "?snapshot=" + id)
			assert.Equal(t, string(answer.Body), string(c.Get("/s/"+id+"/"+def.Name+form).Body))
		}
	}
}

// Under a mount path every link begins with it.
func TestRoutes_Base(t *testing.T) {
	t.Parallel()
	s := testkit.New(t, testkit.Options{Base: "/nqa"})
	c := s.Client(t, nil)
	for _, url := range []string{
		"/v1/producers?limit=1", "/v1/producers/P000001", "/v1/search?q=hzs", "/v1/datasets",
		"/v1/lookup?code=P000001", "/v1/producers?teir=A",
	} {
		body := string(c.Get(url).Body)
		assert.Contains(t, body, `"/nqa/`, url)
		assert.NotRegexp(t, `"/(v1|s|p|c|t|problems)/`, body, url)
	}
}

// What a line of a check says is what lookup says of it.
func TestCheck_AgreesWithLookup(t *testing.T) {
	t.Parallel()
	s, rows := county(t)
	c := s.Client(t, nil).Unjudged()
	var lines []string
	for _, r := range rows[registry.Certificates] {
		lines = append(lines, s.Schema.Def(registry.Certificates).Text(r, "number"))
	}
	for _, r := range rows[registry.Producers] {
		lines = append(lines, s.Schema.Def(registry.Producers).Text(r, "uscc"), r.ID())
	}
	var checked read.CheckAnswer
	c.Do("POST", "/v1/check", strings.Join(lines, "\n"), "Content-Type: text/plain").
		Decode(t, &checked)
	require.Len(t, checked.Data, len(lines))
	for i, line := range lines {
		if line == "" {
			continue
		}
		var looked read.LookupAnswer
		c.Get("/v1/lookup?code="+line).Decode(t, &looked)
		require.NotEmpty(t, looked.Data.Matches, line)
		assert.Equal(t, len(looked.Data.Matches) == 1, checked.Data[i].Result == "match", line)
		if len(looked.Data.Matches) == 1 {
			assert.Equal(t, looked.Data.Verdict, checked.Data[i].Status, line)
			assert.Equal(t, looked.Data.Matches[0].ID, checked.Data[i].ID, line)
		}
	}
}
