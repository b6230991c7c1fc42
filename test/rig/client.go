package rig

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"
)

// Text is a webhook body with one text message, as WhatsApp sends it. from and
// wamid are ASCII, so the body is too.
func Text(from, wamid, text string, at time.Time) []byte {
	return fmt.Appendf(nil, `{"object":"whatsapp_business_account","entry":[{"id":%q,"changes":[{"field":"messages","value":`+
		`{"messaging_product":"whatsapp","metadata":{"display_phone_number":%q,"phone_number_id":%q},`+
		`"contacts":[{"profile":{"name":"P %s"},"wa_id":%q}],`+
		`"messages":[{"from":%q,"id":%q,"timestamp":"%d","type":"text","text":{"body":%+q}}]}}]}]}`,
		BusinessAccountID, DisplayNumber, PhoneNumberID, from, from, from, wamid, at.Unix(), text)
}

// Client makes a client with at most n connections to the server.
func Client(n int) *http.Client {
	return &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: n, MaxConnsPerHost: n}}
}

// Deliver posts a signed webhook; nil means that it was acknowledged.
func (i *Instance) Deliver(ctx context.Context, client *http.Client, server string, body []byte) error {
	mac := hmac.New(sha256.New, []byte(AppSecret))
	mac.Write(body)
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, server+i.WebhookPath, bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-Hub-Signature-256", "sha256="+hex.EncodeToString(mac.Sum(nil)))
	_, err = do(client, r)
	return err
}

// Get reads a JSON answer with the API key.
func (i *Instance) Get(ctx context.Context, client *http.Client, url string, into any) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	r.Header.Set("X-API-Key", i.Key)
	body, err := do(client, r)
	if err != nil {
		return err
	}
	return json.Unmarshal(body, into)
}

// Post writes a JSON body with the API key and some further headers (name,
// value), and reads the answer, when into is not nil.
func (i *Instance) Post(ctx context.Context, client *http.Client, url string, body, into any, headers ...string) error {
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(text))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-API-Key", i.Key)
	for n := 0; n+1 < len(headers); n += 2 {
		r.Header.Set(headers[n], headers[n+1])
	}
	answer, err := do(client, r)
	if err != nil || into == nil {
		return err
	}
	return json.Unmarshal(answer, into)
}

// LogIn logs the person of Seat in and gives the Cookie header of the session.
func (i *Instance) LogIn(ctx context.Context, client *http.Client, server string) (cookie string, err error) {
	body, err := json.Marshal(map[string]any{"session": map[string]string{"email": Email, "password": Password}})
	if err != nil {
		return "", err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, server+"/platform/v1/session", bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	r.Header.Set("Content-Type", "application/json")
	answer, err := client.Do(r)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	if len(answer.Cookies()) != 1 {
		return "", fmt.Errorf("log in: %s without a cookie", answer.Status)
	}
	return answer.Cookies()[0].Name + "=" + answer.Cookies()[0].Value, nil
}

func do(client *http.Client, r *http.Request) ([]byte, error) {
	answer, err := client.Do(r)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode/100 != 2 {
		err = fmt.Errorf("%s %s: %s: %s", r.Method, r.URL.Path, answer.Status, body)
	}
	return body, err
}

// Health is what GET /readyz tells.
type Health struct {
	UnplacedEvents int64 `json:"unplaced_events"`
	LastEvent      int64 `json:"last_event"`
	QueuedJobs     int   `json:"queued_jobs"`
}

// Quiet waits until nothing is queued and every event has its position.
func (i *Instance) Quiet(ctx context.Context, client *http.Client, server string) (h Health, err error) {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		if err := i.Get(ctx, client, server+"/readyz", &h); err != nil {
			return h, err
		}
		if h.QueuedJobs == 0 && h.UnplacedEvents == 0 {
			return h, nil
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return h, fmt.Errorf("the queue is not empty, %d jobs, %d events: %w", h.QueuedJobs, h.UnplacedEvents, ctx.Err())
		}
	}
}
