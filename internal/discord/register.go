package discord

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"slices"
	"time"

	"github.com/disgoorg/disgo/discord"
	drest "github.com/disgoorg/disgo/rest"
	"github.com/disgoorg/snowflake/v2"

	"gohye/internal/clock"
	"gohye/internal/discord/command"
	"gohye/internal/discord/rest"
)

const (
	registerFirstWait = time.Second
	registerLastWait  = 5 * time.Minute
)

// A CommandSender reads and writes an application's commands. [rest.Client] of
// package internal/discord/rest is one.
type CommandSender interface {
	GetGlobalCommands(app snowflake.ID, withLocalizations bool, opts ...drest.RequestOpt) ([]discord.ApplicationCommand, error)
	SetGlobalCommands(app snowflake.ID, commands []discord.ApplicationCommandCreate, opts ...drest.RequestOpt) ([]discord.ApplicationCommand, error)
}

// A Registrar brings the application's commands at Discord in line with ours.
type Registrar struct {
	App      snowflake.ID
	Commands []command.Command
	Sender   CommandSender
	Clock    clock.Clock
	Log      *slog.Logger
}

// Register compares, and writes all commands when there is a difference. While
// Discord cannot be reached it tries again, ever more slowly, until ctx ends.
// It returns nil when the commands are in line or ctx has ended, and an error
// when Discord refuses them or the token: trying again would not help.
func (r *Registrar) Register(ctx context.Context) error {
	timer := r.Clock.NewTimer(time.Hour)
	defer timer.Stop()
	for wait := registerFirstWait; ; wait = min(2*wait, registerLastWait) {
		err := r.once(ctx)
		if err == nil || ctx.Err() != nil {
			return nil
		}
		if refusedForGood(err) {
			return fmt.Errorf("discord: commands refused: %w", err)
		}
		r.Log.LogAttrs(ctx, slog.LevelWarn, "commands not registered yet", slog.Duration("retry_in", wait), slog.Any("error", err))
		timer.Reset(wait)
		select {
		case <-ctx.Done():
			return nil
		case <-timer.C():
		}
	}
}

// refusedForGood reports whether an error is Discord's no to what we send.
func refusedForGood(err error) bool {
	e, ok := errors.AsType[*rest.Error](err)
	return ok && e.Status >= 400 && e.Status < 500 && e.Status != 408 && e.Status != 429
}

func (r *Registrar) once(ctx context.Context) error {
	there, err := r.Sender.GetGlobalCommands(r.App, true, rest.WithCtx(ctx))
	if err != nil {
		return err
	}
	ours := make([]discord.ApplicationCommandCreate, len(r.Commands))
	for i, c := range r.Commands {
		ours[i] = c.Create()
	}
	same, err := sameCommands(there, ours)
	if err != nil {
		return err
	}
	if same {
		r.Log.LogAttrs(ctx, slog.LevelInfo, "commands are registered", slog.Int("commands", len(ours)))
		return nil
	}
	if _, err := r.Sender.SetGlobalCommands(r.App, ours, rest.WithCtx(ctx)); err != nil {
		return err
	}
	r.Log.LogAttrs(ctx, slog.LevelInfo, "commands registered anew", slog.Int("commands", len(ours)))
	return nil
}

// sameCommands reports whether Discord has our commands, in any order and apart
// from what Discord adds by itself.
func sameCommands(there []discord.ApplicationCommand, ours []discord.ApplicationCommandCreate) (bool, error) {
	if len(there) != len(ours) {
		return false, nil
	}
	has, err := normal(there)
	if err != nil {
		return false, err
	}
	want, err := normal(ours)
	if err != nil {
		return false, err
	}
	return reflect.DeepEqual(has, want), nil
}

// normal is commands by name, reduced to what a bot says about them.
func normal[T any](commands []T) (map[string]any, error) {
	all := make(map[string]any, len(commands))
	for _, c := range commands {
		raw, err := json.Marshal(c)
		if err != nil {
			return nil, err
		}
		var m map[string]any
		if err := json.Unmarshal(raw, &m); err != nil {
			return nil, err
		}
		for _, key := range []string{
			"id", "application_id", "guild_id", "version", "dm_permission",
			"name_localized", "description_localized", "handler",
		} {
			delete(m, key)
		}
		if m["default_member_permissions"] == "0" {
			// The library reads Discord's null, everybody, as 0; a command of
			// ours never asks for 0, which would be nobody.
			delete(m, "default_member_permissions")
		}
		name, _ := m["name"].(string)
		all[name] = tidy(m)
	}
	return all, nil
}

// tidy drops what means nothing, null, false and empty, and orders lists of
// numbers, whose order Discord changes.
func tidy(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for key, member := range v {
			if member = tidy(member); member == nil {
				delete(v, key)
			} else {
				v[key] = member
			}
		}
		if len(v) > 0 {
			return v
		}
		return nil
	case []any:
		for i := range v {
			v[i] = tidy(v[i])
		}
		if len(v) == 0 {
			return nil
		}
		slices.SortFunc(v, func(a, b any) int {
			x, isX := a.(float64)
			y, isY := b.(float64)
			if isX && isY {
				return int(x - y)
			}
			return 0
		})
		return v
	case bool:
		if !v {
			return nil
		}
	case string:
		if v == "" {
			return nil
		}
	}
	return v
}
