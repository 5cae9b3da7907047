package e2e

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"github.com/mingtian-portal/mingtian/internal/opendata/table"
	"github.com/mingtian-portal/mingtian/internal/registry"
	"github.com/mingtian-portal/mingtian/internal/testkit"
)

// functions are what the stack runs.
var functions = []string{"registry", "publish", "booking", "staff"}

// build builds the functions as for a deployment, but for the machine that is here, and the
// portal. It returns the folder where they are.
func build(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	args := []string{
		"build", "-trimpath", "-ldflags=-s -w", "-tags=lambda.norpc", "-o", dir,
		"./functions/portal",
	}
	for _, name := range functions {
		args = append(args, "./functions/"+name)
	}
	cmd := exec.CommandContext(within(t, buildFor), "go", args...)
	cmd.Dir = "../.."
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
	return dir
}

// portal is the portal's command line with its settings.
type portal struct {
	binary   string
	settings []string
}

// localPortal returns the portal of this machine alone, with an empty register.
func localPortal(t *testing.T, binaries string) *portal {
	t.Helper()
	return &portal{filepath.Join(binaries, "portal"), []string{"MINGTIAN_DATA=" + t.TempDir()}}
}

// portalOf returns the portal whose register is the stack's, as infra/deploy.md says.
func portalOf(t *testing.T, s *stack, binaries string) *portal {
	t.Helper()
	p := localPortal(t, binaries)
	p.settings = append(p.settings, "MINGTIAN_STORE=dynamo:"+s.table, "MINGTIAN_BLOB=s3:"+s.bucket,
		"AWS_ENDPOINT_URL="+s.url(), "AWS_REGION="+region,
		"AWS_ACCESS_KEY_ID="+nobody.AccessKeyID, "AWS_SECRET_ACCESS_KEY="+nobody.SecretAccessKey,
		"AWS_EC2_METADATA_DISABLED=true", "MINGTIAN_BOOKING_KEY="+s.key)
	return p
}

// with returns the portal with one setting more.
func (p *portal) with(setting string) *portal {
	return &portal{p.binary, append(p.settings[:len(p.settings):len(p.settings)], setting)}
}

func (p *portal) command(ctx context.Context, t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(ctx, p.binary, args...)
	cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "USER=clerk", "HOME=" + t.TempDir()},
		p.settings...)
	return cmd
}

// importBook imports a workbook, and publishes.
func (p *portal) importBook(t *testing.T, b book) {
	t.Helper()
	out, err := p.command(within(t, commandFor), t,
		"import", "-dataset", b.dataset, "-publish", "-en", b.path).CombinedOutput()
	require.NoError(t, err, "%s: %s", b.dataset, out)
	require.Contains(t, string(out), " 0 refused", b.dataset)
}

var siteLine = regexp.MustCompile(`http://[^/\s]+`)

// serve serves until the test ends, and returns where.
func (p *portal) serve(t *testing.T) (url string) {
	t.Helper()
	cmd := p.command(t.Context(), t, "serve", "-addr", "127.0.0.1:0")
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = stopFor
	cmd.Stderr = logFile(t, "portal")
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	late := time.AfterFunc(commandFor, func() { _ = cmd.Process.Kill() })
	defer late.Stop()
	lines := bufio.NewScanner(out)
	for url == "" && lines.Scan() {
		url = siteLine.FindString(lines.Text())
	}
	drained := make(chan struct{})
	go func() {
		defer close(drained)
		_, _ = io.Copy(io.Discard, out) // what it says after that
	}()
	t.Cleanup(func() {
		<-drained
		_ = cmd.Wait() // the end of the test stopped it
	})
	require.NotEmpty(t, url, "the portal did not start")
	return url
}

// book is a workbook with a dataset of the demonstration county.
type book struct{ dataset, path string }

// books writes a workbook for each dataset, those first that others refer to.
func books(t *testing.T) []book {
	t.Helper()
	schema, dir := registry.Load(), t.TempDir()
	rows := testkit.County(schema)
	var all []book
	for _, name := range []string{
		registry.Divisions, registry.Producers, registry.CreditSchemes, registry.TraceEntities,
		registry.CreditRatings, registry.DemonstrationTitles, registry.InputDealers,
		registry.Labs, registry.ServicePoints, registry.Certificates,
	} {
		var text bytes.Buffer
		require.NoError(t, table.WriteCSV(&text, schema.Def(name), rows[name]))
		b := book{name, filepath.Join(dir, name+".xlsx")}
		records, err := csv.NewReader(bytes.NewReader(
			bytes.TrimPrefix(text.Bytes(), []byte(table.BOM)))).ReadAll()
		require.NoError(t, err)
		if name != registry.Divisions { // the register gives them, the same in the same order
			for _, record := range records[1:] {
				record[0] = ""
			}
		}
		saveBook(t, b.path, records)
		all = append(all, b)
	}
	return all
}

// saveBook writes a workbook of one sheet.
func saveBook(t *testing.T, path string, records [][]string) {
	t.Helper()
	f := excelize.NewFile()
	for i, record := range records {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		require.NoError(t, err)
		require.NoError(t, f.SetSheetRow("Sheet1", cell, &record))
	}
	require.NoError(t, f.SaveAs(path))
	assert.NoError(t, f.Close())
}
