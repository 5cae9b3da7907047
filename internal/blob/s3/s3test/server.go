// Package s3test is a small S3 in the test's own process.
//
// A [Server] holds one bucket in memory and answers, under path-style addresses on loopback,
// what blob/s3 asks for: GET, HEAD, PUT and DELETE of objects and ListObjectsV2, with
// conditional headers, metadata, CRC-32 checksums and errors as XML. It judges conditions
// one request at a time, as S3 does. Whatever it does not know is a 501. Failures are put in
// with [Server.Inject] and [Server.Down]. It does not check signatures or rights.
package s3test

import (
	"context"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// Server is an S3 with one bucket. It is safe for concurrent use. Set the fields before the
// first request.
type Server struct {
	URL    string // of the service, without the bucket
	Bucket string

	// PageLimit is how many names a page of a list holds at most; S3's own 1000 if 0.
	PageLimit int
	// NoList answers as to a caller without s3:ListBucket: a name that is not there is a
	// 403, and so is a list.
	NoList bool

	mu       sync.Mutex
	objects  map[string]object
	faults   []planned
	down     bool
	requests []Request
}

// object is a stored object with the headers that it is served with.
type object struct {
	body   []byte
	etag   string // quoted
	header http.Header
}

// Request is one request that arrived.
type Request struct {
	Method string
	Key    string // the object's name, or "" for a list
	Header http.Header
}

// Fault is what happens to one request. The zero Fault changes nothing.
type Fault struct {
	// Status and Code are answered in place of the server's own answer, if Status is set.
	Status int
	Code   string
	// Done has the request carried out first: only its answer is lost.
	Done bool
	// Drop closes the connection in place of an answer.
	Drop bool
	// Cut breaks the connection off half-way through the body of the answer.
	Cut bool
	// Before, if set, runs when the request has been read, and may wait. The request's
	// context ends when its client leaves.
	Before func(*http.Request)
}

// planned is a fault that waits for its request.
type planned struct {
	method, key string
	fault       Fault
}

// Start returns a running server with an empty bucket. It ends with the test.
func Start(tb testing.TB, bucket string) *Server {
	s := &Server{Bucket: bucket, objects: make(map[string]object)}
	web := httptest.NewServer(s)
	tb.Cleanup(web.Close)
	s.URL = web.URL
	return s
}

// Client returns a client of the SDK that talks to the server and repeats without pauses.
func (s *Server) Client(options ...func(*s3.Options)) *s3.Client {
	return s3.New(s3.Options{
		Region:       "us-east-1",
		BaseEndpoint: aws.String(s.URL),
		UsePathStyle: true,
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "test", SecretAccessKey: "test"}, nil
		}),
		Retryer: retry.NewStandard(func(o *retry.StandardOptions) {
			o.Backoff = retry.BackoffDelayerFunc(func(int, error) (time.Duration, error) {
				return 0, nil
			})
		}),
	}, options...)
}

// Inject lets the next requests of a method for a key meet these faults, one each, in turn.
// The empty key is that of lists, "*" any.
func (s *Server) Inject(method, key string, faults ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, fault := range faults {
		s.faults = append(s.faults, planned{method, key, fault})
	}
}

// Down switches the service off, so that it answers every request with 503, or on again.
func (s *Server) Down(down bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.down = down
}

// Requests returns the requests that have arrived, in order.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// Names returns the names of all objects in order, without a request.
func (s *Server) Names() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Sorted(maps.Keys(s.objects))
}

// ServeHTTP implements [http.Handler].
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // the client has left
	}
	bucket, key, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	fault := s.arrive(r, key)
	if fault.Before != nil {
		fault.Before(r)
	}
	a := answer{status: fault.Status, code: fault.Code}
	if fault.Done || fault.Status == 0 && !fault.Drop {
		done := s.do(r, bucket, key, body)
		if fault.Status == 0 {
			a = done
		}
	}
	if fault.Drop {
		panic(http.ErrAbortHandler) // how a handler closes its connection
	}
	a.send(w, r, fault.Cut)
}

// arrive takes note of a request and returns what is to happen to it.
func (s *Server) arrive(r *http.Request, key string) Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, Request{r.Method, key, r.Header.Clone()})
	if s.down {
		return Fault{Status: http.StatusServiceUnavailable, Code: "ServiceUnavailable"}
	}
	for i, p := range s.faults {
		if p.method == r.Method && (p.key == key || p.key == "*") {
			s.faults = slices.Delete(s.faults, i, i+1)
			return p.fault
		}
	}
	return Fault{}
}
