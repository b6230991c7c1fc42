package serve

import (
	"net/http"
	"time"

	"relevo/internal/app"
	"relevo/internal/db"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Metrics are the numbers of one process.
type Metrics struct {
	registry   *prometheus.Registry
	useCases   *prometheus.HistogramVec
	deliveries *prometheus.CounterVec
}

// NewMetrics makes the registry and hooks it to the application.
func NewMetrics(a *app.App) *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		useCases: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "relevo_use_case_seconds",
			Help: "Duration of use cases by outcome.", Buckets: []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, 1, 5}},
			[]string{"use_case", "outcome"}),
		deliveries: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "relevo_deliveries_total",
			Help: "Webhook deliveries by outcome."}, []string{"outcome"}),
	}
	m.registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		m.useCases, m.deliveries, writeGroups(a.DB))
	a.Observe = func(useCase, outcome string, took time.Duration) {
		m.useCases.WithLabelValues(useCase, outcome).Observe(took.Seconds())
	}
	return m
}

func writeGroups(d *db.DB) prometheus.Collector {
	return prometheus.NewCounterFunc(prometheus.CounterOpts{Name: "relevo_write_groups_total",
		Help: "Commits of the SQLite writer; each holds up to 64 writes."}, func() float64 { return float64(d.Stats().Groups) })
}

// Delivered counts one delivery.
func (m *Metrics) Delivered(outcome string) { m.deliveries.WithLabelValues(outcome).Inc() }

// Handler serves the numbers in Prometheus's text form.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}
