package sandbox_test

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"strings"
	"testing"

	"github.com/disgoorg/disgo/bot"
	"github.com/disgoorg/disgo/discord"
	"github.com/disgoorg/disgo/events"

	"gohye/internal/sandbox"
	"gohye/internal/sandbox/client"
)

// An archivist takes files, as an option of a command and in a form, and says what
// was given.
func TestLibraryBotWithFiles(t *testing.T) {
	t.Parallel()
	h := open(t, sandbox.Options{})
	told := func(list ...discord.Attachment) string {
		var lines []string
		for _, a := range list {
			kind := ""
			if a.ContentType != nil {
				kind, _, _ = strings.Cut(*a.ContentType, ";")
			}
			size := ""
			if a.Width != nil {
				size = fmt.Sprintf(" %d×%d", *a.Width, *a.Height)
			}
			lines = append(lines, fmt.Sprintf("%s (%s%s): %.5s", a.Filename, kind, size, fetch(t, a.URL)))
		}
		return strings.Join(lines, "; ")
	}
	two := 2
	commands := []discord.ApplicationCommandCreate{
		discord.SlashCommandCreate{Name: "keep", Description: "keeps a file", Options: []discord.ApplicationCommandOption{
			discord.ApplicationCommandOptionAttachment{Name: "file", Description: "which", Required: true},
			discord.ApplicationCommandOptionAttachment{Name: "second", Description: "another"},
		}},
		discord.SlashCommandCreate{Name: "hand-in", Description: "brings up a form"},
	}
	libraryBot(t, h, false, commands, bot.WithDefaultGateway(),
		bot.WithEventListenerFunc(func(e *events.ApplicationCommandInteractionCreate) {
			if data := e.SlashCommandInteractionData(); data.CommandName() == "keep" {
				list := []discord.Attachment{data.Attachment("file")}
				if second, ok := data.OptAttachment("second"); ok {
					list = append(list, second)
				}
				_ = e.CreateMessage(discord.NewMessageCreate().WithContent(told(list...)))
				return
			}
			_ = e.Modal(discord.NewModalCreate("papers", "Papers").
				AddLabel("Your word", discord.NewShortTextInput("word")).
				AddLabel("Your proof", discord.NewFileUpload("proof").WithMinValues(two).WithMaxValues(two).WithRequired(true)).
				AddLabel("More", discord.NewFileUpload("more")))
		}),
		bot.WithEventListenerFunc(func(e *events.ModalSubmitInteractionCreate) {
			_ = e.CreateMessage(discord.NewMessageCreate().WithContent(
				e.Data.Text("word") + ": " + told(e.Data.Attachments("proof")...) + " | " + told(e.Data.Attachments("more")...)))
		}))
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 3, 2))); err != nil {
		t.Fatal(err)
	}
	words, drawn := client.File{Name: "words.txt", Data: []byte("hello")}, client.File{Name: "drawn.png", Data: picture.Bytes()}
	ana := h.player(t, 0)
	got, err := ana.Command(h.ctx, h.general, "keep", client.Arg{Name: "file", Value: drawn}, client.Arg{Name: "second", Value: words})
	if want := "drawn.png (image/png 3×2): \x89PNG\r; words.txt (text/plain): hello"; err != nil || strings.ReplaceAll(got.Message.Content, "�", "\x89") != want {
		t.Errorf("options: %q, %v", got.Message.Content, err)
	}
	form, err := ana.Command(h.ctx, h.general, "hand-in")
	if err != nil || form.Kind != client.Form {
		t.Fatalf("the form: %+v, %v", form, err)
	}
	for what, proof := range map[string][]client.File{"no file": {}, "one file": {words}, "three files": {words, words, words}} {
		if _, err := ana.SubmitModal(h.ctx, form.Modal, map[string]any{"word": "x", "proof": proof}); err == nil || !strings.Contains(err.Error(), "BASE_TYPE_BAD_LENGTH") {
			t.Errorf("%s where two are wanted: %v", what, err)
		}
	}
	if _, err := ana.SubmitModal(h.ctx, form.Modal, map[string]any{"word": "x", "proof": []string{"0", "1"}}); err == nil || !strings.Contains(err.Error(), "ATTACHMENT_NOT_FOUND") {
		t.Errorf("files that do not come: %v", err)
	}
	got, err = ana.SubmitModal(h.ctx, form.Modal, map[string]any{"word": "here", "more": []client.File{words}, "proof": []client.File{words, words}})
	if want := "here: words.txt (text/plain): hello; words.txt (text/plain): hello | words.txt (text/plain): hello"; err != nil || got.Message.Content != want {
		t.Errorf("a form: %q, %v", got.Message.Content, err)
	}
}
