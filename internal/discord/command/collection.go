package command

import (
	"context"

	"gohye/internal/discord/ui"
	"gohye/internal/game"
)

// Librarian is what the commands of collections ask of the game.
type Librarian interface {
	Collections(ctx context.Context, player game.PlayerID, o game.ProgressOrder, page, size int) (game.ProgressPage, error)
	LookAtCollection(ctx context.Context, player game.PlayerID, words string) (game.CollectionView, error)
	SuggestCollections(typed string, limit int) []game.Collection
}

// collection is /collection with its page buttons.
func collection(d Deps) Command {
	return Command{
		Definition: define(d, "collection", "command.collection.name", "command.collection.about"),
		Subcommands: []Subcommand{
			{
				Definition: sub(d, "list", "command.collection.list", "command.collection.list_about",
					d.typedOption("search", "command.collection.search", false, 100),
					d.switchOption("completed", "command.collection.completed"),
					d.switchOption("sort-by-progress", "command.collection.by_progress")),
				Gate: Everyone(),
				Run: func(ctx context.Context, r Request) (Reply, error) {
					asked, err := d.asked(ctx, r, "search")
					if err != nil {
						return Reply{}, err
					}
					o := game.ProgressOrder{Words: asked.Text, Sort: game.ProgressByName}
					if r.Options.Bool("sort-by-progress", false) {
						o.Sort = game.ProgressByDone
					}
					o.Done = r.Options.Bool("completed", false)
					o.Open = !r.Options.Bool("completed", true)
					return d.showCollections(ctx, r, asked, o, 0)
				},
			},
			{
				Definition: sub(d, "info", "command.collection.info", "command.collection.info_about",
					d.suggestedOption("collection", "command.collection.collection", true, 100)),
				Gate: Everyone(),
				Run: func(ctx context.Context, r Request) (Reply, error) {
					v, err := d.Game.LookAtCollection(ctx, r.Act.Player, r.Options.Text("collection"))
					if err != nil {
						return Reply{}, err
					}
					faces := make([]ui.Face, len(v.Samples))
					for i, c := range v.Samples {
						faces[i] = d.face(c, 0)
					}
					return Reply{Message: ui.Collection(r.Text, v, faces, d.Pictures.Row(ctx, faces))}, nil
				},
				Autocomplete: &Autocomplete{Gate: Everyone(), Run: func(_ context.Context, r Request) ([]Choice, error) {
					found := d.Game.SuggestCollections(r.Options.Focused(), suggestions)
					choices := make([]Choice, len(found))
					for i, c := range found {
						choices[i] = Choice{Name: ui.CollectionChoice(c), Value: ui.CutChoice(c.ID)}
					}
					return choices, nil
				}},
			},
		},
		Components: []Component{{
			Verb: ui.VerbCollections, Gate: OwnerOnly(), Updates: true, Args: 5,
			Run: func(ctx context.Context, r Request) (Reply, error) {
				asked, err := d.askedAgain(ctx, ui.Asked{Text: r.Route.Words, Token: r.Route.Arg(4)})
				if err != nil {
					return Reply{}, err
				}
				return d.showCollections(ctx, r, asked, ui.ProgressOrderOf(asked.Text, r.Route.Arg(3)), int(r.Route.Arg(1)))
			},
		}},
	}
}

func (d Deps) showCollections(ctx context.Context, r Request, asked ui.Asked, o game.ProgressOrder, page int) (Reply, error) {
	p, err := d.Game.Collections(ctx, r.Act.Player, o, page, ui.PageSize)
	if err != nil {
		return Reply{}, err
	}
	return Reply{Message: ui.Collections(r.Text, r.Act.Player, asked, o, p)}, nil
}
