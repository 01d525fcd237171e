package web_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"gohye/internal/web"
)

// serve runs a server until the test ends and returns it.
func serve(t *testing.T, o web.Options) (string, *web.Server) {
	t.Helper()
	o.Log, o.StopTimeout = slog.New(slog.DiscardHandler), time.Second
	if o.Metrics == nil {
		o.Metrics = http.NotFoundHandler()
	}
	if o.Processes == nil {
		o.Processes = func() []web.Process { return nil }
	}
	l, err := web.Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := web.New(l, o)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run = %v", err)
		}
	})
	return l.URL(), s
}

func get(t *testing.T, url string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(b)
}

func TestReadinessNamesWhatIsMissing(t *testing.T) {
	t.Parallel()
	var away error
	url, s := serve(t, web.Options{Checks: []web.Check{
		{Name: "database", Run: func(context.Context) error { return away }},
		{Name: "gateway", Run: func(context.Context) error { return nil }},
	}})
	if code, body := get(t, url+"/readyz"); code != http.StatusOK {
		t.Errorf("all well: %d %s", code, body)
	}
	away = errors.New("the database does not answer")
	code, body := get(t, url+"/readyz")
	var got struct {
		Ready  bool
		Checks map[string]struct {
			OK     bool
			Reason string
		}
	}
	if err := json.Unmarshal([]byte(body), &got); err != nil {
		t.Fatal(err)
	}
	if code != http.StatusServiceUnavailable || got.Ready || got.Checks["database"].Reason != away.Error() || !got.Checks["gateway"].OK {
		t.Errorf("database away: %d %s", code, body)
	}
	if code, _ := get(t, url+"/healthz"); code != http.StatusOK {
		t.Errorf("alive though not ready: %d", code)
	}
	away = nil
	s.Stopping()
	if code, body := get(t, url+"/readyz"); code != http.StatusServiceUnavailable || !strings.Contains(body, "stopping") {
		t.Errorf("stopping: %d %s", code, body)
	}
}

func TestPortInUseSaysWhatToDo(t *testing.T) {
	t.Parallel()
	url, _ := serve(t, web.Options{})
	_, err := web.Listen(t.Context(), strings.TrimPrefix(url, "http://"))
	if err == nil || !strings.Contains(err.Error(), "GOHYE_HTTP") {
		t.Errorf("Listen on a used address = %v", err)
	}
}

func TestProcessesAreShownSafely(t *testing.T) {
	t.Parallel()
	url, _ := serve(t, web.Options{Processes: func() []web.Process {
		return []web.Process{{Name: "gateway", Doc: "Keeps the connection.", State: "failed", Error: "<script>alert(1)</script>"}}
	}})
	code, body := get(t, url+"/processes")
	if code != http.StatusOK || !strings.Contains(body, "gateway") || strings.Contains(body, "<script>alert") {
		t.Errorf("%d %s", code, body)
	}
	if _, body := get(t, url+"/processes.json"); !strings.Contains(body, `"state": "failed"`) {
		t.Errorf("json: %s", body)
	}
}

func TestRoutesAreMounted(t *testing.T) {
	t.Parallel()
	url, _ := serve(t, web.Options{Routes: []web.Route{{Pattern: "/", Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "home")
	})}}})
	if _, body := get(t, url+"/"); body != "home" {
		t.Errorf("/ = %q", body)
	}
}
