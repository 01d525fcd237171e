package command

import (
	"context"

	"github.com/disgoorg/disgo/discord"

	"gohye/internal/discord/ui"
	"gohye/internal/game"
	"gohye/internal/locale"
)

// Game is what commands ask of the game; [*game.Game] is one.
type Game interface {
	Rules() game.Rules
	Catalogue() *game.Catalogue
	Claim(context.Context, game.Act, game.ClaimOrder) (game.ClaimResult, error)
	LookAtClaim(context.Context, game.PlayerID, game.ClaimID) (game.ClaimView, error)
	Daily(context.Context, game.Act) (game.DailyResult, error)
	Balance(context.Context, game.PlayerID) (game.BalanceResult, error)
	Drop(context.Context, game.Act) (game.Drop, error)
	Grab(context.Context, game.Act, game.DropID, int) (game.GrabResult, error)
	List(context.Context, game.ListOrder) (game.ListPage, error)
	SuggestQuery(ctx context.Context, holder game.PlayerID, typed string, limit int) ([]string, error)
	KeepQuery(ctx context.Context, text string) (token int64, err error)
	KeptQuery(ctx context.Context, token int64) (string, error)
	Summon(context.Context, game.PlayerID, string) (game.HeldCard, error)
	Suggest(ctx context.Context, player game.PlayerID, typed string, limit int) ([]game.Card, error)
	FirstSteps(context.Context, game.PlayerID) ([]game.Step, error)
	SuggestCards(ctx context.Context, player game.PlayerID, typed string, limit int) ([]game.Card, error)
	Price(ctx context.Context, player game.PlayerID, words string) (game.Quote, error)
	SetMark(ctx context.Context, act game.Act, id game.CopyID, mark game.Mark, on bool) error
	Market
	Marker
	Librarian
	Growing
	Earning
	Workshop
}

// Growing is what the commands ask that spend copies or make them grow.
type Growing interface {
	SuggestCopies(ctx context.Context, player game.PlayerID, p game.Process, typed string, limit int, with ...string) ([]game.ClaimedCard, error)
	FindToLevel(ctx context.Context, player game.PlayerID, what string) (game.CopyID, error)
	LevelUp(context.Context, game.Act, game.CopyID) (game.LevelUpResult, error)
	PlanCombine(ctx context.Context, player game.PlayerID, main, fodder string) (game.CombinePlan, error)
	Combine(context.Context, game.Act, game.CombineOrder) (game.CombinePlan, error)
	PlanForge(ctx context.Context, player game.PlayerID, first, second string) (game.ForgePlan, error)
	Forge(context.Context, game.Act, game.ForgeOrder) (game.ForgeResult, error)
	PlanLiquefy(ctx context.Context, player game.PlayerID, what string) (game.LiquefyPlan, error)
	Liquefy(context.Context, game.Act, game.LiquefyOrder) (game.LiquefyPlan, error)
	PlanAscend(ctx context.Context, player game.PlayerID, names ...string) (game.AscendPlan, error)
	Ascend(context.Context, game.Act, game.AscendOrder) (game.AscendResult, error)
	PlanFuse(context.Context, game.PlayerID) (game.FusePlan, error)
	Fuse(context.Context, game.Act, game.FuseOrder) (game.FuseResult, error)
	PlanBoost(context.Context, game.PlayerID, game.BoosterKind) (game.BoostPlan, error)
	Boost(context.Context, game.Act, game.BoostOrder) (game.BoostResult, error)
}

// Market is what the commands of auctions and their settings ask of the game.
type Market interface {
	PlanAuction(ctx context.Context, player game.PlayerID, what string, order game.AuctionOrder) (game.SalePlan, error)
	OpenAuction(context.Context, game.Act, game.AuctionOrder) (game.Auction, error)
	PlanCancel(context.Context, game.PlayerID, game.AuctionID) (game.AuctionView, error)
	CancelAuction(context.Context, game.Act, game.AuctionID) (game.Auction, error)
	Bid(context.Context, game.Act, game.BidOrder) (game.BidResult, error)
	Watch(ctx context.Context, act game.Act, id game.AuctionID, on bool) (game.Auction, error)
	LookAtAuction(context.Context, game.PlayerID, game.AuctionID) (game.AuctionView, error)
	Auctions(ctx context.Context, player game.PlayerID, words string, sort game.AuctionSort, page, size int) (game.AuctionsPage, error)
	MyAuctions(context.Context, game.PlayerID) (game.MyAuctions, error)
	SuggestAuctions(ctx context.Context, player game.PlayerID, typed string, limit int) ([]game.ListedAuction, error)
	SuggestForSale(ctx context.Context, player game.PlayerID, typed string, limit int) ([]game.HeldCard, error)
	Notices(context.Context, game.PlayerID) (game.Mutes, error)
	SetNotices(context.Context, game.Act, []game.NoticeKind) (game.Mutes, error)
	SetAuctionChannel(ctx context.Context, act game.Act, channel int64) error
}

// Pictures show cards in messages.
type Pictures interface {
	// Row shows cards side by side: one composed picture, or under load single
	// ones in order, or none when there is no time. It never fails and keeps
	// well within the three seconds of an answer.
	Row(ctx context.Context, faces []ui.Face) []ui.Picture
	// Chart shows a chart: one picture, or none when there is no time. It is as
	// quick as Row.
	Chart(ctx context.Context, c ui.Chart) []ui.Picture
}

// Deps are what commands need.
type Deps struct {
	Game     Game
	Pictures Pictures
	Locale   *locale.Bundle
	Build    ui.Build
}

// define is a definition with name and description in every language, usable in
// servers and in direct messages.
func define(d Deps, name, nameID, aboutID string, options ...discord.ApplicationCommandOption) discord.SlashCommandCreate {
	return discord.SlashCommandCreate{
		Name:                     name,
		NameLocalizations:        localized(d, nameID),
		Description:              d.Locale.Fallback().Say(aboutID),
		DescriptionLocalizations: localized(d, aboutID),
		Options:                  options,
		IntegrationTypes:         []discord.ApplicationIntegrationType{discord.ApplicationIntegrationTypeGuildInstall},
		Contexts:                 []discord.InteractionContextType{discord.InteractionContextTypeGuild, discord.InteractionContextTypeBotDM},
	}
}

// sub is the definition of a subcommand, like define.
func sub(d Deps, name, nameID, aboutID string, options ...discord.ApplicationCommandOption) discord.ApplicationCommandOptionSubCommand {
	return discord.ApplicationCommandOptionSubCommand{
		Name:                     name,
		NameLocalizations:        localized(d, nameID),
		Description:              d.fallbackText(aboutID),
		DescriptionLocalizations: localized(d, aboutID),
		Options:                  options,
	}
}

// localized is a text in every language of Discord but English that has it.
func localized(d Deps, id string) map[discord.Locale]string {
	var m map[discord.Locale]string
	for _, name := range d.Locale.Languages() {
		if t := d.Locale.For(name); name != locale.Fallback && t.Has(id) {
			if m == nil {
				m = map[discord.Locale]string{}
			}
			m[discord.Locale(name)] = t.Say(id)
		}
	}
	return m
}

// face is a card with its collection, as the copy of this number; 0 is none.
func (d Deps) face(c game.Card, number int) ui.Face {
	return ui.Face{Card: c, Collection: d.Game.Catalogue().Collection(c.Collection), Print: number}
}

// fallbackText says an option's text in English; localized has the others.
func (d Deps) fallbackText(id string) string { return d.Locale.Fallback().Say(id) }
