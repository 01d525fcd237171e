package command

import (
	"context"

	"gohye/internal/discord/ui"
	"gohye/internal/game"
)

// Marker is what the commands of marks, wishlists and albums ask of the game.
type Marker interface {
	MarkCard(ctx context.Context, act game.Act, what string, mark game.Mark, on bool) (game.MarkedCopy, error)
	SetWish(ctx context.Context, act game.Act, what string, on bool) (game.WishResult, error)
	Wishes(ctx context.Context, player game.PlayerID, page, size int) (game.WishesPage, error)
	SetWishPing(ctx context.Context, act game.Act, on bool) error
	Rate(ctx context.Context, act game.Act, what string, points int) (game.Opinion, error)
	Tags(ctx context.Context, player game.PlayerID, what string) (game.TagsView, error)
	VoteTag(ctx context.Context, act game.Act, what, tag string, vote int) (game.TagsView, error)
	Albums(context.Context, game.PlayerID) ([]game.Album, error)
	ShowAlbum(ctx context.Context, player game.PlayerID, name string, page, size int) (game.AlbumPage, error)
	TurnAlbum(ctx context.Context, player game.PlayerID, id game.AlbumID, page, size int) (game.AlbumPage, error)
	MakeAlbum(ctx context.Context, act game.Act, name string) (game.Album, error)
	RenameAlbum(ctx context.Context, act game.Act, name, to string) (game.Album, error)
	DeleteAlbum(context.Context, game.Act, game.AlbumID) (game.Album, error)
	PutInAlbum(ctx context.Context, act game.Act, name, what string) (game.Album, game.ClaimedCard, error)
	TakeFromAlbum(ctx context.Context, act game.Act, name, what string) (game.Album, game.ClaimedCard, error)
}

// fav is /fav.
func fav(d Deps) Command {
	return d.markCommand("fav", "command.fav.name", "command.fav.about", "command.fav.card", "command.fav.on", game.Favourite)
}

// lock is /lock.
func lock(d Deps) Command {
	return d.markCommand("lock", "command.lock.name", "command.lock.about", "command.lock.card", "command.lock.on", game.Locked)
}

func (d Deps) markCommand(name, nameID, aboutID, cardID, onID string, mark game.Mark) Command {
	return Command{
		Definition: define(d, name, nameID, aboutID,
			d.suggestedOption("card", cardID, true, 100), d.switchOption("on", onID)),
		Gate: Everyone(), Ephemeral: true,
		Run: func(ctx context.Context, r Request) (Reply, error) {
			on := r.Options.Bool("on", true)
			m, err := d.Game.MarkCard(ctx, r.Act, r.Options.Text("card"), mark, on)
			if err != nil {
				return Reply{}, err
			}
			return Reply{Message: ui.Marked(r.Text, m, mark, on, d.face(m.Card, m.Copy.Print))}, nil
		},
		Autocomplete: &Autocomplete{Gate: Everyone(), Run: d.suggestHeld},
	}
}

// rate is /rate.
func rate(d Deps) Command {
	least, most := 1, 10
	return Command{
		Definition: define(d, "rate", "command.rate.name", "command.rate.about",
			d.suggestedOption("card", "command.rate.card", true, 100),
			d.intOption("points", "command.rate.points", false, &least, &most)),
		Gate: Everyone(), Ephemeral: true,
		Run: func(ctx context.Context, r Request) (Reply, error) {
			o, err := d.Game.Rate(ctx, r.Act, r.Options.Text("card"), r.Options.Int("points", 0))
			if err != nil {
				return Reply{}, err
			}
			return Reply{Message: ui.Rated(r.Text, o, d.face(o.Card, 0))}, nil
		},
		Autocomplete: &Autocomplete{Gate: Everyone(), Run: d.suggestCards},
	}
}

// tag is /tag.
func tag(d Deps) Command {
	vote := func(name, nameID, aboutID string, vote int) Subcommand {
		return Subcommand{
			Definition: sub(d, name, nameID, aboutID,
				d.suggestedOption("card", "command.tag.card", true, 100), d.typedOption("tag", "command.tag.tag", true, 30)),
			Gate: Everyone(), Ephemeral: true,
			Run: func(ctx context.Context, r Request) (Reply, error) {
				v, err := d.Game.VoteTag(ctx, r.Act, r.Options.Text("card"), r.Options.Text("tag"), vote)
				return d.showTags(r, v, err)
			},
			Autocomplete: &Autocomplete{Gate: Everyone(), Run: d.suggestCards},
		}
	}
	return Command{
		Definition: define(d, "tag", "command.tag.name", "command.tag.about"),
		Subcommands: []Subcommand{
			vote("add", "command.tag.add", "command.tag.add_about", 1),
			vote("against", "command.tag.against", "command.tag.against_about", -1),
			vote("undo", "command.tag.undo", "command.tag.undo_about", 0),
			{
				Definition: sub(d, "list", "command.tag.list", "command.tag.list_about",
					d.suggestedOption("card", "command.tag.card", true, 100)),
				Gate: Everyone(), Ephemeral: true,
				Run: func(ctx context.Context, r Request) (Reply, error) {
					v, err := d.Game.Tags(ctx, r.Act.Player, r.Options.Text("card"))
					return d.showTags(r, v, err)
				},
				Autocomplete: &Autocomplete{Gate: Everyone(), Run: d.suggestCards},
			},
		},
	}
}

func (d Deps) showTags(r Request, v game.TagsView, err error) (Reply, error) {
	if err != nil {
		return Reply{}, err
	}
	return Reply{Message: ui.Tags(r.Text, v, d.face(v.Card, 0))}, nil
}
