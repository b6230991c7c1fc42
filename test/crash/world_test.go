package crash

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"relevo/internal/app"
	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/db/dbtest"
	"relevo/internal/edge/ingress"
	"relevo/internal/edge/sim"
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

// request is what a client of the API asks for until it is acknowledged.
type request struct {
	path, key    string
	body         any
	webhook      []byte // in place of the above: a delivery of WhatsApp's
	acknowledged bool
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

// simulate starts the simulator and gives its address.
func (w *world) simulate() string {
	var address string
	s, err := sim.New(sim.Options{AccessToken: rig.AccessToken, AppSecret: rig.AppSecret, VerifyToken: rig.VerifyToken,
		PhoneNumberID: rig.PhoneNumberID, BusinessAccountID: rig.BusinessAccountID, DisplayPhoneNumber: "+" + rig.DisplayNumber,
		BaseURL: func() string { return address }})
	must(w.T, err)
	server := httptest.NewServer(s.Handler())
	address = server.URL
	s.Start(context.Background())
	w.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
		if err := s.Stop(); err != nil {
			w.Errorf("stop the simulator: %v", err)
		}
	})
	return address
}

// tell asks the simulator's control API.
func (w *world) tell(method, path string, body, into any) {
	w.Helper()
	var content bytes.Buffer
	if body != nil {
		must(w.T, json.NewEncoder(&content).Encode(body))
	}
	r, err := http.NewRequestWithContext(w.ctx, method, w.control+path, &content)
	must(w.T, err)
	r.Header.Set("Content-Type", "application/json")
	answer, err := w.client.Do(r)
	must(w.T, err)
	defer answer.Body.Close()
	got, err := io.ReadAll(answer.Body)
	must(w.T, err)
	if answer.StatusCode/100 != 2 {
		w.Fatalf("%s %s: %s %s", method, path, answer.Status, got)
	}
	if into != nil {
		must(w.T, json.Unmarshal(got, into))
	}
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
	server, err := armed.Start(w.ctx, "FAILPOINT="+point)
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

// ask posts to the API; what is not acknowledged is asked again by askAgain,
// under the same key.
func (w *world) ask(path, key string, body any) {
	r := &request{path: path, key: key, body: body}
	w.asked = append(w.asked, r)
	w.try(r)
}

// deliver posts a webhook that the simulator knows nothing of, likewise.
func (w *world) deliver(body []byte) {
	r := &request{path: w.instance.WebhookPath, webhook: body}
	w.asked = append(w.asked, r)
	w.try(r)
}

func (w *world) try(r *request) {
	ctx, cancel := context.WithTimeout(w.ctx, 5*time.Second)
	defer cancel()
	if r.webhook != nil {
		r.acknowledged = w.instance.Deliver(ctx, w.client, w.door.URL, r.webhook) == nil
		return
	}
	var headers []string
	if r.key != "" {
		headers = []string{"Idempotency-Key", r.key}
	}
	r.acknowledged = w.instance.Post(ctx, w.client, w.door.URL+r.path, r.body, nil, headers...) == nil
}

func (w *world) askAgain() {
	for _, r := range w.asked {
		if !r.acknowledged {
			w.try(r)
		}
		if !r.acknowledged {
			w.Errorf("POST %s was not acknowledged by a server that runs", r.path)
		}
	}
}

// query reads rows of one text each.
func (w *world) query(sql string, args ...any) (rows []string) {
	w.Helper()
	must(w.T, w.db.Read(w.ctx, func(tx *db.Tx) (err error) {
		rows, err = db.All(tx, func(s db.Scanner) (text string, err error) { return text, s.Scan(&text) }, sql, args...)
		return err
	}))
	return rows
}

func (w *world) count(sql string) (n int) {
	w.Helper()
	must(w.T, w.db.Read(w.ctx, func(tx *db.Tx) error { return tx.QueryRow(sql).Scan(&n) }))
	return n
}

// settled waits until nothing is left to be done, at WhatsApp or here. It makes
// time pass for the simulator's repeated webhooks and, once all of them have
// come, for sends that wait for a status in vain.
func (w *world) settled() {
	w.Helper()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for still, turn := 0, 0; still < 2; turn++ {
		waiting := 0
		left := w.count(`SELECT (SELECT COUNT(*) FROM jobs) + (SELECT COUNT(*) FROM events WHERE pos IS NULL)`)
		if left == 0 || turn%8 == 0 { // the simulator's list is long under load
			if waiting = w.undelivered(); waiting == 0 {
				w.hurryReconciliation()
			}
			if waiting > 0 || left == 0 {
				w.tell(http.MethodPost, "/clock", map[string]any{"advance": "2s"}, nil)
			}
		}
		if still++; waiting+left > 0 {
			still = 0
		}
		select {
		case <-tick.C:
		case <-w.server.Gone():
			w.Fatalf("the server has ended:\n%s", w.server.Log())
		case <-w.ctx.Done():
			w.Fatalf("%d webhooks and %d jobs and events are left: %s\n%s", waiting, left,
				w.query(`SELECT kind || ' ' || attempt || ' ' || last_error FROM jobs`), w.server.Log())
		}
	}
}

// undelivered counts the webhooks that were not answered 200 yet.
func (w *world) undelivered() (n int) {
	for _, state := range []string{"queued", "waiting"} {
		var list struct{ Data []json.RawMessage }
		w.tell(http.MethodGet, "/deliveries?state="+state, nil, &list)
		n += len(list.Data)
	}
	return n
}

// answered wants the newest webhook to have its 200 from the first attempt.
func (w *world) answered() {
	w.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		var list struct {
			Data []struct{ Attempts []struct{ Status int } }
		}
		w.tell(http.MethodGet, "/deliveries?limit=1", nil, &list)
		if len(list.Data) == 1 && len(list.Data[0].Attempts) > 0 {
			if first := list.Data[0].Attempts[0]; first.Status != http.StatusOK {
				w.Errorf("WhatsApp has not had its answer: %d", first.Status)
			}
			return
		}
		select {
		case <-tick.C:
		case <-w.ctx.Done():
			w.Fatal("no webhook was posted")
		}
	}
}

// hurryReconciliation lets the minute pass for which a send without an answer
// waits for its status.
func (w *world) hurryReconciliation() {
	must(w.T, w.db.Write(w.ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(`UPDATE jobs SET run_at = $1, due_at = $1 WHERE kind = 'reconcile_send' AND lease = '' AND run_at > $1`, tx.NowMillis())
		return err
	}))
}

// customer makes a person with a phone in the simulator.
func (w *world) customer(phone string) {
	w.Helper()
	w.tell(http.MethodPost, "/customers", map[string]any{"name": "P " + phone, "phone": "+" + phone}, nil)
}

// says lets a customer send something; more are further members.
func (w *world) says(phone, kind string, more map[string]any) {
	w.Helper()
	message := map[string]any{"type": kind}
	for k, v := range more {
		message[k] = v
	}
	w.tell(http.MethodPost, "/customers/+"+phone+"/messages", message, nil)
}

// conversation gives the id of a person's conversation.
func (w *world) conversation(phone string) string {
	w.Helper()
	found := w.query(`SELECT v.id FROM conversations v JOIN contacts c ON c.id = v.contact_id WHERE c.wa_id = $1`, phone)
	if len(found) != 1 {
		w.Fatalf("%s has %d conversations", phone, len(found))
	}
	return found[0]
}

// writes sends a message of the inbox into a person's conversation.
func (w *world) writes(phone, id string, message map[string]any) {
	w.Helper()
	w.ask("/platform/v1/whatsapp/conversations/"+w.conversation(phone)+"/messages", "",
		map[string]any{"client_id": id, "message": message})
}

func text(body string) map[string]any {
	return map[string]any{"type": "text", "text": map[string]any{"body": body}}
}

func phoneOf(n int) string { return fmt.Sprintf("1555030%04d", n) }
