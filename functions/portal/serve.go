package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/mingtian-portal/mingtian/internal/app"
	"github.com/mingtian-portal/mingtian/internal/calendar"
	"github.com/mingtian-portal/mingtian/internal/demo"
	"github.com/mingtian-portal/mingtian/internal/fault"
	"github.com/mingtian-portal/mingtian/internal/httpapi"
	"github.com/mingtian-portal/mingtian/internal/pages"
	"github.com/mingtian-portal/mingtian/internal/store/bolt"
)

const (
	// patience is how long requests that are under way may take when the portal is told to stop.
	patience = 10 * time.Second
	// dailyAt is how long after midnight in Shanghai the new date is published, on which
	// certificates have expired.
	dailyAt = 5 * time.Minute
)

// serve serves the pages and the API until ctx ends, and carries out commands on the private
// socket meanwhile.
func serve(ctx context.Context, cfg app.Config, args []string, w world) error {
	withDemo := false
	c := command{
		name: "serve", about: "serve the pages and the API",
		flags: func(fs *flag.FlagSet) action {
			fs.StringVar(&cfg.Addr, "addr", cfg.Addr, "address and port")
			fs.BoolVar(&withDemo, "demo", false, "fill an empty register with the demo county")
			return nil
		},
	}
	if _, rest, err := parse(c, &cfg, args, w.stderr); err != nil || len(rest) > 0 {
		return errors.Join(err, unwanted(rest))
	}
	if withDemo && cfg.PublicURL == "" {
		cfg.PublicURL = demoURL(cfg.Addr)
	}
	log := slog.New(slog.NewJSONHandler(w.stderr, nil))
	o, err := openOffice(ctx, cfg, w.now)
	if errors.Is(err, bolt.ErrLocked) {
		return fault.Wrap(fault.Conflict, err,
			"Another process has the register in "+cfg.Data+" open. One portal serves one folder.",
			"目录 "+cfg.Data+" 中的名录正被另一进程使用。一个目录只能由一个进程提供服务。")
	}
	if err != nil {
		return err
	}
	if err := o.verifyKey(ctx); err != nil {
		return errors.Join(err, o.close())
	}
	if o.madeKey != "" {
		log.Info("made a booking key; keep a copy of it, it is in no backup", "file", o.madeKey)
	}
	err = o.prepare(ctx, log, job{stdout: w.stdout, Author: cfg.Author}, withDemo)
	if err == nil {
		err = o.listenAndServe(ctx, log, w)
	}
	return errors.Join(err, o.close())
}

// demoURL returns the address of a demonstration, which is read on the machine that it runs on: its
// QR codes and citations need one. A real site's is a setting; "" where the port is not known yet.
func demoURL(addr string) string {
	host, port, err := net.SplitHostPort(addr)
	if err != nil || port == "0" {
		return ""
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return "http://" + net.JoinHostPort(host, port)
}

func unwanted(args []string) error {
	if len(args) == 0 {
		return nil
	}
	return wrongUsage("portal serve takes flags alone, not %q", args[0])
}

// prepare makes sure that there is a snapshot of today. A publication that is held back does not
// keep the portal from serving the one before.
func (o *office) prepare(ctx context.Context, log *slog.Logger, j job, withDemo bool) error {
	head, err := o.log.Head(ctx)
	if err != nil {
		return err
	}
	if withDemo && head == 0 {
		fmt.Fprintln(j.stdout, "正在写入演示数据 filling the register with the demo county …")
		return o.demo(ctx, j, demo.Producers, 1)
	}
	_, err = o.publish(ctx, false)
	if fault.Is(err, fault.Precondition) {
		log.Warn("publication is held back", "error", err.Error())
		return o.reader.Refresh(ctx)
	}
	return err
}

func (o *office) listenAndServe(ctx context.Context, log *slog.Logger, w world) error {
	site, err := o.site(ctx, log)
	if err != nil {
		return err
	}
	handler, err := o.handler(site, log)
	if err != nil {
		return err
	}
	public, err := net.Listen("tcp", o.cfg.Addr)
	if err != nil {
		return fault.Wrap(fault.Unavailable, err,
			"Nothing can listen on "+o.cfg.Addr+": another program may have it. Choose another "+
				"with -addr.",
			"无法监听 "+o.cfg.Addr+"，可能已被占用。请用 -addr 指定其他地址。")
	}
	private, err := listenPrivate(o.cfg.Socket())
	if err != nil {
		return errors.Join(err, public.Close())
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	o.published = make(chan struct{}, 1)
	o.published <- struct{}{} // pages that the last process left unwritten
	go o.tick(ctx, log)
	go o.keepPages(ctx, site, log)
	fmt.Fprintf(w.stdout, "明田 Mingtian: http://%s%s/\n", public.Addr(), o.cfg.Mount)
	inside := &http.Server{Handler: o.privateHandler(log), ReadHeaderTimeout: 10 * time.Second}
	return serveAll(ctx, []server{{httpapi.NewServer(handler), public}, {inside, private}})
}

type server struct {
	*http.Server
	listener net.Listener
}

// serveAll serves until ctx ends or one of the servers fails, and then lets what is under way end.
func serveAll(ctx context.Context, servers []server) error {
	failed := make(chan error, len(servers))
	for _, s := range servers {
		go func() { failed <- s.Serve(s.listener) }()
	}
	var err error
	select {
	case <-ctx.Done():
	case err = <-failed:
	}
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	for _, s := range servers {
		err = errors.Join(err, s.Shutdown(stop))
	}
	return err
}

// tick publishes when a new date begins, and every hour for what was missed; nothing changes when
// there is nothing new. Once a day, and when the portal starts, old bookings are purged.
func (o *office) tick(ctx context.Context, log *slog.Logger) {
	var purged calendar.Date
	for {
		if today := o.today(); today != purged {
			if err := o.purge(ctx, log); err != nil {
				log.Error("purge", "error", err.Error())
			} else {
				purged = today
			}
		}
		timer := time.NewTimer(untilNextTick(o.now()))
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
		}
		o.busy.Lock()
		res, err := o.publish(ctx, false)
		o.busy.Unlock()
		if err != nil {
			log.Error("publish", "error", err.Error())
		} else if res.Changed {
			log.Info("published", "snapshot", res.Snapshot)
		}
	}
}

// keepPages writes the static pages after every publication. The portal makes its own answers
// from the snapshot, so that nobody waits for them.
func (o *office) keepPages(ctx context.Context, site *pages.Site, log *slog.Logger) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-o.published:
		}
		written, unchanged, err := o.writePages(ctx, site)
		if err != nil && ctx.Err() == nil {
			log.Error("write pages", "error", err.Error())
		} else if written > 0 {
			log.Info("wrote pages", "written", written, "unchanged", unchanged)
		}
	}
}

// untilNextTick returns how long it is to five minutes past midnight in Shanghai, or to the next
// hour if that is sooner.
func untilNextTick(now time.Time) time.Duration {
	midnight := calendar.DateOf(now).AddDays(1).Midnight().Add(dailyAt)
	today := calendar.DateOf(now).Midnight().Add(dailyAt)
	if now.Before(today) {
		midnight = today
	}
	return min(midnight.Sub(now), time.Hour)
}
