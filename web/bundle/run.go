package main

import (
	"flag"
	"fmt"
	"io"
)

func run(args []string, out io.Writer) error {
	flags := flag.NewFlagSet("bundle", flag.ContinueOnError)
	check := flags.Bool("check", false, "print compressed sizes and fail over budget")
	folder := flags.String("web", "web", "the folder with src and dist")
	if err := flags.Parse(args); err != nil {
		return fmt.Errorf("read the command line: %w", err)
	}
	files, err := build(*folder)
	if err != nil {
		return err
	}
	if *check {
		if err := weigh(files, out); err != nil {
			return err
		}
	}
	return write(*folder, files)
}
