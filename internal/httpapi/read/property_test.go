package read_test

import (
	"encoding/csv"
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/mingtian-portal/mingtian/internal/dataset"
	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/testkit"
)

type answer struct {
	Data []json.RawMessage `json:"data"`
	Meta struct {
		Total, Count int
		Complete     bool
	} `json:"meta"`
	Facets map[string][]struct {
		Value string
		Count int
	} `json:"facets"`
	Links struct{ Next, Self, CSV, NDJSON string } `json:"links"`
}

func get(t require.TestingT, c *testkit.Client, url string) (answer, *testkit.Response) {
	res := c.Get(url)
	require.Equal(t, http.StatusOK, res.Status, "%s: %s", url, res.Body)
	var a answer
	require.NoError(t, json.Unmarshal(res.Body, &a))
	return a, res
}

func (a answer) ids(t require.TestingT) []string {
	ids := make([]string, len(a.Data))
	for i, raw := range a.Data {
		var row struct{ ID string }
		require.NoError(t, json.Unmarshal(raw, &row))
		ids[i] = row.ID
	}
	return ids
}

// Any combination of filters, words, order and facets answers what a plain loop over the rows
// answers.
func TestList_AgainstNaive(t *testing.T) {
	t.Parallel()
	s, rows := county(t)
	c := s.Client(t, nil).Unjudged()
	rapid.Check(t, func(t *rapid.T) {
		q := drawQuery(t, rows)
		params := url.Values{"limit": {"1000"}}
		for name, v := range q.params {
			params[name] = v
		}
		if q.facet != "" {
			params.Set("facet", q.facet)
		}
		a, _ := get(t, c, "/v1/"+q.def.Name+"?"+params.Encode())
		want := q.ids()
		require.Equal(t, want, a.ids(t))
		require.Equal(t, len(want), a.Meta.Total)
		require.True(t, a.Meta.Complete)
		if q.facet != "" {
			got := map[string]int{}
			for _, count := range a.Facets[q.facet] {
				got[count.Value] = count.Count
			}
			require.Equal(t, q.counts(), got)
		}
	})
}

// Pages joined are the file, row for row and byte for byte, also when the register moves on
// between two of them.
func TestPages_JoinedAreTheFile(t *testing.T) {
	t.Parallel()
	s, rows := county(t)
	c := s.Client(t, nil).Unjudged()
	n := int64(0)
	move := func() { // a row changes, another leaves and comes back
		n++
		def := s.Schema.Def(registry.Producers)
		row := slices.Clone(rows[registry.Producers][0])
		for i := range def.Columns {
			if !def.Columns[i].Stored() {
				row[i] = dataset.Value{Set: def.Columns[i].Kind == dataset.Bool}
			}
		}
		row[def.Index("area_mu")] = dataset.DecimalValue(dataset.Hundredths(n))
		s.Commit(t, s.Replaced(t, registry.Producers, row))
		s.Publish(t)
	}
	rapid.Check(t, func(t *rapid.T) {
		q := drawQuery(t, rows)
		limit := rapid.IntRange(1, 40).Draw(t, "limit")
		moves := rapid.IntRange(0, 3).Draw(t, "publish after page")
		file := c.Get("/v1/" + q.def.Name + ".ndjson?" + q.params.Encode())
		require.Equal(t, http.StatusOK, file.Status)
		q.params.Set("limit", strconv.Itoa(limit))
		next := "/v1/" + q.def.Name + "?" + q.params.Encode()
		var joined strings.Builder
		for page := 0; next != ""; page++ {
			a, _ := get(t, c, next)
			for _, row := range a.Data {
				joined.Write(row)
				joined.WriteByte('\n')
			}
			if page == moves {
				move()
			}
			require.LessOrEqual(t, len(a.Data), limit)
			next = a.Links.Next
		}
		require.Equal(t, string(file.Body), joined.String())
	})
}

// A query is what it asks, not how it is written: parameters in another order have the same tag
// and the same answer.
func TestTag_IgnoresTheOrderOfParameters(t *testing.T) {
	t.Parallel()
	s, rows := county(t)
	c := s.Client(t, nil).Unjudged()
	rapid.Check(t, func(t *rapid.T) {
		q := drawQuery(t, rows)
		var pairs []string
		for name, v := range q.params {
			pairs = append(pairs, url.QueryEscape(name)+"="+url.QueryEscape(v[0]))
		}
		slices.Sort(pairs)
		path := "/v1/" + q.def.Name
		first := c.Get(path + "?" + strings.Join(pairs, "&"))
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		random.Shuffle(len(pairs), func(i, j int) { pairs[i], pairs[j] = pairs[j], pairs[i] })
		second := c.Get(path + "?" + strings.Join(pairs, "&"))
		require.NotEmpty(t, first.Header.Get("ETag"))
		require.Equal(t, first.Header.Get("ETag"), second.Header.Get("ETag"))
		require.Equal(t, string(first.Body), string(second.Body))
		other := c.Get(path + "?" + strings.Join(append(pairs, "limit=7"), "&"))
		require.NotEqual(t, first.Header.Get("ETag"), other.Header.Get("ETag"))
	})
}

// Every cell of a CSV file reads back as the value that JSON has.
func TestCSV_ReadsBack(t *testing.T) {
	t.Parallel()
	small := testkit.New(t, testkit.Options{})
	large, _ := county(t)
	for _, s := range []*testkit.System{small, large} {
		c := s.Client(t, nil)
		for _, def := range s.Schema.Datasets {
			assert.Equal(t, string(c.Get("/v1/"+def.Name+".ndjson").Body),
				fromCSV(t, def, c.Get("/v1/"+def.Name+".csv?bom=0").Body))
		}
	}
}

// fromCSV returns a file of JSON lines with what a CSV file holds.
func fromCSV(t *testing.T, def *dataset.Def, file []byte) string {
	t.Helper()
	records, err := csv.NewReader(strings.NewReader(string(file))).ReadAll()
	require.NoError(t, err)
	var b []byte
	for _, record := range records[1:] {
		b = append(b, '{')
		for i := range def.Columns {
			col := &def.Columns[i]
			cell := record[i]
			if rest, quoted := strings.CutPrefix(cell, "'"); quoted && col.Kind <= dataset.Ref &&
				strings.IndexAny(rest, "=+-@\t\r") == 0 {
				cell = rest
			}
			v, err := col.Parse(cell)
			require.NoError(t, err, "%s %s", col.Name, cell)
			if i > 0 {
				b = append(b, ',')
			}
			b = append(dataset.AppendString(b, col.Name), ':')
			b = col.AppendJSON(b, v)
		}
		b = append(b, '}', '\n')
	}
	return string(b)
}

// A cursor that was changed anywhere is refused; it never leads elsewhere.
func TestCursor_ChangedIsRefused(t *testing.T) {
	t.Parallel()
	s, _ := county(t)
	c := s.Client(t, nil).Unjudged()
	a, _ := get(t, c, "/v1/producers?limit=3&tier=unrated")
	u, err := url.Parse(a.Links.Next)
	require.NoError(t, err)
	whole := u.Query().Get("cursor")
	refused := func(t require.TestingT, cursor string) {
		res := c.Get("/v1/producers?limit=3&tier=unrated&cursor=" + url.QueryEscape(cursor))
		require.Equal(t, http.StatusBadRequest, res.Status, cursor)
		require.Contains(t, string(res.Body), "bad-cursor")
	}
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=%. "
	rapid.Check(t, func(t *rapid.T) {
		b := []byte(whole)
		i := rapid.IntRange(0, len(b)-1).Draw(t, "at")
		b[i] = rapid.SampledFrom([]byte(alphabet)).Draw(t, "character")
		if string(b) != whole {
			refused(t, string(b))
		}
	})
	for i := range len(whole) - 1 {
		refused(t, whole[:i+1])
	}
	for i := range alphabet { // the last character has bits that mean nothing
		if last := whole[:len(whole)-1] + alphabet[i:i+1]; last != whole {
			refused(t, last)
		}
	}
}
