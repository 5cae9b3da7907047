// Package cloud is what the Lambda functions have in common: settings, AWS clients with time
// limits, the log in the form that Lambda reads, and metrics as lines of that log.
//
// It links no service's client: which services a function talks to is for its own wire.go.
package cloud

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/lambdacontext"
	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"

	"github.com/mingtian-portal/mingtian/internal/app"
)

// attempts is how often a call is tried: the SDK's own number, said aloud because a connection that
// was lost in a freeze costs one.
const attempts = 3

// Lookup finds a setting, as os.LookupEnv does.
type Lookup func(name string) (string, bool)

// Function is what surrounds a Lambda function.
type Function struct {
	Config  app.Config
	AWS     aws.Config
	Log     *slog.Logger
	Metrics *Metrics
}

// Load reads the settings. It talks to nobody.
func Load(lookup Lookup) (*Function, error) {
	cfg, err := app.FromLookup(lookup)
	if err != nil {
		return nil, err
	}
	get := func(name string) string {
		value, _ := lookup(name)
		return value
	}
	log := lambdacontext.NewLogger()
	return &Function{
		Config: cfg, AWS: settings(get), Log: log,
		Metrics: NewMetrics(log, get("AWS_LAMBDA_FUNCTION_NAME")),
	}, nil
}

// settings reads what Lambda says of region and credentials, which hold for as long as the process
// lives. The SDK's own search through files, profiles and other services would find the same after
// eight milliseconds of processor time, and is near 2 MB of the binary.
func settings(get func(string) string) aws.Config {
	cfg := aws.Config{
		Region: get("AWS_REGION"), HTTPClient: client(), RetryMaxAttempts: attempts,
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{
				AccessKeyID: get("AWS_ACCESS_KEY_ID"), SecretAccessKey: get("AWS_SECRET_ACCESS_KEY"),
				SessionToken: get("AWS_SESSION_TOKEN"), Source: "Lambda",
			}, nil
		}),
	}
	if endpoint := get("AWS_ENDPOINT_URL"); endpoint != "" {
		cfg.BaseEndpoint = &endpoint
	}
	cfg.ConfigSources = []any{endpoints(get)}
	return cfg
}

// endpoints are the addresses of single services that are not AWS's own, by the variables that
// every SDK reads.
type endpoints func(name string) string

// GetServiceBaseEndpoint is how the SDK asks for them.
func (get endpoints) GetServiceBaseEndpoint(_ context.Context, service string) (string, bool, error) {
	value := get("AWS_ENDPOINT_URL_" + strings.ToUpper(strings.ReplaceAll(service, " ", "_")))
	return value, value != "", nil
}

// client is an HTTP client that gives up early enough for another attempt: after a freeze the
// other end may have closed a connection without a word.
func client() *awshttp.BuildableClient {
	return awshttp.NewBuildableClient().
		WithDialerOptions(func(d *net.Dialer) { d.Timeout = time.Second }).
		WithTransportOptions(func(t *http.Transport) {
			t.TLSHandshakeTimeout = time.Second
			t.ResponseHeaderTimeout = 3 * time.Second
		})
}

// Bucket returns the name of the bucket that holds the objects.
func (f *Function) Bucket() (string, error) {
	return nameIn("MINGTIAN_BLOB", f.Config.Objects(), "s3")
}

// Table returns the name of the table that is the store.
func (f *Function) Table() (string, error) {
	return nameIn("MINGTIAN_STORE", f.Config.Store(), "dynamo")
}

// nameIn returns the name in an address. A function has no disk that would last, so only one
// scheme will do.
func nameIn(setting string, at app.Address, scheme string) (string, error) {
	if at.Scheme != scheme {
		return "", fmt.Errorf("%s: a Lambda function takes %s:NAME, not %s:%s",
			setting, scheme, at.Scheme, at.Name)
	}
	return at.Name, nil
}
