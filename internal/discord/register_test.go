package discord

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/disgoorg/disgo/discord"
	drest "github.com/disgoorg/disgo/rest"
	"github.com/disgoorg/omit"
	"github.com/disgoorg/snowflake/v2"

	"gohye/internal/clock"
	"gohye/internal/discord/command"
	"gohye/internal/discord/rest"
)

// shelf is where Discord keeps an application's commands.
type shelf struct {
	commands []discord.ApplicationCommand
	errs     []error // for the next reads, first to last
	reads    int
	writes   int
}

func (s *shelf) GetGlobalCommands(_ snowflake.ID, localized bool, _ ...drest.RequestOpt) ([]discord.ApplicationCommand, error) {
	s.reads++
	if len(s.errs) > 0 {
		err := s.errs[0]
		s.errs = s.errs[1:]
		return nil, err
	}
	if !localized {
		return nil, errors.New("without localizations there is nothing to compare")
	}
	return s.commands, nil
}

// SetGlobalCommands keeps them as Discord would: with ids, versions and
// defaults, and integration types and contexts in its own order.
func (s *shelf) SetGlobalCommands(app snowflake.ID, commands []discord.ApplicationCommandCreate, _ ...drest.RequestOpt) ([]discord.ApplicationCommand, error) {
	s.writes++
	s.commands = nil
	for i, c := range commands {
		raw, err := json.Marshal(c)
		if err != nil {
			return nil, err
		}
		var m map[string]any
		if err := json.Unmarshal(raw, &m); err != nil {
			return nil, err
		}
		m["id"], m["version"], m["application_id"], m["nsfw"], m["dm_permission"] = snowflake.ID(i+1), "5", app, false, true
		if contexts, ok := m["contexts"].([]any); ok {
			slices.Reverse(contexts)
		}
		raw, err = json.Marshal(m)
		if err != nil {
			return nil, err
		}
		var u discord.UnmarshalApplicationCommand
		if err := json.Unmarshal(raw, &u); err != nil {
			return nil, err
		}
		s.commands = append(s.commands, u.ApplicationCommand)
	}
	slices.Reverse(s.commands)
	return s.commands, nil
}

func definitions() []command.Command {
	least, most, permission := 1, 10, discord.PermissionManageGuild
	a := simple("claim", nil2)
	a.Definition.DescriptionLocalizations = map[discord.Locale]string{discord.LocaleGerman: "Karten"}
	a.Definition.Contexts = []discord.InteractionContextType{discord.InteractionContextTypeGuild, discord.InteractionContextTypeBotDM}
	a.Definition.IntegrationTypes = []discord.ApplicationIntegrationType{discord.ApplicationIntegrationTypeGuildInstall}
	a.Definition.Options = []discord.ApplicationCommandOption{
		discord.ApplicationCommandOptionInt{Name: "count", Description: "how many", MinValue: &least, MaxValue: &most},
		discord.ApplicationCommandOptionString{Name: "q", Description: "words", Autocomplete: true, Required: false},
	}
	b := simple("admin", nil2)
	b.Definition.DefaultMemberPermissions = omit.New(&permission)
	group := sell(new([]string))
	group.Subcommands[0].Definition.Options = []discord.ApplicationCommandOption{
		discord.ApplicationCommandOptionChannel{Name: "where", Description: "x", ChannelTypes: []discord.ChannelType{discord.ChannelTypeGuildText}},
	}
	return []command.Command{a, b, group}
}

func TestRegisterWritesOnlyDifferences(t *testing.T) {
	t.Parallel()
	s := &shelf{}
	register := func(commands []command.Command) {
		t.Helper()
		r := Registrar{App: 7, Commands: commands, Sender: s, Clock: clock.System{}, Log: slog.New(slog.DiscardHandler)}
		if err := r.Register(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	register(definitions())
	register(definitions())
	if s.writes != 1 {
		t.Fatalf("written %d times", s.writes)
	}
	for name, change := range map[string]func([]command.Command) []command.Command{
		"one less":      func(c []command.Command) []command.Command { return c[:1] },
		"a word":        func(c []command.Command) []command.Command { c[0].Definition.Description = "other"; return c },
		"a translation": func(c []command.Command) []command.Command { c[0].Definition.DescriptionLocalizations = nil; return c },
		"a context": func(c []command.Command) []command.Command {
			c[0].Definition.Contexts = c[0].Definition.Contexts[:1]
			return c
		},
		"the options": func(c []command.Command) []command.Command { slices.Reverse(c[0].Definition.Options); return c },
		"an option less": func(c []command.Command) []command.Command {
			c[0].Definition.Options = c[0].Definition.Options[:1]
			return c
		},
		"a subcommand's option": func(c []command.Command) []command.Command {
			c[2].Subcommands[0].Definition.Options = nil
			return c
		},
		"its permissions": func(c []command.Command) []command.Command {
			c[1].Definition.DefaultMemberPermissions = omit.Omit[*discord.Permissions]{}
			return c
		},
	} {
		register(definitions())
		before := s.writes
		register(change(definitions()))
		if s.writes != before+1 {
			t.Errorf("%s: written %d times", name, s.writes-before)
		}
	}
}

func TestRegisterOutlastsAnOutage(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		down := &rest.Error{Status: 503}
		s := &shelf{errs: []error{down, errors.New("no route"), &rest.Error{Status: 429}}}
		r := Registrar{App: 7, Commands: definitions(), Sender: s, Clock: clock.System{}, Log: slog.New(slog.DiscardHandler)}
		began := time.Now()
		if err := r.Register(t.Context()); err != nil || s.writes != 1 {
			t.Errorf("%v, %d writes", err, s.writes)
		}
		if took := time.Since(began); took != 7*time.Second {
			t.Errorf("took %v, want 1+2+4 seconds", took)
		}
		s = &shelf{errs: []error{&rest.Error{Status: 401}}}
		r.Sender = s
		if err := r.Register(t.Context()); err == nil || s.reads != 1 {
			t.Errorf("a refused token: %v after %d reads", err, s.reads)
		}
		s = &shelf{errs: []error{down}}
		r.Sender = s
		ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
		defer cancel()
		if err := r.Register(ctx); err != nil {
			t.Errorf("a stop: %v", err)
		}
	})
}
