package ui

import (
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/disgoorg/disgo/discord"

	"gohye/internal/game"
	"gohye/internal/ledger"
	"gohye/internal/locale"
	"gohye/internal/query"
)

var update = flag.Bool("update", false, "write the golden files anew")

// stepsOf are the first steps with n of them done.
func stepsOf(n int) []game.Step {
	all := []game.DeedKind{
		game.DeedClaim, game.DeedDaily, game.DeedDrop, game.DeedWork, game.DeedLevelUp, game.DeedWish, game.DeedQuest,
		game.DeedSell, game.DeedBid,
	}
	steps := make([]game.Step, len(all))
	for i, what := range all {
		steps[i] = game.Step{What: what, Done: i < n}
	}
	return steps
}

func helpTopics(entries []HelpEntry) []HelpTopic {
	return []HelpTopic{{Topic: TopicCollect, Entries: entries}, {Topic: TopicMore, Entries: entries[:2]}}
}

func texts(t testing.TB) *locale.Text {
	t.Helper()
	b, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	return b.Fallback()
}

var at = time.Unix(1_800_000_000, 0)

const ana = game.PlayerID(111111111111111111)

// cardsOf are n claimed cards of rising level.
func cardsOf(n int, name string) []ClaimFace {
	cards := make([]ClaimFace, n)
	for i := range cards {
		cards[i] = ClaimFace{
			ClaimedCard: game.ClaimedCard{
				Card: game.Card{ID: game.CardID(i + 1), Name: fmt.Sprint(name, i+1), Level: i%4 + 1, Collection: "aurora"},
				Copy: game.Copy{
					ID: game.CopyID(1000 + i), Card: game.CardID(i + 1), Print: 7 * (i + 1), Exp: 120 * i, Level: 1,
					Owned: i%3 + 1, Favourite: i == 1, Locked: i == 1 || i == 2, Holder: ledger.PlayerAccount(int64(ana)),
				},
			},
			Collection: game.Collection{ID: "aurora", Name: "Aurora " + name},
		}
	}
	SortClaim(cards)
	return cards
}

func dropOf(state string, takers int) game.Drop {
	d := game.Drop{
		ID: 77, Owner: ana, Seed: strings.Repeat("0123456789abcdef", 4), Opened: at, Until: at.Add(time.Minute),
		Offers: []game.Offer{
			{Slot: 1, Card: 1, State: game.OfferOpen}, {Slot: 2, Card: 2, State: game.OfferOpen}, {Slot: 3, Card: 3, State: game.OfferOpen},
		},
	}
	for i := range takers {
		d.Grabs = append(d.Grabs, game.Grab{Slot: 1 + i%2, Player: ana + game.PlayerID(i), At: at})
	}
	if state != "fresh" {
		d.Offers[0].Ends = at.Add(2 * time.Second)
		d.Offers[1].State, d.Offers[1].Winner, d.Offers[1].Ends = game.OfferWon, ana+1, at
	}
	if state == "over" {
		d.Over = true
		d.Offers[0].State, d.Offers[0].Winner = game.OfferWon, ana
		d.Offers[2].State = game.OfferExpired
	}
	return d
}

func heldOf(n int, name string) []HeldFace {
	held := make([]HeldFace, n)
	for i, c := range cardsOf(n, name) {
		held[i] = HeldFace{
			HeldCard: game.HeldCard{Card: c.Card, Holding: game.Holding{
				Card: c.Card.ID, Copies: 1 + i*999, Best: c.Copy, Favourite: c.Copy.Favourite, Locked: c.Copy.Locked,
			}},
			Collection: c.Collection,
		}
	}
	return held
}

// quoteOf is a quote with so many prices in its history; 0 is one on the spot.
func quoteOf(points int) game.Quote {
	supply := game.Supply{Copies: 1234, Owners: 400, ActiveOwners: 90, ActiveCopies: 310, Largest: 200}
	q := game.Quote{
		Card: game.Card{ID: 3, Name: "Sol", Level: 3}, Supply: supply, Now: at,
		Price: game.Price{Card: 3, Flakes: 1575, At: at.Add(-time.Hour), Supply: supply},
		Span:  game.PriceSpan{Low: 1575, High: 2100, Mean: 1800},
		Reasons: game.Valuation{Base: 4500, Flakes: 1575, Steps: []game.PriceStep{
			{Factor: game.Scarcity, Times: 0.5}, {Factor: game.Spread, Times: 0.8778}, {Factor: game.Hoarding, Times: 1.0645}, {Factor: game.Activity, Times: 0.5},
		}},
		Series: game.PriceSeries{{At: at.Add(-40 * 24 * time.Hour), Flakes: 1570}, {At: at.Add(-30 * time.Hour), Flakes: 2100}, {At: at.Add(-time.Hour), Flakes: 1575}},
		DayAgo: 2100, MonthAgo: 1570,
	}
	switch points {
	case 1:
		q.Series, q.DayAgo, q.MonthAgo = q.Series[2:], 1575, 0
		q.Reasons = game.Valuation{}
	case 0:
		q.Series, q.DayAgo, q.MonthAgo, q.Supply = q.Series[2:], 0, 0, game.Supply{}
		q.Reasons.Steps = []game.PriceStep{{Factor: game.Unowned, Times: 2}}
	}
	return q
}

// messages is every message that there is, with names of the given kind.
func messages(t *testing.T, name string) map[string]Message {
	x := texts(t)
	var faces []Face
	for _, c := range cardsOf(3, name) {
		faces = append(faces, c.Face())
	}
	claim := game.Claim{ID: 1234, Player: ana, Until: at}
	receipt := game.ClaimResult{Claim: claim, Cost: 4200, SpentToday: 9100, Balance: 12345, Next: 7700, Affordable: 1}
	row := []Picture{{URL: "http://example.test/pictures/a.jpg"}}
	files := []Picture{{Name: "card1.jpg", Bytes: []byte("1")}, {Name: "card2.jpg", Bytes: []byte("2")}, {Name: "card3.jpg", Bytes: []byte("3")}}
	help := make([]HelpEntry, 60)
	for i := range help {
		help[i] = HelpEntry{Name: fmt.Sprint("command", i), Description: strings.Repeat("x", 90), Options: []HelpOption{{Name: "a", About: "x", Required: true}, {Name: "b", About: "y"}}, Everyone: i%2 == 0}
	}
	all := map[string]Message{
		"balance":        Balance(x, game.BalanceResult{Flakes: 1500, Vials: 12, NextClaim: 700, DailyReady: at}),
		"balance_new":    Balance(x, game.BalanceResult{Flakes: 1500, NextClaim: 700, New: true}),
		"daily":          Daily(x, game.DailyResult{Flakes: 1000, Balance: 2500, Next: at, NextClaim: 700}),
		"claim_one":      Claimed(x, receipt, cardsOf(1, name), row),
		"claim_three":    Claimed(x, receipt, cardsOf(3, name), row),
		"claim_files":    Claimed(x, receipt, cardsOf(3, name), files),
		"claim_ten":      Claimed(x, receipt, cardsOf(10, name), nil),
		"claim_overview": ClaimOverview(x, claim, cardsOf(3, name), row),
		"claim_card":     ClaimCard(x, claim, cardsOf(3, name), 2, row),
		"claim_beyond":   ClaimCard(x, claim, cardsOf(3, name), 4, row),
		"drop_fresh":     Drop(x, dropOf("fresh", 0), faces, row),
		"drop_running":   Drop(x, dropOf("running", 5), faces, row),
		"drop_over":      Drop(x, dropOf("over", 5), faces, row),
		"drop_many":      Drop(x, dropOf("over", 400), faces, row),
		"drop_full":      Drop(x, dropOf("over", inlineTakers), faces, row),
		"drop_in":        Grabbed(x, game.GrabResult{Card: faces[0].Card, Ends: at, Others: 3}),
		"summon":         Summoned(x, ana, heldOf(3, name)[0], row),
		"price":          Price(x, quoteOf(4), faces[2], 6*time.Hour, row, row),
		"price_files":    Price(x, quoteOf(4), faces[0], time.Hour, files[:1], files[1:2]),
		"price_new":      Price(x, quoteOf(1), faces[1], 6*time.Hour, nil, nil),
		"price_unowned":  Price(x, quoteOf(0), faces[0], 6*time.Hour, nil, row),
		"help":           Help(x, ana, helpTopics(help[:6])),
		"help_topic":     HelpTopicPage(x, ana, helpTopics(help[:6]), helpTopics(help[:6])[0]),
		"help_long":      HelpTopicPage(x, ana, helpTopics(help), helpTopics(help)[0]),
		"help_command":   HelpCommand(x, help[:2]),
		"help_unknown":   HelpUnknown(x, "fly *high*"),
		"start":          Start(x, ana, stepsOf(3)),
		"start_over":     Start(x, ana, stepsOf(9)),
		"version":        Version(x, Build{Version: "1.2.3", Commit: "0123456789abcdef0123", Go: "go1.26"}),
		"fault":          Fault(x, "7F3K"),
	}
	maps.Copy(all, auctionMessages(x, name))
	maps.Copy(all, markMessages(x, name))
	maps.Copy(all, listMessages(x, name))
	maps.Copy(all, growingMessages(x, name))
	maps.Copy(all, earningMessages(x, name))
	maps.Copy(all, shopMessages(x, name))
	for _, r := range append(refusals(name), shopRefusals(name)...) {
		all["refused_"+strings.TrimSuffix(reflect.TypeOf(r).Name(), "Error")] = Refused(x, r)
	}
	for _, c := range []game.Cooldown{game.ClaimCooldown, game.DailyCooldown, game.DropCooldown, game.GrabCooldown, game.WorkCooldown, "trade"} {
		all["refused_cooldown_"+string(c)] = Refused(x, game.CooldownError{What: c, Until: at})
	}
	all["refused_Locked"] = Refused(x, game.ProtectedError{Locked: true})
	for _, what := range []game.AuctionTerm{game.TermHours, game.TermStart, game.TermIncrement} {
		all["refused_term_"+string(what)] = Refused(x, game.AuctionTermsError{What: what, Least: 1, Most: 24})
	}
	for p := Busy; p <= UnknownCommand; p++ {
		all[fmt.Sprintf("sorry_%d", p)] = Sorry(x, p)
	}
	return all
}

func refusals(name string) []game.Refusal {
	return append(growingRefusals(), []game.Refusal{
		game.InsufficientFundsError{Need: 2100, Have: 1500},
		game.NoCardsError{},
		game.NoCardsError{Group: "girlgroups"},
		game.TooManyError{Most: 10},
		game.UnknownCardError{Name: name},
		game.NoSuchCardError{Name: name},
		game.QueryError{Text: "fav " + name + "=1 >date", Fault: query.Error{Why: query.UnknownWord, At: query.Place{Pos: 4, Word: name + "=1"}, Suggest: "level="}},
		game.NotYoursError{},
		game.GoneError{},
		game.DropOverError{},
		game.TakenError{Winner: ana},
		game.AlreadyInError{Slot: 2},
		game.ReplayedError{},
		game.AuctionOverError{Auction: 1000},
		game.TooManyMarksError{What: game.MarksWishes, Most: 200},
		game.TooManyMarksError{What: game.MarksTags, Most: 10},
		game.TooManyMarksError{What: game.MarksAlbums, Most: 25},
		game.TooManyMarksError{What: game.MarksCopies, Most: 1},
		game.NameError{What: game.NameOfTag},
		game.NameError{What: game.NameOfAlbum},
		game.PointsError{Least: 1, Most: 10},
		game.UnknownAlbumError{Name: name},
		game.UnknownCollectionError{Name: name},
		game.AlbumExistsError{Name: name},
		game.UnknownAuctionError{Code: name},
		game.ListedError{Auction: 1000},
		game.OwnAuctionError{},
		game.BidTooLowError{Least: 1400},
		game.LeadingError{Limit: 2000},
		game.HasBidsError{},
		game.ProtectedError{},
		game.NotForAuctionError{MaxStars: 4},
		game.TooManyAuctionsError{Most: 50},
		game.WorkOverError{},
		game.NothingToClaimError{},
		game.AuctionTermsError{What: game.TermBuyout, Least: 1001, Most: 1_000_000_000_000},
	}...)
}

// readable is a message as a golden file shows it.
func readable(t *testing.T, m Message) string {
	t.Helper()
	text, err := json.MarshalIndent(m.Components, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	s := strings.NewReplacer(`\u003c`, "<", `\u003e`, ">", `\u0026`, "&").Replace(string(text))
	for _, f := range m.Files {
		s += fmt.Sprintf("\nfile %s %q: %d bytes", f.Name, f.Alt, len(f.Bytes))
	}
	return s + fmt.Sprintf("\nephemeral: %v\n", m.Ephemeral)
}

func TestGolden(t *testing.T) {
	t.Parallel()
	for name, m := range messages(t, "Sol ") {
		path := filepath.Join("testdata", name+".golden")
		got := readable(t, m)
		if *update {
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s differs from %s (run with -update when that is meant):\n%s", name, path, got)
		}
	}
}

// Whatever the names are, a message keeps Discord's limits.
func TestLimits(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"Sol ", "", strings.Repeat("*", 300), strings.Repeat("한글이름", 60), "@everyone <@1> [a](http://b)\n# c"} {
		for which, m := range messages(t, name) {
			var c count
			for _, part := range m.Components {
				c.add(t, which, part)
			}
			if c.components > MaxComponents || c.characters > MaxCharacters || c.components == 0 {
				t.Errorf("%s: %d components, %d characters", which, c.components, c.characters)
			}
			for _, id := range c.ids {
				if len(id) > MaxCustomID || strings.Count(strings.Join(c.ids, " ")+" ", id+" ") != 1 {
					t.Errorf("%s: custom id %q is too long or not alone", which, id)
				}
				if _, ok := ParseRoute(id); !ok {
					t.Errorf("%s: custom id %q cannot be read", which, id)
				}
			}
		}
	}
}

// count adds up what Discord limits.
type count struct {
	components, characters int
	ids                    []string
}

func (c *count) add(t *testing.T, which string, part discord.Component) {
	t.Helper()
	c.components++
	switch p := part.(type) {
	case discord.ContainerComponent:
		for _, sub := range p.Components {
			c.add(t, which, sub)
		}
	case discord.ActionRowComponent:
		if len(p.Components) < 1 || len(p.Components) > 5 {
			t.Errorf("%s: a row of %d", which, len(p.Components))
		}
		for _, sub := range p.Components {
			c.add(t, which, sub)
		}
	case discord.SectionComponent:
		if len(p.Components) < 1 || len(p.Components) > 3 {
			t.Errorf("%s: a section of %d", which, len(p.Components))
		}
		for _, sub := range p.Components {
			c.add(t, which, sub)
		}
		c.add(t, which, p.Accessory)
	case discord.ThumbnailComponent:
		if n := utf8.RuneCountInString(p.Description); n == 0 || n > 1024 {
			t.Errorf("%s: alt text %q", which, p.Description)
		}
	case discord.ButtonComponent:
		c.ids = append(c.ids, p.CustomID)
		if utf8.RuneCountInString(p.Label) > 80 || p.Label == "" && p.Emoji == nil {
			t.Errorf("%s: label %q", which, p.Label)
		}
	case discord.StringSelectMenuComponent:
		c.ids = append(c.ids, p.CustomID)
		if len(p.Options) < 1 || len(p.Options) > 25 || p.MaxValues > len(p.Options) {
			t.Errorf("%s: a menu of %d", which, len(p.Options))
		}
		for _, o := range p.Options {
			if n := utf8.RuneCountInString(o.Label); n == 0 || n > 100 || utf8.RuneCountInString(o.Description) > 100 || o.Value == "" {
				t.Errorf("%s: option %+v", which, o)
			}
		}
	case discord.TextDisplayComponent:
		c.characters += utf8.RuneCountInString(p.Content)
		if p.Content == "" {
			t.Errorf("%s: an empty text", which)
		}
	case discord.MediaGalleryComponent:
		if len(p.Items) < 1 || len(p.Items) > 10 {
			t.Errorf("%s: %d pictures", which, len(p.Items))
		}
		for _, item := range p.Items {
			if n := utf8.RuneCountInString(item.Description); n == 0 || n > 1024 {
				t.Errorf("%s: alt text %q", which, item.Description)
			}
		}
	case discord.SeparatorComponent, discord.FileComponent:
	default:
		t.Errorf("%s: %T is not counted", which, p)
	}
}

func TestNamesCannotFormat(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Sol":              "Sol",
		"**b** _i_ ~~s~~":  `\*\*b\*\* \_i\_ \~\~s\~\~`,
		"<@1> @here":       `\<\@1\> \@here`,
		"[a](b)":           `\[a\]\(b\)`,
		"a\n# head\n- dot": `a \# head \- dot`,
		"`x` ||y||":        "\\`x\\` \\|\\|y\\|\\|",
	} {
		if got := plain(in); got != want {
			t.Errorf("plain(%q) = %q, want %q", in, got, want)
		}
	}
}

// A seed must not be seen while somebody can still press.
func TestTheSeedStaysSecretUntilTheEnd(t *testing.T) {
	t.Parallel()
	x := texts(t)
	for _, state := range []string{"fresh", "running", "over"} {
		d := dropOf(state, 2)
		text := readable(t, Drop(x, d, []Face{{}, {}, {}}, nil))
		if strings.Contains(text, d.Seed) != d.Over || strings.Contains(text, d.SeedHash()) == d.Over {
			t.Errorf("%s: %s", state, text)
		}
	}
}

// Every refusal of the game has a test here and a sentence of its own.
func TestEveryRefusalSaysSomethingElse(t *testing.T) {
	t.Parallel()
	x := texts(t)
	said := map[string]bool{}
	for _, r := range append(refusals("Sol"), shopRefusals("Sol")...) {
		s := sentence(x, r)
		if said[s] || s == x.Say("refused.impossible") {
			t.Errorf("%T says %q", r, s)
		}
		said[s] = true
	}
}

// What is deferred by a file is the whole draw: anybody can compute it again.
func TestADropsDrawCanBeComputedAgain(t *testing.T) {
	t.Parallel()
	for _, takers := range []int{5, 400} {
		d := dropOf("over", takers)
		m := Drop(texts(t), d, []Face{{}, {}, {}}, nil)
		text := readable(t, m)
		for _, f := range m.Files {
			text += string(f.Bytes)
		}
		if !strings.Contains(text, d.Seed) {
			t.Errorf("%d: no seed", takers)
		}
		for _, g := range d.Grabs {
			if !strings.Contains(text, decimal(int64(g.Player))) {
				t.Errorf("%d: player %d is missing", takers, g.Player)
			}
		}
	}
}
