package discord

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/disgoorg/disgo/discord"

	"gohye/internal/discord/command"
	"gohye/internal/discord/rest"
	"gohye/internal/discord/ui"
	"gohye/internal/game"
)

// editWithin bounds the sending of an answer after a deferral.
const editWithin = 10 * time.Second

// errTokenExpired says that an answer comes after the end of its token.
var errTokenExpired = errors.New("discord: the interaction's token has expired")

// errNotAcknowledged says that the deferral of an interaction failed, so that
// Discord takes no answer for it any more.
var errNotAcknowledged = errors.New("discord: the interaction could not be acknowledged in time")

// deliver sends an answer in the way that is still open, and reports whether it
// reached Discord. What could not be delivered is logged. An answer that Discord
// does not take, because it is malformed or too large, is our fault: the player
// gets an apology in its place.
func (r *Router) deliver(ctx context.Context, it *interaction, a answer) bool {
	state := r.claimAnswer(it)
	err := r.send(ctx, it, a, state)
	if err == nil {
		return true
	}
	attrs := []slog.Attr{slog.String("cause", cause(err)), slog.Any("error", err)}
	if !rejected(err) || it.kind == discord.InteractionTypeAutocomplete {
		r.log(ctx, slog.LevelWarn, "answer not delivered", it, attrs...)
		return false
	}
	incident := r.o.Incident()
	r.log(ctx, slog.LevelError, "answer not accepted", it, append(attrs, slog.String("incident", incident))...)
	sorry := answer{message: ui.Fault(r.o.Locale.For(it.locale), incident), anew: true}
	if err := r.send(ctx, it, sorry, state); err != nil {
		r.log(ctx, slog.LevelWarn, "apology not delivered", it, slog.String("cause", cause(err)), slog.Any("error", err))
	}
	return false
}

// rejected reports whether Discord refused the content of a request, and not
// its time or place.
func rejected(err error) bool {
	return rest.IsStatus(err, http.StatusBadRequest) && !rest.IsCode(err, rest.AlreadyAcknowledged) ||
		rest.IsStatus(err, http.StatusRequestEntityTooLarge)
}

// send sends an answer in the way that claimAnswer has said.
func (r *Router) send(ctx context.Context, it *interaction, a answer, state ackState) error {
	switch state {
	case ackAnswered:
		if err := r.deliverFirst(ctx, it, a); err != nil {
			return err
		}
		r.acknowledged(it)
		return nil
	case ackDeferred:
		if r.o.Clock.Now().Sub(it.arrived) >= tokenLife {
			return errTokenExpired
		}
		return r.deliverLate(ctx, it, a)
	case ackPending, ackDeferring, ackLost:
	}
	return errNotAcknowledged
}

// cause says in words what an error of sending means.
func cause(err error) string {
	switch {
	case rest.IsCode(err, rest.UnknownInteraction):
		return "Discord waited three seconds and gave up"
	case rest.IsCode(err, rest.AlreadyAcknowledged):
		return "another process has answered"
	case rest.IsCode(err, rest.InvalidWebhookToken, rest.UnknownWebhook):
		return "fifteen minutes are over"
	case rest.IsCode(err, rest.UnknownMessage):
		return "the message was deleted"
	}
	return "sending failed"
}

// deliverFirst acknowledges with the answer itself.
func (r *Router) deliverFirst(ctx context.Context, it *interaction, a answer) error {
	ctx, cancel := r.sendContext(ctx, it)
	defer cancel()
	return r.o.Sender.Callback(ctx, it.id, it.token, it.response(a))
}

// response is the answer as the first response.
func (it *interaction) response(a answer) discord.InteractionResponse {
	switch {
	case it.kind == discord.InteractionTypeAutocomplete:
		return discord.InteractionResponse{
			Type: discord.InteractionResponseTypeAutocompleteResult,
			Data: choices(a.choices),
		}
	case a.form != nil:
		return discord.InteractionResponse{Type: discord.InteractionResponseTypeModal, Data: a.form.Modal()}
	case it.kind == discord.InteractionTypeComponent && it.updates(a):
		return discord.InteractionResponse{Type: discord.InteractionResponseTypeUpdateMessage, Data: update(a.message)}
	}
	return discord.InteractionResponse{Type: discord.InteractionResponseTypeCreateMessage, Data: create(a.message)}
}

// updates reports whether the answer replaces the message of the component.
func (it *interaction) updates(a answer) bool {
	return it.target != nil && it.target.updates && !a.anew
}

// deliverLate answers after a deferral: by editing the message that "is
// thinking", or the component's; or, where the answer is for one player's eyes
// and that message is for all, by taking it away and following up.
func (r *Router) deliverLate(ctx context.Context, it *interaction, a answer) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), editWithin)
	defer cancel()
	own := it.target.updates // the deferral made no message of its own
	switch {
	case own && !it.updates(a):
		return r.followUp(ctx, it, a.message)
	case !own && a.message.Ephemeral && !it.target.ephemeral:
		if err := r.o.Sender.DeleteInteractionResponse(it.app, it.token, rest.WithCtx(ctx)); err != nil && !rest.IsCode(err, rest.UnknownMessage) {
			return err
		}
		return r.followUp(ctx, it, a.message)
	}
	_, err := r.o.Sender.UpdateInteractionResponse(it.app, it.token, update(a.message), rest.WithCtx(ctx))
	return err
}

func (r *Router) followUp(ctx context.Context, it *interaction, m ui.Message) error {
	_, err := r.o.Sender.CreateFollowupMessage(it.app, it.token, create(m), rest.WithCtx(ctx))
	return err
}

// create is a message as a new one.
func create(m ui.Message) discord.MessageCreate {
	flags := discord.MessageFlagIsComponentsV2
	if m.Ephemeral {
		flags |= discord.MessageFlagEphemeral
	}
	return discord.MessageCreate{Components: m.Components, Flags: flags, Files: attached(m.Files), AllowedMentions: only(m.Mentions)}
}

// update is a message in the place of another: its files replace the other's.
func update(m ui.Message) discord.MessageUpdate {
	flags := discord.MessageFlagIsComponentsV2
	return discord.MessageUpdate{
		Components: &m.Components, Flags: &flags, Files: attached(m.Files),
		Attachments: &[]discord.AttachmentUpdate{}, AllowedMentions: nobody(),
	}
}

// only is that a message mentions these players, and nobody else who is named in
// it.
func only(players []game.PlayerID) *discord.AllowedMentions {
	all := nobody()
	for _, p := range players {
		all.Users = append(all.Users, idOf(p))
	}
	return all
}

// nobody is that a message mentions nobody, whoever is named in it.
func nobody() *discord.AllowedMentions {
	return &discord.AllowedMentions{Parse: []discord.AllowedMentionType{}}
}

func attached(files []ui.File) []*discord.File {
	if len(files) == 0 {
		return nil
	}
	all := make([]*discord.File, len(files))
	for i, f := range files {
		all[i] = discord.NewFile(f.Name, f.Alt, bytes.NewReader(f.Bytes))
	}
	return all
}

// choices are the suggestions of an autocomplete; Discord takes 25.
func choices(suggested []command.Choice) discord.AutocompleteResult {
	res := discord.AutocompleteResult{Choices: []discord.AutocompleteChoice{}}
	for _, c := range suggested[:min(len(suggested), 25)] {
		res.Choices = append(res.Choices, discord.AutocompleteChoiceString{Name: c.Name, Value: c.Value})
	}
	return res
}
