package crash

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"time"

	"relevo/internal/edge/sim"
	"relevo/test/rig"
)

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
