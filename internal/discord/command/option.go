package command

import (
	"context"
	"strconv"

	"github.com/disgoorg/disgo/discord"

	"gohye/internal/discord/ui"
	"gohye/internal/game"
)

// suggestedOption is a text to type, of at most most characters, with
// suggestions while it is typed.
func (d Deps) suggestedOption(name, id string, required bool, most int) discord.ApplicationCommandOption {
	return discord.ApplicationCommandOptionString{
		Name: name, Description: d.fallbackText(id), DescriptionLocalizations: localized(d, id),
		Required: required, Autocomplete: true, MaxLength: &most,
	}
}

// typedOption is a text to type, of at most most characters.
func (d Deps) typedOption(name, id string, required bool, most int) discord.ApplicationCommandOption {
	return discord.ApplicationCommandOptionString{
		Name: name, Description: d.fallbackText(id), DescriptionLocalizations: localized(d, id),
		Required: required, MaxLength: &most,
	}
}

// intOption is a number to type, within bounds where they are not nil.
func (d Deps) intOption(name, id string, required bool, least, most *int) discord.ApplicationCommandOption {
	return discord.ApplicationCommandOptionInt{
		Name: name, Description: d.fallbackText(id), DescriptionLocalizations: localized(d, id),
		Required: required, MinValue: least, MaxValue: most,
	}
}

// switchOption is a yes or no, which may be left out.
func (d Deps) switchOption(name, id string) discord.ApplicationCommandOption {
	return discord.ApplicationCommandOptionBool{
		Name: name, Description: d.fallbackText(id), DescriptionLocalizations: localized(d, id),
	}
}

// suggestCards suggests cards of the whole catalogue. Names need not be unique:
// what is sent is the card itself.
func (d Deps) suggestCards(ctx context.Context, r Request) ([]Choice, error) {
	found, err := d.Game.SuggestCards(ctx, r.Act.Player, r.Options.Focused(), suggestions)
	choices := make([]Choice, len(found))
	for i, c := range found {
		choices[i] = Choice{Name: ui.Suggestion(d.face(c, 0)), Value: numbered(c)}
	}
	return choices, err
}

// suggestHeld suggests cards that the player holds.
func (d Deps) suggestHeld(ctx context.Context, r Request) ([]Choice, error) {
	found, err := d.Game.Suggest(ctx, r.Act.Player, r.Options.Focused(), suggestions)
	choices := make([]Choice, len(found))
	for i, c := range found {
		choices[i] = Choice{Name: ui.Suggestion(d.face(c, 0)), Value: numbered(c)}
	}
	return choices, err
}

// numbered is a card as the value of a suggestion: by its number, for names need
// not be unique.
func numbered(c game.Card) string { return "#" + strconv.FormatInt(int64(c.ID), 10) }
