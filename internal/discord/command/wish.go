package command

import (
	"context"
	"strings"

	"gohye/internal/discord/ui"
	"gohye/internal/game"
)

// wish is /wish with the page buttons of wishlists.
func wish(d Deps) Command {
	return Command{
		Definition: define(d, "wish", "command.wish.name", "command.wish.about"),
		Subcommands: []Subcommand{
			{
				Definition: sub(d, "add", "command.wish.add", "command.wish.add_about",
					d.suggestedOption("card", "command.wish.card", true, 100)),
				Gate: Everyone(), Ephemeral: true, Run: d.wishFor(true),
				Autocomplete: &Autocomplete{Gate: Everyone(), Run: d.suggestCards},
			},
			{
				Definition: sub(d, "remove", "command.wish.remove", "command.wish.remove_about",
					d.suggestedOption("card", "command.wish.card", true, 100)),
				Gate: Everyone(), Ephemeral: true, Run: d.wishFor(false),
				Autocomplete: &Autocomplete{Gate: Everyone(), Run: d.suggestWishes},
			},
			{
				Definition: sub(d, "list", "command.wish.list", "command.wish.list_about", d.userOption("command.wish.user", false)),
				Gate:       Everyone(),
				Run: func(ctx context.Context, r Request) (Reply, error) {
					return d.showWishes(ctx, r, otherOrAsker(r), 0)
				},
			},
			{
				Definition: sub(d, "ping", "command.wish.ping", "command.wish.ping_about", d.switchOption("on", "command.wish.on")),
				Gate:       Everyone(), Ephemeral: true,
				Run: func(ctx context.Context, r Request) (Reply, error) {
					if r.Act.Guild == 0 {
						return Reply{}, PlightError{ui.NotInDirect}
					}
					on := r.Options.Bool("on", true)
					if err := d.Game.SetWishPing(ctx, r.Act, on); err != nil && !isReplayed(err) {
						return Reply{}, err
					}
					return Reply{Message: ui.WishPing(r.Text, on)}, nil
				},
			},
		},
		Components: []Component{{
			Verb: ui.VerbWishes, Gate: OwnerOnly(), Updates: true, Args: 4,
			Run: func(ctx context.Context, r Request) (Reply, error) {
				return d.showWishes(ctx, r, game.PlayerID(r.Route.Arg(3)), int(r.Route.Arg(1)))
			},
		}},
	}
}

func (d Deps) wishFor(on bool) func(context.Context, Request) (Reply, error) {
	return func(ctx context.Context, r Request) (Reply, error) {
		w, err := d.Game.SetWish(ctx, r.Act, r.Options.Text("card"), on)
		if err != nil {
			return Reply{}, err
		}
		return Reply{Message: ui.Wish(r.Text, w, on, d.face(w.Card, 0))}, nil
	}
}

func (d Deps) showWishes(ctx context.Context, r Request, whose game.PlayerID, page int) (Reply, error) {
	p, err := d.Game.Wishes(ctx, whose, page, ui.PageSize)
	if err != nil {
		return Reply{}, err
	}
	faces := make([]ui.Face, len(p.Entries))
	for i, w := range p.Entries {
		faces[i] = d.face(w.Card, 0)
	}
	return Reply{Message: ui.Wishes(r.Text, r.Act.Player, whose, p, faces)}, nil
}

// suggestWishes suggests what is on the player's wishlist.
func (d Deps) suggestWishes(ctx context.Context, r Request) ([]Choice, error) {
	p, err := d.Game.Wishes(ctx, r.Act.Player, 0, d.Game.Rules().Mark.MaxWishes)
	var choices []Choice
	for _, w := range p.Entries {
		name := ui.Suggestion(d.face(w.Card, 0))
		if strings.Contains(strings.ToLower(name), strings.ToLower(r.Options.Focused())) && len(choices) < suggestions {
			choices = append(choices, Choice{Name: name, Value: numbered(w.Card)})
		}
	}
	return choices, err
}
