package command

import (
	"context"

	"gohye/internal/discord/ui"
)

// version is /version.
func version(d Deps) Command {
	gate := Everyone()
	return Command{
		Definition: define(d, "version", "command.version.name", "command.version.about"),
		Gate:       gate,
		Ephemeral:  true,
		Run: func(_ context.Context, r Request) (Reply, error) {
			return Reply{Message: ui.Version(r.Text, d.Build)}, nil
		},
	}
}
