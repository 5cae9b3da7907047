// Package fault is the error vocabulary of Mingtian: a kind that decides what
// happens next, a sentence that is safe to show to anyone, and a cause that
// never leaves the process.
//
// An error without a fault is [Internal]: it is logged, and the reader is shown
// one fixed sentence. Only Message and Fields may be sent out. Wrap a fault with
// fmt.Errorf("…: %w", err) as any other error; kind and message survive.
package fault

import "errors"

// Kind says what sort of thing went wrong, and so what a caller may do about it.
// The list is append-only.
type Kind uint8

// The kinds. Only Unavailable is worth retrying as it stands.
const (
	Internal        Kind = iota // a defect or an unknown cause; never shown
	Invalid                     // the input is wrong; the message says how
	Unauthenticated             // nobody known is asking
	Forbidden                   // somebody known may not
	NotFound                    // there is no such thing
	Gone                        // there was such a thing, and it will not return
	Conflict                    // the state moved under the caller; look again
	Precondition                // a stated condition does not hold
	Exhausted                   // a limit is used up
	TooLarge                    // the input or the answer is over a size limit
	Unavailable                 // a dependency did not answer; try again
)

var kindNames = [...]string{
	"internal", "invalid", "unauthenticated", "forbidden", "not found", "gone", "conflict",
	"precondition", "exhausted", "too large", "unavailable",
}

// String returns the kind in lower-case English words, for logs.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return "internal"
}

// Error is an error with a kind and a message that is safe to show.
type Error struct {
	Kind    Kind
	Message string  // one English sentence: what happened and what to do
	Zh      string  // the same in Chinese; empty where nobody but an operator reads it
	Fields  []Field // the parts of the input that are wrong, if the input is
	Err     error   // the cause, for the log alone; may be nil
}

// Field names one wrong part of an input.
type Field struct {
	Name       string // a query parameter, a JSON pointer or a cell address
	Reason     string // what is wrong with it, in English
	Zh         string // the same in Chinese; may be empty
	Suggestion string // the nearest thing that would have been right; may be empty
}

// Error returns the message and the cause. It is for logs: the cause may hold
// text that must not be shown.
func (e *Error) Error() string {
	if e.Err == nil {
		return e.Message
	}
	if e.Message == "" {
		return e.Err.Error()
	}
	return e.Message + ": " + e.Err.Error()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// New returns an error of kind k with a message that is safe to show, in English
// and Chinese (zh may be empty).
func New(k Kind, message, zh string) *Error {
	return &Error{Kind: k, Message: message, Zh: zh}
}

// Wrap returns an error of kind k that shows message and keeps err for the log.
func Wrap(k Kind, err error, message, zh string) *Error {
	return &Error{Kind: k, Message: message, Zh: zh, Err: err}
}

// KindOf returns the kind of the first fault in err's chain, Internal if none.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Internal
}

// Is reports whether err carries a fault of kind k. It is false for a nil err.
func Is(err error, k Kind) bool {
	return err != nil && KindOf(err) == k
}
