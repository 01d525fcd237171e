package command

import "github.com/disgoorg/disgo/discord"

// suggestedOption is a text to type, of at most most characters, with
// suggestions while it is typed.
func (d Deps) suggestedOption(name, id string, required bool, most int) discord.ApplicationCommandOption {
	return discord.ApplicationCommandOptionString{
		Name: name, Description: d.fallbackText(id), DescriptionLocalizations: localized(d, id),
		Required: required, Autocomplete: true, MaxLength: &most,
	}
}
