// Command portal is the whole of Mingtian in one process: it serves the pages and the API, and it
// is the command line of the register. "portal help" lists its commands.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() { os.Exit(obey(environment())) }

func environment() world {
	return world{lookup: os.LookupEnv, stdout: os.Stdout, stderr: os.Stderr, now: time.Now}
}

// obey carries out the command line of this process until it is done or told to stop.
func obey(w world) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return run(ctx, os.Args[1:], w)
}
