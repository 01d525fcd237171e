package command

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/disgoorg/disgo/discord"
	"github.com/disgoorg/snowflake/v2"

	"gohye/internal/discord/ui"
	"gohye/internal/game"
	"gohye/internal/ledger"
	"gohye/internal/locale"
)

// fakeGame answers with fixed things and remembers what it was asked.
type fakeGame struct {
	Game
	catalogue *game.Catalogue
	order     game.ClaimOrder
	marks     []string
	words     string
	page      int
	slot      int
	err       error
	copies    []game.Copy
	market    market
	list      game.ListOrder
	kept      string
	growing   growing
	earning   earning
	workshop  bench
}

func (g *fakeGame) Rules() game.Rules          { return game.DefaultRules() }
func (g *fakeGame) Catalogue() *game.Catalogue { return g.catalogue }

func (g *fakeGame) claimed() []game.ClaimedCard {
	var cards []game.ClaimedCard
	for _, c := range g.copies {
		cards = append(cards, game.ClaimedCard{Card: *g.catalogue.Card(c.Card), Copy: c})
	}
	return cards
}

func (g *fakeGame) Claim(_ context.Context, act game.Act, order game.ClaimOrder) (game.ClaimResult, error) {
	g.order = order
	return game.ClaimResult{Claim: game.Claim{ID: 9, Player: act.Player}, Cards: g.claimed()}, g.err
}

func (g *fakeGame) LookAtClaim(_ context.Context, p game.PlayerID, id game.ClaimID) (game.ClaimView, error) {
	if g.err != nil {
		return game.ClaimView{}, g.err
	}
	return game.ClaimView{Claim: game.Claim{ID: id, Player: p}, Cards: g.claimed()}, nil
}

func (g *fakeGame) SetMark(_ context.Context, act game.Act, id game.CopyID, mark game.Mark, on bool) error {
	if slices.Contains(g.marks, act.Key) {
		return game.ReplayedError{}
	}
	g.marks = append(g.marks, act.Key)
	for i := range g.copies {
		if g.copies[i].ID == id && mark == game.Favourite {
			g.copies[i].Favourite = on
		}
		if g.copies[i].ID == id && mark == game.Locked {
			g.copies[i].Locked = on
		}
	}
	return nil
}

func (g *fakeGame) Daily(context.Context, game.Act) (game.DailyResult, error) {
	return game.DailyResult{Flakes: 1000}, g.err
}

func (g *fakeGame) Balance(context.Context, game.PlayerID) (game.BalanceResult, error) {
	return game.BalanceResult{Flakes: 1000}, g.err
}

func (g *fakeGame) FirstSteps(context.Context, game.PlayerID) ([]game.Step, error) {
	return []game.Step{{What: game.DeedClaim, Done: true}, {What: game.DeedDaily}}, g.err
}

func (g *fakeGame) Drop(_ context.Context, act game.Act) (game.Drop, error) {
	return game.Drop{ID: 4, Owner: act.Player, Offers: []game.Offer{{Slot: 1, Card: 1, State: game.OfferOpen}, {Slot: 2, Card: 2, State: game.OfferOpen}}}, g.err
}

func (g *fakeGame) Grab(_ context.Context, _ game.Act, id game.DropID, slot int) (game.GrabResult, error) {
	g.slot = int(id)*10 + slot
	return game.GrabResult{Card: *g.catalogue.Card(1)}, g.err
}

func (g *fakeGame) List(_ context.Context, o game.ListOrder) (game.ListPage, error) {
	g.words, g.page, g.list = o.Query, o.Page, o
	held := game.HeldCard{Card: *g.catalogue.Card(1), Holding: game.Holding{Copies: 2}}
	return game.ListPage{Page: o.Page, Pages: 5, Cards: 41, Copies: 80, Entries: []game.HeldCard{held}}, g.err
}

func (g *fakeGame) SuggestQuery(_ context.Context, holder game.PlayerID, typed string, limit int) ([]string, error) {
	g.words, g.page, g.list.Holder = typed, limit, holder
	return []string{typed + "fav", strings.Repeat("x", 101)}, g.err
}

func (g *fakeGame) KeepQuery(_ context.Context, text string) (int64, error) {
	g.kept = text
	return 77, g.err
}

func (g *fakeGame) KeptQuery(_ context.Context, token int64) (string, error) {
	if token != 77 {
		return "", game.GoneError{}
	}
	return g.kept, g.err
}

func (g *fakeGame) SuggestCards(_ context.Context, _ game.PlayerID, typed string, limit int) ([]game.Card, error) {
	g.words, g.page = typed, limit
	return []game.Card{*g.catalogue.Card(1), *g.catalogue.Card(2)}, g.err
}

func (g *fakeGame) Summon(_ context.Context, _ game.PlayerID, name string) (game.HeldCard, error) {
	g.words = name
	return game.HeldCard{Card: *g.catalogue.Card(1)}, g.err
}

func (g *fakeGame) Suggest(_ context.Context, _ game.PlayerID, typed string, limit int) ([]game.Card, error) {
	g.words, g.page = typed, limit
	return []game.Card{*g.catalogue.Card(1), *g.catalogue.Card(2)}, g.err
}

func (g *fakeGame) Price(_ context.Context, _ game.PlayerID, words string) (game.Quote, error) {
	g.words = words
	now := time.Unix(1_800_000_000, 0)
	return game.Quote{
		Card: *g.catalogue.Card(1), Now: now, Price: game.Price{Card: 1, Flakes: 900, At: now},
		Series: game.PriceSeries{{At: now.Add(-48 * time.Hour), Flakes: 800}, {At: now.Add(-time.Hour), Flakes: 900}},
	}, g.err
}

// noPictures shows none and remembers what it was asked for.
type noPictures struct {
	faces []ui.Face
	chart ui.Chart
}

func (p *noPictures) Row(_ context.Context, faces []ui.Face) []ui.Picture {
	p.faces = faces
	return nil
}

// Chart is part of Pictures.
func (p *noPictures) Chart(_ context.Context, c ui.Chart) []ui.Picture {
	p.chart = c
	return nil
}

func deps(t *testing.T) (Deps, *fakeGame, *noPictures) {
	t.Helper()
	b, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	rules := game.DefaultRules()
	g := &fakeGame{
		catalogue: game.NewCatalogue(1, &rules, []game.Collection{{ID: "aurora", Name: "Aurora"}}, []game.Card{
			{ID: 1, Name: "Sol", Key: "sol", Level: 1, Collection: "aurora"},
			{ID: 2, Name: strings.Repeat("달", 200), Key: "dal", Level: 3, Collection: "aurora"},
		}),
		copies: []game.Copy{
			{ID: 11, Card: 1, Print: 1, Holder: ledger.PlayerAccount(5)}, {ID: 12, Card: 2, Print: 4, Holder: ledger.PlayerAccount(5)},
		},
	}
	p := &noPictures{}
	return Deps{Game: g, Pictures: p, Locale: b, Build: ui.Build{Version: "1", Commit: "c", Go: "go"}}, g, p
}

func find(t *testing.T, all []Command, name string) Command {
	t.Helper()
	i := slices.IndexFunc(all, func(c Command) bool { return c.Name() == name })
	if i < 0 {
		t.Fatalf("there is no /%s", name)
	}
	return all[i]
}

func component(t *testing.T, all []Command, verb string) Component {
	t.Helper()
	for _, c := range all {
		for _, b := range c.Components {
			if b.Verb == verb {
				return b
			}
		}
	}
	t.Fatalf("nothing has the verb %s", verb)
	return Component{}
}

func ask(d Deps, options ...Option) Request {
	return Request{
		Act: game.Act{Key: "i/1", Player: 5, Name: "ana", Guild: 1}, Text: d.Locale.Fallback(),
		Options: options, Person: Person{ID: 5, Guild: 1},
	}
}

// Promise: everything that a player can reach says who may use it.
func TestEverythingNamesItsGate(t *testing.T) {
	t.Parallel()
	d, _, _ := deps(t)
	for _, c := range All(d) {
		for _, a := range c.Actions() {
			if !a.Gate.Set() || a.Gate.IsOwner() {
				t.Errorf("/%v names no gate", a.Path)
			}
			if s := a.Autocomplete; s != nil && (!s.Gate.Set() || s.Gate.IsOwner()) {
				t.Errorf("the autocomplete of /%v names no gate", a.Path)
			}
		}
		for _, b := range c.Components {
			if !b.Gate.Set() {
				t.Errorf("%s of /%s names no gate", b.Verb, c.Name())
			}
			if b.Updates && !b.Gate.IsOwner() {
				t.Errorf("%s of /%s lets strangers change a player's message", b.Verb, c.Name())
			}
			if b.Gate.IsOwner() && b.Args < 1 {
				t.Errorf("%s of /%s is its owner's and carries none", b.Verb, c.Name())
			}
		}
		asks := true
		for _, a := range c.Actions() {
			_, does := a.Gate.Permission()
			asks = asks && does
		}
		if def := c.Create(); asks != def.DefaultMemberPermissions.OK {
			t.Errorf("/%s tells Discord of other permissions than it asks for", c.Name())
		}
	}
}

func TestDefinitionsAreWhatDiscordTakes(t *testing.T) {
	t.Parallel()
	d, _, _ := deps(t)
	names := map[string]bool{}
	for _, c := range All(d) {
		def := c.Definition
		if names[def.Name] || def.Name != strings.ToLower(def.Name) || len(def.Name) > 32 || def.Description == "" || len(def.Description) > 100 {
			t.Errorf("%+v", def)
		}
		names[def.Name] = true
		if said := d.Locale.Fallback().Say("command." + strings.ReplaceAll(def.Name, "-", "_") + ".name"); said != def.Name {
			t.Errorf("/%s is called %q in English", def.Name, said)
		}
		if len(def.Contexts) == 0 || len(def.IntegrationTypes) == 0 {
			t.Errorf("/%s says nowhere where it can be used", def.Name)
		}
		for _, a := range c.Actions() {
			checkOptions(t, a)
		}
	}
	for _, want := range []string{"daily", "claim", "cards", "balance", "summon", "help", "version", "drop", "price", "auction", "settings", "searchcards", "miss", "diff", "has"} {
		if !names[want] {
			t.Errorf("there is no /%s", want)
		}
	}
}

// checkOptions checks the options of a command or a subcommand: those that are
// required come first, and one that suggests has somebody to ask.
func checkOptions(t *testing.T, a Action) {
	t.Helper()
	suggests, optional := false, false
	for _, o := range a.Definition.Options {
		required := false
		switch o := o.(type) {
		case discord.ApplicationCommandOptionString:
			suggests, required = suggests || o.Autocomplete, o.Required
		case discord.ApplicationCommandOptionInt:
			required = o.Required
		case discord.ApplicationCommandOptionUser:
			required = o.Required
		}
		if required && optional {
			t.Errorf("/%v %s: what is required comes first", a.Path, o.OptionName())
		}
		optional = optional || !required
		if len(o.OptionDescription()) == 0 || len(o.OptionDescription()) > 100 || strings.Contains(o.OptionDescription(), "command.") {
			t.Errorf("/%v %s: %q", a.Path, o.OptionName(), o.OptionDescription())
		}
	}
	if suggests != (a.Autocomplete != nil) {
		t.Errorf("/%v autocompletes only halfway", a.Path)
	}
	if d := a.Definition.Description; d == "" || len(d) > 100 || strings.Contains(d, "command.") {
		t.Errorf("/%v: %q", a.Path, d)
	}
}

func TestGate(t *testing.T) {
	t.Parallel()
	staff := Staff(discord.PermissionManageGuild)
	role := Staff(discord.PermissionManageGuild, 7)
	in := Person{ID: 5, Guild: 1}
	with := func(p discord.Permissions, roles ...snowflake.ID) Person {
		return Person{ID: 5, Guild: 1, Permissions: p, Roles: roles}
	}
	for _, tt := range []struct {
		name   string
		gate   Gate
		person Person
		route  ui.Route
		want   bool
	}{
		{"a forgotten gate", Gate{}, with(discord.PermissionAdministrator), ui.Route{}, false},
		{"everyone", Everyone(), Person{ID: 5}, ui.Route{}, true},
		{"the owner", OwnerOnly(), in, ui.NewRoute("x", 5), true},
		{"a stranger", OwnerOnly(), in, ui.NewRoute("x", 6), false},
		{"no owner", OwnerOnly(), Person{}, ui.NewRoute("x"), false},
		{"no permission", staff, in, ui.Route{}, false},
		{"another permission", staff, with(discord.PermissionManageRoles), ui.Route{}, false},
		{"the permission", staff, with(discord.PermissionManageGuild), ui.Route{}, true},
		{"an administrator", staff, with(discord.PermissionAdministrator), ui.Route{}, true},
		{"in direct messages", staff, Person{ID: 5, Permissions: discord.PermissionAdministrator}, ui.Route{}, false},
		{"without the role", role, with(discord.PermissionManageGuild, 8), ui.Route{}, false},
		{"with the role", role, with(discord.PermissionManageGuild, 8, 7), ui.Route{}, true},
		{"the role alone", role, with(0, 7), ui.Route{}, false},
	} {
		err := tt.gate.Admit(tt.person, tt.route)
		if (err == nil) != tt.want {
			t.Errorf("%s: %v", tt.name, err)
		}
		if _, ok := errors.AsType[PlightError](err); err != nil && !ok {
			t.Errorf("%s: %T is not for players", tt.name, err)
		}
	}
}

// inMemory are the commands that suggest what is in memory, which cannot fail.
var inMemory = []string{"help", "collection info", "effect info"}

func TestEveryCommandAnswersAndPassesErrorsOn(t *testing.T) {
	t.Parallel()
	d, g, _ := deps(t)
	broken := errors.New("broken")
	all := All(d)
	named := []Option{{Name: "auction_id", Text: "rs"}, {Name: "effect", Text: "Claim Recall"}}
	asksNothing := []string{"help", "version", "shop"} // of the game
	for _, c := range all {
		for _, a := range c.Actions() {
			g.err = nil
			if r, err := a.Run(t.Context(), ask(d, named...)); err != nil || len(r.Message.Components) == 0 || r.Message.Ephemeral && !a.Ephemeral {
				t.Errorf("/%v: %+v, %v", a.Path, r, err)
			}
			if s := a.Autocomplete; s != nil {
				if _, err := s.Run(t.Context(), ask(d, Option{Name: "auction_id", Focused: true})); err != nil {
					t.Errorf("/%v suggests nothing: %v", a.Path, err)
				}
			}
			g.err = broken
			if _, err := a.Run(t.Context(), ask(d, named...)); !errors.Is(err, broken) && !slices.Contains(asksNothing, c.Name()) {
				t.Errorf("/%v hides an error", a.Path)
			}
			if s := a.Autocomplete; s != nil && !slices.Contains(inMemory, strings.Join(a.Path, " ")) {
				if _, err := s.Run(t.Context(), ask(d)); !errors.Is(err, broken) {
					t.Errorf("the autocomplete of /%v hides an error", a.Path)
				}
			}
		}
	}
}

func TestClaim(t *testing.T) {
	t.Parallel()
	d, g, pictures := deps(t)
	c := find(t, All(d), "claim")
	if _, err := c.Run(t.Context(), ask(d)); err != nil || g.order != (game.ClaimOrder{Count: 1}) {
		t.Errorf("without options: %+v, %v", g.order, err)
	}
	_, err := c.Run(t.Context(), ask(d, Option{Name: "count", Number: 2}, Option{Name: "group_type", Text: "girlgroups"}))
	if err != nil || g.order != (game.ClaimOrder{Count: 2, Group: "girlgroups"}) {
		t.Errorf("%+v, %v", g.order, err)
	}
	if len(pictures.faces) != 2 || pictures.faces[0].Card.ID != 2 || pictures.faces[0].Print != 4 || pictures.faces[0].Collection.Name != "Aurora" {
		t.Errorf("shown %+v: the best card comes first", pictures.faces)
	}
}

func TestClaimButtons(t *testing.T) {
	t.Parallel()
	d, g, pictures := deps(t)
	all := All(d)
	turn, mark := component(t, all, ui.VerbClaimTurn), component(t, all, ui.VerbClaimMark)
	r := ask(d)
	r.Route = ui.NewRoute(ui.VerbClaimTurn, 5, 9, 2, 1)
	if _, err := turn.Run(t.Context(), r); err != nil || len(pictures.faces) != 1 || pictures.faces[0].Card.ID != 1 {
		t.Errorf("position 2 shows %+v, %v", pictures.faces, err)
	}
	r.Route = ui.NewRoute(ui.VerbClaimTurn, 5, 9, 0, 1)
	if _, err := turn.Run(t.Context(), r); err != nil || len(pictures.faces) != 2 {
		t.Errorf("the overview shows %+v, %v", pictures.faces, err)
	}
	r.Route = ui.NewRoute(ui.VerbClaimMark, 5, 9, 2, 11, 2+1) // favourite, on
	for range 2 {
		if reply, err := mark.Run(t.Context(), r); err != nil || reply.New {
			t.Errorf("%+v, %v: a press that is delivered again shows the card", reply, err)
		}
	}
	if !g.copies[0].Favourite || g.copies[0].Locked || len(g.marks) != 1 {
		t.Errorf("%+v %v", g.copies[0], g.marks)
	}
	r.Act.Key = "i/2"
	if _, err := mark.Run(t.Context(), r); err != nil || !g.copies[0].Favourite {
		t.Errorf("the second of two clicks took the mark off: %v", err)
	}
	r.Route = ui.NewRoute(ui.VerbClaimMark, 5, 9, 2, 11, 9)
	if _, err := mark.Run(t.Context(), r); err == nil {
		t.Error("an unknown mark is set")
	}
	g.copies = nil
	r.Route = ui.NewRoute(ui.VerbClaimTurn, 5, 9, 0, 1)
	if _, err := turn.Run(t.Context(), r); !errors.Is(err, game.GoneError{}) {
		t.Errorf("a claim without copies: %v", err)
	}
}

func TestSummonSuggests(t *testing.T) {
	t.Parallel()
	d, g, _ := deps(t)
	c := find(t, All(d), "summon")
	choices, err := c.Autocomplete.Run(t.Context(), ask(d, Option{Name: "name", Text: "so", Focused: true}))
	if err != nil || g.words != "so" || g.page != 25 || len(choices) != 2 || choices[0] != (Choice{"★ Sol [Aurora]", "Sol"}) {
		t.Errorf("%v, %v", choices, err)
	}
	if n := len([]rune(choices[1].Name)); n > 100 || len([]rune(choices[1].Value)) > 100 {
		t.Errorf("a choice of %d characters", n)
	}
}

func TestPriceSuggestsEveryCard(t *testing.T) {
	t.Parallel()
	d, g, pictures := deps(t)
	c := find(t, All(d), "price")
	choices, err := c.Autocomplete.Run(t.Context(), ask(d, Option{Name: "card", Text: "so", Focused: true}))
	if err != nil || g.words != "so" || g.page != 25 || len(choices) != 2 || choices[0] != (Choice{"★ Sol [Aurora]", "#1"}) || len([]rune(choices[1].Name)) > 100 {
		t.Errorf("%v, %v", choices, err)
	}
	if _, err := c.Run(t.Context(), ask(d, Option{Name: "card", Text: "#1"})); err != nil || g.words != "#1" {
		t.Errorf("asked for %q, %v", g.words, err)
	}
	v := pictures.chart.Values
	if len(pictures.faces) != 1 || pictures.faces[0].Card.ID != 1 || len(v) < 2 || v[0] != 800 || v[len(v)-1] != 900 {
		t.Errorf("shown %+v, %+v", pictures.faces, pictures.chart)
	}
}

func TestGrab(t *testing.T) {
	t.Parallel()
	d, g, _ := deps(t)
	r := ask(d)
	r.Route = ui.NewRoute(ui.VerbGrab, 4, 2)
	reply, err := component(t, All(d), ui.VerbGrab).Run(t.Context(), r)
	if err != nil || g.slot != 42 || !reply.Message.Ephemeral {
		t.Errorf("%+v, %d, %v", reply, g.slot, err)
	}
}

func TestHelpShowsWhatTheAskingPersonMayUse(t *testing.T) {
	t.Parallel()
	d, _, _ := deps(t)
	secret := Command{Definition: discord.SlashCommandCreate{Name: "secret", Description: "x"}, Gate: Staff(discord.PermissionManageGuild)}
	h := help(d, append(Groups(d), Group{Topic: ui.TopicMore, Commands: []Command{secret}}))
	shown := func(p Person, topics ...string) string {
		r := ask(d)
		r.Person, r.Values = p, topics
		run := h.Run
		if topics != nil {
			run = h.Components[0].Run
		}
		reply, err := run(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		return reply.Message.Components[0].(discord.ContainerComponent).Components[0].(discord.TextDisplayComponent).Content
	}
	moderator := Person{ID: 1, Guild: 2, Permissions: discord.PermissionManageGuild}
	if s := shown(Person{ID: 1, Guild: 2}); strings.Contains(s, "secret") || !strings.Contains(s, "`/claim`") || !strings.Contains(s, "`/help`") {
		t.Error(s)
	}
	if s := shown(moderator); !strings.Contains(s, "`/secret`") {
		t.Error(s)
	}
	if s := shown(moderator, "collect"); !strings.Contains(s, "/claim** `count` `group_type`") || strings.Contains(s, "secret") {
		t.Error(s)
	}
	if s := shown(moderator, "nothing"); s != shown(moderator) {
		t.Errorf("an unknown topic: %s", s)
	}
}

func TestHelpTellsAboutOneCommand(t *testing.T) {
	t.Parallel()
	d, _, _ := deps(t)
	h := find(t, All(d), "help")
	for asked, want := range map[string]string{
		"claim": "### /claim", "/Claim ": "costs 700 flakes", "auction bid": "`auction_id` (required)", "auction": "### /auction create",
		"draw": "### /summon", "fly": "no command called **fly**", "help": "### /help",
	} {
		reply, err := h.Run(t.Context(), ask(d, Option{Name: "command", Text: asked}))
		if err != nil {
			t.Fatal(err)
		}
		s := reply.Message.Components[0].(discord.ContainerComponent).Components[0].(discord.TextDisplayComponent).Content
		if !strings.Contains(s, want) || !reply.Message.Ephemeral {
			t.Errorf("/help %s says %q, want %q", asked, s, want)
		}
	}
	choices, err := h.Autocomplete.Run(t.Context(), ask(d, Option{Name: "command", Text: "flakes", Focused: true}))
	if err != nil || !slices.ContainsFunc(choices, func(c Choice) bool { return c.Value == "daily" }) {
		t.Errorf("flakes suggests %v, %v", choices, err)
	}
	if choices, _ = h.Autocomplete.Run(t.Context(), ask(d, Option{Name: "command", Text: "/auc", Focused: true})); len(choices) != 7 || choices[0].Value != "auction create" {
		t.Errorf("/auc suggests %v", choices)
	}
}
