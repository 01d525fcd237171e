package e2e_test

import (
	"context"
	"errors"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"gohye/internal/sandbox"
	"gohye/internal/sandbox/client"
)

// rich are rules under which everybody can buy and claim.
const rich = `
[start]
flakes = 20000

[claim]
cooldown = "0s"

[auction]
fee = 10
tax = 5
refresh = "1s"
`

// TestAuction plays whole auctions: opened, shown, bid on by button and by
// limit, bought, taken back, watched, and told about.
func TestAuction(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, database string) {
		g := newGuild(t)
		b := launch(t, g.settings(database).with("RULES", rules(t, rich)))
		m := fair{t: t, g: g, ana: g.join(t, "Ana"), bob: g.join(t, "Bob"), cho: g.join(t, "Cho")}
		m.settings()
		m.opens()
		m.bids()
		m.limits()
		m.looks()
		m.buys()
		m.takesBack()
		m.closedChannel()
		b.stop(t)
		g.check(t, func(x sandbox.Exchange) bool { // the channel in which the bot may not write
			return x.Status == 403 && strings.Contains(string(x.Answer), "50013")
		})
		audit(t, database)
	})
}

// A fair is people who trade: ana sells, bob and cho buy.
type fair struct {
	t             *testing.T
	g             *guild
	ana, bob, cho *player
	code          string         // of the auction
	message       client.Message // that shows it
}

var openCode = regexp.MustCompile("auction is open: `([0-9a-z]+)`")

// opens an auction of ana's, through the suggestions, with a double click.
func (f *fair) opens() {
	t := f.t
	t.Helper()
	f.ana.do("claim", client.Arg{Name: "count", Value: 4})
	f.message, f.code = f.open(f.ana)
	if f.message.ChannelID != f.g.Channels()["market"] {
		t.Error("the auction is not shown in the channel that was chosen")
	}
	if f.message.Ephemeral() || !strings.Contains(f.message.Text(), "Start price **1,000**") {
		t.Errorf("the auction's message:\n%s", f.message.Text())
	}
}

// open lets a player auction a card that is suggested, and returns the message
// that shows it.
func (f *fair) open(p *player, more ...client.Arg) (client.Message, string) {
	t := f.t
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	found, err := p.Autocomplete(ctx, p.guild.channel, "auction create", "card_name", client.Arg{Name: "card_name", Value: ""})
	if err != nil || len(found.Choices) == 0 {
		t.Fatalf("no card is suggested: %v", err)
	}
	card := strings.Trim(string(found.Choices[0].Value), `"`)
	args := append([]client.Arg{{Name: "card_name", Value: card}, {Name: "start_price", Value: 1000}, {Name: "duration", Value: 6}}, more...)
	a := p.do("auction create", args...)
	says(t, "/auction create", a, "Auction this card?", "Start price **1,000**", "Listing it costs **10**", "**5%**")
	if !a.Message.Ephemeral() {
		t.Error("the question is for everybody to see")
	}
	confirm := a.Message.Button("Confirm")
	opened := p.press(a.Message, "Confirm")
	says(t, "Confirm", opened, "Your auction is open")
	if opened.Kind != client.Update || opened.Message.ID != a.Message.ID {
		t.Errorf("Confirm answered with kind %d", opened.Kind)
	}
	if _, err := p.push(opened.Message, confirm); !gone(err) {
		t.Errorf("the button is still there: %v", err)
	}
	code := openCode.FindStringSubmatch(opened.Message.Text())
	if code == nil {
		t.Fatalf("no code in\n%s", opened.Message.Text())
	}
	return f.shown(p, code[1], "auctions a card"), code[1]
}

// shown waits until an auction's message has the words.
func (f *fair) shown(p *player, code string, words ...string) client.Message {
	f.t.Helper()
	return waitFor(f.t, p, func(m *client.Message) bool {
		text := m.Text()
		for _, w := range append(words, "Code `"+code+"`") {
			if !strings.Contains(text, w) {
				return false
			}
		}
		return !m.Ephemeral()
	})
}

// direct waits until a player is told something by the bot alone.
func (f *fair) direct(p *player, words ...string) client.Message {
	f.t.Helper()
	return waitFor(f.t, p, func(m *client.Message) bool {
		for _, c := range f.g.Channels() {
			if m.ChannelID == c {
				return false
			}
		}
		for _, w := range words {
			if !strings.Contains(m.Text(), w) {
				return false
			}
		}
		return true
	})
}

// bids by the buttons of the message, which say what they bid.
func (f *fair) bids() {
	t := f.t
	t.Helper()
	says(t, "a bid", f.bob.press(f.message, "1,500 (+500)"), "You lead", "**1,500**", "Held for this auction: 1,500")
	late, err := f.cho.push(f.message, f.message.Button("1,500 (+500)"))
	if err != nil && !gone(err) { // or the message is newer already
		t.Fatal(err)
	}
	if err == nil {
		says(t, "a button that is late", late, "bid at least **1,600**")
	}
	says(t, "the seller's bid", f.ana.do("auction bid", client.Arg{Name: "auction_id", Value: f.code}), "your own auction")
	f.message = f.shown(f.cho, f.code, "Price **1,500**", "1 bid", "at least **1,600**")
	if f.message.Button("1,600 (+100)") == "" {
		t.Error("the buttons do not follow the price")
	}
}

// limits: cho goes up to 3,000, and bob is told and beaten.
func (f *fair) limits() {
	t := f.t
	t.Helper()
	form := f.cho.press(f.message, "Another bid")
	a, err := decoded(f.cho.SubmitModal(t.Context(), form.Modal, map[string]any{"amount": "1,600", "max": "2,000"}))
	if err != nil {
		t.Fatal(err)
	}
	says(t, "a limit", a, "You lead", "Up to **2,000**")
	a = f.cho.do("auction bid", client.Arg{Name: "auction_id", Value: f.code}, client.Arg{Name: "max", Value: 3000})
	says(t, "a higher limit", a, "You lead already", "limit is now **3,000**")
	if !a.Message.Ephemeral() {
		t.Error("a limit is for everybody to see")
	}
	told := f.direct(f.bob, "Somebody bids more", "Price **1,600**")
	says(t, "a bid from the direct message", f.bob.press(told, "1,700 (+100)"), "Outbid at once", "**1,800**")
	says(t, "bob's purse", f.bob.do("balance"), "**20,000** flakes")
	f.message = f.shown(f.ana, f.code, "Price **1,800**", "4 bids")
}

// looks: the list, one auction, and one's own.
func (f *fair) looks() {
	t := f.t
	t.Helper()
	says(t, "/auction list", f.bob.do("auction list"), "1 auction", "`"+f.code+"`", "**1,800**", "4 bids")
	says(t, "a search for nothing", f.bob.do("auction list", client.Arg{Name: "query", Value: "no such card"}), "No auction's card matches")
	info := f.cho.do("auction info", client.Arg{Name: "auction_id", Value: f.code})
	says(t, "/auction info", info, "You lead, with your limit at **3,000**", "Latest bids", "by an earlier limit")
	if other := f.bob.do("auction info", client.Arg{Name: "auction_id", Value: f.code}); strings.Contains(other.Message.Text(), "3,000") {
		t.Errorf("a limit is shown to others:\n%s", other.Message.Text())
	}
	says(t, "/auction mine", f.bob.do("auction mine"), "You have bid", "**outbid**, next bid 1,900")
	says(t, "/auction mine", f.ana.do("auction mine"), "You sell", "`"+f.code+"`")
	watching := f.bob.press(f.message, "👁️")
	says(t, "Watch", watching, "You watch")
	says(t, "/auction mine", f.bob.do("auction mine"), "You watch")
	says(t, "Stop watching", f.bob.press(watching.Message, "Stop watching"), "no longer watch")
	says(t, "/auction watch", f.bob.do("auction watch", client.Arg{Name: "auction_id", Value: f.code}, client.Arg{Name: "on", Value: false}), "no longer watch")
	says(t, "a code that is none", f.bob.do("auction info", client.Arg{Name: "auction_id", Value: "zzzz"}), "no auction “zzzz”")
	says(t, "/auction cancel", f.ana.do("auction cancel", client.Arg{Name: "auction_id", Value: f.code}), "Somebody has bid")
}

// buys another auction at its buyout, which ends it.
func (f *fair) buys() {
	t := f.t
	t.Helper()
	message, code := f.open(f.ana, client.Arg{Name: "buyout", Value: 2000})
	says(t, "Buy now", f.bob.press(message, "Buy now 2,000"), "It is yours", "You paid **2,000**")
	over := f.shown(f.ana, code, "**Sold** to")
	over.Each(func(c *client.Component) {
		if c.Type == 2 {
			t.Errorf("an auction that is over has the button %q", c.Label)
		}
	})
	waitFor(t, f.cho, func(m *client.Message) bool { return strings.Contains(m.Text(), "**Sold**: ") })
	f.direct(f.ana, "Sold: ", "you get **1,900**")
	f.direct(f.bob, "You have won", "**2,000**")
	says(t, "bob's cards", f.bob.do("cards"), "1 card")
	if late, err := f.cho.push(message, message.Button("Buy now 2,000")); err == nil {
		says(t, "a buyout that is late", late, "is over")
	} else if !gone(err) {
		t.Error(err)
	}
}

// takesBack an auction on which nobody has bid.
func (f *fair) takesBack() {
	t := f.t
	t.Helper()
	_, code := f.open(f.ana)
	says(t, "another's auction", f.bob.do("auction cancel", client.Arg{Name: "auction_id", Value: code}), "another player's")
	ask := f.ana.do("auction cancel", client.Arg{Name: "auction_id", Value: code})
	says(t, "/auction cancel", ask, "Take auction `"+code+"` back?")
	says(t, "Cancel", f.ana.press(ask.Message, "Cancel"), "Nothing was done")
	ask = f.ana.do("auction cancel", client.Arg{Name: "auction_id", Value: code})
	says(t, "Take it back", f.ana.press(ask.Message, "Take it back"), "The card is yours again")
	f.shown(f.bob, code, "**Cancelled**")
}

// settings: what one is told, and where auctions are shown.
func (f *fair) settings() {
	t := f.t
	t.Helper()
	owner := f.g.owner(t)
	says(t, "a player's try", f.ana.do("settings auction-channel", client.Arg{Name: "channel", Value: f.g.Channels()["market"]}), "You may not use this")
	says(t, "/settings auction-channel", owner.do("settings auction-channel", client.Arg{Name: "channel", Value: f.g.Channels()["market"]}),
		"shown in <#"+f.g.Channels()["market"].String()+">")
	menu := f.cho.do("settings notifications")
	var id string
	menu.Message.Each(func(c *client.Component) {
		if c.Type == 3 {
			id = c.CustomID
		}
	})
	choose := func(values ...string) client.Answer {
		t.Helper()
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		defer cancel()
		a, err := decoded(f.cho.Select(ctx, menu.Message, id, values...))
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	says(t, "nothing chosen", choose(), "Saved")
	says(t, "all but one", choose("outbid", "won", "sold", "ending"), "Saved")
	if raw := string(choose("outbid", "won").Message.Raw); strings.Count(raw, `"default":true`) != 2 {
		t.Errorf("the menu does not show what was chosen: %s", raw)
	}
}

// closedChannel: where the bot may not write nothing is shown, and the auction
// goes on.
func (f *fair) closedChannel() {
	t := f.t
	t.Helper()
	closed := f.g.Channels()["announcements"]
	says(t, "a channel that is closed to us", f.g.owner(t).do("settings auction-channel", client.Arg{Name: "channel", Value: closed}), "shown in")
	a := f.ana.do("auction create", client.Arg{Name: "card_name", Value: f.anyCard()}, client.Arg{Name: "start_price", Value: 1000}, client.Arg{Name: "duration", Value: 6})
	opened := f.ana.press(a.Message, "Confirm")
	code := openCode.FindStringSubmatch(opened.Message.Text())
	if code == nil {
		t.Fatal("it was not opened")
	}
	eventually(t, "the bot tries to show it", func() error {
		for _, x := range f.g.requests() {
			if x.Status == 403 && strings.Contains(x.Path, closed.String()) {
				return nil
			}
		}
		return context.DeadlineExceeded
	})
	says(t, "a bid on what is not shown", f.bob.do("auction bid", client.Arg{Name: "auction_id", Value: code[1]}), "You lead")
	says(t, "back to where it is opened", f.g.owner(t).do("settings auction-channel"), "where each is opened")
}

func (f *fair) anyCard() string {
	f.t.Helper()
	ctx, cancel := context.WithTimeout(f.t.Context(), patience)
	defer cancel()
	found, err := f.ana.Autocomplete(ctx, f.g.channel, "auction create", "card_name", client.Arg{Name: "card_name", Value: ""})
	if err != nil || len(found.Choices) == 0 {
		f.t.Fatalf("no card is suggested: %v", err)
	}
	return strings.Trim(string(found.Choices[0].Value), `"`)
}

// TestTheEndOfAnAuction winds the program's clock: who watches is told before the
// end, a late bid moves it, and at the end everybody learns what became of it.
func TestTheEndOfAnAuction(t *testing.T) {
	t.Parallel()
	g, c := newGuild(t), &wound{}
	database := filepath.Join(t.TempDir(), "game.db")
	_, stop := insideAt(t, g.settings(database).with("RULES", rules(t, rich+"extension = \"1m\"\n")), c)
	f := fair{t: t, g: g, ana: g.join(t, "Ana"), bob: g.join(t, "Bob"), cho: g.join(t, "Cho")}
	commanded(t, f.ana)
	f.ana.do("claim", client.Arg{Name: "count", Value: 4})
	message, code := f.open(f.ana)
	unsold, other := f.open(f.ana)
	says(t, "a bid", f.bob.press(message, "1,000"), "You lead")
	says(t, "Watch", f.cho.press(message, "👁️"), "You watch")
	ends := time.Unix(0, number(t, open(t, database), "SELECT ends FROM auction WHERE id = 1"))
	c.wind(ends.Add(-4 * time.Minute))
	f.direct(f.cho, "ends soon", "Price **1,000**")
	c.wind(ends.Add(-50 * time.Second))
	says(t, "a late bid", f.cho.do("auction bid", client.Arg{Name: "auction_id", Value: code}), "You lead", "That was a late bid")
	c.wind(ends.Add(2 * time.Second)) // the first end is over, the new one is not
	says(t, "a bid after the first end", f.bob.do("auction bid", client.Arg{Name: "auction_id", Value: code}, client.Arg{Name: "max", Value: 1500}), "You lead")
	c.wind(ends.Add(time.Hour))
	says(t, "a bid after the end", f.cho.do("auction bid", client.Arg{Name: "auction_id", Value: code}), "is over")
	over := f.shown(f.cho, code, "**Sold** to", "for **1,200**")
	if over.ID != message.ID || over.Button("👁️") != "" {
		t.Error("the auction's message is not the one that shows the end, or has buttons still")
	}
	waitFor(t, f.cho, func(m *client.Message) bool { return strings.Contains(m.Text(), "**Sold**: ") })
	f.direct(f.bob, "You have won", "**1,200**")
	f.direct(f.cho, "Over: ", "**1,200**")
	f.direct(f.ana, "Sold: ", "you get **1,140**")
	f.direct(f.ana, "Not sold: ")
	if m := f.shown(f.cho, other, "**Not sold**"); m.ID != unsold.ID {
		t.Error("the other auction's message does not show its end")
	}
	stop()
	g.check(t, nil)
	audit(t, database)
}

// commanded waits until the program takes commands.
func commanded(t *testing.T, p *player) {
	t.Helper()
	eventually(t, "the commands are registered", func() error {
		list, err := p.Commands(t.Context(), p.guild.channel)
		if err == nil && len(list) == 0 {
			err = errors.New("it has no commands yet")
		}
		return err
	})
	eventually(t, "the program answers", func() error {
		_, err := p.ask("balance")
		return err
	})
}
