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
}
