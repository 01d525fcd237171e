package sandbox_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/disgoorg/disgo"
	"github.com/disgoorg/disgo/bot"
	"github.com/disgoorg/disgo/discord"
	"github.com/disgoorg/disgo/events"
	"github.com/disgoorg/disgo/gateway"
	"github.com/disgoorg/disgo/handler"
	"github.com/disgoorg/disgo/rest"
	"github.com/disgoorg/snowflake/v2"

	"gohye/internal/sandbox"
	"gohye/internal/sandbox/client"
)

// This file holds small bots as people write them who have a library, a token
// and Discord's documentation, in the manner of the library's own example
// programs. The token and the address of the REST API are all that they are told:
// the gateway, the rate limiter and everything else is the library's own.

// libraryBot starts such a bot: its commands first, of the guild or global, then
// its line.
func libraryBot(t *testing.T, h *house, ofGuild bool, commands []discord.ApplicationCommandCreate, options ...bot.ConfigOpt) *bot.Client {
	t.Helper()
	if raced {
		t.Skip("the library's own gateway client has data races of its own (opening against closing)")
	}
	ready := make(chan struct{}, 8)
	c, err := disgo.New(h.BotToken(), append([]bot.ConfigOpt{
		bot.WithLogger(quietLog()),
		bot.WithRestClientConfigOpts(rest.WithURL(h.url + "/api/v10")),
		bot.WithEventListenerFunc(func(*events.Ready) { ready <- struct{}{} }),
	}, options...)...)
	if err != nil {
		t.Fatal(err)
	}
	if len(commands) > 0 {
		var guilds []snowflake.ID
		if ofGuild {
			guilds = []snowflake.ID{h.GuildID()}
		}
		if err := handler.SyncCommands(c, commands, guilds); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.OpenGateway(h.ctx); err != nil {
		t.Fatal(err)
	}
	// The library does not come back after this code.
	t.Cleanup(func() { h.CloseGateway(4004, "Authentication failed.") })
	select {
	case <-ready:
	case <-h.ctx.Done():
		t.Fatal("the bot never got ready")
	}
	return c
}

// A parrot says what it is told, in public or not: slash commands of a guild with
// options of several kinds.
func TestLibraryBotWithSlashCommands(t *testing.T) {
	t.Parallel()
	h := open(t, sandbox.Options{})
	most := 3
	commands := []discord.ApplicationCommandCreate{
		discord.SlashCommandCreate{
			Name: "repeat", Description: "says what you say",
			Options: []discord.ApplicationCommandOption{
				discord.ApplicationCommandOptionString{Name: "words", Description: "what to say", Required: true},
				discord.ApplicationCommandOptionBool{Name: "secretly", Description: "only you see it"},
				discord.ApplicationCommandOptionInt{Name: "times", Description: "how often", MaxValue: &most},
				discord.ApplicationCommandOptionUser{Name: "to", Description: "whom to say it to"},
			},
		},
		discord.UserCommandCreate{Name: "Greet"},
	}
	libraryBot(t, h, true, commands, bot.WithDefaultGateway(),
		bot.WithEventListenerFunc(func(e *events.ApplicationCommandInteractionCreate) {
			if e.Data.Type() == discord.ApplicationCommandTypeUser {
				_ = e.CreateMessage(discord.NewMessageCreate().WithContent("hello " + e.UserCommandInteractionData().TargetUser().EffectiveName()))
				return
			}
			data := e.SlashCommandInteractionData()
			words := strings.Repeat(data.String("words"), max(data.Int("times"), 1))
			if to, ok := data.OptUser("to"); ok {
				words = to.Mention() + " " + words
			}
			_ = e.CreateMessage(discord.NewMessageCreate().WithContent(words).WithEphemeral(data.Bool("secretly")))
		}))
	ana, bob := h.player(t, 0), h.player(t, 1)
	got, err := ana.Command(h.ctx, h.general, "repeat", client.Arg{Name: "words", Value: "hey"}, client.Arg{Name: "times", Value: 3}, client.Arg{Name: "to", Value: bob.User().String()})
	if want := "<@" + bob.User().String() + "> heyheyhey"; err != nil || got.Message.Content != want || got.Message.Ephemeral() {
		t.Errorf("in public: %+v, %v", got.Message, err)
	}
	got, err = ana.Command(h.ctx, h.general, "repeat", client.Arg{Name: "words", Value: "psst"}, client.Arg{Name: "secretly", Value: true})
	if err != nil || got.Message.Content != "psst" || !got.Message.Ephemeral() {
		t.Errorf("in secret: %+v, %v", got.Message, err)
	}
	if _, err := ana.Command(h.ctx, h.general, "repeat", client.Arg{Name: "words", Value: "x"}, client.Arg{Name: "times", Value: 4}); err == nil {
		t.Error("four times is more than the command allows, and it was taken")
	}
	got, err = bob.UseOn(h.ctx, h.general, "Greet", ana.User())
	if err != nil || got.Message.Content != "hello Ana" {
		t.Errorf("on a user: %+v, %v", got.Message, err)
	}
}

// A doorman answers a word with a button and a menu: messages, their content, and
// components.
func TestLibraryBotWithComponents(t *testing.T) {
	t.Parallel()
	h := open(t, sandbox.Options{})
	libraryBot(t, h, false, nil,
		bot.WithGatewayConfigOpts(gateway.WithIntents(gateway.IntentGuilds, gateway.IntentGuildMessages, gateway.IntentMessageContent)),
		bot.WithEventListenerFunc(func(e *events.MessageCreate) {
			if e.Message.Author.Bot || e.Message.Content != "open" {
				return
			}
			_, _ = e.Client().Rest.CreateMessage(e.ChannelID, discord.NewMessageCreate().WithContent("who goes there?").
				AddActionRow(discord.NewDangerButton("A friend", "friend").WithEmoji(discord.ComponentEmoji{Name: "🚪"})).
				AddActionRow(discord.NewUserSelectMenu("whom", "whom do you want to see?")).
				WithMessageReferenceByID(e.Message.ID))
		}),
		bot.WithEventListenerFunc(func(e *events.ComponentInteractionCreate) {
			if e.Data.Type() == discord.ComponentTypeButton {
				_ = e.UpdateMessage(discord.NewMessageUpdate().WithContent(e.User().EffectiveName() + " may come in").WithComponents())
				return
			}
			var names []string
			for _, u := range e.UserSelectMenuInteractionData().Resolved.Users {
				names = append(names, u.Username)
			}
			_ = e.CreateMessage(discord.NewMessageCreate().WithEphemeral(true).WithContent("not at home: " + strings.Join(names, " ")))
		}))
	ana, bob := h.player(t, 0), h.player(t, 1)
	said, err := ana.Say(h.ctx, h.general, "open")
	if err != nil {
		t.Fatal(err)
	}
	asked, err := bob.WaitMessage(h.ctx, func(m *client.Message) bool { return m.Content == "who goes there?" })
	if err != nil || !strings.Contains(string(asked.Raw), `"message_reference":{"type":0,"message_id":"`+said.ID.String()+`"`) {
		t.Fatalf("the question: %s, %v", asked.Raw, err)
	}
	got, err := bob.Select(h.ctx, asked, "whom", ana.User().String())
	if err != nil || got.Message.Content != "not at home: ana" || !got.Message.Ephemeral() {
		t.Errorf("the menu: %+v, %v", got.Message, err)
	}
	got, err = bob.Press(h.ctx, asked, asked.Button("🚪"))
	if err != nil || got.Kind != client.Update || got.Message.Content != "Bob may come in" || len(got.Message.Components) != 0 {
		t.Errorf("the button: %+v, %v", got.Message, err)
	}
}

// A clerk brings up a form and reads it back.
func TestLibraryBotWithModals(t *testing.T) {
	t.Parallel()
	h := open(t, sandbox.Options{})
	commands := []discord.ApplicationCommandCreate{discord.SlashCommandCreate{Name: "apply", Description: "brings up a form"}}
	libraryBot(t, h, false, commands, bot.WithGatewayConfigOpts(gateway.WithIntents(gateway.IntentsNone)),
		bot.WithEventListenerFunc(func(e *events.ApplicationCommandInteractionCreate) {
			_ = e.Modal(discord.NewModalCreate("application", "Application").
				AddLabel("Your name", discord.NewShortTextInput("name")).
				AddLabel("Your reasons", discord.NewParagraphTextInput("reasons").WithRequired(false)).
				AddLabel("Your days", discord.NewStringSelectMenu("days", "when?",
					discord.NewStringSelectMenuOption("Monday", "mo"), discord.NewStringSelectMenuOption("Tuesday", "tu"),
				).WithMinValues(1).WithMaxValues(2).WithRequired(true)))
		}),
		bot.WithEventListenerFunc(func(e *events.ModalSubmitInteractionCreate) {
			_ = e.DeferCreateMessage(false)
			text := fmt.Sprintf("%s: %s %q %v", e.Data.CustomID, e.Data.Text("name"), e.Data.Text("reasons"), e.Data.StringValues("days"))
			_, _ = e.Client().Rest.UpdateInteractionResponse(e.ApplicationID(), e.Token(), discord.NewMessageUpdate().WithContent(text))
		}))
	ana := h.player(t, 0)
	form, err := ana.Command(h.ctx, h.general, "apply")
	if err != nil || form.Kind != client.Form || form.Modal.Title != "Application" {
		t.Fatalf("the form: %+v, %v", form, err)
	}
	if _, err := ana.SubmitModal(h.ctx, form.Modal, map[string]any{"name": "Ana"}); err == nil {
		t.Error("a form without its days was taken")
	}
	got, err := ana.SubmitModal(h.ctx, form.Modal, map[string]any{"name": "Ana", "days": []string{"mo", "tu"}})
	if want := `application: Ana "" [mo tu]`; err != nil || got.Message.Content != want || got.Kind != client.Deferred {
		t.Errorf("read back: %+v, %v", got.Message, err)
	}
}

// A greengrocer suggests what he has while one types.
func TestLibraryBotWithAutocomplete(t *testing.T) {
	t.Parallel()
	h := open(t, sandbox.Options{})
	stock := []string{"apple", "apricot", "banana", "cherry"}
	commands := []discord.ApplicationCommandCreate{discord.SlashCommandCreate{
		Name: "buy", Description: "buys fruit",
		Options: []discord.ApplicationCommandOption{
			discord.ApplicationCommandOptionString{Name: "fruit", Description: "which", Required: true, Autocomplete: true},
			discord.ApplicationCommandOptionInt{Name: "pieces", Description: "how many", Autocomplete: true},
		},
	}}
	libraryBot(t, h, false, commands, bot.WithDefaultGateway(),
		bot.WithEventListenerFunc(func(e *events.AutocompleteInteractionCreate) {
			var list []discord.AutocompleteChoice
			if e.Data.Focused().Name == "pieces" {
				for _, n := range []int{6, 12} {
					list = append(list, discord.AutocompleteChoiceInt{Name: strconv.Itoa(n) + " of " + e.Data.String("fruit"), Value: n})
				}
			} else {
				for _, f := range stock {
					if strings.HasPrefix(f, e.Data.String("fruit")) {
						list = append(list, discord.AutocompleteChoiceString{Name: strings.ToUpper(f), Value: f})
					}
				}
			}
			_ = e.AutocompleteResult(list)
		}),
		bot.WithEventListenerFunc(func(e *events.ApplicationCommandInteractionCreate) {
			data := e.SlashCommandInteractionData()
			_ = e.CreateMessage(discord.NewMessageCreate().WithContent(fmt.Sprintf("%d × %s", data.Int("pieces"), data.String("fruit"))))
		}))
	ana := h.player(t, 0)
	for typed, want := range map[string]string{"ap": "APPLE APRICOT", "": "APPLE APRICOT BANANA CHERRY", "zz": ""} {
		got, err := ana.Autocomplete(h.ctx, h.general, "buy", "fruit", client.Arg{Name: "fruit", Value: typed})
		var names []string
		for _, c := range got.Choices {
			names = append(names, c.Name)
		}
		if err != nil || strings.Join(names, " ") != want {
			t.Errorf("%q suggests %q, want %q (%v)", typed, names, want, err)
		}
	}
	got, err := ana.Autocomplete(h.ctx, h.general, "buy", "pieces", client.Arg{Name: "fruit", Value: "apple"}, client.Arg{Name: "pieces", Value: "1"})
	if err != nil || len(got.Choices) != 2 || got.Choices[1].Name != "12 of apple" || string(got.Choices[1].Value) != "12" {
		t.Errorf("how many: %+v, %v", got.Choices, err)
	}
	got, err = ana.Command(h.ctx, h.general, "buy", client.Arg{Name: "fruit", Value: "apple"}, client.Arg{Name: "pieces", Value: 12})
	if err != nil || got.Message.Content != "12 × apple" {
		t.Errorf("bought: %+v, %v", got.Message, err)
	}
}

// A desk with many counters uses the library's router: sub-commands in groups,
// and buttons whose ids carry what they are about.
func TestLibraryBotWithRouter(t *testing.T) {
	t.Parallel()
	h := open(t, sandbox.Options{})
	sub := func(name string) discord.ApplicationCommandOptionSubCommand {
		return discord.ApplicationCommandOptionSubCommand{Name: name, Description: name}
	}
	commands := []discord.ApplicationCommandCreate{
		discord.SlashCommandCreate{Name: "desk", Description: "the desk", Options: []discord.ApplicationCommandOption{
			discord.ApplicationCommandOptionSubCommandGroup{Name: "mail", Description: "mail", Options: []discord.ApplicationCommandOptionSubCommand{sub("send"), sub("fetch")}},
			sub("hours"),
		}},
	}
	r := handler.New()
	r.Route("/desk", func(r handler.Router) {
		r.Command("/hours", func(e *handler.CommandEvent) error {
			return e.CreateMessage(discord.NewMessageCreate().WithContent("nine to five").
				AddActionRow(discord.NewPrimaryButton("Wait", "/wait/7")))
		})
		r.Command("/mail/{what}", func(e *handler.CommandEvent) error {
			return e.CreateMessage(discord.NewMessageCreate().WithContent("mail: " + e.Vars["what"]))
		})
	})
	r.Component("/wait/{number}", func(e *handler.ComponentEvent) error {
		if err := e.DeferUpdateMessage(); err != nil {
			return err
		}
		_, err := e.UpdateInteractionResponse(discord.NewMessageUpdate().WithContent("number " + e.Vars["number"]))
		return err
	})
	libraryBot(t, h, true, commands, bot.WithDefaultGateway(), bot.WithEventListeners(r))
	ana := h.player(t, 0)
	got, err := ana.Command(h.ctx, h.general, "desk mail fetch")
	if err != nil || got.Message.Content != "mail: fetch" {
		t.Errorf("a sub-command of a group: %+v, %v", got.Message, err)
	}
	got, err = ana.Command(h.ctx, h.general, "desk hours")
	if err != nil || got.Message.Content != "nine to five" {
		t.Fatalf("a sub-command: %+v, %v", got.Message, err)
	}
	got, err = ana.Press(h.ctx, got.Message, got.Message.Button("Wait"))
	if err != nil || got.Message.Content != "number 7" || got.Kind != client.DeferredUpdate {
		t.Errorf("a button with a number: %+v, %v", got.Message, err)
	}
}
