package check

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// mutation breaks the template in one place; see testdata/mutations.txt.
type mutation struct {
	name, rule, region string
	before, after      string
}

var mutationHeading = regexp.MustCompile(`^# ([a-z ]+): (.+?)(?:, in ([a-z0-9-]+))?$`)

// mutations reads the file.
func mutations(t *testing.T) []mutation {
	t.Helper()
	body, err := os.ReadFile("testdata/mutations.txt")
	require.NoError(t, err)
	var all []mutation
	for block := range strings.SplitSeq(string(body), "\n\n") {
		var before, after []string
		heading, lines, _ := strings.Cut(strings.TrimSpace(block), "\n")
		m := mutationHeading.FindStringSubmatch(heading)
		if m == nil {
			continue
		}
		for line := range strings.SplitSeq(lines, "\n") {
			switch line[0] {
			case '-':
				before = append(before, line[1:])
			case '+':
				after = append(after, line[1:])
			}
		}
		all = append(all, mutation{
			m[2], m[1], m[3], strings.Join(before, "\n"), strings.Join(after, "\n"),
		})
	}
	require.Len(t, all, strings.Count(string(body), "\n# "), "a heading that is none")
	return all
}

// Every mutation is caught by its rule, and every rule catches one.
func TestMutations(t *testing.T) {
	t.Parallel()
	unused := map[string]bool{}
	for _, r := range rules() {
		unused[r.name] = true
	}
	byRegion := map[string][]mutation{}
	for _, m := range mutations(t) {
		delete(unused, m.rule)
		if m.region == "" {
			m.region = "us-east-1"
		}
		byRegion[m.region] = append(byRegion[m.region], m)
	}
	assert.Empty(t, unused, "rules that no mutation tries")
	for region, list := range byRegion {
		t.Run(region, func(t *testing.T) {
			t.Parallel()
			mutate(t, region, list)
		})
	}
}

// mutate makes all mutations of a region and lets their rules look at them.
func mutate(t *testing.T, region string, list []mutation) {
	t.Helper()
	source, err := os.ReadFile(templateFile)
	require.NoError(t, err)
	dir := t.TempDir()
	var names []string
	for i, m := range list {
		require.Contains(t, string(source), m.before, m.name)
		name := filepath.Join(dir, fmt.Sprintf("%d.yaml", i))
		broken := strings.Replace(string(source), m.before, m.after, 1)
		require.NoError(t, os.WriteFile(name, []byte(broken), 0o600))
		names = append(names, name)
	}
	file := map[bool]string{false: "global", true: "china"}[strings.HasPrefix(region, "cn-")]
	for i, s := range expandAll(t, region, parameters(t, file), names...) {
		t.Run(list[i].name, func(t *testing.T) {
			t.Parallel()
			for _, r := range rules() {
				if r.name == list[i].rule {
					assert.NotEmpty(t, r.check(s), "the rule %s", r.name)
					return
				}
			}
			assert.Fail(t, "no rule "+list[i].rule)
		})
	}
}
