// Command portal is the whole of Mingtian in one process: it serves the pages and the API, and it
// is the command line of the register. "portal help" lists its commands.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], environment())
	stop()
	os.Exit(code)
}

func environment() world {
	return world{lookup: os.LookupEnv, stdout: os.Stdout, stderr: os.Stderr}
}
