package serve_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"relevo/internal/app"
	"relevo/internal/clock"
	"relevo/internal/db"
	"relevo/internal/edge/record/recordtest"
	"relevo/internal/edge/serve"
	"relevo/internal/job"
)

// mountOperator mounts what an operator looks at.
func mountOperator(s *recordtest.Shop) {
	s.Rest.Handle("GET /healthz", http.HandlerFunc(serve.Alive))
	s.Rest.Handle("GET /readyz", serve.Ready(s.App))
	s.Rest.Handle("GET /metrics", serve.OperatorOnly(serve.NewMetrics(s.App).Handler()))
}

func TestHealthAndMetrics(t *testing.T) {
	t.Parallel()
	clk := clock.NewManual(time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC))
	recordtest.Each(t, clk, mountOperator, func(t *testing.T, s *recordtest.Shop) {
		for range 3 {
			recordtest.Do(t, s, recordtest.Inside, app.ReceiveDelivery, app.ReceiveDeliveryIn{MetaAppID: s.MetaApp, Body: []byte(`{}`)})
		}
		s.Receive(t, `"contacts":[{"wa_id":"15550107701"}],"messages":[{"from":"15550107701","id":"wamid.1","timestamp":"1893553445","type":"text","text":{"body":"hi"}}]`)
		clk.Advance(90 * time.Second)
		ready := s.Call(t, "GET", "/readyz", "")
		ready.Has(t, "3", "queued_jobs")
		ready.Has(t, "90", "oldest_job_seconds")
		ready.Has(t, "1", "unplaced_events")
		if cache := ready.Header.Get("Cache-Control"); ready.Status != 200 || cache != "no-store" {
			t.Errorf("%d %s", ready.Status, cache)
		}
		metrics := ask(t, "GET", s.URL+"/metrics")
		for _, want := range []string{
			"relevo_jobs_queued 3", "relevo_jobs_oldest_due_seconds 90", "relevo_jobs_dead 0", "relevo_relay_unplaced_events 1",
			"relevo_events_last_position 0", "relevo_database_up 1", "# TYPE relevo_jobs_queued gauge", `use_case="delivery.receive"`,
		} {
			if !strings.Contains(metrics.text, want) {
				t.Errorf("the metrics lack %q", want)
			}
		}
		for _, private := range []string{"15550107701", "wamid", "secret"} {
			if strings.Contains(metrics.text, private) {
				t.Errorf("the metrics tell %s", private)
			}
		}
		bury(t, s)
		if again := ask(t, "GET", s.URL+"/metrics"); !strings.Contains(again.text, "relevo_jobs_dead 1") {
			t.Error("the dead letter is not counted")
		}

		if err := s.App.DB.Close(); err != nil {
			t.Fatal(err)
		}
		if alive := s.Call(t, "GET", "/healthz", ""); alive.Status != 200 {
			t.Errorf("alive: %d", alive.Status)
		}
		if ready := s.Call(t, "GET", "/readyz", ""); ready.Status != 503 || strings.Contains(ready.Text, "sql") {
			t.Errorf("ready without a database: %d %s", ready.Status, ready.Text)
		}
		metrics = ask(t, "GET", s.URL+"/metrics")
		if metrics.StatusCode != 200 || !strings.Contains(metrics.text, "relevo_database_up 0") || strings.Contains(metrics.text, "relevo_jobs_queued ") {
			t.Errorf("metrics without a database: %d", metrics.StatusCode)
		}
	})
}

// bury makes one dead letter out of a job that waits.
func bury(t *testing.T, s *recordtest.Shop) {
	t.Helper()
	err := s.App.DB.Write(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(`INSERT INTO dead_jobs (id, kind, key, args, attempt, max_attempts, last_error, enqueued_at, died_at)
			SELECT id, kind, key, args, attempt, max_attempts, 'no', enqueued_at, run_at FROM jobs ORDER BY seq LIMIT 1`)
		if err != nil {
			return err
		}
		letters, err := job.Dead(tx, job.Letter{}, 1)
		if err != nil {
			return err
		}
		_, err = tx.Exec(`DELETE FROM jobs WHERE id = $1`, string(letters[0].ID))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// The metrics are for who asks on this machine, for this machine, through
// nobody.
func TestMetricsAreTheOperators(t *testing.T) {
	t.Parallel()
	handler := serve.OperatorOnly(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "numbers") }))
	for name, c := range map[string]struct {
		remote, host string
		header       string
		status       int
	}{
		"local":               {"127.0.0.1:40000", "127.0.0.1:8080", "", 200},
		"local, IPv6":         {"[::1]:40000", "[::1]:8080", "", 200},
		"by name":             {"127.0.0.1:40000", "localhost:8080", "", 200},
		"without a port":      {"127.0.0.1:40000", "localhost", "", 200},
		"from the network":    {"192.0.2.7:40000", "127.0.0.1:8080", "", 404},
		"from nowhere":        {"", "127.0.0.1:8080", "", 404},
		"through a proxy":     {"127.0.0.1:40000", "127.0.0.1:8080", "X-Forwarded-For", 404},
		"through another":     {"127.0.0.1:40000", "127.0.0.1:8080", "Forwarded", 404},
		"through a third":     {"127.0.0.1:40000", "127.0.0.1:8080", "X-Real-IP", 404},
		"for the public host": {"127.0.0.1:40000", "inbox.example.com", "", 404},
		"by a rebound name":   {"127.0.0.1:40000", "localhost.evil.example:8080", "", 404},
		"forged":              {"192.0.2.7:40000", "localhost", "X-Forwarded-For", 404},
	} {
		r := httptest.NewRequestWithContext(t.Context(), "GET", "/metrics", nil)
		r.RemoteAddr, r.Host = c.remote, c.host
		if c.header != "" {
			r.Header.Set(c.header, "127.0.0.1")
		}
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		if w.Code != c.status || (w.Body.String() == "numbers") != (c.status == 200) {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
		}
	}
}
