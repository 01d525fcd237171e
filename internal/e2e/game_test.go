package e2e_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"gohye/internal/game"
	"gohye/internal/sandbox/client"
)

// lively are rules without long waits: a drop is over after a few seconds.
const lively = `
[claim]
cooldown = "0s"

[drop]
open = "3s"
window = "500ms"
cooldown = "0s"
grab_cooldown = "0s"
`

// TestGame plays everything that there is.
func TestGame(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, database string) {
		g := newGuild(t)
		set := g.settings(database).with("RULES", rules(t, lively))
		if !strings.Contains(database, "://") {
			delete(set, "PUBLIC_URL") // pictures are attached
		}
		b := launch(t, set)
		ana, bob := g.join(t, "Ana"), g.join(t, "Bob")
		purse(t, ana)
		claims(t, ana, bob)
		shelf(t, ana)
		worth(t, b, ana)
		drops(t, g)
		refusals(t, g)
		b.stop(t)
		g.check(t, nil)
		if r := audit(t, database); r.Copies == 0 || r.Players < 2 {
			t.Errorf("the audit counts %d players with %d copies", r.Players, r.Copies)
		}
	})
}

// purse is /balance, /daily, /help and /version.
func purse(t *testing.T, ana *player) {
	t.Helper()
	says(t, "/balance", ana.do("balance"), "**1,500** flakes", "start balance")
	says(t, "/daily", ana.do("daily"), "You get **1,000** flakes", "You now have **2,500** flakes")
	again := ana.do("daily")
	says(t, "the second /daily", again, "You have had your `/daily`")
	if !again.Message.Ephemeral() {
		t.Error("a refusal is for everybody to see")
	}
	says(t, "/balance", ana.do("balance"), "**2,500** flakes", "costs **700** flakes")
	says(t, "/help", ana.do("help"), "/claim", "/drop", "/summon")
	says(t, "/version", ana.do("version"), "GoHYE 0.", "built with go1.")
}

// claims is /claim with its buttons.
func claims(t *testing.T, ana, bob *player) {
	t.Helper()
	a := ana.do("claim", client.Arg{Name: "count", Value: 2})
	says(t, "/claim", a, "claimed 2 cards", "Cost **2,100**", "Balance **400**", "The next claim costs **2,100**")
	a.Message = pictured(t, ana, a.Message)
	first := ana.press(a.Message, "▶️")
	says(t, "▶", first, "Card 1 of 2")
	if first.Kind != client.Update || first.Message.ID != a.Message.ID {
		t.Errorf("▶ answered with kind %d in message %s; want an edit of %s", first.Kind, first.Message.ID, a.Message.ID)
	}
	second := ana.press(first.Message, "▶️")
	says(t, "▶ ▶", second, "Card 2 of 2")
	overview := ana.press(second.Message, "▶️")
	says(t, "▶ ▶ ▶", overview, "claimed 2 cards")
	last := ana.press(overview.Message, "◀️")
	says(t, "◀", last, "Card 2 of 2")

	loved := ana.press(last.Message, "🤍")
	if loved.Message.Button("❤️") == "" {
		t.Error("after 🤍 there is no ❤ to press")
	}
	locked := ana.press(loved.Message, "🔓")
	if locked.Message.Button("🔒") == "" || locked.Message.Button("❤️") == "" {
		t.Error("after 🔓 there is no 🔒, or ❤ is gone")
	}
	unloved := ana.press(locked.Message, "❤️")
	if unloved.Message.Button("🤍") == "" || unloved.Message.Button("🔒") == "" {
		t.Error("after ❤ there is no 🤍, or 🔒 is gone")
	}

	foreign := bob.press(unloved.Message, "▶️")
	says(t, "another's button", foreign, "another player's")
	if !foreign.Message.Ephemeral() || foreign.Message.ID == a.Message.ID {
		t.Error("another's press was not answered with a message for them alone")
	}
}

// pictured looks through a claim until it has come with its pictures and shows
// all cards. An answer does not wait for a picture that takes too long to be
// drawn: on a busy machine the first ones may come without.
func pictured(t *testing.T, ana *player, claim client.Message) client.Message {
	t.Helper()
	eventually(t, "a claim with its pictures", func() error {
		if pictures(claim) > 0 {
			return nil
		}
		for range 3 {
			claim = ana.press(claim, "▶️").Message
		}
		return errors.New("there is none")
	})
	return claim
}

// pictures counts the pictures of a message.
func pictures(m client.Message) (n int) {
	m.Each(func(c *client.Component) { n += len(c.Items) })
	return n
}

// shelf is /cards, and /summon with its suggestions.
func shelf(t *testing.T, ana *player) {
	t.Helper()
	says(t, "/cards", ana.do("cards"), "Cards of", "copies")
	says(t, "/cards of nothing", ana.do("cards", client.Arg{Name: "query", Value: "no such words"}), "None of your cards match")
	a, err := ana.Autocomplete(t.Context(), ana.guild.channel, "summon", "name", client.Arg{Name: "name", Value: ""})
	if err != nil {
		t.Fatal(err)
	}
	if a.Kind != client.ChoiceList || len(a.Choices) < 1 || len(a.Choices) > 2 {
		t.Fatalf("the suggestions are %v; want Ana's one or two cards", a.Choices)
	}
	var name string
	if err := json.Unmarshal(a.Choices[0].Value, &name); err != nil {
		t.Fatal(err)
	}
	says(t, "/summon", ana.do("summon", client.Arg{Name: "name", Value: name}), "summons", name)
	says(t, "/summon of nothing", ana.do("summon", client.Arg{Name: "name", Value: "zzzz qqqq"}), "You have no card that matches")
}

var (
	sealed     = regexp.MustCompile("SHA-256 `([0-9a-f]{64})`")
	opened     = regexp.MustCompile("Seed `([0-9a-f]{64})`")
	dropNumber = regexp.MustCompile(`HMAC-SHA256\(seed, "(\d+)/card`)
	wonBy      = regexp.MustCompile("(?m)^`(\\d)` .*won by <@!?(\\d+)>")
)

// worth is /price of a card that was suggested, once the program has computed
// prices.
func worth(t *testing.T, b *bot, ana *player) {
	t.Helper()
	eventually(t, "prices", func() error {
		_, body, err := b.get("/metrics")
		if err == nil && !regexp.MustCompile(`(?m)^gohye_prices_updated_timestamp_seconds [1-9]`).MatchString(body) {
			err = errors.New("they were not computed yet")
		}
		return err
	})
	a, err := ana.Autocomplete(t.Context(), ana.guild.channel, "price", "card", client.Arg{Name: "card", Value: "5"})
	if err != nil {
		t.Fatal(err)
	}
	if a.Kind != client.ChoiceList || len(a.Choices) == 0 {
		t.Fatalf("the suggestions are %v; want cards of five stars, which nobody has", a.Choices)
	}
	eventually(t, "a price with its pictures", func() error {
		m := ana.do("price", client.Arg{Name: "card", Value: a.Choices[0].Value}).Message
		says(t, "/price", client.Answer{Message: m}, "Worth **20,250** flakes", "no price yet 24 hours ago", "nobody has it yet")
		if pictures(m) != 1 {
			return errors.New("there is no chart")
		}
		return nil
	})
	says(t, "/price of nothing", ana.do("price", client.Arg{Name: "card", Value: "no such words"}), "There is no card that matches")
}

// drops is /drop: three players press the buttons of a stranger's drop.
func drops(t *testing.T, g *guild) {
	t.Helper()
	host := g.join(t, "Host")
	a := host.do("drop")
	hash := sealed.FindStringSubmatch(a.Message.Text())
	if hash == nil {
		t.Fatalf("the drop shows no hash:\n%s", a.Message.Text())
	}
	var takers []game.PlayerID
	for _, name := range []string{"Chae", "Dmitri", "Esi"} {
		p := g.join(t, name)
		says(t, "a grab", p.press(a.Message, grabButton(t, a.Message, "1")), "You take part in the draw")
		says(t, "a second grab", p.press(a.Message, grabButton(t, a.Message, "2")), "already take part in the draw of card 1")
		takers = append(takers, game.PlayerID(p.id))
	}
	finished := waitFor(t, host, func(m *client.Message) bool {
		return m.ID == a.Message.ID && strings.Contains(m.Text(), "is over")
	})
	over := finished.Text()
	seed, id := opened.FindStringSubmatch(over), dropNumber.FindStringSubmatch(over)
	winner := wonBy.FindStringSubmatch(over)
	if seed == nil || id == nil || winner == nil || winner[1] != "1" {
		t.Fatalf("the finished drop does not show its seed, its number and the winner of card 1:\n%s", over)
	}
	bytes, err := hex.DecodeString(seed[1])
	if err != nil {
		t.Fatal(err)
	}
	if sum := sha256.Sum256(bytes); hex.EncodeToString(sum[:]) != hash[1] {
		t.Error("the seed is not the one whose hash was shown")
	}
	drop, err := strconv.ParseInt(id[1], 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	want, err := game.DrawWinner(seed[1], game.DropID(drop), 1, game.PlayerID(host.id), takers)
	if err != nil {
		t.Fatal(err)
	}
	if got := winner[2]; got != strconv.FormatInt(int64(want), 10) {
		t.Errorf("the winner is %s; by the seed it is %d of %v", got, want, takers)
	}
	if n := strings.Count(over, "nobody wanted it"); n != 2 {
		t.Errorf("%d cards expired, want 2:\n%s", n, over)
	}
}

// grabButton is the face of a card's button.
func grabButton(t *testing.T, m client.Message, slot string) (face string) {
	t.Helper()
	m.Each(func(c *client.Component) {
		if c.Type == 2 && strings.HasPrefix(c.Label, slot+" ") {
			face = c.Label
		}
	})
	if face == "" {
		t.Fatalf("card %s of the drop has no button", slot)
	}
	return face
}

// refusals are sentences, not silences.
func refusals(t *testing.T, g *guild) {
	t.Helper()
	poor := g.join(t, "Poor")
	says(t, "a claim that is too dear", poor.do("claim", client.Arg{Name: "count", Value: 3}),
		"That costs **4,200** flakes and you have **1,500**", "**2,700** more")
	drop := poor.do("drop")
	over := waitFor(t, poor, func(m *client.Message) bool {
		return m.ID == drop.Message.ID && strings.Contains(m.Text(), "is over")
	})
	if n := strings.Count(over.Text(), "nobody wanted it"); n != 3 {
		t.Errorf("%d cards of a drop without grabs expired, want 3", n)
	}
	over.Each(func(c *client.Component) {
		if c.Type == 2 {
			t.Errorf("a finished drop still has the button %q", c.Label)
		}
	})
}
