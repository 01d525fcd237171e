package command

import (
	"context"
	"errors"

	"github.com/disgoorg/disgo/discord"

	"gohye/internal/discord/ui"
	"gohye/internal/game"
)

// What the commands that spend copies have in common: they ask first, the answer
// carries what was asked, and where that has changed they ask again. Any other
// refusal is told besides the question, which stays: it may pass, and the second
// of two clicks must not take the place of what the first has done.

// changed reports whether an action was refused because what was confirmed is no
// longer so.
func changed(err error) bool {
	_, ok := errors.AsType[game.ChangedError](err)
	return ok
}

// sight shows copies.
func (d Deps) sight(ctx context.Context, again bool, cards ...game.ClaimedCard) ui.Sight {
	s := ui.Sight{Changed: again}
	for _, c := range cards {
		s.Faces = append(s.Faces, d.face(c.Card, c.Copy.Print))
	}
	s.Pictures = d.Pictures.Row(ctx, s.Faces)
	return s
}

// suggestCopies completes the option that names a copy to put into a process, with
// what goes with the other options.
func (d Deps) suggestCopies(ctx context.Context, r Request, p game.Process) ([]Choice, error) {
	var others []string
	for _, o := range r.Options {
		if !o.Focused {
			others = append(others, o.Text)
		}
	}
	found, err := d.Game.SuggestCopies(ctx, r.Act.Player, p, r.Options.Focused(), suggestions, others...)
	choices := make([]Choice, len(found))
	for i, c := range found {
		choices[i] = Choice{Name: ui.SuggestedCopy(r.Text, d.face(c.Card, c.Copy.Print), c.Copy), Value: c.Copy.ID.Code()}
	}
	return choices, err
}

// completeCopies suggests copies for every option of a command that is typed.
func (d Deps) completeCopies(p game.Process) *Autocomplete {
	return &Autocomplete{Gate: Everyone(), Run: func(ctx context.Context, r Request) ([]Choice, error) {
		return d.suggestCopies(ctx, r, p)
	}}
}

// copyOption is an option that names a copy and may be left out.
func (d Deps) copyOption(name, id string) discord.ApplicationCommandOption {
	return d.suggestedOption(name, id, false, ui.MaxWords)
}
