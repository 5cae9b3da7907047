package check

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const templateFile = "../../template.yaml"

var (
	regions = []string{"us-east-1", "cn-north-1", "cn-northwest-1"}
	files   = []string{"global", "china"}
)

// secret stands for the one that is handed over when the stack is deployed.
const secret = "0123456789abcdef0123456789abcdef"

// tool returns the path of a Python tool. A missing one is a failure and says what to do.
func tool(t *testing.T, name string) string {
	t.Helper()
	if testing.Short() {
		t.Skip("-short: " + name + " is a Python tool, and slow")
	}
	path, err := filepath.Abs(".venv/bin/" + name)
	require.NoError(t, err)
	require.FileExists(t, path, "run infra/check/setup.sh")
	return path
}

// run returns what a command prints. Its home is empty and its environment holds no credentials.
func run(t *testing.T, name string, args ...string) (stdout, stderr string, err error) {
	t.Helper()
	var out, errs bytes.Buffer
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Stdout, cmd.Stderr = &out, &errs
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "LANG=C.UTF-8"}
	err = cmd.Run()
	return out.String(), errs.String(), err
}

// parameters returns what a parameter file says, and a secret.
func parameters(t *testing.T, file string) map[string]any {
	t.Helper()
	values := map[string]any{}
	body, err := os.ReadFile("../params/" + file + ".json")
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(body, &values), file)
	values["OriginSecret"] = secret
	return values
}

// expandAll returns what templates become, as stacks.
func expandAll(
	t *testing.T, region string, values map[string]any, templates ...string,
) []*stack {
	t.Helper()
	args := []string{"expand.py", region}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		args = append(args, fmt.Sprintf("%s=%v", name, values[name]))
	}
	out, said, err := run(t, tool(t, "python"), append(args, templates...)...)
	require.NoError(t, err, said)
	var stacks []*stack
	for line := range strings.Lines(out) {
		var expanded map[string]any
		require.NoError(t, json.Unmarshal([]byte(line), &expanded))
		stacks = append(stacks, newStack(region, line, expanded, values))
	}
	require.Len(t, stacks, len(templates))
	return stacks
}

// expand returns what the template becomes.
func expand(t *testing.T, region string, values map[string]any) *stack {
	t.Helper()
	return expandAll(t, region, values, templateFile)[0]
}

// Every region with every parameter file: our rules, cfn-lint, and checkov where the two differ.
func TestStacks(t *testing.T) {
	t.Parallel()
	for _, region := range regions {
		for _, file := range files {
			t.Run(region+"/"+file, func(t *testing.T) {
				t.Parallel()
				s := expand(t, region, parameters(t, file))
				obey(t, s)
				lint(t, s)
				if region == "us-east-1" && file == "global" ||
					region == "cn-north-1" && file == "china" {
					checkov(t, s)
				}
			})
		}
	}
}

// cfn-lint knows which types and properties each region has.
func TestSource(t *testing.T) {
	t.Parallel()
	args := append([]string{templateFile, "--regions"}, regions...)
	complaints, said, err := run(t, tool(t, "cfn-lint"), args...)
	assert.NoError(t, err, said)
	assert.Empty(t, complaints)
}

func lint(t *testing.T, s *stack) {
	t.Helper()
	// W2001: the transform has used up the parameter Canary.
	complaints, said, err := run(t, tool(t, "cfn-lint"),
		"--template", save(t, s), "--regions", s.region, "--ignore-checks", "W2001")
	assert.NoError(t, err, said)
	assert.Empty(t, complaints)
}

// save writes an expansion where a tool can read it.
func save(t *testing.T, s *stack) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "expanded.json")
	require.NoError(t, os.WriteFile(name, []byte(s.source), 0o600))
	return name
}

// exceptions are checks of checkov's that we do not follow, and why.
var exceptions = map[string]string{
	"CKV_AWS_18": "the bucket's access log would hold what people looked at; nobody but the CDN " +
		"and four functions reads it",
	"CKV_AWS_26":  "an alarm cannot send to a topic under SNS's own key, and says nothing secret",
	"CKV_AWS_27":  "encrypted with SQS's own key; the queue holds ids of records and no content",
	"CKV_AWS_68":  "a web ACL costs more than all the rest; the gateway throttles by route",
	"CKV_AWS_86":  "the CDN's access log would hold addresses, codes and names that people ask for",
	"CKV_AWS_117": "a VPC has no use here: tables and buckets are reached by signed requests",
	"CKV_AWS_119": "encrypted with DynamoDB's key; a key of our own is one more thing to lose",
	"CKV_AWS_158": "encrypted by the service; the lines hold no personal data",
	"CKV_AWS_173": "encrypted by the service; the origin secret is no credential of AWS's",
	"CKV_AWS_174": "it is TLSv1.2_2021 with a name of one's own; the CDN's own name has no choice",
}

func checkov(t *testing.T, s *stack) {
	t.Helper()
	out, said, _ := run(t, tool(t, "checkov"), "--file", save(t, s), "--framework",
		"cloudformation", "--skip-download", "--quiet", "--compact", "--output", "json")
	var report struct {
		Summary struct{ Passed int }
		Results struct {
			Failed []struct {
				ID       string `json:"check_id"`
				Name     string `json:"check_name"`
				Resource string
			} `json:"failed_checks"`
		}
	}
	require.NoError(t, json.Unmarshal([]byte(out), &report), said)
	require.Greater(t, report.Summary.Passed, 50)
	used := map[string]bool{}
	for _, f := range report.Results.Failed {
		used[f.ID] = true
		assert.Contains(t, exceptions, f.ID, "%s: %s", f.Resource, f.Name)
	}
	for id := range exceptions {
		assert.True(t, used[id], "the exception %s has no use", id)
	}
}

// quoted returns a list of words for a message.
func quoted(words []string) string { return strings.Join(words, ", ") }
