package sandbox_test

import (
	"context"
	"net/http/httptest"
	"testing"

	"go.uber.org/goleak"

	"gohye/internal/clock"
	"gohye/internal/sandbox"
	"gohye/internal/sandbox/client"
)

// TestNothingIsLeft opens a sandbox with many players, ends Run, and looks
// for goroutines. It runs before the parallel tests go on.
func TestNothingIsLeft(t *testing.T) {
	before := goleak.IgnoreCurrent()
	s := sandbox.New(sandbox.Options{Clock: clock.System{}, Log: quietLog()})
	web := httptest.NewServer(s.Handler())
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{}, 8)
	go func() { _ = s.Run(ctx); ended <- struct{}{} }()
	var players []*client.Client
	for _, u := range s.Players()[:5] {
		c, err := client.Dial(ctx, web.URL, s.UserToken(u.ID))
		if err != nil {
			t.Fatal(err)
		}
		players = append(players, c)
		// They do not end by ctx: the sandbox hangs up.
		go func() { _ = c.Run(context.WithoutCancel(ctx)); ended <- struct{}{} }()
	}
	cancel()
	for range len(players) + 1 {
		<-ended
	}
	for _, c := range players {
		c.Close()
	}
	web.Close()
	goleak.VerifyNone(t, before)
}
