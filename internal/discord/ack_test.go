package discord

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/disgoorg/disgo/discord"
	"github.com/disgoorg/snowflake/v2"

	"gohye/internal/discord/command"
	"gohye/internal/discord/gateway"
	"gohye/internal/discord/ui"
	"gohye/internal/game"
)

func TestDeferral(t *testing.T) {
	t.Parallel()
	const component = discord.InteractionTypeComponent
	refuse := game.GoneError{}
	tests := []struct {
		name      string
		takes     time.Duration
		kind      discord.InteractionType
		ephemeral bool
		updates   bool
		err       error
		want      []string
	}{
		{"quick", 0, slash, false, false, nil, []string{"callback 4"}},
		{"just in time", 1499 * time.Millisecond, slash, false, false, nil, []string{"callback 4"}},
		{"slow", 1501 * time.Millisecond, slash, false, false, nil, []string{"callback 5", "edit"}},
		{"slow and private", 2 * time.Second, slash, true, false, nil, []string{"callback 5", "edit"}},
		{"refused", 0, slash, false, false, refuse, []string{"callback 4"}},
		{"refused late in public", 2 * time.Second, slash, false, false, refuse, []string{"callback 5", "delete", "follow-up"}},
		{"refused late in private", 2 * time.Second, slash, true, false, refuse, []string{"callback 5", "edit"}},
		{"button updates", 0, component, false, true, nil, []string{"callback 7"}},
		{"button updates late", 2 * time.Second, component, false, true, nil, []string{"callback 6", "edit"}},
		{"button refused", 0, component, false, true, refuse, []string{"callback 4"}},
		{"button refused late", 2 * time.Second, component, false, true, refuse, []string{"callback 6", "follow-up"}},
		{"button answers", 0, component, true, false, nil, []string{"callback 4"}},
		{"button answers late", 2 * time.Second, component, true, false, nil, []string{"callback 5", "edit"}},
		{"longer than the deadline", time.Minute, slash, false, false, nil, []string{"callback 5", "delete", "follow-up"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				run := func(ctx context.Context, _ command.Request) (command.Reply, error) {
					select {
					case <-time.After(tt.takes):
						return hello(), tt.err
					case <-ctx.Done():
						return command.Reply{}, ctx.Err()
					}
				}
				c := simple("c", run)
				c.Ephemeral = tt.ephemeral
				c.Components = []command.Component{{Verb: "b", Gate: command.Everyone(), Updates: tt.updates, Ephemeral: tt.ephemeral, Run: run}}
				w := newWorld(t, nil, c)
				w.start(1)
				what := "c"
				if tt.kind == component {
					what = ui.NewRoute("b").ID()
				}
				began := time.Now()
				w.arrive(1, 1, tt.kind, what)
				w.drain()
				if got := w.discord.of(1); !slices.Equal(got, tt.want) {
					t.Errorf("sent %v, want %v", got, tt.want)
				}
				if took := time.Since(began); took > defaultDeadline {
					t.Errorf("took %v", took)
				}
			})
		})
	}
}

func TestDeferralRace(t *testing.T) {
	t.Parallel()
	for try := range 200 {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, nil, simple("c", func(context.Context, command.Request) (command.Reply, error) {
				time.Sleep(defaultDeferAfter)
				return hello(), nil
			}))
			w.discord.onCallback = func(snowflake.ID, discord.InteractionResponse) error {
				time.Sleep(time.Duration(try%3) * 10 * time.Millisecond)
				return nil
			}
			w.start(3)
			for i := 1; i <= 5; i++ {
				w.arrive(i, i, slash, "c")
			}
			w.drain()
			for i := 1; i <= 5; i++ {
				got := strings.Join(w.discord.of(snowflake.ID(i)), ", ")
				if got != "callback 4" && got != "callback 5, edit" {
					t.Errorf("interaction %d: %s", i, got)
				}
			}
		})
	}
}

func TestDeferralWhileStillQueued(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, nil, simple("c", func(context.Context, command.Request) (command.Reply, error) {
			time.Sleep(4 * time.Second)
			return hello(), nil
		}))
		w.start(1)
		began := time.Now()
		var deferred []time.Duration
		w.discord.onCallback = func(snowflake.ID, discord.InteractionResponse) error {
			deferred = append(deferred, time.Since(began))
			return nil
		}
		w.arrive(1, 1, slash, "c")
		w.arrive(2, 2, slash, "c")
		w.drain()
		if len(deferred) != 2 || deferred[1] != defaultDeferAfter {
			t.Errorf("deferred after %v", deferred)
		}
		if got := w.discord.of(2); !slices.Equal(got, []string{"callback 5", "edit"}) {
			t.Errorf("sent %v", got)
		}
	})
}

func TestTooLateIsNotRun(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ran := 0
		w := newWorld(t, nil, simple("c", func(context.Context, command.Request) (command.Reply, error) {
			ran++
			time.Sleep(5 * time.Second)
			return hello(), nil
		}))
		w.discord.onCallback = func(id snowflake.ID, r discord.InteractionResponse) error {
			if id == 2 && r.Type == discord.InteractionResponseTypeDeferredCreateMessage {
				return errors.New("the line is cut")
			}
			return nil
		}
		w.start(1)
		w.arrive(1, 1, slash, "c")
		synctest.Wait()
		w.arrive(2, 2, slash, "c") // waits five seconds and could not be deferred
		w.Dispatch(gateway.Dispatch{
			Type: "INTERACTION_CREATE", Received: time.Now().Add(-ackWithin), Data: payload(3, 3, discord.InteractionTypeAutocomplete, "c"),
		})
		w.drain()
		if ran != 1 || w.observed.count("late") != 2 {
			t.Errorf("%d ran; %v", ran, w.observed.outcomes)
		}
		if got := w.discord.of(2); got != nil {
			t.Errorf("sent %v", got)
		}
	})
}

func TestAPanicWhileDeferring(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, nil, simple("c", func(context.Context, command.Request) (command.Reply, error) {
			time.Sleep(2 * time.Second)
			return hello(), nil
		}))
		w.discord.onCallback = func(snowflake.ID, discord.InteractionResponse) error { panic("no such luck") }
		ctx, cancel := context.WithCancel(t.Context())
		var group sync.WaitGroup
		group.Go(func() { _ = w.Run(ctx) })
		group.Go(func() {
			defer func() { _ = recover() }() // as the process manager does
			_ = w.Deferrals(ctx)
		})
		w.arrive(1, 1, slash, "c")
		w.drain()
		cancel()
		group.Wait()
		if w.observed.count("undelivered") != 1 {
			t.Errorf("outcomes %v", w.observed.outcomes)
		}
	})
}

func TestAutocompleteIsNeverDeferred(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := simple("c", nil2)
		c.Autocomplete = &command.Autocomplete{Gate: command.Everyone(), Run: func(ctx context.Context, _ command.Request) ([]command.Choice, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		}}
		w := newWorld(t, nil, c)
		w.start(1)
		w.arrive(1, 1, discord.InteractionTypeAutocomplete, "c")
		w.drain()
		all := w.discord.all()
		if len(all) != 1 || all[0].what != "callback 8" || all[0].body != `{"choices":[]}` {
			t.Errorf("sent %v", all)
		}
	})
}
