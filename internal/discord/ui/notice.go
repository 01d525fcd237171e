package ui

import (
	"slices"
	"strings"

	"github.com/disgoorg/disgo/discord"

	"gohye/internal/game"
	"gohye/internal/locale"
)

// Notice is a message that nobody asked for at that moment, to a player or into
// a channel. It says what is true of the auction now.
func Notice(t *locale.Text, v game.NoticeView, f Face) Message {
	if v.Notice.Kind == game.NoticeVote {
		return note(accentGood, thanks(t, v.Vote)+"\n"+t.Say("notice.mute"))
	}
	lines := []string{notice(t, v, f)}
	a := v.Auction
	open := a.State == game.AuctionOpen
	if open {
		lines = append(lines, standing(t, a)...)
	}
	switch extra := locale.N("Extra", v.Notice.Extra); {
	case v.Notice.Extra == 0:
	case v.Notice.Kind == game.NoticeWon:
		lines = append(lines, t.Say("notice.cashback", extra))
	case v.Notice.Kind == game.NoticeSold:
		lines = append(lines, t.Say("notice.bonus", extra))
	}
	if v.Notice.Kind != game.NoticeResult {
		if a.Message != 0 {
			lines = append(lines, t.Say("notice.link", locale.S("Address", messageAddress(a))))
		}
		lines = append(lines, t.Say("notice.mute"))
	}
	parts := []discord.ContainerSubComponent{text(strings.Join(lines, "\n"))}
	if row := bidButtons(t, a); open && len(row) > 0 {
		parts = append(parts, discord.ActionRowComponent{Components: row})
	}
	return Message{Components: []discord.LayoutComponent{box(accent(f.Card.Level), parts...)}}
}

// notice is the first line of a notice.
func notice(t *locale.Text, v game.NoticeView, f Face) string {
	a := v.Auction
	card, price := locale.S("Card", printed(f)), locale.N("Price", a.Price)
	sold := a.State == game.AuctionSold
	switch v.Notice.Kind {
	case game.NoticeOutbid:
		return t.Say("notice.outbid", card)
	case game.NoticeWon:
		return t.Say("notice.won", card, price, locale.S("Code", a.Copy.Code()))
	case game.NoticeSold:
		if !sold {
			return t.Say("notice.unsold", card)
		}
		return t.Say("notice.sold", card, price, locale.S("Winner", mention(a.Top)), locale.N("Proceeds", v.Proceeds))
	case game.NoticeEnding:
		return t.Say("notice.ending", card)
	case game.NoticeEnded:
		if !sold {
			return t.Say("notice.ended_unsold", card)
		}
		return t.Say("notice.ended", card, price, locale.S("Winner", mention(a.Top)))
	case game.NoticeVote, game.NoticeResult, game.NoticeWished:
	}
	if !sold {
		return t.Say("notice.result_unsold", card, locale.S("Seller", mention(a.Seller)))
	}
	return t.Say("notice.result", card, price, locale.S("Winner", mention(a.Top)), locale.S("Seller", mention(a.Seller)))
}

// messageAddress leads to an auction's message in Discord's clients.
func messageAddress(a game.Auction) string {
	guild := "@me"
	if a.Guild != 0 {
		guild = decimal(a.Guild)
	}
	return "https://discord.com/channels/" + guild + "/" + decimal(a.Channel) + "/" + decimal(a.Message)
}

// VerbNotices is the verb of the menu of /settings notifications: owner.
const VerbNotices = "sn"

// Notices shows which notices a player wants, in a menu that changes it. saved
// says that it has just been changed.
func Notices(t *locale.Text, player game.PlayerID, m game.Mutes, saved bool) Message {
	kinds := game.NoticeKinds()
	options := make([]discord.StringSelectMenuOption, len(kinds))
	for i, k := range kinds {
		name, about := noticeName(t, k)
		options[i] = discord.StringSelectMenuOption{
			Label: cut(name, maxChoice), Description: cut(about, maxChoice), Value: string(k), Default: !m.Has(k),
		}
	}
	least := 0
	s, color := t.Say("settings.notices"), accentPlain
	if saved {
		s, color = s+"\n"+t.Say("settings.saved"), accentGood
	}
	return Message{Ephemeral: true, Components: []discord.LayoutComponent{box(color, text(s),
		discord.ActionRowComponent{Components: []discord.InteractiveComponent{discord.StringSelectMenuComponent{
			CustomID: NewRoute(VerbNotices, int64(player)).ID(), Placeholder: t.Say("settings.none"),
			MinValues: &least, MaxValues: len(options), Options: options,
		}}},
	)}}
}

// NoticesOf are the notices that were chosen in the menu; what is none of them
// is left out.
func NoticesOf(values []string) []game.NoticeKind {
	var kinds []game.NoticeKind
	for _, k := range game.NoticeKinds() {
		if slices.Contains(values, string(k)) {
			kinds = append(kinds, k)
		}
	}
	return kinds
}

// noticeName is what a kind of notice is called, and when it comes.
func noticeName(t *locale.Text, k game.NoticeKind) (name, about string) {
	switch k {
	case game.NoticeOutbid:
		return t.Say("settings.outbid"), t.Say("settings.outbid_about")
	case game.NoticeWon:
		return t.Say("settings.won"), t.Say("settings.won_about")
	case game.NoticeSold:
		return t.Say("settings.sold"), t.Say("settings.sold_about")
	case game.NoticeEnding:
		return t.Say("settings.ending"), t.Say("settings.ending_about")
	case game.NoticeEnded:
		return t.Say("settings.ended"), t.Say("settings.ended_about")
	case game.NoticeVote:
		return t.Say("settings.vote"), t.Say("settings.vote_about")
	case game.NoticeResult, game.NoticeWished:
	}
	return string(k), ""
}

// AuctionChannel says where a server's auctions are shown from now on; 0 is
// where each is opened.
func AuctionChannel(t *locale.Text, id int64) Message {
	if id == 0 {
		return whisper(accentGood, t.Say("settings.channel_none"))
	}
	return whisper(accentGood, t.Say("settings.channel", locale.S("Channel", channel(id))))
}
