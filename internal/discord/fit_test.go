package discord

import (
	"gohye/internal/discord/command"
	"gohye/internal/discord/rest"
	"gohye/internal/game"
	"gohye/internal/metrics"
	"gohye/internal/picture"
)

// What the wiring puts in.
var (
	_ Sender           = (*rest.Client)(nil)
	_ CommandSender    = (*rest.Client)(nil)
	_ Observer         = (*metrics.Metrics)(nil)
	_ DropGame         = (*game.Game)(nil)
	_ command.Game     = (*game.Game)(nil)
	_ command.Pictures = (*Pictures)(nil)
	_ PictureService   = (*picture.Service)(nil)
)
