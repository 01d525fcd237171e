package discord

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/disgoorg/disgo/discord"
	"github.com/disgoorg/snowflake/v2"

	"gohye/internal/discord/gateway"
	"gohye/internal/discord/ui"
	"gohye/internal/game"
	"gohye/internal/store/storetest"
)

const (
	press = discord.InteractionTypeComponent
	fill  = discord.InteractionTypeModalSubmit
)

// A stall is the real commands over a real database, in which player 5 has a
// copy. Interactions are numbered; each is answered before the next.
type stall struct {
	*world
	w    *storetest.World
	copy game.Copy
	id   int
}

func newStall(t *testing.T) *stall {
	t.Helper()
	w, routers := table(t, 1)
	res, err := w.Game.Claim(t.Context(), storetest.Act("claim", 5), game.ClaimOrder{Count: 1})
	if err != nil {
		t.Fatal(err)
	}
	return &stall{world: routers[0], w: w, copy: res.Cards[0].Copy}
}

// ask lets a player use a command or press a button, and returns what the
// answer says with the custom ids of its buttons by their faces.
func (s *stall) ask(player int, kind discord.InteractionType, what, options string) (string, map[string]string) {
	s.t.Helper()
	s.id++
	raw := string(payload(s.id, player, kind, what))
	if kind == fill {
		raw = strings.Replace(raw, `"components":[]`, `"components":`+options, 1)
	} else if options != "" {
		raw = strings.Replace(raw, `"type":1}`, `"type":1,"options":`+options+`}`, 1)
	}
	s.Dispatch(gateway.Dispatch{Type: "INTERACTION_CREATE", Received: s.o.Clock.Now(), Data: []byte(raw)})
	id := snowflake.ID(s.id)
	for len(s.discord.of(id)) == 0 {
		runtime.Gosched() // the test's own deadline ends a wait for nothing
	}
	for _, sent := range s.discord.all() {
		if sent.id == id {
			return sent.body, buttons(s.t, s.world, id)
		}
	}
	return "", nil
}

// create lets player 5 ask for an auction of the copy, and returns the button
// that confirms.
func (s *stall) create(more string) string {
	s.t.Helper()
	said, faces := s.ask(5, slash, "auction", fmt.Sprintf(`[{"name":"create","type":1,"options":[{"name":"card_name","type":3,"value":%q},
		{"name":"start_price","type":4,"value":1000},{"name":"duration","type":4,"value":6}%s]}]`, s.copy.ID.Code(), more))
	if faces["Confirm"] == "" {
		s.t.Fatalf("no question but %s", said)
	}
	return faces["Confirm"]
}

// open lets player 5 open an auction of the copy.
func (s *stall) open(more string) game.Auction {
	s.t.Helper()
	if said, _ := s.ask(5, press, s.create(more), ""); !strings.Contains(said, "Your auction is open") {
		s.t.Fatal(said)
	}
	return s.auctions()[0].Auction
}

func (s *stall) auctions() []game.ListedAuction {
	s.t.Helper()
	page, err := s.w.Game.Auctions(s.t.Context(), 1, "", game.SortEnding, 0, 10)
	if err != nil {
		s.t.Fatal(err)
	}
	return page.Entries
}

// says demands words of an answer.
func (s *stall) says(what, got string, words ...string) {
	s.t.Helper()
	for _, w := range words {
		if !strings.Contains(got, w) {
			s.t.Errorf("%s: no %q in %s", what, w, got)
		}
	}
}

func TestConfirmIsClickedTwice(t *testing.T) {
	t.Parallel()
	s := newStall(t)
	confirm := s.create("")
	for range 2 {
		said, faces := s.ask(5, press, confirm, "")
		s.says("Confirm", said, "Your auction is open: `"+s.auctions()[0].Auction.ID.Code()+"`")
		if len(faces) != 0 {
			t.Errorf("after it was opened there are buttons: %v", faces)
		}
	}
	if n := len(s.auctions()); n != 1 {
		t.Errorf("%d auctions", n)
	}
	s.drain()
}

func TestConfirmByAStranger(t *testing.T) {
	t.Parallel()
	s := newStall(t)
	said, _ := s.ask(6, press, s.create(""), "")
	s.says("a stranger", said, "another player's")
	if len(s.auctions()) != 0 || s.observed.count("gated") != 1 {
		t.Errorf("a stranger has opened %v; %v", s.auctions(), s.observed.outcomes)
	}
	s.drain()
}

// What was asked about has changed when it is confirmed.
func TestConfirmAfterTheCopyWasLockedAndSold(t *testing.T) {
	t.Parallel()
	s := newStall(t)
	confirm := s.create(`,{"name":"buyout","type":4,"value":2000}`)
	mark := func(on bool) {
		if err := s.w.Game.SetMark(t.Context(), storetest.Act(fmt.Sprint("lock", on), 5), s.copy.ID, game.Locked, on); err != nil {
			t.Fatal(err)
		}
	}
	mark(true)
	said, faces := s.ask(5, press, confirm, "")
	s.says("locked", said, "This card is locked")
	if faces["Try again"] != confirm || len(s.auctions()) != 0 {
		t.Errorf("locked: %v, %v", faces, s.auctions())
	}
	mark(false)
	said, _ = s.ask(5, press, confirm, "")
	s.says("unlocked", said, "Your auction is open")
	a := s.auctions()[0].Auction
	if _, err := s.w.Game.Bid(t.Context(), storetest.Act("buy", 6), game.BidOrder{Auction: a.ID, Amount: 2000}); err != nil {
		t.Fatal(err)
	}
	said, faces = s.ask(5, press, confirm, "")
	s.says("sold", said, "another player's")
	if len(faces) != 0 || len(s.auctions()) != 0 {
		t.Errorf("sold: %v, %v", faces, s.auctions())
	}
	s.drain()
}

func TestAPressBidsWhatItSaid(t *testing.T) {
	t.Parallel()
	s := newStall(t)
	a := s.open("")
	code := fmt.Sprintf(`[{"name":"info","type":1,"options":[{"name":"auction_id","type":3,"value":%q}]}]`, a.ID.Code())
	said, faces := s.ask(6, slash, "auction", code)
	s.says("info", said, "nobody has bid yet", `"flags":32832`)
	first := faces["1,500 (+500)"]
	said, _ = s.ask(6, press, first, "")
	s.says("the first", said, "You lead", "**1,500**", `"flags":32832`)
	said, _ = s.ask(7, press, first, "")
	s.says("the same amount, too late", said, "bid at least **1,600**")
	said, _ = s.ask(5, press, first, "")
	s.says("the seller", said, "your own auction")
	said, _ = s.ask(6, press, first, "")
	s.says("who leads", said, "You lead already", "**1,500**")
	if got := s.auctions()[0].Auction; got.Price != 1500 || got.Top != 6 || got.Bids != 1 {
		t.Errorf("%+v", got)
	}
	said, _ = s.ask(7, slash, "auction", fmt.Sprintf(`[{"name":"bid","type":1,"options":[{"name":"auction_id","type":3,"value":%q},
		{"name":"amount","type":4,"value":1600},{"name":"max","type":4,"value":3000}]}]`, a.ID.Code()))
	s.says("a limit", said, "You lead", "Up to **3,000**")
	said, _ = s.ask(6, slash, "auction", code)
	s.says("somebody else's info", said, "Next bid: at least **1,700**")
	if strings.Contains(said, "3,000") {
		t.Errorf("a limit is shown: %s", said)
	}
	said, faces = s.ask(6, press, ui.NewRoute(ui.VerbBid, int64(a.ID), 1700).ID(), "")
	s.says("beaten at once", said, "Outbid at once", "**1,800**", "at least **1,900**")
	if faces["1,900 (+100)"] == "" {
		t.Errorf("who is beaten cannot bid again at once: %v", faces)
	}
	said, _ = s.ask(7, press, ui.NewRoute(ui.VerbBid, int64(a.ID), 3500).ID(), "")
	s.says("who leads and offers more", said, "You lead already", "Your limit is now **3,500**", "stays at **1,800**")
	mine := `[{"name":"mine","type":1}]`
	said, _ = s.ask(7, slash, "auction", mine)
	s.says("the leader's own", said, "**you lead**, limit 3,500")
	said, _ = s.ask(6, slash, "auction", mine)
	s.says("who is outbid", said, "**outbid**, next bid 1,900")
	for _, player := range []int{5, 6} {
		if said, _ := s.ask(player, slash, "auction", mine); strings.Contains(said, "3,500") {
			t.Errorf("player %d sees a limit: %s", player, said)
		}
	}
	s.drain()
}

// Near the buyout the next bid would exceed it: only the buyout is left, and it
// buys.
func TestBuyoutWhenTheNextBidExceedsIt(t *testing.T) {
	t.Parallel()
	s := newStall(t)
	a := s.open(`,{"name":"buyout","type":4,"value":1050}`)
	if said, _ := s.ask(6, press, ui.NewRoute(ui.VerbBid, int64(a.ID), 1000).ID(), ""); !strings.Contains(said, "You lead") {
		t.Fatal(said)
	}
	_, faces := s.ask(7, slash, "auction", fmt.Sprintf(`[{"name":"info","type":1,"options":[{"name":"auction_id","type":3,"value":%q}]}]`, a.ID.Code()))
	if len(faces) != 2 || faces["Buy now 1,050"] == "" { // and Watch
		t.Fatalf("the buttons are %v", faces)
	}
	buy := faces["Buy now 1,050"]
	said, _ := s.ask(7, press, buy, "")
	s.says("the buyout", said, "It is yours", "**1,050**")
	said, _ = s.ask(6, press, buy, "")
	s.says("too late", said, "Auction `"+a.ID.Code()+"` is over")
	if copies(t, s.w, 7) != 1 {
		t.Error("the buyer has no card")
	}
	s.drain()
}

// A bid of a player's own choice is typed into a form, with a secret limit.
func TestABidIsTyped(t *testing.T) {
	t.Parallel()
	s := newStall(t)
	a := s.open("")
	said, faces := s.ask(6, slash, "auction", fmt.Sprintf(`[{"name":"info","type":1,"options":[{"name":"auction_id","type":3,"value":%q}]}]`, a.ID.Code()))
	s.says("the auction", said, "Another bid")
	form, _ := s.ask(6, press, faces["Another bid"], "")
	id := ui.NewRoute(ui.VerbBidTyped, int64(a.ID)).ID()
	s.says("the form", form, `"custom_id":"`+id+`"`, "at least 1,000", `"custom_id":"amount"`, `"custom_id":"max"`)
	if what := s.discord.of(snowflake.ID(s.id)); len(what) != 1 || what[0] != "callback 9" {
		t.Errorf("the form came as %v", what)
	}
	typed := func(amount, limit string) string {
		t.Helper()
		said, _ := s.ask(6, fill, id, fmt.Sprintf(`[{"type":18,"id":1,"component":{"type":4,"id":2,"custom_id":"amount","value":%q}},
			{"type":18,"id":3,"component":{"type":4,"id":4,"custom_id":"max","value":%q}}]`, amount, limit))
		return said
	}
	s.says("no number", typed("lots", ""), "That is no amount")
	s.says("too little", typed("900", ""), "1,000")
	if s.auctions()[0].Auction.Bids != 0 {
		t.Error("it was a bid nevertheless")
	}
	s.says("a bid", typed("1,200", "2 000"), "You lead", "**1,200**", "Up to **2,000**")
	if a := s.auctions()[0].Auction; a.Top != 6 || a.Price != 1200 {
		t.Errorf("the auction is %+v", a)
	}
	s.drain()
}

// What brings up a form answers at once or not at all: a form cannot follow a
// deferral.
func TestAFormIsNotDeferred(t *testing.T) {
	t.Parallel()
	for form, want := range map[bool]bool{false: true, true: false} {
		if got := (&target{form: form}).defers(); got != want {
			t.Errorf("form %v: deferred %v, want %v", form, got, want)
		}
	}
}

func TestWatchTwice(t *testing.T) {
	t.Parallel()
	s := newStall(t)
	a := s.open("")
	watch := ui.NewRoute(ui.VerbWatch, int64(a.ID), 1).ID()
	var stop string
	for range 2 {
		said, faces := s.ask(6, press, watch, "")
		s.says("Watch", said, "You watch")
		stop = faces["Stop watching"]
	}
	watched := func() bool {
		t.Helper()
		v, err := s.w.Game.LookAtAuction(t.Context(), 6, a.ID)
		if err != nil {
			t.Fatal(err)
		}
		return v.Watched
	}
	if !watched() {
		t.Error("pressing twice has taken it back")
	}
	for range 2 {
		said, _ := s.ask(6, press, stop, "")
		s.says("Stop watching", said, "no longer watch")
	}
	if watched() {
		t.Error("it is still watched")
	}
	s.drain()
}

func TestCancelIsClickedTwice(t *testing.T) {
	t.Parallel()
	s := newStall(t)
	a := s.open("")
	_, faces := s.ask(5, slash, "auction", fmt.Sprintf(`[{"name":"cancel","type":1,"options":[{"name":"auction_id","type":3,"value":%q}]}]`, a.ID.Code()))
	for range 2 {
		said, faces := s.ask(5, press, faces["Take it back"], "")
		s.says("Take it back", said, "The card is yours again")
		if len(faces) != 0 {
			t.Errorf("buttons are left: %v", faces)
		}
	}
	if copies(t, s.w, 5) != 1 {
		t.Error("the card did not come back")
	}
	s.drain()
}

// The cards that can be auctioned are suggested, by number: those that are
// locked, on auction, or beyond the rules are not.
func TestSuggestionsForSale(t *testing.T) {
	t.Parallel()
	s := newStall(t)
	suggested := func() string {
		said, _ := s.ask(5, typing, "auction", `[{"name":"create","type":1,"options":[{"name":"card_name","type":3,"value":"","focused":true}]}]`)
		return said
	}
	number := fmt.Sprintf(`"#%d"`, s.copy.Card)
	s.says("a card", suggested(), number)
	if err := s.w.Game.SetMark(t.Context(), storetest.Act("lock", 5), s.copy.ID, game.Locked, true); err != nil {
		t.Fatal(err)
	}
	if said := suggested(); strings.Contains(said, number) {
		t.Errorf("a locked card is suggested: %s", said)
	}
	if err := s.w.Game.SetMark(t.Context(), storetest.Act("unlock", 5), s.copy.ID, game.Locked, false); err != nil {
		t.Fatal(err)
	}
	plan, err := s.w.Game.PlanAuction(t.Context(), 5, strings.Trim(number, `"`), game.AuctionOrder{Start: 1000, Hours: 1})
	if err != nil || plan.Copy.ID != s.copy.ID {
		t.Errorf("the number names %+v, %v", plan.Copy, err)
	}
	s.open("")
	if said := suggested(); strings.Contains(said, number) {
		t.Errorf("a card on auction is suggested: %s", said)
	}
	s.drain()
}

// A player's settings are kept by the menu, and a second delivery changes
// nothing.
func TestNotificationsMenu(t *testing.T) {
	t.Parallel()
	s := newStall(t)
	s.ask(5, slash, "settings", `[{"name":"notifications","type":1}]`)
	raw := strings.Replace(string(payload(900, 5, press, ui.NewRoute(ui.VerbNotices, 5).ID())), `"component_type":2`, `"component_type":3,"values":["won"]`, 1)
	s.Dispatch(gateway.Dispatch{Type: "INTERACTION_CREATE", Received: s.o.Clock.Now(), Data: []byte(raw)})
	s.drain()
	mutes, err := s.w.Game.Notices(t.Context(), 5)
	if err != nil || mutes.Has(game.NoticeWon) || !mutes.Has(game.NoticeOutbid) || !mutes.Has(game.NoticeEnded) {
		t.Errorf("%b, %v", mutes, err)
	}
}

// A limit leaves the game only for its player.
func TestALimitIsForItsPlayer(t *testing.T) {
	t.Parallel()
	s := newStall(t)
	a := s.open("")
	if _, err := s.w.Game.Bid(t.Context(), storetest.Act("bid", 6), game.BidOrder{Auction: a.ID, Limit: 3000}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.w.Game.Watch(t.Context(), storetest.Act("watch", 7), a.ID, true); err != nil {
		t.Fatal(err)
	}
	for _, player := range []game.PlayerID{0, 5, 6, 7} {
		v, err := s.w.Game.LookAtAuction(t.Context(), player, a.ID)
		if err != nil {
			t.Fatal(err)
		}
		seen := []int64{v.Auction.Limit}
		m, err := s.w.Game.MyAuctions(t.Context(), player)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range append(append(m.Selling.Entries, m.Bidding.Entries...), m.Watching.Entries...) {
			seen = append(seen, l.Auction.Limit)
		}
		for _, limit := range seen {
			if (limit == 3000) != (player == 6) || limit != 3000 && limit != 0 {
				t.Errorf("player %d sees %v", player, seen)
			}
		}
	}
	n, err := s.w.Game.LookAtNotice(t.Context(), game.Notice{Kind: game.NoticeEnding, Player: 7, Auction: a.ID})
	if err != nil || n.Auction.Limit != 0 || s.auctions()[0].Auction.Limit != 0 {
		t.Errorf("a notice shows %d, the list %d, %v", n.Auction.Limit, s.auctions()[0].Auction.Limit, err)
	}
	s.drain()
}
