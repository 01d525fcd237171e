package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/disgoorg/disgo/discord"

	"gohye/internal/game"
	"gohye/internal/locale"
)

const bob = ana + 1

// auctionOf is an auction of ana's: bids say that bob leads with 1,300.
func auctionOf(bids int) game.Auction {
	a := game.Auction{
		ID: 1000, Seller: ana, Copy: 1234, Card: 1, Print: 7, Start: 1000, Increment: 100, Buyout: 5000,
		Opened: at, Ends: at.Add(6 * time.Hour), State: game.AuctionOpen, Price: 1000, Bids: bids,
		Guild: 500, Channel: 600, Message: 700,
	}
	if bids > 0 {
		a.Top, a.Price, a.Limit = bob, 1300, 2000
	}
	return a
}

func ended(state game.AuctionState, bids int) game.Auction {
	a := auctionOf(bids)
	a.State = state
	return a
}

// largest is an auction whose numbers are as long as can be.
func largest() game.Auction {
	const most = 1_000_000_000_000
	a := auctionOf(1 << 40)
	a.ID, a.Copy, a.Seller, a.Top = 1<<62, 1<<62, 1<<62, 1<<62
	a.Start, a.Price, a.Increment, a.Buyout, a.Limit = most-1, most-1, most, 0, most
	return a
}

func listOf(n int, name string) []ListedFace {
	list := make([]ListedFace, n)
	for i, c := range cardsOf(n, name) {
		a := auctionOf(i % 3)
		a.ID += game.AuctionID(i)
		if i%4 == 3 {
			a.Buyout = 0
		}
		list[i] = ListedFace{ListedAuction: game.ListedAuction{Auction: a, Card: c.Card}, Collection: c.Collection}
	}
	return list
}

// auctionMessages is every message of auctions, with names of the given kind.
func auctionMessages(x *locale.Text, name string) map[string]Message {
	f := cardsOf(1, name)[0].Face()
	row := []Picture{{URL: "http://example.test/pictures/a.jpg"}}
	order := game.AuctionOrder{Copy: 1234, Start: 1000, Increment: 100, Buyout: 5000, Hours: 6}
	longest := game.AuctionOrder{Copy: 1 << 62, Start: 1e12, Increment: 1e12, Buyout: 1e12, Hours: 720}
	simple := game.AuctionOrder{Copy: 1234, Start: 1000, Increment: 100, Hours: 1}
	plan := func(owner game.PlayerID, o game.AuctionOrder, fee int64, tax int) Message {
		return AuctionPlan(x, owner, game.SalePlan{Order: o, Fee: fee, Tax: tax}, f, row)
	}
	show := func(a game.Auction) Message { return Auction(x, game.AuctionView{Auction: a}, f, row) }
	history := []game.BidRow{
		{Number: 3, Player: bob, Amount: 1300, At: at},
		{Number: 2, Player: bob, Amount: 1200, Proxy: true, At: at},
		{Number: 1, Player: bob, Amount: 1000, At: at},
	}
	made := func(r game.BidResult) Message {
		r.Auction = auctionOf(3)
		r.Balance = 4200
		if r.Sold {
			r.Auction = ended(game.AuctionSold, 3)
		}
		if !r.Leads {
			r.Auction.Limit = 0
		}
		return BidMade(x, r, f)
	}
	page := game.AuctionsPage{Page: 1, Pages: 4, Total: 38}
	all := map[string]Message{
		"auction_plan":          plan(ana, order, 50, 5),
		"auction_plan_simple":   plan(ana, simple, 0, 0),
		"auction_plan_longest":  plan(1<<62, longest, 1e12, 99),
		"auction_opened":        AuctionOpened(x, auctionOf(0), f),
		"auction_not_opened":    AuctionNotOpened(x, game.NotYoursError{}, Route{}),
		"auction_not_yet":       AuctionNotOpened(x, game.InsufficientFundsError{Need: 50, Have: 20}, OpenRoute(ana, order)),
		"auction_nevermind":     Nevermind(x),
		"auction_cancel":        CancelPlan(x, ana, game.AuctionView{Auction: auctionOf(0)}, f),
		"auction_cancelled":     AuctionCancelled(x, f),
		"auction_fresh":         show(auctionOf(0)),
		"auction_bids":          show(auctionOf(3)),
		"auction_largest":       show(largest()),
		"auction_over_sold":     show(ended(game.AuctionSold, 3)),
		"auction_over_unsold":   show(ended(game.AuctionUnsold, 0)),
		"auction_over_back":     show(ended(game.AuctionCancelled, 0)),
		"auction_info":          AuctionInfo(x, game.AuctionView{Auction: auctionOf(3), History: history, Leads: true, Watched: true}, f, row),
		"auction_info_own":      AuctionInfo(x, game.AuctionView{Auction: auctionOf(0), Mine: true}, f, row),
		"bid_leads":             made(game.BidResult{Leads: true, Held: 2000, Extended: true}),
		"bid_raised":            made(game.BidResult{Leads: true, Raised: true, Held: 2000}),
		"bid_beaten":            made(game.BidResult{}),
		"bid_bought":            made(game.BidResult{Leads: true, Sold: true}),
		"watch_on":              Watching(x, auctionOf(3), f, true),
		"watch_off":             Watching(x, auctionOf(3), f, false),
		"auctions":              Auctions(x, ana, Asked{}, game.SortEnding, page, listOf(10, name)),
		"auctions_found":        Auctions(x, 1<<62, Asked{Text: strings.Repeat("한글 ", 40), Token: 1<<63 - 1}, game.SortBids, page, listOf(10, name)),
		"auctions_one":          Auctions(x, ana, Asked{}, game.SortPrice, game.AuctionsPage{Pages: 1, Total: 1}, listOf(1, name)),
		"auctions_none":         Auctions(x, ana, Asked{}, game.SortNewest, game.AuctionsPage{Pages: 1}, nil),
		"auctions_unknown":      Auctions(x, ana, Asked{Text: "*bold*"}, game.SortNewest, game.AuctionsPage{Pages: 1}, nil),
		"auctions_mine":         MyAuctions(x, bob, listOf(2, name), listOf(3, name), listOf(1, name), mine(2, 3, 1)),
		"auctions_mine_many":    MyAuctions(x, bob, listOf(10, name), listOf(10, name), listOf(10, name), mine(50, 40, 30)),
		"auctions_mine_none":    MyAuctions(x, bob, nil, nil, nil, game.MyAuctions{}),
		"settings_notices":      Notices(x, ana, 0, false),
		"settings_saved":        Notices(x, ana, game.Mutes(0).With(game.NoticeWon, true), true),
		"settings_channel":      AuctionChannel(x, 600),
		"settings_channel_none": AuctionChannel(x, 0),
	}
	for _, k := range append(game.NoticeKinds(), game.NoticeResult) {
		if k == game.NoticeVote { // about no auction
			continue
		}
		for which, a := range map[string]game.Auction{
			"sold": ended(game.AuctionSold, 3), "unsold": ended(game.AuctionUnsold, 0), "open": auctionOf(3),
		} {
			early := k == game.NoticeOutbid || k == game.NoticeEnding
			if early == (which == "open") && (k != game.NoticeWon || which == "sold") {
				all["notice_"+string(k)+"_"+which] = Notice(x, game.NoticeView{Notice: game.Notice{Kind: k}, Auction: a, Proceeds: 1235}, f)
			}
		}
	}
	return all
}

func mine(selling, bidding, watching int) game.MyAuctions {
	return game.MyAuctions{
		Selling: game.AuctionsPage{Total: selling}, Bidding: game.AuctionsPage{Total: bidding}, Watching: game.AuctionsPage{Total: watching},
	}
}

func TestBidButtons(t *testing.T) {
	t.Parallel()
	x := texts(t)
	for _, tt := range []struct {
		name string
		a    game.Auction
		want string
	}{
		{"nobody has bid: the start price is enough", game.Auction{Start: 1000, Price: 1000, Increment: 100}, "1,000 | 1,500 (+500) | 2,000 (+1,000)"},
		{"below ten thousand", game.Auction{Price: 9_999, Top: 1, Increment: 100}, "10,099 (+100) | 10,499 (+500) | 10,999 (+1,000)"},
		{"from ten thousand", game.Auction{Price: 10_000, Top: 1, Increment: 100}, "11,000 (+1,000) | 15,000 (+5,000) | 20,000 (+10,000)"},
		{"a larger increment", game.Auction{Price: 10_000, Top: 1, Increment: 2500}, "12,500 (+2,500) | 22,500 (+12,500) | 35,000 (+25,000)"},
		{"a smaller one", game.Auction{Price: 50, Top: 1, Increment: 10}, "60 (+10) | 100 (+50) | 150 (+100)"},
		{"a buyout beyond", game.Auction{Price: 1000, Top: 1, Increment: 100, Buyout: 9000}, "1,100 (+100) | 1,500 (+500) | 2,000 (+1,000) | Buy now 9,000"},
		{"a buyout at a bid", game.Auction{Price: 1000, Top: 1, Increment: 100, Buyout: 1500}, "1,100 (+100) | Buy now 1,500"},
		{"a buyout below the next bid", game.Auction{Price: 1000, Top: 1, Increment: 100, Buyout: 1050}, "Buy now 1,050"},
	} {
		var labels []string
		for _, c := range bidButtons(x, tt.a) {
			b := c.(discord.ButtonComponent)
			labels = append(labels, b.Label)
			r, ok := ParseRoute(b.CustomID)
			if said := strings.TrimPrefix(strings.Fields(b.Label + " ")[0], "Buy"); !ok || said != "" && said != x.Number(r.Arg(1)) {
				t.Errorf("%s: the button %q bids %d", tt.name, b.Label, r.Arg(1))
			}
			if r.Arg(1) < tt.a.Least() {
				t.Errorf("%s: the button %q is not enough, which is %d", tt.name, b.Label, tt.a.Least())
			}
		}
		if got := strings.Join(labels, " | "); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestAnOrderComesBackFromItsButton(t *testing.T) {
	t.Parallel()
	o := game.AuctionOrder{Copy: 1 << 62, Start: 1e12, Increment: 1e12, Buyout: 1e12, Hours: 720}
	r, ok := ParseRoute(OpenRoute(1<<62, o).ID())
	if !ok || OrderOf(r) != o || r.Arg(0) != 1<<62 {
		t.Errorf("%+v, %v", OrderOf(r), ok)
	}
}

// A limit is a secret of its player.
func TestLimitsAreNotShown(t *testing.T) {
	t.Parallel()
	x := texts(t)
	a := auctionOf(3)
	a.Limit = 987_654
	for name, m := range map[string]Message{
		"the public message": Auction(x, game.AuctionView{Auction: a}, Face{}, nil),
		"somebody's look":    AuctionInfo(x, game.AuctionView{Auction: a}, Face{}, nil),
		"a list":             Auctions(x, ana, Asked{}, game.SortEnding, game.AuctionsPage{Pages: 1}, []ListedFace{{ListedAuction: game.ListedAuction{Auction: a}}}),
		"a notice":           Notice(x, game.NoticeView{Notice: game.Notice{Kind: game.NoticeOutbid}, Auction: a}, Face{}),
		"who was beaten":     BidMade(x, game.BidResult{Auction: a}, Face{}),
	} {
		if s := readable(t, m); strings.Contains(s, "987,654") {
			t.Errorf("%s shows the limit: %s", name, s)
		}
	}
}

// The menu shows what is set, and gives back what it shows.
func TestNoticesMenu(t *testing.T) {
	t.Parallel()
	m := Notices(texts(t), ana, game.Mutes(0).With(game.NoticeSold, true), false)
	menu := m.Components[0].(discord.ContainerComponent).Components[1].(discord.ActionRowComponent).Components[0].(discord.StringSelectMenuComponent)
	var chosen []string
	for _, o := range menu.Options {
		if o.Default {
			chosen = append(chosen, o.Value)
		}
	}
	want := slices.DeleteFunc(game.NoticeKinds(), func(k game.NoticeKind) bool { return k == game.NoticeSold })
	if got := NoticesOf(append(chosen, "nonsense")); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%v, want %v", got, want)
	}
	if *menu.MinValues != 0 || menu.MaxValues != len(menu.Options) {
		t.Errorf("the menu takes %d to %d of %d", *menu.MinValues, menu.MaxValues, len(menu.Options))
	}
}

func TestSorts(t *testing.T) {
	t.Parallel()
	for _, s := range game.AuctionSorts() {
		if SortOf(SortNumber(s)) != s {
			t.Errorf("%s comes back as %s", s, SortOf(SortNumber(s)))
		}
	}
	for _, n := range []int64{-1, 4, 99} {
		if SortOf(n) != game.SortEnding {
			t.Errorf("%d is %s", n, SortOf(n))
		}
	}
}
