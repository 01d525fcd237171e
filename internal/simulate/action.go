package simulate

import (
	"context"
	"errors"

	"gohye/internal/game"
)

// An action is something that players do: one entry in [actions] and a habit of
// those who do it.
type action struct {
	name string
	// sense says whether it makes sense for somebody who sees this.
	sense func(see view) bool
	// do does it through the game's use cases. A refusal of the game, and
	// errNothing, end the habit for this visit.
	do deed
	// looks says that the player looks at the balance afterwards: it has changed
	// what a claim costs, or when the next /daily is.
	looks bool
}

// A deed is one interaction of a player, or a few. What takes thinking goes on
// later, by [visit.then].
type deed func(ctx context.Context, w *world, p *person, see view) error

// errNothing says that there was nothing to do it with.
var errNothing = errors.New("nothing to do it with")

// actions are everything that players can do, in no order: habits have one.
func actions() []action {
	return []action{
		{name: "daily", sense: dailyReady, do: daily, looks: true},
		{name: "quests", sense: always, do: quests},
		{name: "work", sense: always, do: work},
		{name: "vote", sense: always, do: vote},
		{name: "use", sense: hasItems, do: use, looks: true},
		{name: "collect", sense: always, do: collect},
		{name: "claim", sense: canClaim, do: claim, looks: true},
		{name: "drop", sense: always, do: dropHere},
		{name: "grab", sense: always, do: grab},
		{name: "sell", sense: hasSpares, do: sell},
		{name: "bid", sense: always, do: bid},
		{name: "levelup", sense: hasCards, do: levelUp},
		{name: "combine", sense: hasSpares, do: combine},
		{name: "forge", sense: hasSpares, do: forge},
		{name: "liquefy", sense: wantsVials, do: liquefy},
		{name: "ascend", sense: hasCards, do: ascend},
		{name: "boost", sense: hasVials, do: boost},
		{name: "fuse", sense: hasMaterials, do: fuse},
		{name: "buy", sense: canBuy, do: buy},
		{name: "craft", sense: hasProject, do: craft},
		{name: "upgrade", sense: hasEffects, do: upgrade},
	}
}

// always makes sense: the answer shows whether it was of use.
func always(view) bool { return true }

func dailyReady(see view) bool { return !see.now.Before(see.DailyReady) }

func daily(ctx context.Context, w *world, p *person, _ view) error {
	_, err := w.game.Daily(ctx, w.act(p))
	return err
}

func canClaim(see view) bool { return see.NextClaim <= min(see.Flakes, see.pays) }

// claim takes as many cards at once as the player finds worth their price.
func claim(ctx context.Context, w *world, p *person, see view) error {
	rules := w.game.Rules().Claim
	n, cost := 1, see.NextClaim
	for price := see.NextClaim + rules.Step; n < rules.Max && price <= see.pays && cost+price <= see.Flakes; price += rules.Step {
		n, cost = n+1, cost+price
	}
	_, err := w.game.Claim(ctx, w.act(p), game.ClaimOrder{Count: n})
	p.claimed = p.claimed || err == nil
	return err
}

// Actions are the names of everything that players can do.
func Actions() (names []string) {
	for _, a := range actions() {
		names = append(names, a.name)
	}
	return names
}
