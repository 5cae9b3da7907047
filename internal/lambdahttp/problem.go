package lambdahttp

import (
	"cmp"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"strconv"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambdacontext"

	"github.com/mingtian-portal/mingtian/internal/httpapi"
)

// The types of problems that arise here, besides [httpapi.AnswerTooLarge].
var (
	internal = typeNamed("internal")
	invalid  = typeNamed("invalid")
)

func typeNamed(slug string) *httpapi.Type {
	for _, t := range httpapi.Types() {
		if t.Slug == slug {
			return t
		}
	}
	panic("lambdahttp: httpapi has no type of problem " + slug)
}

// kept are the headers of an answer that stay when it becomes a problem: those that say who may
// read it and which line of the log it belongs to.
var kept = []string{
	"Access-Control-Allow-Origin", "Access-Control-Expose-Headers", "Vary", requestID,
}

const requestID = "X-Request-Id"

// nobody is the id of a request that has none.
const nobody = "00000000-0000-0000-0000-000000000000"

// problem logs err and returns the response that takes the place of the answer. err itself is
// not shown.
func (x *exchange) problem(
	ctx context.Context, t *httpapi.Type, err error,
) events.APIGatewayV2HTTPResponse {
	given := x.answer.header
	id := cmp.Or(given.Get(requestID), invocation(ctx), nobody)
	x.Log.LogAttrs(ctx, slog.LevelError, "no answer", slog.String("request_id", id),
		slog.Int("status", t.Status), slog.String("error", err.Error()))
	p := httpapi.Problem{
		Type: x.Base + "/problems/" + t.Slug, Title: t.Title, TitleZh: t.TitleZh,
		Status: t.Status, Detail: t.About, DetailZh: t.AboutZh, Instance: "urn:uuid:" + id,
	}
	switch t {
	case invalid:
		p.Detail, p.DetailZh = "The request could not be read.", "无法读取该请求。"
	case httpapi.AnswerTooLarge:
		p.Detail += " The files are listed at " + x.Base + "/data."
		p.DetailZh += "文件列表见 " + x.Base + "/data。"
	}
	body, _ := json.Marshal(p) // strings and a number: it cannot fail
	a := newAnswer(x.event.RequestContext.HTTP.Method, len(body))
	for _, name := range kept {
		if values := given.Values(name); len(values) > 0 {
			a.header[name] = values
		}
	}
	a.header.Set("Cache-Control", "public, max-age=60")
	if t.Status >= http.StatusInternalServerError {
		a.header.Set("Cache-Control", "no-store")
	}
	a.header.Set(requestID, id)
	a.header.Set("Content-Type", "application/problem+json")
	a.header.Set("Content-Length", strconv.Itoa(len(body)))
	a.header.Set("X-Content-Type-Options", "nosniff")
	a.WriteHeader(t.Status)
	_, _ = a.Write(body)
	return response(a)
}

// invocation returns the id under which Lambda logs an invocation, which is a UUID.
func invocation(ctx context.Context) string {
	if c, ok := lambdacontext.FromContext(ctx); ok {
		return c.AwsRequestID
	}
	return ""
}
