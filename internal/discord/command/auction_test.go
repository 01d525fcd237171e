package command

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/disgoorg/disgo/discord"

	"gohye/internal/discord/ui"
	"gohye/internal/game"
)

// market is what fakeGame knows of auctions: one of ana's (player 5), number
// 1000, and what it was asked for.
type market struct {
	order  game.AuctionOrder
	bids   []game.BidOrder
	watch  string
	wanted []game.NoticeKind
	shown  int64
	state  game.AuctionState
	listed bool // the copy is on auction
}

func (g *fakeGame) auction() game.Auction {
	return game.Auction{ID: 1000, Seller: 5, Card: 1, Price: 1000, Increment: 100, State: g.market.state}
}

func (g *fakeGame) PlanAuction(_ context.Context, _ game.PlayerID, what string, order game.AuctionOrder) (game.SalePlan, error) {
	g.words, g.market.order = what, order
	order.Copy = 11
	return game.SalePlan{Order: order, Card: *g.catalogue.Card(1)}, g.err
}

func (g *fakeGame) OpenAuction(_ context.Context, _ game.Act, order game.AuctionOrder) (game.Auction, error) {
	if g.market.listed {
		return game.Auction{}, game.ListedError{Auction: 1000}
	}
	g.market.order, g.market.listed = order, g.err == nil
	return g.auction(), g.err
}

func (g *fakeGame) PlanCancel(context.Context, game.PlayerID, game.AuctionID) (game.AuctionView, error) {
	return game.AuctionView{Auction: g.auction(), Mine: true}, g.err
}

func (g *fakeGame) CancelAuction(context.Context, game.Act, game.AuctionID) (game.Auction, error) {
	if g.market.state == game.AuctionCancelled {
		return game.Auction{}, game.AuctionOverError{Auction: 1000}
	}
	if g.err == nil {
		g.market.state = game.AuctionCancelled
	}
	return g.auction(), g.err
}

func (g *fakeGame) Bid(_ context.Context, _ game.Act, order game.BidOrder) (game.BidResult, error) {
	g.market.bids = append(g.market.bids, order)
	return game.BidResult{Auction: g.auction(), Card: *g.catalogue.Card(1), Leads: true}, g.err
}

func (g *fakeGame) Watch(_ context.Context, _ game.Act, id game.AuctionID, on bool) (game.Auction, error) {
	g.market.watch += id.Code() + map[bool]string{true: "+", false: "-"}[on]
	return g.auction(), g.err
}

func (g *fakeGame) LookAtAuction(_ context.Context, p game.PlayerID, _ game.AuctionID) (game.AuctionView, error) {
	return game.AuctionView{Auction: g.auction(), Card: *g.catalogue.Card(1), Mine: p == 5}, g.err
}

func (g *fakeGame) Auctions(_ context.Context, _ game.PlayerID, words string, sort game.AuctionSort, page, size int) (game.AuctionsPage, error) {
	g.words, g.page = words+"/"+string(sort), page
	return game.AuctionsPage{Page: page, Pages: 5, Total: 41, Entries: []game.ListedAuction{{Auction: g.auction(), Card: *g.catalogue.Card(1)}}}, g.err
}

func (g *fakeGame) MyAuctions(context.Context, game.PlayerID) (game.MyAuctions, error) {
	var m game.MyAuctions
	m.Selling.Entries = []game.ListedAuction{{Auction: g.auction(), Card: *g.catalogue.Card(1)}}
	return m, g.err
}

func (g *fakeGame) SuggestAuctions(_ context.Context, _ game.PlayerID, typed string, limit int) ([]game.ListedAuction, error) {
	g.words, g.page = typed, limit
	return []game.ListedAuction{{Auction: g.auction(), Card: *g.catalogue.Card(2)}}, g.err
}

func (g *fakeGame) SuggestForSale(_ context.Context, _ game.PlayerID, typed string, limit int) ([]game.HeldCard, error) {
	g.words, g.page = typed, limit
	return []game.HeldCard{{Card: *g.catalogue.Card(1), Holding: game.Holding{Copies: 3}}, {Card: *g.catalogue.Card(2)}}, g.err
}

func (g *fakeGame) Notices(context.Context, game.PlayerID) (game.Mutes, error) { return 0, g.err }

func (g *fakeGame) SetNotices(_ context.Context, _ game.Act, wanted []game.NoticeKind) (game.Mutes, error) {
	g.market.wanted = wanted
	return 0, g.err
}

func (g *fakeGame) SetAuctionChannel(_ context.Context, _ game.Act, channel int64) error {
	g.market.shown = channel
	return g.err
}

func subcommand(t *testing.T, all []Command, name, sub string) Action {
	t.Helper()
	c := find(t, all, name)
	for _, a := range c.Actions() {
		if a.Path[len(a.Path)-1] == sub {
			return a
		}
	}
	t.Fatalf("there is no /%s %s", name, sub)
	return Action{}
}

// faces are the labels of a message's buttons with their custom ids.
func faces(m ui.Message) map[string]string {
	found := map[string]string{}
	for _, l := range m.Components {
		for _, part := range l.(discord.ContainerComponent).Components {
			if row, ok := part.(discord.ActionRowComponent); ok {
				for _, c := range row.Components {
					if b, ok := c.(discord.ButtonComponent); ok {
						found[b.Label] = b.CustomID
					}
				}
			}
		}
	}
	return found
}

func says(m ui.Message) (s string) {
	for _, l := range m.Components {
		for _, part := range l.(discord.ContainerComponent).Components {
			if t, ok := part.(discord.TextDisplayComponent); ok {
				s += t.Content + "\n"
			}
		}
	}
	return s
}

// pressed is a request for the button with this face.
func pressed(t *testing.T, d Deps, m ui.Message, face string) (Request, Component) {
	t.Helper()
	r := ask(d)
	var ok bool
	if r.Route, ok = ui.ParseRoute(faces(m)[face]); !ok {
		t.Fatalf("no button %q in %v", face, faces(m))
	}
	return r, component(t, All(d), r.Route.Verb)
}

func TestCreateAsksAndConfirmDoes(t *testing.T) {
	t.Parallel()
	d, g, _ := deps(t)
	reply, err := subcommand(t, All(d), "auction", "create").Run(t.Context(), ask(d,
		Option{Name: "card_name", Text: "Sol"}, Option{Name: "start_price", Number: 1000}, Option{Name: "duration", Number: 6},
		Option{Name: "buyout", Number: 5000}, Option{Name: "increment", Number: 50}))
	want := game.AuctionOrder{Start: 1000, Increment: 50, Buyout: 5000, Hours: 6}
	if err != nil || g.words != "Sol" || g.market.order != want || !reply.Message.Ephemeral {
		t.Fatalf("asked for %+v of %q: %v", g.market.order, g.words, err)
	}
	r, confirm := pressed(t, d, reply.Message, "Confirm")
	want.Copy = 11
	for range 2 { // a double click says the same twice
		reply, err = confirm.Run(t.Context(), r)
		if err != nil || g.market.order != want || !strings.Contains(says(reply.Message), "Your auction is open: `rs`") || len(faces(reply.Message)) != 0 || reply.New {
			t.Fatalf("confirmed %+v: %v, %v", g.market.order, says(reply.Message), err)
		}
	}
}

// A refusal takes the place of the question; its buttons stay only where trying
// again can succeed.
func TestConfirmIsRefused(t *testing.T) {
	t.Parallel()
	for refusal, again := range map[game.Refusal]bool{
		game.NotYoursError{}:                  false,
		game.NotForAuctionError{}:             false,
		game.AuctionTermsError{What: "hours"}: false,
		game.ProtectedError{Locked: true}:     true,
		game.InsufficientFundsError{Need: 5}:  true,
		game.TooManyAuctionsError{Most: 1}:    true,
	} {
		d, g, _ := deps(t)
		g.err = refusal
		r := ask(d)
		r.Act.Player = 6
		r.Route = ui.OpenRoute(6, game.AuctionOrder{Copy: 11, Start: 1000, Hours: 6})
		reply, err := component(t, All(d), ui.VerbAuctionOpen).Run(t.Context(), r)
		if err != nil || reply.New || (faces(reply.Message)["Try again"] != "") != again || !reply.Message.Ephemeral {
			t.Errorf("%T: %v, %v", refusal, faces(reply.Message), err)
		}
		if again && faces(reply.Message)["Try again"] != r.Route.ID() {
			t.Errorf("%T: another button than that which was pressed", refusal)
		}
	}
	d, g, _ := deps(t)
	g.market.listed = true // by somebody else
	r := ask(d)
	r.Act.Player, r.Route = 6, ui.OpenRoute(6, game.AuctionOrder{Copy: 11})
	reply, err := component(t, All(d), ui.VerbAuctionOpen).Run(t.Context(), r)
	if err != nil || len(faces(reply.Message)) != 0 || !strings.Contains(says(reply.Message), "on auction already") {
		t.Errorf("somebody else's auction: %s, %v", says(reply.Message), err)
	}
	g.market.listed = false
	for _, err := range []error{errors.New("broken"), game.ReplayedError{}} {
		g.err = err
		r := ask(d)
		r.Route = ui.OpenRoute(5, game.AuctionOrder{})
		if _, got := component(t, All(d), ui.VerbAuctionOpen).Run(t.Context(), r); !errors.Is(got, err) {
			t.Errorf("%v is hidden", err)
		}
	}
}

func TestCancelAsksFirst(t *testing.T) {
	t.Parallel()
	d, g, _ := deps(t)
	reply, err := subcommand(t, All(d), "auction", "cancel").Run(t.Context(), ask(d, Option{Name: "auction_id", Text: "RS"}))
	if err != nil || g.market.state == game.AuctionCancelled {
		t.Fatalf("%+v, %v", reply, err)
	}
	r, no := pressed(t, d, reply.Message, "Cancel")
	if reply, err := no.Run(t.Context(), r); err != nil || len(faces(reply.Message)) != 0 || g.market.state == game.AuctionCancelled {
		t.Errorf("%+v, %v", reply, err)
	}
	r, yes := pressed(t, d, reply.Message, "Take it back")
	for range 2 {
		if reply, err := yes.Run(t.Context(), r); err != nil || !strings.Contains(says(reply.Message), "yours again") {
			t.Errorf("%s, %v", says(reply.Message), err)
		}
	}
	g.market.state, g.err = game.AuctionOpen, game.HasBidsError{}
	if reply, err := yes.Run(t.Context(), r); err != nil || len(faces(reply.Message)) != 0 || !strings.Contains(says(reply.Message), "Somebody has bid") {
		t.Errorf("%s, %v", says(reply.Message), err)
	}
}

func TestBidsAndWatches(t *testing.T) {
	t.Parallel()
	d, g, _ := deps(t)
	all := All(d)
	if _, err := subcommand(t, all, "auction", "bid").Run(t.Context(), ask(d,
		Option{Name: "auction_id", Text: " `rs` "}, Option{Name: "amount", Number: 1300}, Option{Name: "max", Number: 2000})); err != nil {
		t.Error(err)
	}
	r := ask(d)
	r.Route = ui.NewRoute(ui.VerbBid, 1000, 1500)
	if _, err := component(t, all, ui.VerbBid).Run(t.Context(), r); err != nil {
		t.Error(err)
	}
	want := []game.BidOrder{{Auction: 1000, Amount: 1300, Limit: 2000}, {Auction: 1000, Amount: 1500}}
	if len(g.market.bids) != 2 || g.market.bids[0] != want[0] || g.market.bids[1] != want[1] {
		t.Errorf("bids %+v", g.market.bids)
	}
	for _, o := range [][]Option{{}, {{Name: "on", Number: 1}}, {{Name: "on", Number: 0}}} {
		if _, err := subcommand(t, all, "auction", "watch").Run(t.Context(), ask(d, append(o, Option{Name: "auction_id", Text: "rs"})...)); err != nil {
			t.Error(err)
		}
	}
	r.Route = ui.NewRoute(ui.VerbWatch, 1000, 0)
	if reply, err := component(t, all, ui.VerbWatch).Run(t.Context(), r); err != nil || faces(reply.Message)["Watch"] == "" {
		t.Errorf("%v, %v", faces(reply.Message), err)
	}
	if g.market.watch != "rs+rs+rs-rs-" {
		t.Errorf("watched %s", g.market.watch)
	}
	for _, sub := range []string{"bid", "info", "cancel", "watch"} {
		for typed, gone := range map[string]bool{"": false, "no such": false, "rs": true} {
			g.err = nil
			if gone {
				g.err = game.GoneError{}
			}
			_, err := subcommand(t, all, "auction", sub).Run(t.Context(), ask(d, Option{Name: "auction_id", Text: typed}))
			if unknown, ok := errors.AsType[game.UnknownAuctionError](err); !ok || unknown.Code != typed {
				t.Errorf("/auction %s %q: %v", sub, typed, err)
			}
		}
	}
}

// People write amounts in many ways.
func TestTypedBids(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]game.BidOrder{
		"1500": {Amount: 1500}, "1,500": {Amount: 1500}, " 1 500 ": {Amount: 1500}, "1.500": {Amount: 1500}, "1_500": {Amount: 1500}, "1’500": {Amount: 1500},
		"1500/2,000": {Amount: 1500, Limit: 2000}, "": {}, "0": {}, "lots": {}, "-5": {}, "+5": {}, "15e2": {}, "99999999999999999999": {}, "1500/lots": {}, "/2000": {},
	} {
		d, g, _ := deps(t)
		amount, limit, _ := strings.Cut(typed, "/")
		r := ask(d, Option{Name: ui.FieldAmount, Text: amount}, Option{Name: ui.FieldLimit, Text: limit})
		r.Route = ui.NewRoute(ui.VerbBidTyped, 1000)
		_, err := component(t, All(d), ui.VerbBidTyped).Run(t.Context(), r)
		if plight, ok := errors.AsType[PlightError](err); want.Amount == 0 {
			if !ok || plight.Plight != ui.NoNumber || len(g.market.bids) != 0 {
				t.Errorf("%q: %v, bids %v", typed, err, g.market.bids)
			}
			continue
		}
		want.Auction = 1000
		if err != nil || len(g.market.bids) != 1 || g.market.bids[0] != want {
			t.Errorf("%q bids %v (%v)", typed, g.market.bids, err)
		}
	}
}

func TestListKeepsItsSearchAndSort(t *testing.T) {
	t.Parallel()
	d, g, _ := deps(t)
	reply, err := subcommand(t, All(d), "auction", "list").Run(t.Context(), ask(d,
		Option{Name: "query", Text: strings.Repeat("달 ", 60)}, Option{Name: "sort", Text: "bids"}))
	first := g.words
	if err != nil || !strings.HasSuffix(first, "/bids") {
		t.Fatal(first, err)
	}
	var ids []string
	for _, part := range reply.Message.Components[0].(discord.ContainerComponent).Components {
		if row, ok := part.(discord.ActionRowComponent); ok {
			for _, b := range row.Components {
				ids = append(ids, b.(discord.ButtonComponent).CustomID)
			}
		}
	}
	r := ask(d)
	r.Route, _ = ui.ParseRoute(ids[3])
	if _, err := component(t, All(d), ui.VerbAuctions).Run(t.Context(), r); err != nil || g.words != first || g.page != 4 {
		t.Errorf("the last page asks for page %d of %q, not of %q: %v", g.page, g.words, first, err)
	}
	if _, err := subcommand(t, All(d), "auction", "list").Run(t.Context(), ask(d)); err != nil || g.words != "/ending" {
		t.Errorf("without options it asks for %q", g.words)
	}
}

func TestAuctionSuggestions(t *testing.T) {
	t.Parallel()
	d, g, _ := deps(t)
	typing := Option{Name: "auction_id", Text: "so", Focused: true}
	choices, err := subcommand(t, All(d), "auction", "bid").Autocomplete.Run(t.Context(), ask(d, typing))
	if err != nil || g.words != "so" || g.page != 25 || len(choices) != 1 || choices[0].Value != "rs" || len([]rune(choices[0].Name)) > 100 {
		t.Errorf("%v, %v", choices, err)
	}
	for typed, want := range map[string]int{"so": 1, "RS": 1, "other": 0} {
		choices, err := subcommand(t, All(d), "auction", "cancel").Autocomplete.Run(t.Context(), ask(d, Option{Name: "auction_id", Text: typed, Focused: true}))
		if err != nil || len(choices) != want {
			t.Errorf("own auctions by %q: %v, %v", typed, choices, err)
		}
	}
	typing.Name = "card_name"
	choices, err = subcommand(t, All(d), "auction", "create").Autocomplete.Run(t.Context(), ask(d, typing))
	if err != nil || len(choices) != 2 || choices[0] != (Choice{"★ Sol [Aurora] ×3", "#1"}) || len([]rune(choices[1].Name)) > 100 {
		t.Errorf("%v, %v", choices, err)
	}
}

func TestSettings(t *testing.T) {
	t.Parallel()
	d, g, _ := deps(t)
	all := All(d)
	r := ask(d)
	r.Route, r.Values = ui.NewRoute(ui.VerbNotices, 5), []string{"won", "nonsense", "outbid"}
	menu := component(t, all, ui.VerbNotices)
	if _, err := menu.Run(t.Context(), r); err != nil || len(g.market.wanted) != 2 || g.market.wanted[0] != game.NoticeOutbid {
		t.Errorf("%v, %v", g.market.wanted, err)
	}
	r.Values = nil
	if _, err := menu.Run(t.Context(), r); err != nil || len(g.market.wanted) != 0 {
		t.Errorf("nothing chosen: %v, %v", g.market.wanted, err)
	}
	place := subcommand(t, all, "settings", "auction-channel")
	for _, id := range []int64{600, 0} {
		if _, err := place.Run(t.Context(), ask(d, Option{Name: "channel", Number: id})); err != nil || g.market.shown != id {
			t.Errorf("%d, %v", g.market.shown, err)
		}
	}
	if err := place.Gate.Admit(Person{ID: 5, Guild: 1}, ui.Route{}); err == nil {
		t.Error("everybody may choose where auctions are shown")
	}
	if err := place.Gate.Admit(Person{ID: 5, Permissions: discord.PermissionManageGuild}, ui.Route{}); err == nil {
		t.Error("a direct message has an auction channel")
	}
}
