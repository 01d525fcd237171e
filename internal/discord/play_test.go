package discord

import (
	"cmp"
	"encoding/json"
	"fmt"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/disgoorg/disgo/discord"
	"github.com/disgoorg/snowflake/v2"

	"gohye/internal/clock"
	"gohye/internal/discord/command"
	"gohye/internal/discord/gateway"
	"gohye/internal/game"
	"gohye/internal/store/storetest"
)

// table is the real commands over a real database. Its clean-up audits it.
func table(t *testing.T, routers int) (*storetest.World, []*world) {
	t.Helper()
	rules := storetest.Rules(t)
	rules.Claim.Cooldown = game.DefaultRules().Claim.Cooldown
	w := storetest.NewWorld(t, storetest.Open(t, "sqlite"), rules, clock.System{})
	all := make([]*world, routers)
	for i := range all {
		d := command.Deps{Game: w.Game, Pictures: blank{}, Locale: texts(t)}
		all[i] = newWorld(t, func(o *Options) { o.PerPlayer = 200 }, command.All(d)...)
		all[i].start(8)
	}
	return w, all
}

// copies counts what a player has, in copies.
func copies(t *testing.T, w *storetest.World, p game.PlayerID) int {
	t.Helper()
	page, err := w.Game.List(t.Context(), game.ListOrder{Asker: p, Holder: p, Size: 10})
	if err != nil {
		t.Fatal(err)
	}
	return page.Copies
}

func TestAHundredClaimsAtOnce(t *testing.T) {
	t.Parallel()
	w, routers := table(t, 1)
	r := routers[0]
	var clicks sync.WaitGroup
	for i := range 100 {
		clicks.Go(func() { r.arrive(i+1, 5, slash, "claim") })
	}
	clicks.Wait()
	r.drain()
	if n := copies(t, w, 5); n != 1 || r.observed.count("ok") != 1 || r.observed.count("refused") != 99 {
		t.Errorf("%d copies; %v", n, r.observed.outcomes)
	}
}

// Two processes get the same interaction at the same instant.
func TestOneInteractionInTwoProcesses(t *testing.T) {
	t.Parallel()
	w, routers := table(t, 2)
	var both sync.WaitGroup
	for p := 1; p <= 20; p++ {
		for _, r := range routers {
			both.Go(func() { r.arrive(p, p, slash, "claim") })
		}
	}
	both.Wait()
	ok := 0
	for _, r := range routers {
		r.drain()
		ok += r.observed.count("ok")
	}
	for p := 1; p <= 20; p++ {
		if n := copies(t, w, game.PlayerID(p)); n != 1 {
			t.Errorf("player %d has %d copies", p, n)
		}
	}
	if ok != 20 {
		t.Errorf("%d took effect", ok)
	}
}

// buttons are the custom ids in an answer, by label or else emoji.
func buttons(t testing.TB, r *world, id snowflake.ID) map[string]string {
	t.Helper()
	found := map[string]string{}
	for _, s := range r.discord.all() {
		if s.id != id {
			continue
		}
		if !json.Valid([]byte(s.body)) {
			t.Fatal(s.body)
		}
		for _, m := range regexp.MustCompile(`(?:"label":"([^"]*)",)?(?:"emoji":\{"name":"([^"]*)"\},)?"custom_id":"([^"]*)"`).FindAllStringSubmatch(s.body, -1) {
			found[cmp.Or(m[1], m[2])] = m[3]
		}
	}
	return found
}

func TestTheButtonsOfAClaimAndADrop(t *testing.T) {
	t.Parallel()
	const press = discord.InteractionTypeComponent
	w, routers := table(t, 1)
	r := routers[0]
	r.arrive(1, 5, slash, "claim")
	r.arrive(2, 5, slash, "drop")
	for len(r.discord.all()) < 2 {
		runtime.Gosched() // the test's own deadline ends a wait for nothing
	}
	heart := buttons(t, r, 1)["🤍"]
	if heart == "" {
		t.Fatalf("the claim's buttons are %v", buttons(t, r, 1))
	}
	r.arrive(3, 5, press, heart)
	r.arrive(4, 5, press, heart) // the double click
	r.arrive(5, 6, press, heart) // a stranger
	var grab string
	for label, id := range buttons(t, r, 2) {
		if strings.HasPrefix(label, "1 ") {
			grab = id
		}
	}
	for p := 10; p < 20; p++ {
		r.arrive(p, p, press, grab)
		r.arrive(p+10, p, press, grab) // again
	}
	r.drain()
	for _, id := range []snowflake.ID{3, 4} {
		if b := buttons(t, r, id); b["❤️"] == "" || b["❤️"] == heart {
			t.Errorf("after the press the buttons are %v", b)
		}
	}
	if n := r.observed.count("gated"); n != 1 {
		t.Errorf("%d strangers were stopped", n)
	}
	if n := r.observed.count("refused"); n != 10 {
		t.Errorf("%d second grabs were refused; %v\n%s", n, r.observed.outcomes, fmt.Sprint(r.discord.all()))
	}
	view, err := w.Game.LookAtDrop(t.Context(), 1)
	if err != nil || len(view.Drop.Grabs) != 10 {
		t.Errorf("%d take part, %v", len(view.Drop.Grabs), err)
	}
}

// ask is a /price for a card, as Discord sends it.
func (w *world) ask(id, player int, card string) {
	options := fmt.Sprintf(`"type":1,"options":[{"name":"card","type":3,"value":%q}]}`, card)
	data := strings.Replace(string(payload(id, player, slash, "price")), `"type":1}`, options, 1)
	w.Dispatch(gateway.Dispatch{Type: "INTERACTION_CREATE", Received: w.o.Clock.Now(), Data: []byte(data)})
}

func TestPrices(t *testing.T) {
	t.Parallel()
	w, routers := table(t, 1)
	r := routers[0]
	says := func(id snowflake.ID, want ...string) {
		t.Helper()
		for !slices.ContainsFunc(r.discord.all(), func(s sent) bool { return s.id == id }) {
			runtime.Gosched() // the test's own deadline ends a wait for nothing
		}
		for _, s := range r.discord.all() {
			for _, words := range want {
				if s.id == id && !strings.Contains(s.body, words) {
					t.Errorf("%d does not say %q: %s", id, words, s.body)
				}
			}
		}
	}
	// On the spot, before the first update: two stars that nobody has.
	r.ask(1, 5, "card 01")
	says(1, "**Card 01**", "Worth **4,200** flakes", "no price yet 24 hours ago", "Nobody has it yet")
	if _, err := w.Game.UpdatePrices(t.Context()); err != nil {
		t.Fatal(err)
	}
	r.ask(2, 5, "#2")
	says(2, "**Card 01**", "Worth **4,200** flakes", "nobody has it yet")
	r.ask(3, 5, "no such words")
	says(3, "no card that matches")
	r.ask(4, 5, "#99")
	says(4, "no card that matches")
	r.drain()
	if r.observed.count("ok") != 2 || r.observed.count("refused") != 2 {
		t.Errorf("%v", r.observed.outcomes)
	}
}
