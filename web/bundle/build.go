package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// engines are the oldest browsers that styles are written down for: what the web view of a phone
// of 2020 can do. Scripts are written down to ES2019 for the same ones; esbuild would refuse to
// for Safari 14 by name, whose faults in rare patterns of destructuring we do not meet.
var engines = []api.Engine{
	{Name: api.EngineSafari, Version: "14"},
	{Name: api.EngineIOS, Version: "14"},
	{Name: api.EngineChrome, Version: "86"},
}

// build returns the files for web/dist by their plain names.
func build(web string) (map[string][]byte, error) {
	src, err := filepath.Abs(filepath.Join(web, "src"))
	if err != nil {
		return nil, fmt.Errorf("find the sources: %w", err)
	}
	files := map[string][]byte{}
	scripts, err := filepath.Glob(filepath.Join(src, "*.ts"))
	if err != nil || len(scripts) == 0 {
		return nil, fmt.Errorf("find scripts in %s: %d of them, %w", web, len(scripts), err)
	}
	for _, script := range scripts {
		name := strings.TrimSuffix(filepath.Base(script), ".ts") + ".js"
		if files[name], err = output(api.BuildOptions{EntryPoints: []string{script}}); err != nil {
			return nil, fmt.Errorf("build %s: %w", name, err)
		}
	}
	list, err := sheets(src)
	if err != nil {
		return nil, err
	}
	files["site.css"], err = output(api.BuildOptions{Stdin: &api.StdinOptions{
		Contents: list, Loader: api.LoaderCSS, ResolveDir: src, Sourcefile: "site.css",
	}, Engines: engines})
	if err != nil {
		return nil, fmt.Errorf("build site.css: %w", err)
	}
	if files["icon.svg"], err = os.ReadFile(filepath.Join(src, "icon.svg")); err != nil {
		return nil, fmt.Errorf("read the icon: %w", err)
	}
	return files, nil
}

// output returns the one file that a build makes. Warnings are errors: nobody reads them twice.
func output(opt api.BuildOptions) ([]byte, error) {
	opt.Bundle, opt.Write, opt.LogLevel = true, false, api.LogLevelSilent
	opt.MinifySyntax, opt.MinifyWhitespace, opt.MinifyIdentifiers = true, true, true
	opt.Target = api.ES2019
	opt.Format, opt.Platform = api.FormatIIFE, api.PlatformBrowser
	opt.Charset, opt.LegalComments = api.CharsetUTF8, api.LegalCommentsNone
	opt.TsconfigRaw = "{}"
	opt.Outdir = "/" // names of outputs need one; nothing is written
	res := api.Build(opt)
	var errs []error
	for _, m := range slices.Concat(res.Errors, res.Warnings) {
		at := ""
		if m.Location != nil {
			at = fmt.Sprintf("%s:%d:%d: ", filepath.Base(m.Location.File), m.Location.Line,
				m.Location.Column)
		}
		errs = append(errs, errors.New(at+m.Text))
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	if len(res.OutputFiles) != 1 {
		return nil, fmt.Errorf("%d outputs instead of one", len(res.OutputFiles))
	}
	return res.OutputFiles[0].Contents, nil
}

// first are the style sheets that stand before the others; last stands after all. In between are
// those beside them, then the parts, each in the order of their names.
var first = []string{"tokens.css", "base.css", "frame.css"}

const last = "print.css"

// sheets returns the style sheet that imports all others in their order.
func sheets(src string) (string, error) {
	beside, err := filepath.Glob(filepath.Join(src, "styles", "*.css"))
	if err != nil || len(beside) == 0 {
		return "", fmt.Errorf("find style sheets: %d of them, %w", len(beside), err)
	}
	parts, err := filepath.Glob(filepath.Join(src, "styles", "parts", "*.css"))
	if err != nil {
		return "", fmt.Errorf("find style sheets: %w", err)
	}
	place := func(file string) int {
		name := filepath.Base(file)
		if i := slices.Index(first, name); i >= 0 {
			return i - len(first)
		}
		if name == last {
			return len(beside)
		}
		return 0
	}
	slices.SortStableFunc(beside, func(a, b string) int { return place(a) - place(b) })
	at := slices.IndexFunc(beside, func(file string) bool { return filepath.Base(file) == last })
	if at < 0 {
		at = len(beside)
	}
	var list strings.Builder
	for _, file := range slices.Concat(beside[:at], parts, beside[at:]) {
		name, err := filepath.Rel(src, file)
		if err != nil {
			return "", fmt.Errorf("name style sheet: %w", err)
		}
		fmt.Fprintf(&list, "@import %q;\n", "./"+filepath.ToSlash(name))
	}
	return list.String(), nil
}
