package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/evanw/esbuild/pkg/api"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/demo"
	"github.com/mingtian-portal/mingtian/internal/pages"
	"github.com/mingtian-portal/mingtian/internal/pinyin"
	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/search"
	"github.com/mingtian-portal/mingtian/internal/snapshot"
)

const today = calendar.Date(20261124)

// probe is a script that answers addresses of the search page from a catalogue as the one in the
// page does: per address what stands in #found, as a tree, with the rest; null if it leaves the
// answer to the server.
const probe = `
import { answer } from "./search/answer";
import { Finder } from "./search/match";
import { parse } from "./search/request";
import { View } from "./search/view";

let text = "";
process.stdin.setEncoding("utf8");
process.stdin.on("data", (part) => (text += part));
process.stdin.on("end", () => {
  const { catalogue, queries } = JSON.parse(text);
  const finder = new Finder(catalogue), view = new View(catalogue);
  const answers = queries.map((query) => {
    const request = parse(catalogue, finder, new URLSearchParams(query));
    const a = request && answer(catalogue, finder, request);
    return a ? { found: view.found(a), title: view.title(a.request), kept: view.kept(a.request),
      count: view.count(a) } : null;
  });
  process.stdout.write(JSON.stringify(answers));
});
`

// county returns the pages of a demo county with a number of producers, under a mount path.
func county(t *testing.T, producers int) http.Handler {
	t.Helper()
	schema := registry.Load()
	view := registry.Derive(schema, demo.County(schema, today, 1, producers), today)
	data, err := search.Build(search.Input{
		Defs: schema.Datasets, Rows: view.Rows, Readings: pinyin.Readings, SortKey: pinyin.SortKey,
	})
	require.NoError(t, err)
	index, err := search.Open(data, schema.Datasets)
	require.NoError(t, err)
	site, err := pages.New(pages.Options{Schema: schema, Mount: "/nqa"})
	require.NoError(t, err)
	snap := &snapshot.Snapshot{Index: index}
	snap.Manifest = snapshot.Manifest{Snapshot: "demo", Date: today}
	return site.Handler(func(context.Context) (*snapshot.Snapshot, error) { return snap, nil })
}

func get(t *testing.T, h http.Handler, address string) *http.Response {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, address, nil))
	return w.Result()
}

func text(t *testing.T, r *http.Response) string {
	t.Helper()
	body, err := io.ReadAll(r.Body)
	require.NoError(t, err)
	return string(body)
}

// answered is what the script shows.
type answered struct {
	Found []any
	Title string
	Count string
	Kept  [][2]string
}

// node runs the probe.
func node(t *testing.T, catalogue string, queries []string) []*answered {
	t.Helper()
	src, err := filepath.Abs(filepath.Join(web, "src"))
	require.NoError(t, err)
	res := api.Build(api.BuildOptions{
		Stdin:  &api.StdinOptions{Contents: probe, ResolveDir: src, Loader: api.LoaderTS},
		Bundle: true, Platform: api.PlatformNode, TsconfigRaw: "{}",
	})
	require.Empty(t, res.Errors)
	input, err := json.Marshal(map[string]any{
		"catalogue": json.RawMessage(catalogue), "queries": queries,
	})
	require.NoError(t, err)
	run := exec.CommandContext(t.Context(), "node", "-e", string(res.OutputFiles[0].Contents))
	run.Stdin = bytes.NewReader(input)
	var stderr bytes.Buffer
	run.Stderr = &stderr
	out, err := run.Output()
	require.NoError(t, err, "%s", stderr.String())
	var answers []*answered
	require.NoError(t, json.Unmarshal(out, &answers))
	return answers
}

// markup writes a tree as markup.
func markup(node any) string {
	list, ok := node.([]any)
	if !ok {
		return html.EscapeString(node.(string))
	}
	name, attributes := list[0].(string), list[1].(map[string]any)
	var b strings.Builder
	b.WriteString("<" + name)
	for _, key := range []string{
		"id", "rel", "class", "href", "aria-labelledby", "data-key", "aria-current", "aria-label",
		"aria-hidden", "tabindex", "datetime", "lang", "open",
	} {
		if value, ok := attributes[key]; ok {
			fmt.Fprintf(&b, " %s=%q", key, html.EscapeString(value.(string)))
			delete(attributes, key)
		}
	}
	for key, value := range attributes {
		fmt.Fprintf(&b, " %s=%q", key, html.EscapeString(value.(string)))
	}
	b.WriteString(">")
	for _, child := range list[2:] {
		b.WriteString(markup(child))
	}
	b.WriteString("</" + name + ">")
	return b.String()
}

var (
	layout    = regexp.MustCompile(`\s*\n\s*`)
	startTag  = regexp.MustCompile(`<([a-z0-9]+)((?: [a-z-]+(?:="[^"]*")?)*)>`)
	attribute = regexp.MustCompile(` ([a-z-]+)(?:="([^"]*)")?`)
)

// plain brings markup to one form: attributes sorted, entities alike, no line breaks.
func plain(s string) string {
	s = layout.ReplaceAllString(s, "")
	return startTag.ReplaceAllStringFunc(s, func(tag string) string {
		m := startTag.FindStringSubmatch(tag)
		var list []string
		for _, a := range attribute.FindAllStringSubmatch(m[2], -1) {
			list = append(list, fmt.Sprintf("%s=%q", a[1], html.UnescapeString(a[2])))
		}
		slices.Sort(list)
		return "<" + m[1] + " " + strings.Join(list, " ") + ">"
	})
}

// part returns what is between two pieces of a page.
func part(t *testing.T, page, from, to string) string {
	t.Helper()
	_, rest, ok := strings.Cut(page, from)
	require.True(t, ok, from)
	inside, _, ok := strings.Cut(rest, to)
	require.True(t, ok, to)
	return inside
}

// asks are searches of every kind.
func asks() []string {
	var list []string
	for _, q := range []string{
		"", "蓝莓", "lanmei", "lm", "hzs", "hezuoshe", "hezuosh", "h", "zhang", "漠河", "mohe hzs",
		"合作社 家庭", "木耳", "muer", "PDY", "pdy lb", "ＬＢ", "chang", "zhong", "nv", "nü", "农场 a",
		"xian", "lb", "gf", "大米", "演示", "yanshi shuju", "ysjd", "z", "北极 蓝莓", "没有的词",
		"藍莓", "123", "P000001", "莓", "社", "jia ting", "jtnc", "(",
		"合作社", "北极镇", "organic", "tier", "a b c d e f g h i j k l m n o p q",
	} {
		for _, rest := range []string{
			"", "&sort=name", "&sort=-area_mu", "&in=certificates", "&in=certificates&sort=valid_to_on",
			"&kind=cooperative", "&page=2&sort=-registered_on", "&tier=A&traceable=true",
			"&in=certificates&status=valid&sort=-area_mu", "&in=producers&page=99",
			"&town_id=D232701104&green_certified=true", "&sectors=fruit&sort=shoe",
		} {
			list = append(list, "q="+url.QueryEscape(q)+rest)
		}
	}
	return append(list, "", "page=2", "page=x", "kind=castle", "traceable=false", "in=nothing",
		"from=x")
}

// While somebody types, the script shows what the server would: the same rows, counts, links and
// words in the same markup.
func TestSearch_ScriptAnswersAsTheServer(t *testing.T) {
	t.Parallel()
	h := county(t, 150)
	for _, lang := range []string{"", "/en"} {
		queries := asks()
		if lang != "" {
			queries = queries[:len(queries)/3]
		}
		answers := node(t, text(t, get(t, h, lang+"/search.json")), queries)
		require.Len(t, answers, len(queries))
		shown := 0
		for i, query := range queries {
			if answers[i] == nil {
				continue
			}
			shown++
			r := get(t, h, lang+"/search?"+query)
			require.Equal(t, http.StatusOK, r.StatusCode, query)
			page := text(t, r)
			_, found, ok := strings.Cut(part(t, page, `<div id="found"`, `<script`), ">")
			require.True(t, ok)
			var b strings.Builder
			for _, node := range answers[i].Found {
				b.WriteString(markup(node))
			}
			want := strings.TrimSuffix(plain(html.UnescapeString(found)), "</div>")
			if got := plain(html.UnescapeString(b.String())); want != got {
				at := 0
				for at < min(len(want), len(got)) && want[at] == got[at] {
					at++
				}
				from := max(0, at-120)
				require.Fail(t, "not what the server writes", "%s/search?%s\nserver: …%s\nscript: …%s",
					lang, query, cut(want, from), cut(got, from))
			}
			title := html.UnescapeString(part(t, page, "<title>", "</title>"))
			assert.Equal(t, title, answers[i].Title, query)
			form := part(t, page, "<form", "</form>")
			assert.Equal(t, strings.Count(form, `type="hidden"`), len(answers[i].Kept), query)
			for _, kept := range answers[i].Kept {
				assert.Contains(t, form, fmt.Sprintf(`name=%q value=%q`, kept[0], kept[1]), query)
			}
		}
		assert.Greater(t, shown, len(queries)/2, "the catalogue tells most")
	}
}

// squeeze is a script that says how many bytes its input has in brotli.
const squeeze = `
const input = require("node:fs").readFileSync(0);
process.stdout.write(String(require("node:zlib").brotliCompressSync(input).length));
`

// The catalogue of a county of the usual size is worth its way; that of a larger one is not, and
// the page names none.
func TestSearch_CatalogueIsLight(t *testing.T) {
	t.Parallel()
	const budget = 80 << 10
	h := county(t, 1500)
	require.Contains(t, text(t, get(t, h, "/en/search")), `data-catalogue="/nqa/en/search.json"`)
	for _, lang := range []string{"", "/en"} {
		r := get(t, h, lang+"/search.json")
		assert.Equal(t, "application/json", r.Header.Get("Content-Type"))
		assert.Contains(t, r.Header.Get("Cache-Control"), "max-age=60", "limited values end in time")
		run := exec.CommandContext(t.Context(), "node", "-e", squeeze)
		run.Stdin = r.Body
		out, err := run.Output()
		require.NoError(t, err)
		size, err := strconv.Atoi(string(out))
		require.NoError(t, err)
		assert.LessOrEqual(t, size, budget)
		t.Logf("%d B in brotli", size)
	}
	large := county(t, 2000)
	assert.NotContains(t, text(t, get(t, large, "/search")), "data-catalogue")
}

func cut(s string, from int) string {
	return strings.ToValidUTF8(s[min(from, len(s)):min(from+400, len(s))], "")
}
