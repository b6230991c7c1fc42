package main

import (
	"context"
	"io"
	"net"
	"net/http"

	"relevo/internal/app"
	"relevo/internal/clock"
	"relevo/internal/edge/api"
	"relevo/internal/edge/graph"
	"relevo/internal/edge/ingress"
	"relevo/internal/edge/record"
	"relevo/internal/edge/rest"
	"relevo/internal/edge/serve"
	"relevo/internal/edge/work"
	"relevo/internal/egress"
	"relevo/internal/event"
	"relevo/internal/ids"
	"relevo/internal/job"
	"relevo/web"
)

// process is everything that runs: the parts, joined once, at start.
type process struct {
	*instance
	http    http.Handler
	relay   *event.Relay
	tail    *event.Tail
	follow  *event.Consumers
	runner  *job.Runner
	screens *serve.Screens
	sims    *simulators
}

func build(i *instance) (*process, error) {
	guard, err := egress.New(egress.Options{Allow: i.cfg.EgressAllow})
	if err != nil {
		return nil, err
	}
	p := &process{instance: i, sims: newSimulators(i)}
	// A stable holder lets a restarted server take its leases and jobs back at
	// once; on a shared database each node needs a name of its own.
	holder := "server"
	if i.cfg.DatabaseURL != "" {
		holder = ids.New()
	}
	dial := app.NewDialer(guard, i.Clock, p.sims.address)
	worker := &work.Worker{App: i.App, Dial: dial}
	p.relay = event.NewRelay(i.DB, i.Clock, i.Log, holder)
	p.follow = event.NewConsumers(i.DB, i.Clock, i.Log, holder, i.Consumers())
	p.runner = job.NewRunner(i.DB, i.Clock, i.Log, holder, worker.Kinds(), job.Options{})
	media := serve.Media{App: i.App}
	links := record.Links{Media: media.Link}
	s := rest.New(rest.Options{App: i.App, Version: version, RateLimit: i.cfg.APIRateLimit})
	if p.screens, err = serve.NewScreens(i.App, links, s.SessionOf); err != nil {
		return nil, err
	}
	p.tail = event.NewTail(i.DB, i.Log, event.Last, p.screens.Show)
	mount(p, s, dial, worker, media, links)
	p.http = s
	return p, nil
}

// mount is the table of everything that the server answers.
func mount(p *process, s *rest.Server, dial app.Dialer, worker *work.Worker, media serve.Media, links record.Links) {
	metrics := serve.NewMetrics(p.App)
	in := ingress.New(p.App)
	in.Received = metrics.Delivered
	assets := serve.Assets{Files: web.Assets(), Built: web.Built()}

	api.MountAccount(s, p.App)
	api.Mount(s, p.App, links)
	s.Handle("/meta/whatsapp/", graph.New(s, p.App, dial, worker.Upload, links))
	s.Handle("GET "+ingress.Path, http.HandlerFunc(in.Handshake))
	s.Handle("POST "+ingress.Path, http.HandlerFunc(in.Deliver))
	s.Handle("/realtime", p.screens.Handler())
	s.Handle("/realtime/", p.screens.Handler())
	s.Handle("GET /media/{id}", media)
	s.Handle("GET /app/assets/{file...}", assets.Hashed())
	s.Handle("GET /app/notifications/worker.js", assets.Worker())
	s.Handle("GET /app/manifest.webmanifest", assets.Manifest())
	s.Handle("GET /app/", assets.Entry("app.html"))
	s.Handle("GET /inbox/", assets.Entry("inbox.html"))
	s.Handle("GET /{$}", http.RedirectHandler("/app/", http.StatusFound))
	s.Handle("GET /healthz", http.HandlerFunc(serve.Alive))
	s.Handle("GET /readyz", serve.Ready(p.App))
	s.Handle("GET /metrics", serve.OperatorOnly(metrics.Handler()))
	s.Handle(simulatorPath, s.Guard(p.sims.control(s)))
}

// run serves until the context ends, then stops in the order in which work
// flows: first what takes it in, then what does it.
func (p *process) run(ctx context.Context, ln net.Listener, stdout io.Writer) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	g := &group{stop: stop}
	p.relay.Start(context.WithoutCancel(ctx))
	defer p.relay.Stop()
	p.tail.Start(context.WithoutCancel(ctx))
	defer p.tail.Stop()
	p.follow.Start(context.WithoutCancel(ctx))
	defer p.follow.Stop()
	if err := p.screens.Start(); err != nil {
		return err
	}
	defer p.screens.Stop()
	demo, err := p.prepareDemo(ctx)
	if err != nil {
		return err
	}
	defer p.sims.wait()
	defer stop()
	if err := p.sims.open(ctx, ln.Addr()); err != nil { // before the runner, whose jobs speak to them
		return err
	}
	if _, err := app.Do(ctx, p.App, system, app.ScheduleIndexing, struct{}{}); err != nil {
		return err
	}
	p.runner.Start(context.WithoutCancel(ctx))
	defer p.runner.Stop()
	g.run(func() error { return serve.Run(ctx, ln, p.http, p.Log) })
	g.run(func() error { p.Pulse(ctx, p.relay, p.tail, p.follow, p.runner); return nil })
	g.run(func() error { p.screens.ShowPresence(ctx); return nil })
	g.run(func() error { return p.cleanDaily(ctx) })
	g.run(func() error { return giveBackAtRest(ctx, clock.System{}) })
	err = p.seedDemo(demo)
	if err == nil {
		err = announce(ctx, p.instance, demo, stdout)
	}
	if err != nil {
		stop()
		g.wg.Wait()
		return err
	}
	g.wg.Wait()
	return g.err
}
