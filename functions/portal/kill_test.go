package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/mingtian-portal/mingtian/internal/ident"
)

// A process is killed at twenty random points of an import, and at twenty of a publication of
// pages. Whatever it leaves is the old register or the new one, whole, for the API and in the
// files; the log proves; and the next import works.
func TestKilled_OldOrNewAndTheNextImportWorks(t *testing.T) {
	t.Parallel()
	work := t.TempDir()
	before, after := filepath.Join(work, "before.csv"), filepath.Join(work, "after.csv")
	require.NoError(t, os.WriteFile(before, list(t, "甲"), 0o600))
	require.NoError(t, os.WriteFile(after, list(t, "乙"), 0o600))

	first := filepath.Join(work, "first")
	portal(t, first, "import", "-dataset", "producers", "-publish", before)
	portal(t, first, "publish")
	old := portal(t, first, "export", "-dataset", "producers")
	whole := copyOf(t, first)
	began := time.Now()
	portal(t, whole, "import", "-dataset", "producers", "-publish", after)
	usual := time.Since(began)
	changed := portal(t, whole, "export", "-dataset", "producers")
	require.NotEqual(t, old, changed)

	random := rand.New(rand.NewPCG(20, 20))
	killed := 0
	for i := range 20 {
		data := copyOf(t, first)
		killed += kill(t, data, usual*time.Duration(random.IntN(100))/100,
			"import", "-dataset", "producers", "-publish", after)
		wholeRegister(t, data, fmt.Sprintf("import %d", i), old, changed)
		portal(t, data, "import", "-dataset", "producers", "-publish", after)
		assert.Equal(t, changed, portal(t, data, "export", "-dataset", "producers"))
		killed += kill(t, data, usual*time.Duration(random.IntN(100))/100, "publish")
		wholeRegister(t, data, fmt.Sprintf("publish %d", i), changed)
		portal(t, data, "publish")
		assert.Contains(t, portal(t, data, "publish"), " 0 written", "pages complete themselves")
	}
	assert.Greater(t, killed, 10, "most processes were killed before they ended")
}

// wholeRegister fails the test unless the register is one of those given, and proves.
func wholeRegister(t *testing.T, data, when string, registers ...string) {
	t.Helper()
	assert.Contains(t, registers, portal(t, data, "export", "-dataset", "producers"), when)
	assert.Contains(t, portal(t, data, "check"), "快照 snapshots 完好", when)
}

// list is a workbook of 40 producers whose names end in a word.
func list(t *testing.T, word string) []byte {
	t.Helper()
	var b bytes.Buffer
	b.WriteString("统一社会信用代码,主体名称,乡镇\n")
	for i := range 40 {
		code, err := ident.ReservedUSCC("93", "232701", i+1)
		require.NoError(t, err)
		fmt.Fprintf(&b, "%s,漠河市演示第%d合作社%s,北极镇\n", code, i+1, word)
	}
	return b.Bytes()
}

func process(data string, args ...string) *exec.Cmd {
	self, err := os.Executable()
	if err != nil {
		panic(err)
	}
	cmd := exec.Command(self, args...)
	cmd.Env = append(os.Environ(), "MINGTIAN_DATA="+data, asPortal+"=1")
	return cmd
}

// portal runs the portal to its end and returns what it prints.
func portal(t *testing.T, data string, args ...string) string {
	t.Helper()
	cmd := process(data, args...)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	require.NoError(t, err, "portal %s: %s", args, stderr.String())
	return string(out)
}

// kill starts the portal, kills it after a while, and reports 1 if it had not ended by then.
func kill(t *testing.T, data string, after time.Duration, args ...string) int {
	t.Helper()
	cmd := process(data, args...)
	require.NoError(t, cmd.Start())
	timer := time.AfterFunc(after, func() {
		_ = cmd.Process.Kill() // it may have ended by itself
	})
	defer timer.Stop()
	if cmd.Wait() != nil {
		return 1
	}
	return 0
}

func copyOf(t *testing.T, data string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "data")
	require.NoError(t, os.CopyFS(to, os.DirFS(data)))
	return to
}
