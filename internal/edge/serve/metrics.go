package serve

import (
	"context"
	"net/http"
	"time"

	"relevo/internal/app"
	"relevo/internal/db"
	"relevo/internal/policy"

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
		m.useCases, m.deliveries, writeGroups(a.DB), queue{a})
	a.Observe = func(useCase, outcome string, took time.Duration) {
		m.useCases.WithLabelValues(useCase, outcome).Observe(took.Seconds())
	}
	return m
}

func writeGroups(d *db.DB) prometheus.Collector {
	return prometheus.NewCounterFunc(prometheus.CounterOpts{Name: "relevo_write_groups_total",
		Help: "Commits of the SQLite writer; each holds up to 64 writes."}, func() float64 { return float64(d.Stats().Groups) })
}

// queue asks the database at each look how work is piling up.
type queue struct{ app *app.App }

// askWithin bounds what a look at the metrics waits for the database.
const askWithin = 5 * time.Second

func gauge(name, help string) *prometheus.Desc { return prometheus.NewDesc(name, help, nil, nil) }

var (
	databaseUp   = gauge("relevo_database_up", "1 when the database answers, else 0; then the gauges that it knows are missing.")
	queuedJobs   = gauge("relevo_jobs_queued", "Jobs that wait, for their time or for a worker.")
	oldestJob    = gauge("relevo_jobs_oldest_due_seconds", "How long the oldest due job has waited.")
	deadJobs     = gauge("relevo_jobs_dead", "Jobs that were given up, until somebody runs them again.")
	unplaced     = gauge("relevo_relay_unplaced_events", "Events without a position: the relay's lag; at most 10,000 are counted.")
	lastPosition = gauge("relevo_events_last_position", "Position of the newest event.")
)

// Describe lists the gauges.
func (queue) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{databaseUp, queuedJobs, oldestJob, deadJobs, unplaced, lastPosition} {
		to <- d
	}
}

// Collect measures them.
func (q queue) Collect(to chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), askWithin) // a collector is given none
	defer cancel()
	h, err := app.Do(ctx, q.app, policy.Actor{Kind: policy.System}, app.ReadHealth, struct{}{})
	set := func(d *prometheus.Desc, value float64) {
		to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value)
	}
	if err != nil {
		set(databaseUp, 0)
		return
	}
	set(databaseUp, 1)
	set(queuedJobs, float64(h.QueuedJobs))
	set(oldestJob, h.OldestJob)
	set(deadJobs, float64(h.DeadJobs))
	set(unplaced, float64(h.UnplacedEvents))
	set(lastPosition, float64(h.LastPos))
}

// Delivered counts one delivery.
func (m *Metrics) Delivered(outcome string) { m.deliveries.WithLabelValues(outcome).Inc() }

// Handler serves the numbers in Prometheus's text form.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}
