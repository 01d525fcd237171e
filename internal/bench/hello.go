package bench

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/disgoorg/disgo"
	"github.com/disgoorg/disgo/bot"
	"github.com/disgoorg/disgo/discord"
	"github.com/disgoorg/disgo/events"
	"github.com/disgoorg/disgo/gateway"
	"github.com/disgoorg/disgo/rest"
)

// Hello is the name of the command that [ServeHello] answers.
const Hello = "hello"

// ServeHello is the bot that others are measured beside: what somebody writes
// in ten lines on the same library, with its own gateway client and rate
// limiter. It says hello until ctx is done.
//
// One thing is not the library's default: connections are kept for as many
// requests as run at once. Against Discord HTTP/2 shares one; against a plain
// HTTP server the default would open a connection for nearly every answer, and
// hello would look slower than it is.
func ServeHello(ctx context.Context, api, token string, log *slog.Logger) error {
	client, err := disgo.New(token,
		bot.WithLogger(log),
		bot.WithRestClientConfigOpts(rest.WithURL(api), rest.WithHTTPClient(&http.Client{
			Timeout: 20 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 256},
		})),
		bot.WithGatewayConfigOpts(gateway.WithIntents(gateway.IntentGuilds)),
		bot.WithEventManagerConfigOpts(bot.WithAsyncEventsEnabled()),
		bot.WithEventListenerFunc(func(e *events.ApplicationCommandInteractionCreate) {
			if err := e.CreateMessage(discord.MessageCreate{Content: "hello"}); err != nil {
				log.WarnContext(ctx, "hello was not said", slog.Any("error", err))
			}
		}))
	if err != nil {
		return fmt.Errorf("bench: hello: %w", err)
	}
	defer func() {
		// The library's limiter waits for ever when an answer is on its way.
		ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		client.Close(ending)
	}()
	_, err = client.Rest.SetGlobalCommands(client.ApplicationID, []discord.ApplicationCommandCreate{
		discord.SlashCommandCreate{Name: Hello, Description: "Says hello."},
	}, rest.WithCtx(ctx))
	if err != nil {
		return fmt.Errorf("bench: hello: %w", err)
	}
	if err := client.OpenGateway(ctx); err != nil {
		return fmt.Errorf("bench: hello: %w", err)
	}
	<-ctx.Done()
	return nil
}
