// Package httpapi is the frame around every HTTP handler: one table of routes, strict parameters,
// problems, and the middleware that each request goes through.
//
// # Model
//
// A [Route] is a row of a table: an operation of openapi.yaml, its method and pattern, its handler
// and how long its answers may be kept. [New] turns the table into one http.Handler. A handler
// returns an error instead of writing one; everything that is wrong is written in one place, as a
// problem (RFC 9457) whose text comes from a fault and from nowhere else. What carries no fault is
// one fixed sentence, and its cause goes to the log.
//
// Handlers read parameters through [ParseParams], which refuses what it does not know; they answer
// with [WriteJSON] or [Write], from a buffer, so that a status is never sent before the body is
// known to exist. [NotModified] answers a conditional request before any work is done.
//
//	route.go       the table and its dispatch      problem.go   faults → problems
//	middleware.go  what surrounds it, in order     types.go     the types of problems there are
//	gzip.go        coding of bodies                params.go    strict query parameters
//	log.go         one line per request            nearest.go   what was meant by a wrong word
//	answer.go      bodies and conditional requests operator.go  filters that a column allows
//	server.go      a server with every limit set   address.go   who asks, behind a proxy
//
// What it does not do: it knows no dataset and no snapshot, and it does not validate against
// openapi.yaml at run time; tests hold the two together.
package httpapi
