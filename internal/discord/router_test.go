package discord

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/disgoorg/disgo/discord"
	"github.com/disgoorg/snowflake/v2"
	"go.uber.org/goleak"

	"gohye/internal/discord/command"
	"gohye/internal/discord/rest"
	"gohye/internal/discord/ui"
	"gohye/internal/game"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestOnePlayersInteractionsRunInOrder(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var order []string
	running, most := 0, 0
	w := newWorld(t, func(o *Options) { o.PerPlayer = 200 }, simple("go", func(_ context.Context, r command.Request) (command.Reply, error) {
		mu.Lock()
		order = append(order, r.Act.Key)
		running++
		most = max(most, running)
		mu.Unlock()
		for range 50 { // lets another worker overtake, if one could
			mu.Lock()
			mu.Unlock() //nolint:staticcheck // only to give way
		}
		mu.Lock()
		running--
		mu.Unlock()
		return hello(), nil
	}))
	w.start(8)
	var want []string
	for i := 1; i <= 100; i++ {
		w.arrive(i, 5, slash, "go")
		want = append(want, fmt.Sprintf("i/%d", i))
	}
	w.drain()
	if !slices.Equal(order, want) || most != 1 {
		t.Errorf("ran %d at once, in the order %v", most, order)
	}
}

func TestDifferentPlayersRunSideBySide(t *testing.T) {
	t.Parallel()
	var all sync.WaitGroup
	all.Add(4)
	w := newWorld(t, nil, simple("meet", func(context.Context, command.Request) (command.Reply, error) {
		all.Done()
		all.Wait() // returns only when four run at once
		return hello(), nil
	}))
	w.start(4)
	for p := 1; p <= 4; p++ {
		w.arrive(p, p, slash, "meet")
	}
	w.drain()
	if n := w.observed.count("ok"); n != 4 {
		t.Errorf("%d answered", n)
	}
}

func TestAFullQueueAnswersAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, func(o *Options) { o.Queue, o.PerPlayer = 3, 2 }, simple("wait", func(ctx context.Context, _ command.Request) (command.Reply, error) {
			time.Sleep(time.Second)
			return hello(), nil
		}))
		w.start(1)
		w.arrive(1, 1, slash, "wait")
		synctest.Wait() // it runs now, and the queue is empty
		for i := 2; i <= 4; i++ {
			w.arrive(i, 1, slash, "wait")
		}
		synctest.Wait()
		if got := w.discord.of(4); len(got) != 1 || got[0] != "callback 4" {
			t.Errorf("the third waiting of one player got %v", got)
		}
		w.arrive(5, 2, slash, "wait")
		w.arrive(6, 3, slash, "wait")
		synctest.Wait()
		if got := w.discord.of(6); len(got) != 1 {
			t.Errorf("the fourth waiting of all got %v", got)
		}
		body := w.discord.all()[0].body
		if !strings.Contains(body, "busy") || !strings.Contains(body, `"flags":32832`) {
			t.Errorf("said %s", body)
		}
		w.drain()
		if w.observed.count("busy") != 2 || w.observed.count("ok") != 4 {
			t.Errorf("outcomes %v", w.observed.outcomes)
		}
	})
}

func TestMoreRefusalsThanCanBeSentAreCounted(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(o *Options) { o.Queue = 1 }, simple("x", nil2))
	for i := 1; i <= 1+refusalsKept+7; i++ { // nobody runs
		w.arrive(i, i, slash, "x")
	}
	if n := w.observed.count("dropped"); n != 7 {
		t.Errorf("%d dropped, want 7", n)
	}
	w.start(1)
	w.drain()
	if ok, busy := w.observed.count("ok"), w.observed.count("busy"); ok != 1 || busy != refusalsKept {
		t.Errorf("%d ran and %d were refused", ok, busy)
	}
}

func nil2(context.Context, command.Request) (command.Reply, error) { return hello(), nil }

// The deferral and the answer come at the same instant: one of them

// acknowledges, and the answer arrives.

// What nobody can be told must not happen.

func TestFailures(t *testing.T) {
	t.Parallel()
	secret := errors.New("the password is hunter2")
	tests := []struct {
		name    string
		err     error
		panics  bool
		outcome string
		says    string
		logs    string
	}{
		{"fault", fmt.Errorf("store: %w", secret), false, "fault", "INC-1", "INC-1"},
		{"panic", nil, true, "panic", "INC-1", "router_test.go"},
		{"database away", fmt.Errorf("store: %w: %w", game.ErrUnavailable, secret), false, "unavailable", "database is away", "hunter2"},
		{"too slow", fmt.Errorf("store: %w", context.DeadlineExceeded), false, "timeout", "too long", "deadline passed"},
		{"refused", game.DropOverError{}, false, "refused", "no longer be grabbed", "outcome=refused"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, nil, simple("c", func(context.Context, command.Request) (command.Reply, error) {
				if tt.panics {
					panic(secret)
				}
				return command.Reply{}, tt.err
			}), simple("fine", nil2))
			w.start(1)
			w.arrive(1, 1, slash, "c")
			w.arrive(2, 1, slash, "fine")
			w.drain()
			if w.observed.count(tt.outcome) != 1 || w.observed.count("ok") != 1 {
				t.Errorf("outcomes %v", w.observed.outcomes)
			}
			body := w.discord.all()[0].body
			if !strings.Contains(body, tt.says) || strings.Contains(body, "hunter2") || !strings.Contains(body, `"flags":32832`) {
				t.Errorf("said %s", body)
			}
			log := w.log.String()
			if !strings.Contains(log, tt.logs) {
				t.Errorf("logged %s", log)
			}
			if tt.outcome == "refused" && strings.Contains(log, "level=ERROR") {
				t.Errorf("a refusal is no error: %s", log)
			}
			if tt.outcome == "fault" && !strings.Contains(log, "hunter2") {
				t.Errorf("the log lacks the error: %s", log)
			}
		})
	}
}

func TestDrainNamesStragglers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, nil, simple("slow", func(context.Context, command.Request) (command.Reply, error) {
			time.Sleep(8 * time.Second)
			return hello(), nil
		}))
		w.start(1)
		w.arrive(1, 1, slash, "slow")
		synctest.Wait()
		w.CloseIntake()
		w.CloseIntake() // again is harmless
		w.arrive(2, 2, slash, "slow")
		synctest.Wait()
		if all := w.discord.all(); len(all) != 1 || !strings.Contains(all[0].body, "restarting") {
			t.Errorf("a newcomer was told %v", all)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := w.Drain(ctx); err == nil || !strings.Contains(err.Error(), "slow 1") {
			t.Errorf("Drain: %v", err)
		}
		w.drain()
		if got := w.discord.of(1); !slices.Equal(got, []string{"callback 5", "edit"}) {
			t.Errorf("what was running sent %v", got)
		}
	})
}

// A stop in the middle of a command takes its time, not its answer.

func TestAStopCancelsTheCommandAndAnswers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, nil, simple("c", func(ctx context.Context, _ command.Request) (command.Reply, error) {
			<-ctx.Done()
			return hello(), nil // it had taken effect
		}))
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- w.Run(ctx) }()
		w.arrive(1, 1, slash, "c")
		synctest.Wait()
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
		if got := w.discord.of(1); !slices.Equal(got, []string{"callback 4"}) {
			t.Errorf("sent %v", got)
		}
	})
}

func TestTheSameInteractionTwice(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil, simple("c", nil2))
	w.start(4)
	for range 100 {
		w.arrive(1, 1, slash, "c")
	}
	w.drain()
	if w.observed.count("ok") != 1 || w.observed.count("duplicate") != 99 {
		t.Errorf("outcomes %v", w.observed.outcomes)
	}
}

func TestSeenForgetsOnlyTheOldest(t *testing.T) {
	t.Parallel()
	s := newSeen(10)
	for i := range snowflake.ID(1000) {
		if s.again(i) {
			t.Fatalf("%d was not there before", i)
		}
		for k := max(0, int(i)-9); k <= int(i); k++ {
			_, young := s.young[snowflake.ID(k)]
			_, older := s.older[snowflake.ID(k)]
			if !young && !older {
				t.Fatalf("%d forgotten at %d", k, i)
			}
		}
		if len(s.young)+len(s.older) > 20 {
			t.Fatal("it grows")
		}
	}
}

func TestGates(t *testing.T) {
	t.Parallel()
	ran := 0
	staff := simple("staff", func(context.Context, command.Request) (command.Reply, error) { ran++; return hello(), nil })
	staff.Gate = command.Staff(discord.PermissionManageGuild, 99)
	staff.Components = []command.Component{{
		Verb: "own", Gate: command.OwnerOnly(), Updates: true, Args: 1,
		Run: func(context.Context, command.Request) (command.Reply, error) { ran++; return hello(), nil },
	}}
	w := newWorld(t, nil, staff)
	w.start(1)
	w.arrive(1, 1, slash, "staff") // has the permission and not the role
	w.arrive(2, 1, discord.InteractionTypeComponent, ui.NewRoute("own", 2).ID())
	w.arrive(3, 1, discord.InteractionTypeComponent, ui.NewRoute("own").ID()) // no owner
	w.arrive(4, 1, discord.InteractionTypeComponent, "0:own:1")
	w.arrive(5, 1, slash, "gone")
	w.arrive(6, 2, discord.InteractionTypeComponent, ui.NewRoute("own", 2).ID())
	w.drain()
	if ran != 1 || w.observed.count("gated") != 2 || w.observed.count("unknown") != 3 || w.observed.count("ok") != 1 {
		t.Errorf("%d ran; %v", ran, w.observed.outcomes)
	}
}

func TestUndeliveredAnswersAreExplained(t *testing.T) {
	t.Parallel()
	for code, want := range map[int]string{
		rest.UnknownInteraction: "gave up", rest.AlreadyAcknowledged: "another process", rest.InvalidWebhookToken: "fifteen minutes",
	} {
		w := newWorld(t, nil, simple("c", nil2))
		w.discord.onCallback = func(snowflake.ID, discord.InteractionResponse) error { return &rest.Error{Status: 404, Code: code} }
		w.start(1)
		w.arrive(1, 1, slash, "c")
		w.drain()
		if w.observed.count("undelivered") != 1 || !strings.Contains(w.log.String(), want) {
			t.Errorf("%d: %v %s", code, w.observed.outcomes, w.log)
		}
	}
}

// tripping panics at its first observation.

type tripping struct {
	*observed
	tripped bool
}

func (o *tripping) Interaction(command, outcome string, ack, total time.Duration) {
	o.observed.Interaction(command, outcome, ack, total)
	if !o.tripped {
		o.tripped = true
		panic("no such luck")
	}
}

// Whatever goes wrong around a command, the player's next one runs.

func TestAWorkerThatPanicsReleasesThePlayer(t *testing.T) {
	t.Parallel()
	o := &tripping{observed: &observed{}}
	w := newWorld(t, func(opt *Options) { opt.Observer = o }, simple("c", nil2))
	w.arrive(1, 1, slash, "c")
	w.arrive(2, 1, slash, "c")
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the process manager did not hear of the panic")
			}
		}()
		_ = w.Run(t.Context())
	}()
	w.start(1)
	w.drain()
	if got := o.count("ok"); got != 2 {
		t.Errorf("%d ran", got)
	}
}

// A message that Discord does not take becomes an apology.

func TestARejectedAnswerIsApologisedFor(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil, simple("c", nil2))
	first := true
	w.discord.onCallback = func(snowflake.ID, discord.InteractionResponse) error {
		if first {
			first = false
			return &rest.Error{Status: 400, Code: rest.InvalidFormBody}
		}
		return nil
	}
	w.start(1)
	w.arrive(1, 1, slash, "c")
	w.drain()
	if all := w.discord.all(); len(all) != 1 || !strings.Contains(all[0].body, "INC-1") || !strings.Contains(w.log.String(), "incident=INC-1") {
		t.Errorf("sent %v, logged %s", all, w.log)
	}
	if w.observed.count("undelivered") != 1 {
		t.Errorf("outcomes %v", w.observed.outcomes)
	}
}

// A deferral whose sender panics leaves nobody waiting for it.

// A sender that panics costs one answer, and neither the worker nor the

// deferrals.

func TestAPanicWhileSending(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil, simple("c", nil2))
	w.discord.onCallback = func(id snowflake.ID, _ discord.InteractionResponse) error {
		if id == 1 {
			panic("no such luck")
		}
		return nil
	}
	w.start(1)
	w.arrive(1, 1, slash, "c")
	w.arrive(2, 1, slash, "c")
	w.drain()
	if w.observed.count("panic") != 1 || w.observed.count("ok") != 1 {
		t.Errorf("outcomes %v", w.observed.outcomes)
	}
}
