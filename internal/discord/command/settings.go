package command

import (
	"context"

	"github.com/disgoorg/disgo/discord"

	"gohye/internal/discord/ui"
)

// settings is /settings: a player's own, and those of a server.
func settings(d Deps) Command {
	return Command{
		Definition:  define(d, "settings", "command.settings.name", "command.settings.about"),
		Subcommands: []Subcommand{settingsNotifications(d), settingsAuctionChannel(d)},
		Components: []Component{{
			Verb: ui.VerbNotices, Gate: OwnerOnly(), Updates: true, Args: 1,
			Run: func(ctx context.Context, r Request) (Reply, error) {
				mutes, err := d.Game.SetNotices(ctx, r.Act, ui.NoticesOf(r.Values))
				if err != nil && !isReplayed(err) {
					return Reply{}, err
				}
				return Reply{Message: ui.Notices(r.Text, r.Act.Player, mutes, true)}, nil
			},
		}},
	}
}

// settingsNotifications is /settings notifications: a menu of what the player is
// told about.
func settingsNotifications(d Deps) Subcommand {
	return Subcommand{
		Definition: sub(d, "notifications", "command.settings.notifications", "command.settings.notifications_about"),
		Gate:       Everyone(), Ephemeral: true,
		Run: func(ctx context.Context, r Request) (Reply, error) {
			mutes, err := d.Game.Notices(ctx, r.Act.Player)
			if err != nil {
				return Reply{}, err
			}
			return Reply{Message: ui.Notices(r.Text, r.Act.Player, mutes, false)}, nil
		},
	}
}

// settingsAuctionChannel is /settings auction-channel, for those who manage the
// server.
func settingsAuctionChannel(d Deps) Subcommand {
	return Subcommand{
		Definition: sub(d, "auction-channel", "command.settings.auction_channel", "command.settings.auction_channel_about",
			discord.ApplicationCommandOptionChannel{
				Name: "channel", Description: d.fallbackText("command.settings.channel"),
				DescriptionLocalizations: localized(d, "command.settings.channel"),
				ChannelTypes:             []discord.ChannelType{discord.ChannelTypeGuildText},
			}),
		Gate: Staff(discord.PermissionManageGuild), Ephemeral: true,
		Run: func(ctx context.Context, r Request) (Reply, error) {
			channel := r.Options.Amount("channel")
			if err := d.Game.SetAuctionChannel(ctx, r.Act, channel); err != nil && !isReplayed(err) {
				return Reply{}, err
			}
			return Reply{Message: ui.AuctionChannel(r.Text, channel)}, nil
		},
	}
}
