package ui

import (
	"slices"
	"strings"

	"github.com/disgoorg/disgo/discord"

	"gohye/internal/game"
	"gohye/internal/locale"
)

// VerbAuctions is the verb of the page buttons of /auction list: owner, page,
// button, sort, and the token of a query that is too long for the words.
const VerbAuctions = "al"

// A ListedFace is an auction in a list, with its card's collection.
type ListedFace struct {
	game.ListedAuction
	Collection game.Collection
}

// Face is the auction's card.
func (l ListedFace) Face() Face {
	return Face{Card: l.Card, Collection: l.Collection, Print: l.Auction.Print}
}

// SortNumber is a sort in a custom id; SortOf reads it, and takes anything that
// it does not know for the first.
func SortNumber(s game.AuctionSort) int64 { return int64(max(0, slices.Index(game.AuctionSorts(), s))) }

// SortOf is the sort of a number in a custom id.
func SortOf(n int64) game.AuctionSort {
	all := game.AuctionSorts()
	if n < 0 || n >= int64(len(all)) {
		n = 0
	}
	return all[n]
}

// SortName is what a sort is called.
func SortName(t *locale.Text, s game.AuctionSort) string {
	switch s {
	case game.SortNewest:
		return t.Say("auctions.newest")
	case game.SortPrice:
		return t.Say("auctions.cheapest")
	case game.SortBids:
		return t.Say("auctions.most_bids")
	case game.SortEnding:
	}
	return t.Say("auctions.ending")
}

// Auctions is a page of the open auctions.
func Auctions(t *locale.Text, owner game.PlayerID, asked Asked, sort game.AuctionSort, p game.AuctionsPage, list []ListedFace) Message {
	words := asked.Text
	if len(list) == 0 {
		if words == "" {
			return note(accentPlain, t.Say("auctions.none"))
		}
		return note(accentPlain, t.Say("auctions.none_found", locale.S("Words", plain(words))))
	}
	var b strings.Builder
	b.WriteString(t.Say("auctions.title", locale.N("Count", p.Total), locale.S("Sort", SortName(t, sort))))
	if words != "" {
		b.WriteString(" " + t.Say("auctions.found", locale.S("Words", plain(words))))
	}
	for _, l := range list {
		b.WriteString("\n" + auctionLine(t, l))
	}
	parts := []discord.ContainerSubComponent{text(b.String())}
	parts = append(parts, turning(t, p.Page, p.Pages, func(page, which int64) Route {
		r := NewRoute(VerbAuctions, int64(owner), page, which, SortNumber(sort), asked.Token)
		r.Words = asked.words()
		return r
	})...)
	return Message{Components: []discord.LayoutComponent{box(accentPlain, parts...)}}
}

// auctionLine is an auction in a list: time left, code, bids, price, buyout,
// stars, name, collection.
func auctionLine(t *locale.Text, l ListedFace) string {
	a := l.Auction
	s := "`" + a.ID.Code() + "` " + brief(l.Face()) + "\n-# " + relative(a.Ends) + " · " +
		t.Say("auctions.price", locale.N("Price", a.Price)) + " · " + t.Say("auction.bids", locale.N("Count", a.Bids))
	if a.Buyout > 0 {
		s += " · " + t.Say("auction.buyout", locale.N("Buyout", a.Buyout))
	}
	return s
}

// brief is a title whose names are cut to what ten lines have room for.
func brief(f Face) string {
	f.Card.Name, f.Collection.Name = cut(f.Card.Name, 40), cut(f.Collection.Name, 25)
	return title(f)
}

// mineRoom is how many characters each list of /auction mine may take.
const mineRoom = 1200

// MyAuctions shows what a player sells, has bid on, and watches.
func MyAuctions(t *locale.Text, player game.PlayerID, selling, bidding, watching []ListedFace, m game.MyAuctions) Message {
	var parts []discord.ContainerSubComponent
	add := func(head string, list []ListedFace, total int, line func(ListedFace) string) {
		if len(list) == 0 {
			return
		}
		if len(parts) > 0 {
			parts = append(parts, discord.NewSmallSeparator())
		}
		var b strings.Builder
		b.WriteString(head)
		for _, l := range list {
			s := "\n" + line(l)
			if b.Len()+len(s) > mineRoom {
				break
			}
			b.WriteString(s)
			total--
		}
		if total > 0 {
			b.WriteString("\n" + t.Say("auctions.more", locale.N("Count", total)))
		}
		parts = append(parts, text(b.String()))
	}
	add(t.Say("auctions.selling"), selling, m.Selling.Total, func(l ListedFace) string { return auctionLine(t, l) })
	add(t.Say("auctions.bidding"), bidding, m.Bidding.Total, func(l ListedFace) string {
		if l.Auction.Top == player {
			return auctionLine(t, l) + " · " + t.Say("auctions.leading", locale.N("Limit", l.Auction.Limit))
		}
		return auctionLine(t, l) + " · " + t.Say("auctions.outbid", locale.N("Least", l.Auction.Least()))
	})
	add(t.Say("auctions.watching"), watching, m.Watching.Total, func(l ListedFace) string { return auctionLine(t, l) })
	if len(parts) == 0 {
		return whisper(accentPlain, t.Say("auctions.none_mine"))
	}
	return Message{Ephemeral: true, Components: []discord.LayoutComponent{box(accentPlain, parts...)}}
}

// SuggestedAuction is an auction in a list of suggestions.
func SuggestedAuction(t *locale.Text, l ListedFace) string {
	f := l.Face()
	return CutChoice(l.Auction.ID.Code() + " · " + stars(f.Card.Level) + " " + cut(f.Card.Name, 40) +
		" [" + cut(f.Collection.Name, 25) + "] · " + t.Number(l.Auction.Price))
}

// SuggestedSale is a card that the player could auction in a list of
// suggestions.
func SuggestedSale(t *locale.Text, h HeldFace) string {
	s := stars(h.Card.Level) + " " + h.Card.Name + " [" + h.Collection.Name + "]"
	if n := h.Holding.Copies; n > 1 {
		s = cut(s, maxChoice-10) + " ×" + t.Number(int64(n))
	}
	return CutChoice(s)
}
