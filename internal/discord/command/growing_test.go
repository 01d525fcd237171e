package command

import (
	"context"
	"testing"

	"gohye/internal/discord/ui"
	"gohye/internal/game"
)

// growing is what fakeGame remembers of copies that grow or are spent.
type growing struct {
	process game.Process
	copy    game.CopyID
}

func (g *fakeGame) SuggestCopies(_ context.Context, _ game.PlayerID, p game.Process, typed string, limit int) ([]game.ClaimedCard, error) {
	g.growing.process, g.words, g.page = p, typed, limit
	return g.claimed(), g.err
}

func (g *fakeGame) FindToLevel(_ context.Context, _ game.PlayerID, what string) (game.CopyID, error) {
	g.words = what
	return 12, g.err
}

func (g *fakeGame) LevelUp(_ context.Context, _ game.Act, id game.CopyID) (game.LevelUpResult, error) {
	g.growing.copy = id
	return game.LevelUpResult{
		Card: *g.catalogue.Card(2), Copy: game.Copy{ID: id, Card: 2, Print: 4, Level: 1}, Before: 1, Need: 4500, Today: 3, Week: 9,
	}, g.err
}

func TestLevelUp(t *testing.T) {
	t.Parallel()
	d, g, pictures := deps(t)
	all := All(d)
	c := find(t, all, "levelup")
	choices, err := c.Autocomplete.Run(t.Context(), ask(d, Option{Name: "card_name", Text: "so", Focused: true}))
	if err != nil || g.words != "so" || g.growing.process != game.Levelling || len(choices) != 2 || choices[0].Value != "b" {
		t.Errorf("%v, %v", choices, err)
	}
	reply, err := c.Run(t.Context(), ask(d, Option{Name: "card_name", Text: "sol"}))
	if err != nil || g.words != "sol" || g.growing.copy != 12 {
		t.Fatalf("%+v, %v", g.growing, err)
	}
	// D48: the picture is of the card with its stars, whatever the copy's level.
	if len(pictures.faces) != 1 || pictures.faces[0].Card.Level != 3 || pictures.faces[0].Print != 4 {
		t.Errorf("shown %+v", pictures.faces)
	}
	r := ask(d)
	r.Route, _ = ui.ParseRoute(faces(reply.Message)["Once more"])
	g.growing.copy = 0
	if _, err := component(t, all, r.Route.Verb).Run(t.Context(), r); err != nil || g.growing.copy != 12 {
		t.Errorf("once more: %+v, %v", g.growing, err)
	}
}
