package sim_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"relevo/internal/edge/sim"
)

// BenchmarkBurst posts one message per webhook, in order, to a receiver that
// answers at once; with a journal.
func BenchmarkBurst(b *testing.B) {
	for name, batch := range map[string]string{"single": "", "batched": `{"kind":"batch","size":1000}`} {
		b.Run(name, func(b *testing.B) { benchmarkBurst(b, batch) })
	}
}

func benchmarkBurst(b *testing.B, batch string) {
	var left atomic.Int64
	done := make(chan struct{})
	receiver := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if left.Add(-countMessages(r)) == 0 {
			close(done)
		}
	}))
	defer receiver.Close()
	s, err := sim.New(sim.Options{Journal: b.TempDir(), WebhookURL: receiver.URL})
	if err != nil {
		b.Fatal(err)
	}
	s.Start(b.Context())
	post := func(path, body string) {
		w := httptest.NewRecorder()
		s.Handler().ServeHTTP(w, httptest.NewRequest("POST", path, strings.NewReader(body)))
		if w.Code != http.StatusOK {
			b.Fatal(w.Body)
		}
	}
	if batch != "" {
		post("/control/faults", batch)
	}
	left.Store(int64(b.N))
	b.ResetTimer()
	for sent := 0; sent < b.N; sent += 100_000 {
		post("/control/burst", burstOf(min(b.N-sent, 100_000)))
	}
	<-done
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "messages/s")
	if err := s.Stop(); err != nil {
		b.Fatal(err)
	}
}

func countMessages(r *http.Request) int64 {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return 0
	}
	return int64(bytes.Count(body, []byte(`"from_user_id"`)))
}

func burstOf(n int) string { return fmt.Sprintf(`{"messages":%d,"customers":200}`, n) }
