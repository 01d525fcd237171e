package command

import (
	"context"

	"gohye/internal/game"
)

// Workshop is what the commands of the shop, of crafting, items and votes ask of
// the game.
type Workshop interface {
	LookAtGood(context.Context, game.PlayerID, game.GoodID) (game.ShopView, error)
	Buy(context.Context, game.Act, game.BuyOrder) (game.Purchase, error)
	Inventory(context.Context, game.PlayerID) (game.Inventory, error)
	PlanCraft(context.Context, game.PlayerID, game.GoodID) (game.CraftPlan, error)
	Craft(context.Context, game.Act, game.CraftOrder) (game.CraftResult, error)
	MyEffects(context.Context, game.PlayerID) ([]game.EffectView, error)
	LookAtEffect(context.Context, game.PlayerID, game.GoodID) (game.EffectView, error)
	PlanUpgrade(context.Context, game.PlayerID, game.GoodID) (game.EffectView, error)
	UpgradeEffect(ctx context.Context, act game.Act, id game.GoodID, from int) (game.EffectView, error)
	Use(context.Context, game.Act, game.UseOrder) (game.UseResult, error)
	SuggestSpace(ctx context.Context, player game.PlayerID, typed string, limit int) ([]game.Collection, error)
	LookAtVotes(context.Context, game.PlayerID) (game.VoteView, error)
}
