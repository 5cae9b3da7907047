package e2e

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"maps"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	awss3 "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/stretchr/testify/require"
)

const (
	stackName = "mingtian"
	// artifacts is the bucket in which expand.py says that the functions' code is.
	artifacts = "artifacts"
	// deployFor is how long the emulator may take to create the stack.
	deployFor = time.Minute
)

// parameters switch off what the emulator has not.
func parameters() map[string]string {
	architecture := runtime.GOARCH
	if architecture == "amd64" {
		architecture = "x86_64"
	}
	return map[string]string{
		"Cdn": "false", "Monitoring": "false", "Canary": "false", "Architecture": architecture,
	}
}

// stack is the deployed stack.
type stack struct {
	*emulator
	api     string // id of the HTTP API
	table   string
	bucket  string
	publish string // the publisher's name and alias
	key     string // the parameter BookingKey
}

// expand returns template.yaml as CloudFormation would see it, made fit for the emulator.
func expand(t *testing.T) map[string]any {
	t.Helper()
	args := []string{"../check/expand.py", region, "../../template.yaml"}
	for name, value := range parameters() {
		args = append(args, name+"="+value)
	}
	var out, said bytes.Buffer
	cmd := exec.CommandContext(within(t, commandFor), python(t), args...)
	cmd.Stdout, cmd.Stderr = &out, &said
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "LANG=C.UTF-8"}
	require.NoError(t, cmd.Run(), "%s", &said)
	var template map[string]any
	require.NoError(t, json.Unmarshal(out.Bytes(), &template))
	for name := range object(template["Resources"]) {
		explode(object(template["Resources"]), name)
	}
	return template
}

// deploy creates the stack from the functions' binaries in a folder.
func deploy(t *testing.T, e *emulator, binaries string) *stack {
	t.Helper()
	template, err := json.Marshal(expand(t))
	require.NoError(t, err)
	client := e.s3()
	_, err = client.CreateBucket(t.Context(), &awss3.CreateBucketInput{
		Bucket: aws.String(artifacts),
	})
	require.NoError(t, err)
	put := func(key string, body []byte) {
		_, err := client.PutObject(t.Context(), &awss3.PutObjectInput{
			Bucket: aws.String(artifacts), Key: &key, Body: bytes.NewReader(body),
		})
		require.NoError(t, err, key)
	}
	for _, name := range functions {
		id := strings.ToUpper(name[:1]) + name[1:] + "Function"
		put(id+".zip", zipped(t, filepath.Join(binaries, name)))
	}
	put("template.json", template)
	e.cloudformation(t, "CreateStack", request(e, parameters()))
	s := e.await(t, "CREATE_COMPLETE")
	s.seal(t)
	return s
}

// request returns what CloudFormation is asked with.
func request(e *emulator, values map[string]string) url.Values {
	form := url.Values{
		"TemplateURL":           {e.url() + "/" + artifacts + "/template.json"},
		"DisableRollback":       {"true"},
		"Capabilities.member.1": {"CAPABILITY_IAM"},
		"Capabilities.member.2": {"CAPABILITY_AUTO_EXPAND"},
	}
	for i, name := range slices.Sorted(maps.Keys(values)) {
		member := fmt.Sprintf("Parameters.member.%d.", i+1)
		form.Set(member+"ParameterKey", name)
		form.Set(member+"ParameterValue", values[name])
	}
	return form
}

// seal makes the secret of the bookings with the stack's key, as infra/deploy.md says, and updates
// the stack with it. The functions' new settings reach their alias only in a new version.
func (s *stack) seal(t *testing.T) {
	t.Helper()
	url := s.url()
	client := kms.New(kms.Options{BaseEndpoint: &url, Region: region, Credentials: anybody})
	made, err := client.GenerateDataKeyWithoutPlaintext(t.Context(),
		&kms.GenerateDataKeyWithoutPlaintextInput{
			KeyId: &s.key, NumberOfBytes: aws.Int32(32),
			EncryptionContext: map[string]string{"mingtian": "booking"},
		})
	require.NoError(t, err)
	s.key = "kms:" + base64.StdEncoding.EncodeToString(made.CiphertextBlob)
	values := parameters()
	values["BookingKey"] = s.key
	s.cloudformation(t, "UpdateStack", request(s.emulator, values))
	s.await(t, "UPDATE_COMPLETE")
}

// zipped returns a binary as Lambda takes it.
func zipped(t *testing.T, path string) []byte {
	t.Helper()
	binary, err := os.ReadFile(path)
	require.NoError(t, err)
	var b bytes.Buffer
	archive := zip.NewWriter(&b)
	header := &zip.FileHeader{Name: "bootstrap"}
	header.SetMode(0o755)
	w, err := archive.CreateHeader(header)
	require.NoError(t, err)
	_, err = w.Write(binary)
	require.NoError(t, err)
	require.NoError(t, archive.Close())
	return b.Bytes()
}

func (e *emulator) cloudformation(t *testing.T, action string, form url.Values) []byte {
	t.Helper()
	form.Set("Action", action)
	form.Set("Version", "2010-05-15")
	form.Set("StackName", stackName)
	_, body := e.call(t, "cloudformation", "/", "application/x-www-form-urlencoded",
		[]byte(form.Encode()))
	return body
}

// description is what CloudFormation says of a stack.
type description struct {
	Status  string   `xml:"DescribeStacksResult>Stacks>member>StackStatus"`
	Reason  string   `xml:"DescribeStacksResult>Stacks>member>StackStatusReason"`
	Outputs []output `xml:"DescribeStacksResult>Stacks>member>Outputs>member"`
}

type output struct {
	Name  string `xml:"OutputKey"`
	Value string `xml:"OutputValue"`
}

// await waits for the stack to be complete.
func (e *emulator) await(t *testing.T, complete string) *stack {
	t.Helper()
	var d description
	until(t, deployFor, complete, func() bool {
		d = description{}
		said := e.cloudformation(t, "DescribeStacks", url.Values{})
		require.NoError(t, xml.Unmarshal(said, &d))
		return !strings.HasSuffix(d.Status, "PROGRESS")
	})
	if d.Status != complete {
		require.Fail(t, "the stack is not as it should be", "%s %s\n%s", d.Status, d.Reason,
			e.cloudformation(t, "DescribeStackEvents", url.Values{}))
	}
	outputs := map[string]string{}
	for _, o := range d.Outputs {
		outputs[o.Name] = o.Value
	}
	api, err := url.Parse(outputs["ApiUrl"])
	require.NoError(t, err)
	id, _, _ := strings.Cut(api.Host, ".")
	s := &stack{
		emulator: e, api: id, table: outputs["TableName"], bucket: outputs["BucketName"],
		publish: outputs["PublishFunctionName"] + ":live", key: outputs["BookingKeyId"],
	}
	for name, value := range map[string]string{"api": s.api, "table": s.table, "bucket": s.bucket, "key": s.key} {
		require.NotEmpty(t, value, "%s in the outputs of the stack: %v", name, outputs)
	}
	return s
}
