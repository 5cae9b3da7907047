package s3

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/mingtian-portal/mingtian/internal/blob"
)

// Codes of errors that S3 sends.
const (
	codeConflict = "ConditionalRequestConflict" // 409: another write was under way
	codeNoBucket = "NoSuchBucket"               // a 404 that says nothing of the key
	codeSlowDown = "SlowDown"                   // 503: too many requests, none of this one done
)

// errBroken is wrapped by the error of a body that ended too early.
var errBroken = errors.New("body broke off")

// status returns the HTTP status that an error came with, or 0.
func status(err error) int {
	var response interface{ HTTPStatusCode() int }
	if errors.As(err, &response) {
		return response.HTTPStatusCode()
	}
	return 0
}

// code returns the error code that S3 sent, or nothing.
func code(err error) string {
	var answer interface{ ErrorCode() string }
	if errors.As(err, &answer) {
		return answer.ErrorCode()
	}
	return ""
}

// missing reports whether S3 said that there is no object.
func missing(err error) bool {
	return status(err) == http.StatusNotFound && code(err) != codeNoBucket
}

// refused reports whether S3 said that the condition of a put does not hold. An object that
// is not there has no tag: S3 then answers 404.
func refused(err error) bool {
	return status(err) == http.StatusPreconditionFailed || missing(err)
}

// rejected reports whether S3 said that it has done nothing.
func rejected(err error) bool {
	class := status(err) / 100
	return class == 4 || code(err) == codeSlowDown
}

// failure returns what the caller is told of a request that did not succeed.
func failure(ctx context.Context, verb, key string, err error) error {
	if ended := ctx.Err(); ended != nil {
		return fmt.Errorf("%s %s: %w", verb, key, ended)
	}
	switch {
	case missing(err):
		return blob.ErrNotFound
	case code(err) == codeConflict:
		return fmt.Errorf("%s %s: another write was under way at each attempt: %w",
			verb, key, err)
	case status(err) == http.StatusForbidden:
		return fmt.Errorf("%s %s: forbidden (without s3:ListBucket an absent object, too): %w",
			verb, key, err)
	}
	return fmt.Errorf("%s %s: %w", verb, key, err)
}
