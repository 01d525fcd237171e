package metrics_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"gohye/internal/metrics"
)

func TestMetricsAreServed(t *testing.T) {
	t.Parallel()
	m := metrics.New()
	m.Interaction("claim", "ok", 4*time.Millisecond, 6*time.Millisecond)
	m.Interaction("claim", "refused", 0, 6*time.Millisecond)
	m.Restart("gateway")
	m.Gauge("gohye_queue_length", "Waiting interactions.", func() float64 { return 3 })
	m.Table("gohye_process_up", "1 while running.", "process", func() []metrics.Sample {
		return []metrics.Sample{{Label: "gateway", Value: 1}, {Label: "jobs"}}
	})
	rec := httptest.NewRecorder()
	m.Handler().ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	for _, want := range []string{
		`gohye_interactions_total{command="claim",outcome="ok"} 1`,
		`gohye_interactions_total{command="claim",outcome="refused"} 1`,
		`gohye_interaction_acknowledge_seconds_count{command="claim"} 1`,
		`gohye_interaction_finish_seconds_count{command="claim"} 2`,
		`gohye_process_restarts_total{process="gateway"} 1`,
		"gohye_queue_length 3",
		`gohye_process_up{process="gateway"} 1`,
		`gohye_process_up{process="jobs"} 0`,
		"go_goroutines",
	} {
		if !strings.Contains(rec.Body.String(), want) {
			t.Errorf("/metrics lacks %q", want)
		}
	}
}
