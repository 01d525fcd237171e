package sandbox

import (
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"github.com/coder/websocket"
)

// Faults are what goes wrong between the bot and the sandbox. The zero value
// means that nothing does. Only the bot suffers; players do not.
type Faults struct {
	// Delay is how long each REST request of the bot waits before it is
	// carried out.
	Delay time.Duration `json:"delay"`
	// Next is how many of the bot's coming requests are answered with Status
	// (429 or a 5xx; 0 means 500) instead of being carried out.
	Next int `json:"next"`
	// Chance is the probability, 0 to 1, of the same for each request after
	// those.
	Chance float64 `json:"chance"`
	Status int     `json:"status"`
	// RetryAfter goes with 429; 0 means half a second.
	RetryAfter time.Duration `json:"retry_after"`
	// Lose is the probability that a request is carried out and the line is
	// cut before the answer: the bot cannot know what happened.
	Lose float64 `json:"lose"`
	// Repeat is how many times more each interaction is delivered.
	Repeat int `json:"repeat"`
}

// faults is a set of faults at work.
type faults struct {
	Faults

	mu  sync.Mutex // guards next and rng
	rng *rand.Rand
}

// SetFaults replaces what goes wrong from now on. It may be called at any
// time from any goroutine.
func (s *Server) SetFaults(f Faults) {
	if f == (Faults{}) {
		s.faults.Store(nil)
		return
	}
	s.faults.Store(&faults{Faults: f, rng: rand.New(rand.NewPCG(s.opts.Seed, 7))})
}

// currentFaults are what goes wrong now; Next is what is left of it.
func (s *Server) currentFaults() Faults {
	f := s.faults.Load()
	if f == nil {
		return Faults{}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.Faults
}

// strike delays the call and says whether it is answered with an error.
func (f *faults) strike(c *call) (answer reply, struck bool) {
	if f.Delay > 0 {
		timer := c.s.clock.NewTimer(f.Delay)
		defer timer.Stop()
		select {
		case <-timer.C():
		case <-c.r.Context().Done():
		}
		c.now = c.s.clock.Now()
	}
	if !f.fails() {
		return reply{}, false
	}
	if f.Status == http.StatusTooManyRequests {
		wait := f.RetryAfter
		if wait == 0 {
			wait = 500 * time.Millisecond
		}
		return tooFast(c.w.Header(), wait, "shared"), true
	}
	r := serverError()
	if f.Status >= http.StatusInternalServerError {
		r.status, r.message = f.Status, http.StatusText(f.Status)
	}
	return refuse(r), true
}

func (f *faults) fails() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.Next > 0 {
		f.Next--
		return true
	}
	return f.Chance > 0 && f.rng.Float64() < f.Chance
}

func (f *faults) loses() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.Lose > 0 && f.rng.Float64() < f.Lose
}

// copies is how many times an interaction is delivered.
func (s *Server) copies() int {
	if f := s.faults.Load(); f != nil {
		return 1 + max(f.Repeat, 0)
	}
	return 1
}

// botSessions are the bot's logins, a snapshot.
func (s *Server) botSessions() []*session { return s.world.app.logins() }

// DropGateway cuts the bot's gateway connections without a word. Its
// sessions can be resumed. It returns how many lines were cut.
func (s *Server) DropGateway() int {
	return s.eachConn(func(c *conn) { c.drop() })
}

// CloseGateway closes the bot's gateway connections with a code.
func (s *Server) CloseGateway(code int, reason string) int {
	return s.eachConn(func(c *conn) { c.close(websocket.StatusCode(code), reason) })
}

// Reconnect asks the bot to connect again and to resume (opcode 7), and
// closes its connections.
func (s *Server) Reconnect() int {
	return s.eachConn(func(c *conn) {
		c.say(`{"t":null,"s":null,"op":7,"d":null}`)
		c.close(4000, "Reconnect.")
	})
}

// RequestHeartbeat asks the bot for a heartbeat at once (opcode 1).
func (s *Server) RequestHeartbeat() int {
	return s.eachConn(func(c *conn) { c.say(`{"t":null,"s":null,"op":1,"d":null}`) })
}

// InvalidateSessions tells the bot that its sessions are invalid (opcode 9)
// and closes its connections. Only when resumable is true can they be taken
// up again.
func (s *Server) InvalidateSessions(resumable bool) int {
	n := 0
	for _, x := range s.botSessions() {
		c := x.connection()
		if !resumable {
			x.end()
			s.removeSession(x)
		}
		if c == nil {
			continue
		}
		n++
		if resumable {
			c.say(`{"t":null,"s":null,"op":9,"d":true}`)
		} else {
			c.say(`{"t":null,"s":null,"op":9,"d":false}`)
		}
		c.close(4000, "Session invalidated.")
	}
	return n
}

func (s *Server) eachConn(do func(*conn)) int {
	n := 0
	for _, x := range s.botSessions() {
		if c := x.connection(); c != nil {
			do(c)
			n++
		}
	}
	return n
}
