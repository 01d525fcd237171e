package sandbox_test

import (
	"bytes"
	"image"
	"image/png"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/disgoorg/disgo"
	"github.com/disgoorg/disgo/bot"
	"github.com/disgoorg/disgo/discord"
	"github.com/disgoorg/disgo/events"
	"github.com/disgoorg/disgo/gateway"
	"github.com/disgoorg/disgo/rest"

	"gohye/internal/sandbox"
	"gohye/internal/sandbox/client"
)

// disgoBot logs in a bot written on disgo, which knows nothing of the
// sandbox but the address of its REST API.
func disgoBot(t *testing.T, h *house, options ...bot.ConfigOpt) *bot.Client {
	t.Helper()
	if raced {
		t.Skip("the library's own gateway client has data races of its own (opening against closing)")
	}
	ready := make(chan struct{}, 8)
	options = append([]bot.ConfigOpt{
		bot.WithLogger(quietLog()),
		bot.WithRestClientConfigOpts(rest.WithURL(h.url+"/api/v10"), rest.WithRateLimiter(rest.NewNoopRateLimiter())),
		bot.WithEventManagerConfigOpts(bot.WithAsyncEventsEnabled()),
		bot.WithEventListenerFunc(func(*events.GuildReady) { ready <- struct{}{} }),
	}, options...)
	c, err := disgo.New(h.BotToken(), options...)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.OpenGateway(h.ctx); err != nil {
		t.Fatal(err)
	}
	// The library does not come back after this code, which says that its
	// token is wrong.
	t.Cleanup(func() { h.CloseGateway(4004, "Authentication failed.") })
	select {
	case <-ready:
	case <-h.ctx.Done():
		t.Fatal("the guild never came")
	}
	return c
}

func picture(t *testing.T) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, image.NewGray(image.Rect(0, 0, 30, 20))); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// game is what the disgo bot of the test can do.
func game(t *testing.T) []bot.ConfigOpt {
	pic := picture(t)
	// The library goes on with what it is doing when the test is over, and
	// swallows the panic of a late complaint.
	var over atomic.Bool
	t.Cleanup(func() { over.Store(true) })
	fail := func(what string, err error) {
		if err != nil && !over.Load() {
			t.Errorf("%s: %v", what, err)
		}
	}
	slash := func(e *events.ApplicationCommandInteractionCreate) {
		switch e.Data.CommandName() {
		case "hello":
			fail("hello", e.CreateMessage(discord.MessageCreate{Content: "hello " + e.SlashCommandInteractionData().String("name")}))
		case "think":
			fail("defer", e.DeferCreateMessage(true))
			text := "thought"
			_, err := e.Client().Rest.UpdateInteractionResponse(e.ApplicationID(), e.Token(), discord.MessageUpdate{Content: &text})
			fail("edit", err)
			_, err = e.Client().Rest.CreateFollowupMessage(e.ApplicationID(), e.Token(), discord.MessageCreate{Content: "and more"})
			fail("follow-up", err)
		case "whisper":
			fail("defer", e.DeferCreateMessage(false))
			fail("take away", e.Client().Rest.DeleteInteractionResponse(e.ApplicationID(), e.Token()))
			_, err := e.Client().Rest.CreateFollowupMessage(e.ApplicationID(), e.Token(),
				discord.MessageCreate{Content: "for you only", Flags: discord.MessageFlagEphemeral})
			fail("whisper", err)
		case "form":
			fail("modal", e.Modal(discord.NewModalCreate("form", "A form",
				discord.NewLabel("Your word", discord.NewShortTextInput("word")))))
		case "cards":
			m := discord.MessageCreate{Flags: discord.MessageFlagIsComponentsV2}
			m.Components = []discord.LayoutComponent{discord.NewContainer(
				discord.NewTextDisplay("**three cards**"),
				discord.NewMediaGallery(discord.MediaGalleryItem{
					Media: discord.UnfurledMediaItem{URL: "attachment://cards.png"}, Description: "cards",
				}),
				discord.NewActionRow(discord.NewPrimaryButton("Next", "next")),
				discord.NewActionRow(discord.NewStringSelectMenu("menu", "pick",
					discord.NewStringSelectMenuOption("One", "1"), discord.NewStringSelectMenuOption("Two", "2"))),
			)}
			m.Files = []*discord.File{discord.NewFile("cards.png", "three cards", bytes.NewReader(pic))}
			fail("cards", e.CreateMessage(m))
		}
	}
	return []bot.ConfigOpt{
		bot.WithEventListenerFunc(slash),
		bot.WithEventListenerFunc(func(e *events.AutocompleteInteractionCreate) {
			fail("choices", e.AutocompleteResult([]discord.AutocompleteChoice{
				discord.AutocompleteChoiceString{Name: "Ana " + e.Data.String("name"), Value: "ana"},
			}))
		}),
		bot.WithEventListenerFunc(func(e *events.ModalSubmitInteractionCreate) {
			fail("submitted", e.CreateMessage(discord.MessageCreate{Content: "the word is " + e.Data.Text("word")}))
		}),
		bot.WithEventListenerFunc(func(e *events.ComponentInteractionCreate) {
			if e.Data.CustomID() == "next" {
				fail("deferred update", e.DeferUpdateMessage())
				parts := []discord.LayoutComponent{discord.NewTextDisplay("the next")}
				_, err := e.Client().Rest.UpdateInteractionResponse(e.ApplicationID(), e.Token(), discord.MessageUpdate{Components: &parts})
				fail("edit after update", err)
				return
			}
			fail("update", e.CreateMessage(discord.MessageCreate{
				Content: "chosen " + strings.Join(e.StringSelectMenuInteractionData().Values, ","), Flags: discord.MessageFlagEphemeral,
			}))
		}),
	}
}

var gameCommands = []discord.ApplicationCommandCreate{
	discord.SlashCommandCreate{Name: "hello", Description: "says hello", Options: []discord.ApplicationCommandOption{
		discord.ApplicationCommandOptionString{Name: "name", Description: "whom", Required: true, Autocomplete: true},
	}},
	discord.SlashCommandCreate{Name: "think", Description: "takes its time"},
	discord.SlashCommandCreate{Name: "whisper", Description: "thinks aloud and tells one player"},
	discord.SlashCommandCreate{Name: "form", Description: "asks"},
	discord.SlashCommandCreate{Name: "cards", Description: "shows"},
}

// TestDisgoBotPlays is a whole session between a bot on a library of others
// and a player.
func TestDisgoBotPlays(t *testing.T) {
	t.Parallel()
	for _, compression := range []gateway.CompressionType{
		gateway.CompressionZstdStream, gateway.CompressionZlibStream, gateway.CompressionZlibPayload,
	} {
		t.Run(string(compression), func(t *testing.T) {
			t.Parallel()
			h := open(t, sandbox.Options{Limits: unlimited()})
			options := append(game(t), bot.WithGatewayConfigOpts(gateway.WithCompression(compression),
				gateway.WithIntents(gateway.IntentGuilds, gateway.IntentGuildMessages)))
			b := disgoBot(t, h, options...)
			if _, err := b.Rest.SetGlobalCommands(b.ApplicationID, gameCommands); err != nil {
				t.Fatal(err)
			}
			ana, bob := h.player(t, 0), h.player(t, 1)
			playEverything(t, h, ana, bob)
		})
	}
}

func playEverything(t *testing.T, h *house, ana, bob *client.Client) {
	t.Helper()
	got, err := ana.Autocomplete(h.ctx, h.general, "hello", "name", client.Arg{Name: "name", Value: "a"})
	if err != nil || len(got.Choices) != 1 || got.Choices[0].Name != "Ana a" {
		t.Fatalf("completions: %+v, %v", got, err)
	}
	got, err = ana.Command(h.ctx, h.general, "hello", client.Arg{Name: "name", Value: "Ana \"1\""})
	if err != nil || got.Message.Content != `hello Ana "1"` || got.Kind != client.NewMessage {
		t.Fatalf("hello: %+v, %v", got, err)
	}
	if _, err := bob.WaitMessage(h.ctx, func(m *client.Message) bool { return m.ID == got.Message.ID }); err != nil {
		t.Fatalf("bob did not see it: %v", err)
	}
	got, err = ana.Command(h.ctx, h.general, "think")
	if err != nil || got.Message.Content != "thought" || !got.Message.Ephemeral() || got.Kind != client.Deferred {
		t.Fatalf("think: %+v, %v", got, err)
	}
	if got.Acknowledged.Before(got.Sent) || got.Done.Before(got.Acknowledged) {
		t.Errorf("times out of order: %v %v %v", got.Sent, got.Acknowledged, got.Done)
	}
	told, err := ana.Command(h.ctx, h.general, "whisper")
	if err != nil || told.Message.Content != "for you only" || !told.Message.Ephemeral() || told.Kind != client.Deferred {
		t.Fatalf("whisper: %+v, %v", told, err)
	}
	more, err := ana.WaitMessage(h.ctx, func(m *client.Message) bool { return m.Content == "and more" })
	if err != nil || more.Ephemeral() {
		t.Fatalf("follow-up: %+v, %v", more, err)
	}
	got, err = ana.Command(h.ctx, h.general, "form")
	if err != nil || got.Kind != client.Form {
		t.Fatalf("form: %+v, %v", got, err)
	}
	got, err = ana.SubmitModal(h.ctx, got.Modal, map[string]any{"word": "moon"})
	if err != nil || got.Message.Content != "the word is moon" {
		t.Fatalf("submitted: %+v, %v", got, err)
	}
	cards, err := ana.Command(h.ctx, h.general, "cards")
	if err != nil || cards.Message.Text() != "**three cards**" {
		t.Fatalf("cards: %+v, %v", cards, err)
	}
	got, err = bob.Select(h.ctx, cards.Message, "menu", "2")
	if err != nil || got.Message.Content != "chosen 2" || !got.Message.Ephemeral() {
		t.Fatalf("chosen: %+v, %v", got, err)
	}
	got, err = ana.Press(h.ctx, cards.Message, cards.Message.Button("Next"))
	if err != nil || got.Message.Text() != "the next" || got.Message.ID != cards.Message.ID {
		t.Fatalf("pressed: %+v, %v", got, err)
	}
	if history, err := bob.Messages(h.ctx, h.general, 100); err != nil || len(history) != 4 {
		t.Fatalf("history: %d messages, %v", len(history), err)
	}
}
