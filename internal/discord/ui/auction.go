package ui

import (
	"strings"
	"time"

	"github.com/disgoorg/disgo/discord"

	"gohye/internal/game"
	"gohye/internal/locale"
)

// The verbs of an auction's buttons.
const (
	VerbAuctionOpen   = "ao" // owner, copy, start price, hours, buyout, increment
	VerbAuctionCancel = "ac" // owner, auction
	VerbNevermind     = "an" // owner: what was asked is not done
	VerbBid           = "ab" // auction, amount
	VerbBidForm       = "af" // auction, least: asks for a bid
	VerbBidTyped      = "at" // auction: the form with the bid
	VerbWatch         = "aw" // auction, on
)

// OpenRoute is the button that opens an auction by this order.
func OpenRoute(owner game.PlayerID, o game.AuctionOrder) Route {
	return NewRoute(VerbAuctionOpen, int64(owner), int64(o.Copy), o.Start, int64(o.Hours), o.Buyout, o.Increment)
}

// OrderOf is the order that an OpenRoute carries.
func OrderOf(r Route) game.AuctionOrder {
	return game.AuctionOrder{
		Copy: game.CopyID(r.Arg(1)), Start: r.Arg(2), Hours: int(r.Arg(3)), Buyout: r.Arg(4), Increment: r.Arg(5),
	}
}

// AuctionPlan asks whether an auction is to be opened on these terms.
func AuctionPlan(t *locale.Text, owner game.PlayerID, p game.SalePlan, f Face, pictures []Picture) Message {
	m := Message{Ephemeral: true}
	o := p.Order
	terms := []string{t.Say("auction.terms", locale.N("Start", o.Start), locale.N("Increment", o.Increment))}
	if o.Buyout > 0 {
		terms = append(terms, t.Say("auction.plan_buyout", locale.N("Buyout", o.Buyout)))
	}
	terms = append(terms, t.Say("auction.hours", locale.N("Count", o.Hours)))
	if p.Fee > 0 {
		terms = append(terms, t.Say("auction.fee", locale.N("Fee", p.Fee)))
	} else {
		terms = append(terms, t.Say("auction.no_fee"))
	}
	if p.Tax > 0 {
		terms = append(terms, t.Say("auction.tax", locale.N("Tax", p.Tax)))
	}
	terms = append(terms, t.Say("auction.plan_hint"))
	parts := []discord.ContainerSubComponent{text(t.Say("auction.plan") + "\n" + printed(f))}
	parts = append(parts, m.gallery(pictures, []string{alt(t, f)})...)
	parts = append(parts, text(strings.Join(terms, "\n")), confirm(t, OpenRoute(owner, o), owner, "auction.confirm"))
	m.Components = []discord.LayoutComponent{box(accent(f.Card.Level), parts...)}
	return m
}

// confirm is a row of two buttons: to do it, and not to.
func confirm(t *locale.Text, yes Route, owner game.PlayerID, face string) discord.ActionRowComponent {
	return discord.ActionRowComponent{Components: []discord.InteractiveComponent{
		discord.ButtonComponent{Style: discord.ButtonStyleSuccess, Label: t.Say(face), CustomID: yes.ID()},
		discord.ButtonComponent{
			Style: discord.ButtonStyleSecondary, Label: t.Say("auction.nevermind"),
			CustomID: NewRoute(VerbNevermind, int64(owner)).ID(),
		},
	}}
}

// Nevermind says that what was asked has not been done.
func Nevermind(t *locale.Text) Message { return whisper(accentPlain, t.Say("auction.not_done")) }

// AuctionOpened says that an auction is open.
func AuctionOpened(t *locale.Text, a game.Auction, f Face) Message {
	s := t.Say("auction.opened", locale.S("Code", a.ID.Code())) + "\n" + printed(f) + "\n" +
		t.Say("auction.ends", locale.S("When", relative(a.Ends)), locale.S("At", moment(a.Ends)))
	if a.Channel != 0 {
		s += "\n" + t.Say("auction.shown_in", locale.S("Channel", channel(a.Channel)))
	}
	return whisper(accentGood, s)
}

// AuctionNotOpened says why an auction was not opened. Where it may be later,
// again is the button that tries.
func AuctionNotOpened(t *locale.Text, r game.Refusal, again Route) Message {
	m := Refused(t, r)
	if again.Verb == "" {
		return m
	}
	owner := game.PlayerID(again.Arg(0))
	m.Components = []discord.LayoutComponent{box(accentRefused, text(sentence(t, r)), confirm(t, again, owner, "auction.again"))}
	return m
}

// CancelPlan asks whether an auction is to be taken back.
func CancelPlan(t *locale.Text, owner game.PlayerID, v game.AuctionView, f Face) Message {
	return Message{Ephemeral: true, Components: []discord.LayoutComponent{box(
		accent(f.Card.Level),
		text(t.Say("auction.cancel", locale.S("Code", v.Auction.ID.Code()))+"\n"+printed(f)),
		confirm(t, NewRoute(VerbAuctionCancel, int64(owner), int64(v.Auction.ID)), owner, "auction.cancel_yes"),
	)}}
}

// AuctionCancelled says that an auction has been taken back.
func AuctionCancelled(t *locale.Text, f Face) Message {
	return whisper(accentGood, t.Say("auction.cancel_done")+"\n"+printed(f))
}

// Auction is the message that shows an auction to everybody. One that is over
// has no buttons; nor has one that its seller looks at.
func Auction(t *locale.Text, v game.AuctionView, f Face, pictures []Picture) Message {
	return auction(t, v, f, pictures, "")
}

// AuctionInfo shows an auction to one player: also what concerns that player,
// and the latest bids.
func AuctionInfo(t *locale.Text, v game.AuctionView, f Face, pictures []Picture) Message {
	var lines []string
	if v.Leads && v.Auction.State == game.AuctionOpen {
		lines = append(lines, t.Say("auction.you_lead", locale.N("Limit", v.Auction.Limit)))
	}
	if v.Mine {
		lines = append(lines, t.Say("auction.you_sell"))
	}
	if v.Watched {
		lines = append(lines, t.Say("auction.you_watch"))
	}
	if len(v.History) > 0 {
		lines = append(lines, t.Say("auction.history"))
	}
	for _, b := range v.History {
		lines = append(lines, bidLine(t, b))
	}
	m := auction(t, v, f, pictures, strings.Join(lines, "\n"))
	m.Ephemeral = true
	return m
}

func bidLine(t *locale.Text, b game.BidRow) string {
	s := "`" + decimal(int64(b.Number)) + "` " + mention(b.Player) + " **" + t.Number(b.Amount) + "** · " + relative(b.At)
	if b.Proxy {
		s += " · " + t.Say("auction.by_limit")
	}
	return s
}

func auction(t *locale.Text, v game.AuctionView, f Face, pictures []Picture, more string) Message {
	var m Message
	a := v.Auction
	head := t.Say("auction.title", locale.S("Seller", mention(a.Seller))) + "\n" + printed(f) +
		" · " + t.Say("card.code", locale.S("Code", a.ID.Code()))
	parts := []discord.ContainerSubComponent{text(head)}
	parts = append(parts, m.gallery(pictures, []string{alt(t, f)})...)
	parts = append(parts, text(strings.Join(standing(t, a), "\n")))
	if more != "" {
		parts = append(parts, line(), text(more))
	}
	switch {
	case a.State != game.AuctionOpen:
	case v.Mine: // who sells cannot bid, and is told anyway
	default:
		parts = append(parts, discord.ActionRowComponent{Components: bidButtons(t, a)})
		row := []discord.InteractiveComponent{watchButton(t, a.ID, !v.Watched)}
		if a.Buyout == 0 || a.Least() < a.Buyout {
			row = append([]discord.InteractiveComponent{formButton(t, a)}, row...)
		}
		parts = append(parts, discord.ActionRowComponent{Components: row})
	}
	m.Components = []discord.LayoutComponent{box(accent(f.Card.Level), parts...)}
	return m
}

// standing is how an auction stands, or how it has ended.
func standing(t *locale.Text, a game.Auction) []string {
	switch a.State {
	case game.AuctionSold:
		return []string{
			t.Say("auction.sold", locale.S("Winner", mention(a.Top)), locale.N("Price", a.Price)),
			t.Say("auction.bids", locale.N("Count", a.Bids)),
		}
	case game.AuctionUnsold:
		return []string{t.Say("auction.unsold")}
	case game.AuctionCancelled:
		return []string{t.Say("auction.cancelled")}
	case game.AuctionOpen:
	}
	var lines []string
	if a.Top == 0 {
		lines = append(lines, t.Say("auction.no_bid", locale.N("Price", a.Price)))
	} else {
		lines = append(lines, t.Say("auction.price", locale.N("Price", a.Price), locale.S("Leader", mention(a.Top)))+
			" · "+t.Say("auction.bids", locale.N("Count", a.Bids)))
	}
	least := t.Say("auction.least", locale.N("Least", a.Least()))
	if a.Buyout > 0 {
		least += " · " + t.Say("auction.buyout", locale.N("Buyout", a.Buyout))
	}
	return append(lines, least,
		t.Say("auction.ends", locale.S("When", relative(a.Ends)), locale.S("At", moment(a.Ends))))
}

// From rough on, the buttons of bids go in steps of at least roughStep.
const (
	rough     = 10_000
	roughStep = 1_000
)

// bidButtons are up to three bids, and the buyout. Each carries the amount that
// it bids and says it, so that a press bids what was read and not what the price
// has become meanwhile.
func bidButtons(t *locale.Text, a game.Auction) []discord.InteractiveComponent {
	step := a.Increment
	if a.Price >= rough {
		step = max(step, roughStep)
	}
	var row []discord.InteractiveComponent
	bid := func(style discord.ButtonStyle, label string, amount int64) {
		row = append(row, discord.ButtonComponent{
			Style: style, Label: label, CustomID: NewRoute(VerbBid, int64(a.ID), amount).ID(),
		})
	}
	steps := []int64{step, 5 * step, 10 * step}
	if a.Top == 0 {
		steps[0] = 0 // the start price is enough
	}
	for _, s := range steps {
		amount := a.Price + s
		if a.Buyout > 0 && amount >= a.Buyout {
			break
		}
		label := t.Say("auction.bid_button", locale.N("Amount", amount), locale.N("Step", s))
		if s == 0 {
			label = t.Say("auction.first_button", locale.N("Amount", amount))
		}
		bid(discord.ButtonStylePrimary, label, amount)
	}
	if a.Buyout > 0 {
		bid(discord.ButtonStyleSuccess, t.Say("auction.buy_button", locale.N("Amount", a.Buyout)), a.Buyout)
	}
	return row
}

// formButton asks for a bid of the player's own choice.
func formButton(t *locale.Text, a game.Auction) discord.ButtonComponent {
	return discord.ButtonComponent{
		Style: discord.ButtonStyleSecondary, Emoji: &discord.ComponentEmoji{Name: "✏️"}, Label: t.Say("auction.form_button"),
		CustomID: NewRoute(VerbBidForm, int64(a.ID), a.Least()).ID(),
	}
}

// The fields of a bid that is typed.
const (
	FieldAmount = "amount"
	FieldLimit  = "max"
)

// BidForm asks for a bid in an auction. least is what was enough when the button
// was shown; what is enough now is checked with the bid.
func BidForm(t *locale.Text, id game.AuctionID, least int64) Form {
	const digits = 20 // with the signs between them
	return Form{
		Title: t.Say("auction.form", locale.S("Code", id.Code())), Route: NewRoute(VerbBidTyped, int64(id)),
		Fields: []Field{
			{Name: FieldAmount, Label: t.Say("auction.form_amount"), Hint: t.Say("auction.form_least", locale.N("Least", least)), Required: true, Most: digits},
			{Name: FieldLimit, Label: t.Say("auction.form_limit"), About: t.Say("auction.form_limit_about"), Most: digits},
		},
	}
}

// watchButton lets a player watch an auction, or no longer: it says which.
func watchButton(t *locale.Text, id game.AuctionID, on bool) discord.ButtonComponent {
	face, arg := t.Say("auction.watch_button"), int64(1)
	if !on {
		face, arg = t.Say("auction.unwatch_button"), 0
	}
	return discord.ButtonComponent{
		Style: discord.ButtonStyleSecondary, Emoji: &discord.ComponentEmoji{Name: "👁️"}, Label: face,
		CustomID: NewRoute(VerbWatch, int64(id), arg).ID(),
	}
}

// Watching says that a player watches an auction, or no longer, with the button
// for the opposite.
func Watching(t *locale.Text, a game.Auction, f Face, on bool) Message {
	s := t.Say("auction.unwatched", locale.S("Card", title(f)))
	if on {
		s = t.Say("auction.watched", locale.S("Card", title(f)), locale.S("When", relative(a.Ends)))
	}
	row := discord.ActionRowComponent{Components: []discord.InteractiveComponent{watchButton(t, a.ID, !on)}}
	return Message{Ephemeral: true, Components: []discord.LayoutComponent{box(accentPlain, text(s), row)}}
}

// BidMade tells a player what became of a bid.
func BidMade(t *locale.Text, r game.BidResult, f Face) Message {
	a, card := r.Auction, locale.S("Card", title(f))
	var lines []string
	color := accentGood
	switch {
	case r.Sold:
		lines = append(lines, t.Say("bid.bought", card, locale.N("Price", a.Price)))
		if r.Cashback > 0 {
			lines = append(lines, t.Say("notice.cashback", locale.N("Extra", r.Cashback)))
		}
	case r.Raised:
		lines = append(lines, t.Say("bid.raised", card, locale.N("Limit", a.Limit), locale.N("Price", a.Price)))
	case r.Leads:
		lines = append(lines, t.Say("bid.leads", card, locale.N("Price", a.Price)))
		if a.Limit > a.Price {
			lines = append(lines, t.Say("bid.limit", locale.N("Limit", a.Limit)))
		}
	default:
		color = accentRefused
		lines = append(lines, t.Say("bid.beaten", card, locale.N("Price", a.Price), locale.N("Least", a.Least())))
	}
	if r.Extended && !r.Sold {
		lines = append(lines, t.Say("bid.extended", locale.S("When", relative(a.Ends))))
	}
	if r.Held > 0 {
		lines = append(lines, t.Say("bid.held", locale.N("Held", r.Held), locale.N("Balance", r.Balance)))
	} else {
		lines = append(lines, t.Say("bid.balance", locale.N("Balance", r.Balance)))
	}
	parts := []discord.ContainerSubComponent{text(strings.Join(lines, "\n"))}
	if row := bidButtons(t, a); !r.Leads && !r.Sold && len(row) > 0 {
		parts = append(parts, discord.ActionRowComponent{Components: row})
	}
	return Message{Ephemeral: true, Components: []discord.LayoutComponent{box(color, parts...)}}
}

// printed is a copy's title with its print.
func printed(f Face) string { return title(f) + " `#" + decimal(int64(f.Print)) + "`" }

// moment is a time as Discord's clients write it: day and hour.
func moment(t time.Time) string { return "<t:" + decimal(t.Unix()) + ":f>" }

func channel(id int64) string { return "<#" + decimal(id) + ">" }

// whisper is a note for the asking player only.
func whisper(accent int, s string) Message {
	m := note(accent, s)
	m.Ephemeral = true
	return m
}
