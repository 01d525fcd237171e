package command

import (
	"context"
	"strings"

	"github.com/disgoorg/disgo/discord"

	"gohye/internal/discord/ui"
	"gohye/internal/game"
	"gohye/internal/ledger"
	"gohye/internal/locale"
)

// use is /use-effect.
func use(d Deps) Command {
	most := 100
	return Command{
		Definition: define(d, "use-effect", "command.use_effect.name", "command.use_effect.about",
			d.effectOption("command.use_effect.effect"),
			discord.ApplicationCommandOptionString{
				Name: "arguments", Description: d.fallbackText("command.use_effect.arguments"),
				DescriptionLocalizations: localized(d, "command.use_effect.arguments"), Autocomplete: true, MaxLength: &most,
			}),
		Cost: costIs(func(t *locale.Text) string { return t.Say("cost.use") }),
		Gate: Everyone(),
		Run: func(ctx context.Context, r Request) (Reply, error) {
			id, err := goodNamed(r.Text, r.Options.Text("effect"))
			if err != nil {
				return Reply{}, err
			}
			res, err := d.Game.Use(ctx, r.Act, game.UseOrder{Good: id, Arguments: r.Options.Text("arguments")})
			if err != nil {
				return Reply{}, err
			}
			if res.Got == nil {
				return Reply{Message: ui.Used(r.Text, r.Act.Player, res, ui.Face{}, nil)}, nil
			}
			face := d.face(res.Got.Card, res.Got.Copy.Print)
			return Reply{Message: ui.Used(r.Text, r.Act.Player, res, face, d.Pictures.Row(ctx, []ui.Face{face}))}, nil
		},
		Autocomplete: &Autocomplete{Gate: Everyone(), Run: func(ctx context.Context, r Request) ([]Choice, error) {
			if r.Options.Typed() == "arguments" {
				return d.suggestArguments(ctx, r)
			}
			inv, err := d.Game.Inventory(ctx, r.Act.Player)
			return suggestGoods(r.Text, r.Options.Focused(), itemsIn(inv)), err
		}},
	}
}

// suggestArguments completes what an item is told: the collections for Space
// Unity, and for Judgement Day the other items, Space Unity with each of them.
func (d Deps) suggestArguments(ctx context.Context, r Request) ([]Choice, error) {
	id, _ := goodNamed(r.Text, r.Options.Text("effect")) // not chosen yet: everything is suggested
	typed := strings.ToLower(strings.TrimSpace(r.Options.Focused()))
	var choices []Choice
	judge, unity := id == game.GoodID(ledger.JudgeDay), id == game.GoodID(ledger.SpaceUnity)
	if judge {
		choices = suggestGoods(r.Text, typed, []game.GoodID{game.GoodID(ledger.ClaimRecall), game.GoodID(ledger.Walpurgis)})
		typed = strings.TrimSpace(strings.TrimPrefix(typed, string(ledger.SpaceUnity)))
	}
	if !judge && !unity && id != "" { // an item that is told nothing
		return nil, nil
	}
	found, err := d.Game.SuggestSpace(ctx, r.Act.Player, typed, suggestions-len(choices))
	for _, c := range found {
		choice := Choice{Name: ui.CutChoice(c.Name), Value: ui.CutChoice(c.ID)}
		if judge {
			choice.Name = ui.CutChoice(ui.GoodName(r.Text, game.GoodID(ledger.SpaceUnity)) + " " + c.Name)
			choice.Value = ui.CutChoice(string(ledger.SpaceUnity) + " " + c.ID)
		}
		choices = append(choices, choice)
	}
	return choices, err
}
