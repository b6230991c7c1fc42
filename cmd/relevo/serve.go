package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"sync"

	"relevo/internal/app"
	"relevo/internal/config"

	"github.com/spf13/cobra"
)

func serveCommand() *cobra.Command {
	cfg := config.New()
	c := &cobra.Command{Use: "serve", Short: "Run the inbox", Args: cobra.NoArgs, RunE: func(c *cobra.Command, _ []string) error {
		if err := cfg.Resolve(os.Environ()); err != nil {
			return err
		}
		spareTheCollector()
		return runServer(c.Context(), cfg, c.OutOrStdout(), logger(c.ErrOrStderr(), slog.LevelInfo))
	}}
	cfg.Bind(c.Flags())
	return c
}

// runServer runs the product until the context ends: it takes the address first, so
// that two servers on one address never open the same data.
func runServer(ctx context.Context, cfg *config.Config, stdout io.Writer, log *slog.Logger) (err error) {
	ln, err := net.Listen("tcp", cfg.Listen)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", cfg.Listen, err)
	}
	publicURL, warning := cfg.PublicFor(ln.Addr())
	cfg.PublicURL = publicURL
	if warning != "" {
		log.Warn(warning)
	}
	unlock, err := lockData(cfg)
	if err != nil {
		return errors.Join(err, ln.Close())
	}
	defer unlock()
	i, err := open(ctx, cfg, log)
	if err != nil {
		return errors.Join(err, ln.Close())
	}
	defer func() { err = errors.Join(err, i.close()) }()
	h, err := build(i)
	if err != nil {
		return errors.Join(err, ln.Close())
	}
	return h.run(ctx, ln, stdout)
}

// announce prints that the server serves, and the links that a newcomer needs.
func announce(ctx context.Context, i *instance, d *app.Demo, stdout io.Writer) error {
	fmt.Fprintln(stdout, "ready "+i.cfg.PublicURL)
	if d != nil {
		fmt.Fprintln(stdout, "demo  "+i.cfg.PublicURL+"/app/login#link="+d.Owner)
		fmt.Fprintln(stdout, "colleague "+i.cfg.PublicURL+"/app/login#link="+d.Colleague)
		return nil
	}
	state, err := app.Do(ctx, i.App, system, app.GetSetup, struct{}{})
	if err != nil || !state.Open {
		return err
	}
	link, err := app.Do(ctx, i.App, system, app.CreateSetupLink, struct{}{})
	if err != nil {
		return err
	}
	fmt.Fprintln(stdout, "setup "+i.cfg.PublicURL+"/app/setup#"+link.Token)
	return nil
}

// group runs parts until the first ends or the context does, and waits for all.
type group struct {
	wg   sync.WaitGroup
	once sync.Once
	err  error
	stop context.CancelFunc
}

func (g *group) run(part func() error) {
	g.wg.Add(1)
	go func() {
		defer g.wg.Done()
		if err := part(); err != nil {
			g.once.Do(func() { g.err = err })
		}
		g.stop()
	}()
}
