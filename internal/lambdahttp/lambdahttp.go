// Package lambdahttp answers events of an API Gateway HTTP API (payload format 2.0) with an
// http.Handler, so that a handler cannot tell Lambda from a server of its own.
//
// # Model
//
// The entry is httpadapter.NewV2 of aws-lambda-go-api-proxy. What it gets wrong is put right
// around it: an event is made safe before the adapter reads it, the request that the adapter
// makes is brought into the form that net/http would have given it, and the handler writes to an
// [http.ResponseWriter] of ours, which keeps net/http's rules and hands the adapter no more than
// a status and headers.
//
//	event ─ safe ─► adapter ─ restore ─► handler ─► answer ─► adapter ─ encode ─► response
//
//	lambdahttp.go  the way of one event         answer.go   net/http's rules for writing
//	request.go     safe and restore             payload.go  encode, and the size limits
//	client.go      who asks, through the CDN    problem.go  what is answered if all fails
//
// The function that [New] returns never returns an error and never panics: an error of a function
// is an alarm and rolls a deployment back, and that must not be in the hands of whoever sends a
// percent sign. What goes wrong is a problem (RFC 9457) with a status.
//
// The path of an event comes decoded. It is encoded again before anybody parses it, so "%", "?",
// "#", spaces and Chinese arrive as they were meant; only "%2F" cannot be told from "/".
//
// What it does not do: it compresses nothing (the frame of httpapi does), strips no base path,
// streams nothing (Flush fixes the header, and the body leaves at the end), sends no trailers and
// does not refuse what went around the CDN.
package lambdahttp

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"runtime/debug"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/awslabs/aws-lambda-go-api-proxy/core"
	"github.com/awslabs/aws-lambda-go-api-proxy/httpadapter"

	"github.com/mingtian-portal/mingtian/internal/httpapi"
)

// DefaultMaxAnswer is how many bytes an answer may have where the options say nothing: in base64
// it still fits into one invocation.
const DefaultMaxAnswer = 4_500_000

// reserve is what is kept of an invocation's time for the answer to leave.
const reserve = 500 * time.Millisecond

// Options are what an adapter needs besides its handler. The zero Options work.
type Options struct {
	// PublicURL is scheme and host of the site as its readers know it, and becomes r.Host. The
	// gateway's own name is no use to anybody; it is taken if PublicURL is empty.
	PublicURL string
	// OriginSecrets are the values of [SecretHeader] by which the CDN is known. While a secret is
	// being replaced there are two. Without any, the CDN's word about the viewer does not count.
	OriginSecrets []string
	// MaxAnswer is how many bytes an answer may have as it leaves the handler, compressed if it
	// is; 0 is DefaultMaxAnswer. What is larger becomes the problem httpapi.AnswerTooLarge.
	MaxAnswer int
	// Base is the path under which the site is mounted, "/nqa", for the links of problems.
	Base string
	// Log takes what went wrong here; nil discards. It never holds a path, a query or an address.
	Log *slog.Logger
}

// New returns the function to hand to lambda.Start. A public URL that is none is a mistake in
// the program, and a panic: the configuration has refused it before.
func New(h http.Handler, opt Options) func(
	context.Context, events.APIGatewayV2HTTPRequest,
) (events.APIGatewayV2HTTPResponse, error) {
	public, err := url.Parse(opt.PublicURL)
	if err != nil {
		panic(fmt.Sprintf("lambdahttp: public URL: %v", err))
	}
	if opt.MaxAnswer == 0 {
		opt.MaxAnswer = DefaultMaxAnswer
	}
	if opt.Log == nil {
		opt.Log = slog.New(slog.DiscardHandler)
	}
	return (&gateway{Options: opt, handler: h, host: public.Host}).serve
}

// gateway is the state of the function that New returns. It does not change.
type gateway struct {
	Options
	handler http.Handler
	host    string // of the public URL
}

// exchange is one event on its way. It is the handler that the adapter sees.
type exchange struct {
	*gateway
	event  events.APIGatewayV2HTTPRequest // as the gateway sent it
	url    *url.URL
	header http.Header
	answer *answer
}

// serve is the way of one event. Every panic ends here: the runtime would end the process.
func (g *gateway) serve(
	ctx context.Context, event events.APIGatewayV2HTTPRequest,
) (resp events.APIGatewayV2HTTPResponse, _ error) {
	x := &exchange{gateway: g, event: event}
	x.answer = newAnswer(event.RequestContext.HTTP.Method, g.MaxAnswer)
	defer func() {
		if p := recover(); p != nil {
			err := fmt.Errorf("panic: %v\n%s", p, debug.Stack())
			resp = x.problem(ctx, internal, err)
		}
	}()
	inTime, cancel := within(ctx)
	defer cancel()
	safe, err := x.safe()
	if err != nil {
		return x.problem(ctx, invalid, err), nil
	}
	resp, err = httpadapter.NewV2(x).ProxyWithContext(inTime, safe)
	switch {
	case err != nil:
		return x.problem(ctx, internal, fmt.Errorf("convert event: %w", err)), nil
	case x.answer.over:
		return x.problem(ctx, httpapi.AnswerTooLarge, errTooLarge), nil
	case x.answer.broken():
		return x.problem(ctx, internal, errWrongLength), nil
	case !encode(&resp, x.answer):
		return x.problem(ctx, httpapi.AnswerTooLarge, errTooLarge), nil
	}
	return resp, nil
}

// within returns the context of a request. It ends before the invocation does, and at the latest
// when the answer is there, as with net/http.
func within(ctx context.Context) (context.Context, context.CancelFunc) {
	if end, ok := ctx.Deadline(); ok {
		return context.WithDeadline(ctx, end.Add(-reserve))
	}
	return context.WithCancel(ctx)
}

// ServeHTTP runs the handler between the adapter's request and the adapter's response.
func (x *exchange) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	x.restore(r)
	x.handler.ServeHTTP(x.answer, r)
	x.answer.send(w)
}

// response is the adapter's response for an answer that it had no part in.
func response(a *answer) events.APIGatewayV2HTTPResponse {
	w := core.NewProxyResponseWriterV2()
	a.send(w)
	resp, _ := w.GetProxyResponse() // it has a status
	encode(&resp, a)
	return resp
}
