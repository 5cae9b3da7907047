package httpapi

import (
	"io"
	"log"
	"net/http"
	"time"
)

// maxHeader is how many bytes a request's head may have. It is above what the frame refuses with
// a problem, and well below what a flood of long addresses would cost.
const maxHeader = 64 << 10

// NewServer returns a server with every limit set. What net/http itself would log names the
// address of who asked, and is discarded.
func NewServer(h http.Handler) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      2 * time.Minute, // a whole file to a phone in the woods
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    maxHeader,
		ErrorLog:          log.New(io.Discard, "", 0),
	}
}
