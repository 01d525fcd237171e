package e2e_test

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"gohye/internal/sandbox"
	"gohye/internal/sandbox/client"
)

// once are rules under which only the interaction's key, the balance and the
// database's constraints stand between a player and doing a thing twice.
const once = `
[start]
flakes = 1000

[claim]
cooldown = "0s"

[drop]
open = "10m"
window = "1m"
cooldown = "0s"
grab_cooldown = "0s"
`

// crowdOf is how many things happen at the same instant.
const crowdOf = 100

// TestOnce does everything a hundred times at the same instant, while every
// interaction is delivered twice: each takes effect once.
func TestOnce(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, database string) {
		g := newGuild(t)
		b := launch(t, g.settings(database).with("RULES", rules(t, once)))
		g.SetFaults(sandbox.Faults{Repeat: 1})
		db := open(t, database)
		ana := g.join(t, "Ana")

		claims := together(t, func() (client.Answer, error) { return ana.ask("claim", client.Arg{Name: "count", Value: 1}) })
		done := with(claims, "Cost **")
		if len(done) != 1 {
			t.Fatalf("%d claims were answered with a card, want 1; the answers: %v", len(done), tally(claims))
		}
		if n := number(t, db, "SELECT count(*) FROM entry WHERE reason = 'claim' AND unit = 'flake'"); n != 1 {
			t.Errorf("%d claims were paid for, want 1", n)
		}
		if n := number(t, db, "SELECT count(*) FROM copy"); n != 1 {
			t.Errorf("there are %d copies, want 1", n)
		}

		dailies := together(t, func() (client.Answer, error) { return ana.ask("daily") })
		if n := len(with(dailies, "You get **")); n != 1 {
			t.Errorf("%d dailies were answered with flakes, want 1; the answers: %v", n, tally(dailies))
		}
		if n := number(t, db, "SELECT count(*) FROM entry WHERE reason = 'daily'"); n != 1 {
			t.Errorf("%d dailies were paid, want 1", n)
		}

		hearts := marks(t, ana, done[0].Message)
		if n := number(t, db, "SELECT count(*) FROM copy WHERE favourite"); n != 1 {
			t.Errorf("%d favourites after %v, want 1", n, tally(hearts))
		}
		grabs(t, g, ana)
		if n := number(t, db, "SELECT count(*) FROM drop_grab"); n != 1 {
			t.Errorf("%d grabs of one drop by one player, want 1", n)
		}
		b.stop(t)
		g.check(t, nil)
		audit(t, database)
	})
}

// marks presses one heart, all presses carrying the same button.
func marks(t *testing.T, ana *player, claim client.Message) []client.Answer {
	t.Helper()
	heart := claim.Button("🤍")
	if heart == "" {
		t.Fatalf("a claim of one card has no heart:\n%s", claim.Text())
	}
	return together(t, func() (client.Answer, error) {
		a, err := ana.push(claim, heart)
		if gone(err) { // an earlier press has replaced the button already
			return a, nil
		}
		return a, err
	})
}

// grabs presses one drop's button.
func grabs(t *testing.T, g *guild, ana *player) {
	t.Helper()
	drop := g.join(t, "Host").do("drop")
	button := drop.Message.Button(grabButton(t, drop.Message, "1"))
	all := together(t, func() (client.Answer, error) { return ana.push(drop.Message, button) })
	if n := len(with(all, "You take part in the draw")); n != 1 {
		t.Errorf("%d grabs were taken, want 1; the answers: %v", n, tally(all))
	}
}

// together does a thing a hundred times at the same instant. Every one must be
// answered.
func together(t *testing.T, f func() (client.Answer, error)) []client.Answer {
	t.Helper()
	answers, errs := make([]client.Answer, crowdOf), make([]error, crowdOf)
	start := make(chan struct{})
	var all sync.WaitGroup
	for i := range crowdOf {
		all.Go(func() {
			<-start
			answers[i], errs[i] = f()
		})
	}
	close(start)
	all.Wait()
	for i, err := range errs {
		if err != nil {
			t.Errorf("number %d was not answered: %v", i, err)
		}
	}
	return answers
}

// with are the answers that have the words.
func with(all []client.Answer, words string) []client.Answer {
	return slices.DeleteFunc(slices.Clone(all), func(a client.Answer) bool {
		return !strings.Contains(a.Message.Text(), words)
	})
}

// tally counts answers by their beginning.
func tally(all []client.Answer) map[string]int {
	count := map[string]int{}
	for _, a := range all {
		text, _, _ := strings.Cut(a.Message.Text(), "\n")
		count[text[:min(len(text), 60)]]++
	}
	return count
}
