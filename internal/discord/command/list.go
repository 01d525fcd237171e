package command

import (
	"context"

	"github.com/disgoorg/disgo/discord"

	"gohye/internal/discord/ui"
	"gohye/internal/game"
	"gohye/internal/query"
)

// The choices of the option view.
const (
	viewText = "text"
	viewGrid = "grid"
)

// listOptions are the options of every list of cards, after others.
func (d Deps) listOptions() []discord.ApplicationCommandOption {
	choice := func(id, value string) discord.ApplicationCommandOptionChoiceString {
		return discord.ApplicationCommandOptionChoiceString{
			Name: d.fallbackText(id), NameLocalizations: localized(d, id), Value: value,
		}
	}
	return []discord.ApplicationCommandOption{
		d.queryOption("query", false),
		discord.ApplicationCommandOptionString{
			Name: "view", Description: d.fallbackText("command.list.view"),
			DescriptionLocalizations: localized(d, "command.list.view"),
			Choices:                  []discord.ApplicationCommandOptionChoiceString{choice("list.text", viewText), choice("list.grid", viewGrid)},
		},
	}
}

// queryOption is an option in the language of queries, which is completed.
func (d Deps) queryOption(name string, required bool) discord.ApplicationCommandOption {
	most := query.MaxRunes
	return discord.ApplicationCommandOptionString{
		Name: name, Description: d.fallbackText("command.list.query"),
		DescriptionLocalizations: localized(d, "command.list.query"),
		Required:                 required, Autocomplete: true, MaxLength: &most,
	}
}

// userOption names another player.
func (d Deps) userOption(id string, required bool) discord.ApplicationCommandOption {
	return discord.ApplicationCommandOptionUser{
		Name: "user", Description: d.fallbackText(id), DescriptionLocalizations: localized(d, id), Required: required,
	}
}

// suggestQuery completes the language. holder says whose albums are meant.
func (d Deps) suggestQuery(holder func(Request) game.PlayerID) *Autocomplete {
	return &Autocomplete{Gate: Everyone(), Run: func(ctx context.Context, r Request) ([]Choice, error) {
		texts, err := d.Game.SuggestQuery(ctx, holder(r), r.Options.Focused(), suggestions)
		choices := make([]Choice, 0, len(texts))
		for _, text := range texts {
			if ui.CutChoice(text) == text { // half a query would be another one
				choices = append(choices, Choice{Name: text, Value: text})
			}
		}
		return choices, err
	}}
}

// asker is who asks.
func asker(r Request) game.PlayerID { return r.Act.Player }

// otherOrAsker is the player that the option user names, else who asks.
func otherOrAsker(r Request) game.PlayerID {
	if other := game.PlayerID(r.Options.Amount("user")); other != 0 {
		return other
	}
	return r.Act.Player
}

// asked is the query of an option as buttons carry it: one that is too long is
// written down.
func (d Deps) asked(ctx context.Context, r Request, option string) (ui.Asked, error) {
	a := ui.Asked{Text: query.Clean(r.Options.Text(option))}
	var err error
	if len(a.Text) > ui.MaxWords {
		a.Token, err = d.Game.KeepQuery(ctx, a.Text)
	}
	return a, err
}

// askedAgain is the query of a button.
func (d Deps) askedAgain(ctx context.Context, a ui.Asked) (ui.Asked, error) {
	if a.Token == 0 {
		return a, nil
	}
	var err error
	a.Text, err = d.Game.KeptQuery(ctx, a.Token)
	return a, err
}

// list is a new list of cards.
func (d Deps) list(ctx context.Context, r Request, v ui.ListView) (Reply, error) {
	var err error
	v.Owner, v.Grid = r.Act.Player, r.Options.Text("view") == viewGrid
	if v.Asked, err = d.asked(ctx, r, "query"); err != nil {
		return Reply{}, err
	}
	return d.showList(ctx, r, v, 0)
}

// listButtons are the buttons of the lists of a verb.
func (d Deps) listButtons(verb string) []Component {
	return []Component{{
		Verb: verb, Gate: OwnerOnly(), Updates: true, Args: ui.ListArgs,
		Run: func(ctx context.Context, r Request) (reply Reply, err error) {
			v := ui.ListViewOf(r.Route)
			if v.Asked, err = d.askedAgain(ctx, v.Asked); err != nil {
				return Reply{}, err
			}
			page := int(r.Route.Arg(1))
			if r.Route.Arg(2) != ui.ButtonCopy {
				return d.showList(ctx, r, v, page)
			}
			p, err := d.Game.List(ctx, orderOf(v, page))
			return Reply{Message: ui.CopiedPage(r.Text, p, d.heldAll(p)), New: true}, err
		},
	}}
}

// orderOf is what a view asks the game for.
func orderOf(v ui.ListView, page int) game.ListOrder {
	o := game.ListOrder{Asker: v.Owner, Query: v.Asked.Text, Page: page, Size: ui.PageSize}
	switch v.Verb {
	case ui.VerbCards:
		o.Holder = v.Owner
		if v.Other != 0 {
			o.Holder = v.Other
		}
	case ui.VerbMiss:
		o.Without = v.Owner
	case ui.VerbDiff:
		o.Holder, o.Without = v.Owner, v.Other
		if v.From {
			o.Holder, o.Without = v.Other, v.Owner
		}
	}
	return o
}

func (d Deps) showList(ctx context.Context, r Request, v ui.ListView, page int) (Reply, error) {
	p, err := d.Game.List(ctx, orderOf(v, page))
	if err != nil {
		return Reply{}, err
	}
	held := d.heldAll(p)
	var pictures []ui.Picture
	if v.Grid && len(held) > 0 {
		faces := make([]ui.Face, len(held))
		for i, h := range held {
			faces[i] = h.Face()
		}
		pictures = d.Pictures.Row(ctx, faces)
	}
	return Reply{Message: ui.List(r.Text, v, p, held, pictures)}, nil
}

func (d Deps) heldAll(p game.ListPage) []ui.HeldFace {
	held := make([]ui.HeldFace, len(p.Entries))
	for i, h := range p.Entries {
		held[i] = d.held(h)
	}
	return held
}

func (d Deps) held(h game.HeldCard) ui.HeldFace {
	return ui.HeldFace{HeldCard: h, Collection: d.Game.Catalogue().Collection(h.Card.Collection)}
}
