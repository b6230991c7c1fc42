// Package ingress receives WhatsApp's webhooks: the handshake, and deliveries
// whose signature is checked over the raw bytes. It promises that a delivery is
// answered 200 only after it is durable, and that what is not signed rightly
// leaves no trace. It is never limited by address, and wrong signatures lock
// nobody out. May import edge/rest, package app and the layers below it.
package ingress

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"sync"
	"time"

	"relevo/internal/app"
	"relevo/internal/channel"
	"relevo/internal/clock"
	"relevo/internal/edge/rest"
	"relevo/internal/failpoint"
	"relevo/internal/fault"
	"relevo/internal/ids"
	"relevo/internal/policy"
	"relevo/internal/whatsapp"
)

// MaxBody is the largest delivery that is read. Meta sends up to 3 MB. Source:
// Cloud API, webhooks.
const MaxBody = 4 << 20

// readWithin is how long a sender may take for a delivery; WhatsApp itself does
// not wait that long for its answer.
const readWithin = 30 * time.Second

var errTooLarge = fault.New(fault.TooLarge, fault.CodeTooLarge, "A delivery may have at most 4 MiB.")

// secretsFor is how long an app's secrets are kept in memory, so that a change
// is seen within a second and a busy webhook reads the database once in it.
const secretsFor = time.Second

// Path is the route of an app's webhooks.
const Path = "/webhooks/whatsapp/{meta_app}"

// PathOf gives the webhook path of an app.
func PathOf(id ids.MetaAppID) string { return "/webhooks/whatsapp/" + string(id) }

// Ingress answers WhatsApp.
type Ingress struct {
	app *app.App
	// Received counts deliveries by outcome; may be nil.
	Received func(outcome string)

	intake intake

	mu      sync.Mutex
	secrets map[ids.MetaAppID]keptSecrets
}

type keptSecrets struct {
	app.WebhookSecrets
	until time.Time
}

// New makes an ingress.
func New(a *app.App) *Ingress {
	return &Ingress{app: a, secrets: map[ids.MetaAppID]keptSecrets{}}
}

var system = policy.Actor{Kind: policy.System}

// Handshake answers the verification request of a webhook address with its
// challenge.
func (i *Ingress) Handshake(w http.ResponseWriter, r *http.Request) {
	s, err := i.secretsOf(r)
	if err != nil {
		i.refuse(w, err)
		return
	}
	challenge, ok := whatsapp.VerifyHandshake(r.URL.Query(), s.VerifyToken)
	if !ok {
		i.note(r, channel.WebhookWrongVerifyToken)
		i.refuse(w, fault.New(fault.Forbidden, fault.CodeForbidden, "The verify token does not match."))
		return
	}
	i.note(r, channel.WebhookVerified)
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = io.WriteString(w, challenge) // a client that has gone needs no answer
}

// Deliver takes one delivery. What is signed rightly and is JSON is kept,
// whatever can be made of it.
func (i *Ingress) Deliver(w http.ResponseWriter, r *http.Request) {
	rest.Quiet(r.Context())
	if err := i.deliver(w, r); err != nil {
		i.refuse(w, err)
		return
	}
	i.count("accepted")
	w.Header().Set("Content-Length", "0") // the header is the whole answer
	w.WriteHeader(http.StatusOK)
	if failpoint.Enabled {
		_ = http.NewResponseController(w).Flush() // answered means that it has left
		failpoint.Hit("delivery.answered")
	}
}

func (i *Ingress) deliver(w http.ResponseWriter, r *http.Request) error {
	s, err := i.secretsOf(r)
	if err != nil {
		return err
	}
	body, err := read(w, r)
	if err != nil {
		return err
	}
	if !whatsapp.VerifySignature(s.AppSecret, r.Header.Get("X-Hub-Signature-256"), body) {
		i.note(r, channel.WebhookWrongSignature)
		return fault.New(fault.Unauthenticated, fault.CodeSignature, "The signature is missing or does not match.")
	}
	if !json.Valid(body) {
		return fault.New(fault.Invalid, fault.CodeInvalidJSON, "The body is not JSON.")
	}
	return i.intake.add(r.Context(), i.store, app.ReceiveDeliveryIn{MetaAppID: ids.MetaAppID(r.PathValue("meta_app")), Body: body})
}

// note keeps how a call went that brings no delivery. It is for who sets the
// webhook up; the caller's answer doesn't hang on it.
func (i *Ingress) note(r *http.Request, call channel.WebhookCall) {
	if err := i.app.NoteWebhookCall(r.Context(), ids.MetaAppID(r.PathValue("meta_app")), call); err != nil {
		i.app.Log.Warn("webhook call not noted", "call", call, "err", err)
	}
}

func (i *Ingress) store(ctx context.Context, in app.ReceiveDeliveryIn) error {
	_, err := app.Do(ctx, i.app, system, app.ReceiveDelivery, in)
	return err
}

// read takes the raw body in, as far as a delivery may be large and slow.
func read(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	if r.ContentLength > MaxBody {
		return nil, errTooLarge
	}
	control := http.NewResponseController(w)
	// A writer without deadlines (a test's recorder) has no slow sender.
	_ = control.SetReadDeadline(clock.System{}.Now().Add(readWithin))
	defer func() { _ = control.SetReadDeadline(time.Time{}) }()
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, MaxBody))
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return nil, errTooLarge
	}
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, fault.CodeInvalidInput, "The body could not be read.", err)
	}
	return body, nil
}

func (i *Ingress) secretsOf(r *http.Request) (app.WebhookSecrets, error) {
	id := ids.MetaAppID(r.PathValue("meta_app"))
	if !ids.Valid(string(id)) {
		return app.WebhookSecrets{}, fault.New(fault.NotFound, fault.CodeNotFound, "No app at Meta has its webhooks here.")
	}
	now := i.app.Clock.Now()
	i.mu.Lock()
	kept, ok := i.secrets[id]
	i.mu.Unlock()
	if ok && now.Before(kept.until) {
		return kept.WebhookSecrets, nil
	}
	s, err := app.Do(r.Context(), i.app, system, app.ReadWebhookSecrets, id)
	i.mu.Lock()
	defer i.mu.Unlock()
	if err != nil {
		delete(i.secrets, id)
		return s, err
	}
	i.secrets[id] = keptSecrets{s, now.Add(secretsFor)}
	return s, nil
}

// statuses maps what can go wrong here. Whatever is our own trouble makes
// WhatsApp deliver again.
var statuses = map[fault.Kind]int{
	fault.Invalid: http.StatusBadRequest, fault.Unauthenticated: http.StatusUnauthorized, fault.Forbidden: http.StatusForbidden,
	fault.NotFound: http.StatusNotFound, fault.TooLarge: http.StatusRequestEntityTooLarge,
}

func (i *Ingress) refuse(w http.ResponseWriter, err error) {
	f := fault.As(err)
	status, known := statuses[f.Kind]
	if !known {
		status = http.StatusServiceUnavailable
		i.app.Log.Error("delivery not stored", "err", err)
	}
	i.count(f.Code)
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]string{"error": f.Message, "code": f.Code}) // a client that has gone needs no answer
}

func (i *Ingress) count(outcome string) {
	if i.Received != nil {
		i.Received(outcome)
	}
}
