package discord

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/disgoorg/disgo/discord"

	"gohye/internal/discord/command"
	"gohye/internal/discord/gateway"
)

const typing = discord.InteractionTypeAutocomplete

// sell is a command with two subcommands, which note in ran what is asked. With
// the number 9 they are slow.
func sell(ran *[]string) command.Command {
	sub := func(name string, gate command.Gate, ephemeral bool) command.Subcommand {
		return command.Subcommand{
			Definition: discord.ApplicationCommandOptionSubCommand{Name: name, Description: name},
			Gate:       gate, Ephemeral: ephemeral, Deadline: 5 * time.Second,
			Run: func(ctx context.Context, r command.Request) (command.Reply, error) {
				until, _ := ctx.Deadline()
				*ran = append(*ran, fmt.Sprint(name, " ", r.Options.Amount("n"), " ", time.Until(until).Round(time.Second)))
				if r.Options.Amount("n") == 9 {
					<-time.After(2 * time.Second)
				}
				return hello(), nil
			},
			Autocomplete: &command.Autocomplete{Gate: command.Everyone(), Run: func(context.Context, command.Request) ([]command.Choice, error) {
				*ran = append(*ran, name+" typing")
				return nil, nil
			}},
		}
	}
	return command.Command{
		Definition:  discord.SlashCommandCreate{Name: "sell", Description: "sell"},
		Subcommands: []command.Subcommand{sub("open", command.Everyone(), true), sub("shut", command.Staff(discord.PermissionManageRoles), false)},
	}
}

// arriveSub says that an interaction for a subcommand arrives.
func (w *world) arriveSub(id int, kind discord.InteractionType, options string) {
	raw := strings.Replace(string(payload(id, 5, kind, "sell")), `"type":1}`, `"type":1,"options":`+options+`}`, 1)
	raw = strings.Replace(raw, `"permissions":"2147483647"`, `"permissions":"0"`, 1)
	w.Dispatch(gateway.Dispatch{Type: "INTERACTION_CREATE", Received: w.o.Clock.Now(), Data: []byte(raw)})
}

func TestASubcommandHasItsOwnFunctionGateAndDeadline(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var ran []string
		w := newWorld(t, nil, sell(&ran))
		w.start(1)
		for i, tt := range []struct {
			kind    discord.InteractionType
			options string
			outcome string
		}{
			{slash, `[{"name":"open","type":1,"options":[{"name":"n","type":4,"value":3}]}]`, "ok"},
			{slash, `[{"name":"open","type":1}]`, "ok"},
			{slash, `[{"name":"shut","type":1}]`, "gated"},
			{typing, `[{"name":"shut","type":1,"options":[{"name":"n","type":4,"value":"3","focused":true}]}]`, "ok"},
			{slash, `[{"name":"other","type":1}]`, "unknown"},
			{slash, `[{"name":"open","type":4,"value":1}]`, "unknown"},
			{slash, `[]`, "unknown"},
			{slash, `[{"name":"open","type":1},{"name":"shut","type":1}]`, "ok"},
		} {
			before := w.observed.count(tt.outcome)
			w.arriveSub(i+1, tt.kind, tt.options)
			synctest.Wait()
			if w.observed.count(tt.outcome) != before+1 {
				t.Errorf("%s: not %s but %v", tt.options, tt.outcome, w.observed.outcomes)
			}
		}
		if got := fmt.Sprint(ran); got != "[open 3 5s open 0 5s shut typing open 0 5s]" {
			t.Errorf("ran %s", got)
		}
		for _, want := range []string{"command=sell.open ", "command=sell.shut ", "command=sell.shut.autocomplete "} {
			if !strings.Contains(w.log.String(), want) {
				t.Errorf("no log line has %q", want)
			}
		}
		w.arriveSub(99, slash, `[{"name":"open","type":1,"options":[{"name":"n","type":4,"value":9}]}]`)
		time.Sleep(3 * time.Second)
		if len(w.discord.of(99)) != 2 {
			t.Errorf("a slow subcommand got %v", w.discord.of(99))
		}
		for _, s := range w.discord.all() {
			if s.id == 99 && s.what == "callback 5" && !strings.Contains(s.body, `"flags":64`) {
				t.Errorf("an answer for one player's eyes was deferred for all: %s", s.body)
			}
		}
	})
}

func TestACommandWithSubcommandsHasNothingElse(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*command.Command){
		"a gate":     func(c *command.Command) { c.Gate = command.Everyone() },
		"a function": func(c *command.Command) { c.Run = nil2 },
		"options": func(c *command.Command) {
			c.Definition.Options = []discord.ApplicationCommandOption{discord.ApplicationCommandOptionInt{}}
		},
		"an autocomplete":     func(c *command.Command) { c.Autocomplete = c.Subcommands[0].Autocomplete },
		"one without a gate":  func(c *command.Command) { c.Subcommands[1].Gate = command.Gate{} },
		"one with an owner":   func(c *command.Command) { c.Subcommands[1].Gate = command.OwnerOnly() },
		"one that does not":   func(c *command.Command) { c.Subcommands[1].Run = nil },
		"two of one name":     func(c *command.Command) { c.Subcommands[1].Definition.Name = "open" },
		"suggesting gateless": func(c *command.Command) { c.Subcommands[1].Autocomplete.Gate = command.Gate{} },
		"neither":             func(c *command.Command) { c.Subcommands = nil },
	} {
		c := sell(new([]string))
		change(&c)
		if _, err := newTargets([]command.Command{c}, time.Second); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
}

func TestWhatDiscordIsToldOfSubcommands(t *testing.T) {
	t.Parallel()
	c := sell(new([]string))
	def := c.Create()
	if len(def.Options) != 2 || def.Options[0].OptionName() != "open" || def.DefaultMemberPermissions.OK {
		t.Errorf("%+v", def)
	}
	staff, other := command.Staff(discord.PermissionManageRoles), command.Staff(discord.PermissionManageGuild)
	c.Subcommands[0].Gate = other
	if def := c.Create(); def.DefaultMemberPermissions.OK {
		t.Error("one permission stands for two")
	}
	c.Subcommands = append(c.Subcommands, c.Subcommands[0])
	c.Subcommands[2].Definition.Name, c.Subcommands[2].Gate = "third", other
	if def := c.Create(); def.DefaultMemberPermissions.OK {
		t.Error("the first and the last gate hide the one between")
	}
	for i := range c.Subcommands {
		c.Subcommands[i].Gate = staff
	}
	if def := c.Create(); !def.DefaultMemberPermissions.OK || len(def.Contexts) != 1 {
		t.Errorf("all ask for the same: %+v", def)
	}
	if len(c.Definition.Options) != 0 {
		t.Error("telling has changed the definition")
	}
}
