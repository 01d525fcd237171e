package command

import (
	"context"
	"strings"

	"gohye/internal/discord/ui"
	"gohye/internal/game"
)

// album is /album with its buttons.
func album(d Deps) Command {
	return Command{
		Definition: define(d, "album", "command.album.name", "command.album.about"),
		Subcommands: []Subcommand{
			albumCreate(d),
			albumMove(d, "add", "command.album.add", "command.album.add_about", true),
			albumMove(d, "remove", "command.album.remove", "command.album.remove_about", false),
			albumShow(d), albumList(d), albumRename(d), albumDelete(d),
		},
		Components: []Component{
			{
				Verb: ui.VerbAlbum, Gate: OwnerOnly(), Updates: true, Args: 5,
				Run: func(ctx context.Context, r Request) (Reply, error) {
					p, err := d.Game.TurnAlbum(ctx, game.PlayerID(r.Route.Arg(3)), game.AlbumID(r.Route.Arg(4)), int(r.Route.Arg(1)), ui.AlbumPageSize)
					return d.showAlbum(ctx, r, p, err)
				},
			},
			{
				Verb: ui.VerbAlbumDelete, Gate: OwnerOnly(), Updates: true, Args: 2, Ephemeral: true,
				Run: func(ctx context.Context, r Request) (Reply, error) {
					a, err := d.Game.DeleteAlbum(ctx, r.Act, game.AlbumID(r.Route.Arg(1)))
					if err != nil {
						return Reply{}, err
					}
					return Reply{Message: ui.AlbumDeleted(r.Text, a)}, nil
				},
			},
		},
	}
}

func albumCreate(d Deps) Subcommand {
	return Subcommand{
		Definition: sub(d, "create", "command.album.create", "command.album.create_about",
			d.typedOption("name", "command.album.album", true, 40)),
		Gate: Everyone(), Ephemeral: true,
		Run: func(ctx context.Context, r Request) (Reply, error) {
			a, err := d.Game.MakeAlbum(ctx, r.Act, r.Options.Text("name"))
			if err != nil {
				return Reply{}, err
			}
			return Reply{Message: ui.Album(r.Text, a, true)}, nil
		},
	}
}

func albumRename(d Deps) Subcommand {
	return Subcommand{
		Definition: sub(d, "rename", "command.album.rename", "command.album.rename_about",
			d.suggestedOption("name", "command.album.album", true, 40), d.typedOption("to", "command.album.to", true, 40)),
		Gate: Everyone(), Ephemeral: true,
		Run: func(ctx context.Context, r Request) (Reply, error) {
			a, err := d.Game.RenameAlbum(ctx, r.Act, r.Options.Text("name"), r.Options.Text("to"))
			if err != nil {
				return Reply{}, err
			}
			return Reply{Message: ui.Album(r.Text, a, false)}, nil
		},
		Autocomplete: &Autocomplete{Gate: Everyone(), Run: d.suggestAlbums},
	}
}

// albumMove is /album add or /album remove.
func albumMove(d Deps, name, nameID, aboutID string, in bool) Subcommand {
	return Subcommand{
		Definition: sub(d, name, nameID, aboutID,
			d.suggestedOption("name", "command.album.album", true, 40),
			d.suggestedOption("card", "command.album.card", true, 100)),
		Gate: Everyone(), Ephemeral: true,
		Run: func(ctx context.Context, r Request) (Reply, error) {
			move := d.Game.TakeFromAlbum
			if in {
				move = d.Game.PutInAlbum
			}
			a, c, err := move(ctx, r.Act, r.Options.Text("name"), r.Options.Text("card"))
			if err != nil {
				return Reply{}, err
			}
			return Reply{Message: ui.AlbumMoved(r.Text, a, in, d.face(c.Card, c.Copy.Print))}, nil
		},
		Autocomplete: &Autocomplete{Gate: Everyone(), Run: func(ctx context.Context, r Request) ([]Choice, error) {
			if r.Options.Typed() == "card" {
				return d.suggestHeld(ctx, r)
			}
			return d.suggestAlbums(ctx, r)
		}},
	}
}

func albumShow(d Deps) Subcommand {
	return Subcommand{
		Definition: sub(d, "show", "command.album.show", "command.album.show_about",
			d.suggestedOption("name", "command.album.album", true, 40), d.userOption("command.album.user", false)),
		Gate: Everyone(),
		Run: func(ctx context.Context, r Request) (Reply, error) {
			p, err := d.Game.ShowAlbum(ctx, otherOrAsker(r), r.Options.Text("name"), 0, ui.AlbumPageSize)
			return d.showAlbum(ctx, r, p, err)
		},
		Autocomplete: &Autocomplete{Gate: Everyone(), Run: d.suggestAlbums},
	}
}

func (d Deps) showAlbum(ctx context.Context, r Request, p game.AlbumPage, err error) (Reply, error) {
	if err != nil {
		return Reply{}, err
	}
	faces := make([]ui.Face, len(p.Cards))
	for i, c := range p.Cards {
		faces[i] = d.face(c.Card, c.Copy.Print)
	}
	return Reply{Message: ui.AlbumPage(r.Text, r.Act.Player, p, faces, d.Pictures.Row(ctx, faces))}, nil
}

func albumList(d Deps) Subcommand {
	return Subcommand{
		Definition: sub(d, "list", "command.album.list", "command.album.list_about", d.userOption("command.album.user", false)),
		Gate:       Everyone(),
		Run: func(ctx context.Context, r Request) (Reply, error) {
			albums, err := d.Game.Albums(ctx, otherOrAsker(r))
			if err != nil {
				return Reply{}, err
			}
			return Reply{Message: ui.Albums(r.Text, otherOrAsker(r), albums)}, nil
		},
	}
}

// albumDelete is /album delete, which asks first.
func albumDelete(d Deps) Subcommand {
	return Subcommand{
		Definition: sub(d, "delete", "command.album.delete", "command.album.delete_about",
			d.suggestedOption("name", "command.album.album", true, 40)),
		Gate: Everyone(), Ephemeral: true,
		Run: func(ctx context.Context, r Request) (Reply, error) {
			p, err := d.Game.ShowAlbum(ctx, r.Act.Player, r.Options.Text("name"), 0, 1)
			if err != nil {
				return Reply{}, err
			}
			return Reply{Message: ui.AlbumDelete(r.Text, p.Album)}, nil
		},
		Autocomplete: &Autocomplete{Gate: Everyone(), Run: d.suggestAlbums},
	}
}

// suggestAlbums suggests albums: the player's own, or those of the user who was
// chosen.
func (d Deps) suggestAlbums(ctx context.Context, r Request) ([]Choice, error) {
	albums, err := d.Game.Albums(ctx, otherOrAsker(r))
	var choices []Choice
	for _, a := range albums {
		if strings.Contains(strings.ToLower(a.Name), strings.ToLower(r.Options.Focused())) && len(choices) < suggestions {
			choices = append(choices, Choice{Name: a.Name, Value: a.Name})
		}
	}
	return choices, err
}
