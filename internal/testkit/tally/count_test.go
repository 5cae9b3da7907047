package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// tallied runs events through a count and returns what it printed and its verdict.
func tallied(t *testing.T, lines string) (string, bool) {
	t.Helper()
	var out strings.Builder
	c := &count{out: &out}
	require.NoError(t, c.read(strings.NewReader(lines)))
	ok := c.close()
	return out.String(), ok
}

func TestCount(t *testing.T) {
	t.Parallel()
	const (
		start = `{"Action":"start","Package":"p"}` + "\n"
		pass  = `{"Action":"pass","Package":"p","Elapsed":0.25}` + "\n"
		fail  = `{"Action":"fail","Package":"p","Elapsed":0.25}` + "\n"
	)
	on := func(action, name string) string {
		return `{"Action":"` + action + `","Package":"p","Test":"` + name + `"}` + "\n"
	}
	says := func(name, text string) string {
		return `{"Action":"output","Package":"p","Test":"` + name + `","Output":"` + text + `\n"}`
	}
	tests := []struct {
		name, events, want string
		ok                 bool
	}{
		{
			"a test that passes is silent",
			start + on("run", "A") + says("A", "hello") + on("pass", "A") + pass,
			"ok    p  0.2s\n1 passed, 0 failed\n", true,
		},
		{
			"a test that fails is shown in full, without the narration",
			start + on("run", "A") + says("A", "=== RUN A") + says("A", "why") +
				on("fail", "A") + fail,
			"why\nFAIL  p  0.2s\n0 passed, 1 failed\n", false,
		},
		{
			"subtests count, their parent does not",
			start + on("run", "A") + on("run", "A/x") + on("pass", "A/x") + on("run", "A/y/z") +
				on("fail", "A/y/z") + on("fail", "A") + fail,
			"FAIL  p  0.2s\n1 passed, 1 failed\n", false,
		},
		{
			"a parent that fails by itself counts",
			start + on("run", "A") + on("run", "A/x") + on("pass", "A/x") + on("fail", "A") + fail,
			"FAIL  p  0.2s\n1 passed, 1 failed\n", false,
		},
		{
			"skipped tests are neither",
			start + on("run", "A") + on("skip", "A") + on("run", "B") + on("pass", "B") + pass,
			"ok    p  0.2s\n1 skipped\n1 passed, 0 failed\n", true,
		},
		{
			"a package that fails after its tests passed",
			start + on("run", "A") + on("pass", "A") + fail,
			"FAIL  p  0.2s\n1 passed, 1 failed\n", false,
		},
		{
			"a test that was cut off",
			start + on("run", "A") + says("A", "half a") + fail,
			"half a\nFAIL  p  0.2s\n0 passed, 1 failed\n", false,
		},
		{
			"a run that was cut off",
			start + on("run", "A") + on("pass", "A"),
			"FAIL  p  did not end\n1 passed, 1 failed\n", false,
		},
		{
			"a package without tests is no success",
			start + `{"Action":"skip","Package":"p"}` + "\n",
			"no test ran\n0 passed, 0 failed\n", false,
		},
		{"nothing at all", "", "no test ran\n0 passed, 0 failed\n", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, ok := tallied(t, tt.events)
			assert.Equal(t, tt.want, got)
			assert.Equal(t, tt.ok, ok)
		})
	}
}

// What go test really writes when things go wrong: the events above are only our reading of it.
func TestCount_RealRun(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, body := range map[string]string{
		"good/a_test.go":   "func TestA(t *testing.T) {}",
		"broken/a_test.go": "func TestA(t *testing.T) { undefined() }",
		"panics/a_test.go": `func TestA(t *testing.T) { t.Log("before"); panic("so be it") }`,
		"vetted/a_test.go": `func TestA(t *testing.T) { t.Logf("%d", "x") }`,
	} {
		file := filepath.Join(dir, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o750))
		source := "package p\n\nimport \"testing\"\n\n" + body + "\n"
		require.NoError(t, os.WriteFile(file, []byte(source), 0o600))
	}
	module := "module example.org/p\n\ngo 1.26\n"
	require.NoError(t, os.WriteFile(filepath.Join(dir, "go.mod"), []byte(module), 0o600))

	var events bytes.Buffer
	cmd := exec.CommandContext(t.Context(), "go", "test", "-json", "./...")
	cmd.Dir, cmd.Stdout = dir, &events
	require.Error(t, cmd.Run(), "three of four packages are wrong")

	got, ok := tallied(t, events.String())
	assert.False(t, ok)
	assert.Contains(t, got, "undefined: undefined")
	assert.Contains(t, got, "so be it")
	assert.Contains(t, got, "wrong type string")
	assert.True(t, strings.HasSuffix(got, "\n1 passed, 3 failed\n"), got)
}
