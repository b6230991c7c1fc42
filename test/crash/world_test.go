package crash

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"relevo/internal/app"
	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/db/dbtest"
	"relevo/internal/edge/ingress"
	"relevo/internal/policy"
	"relevo/internal/seal"
	"relevo/test/rig"
)

// patience bounds a case; nothing takes that long when the product is right.
const patience = 90 * time.Second

// world is an installation whose WhatsApp is the simulator, which outlives
// every server.
type world struct {
	*testing.T
	ctx      context.Context
	instance *rig.Instance
	door     *rig.Door
	control  string // of the simulator
	client   *http.Client
	db       *db.DB
	server   *rig.Server
	asked    []*request
}

func newWorld(t *testing.T, dialect db.Dialect) *world { return newWorldFor(t, dialect, patience) }

func newWorldFor(t *testing.T, dialect db.Dialect, limit time.Duration) *world {
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	t.Cleanup(cancel)
	w := &world{T: t, ctx: ctx, door: rig.NewDoor(), client: rig.Client(8)}
	t.Cleanup(w.client.CloseIdleConnections)
	t.Cleanup(w.door.Close)
	options := dbtest.Fresh(t, dialect)
	w.instance = &rig.Instance{Binary: binary, Data: filepath.Dir(options.Path), DatabaseURL: options.URL}
	if dialect == db.Postgres {
		w.instance.Data = t.TempDir()
	}
	graph := w.simulate()
	w.control = graph + "/control"
	w.db = dbtest.Open(t, options)
	w.setUp(graph)
	w.tell(http.MethodPut, "/webhook", map[string]any{"url": w.door.URL + w.instance.WebhookPath, "verify_token": rig.VerifyToken}, nil)
	t.Cleanup(func() {
		if w.server != nil {
			w.server.Kill()
		}
	})
	return w
}

// setUp does what the operator's commands do, and today's cleaning, which a
// server would begin its day with.
func (w *world) setUp(graph string) {
	keys, err := seal.Open(filepath.Join(w.instance.Data, "keyset.json"), true)
	must(w.T, err)
	a := &app.App{DB: w.db, Clock: clock.System{}, Log: slog.New(slog.DiscardHandler), Seal: keys}
	shop := do(w, a, app.CreateProject, app.CreateProjectIn{Name: "Shop"})
	meta := do(w, a, app.AddMetaApp, app.AddMetaAppIn{ProjectID: shop.ID, Name: "Meta", AppSecret: rig.AppSecret, VerifyToken: rig.VerifyToken})
	do(w, a, app.AddNumber, app.AddNumberIn{ProjectID: shop.ID, MetaAppID: meta.ID, PhoneNumberID: rig.PhoneNumberID, GraphURL: graph,
		BusinessAccountID: rig.BusinessAccountID, DisplayPhoneNumber: "+" + rig.DisplayNumber, AccessToken: rig.AccessToken})
	key := do(w, a, app.CreateKey, app.CreateKeyIn{Project: shop.ID, Name: "crash"})
	_, err = app.Do(w.ctx, a, policy.Actor{Kind: policy.System}, app.ScheduleCleaning, struct{}{})
	must(w.T, err)
	must(w.T, w.db.Write(w.ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(`DELETE FROM jobs`)
		if err == nil {
			_, err = tx.Exec(`DELETE FROM job_keys`)
		}
		return err
	}))
	w.instance.Project, w.instance.Key, w.instance.WebhookPath = string(shop.ID), key.Key, ingress.PathOf(meta.ID)
}

func do[In, Out any](w *world, a *app.App, u app.UseCase[In, Out], in In) Out {
	w.Helper()
	out, err := app.Do(w.ctx, a, policy.Actor{Kind: policy.Operator}, u, in)
	must(w.T, err)
	return out
}

// start runs the shipped binary behind the door.
func (w *world) start() {
	w.Helper()
	server, err := w.instance.Start(w.ctx)
	must(w.T, err)
	w.server = server
	must(w.T, w.door.Lead(server))
}

// stop ends the server gently, if one runs.
func (w *world) stop() {
	w.Helper()
	if w.server != nil {
		must(w.T, w.server.Stop())
	}
}

// dieAt runs the binary with a fail point, lets act happen, and wants the
// server to die there.
func (w *world) dieAt(point string, act func(*world)) {
	w.Helper()
	armed := *w.instance
	armed.Binary = breakable
	server, err := armed.Start(w.ctx, "FAILPOINT="+point, "FAILPOINT_HOLDS="+holds[point])
	if errors.Is(err, rig.ErrEnded) && strings.Contains(err.Error(), reached(point)) {
		act(w) // what was left over from before led there at once
		return
	}
	must(w.T, err)
	w.server = server
	must(w.T, w.door.Lead(server))
	act(w)
	select {
	case <-server.Gone():
	case <-w.ctx.Done():
		w.Fatalf("the server never came to %q:\n%s", point, server.Log())
	}
	if !server.Killed() || !strings.Contains(server.Log(), reached(point)) {
		w.Fatalf("the server did not die at %q:\n%s", point, server.Log())
	}
}

// reached is what the binary says when it dies at a point.
func reached(point string) string { return "failpoint " + point + "\n" }
