package main

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"

	"github.com/mingtian-portal/mingtian/internal/fault"
	"github.com/mingtian-portal/mingtian/internal/importer"
	"github.com/mingtian-portal/mingtian/internal/importer/sheet"
	"github.com/mingtian-portal/mingtian/internal/revision"
	"github.com/mingtian-portal/mingtian/internal/snapshot/build"
)

// importFlags declares "portal import".
func importFlags(fs *flag.FlagSet) action {
	var (
		opt     importer.Options
		mode    string
		publish bool
		confirm bool
		asJSON  bool
		english bool
	)
	fs.StringVar(&opt.Dataset, "dataset", "", "the dataset that the file holds, such as producers")
	fs.StringVar(&opt.Town, "town", "", "with -mode replace: the town whose whole list the file is")
	fs.StringVar(&opt.Sheet, "sheet", "", "the sheet to read, if not the one that fits best")
	fs.StringVar(&opt.Reason, "reason", "", "why, in a sentence; it is recorded and published")
	fs.StringVar(&mode, "mode", "merge", "merge (add and change), or replace (the file is the whole list)")
	fs.BoolVar(&publish, "publish", false, "commit the difference and publish it")
	fs.BoolVar(&confirm, "confirm", false, "agree to the removal of more than a tenth of the dataset")
	fs.BoolVar(&asJSON, "json", false, "print the report as JSON")
	fs.BoolVar(&english, "en", false, "print the report in English alone")
	marked := fs.String("marked", "", "write a copy of the workbook with the problems marked to this file")
	return func(ctx context.Context, o *office, j job) error {
		if mode != "merge" && mode != "replace" {
			return wrongUsage("-mode is merge or replace, not %q", mode)
		}
		opt.Replace = mode == "replace"
		opt.FileName, opt.Author, opt.Today = j.Name, j.Author, o.today()
		opt.Progress = progress(j.notes)
		rep, cs, err := o.preview(ctx, j.input, opt)
		if err != nil {
			return err
		}
		if *marked != "" && j.file != nil {
			if err := mark(j, rep); err != nil {
				return err
			}
		}
		var refused error
		if publish {
			refused = o.commit(ctx, rep, cs, j, confirm)
		}
		if err := printReport(j, rep, asJSON, english); err != nil {
			return err
		}
		if refused == nil && publish {
			refused = refusedRows(rep)
		}
		return refused
	}
}

// progress returns a function that says how many rows of a long file are read.
func progress(w io.Writer) func(done, total int) {
	const step = 20_000
	next := step
	return func(done, total int) {
		if done < next {
			return
		}
		next = done + step
		fmt.Fprintf(w, "已读 %d / %d 行 rows read\n", done, total)
	}
}

// preview reads a file against the register as it is now.
func (o *office) preview(ctx context.Context, data []byte, opt importer.Options) (*importer.Report,
	*revision.ChangeSet, error,
) {
	state, err := o.state(ctx)
	if err != nil {
		return nil, nil, err
	}
	keys, err := o.log.PrivateKeys(ctx)
	if err != nil {
		return nil, nil, err
	}
	hash, err := o.log.Hasher(ctx)
	if err != nil {
		return nil, nil, err
	}
	return importer.Import(ctx,
		importer.Register{Schema: o.schema, State: state, Keys: keys, Hash: hash}, data, opt)
}

// commit appends what an import changes and publishes it. Without a change it adds no revision.
func (o *office) commit(ctx context.Context, rep *importer.Report, cs *revision.ChangeSet, j job,
	confirm bool,
) error {
	if len(cs.Changes) == 0 {
		_, err := o.publish(ctx, false)
		return err
	}
	if rep.NeedsConfirm && !confirm {
		return fault.New(fault.Precondition,
			fmt.Sprintf("Nothing was committed: %s Look at the difference, and repeat with -confirm "+
				"if it is right.", rep.ConfirmReason.En),
			fmt.Sprintf("未提交任何改动：%s请核对差异，确认无误后加 -confirm 重新运行。",
				rep.ConfirmReason.Zh))
	}
	sum := sha256.Sum256(j.input)
	cs.Source = fmt.Sprintf("%s sha256:%x", j.Name, sum)
	cs.Confirmed = confirm
	rec, err := o.log.Commit(ctx, rep.Revision, *cs)
	if err != nil {
		return err
	}
	rep.SetRevision(rec.Revision)
	_, err = o.publish(ctx, confirm)
	return err
}

// mark writes a copy of the workbook with the problems marked.
func mark(j job, rep *importer.Report) error {
	book, err := sheet.Read(j.Name, j.input)
	if err != nil {
		return err
	}
	data, err := book.MarkedCopy(j.input, rep.Marks())
	if err != nil {
		return err
	}
	_, err = j.file.Write(data)
	return err
}

func printReport(j job, rep *importer.Report, asJSON, english bool) error {
	if asJSON {
		enc := json.NewEncoder(j.stdout)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		return enc.Encode(rep)
	}
	lang := "zh"
	if english {
		lang = "en"
	}
	return rep.WriteText(j.stdout, lang)
}

// publishFlags declares "portal publish".
func publishFlags(fs *flag.FlagSet) action {
	confirm := fs.Bool("confirm", false, "release a publication that is held back")
	return func(ctx context.Context, o *office, j job) error {
		res, err := o.publish(ctx, *confirm)
		if err != nil {
			return err
		}
		printPublished(j, res)
		site, err := o.site(ctx, slog.New(slog.DiscardHandler))
		if err != nil {
			return err
		}
		written, unchanged, err := o.writePages(ctx, site)
		if err == nil {
			fmt.Fprintf(j.stdout, "页面 pages: %d written, %d unchanged\n", written, unchanged)
		}
		return err
	}
}

func printPublished(j job, res build.Result) {
	word := "已发布 published"
	if !res.Changed {
		word = "无变化 unchanged"
	}
	fmt.Fprintf(j.stdout, "%s: %s (revision %d)\n", word, res.Snapshot, res.Revision)
}

// revisionFlags declares "portal revisions".
func revisionFlags(fs *flag.FlagSet) action {
	asJSON := fs.Bool("json", false, "print one line of JSON per revision")
	return func(ctx context.Context, o *office, j job) error {
		records, err := o.log.Records(ctx, 0)
		if err != nil {
			return err
		}
		for _, rec := range records {
			if *asJSON {
				if err := json.NewEncoder(j.stdout).Encode(rec); err != nil {
					return err
				}
				continue
			}
			fmt.Fprintf(j.stdout, "r%06d  %s  %s  %s  %s  %s\n", rec.Revision,
				rec.At.In(shanghai).Format("2006-01-02 15:04:05"), rec.Author, counts(rec),
				rec.Source, rec.Reason)
		}
		return nil
	}
}

// counts writes what a revision changed, such as "producers: 3 new, 1 change".
func counts(rec revision.Record) string {
	var parts []string
	for name, ops := range rec.Counts {
		var words []string
		for op, n := range ops {
			words = append(words, fmt.Sprintf("%d %s", n, op))
		}
		slices.Sort(words)
		parts = append(parts, name+": "+strings.Join(words, ", "))
	}
	slices.Sort(parts)
	return strings.Join(parts, "; ")
}

// undoFlags declares "portal undo".
func undoFlags(fs *flag.FlagSet) action {
	all := fs.Bool("all", false, "take back rows too that a later revision changed")
	return func(ctx context.Context, o *office, j job) error {
		if len(j.rest) != 1 {
			return wrongUsage("portal undo takes the number of one revision")
		}
		rec, err := o.record(ctx, j.rest[0])
		if err != nil {
			return err
		}
		state, err := o.state(ctx)
		if err != nil {
			return err
		}
		cs, left, err := o.log.Undo(ctx, state, rec.Revision, *all)
		if err != nil {
			return err
		}
		for _, t := range left {
			fmt.Fprintf(j.stdout, "未动 left alone: %s %s （后来又有改动 changed since）\n", t.Dataset, t.ID)
		}
		cs.Author = j.Author
		made, err := o.log.Commit(ctx, state.Revision, cs)
		if err != nil {
			return err
		}
		fmt.Fprintf(j.stdout, "已撤销 undone: revision %d, as revision %d (%s)\n", rec.Revision,
			made.Revision, counts(made))
		res, err := o.publish(ctx, false)
		if err == nil {
			printPublished(j, res)
		}
		return err
	}
}

// redactFlags declares "portal redact".
func redactFlags(fs *flag.FlagSet) action {
	reason := fs.String("reason", "", "why, in a sentence; it is recorded and published")
	return func(ctx context.Context, o *office, j job) error {
		if len(j.rest) == 0 || *reason == "" {
			return wrongUsage("portal redact takes ids and a -reason")
		}
		var rows []revision.Target
		for _, id := range j.rest {
			def, ok := o.schema.ByID(id)
			if !ok {
				return wrongUsage("%q is not an id of the register", id)
			}
			rows = append(rows, revision.Target{Dataset: def.Name, ID: id})
		}
		state, err := o.state(ctx)
		if err != nil {
			return err
		}
		rec, err := o.log.Redact(ctx, state, rows, j.Author, *reason)
		if err != nil {
			return err
		}
		fmt.Fprintf(j.stdout, "已永久移出 redacted: %d rows, as revision %d\n", len(rows), rec.Revision)
		res, err := o.publish(ctx, false)
		if err == nil {
			printPublished(j, res)
		}
		return err
	}
}
