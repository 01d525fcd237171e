// Package metrics counts what the program does, in the form that Prometheus
// reads at /metrics.
//
// Every metric is named here, in one place, with its unit in its name.
// Callers hold the [Metrics] value and call its methods; each costs a few tens
// of nanoseconds and may be called from any goroutine. The package does not
// know what a command or a process is: it gets names and numbers.
package metrics

import (
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Metrics are the metrics of one program.
type Metrics struct {
	registry *prometheus.Registry

	interactions *prometheus.CounterVec
	acknowledged *prometheus.HistogramVec
	finished     *prometheus.HistogramVec
	restarts     *prometheus.CounterVec
}

// New makes a set of metrics with the Go runtime's beside its own.
func New() *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		interactions: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "gohye_interactions_total",
			Help: "Interactions by command and outcome.",
		}, []string{"command", "outcome"}),
		acknowledged: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name:    "gohye_interaction_acknowledge_seconds",
			Help:    "Time from an interaction's arrival to its first answer. Discord allows 3 seconds.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 1.5, 2, 3},
		}, []string{"command"}),
		finished: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name:    "gohye_interaction_finish_seconds",
			Help:    "Time from an interaction's arrival to its last answer.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10},
		}, []string{"command"}),
		restarts: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "gohye_process_restarts_total",
			Help: "Restarts of background processes after a failure.",
		}, []string{"process"}),
	}
	m.registry.MustRegister(
		m.interactions, m.acknowledged, m.finished, m.restarts,
		collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	)
	return m
}

// Handler serves the metrics.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// Interaction counts one finished interaction. The times are since its arrival;
// acknowledged is 0 when nothing was sent.
func (m *Metrics) Interaction(command, outcome string, acknowledged, finished time.Duration) {
	m.interactions.WithLabelValues(command, outcome).Inc()
	if acknowledged > 0 {
		m.acknowledged.WithLabelValues(command).Observe(acknowledged.Seconds())
	}
	m.finished.WithLabelValues(command).Observe(finished.Seconds())
}

// Restart counts a restart of a process.
func (m *Metrics) Restart(process string) { m.restarts.WithLabelValues(process).Inc() }

// Gauge adds a number that is read when the metrics are: read must be quick
// and may be called from any goroutine. Call it once a name, while wiring.
func (m *Metrics) Gauge(name, help string, read func() float64) {
	m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, read))
}

// A Sample is one value of a [Metrics.Table], with its label's value.
type Sample struct {
	Label string
	Value float64
}

// Table adds a gauge with one label whose values are read together when the
// metrics are. Call it once a name, while wiring.
func (m *Metrics) Table(name, help, label string, read func() []Sample) {
	m.registry.MustRegister(&table{
		desc: prometheus.NewDesc(name, help, []string{label}, nil),
		read: read,
	})
}

// A table is a collector of samples that are made on demand.
type table struct {
	desc *prometheus.Desc
	read func() []Sample
}

// Describe implements prometheus.Collector.
func (t *table) Describe(ch chan<- *prometheus.Desc) { ch <- t.desc }

// Collect implements prometheus.Collector.
func (t *table) Collect(ch chan<- prometheus.Metric) {
	for _, s := range t.read() {
		ch <- prometheus.MustNewConstMetric(t.desc, prometheus.GaugeValue, s.Value, s.Label)
	}
}
