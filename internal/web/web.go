// Package web is the program's web server: health, readiness, metrics, the
// list of processes, and whatever the wiring mounts beside them (pictures, the
// sandbox, Discord's HTTP interactions).
//
// It promises that a port in use is said before anything else starts, that a
// stop lets running requests finish within the time it is given, and that no
// page shows a secret or an error's text to somebody who cannot act on it. It
// does not know the game.
package web

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"sync/atomic"
	"syscall"
	"time"

	"gohye/internal/process"
)

//go:embed page/*.html
var pages embed.FS

// A Check is one thing that must work for the program to be ready.
type Check struct {
	Name string
	// Run returns nil, or why not in words for the host. It must return within
	// the time of its context.
	Run func(ctx context.Context) error
}

// A Process is a row of the list of processes.
type Process struct {
	Name       string    `json:"name"`
	Doc        string    `json:"doc"`
	State      string    `json:"state"`
	Since      time.Time `json:"since"`
	Restarts   int       `json:"restarts"`
	Goroutines int       `json:"goroutines"`
	Beat       time.Time `json:"beat,omitzero"`
	Stale      bool      `json:"stale,omitempty"`
	Error      string    `json:"error,omitempty"`
}

// A Route is a handler that the wiring mounts; Pattern is a [http.ServeMux]
// pattern.
type Route struct {
	Pattern string
	Handler http.Handler
}

// Options say what a server serves.
type Options struct {
	Log       *slog.Logger
	Checks    []Check
	Processes func() []Process
	Metrics   http.Handler
	Routes    []Route
	// StopTimeout is how long running requests may take at a stop.
	StopTimeout time.Duration
}

// A Listener is an address that is ours, before anything is served there.
type Listener struct{ listener net.Listener }

// Listen takes the address, host:port; port 0 is any free one. The error says
// what to do when it is taken.
func Listen(ctx context.Context, address string) (*Listener, error) {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", address)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("the address %s is in use by another program; stop that one, or choose another address with GOHYE_HTTP, such as 127.0.0.1:8090", address)
	}
	if err != nil {
		return nil, fmt.Errorf("the web server cannot use the address %s (%w); choose another with GOHYE_HTTP", address, err)
	}
	return &Listener{listener: l}, nil
}

// URL is where the address can be reached from this machine, without a slash
// at its end.
func (l *Listener) URL() string {
	addr := l.listener.Addr().(*net.TCPAddr) //nolint:errcheck,forcetypeassert // "tcp" was asked for
	host := addr.IP.String()
	if addr.IP.IsUnspecified() {
		host = "127.0.0.1"
	}
	return "http://" + net.JoinHostPort(host, strconv.Itoa(addr.Port))
}

// Close gives the address back. It may be called after the server has run.
func (l *Listener) Close() error { return l.listener.Close() }

// A Server serves the pages of the program.
type Server struct {
	o        Options
	listener net.Listener
	stopping atomic.Bool
}

// New is a server for an address. It serves nothing before Run.
func New(l *Listener, o Options) *Server { return &Server{o: o, listener: l.listener} }

// Stopping makes /readyz red, so that a load balancer sends nobody new.
func (s *Server) Stopping() { s.stopping.Store(true) }

// Run serves until ctx is done, then lets running requests finish. It is the
// Run of a process that is started once: the address is gone afterwards.
func (s *Server) Run(ctx context.Context) error {
	// Requests may outlive ctx by the time of the stop. What was taken over
	// from the server (web sockets) is not waited for and is cut at its end.
	requests, cut := context.WithCancel(context.WithoutCancel(ctx))
	defer cut()
	srv := &http.Server{
		Handler:           s.routes(),
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		BaseContext:       func(net.Listener) context.Context { return requests },
		ErrorLog:          slog.NewLogLogger(s.o.Log.Handler(), slog.LevelDebug),
	}
	return process.Together(ctx,
		func(context.Context) error {
			if err := srv.Serve(s.listener); !errors.Is(err, http.ErrServerClosed) {
				return fmt.Errorf("web: %w", err)
			}
			return nil
		},
		func(ctx context.Context) error {
			<-ctx.Done()
			limit, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.o.StopTimeout)
			defer cancel()
			if srv.Shutdown(limit) != nil {
				return srv.Close() // what did not finish in time is cut off
			}
			return nil
		})
}

// routes is every address of the server.
func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", s.health)
	mux.HandleFunc("GET /readyz", s.ready)
	mux.Handle("GET /metrics", s.o.Metrics)
	mux.HandleFunc("GET /processes", s.processes)
	mux.HandleFunc("GET /processes.json", s.processesJSON)
	for _, r := range s.o.Routes {
		mux.Handle(r.Pattern, r.Handler)
	}
	return mux
}

// health says that the program is alive.
func (s *Server) health(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, map[string]string{"status": "alive"})
}

// A finding is what /readyz says of one check.
type finding struct {
	OK     bool   `json:"ok"`
	Reason string `json:"reason,omitempty"`
}

// ready says whether the program can do its work, with a reason for each part.
func (s *Server) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	status, all := http.StatusOK, make(map[string]finding, len(s.o.Checks)+1)
	add := func(name string, err error) {
		f := finding{OK: err == nil}
		if err != nil {
			f.Reason, status = err.Error(), http.StatusServiceUnavailable
		}
		all[name] = f
	}
	for _, c := range s.o.Checks {
		add(c.Name, c.Run(ctx))
	}
	if s.stopping.Load() {
		add("intake", errors.New("the program is stopping"))
	}
	writeJSON(w, status, map[string]any{"ready": status == http.StatusOK, "checks": all})
}

func (s *Server) processesJSON(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, s.o.Processes())
}

// processes is the list of processes for people.
func (s *Server) processes(w http.ResponseWriter, r *http.Request) {
	t, err := template.ParseFS(pages, "page/processes.html")
	if err != nil {
		s.fault(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
	if err := t.Execute(w, s.o.Processes()); err != nil {
		s.o.Log.DebugContext(r.Context(), "web: a page was not read to its end", slog.String("error", err.Error()))
	}
}

// fault answers with a sentence that tells nothing; the log has the error.
func (s *Server) fault(w http.ResponseWriter, r *http.Request, err error) {
	s.o.Log.ErrorContext(r.Context(), "web: a page failed", slog.String("error", err.Error()))
	http.Error(w, "This page failed. The log says why.", http.StatusInternalServerError)
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	_ = enc.Encode(v) // the reader is gone: nobody left to tell
}
