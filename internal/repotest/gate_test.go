package repotest

import (
	"context"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// What the tools say about the tree. Each prints its complaints and nothing else. They take a
// minute together, so a short run leaves them to "make check", which calls the same tools.
func TestTools(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("-short: make check runs the tools itself")
	}
	for _, tt := range []struct{ name, command string }{
		{"build", "go build ./..."},
		{"tidy", "go mod tidy -diff"},
		{"vet", "go vet ./..."},
		{"gofumpt", "go tool -modfile=internal/tools/go.mod gofumpt -l ."},
		{"staticcheck", "go tool -modfile=internal/tools/go.mod staticcheck ./..."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			complaints, err := run(t.Context(), root(t), tt.command)
			assert.NoError(t, err, complaints)
			assert.Empty(t, complaints)
		})
	}
}

// run returns what a command prints on either stream, without what the go command says about
// modules that it fetches.
func run(ctx context.Context, dir, command string) (string, error) {
	words := strings.Fields(command)
	cmd := exec.CommandContext(ctx, words[0], words[1:]...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	var said strings.Builder
	for line := range strings.Lines(string(out)) {
		if !strings.HasPrefix(line, "go: downloading ") {
			said.WriteString(line)
		}
	}
	return said.String(), err
}
