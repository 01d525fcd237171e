package e2e_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/disgoorg/snowflake/v2"

	"gohye/internal/sandbox/client"
)

// busy are rules under which players can do something all the time.
const busy = `
[start]
flakes = 1000000000

[claim]
cooldown = "0s"

[daily]
cooldown = "0s"

[level]
cooldown = "0s"

[auction]
min_price = 1
increment = 1

[drop]
open = "2s"
window = "500ms"
cooldown = "0s"
grab_cooldown = "0s"
`

// A deed is something that a player was told to have done.
type deed struct {
	what        string // "claim", "daily", "drop", "grab", "mark", "auction", "bid", "buy", "cancel", "levelup", "Combine", "Forge", "Liquefy"
	interaction snowflake.ID
	player      snowflake.ID
	message     snowflake.ID // that answered
	code        string       // of the auction
}

// A crowd is many players who do all kinds of things as fast as they are
// answered.
type crowd struct {
	guild   *guild
	members []*member
	drop    atomic.Pointer[client.Message] // the newest
	sale    atomic.Pointer[string]         // the newest auction's code

	mu    sync.Mutex // guards what follows
	deeds []deed
	over  map[snowflake.ID]bool // the drops that are shown to be over
	told  map[string]int        // refusals, by their first words
	lost  []client.Answer       // those without an answer
}

// A member plays in a goroutine of its own.
type member struct {
	*player
	rng   *rand.Rand
	claim client.Message // the newest, with buttons
	sale  string         // the code of the newest auction of the member's own
}

// toldLetters is how much of a refusal is kept.
const toldLetters = 24

// gather lets n players come, and somebody who watches drops.
func gather(t *testing.T, g *guild, n int, seed uint64) *crowd {
	t.Helper()
	c := &crowd{guild: g, over: map[snowflake.ID]bool{}, told: map[string]int{}}
	g.join(t, "Watcher", client.OnEvent(c.watch))
	for i := range n {
		c.members = append(c.members, &member{
			player: g.join(t, fmt.Sprintf("Player %d", i), client.Quiet()),
			rng:    rand.New(rand.NewPCG(seed, uint64(i))),
		})
	}
	return c
}

// watch notes drops that are shown to be over.
func (c *crowd) watch(name string, d []byte) {
	if name != "MESSAGE_UPDATE" || !strings.Contains(string(d), " is over") {
		return
	}
	var m struct {
		ID snowflake.ID `json:"id"`
	}
	if json.Unmarshal(d, &m) == nil {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.over[m.ID] = true
	}
}

// play lets everybody play until ctx ends or more says no after an answer.
func (c *crowd) play(ctx context.Context, more func() bool) {
	var all sync.WaitGroup
	for _, m := range c.members {
		all.Go(func() {
			for ctx.Err() == nil && more() {
				c.turn(ctx, m)
			}
		})
	}
	all.Wait()
}

// turn is one thing that a player does.
func (c *crowd) turn(ctx context.Context, m *member) {
	channel := c.guild.channel
	drop := c.drop.Load()
	switch n := m.rng.IntN(100); {
	case n < 6:
		c.spend(ctx, m)
	case n < 34:
		a, err := m.Command(ctx, channel, "claim", client.Arg{Name: "count", Value: 1 + n%3})
		if c.note(m, "claim", "Cost **", a, err) {
			m.claim = a.Message
			_ = m.claim.Decode() // it was decoded once
		}
	case n < 50:
		c.trade(ctx, m)
	case n < 56:
		a, err := m.Command(ctx, channel, "daily")
		c.note(m, "daily", "You get **", a, err)
	case n < 59 || drop == nil:
		a, err := m.Command(ctx, channel, "drop")
		if c.note(m, "drop", "drops cards for everyone", a, err) && a.Message.Decode() == nil {
			c.drop.Store(&a.Message)
		}
	case n < 80:
		a, err := m.Press(ctx, *drop, anyButton(m.rng, *drop))
		c.note(m, "grab", "You take part in the draw", a, err)
	case m.claim.Button("🤍") != "":
		a, err := m.Press(ctx, m.claim, m.claim.Button("🤍"))
		if c.note(m, "mark", "claimed", a, err) && a.Message.Decode() == nil {
			m.claim = a.Message
		}
	default:
		a, err := m.Command(ctx, channel, "balance")
		c.note(m, "", "Your balance", a, err)
	}
}

// buyNow is the buyout of the crowd's auctions.
const buyNow = 5000

// trade is one thing that a player does at the auctions.
func (c *crowd) trade(ctx context.Context, m *member) {
	channel := c.guild.channel
	code := c.sale.Load()
	named := func(code string) client.Arg { return client.Arg{Name: "auction_id", Value: code} }
	switch n := m.rng.IntN(10); {
	case n < 3 || code == nil:
		a, err := m.Command(ctx, channel, "auction create", client.Arg{Name: "card_name", Value: "1"},
			client.Arg{Name: "start_price", Value: 100}, client.Arg{Name: "duration", Value: 24}, client.Arg{Name: "buyout", Value: buyNow})
		opened, ok := c.confirm(ctx, m, a, err, "Confirm")
		if !ok {
			return
		}
		if found := openCode.FindStringSubmatch(opened.Message.Text()); found != nil {
			m.sale = found[1]
			c.sale.Store(&found[1])
			c.deed(m, "auction", opened, found[1])
		}
	case n < 8:
		a, err := m.Command(ctx, channel, "auction bid", named(*code), client.Arg{Name: "max", Value: 200 + m.rng.IntN(4000)})
		if c.note(m, "", "### You lead: ", a, err) {
			c.deed(m, "bid", a, *code)
		}
	case n < 9 || m.sale == "":
		a, err := m.Command(ctx, channel, "auction bid", named(*code), client.Arg{Name: "amount", Value: buyNow})
		if c.note(m, "", "### It is yours: ", a, err) {
			c.deed(m, "buy", a, *code)
		}
	default:
		a, err := m.Command(ctx, channel, "auction cancel", named(m.sale))
		if done, ok := c.confirm(ctx, m, a, err, "Take it back"); ok && strings.Contains(done.Message.Text(), "yours again") {
			c.deed(m, "cancel", done, m.sale)
		}
		m.sale = ""
	}
}

// confirm presses the button of a question. It reports whether there was one,
// and an answer.
func (c *crowd) confirm(ctx context.Context, m *member, a client.Answer, err error, face string) (client.Answer, bool) {
	if !c.note(m, "", "### ", a, err) || a.Message.Decode() != nil || a.Message.Button(face) == "" {
		return a, false
	}
	done, err := m.Press(ctx, a.Message, a.Message.Button(face))
	return done, c.note(m, "", "### ", done, err) && done.Message.Decode() == nil
}

// deed keeps what a player was told to have done with an auction.
func (c *crowd) deed(m *member, what string, a client.Answer, code string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.deeds = append(c.deeds, deed{what: what, interaction: a.Interaction, player: m.id, message: a.Message.ID, code: code})
}

// anyButton is one of a drop's buttons.
func anyButton(rng *rand.Rand, m client.Message) string {
	var ids []string
	m.Each(func(x *client.Component) {
		if x.Type == 2 {
			ids = append(ids, x.CustomID)
		}
	})
	return ids[rng.IntN(len(ids))]
}

// note keeps what a player was told. It reports whether that was a success,
// which has the words.
func (c *crowd) note(m *member, what, words string, a client.Answer, err error) bool {
	sent := a.Sent
	a, err = decoded(a, err)
	a.Sent = sent
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case gone(err), errors.Is(err, context.Canceled):
		return false // a button that was replaced; nobody waits any more
	case err != nil:
		c.lost = append(c.lost, a)
		return false
	case !strings.Contains(a.Message.Text(), words):
		text, _, _ := strings.Cut(a.Message.Text(), "\n")
		c.told[text[:min(len(text), toldLetters)]]++
		return false
	}
	if what != "" {
		c.deeds = append(c.deeds, deed{what: what, interaction: a.Interaction, player: m.id, message: a.Message.ID})
	}
	return true
}

// gone says that Discord refused the press: the button is not there any more.
func gone(err error) bool {
	var refused *client.RefusedError
	return errors.As(err, &refused) && strings.Contains(string(refused.Body), "custom_id")
}

// done are the deeds so far, counted.
func (c *crowd) done() (deeds []deed, count map[string]int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	count = map[string]int{}
	for _, d := range c.deeds {
		count[d.what]++
	}
	return append([]deed(nil), c.deeds...), count
}

// shown reports whether the drop's message says that it is over.
func (c *crowd) shown(drop snowflake.ID) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.over[drop]
}
