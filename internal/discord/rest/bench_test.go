package rest

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/disgoorg/disgo/discord"
	"github.com/disgoorg/disgo/rest"
	"github.com/disgoorg/snowflake/v2"

	"gohye/internal/clock"
)

// empty answers everything with 204 at no cost, so that the client's own cost
// is what is left.
type empty struct{}

func (empty) RoundTrip(rq *http.Request) (*http.Response, error) {
	if rq.Body != nil {
		_, _ = io.Copy(io.Discard, rq.Body)
		_ = rq.Body.Close()
	}
	return &http.Response{StatusCode: http.StatusNoContent, Status: "204 No Content", Header: http.Header{}, Body: http.NoBody, Request: rq}, nil
}

// BenchmarkCallback is one interaction's answer, without the network: disgo's
// client on its own and on our limiter, our client by the typed call, our
// Callback, and for scale the least that net/http can do.
func BenchmarkCallback(b *testing.B) {
	quiet := slog.New(slog.DiscardHandler)
	hc := &http.Client{Transport: empty{}}
	data := discord.MessageCreate{Content: "hello", Embeds: []discord.Embed{{Title: "A card", Description: strings.Repeat("words ", 20)}}}
	r := discord.InteractionResponse{Type: discord.InteractionResponseTypeCreateMessage, Data: data}
	ours, err := New(Options{Token: "t", Clock: clock.System{}, Log: quiet, HTTP: hc})
	if err != nil {
		b.Fatal(err)
	}
	theirs := rest.New(rest.NewClient("t", rest.WithLogger(quiet), rest.WithHTTPClient(hc),
		rest.WithRateLimiter(NewLimiter(clock.System{}, 0))))
	ctx := b.Context()
	for _, c := range []struct {
		name string
		send func(id snowflake.ID, token string) error
	}{
		{"disgo", func(id snowflake.ID, token string) error {
			return theirs.CreateInteractionResponse(id, token, r, rest.WithCtx(ctx))
		}},
		{"typed", func(id snowflake.ID, token string) error {
			return ours.CreateInteractionResponse(id, token, r, rest.WithCtx(ctx))
		}},
		{"callback", func(id snowflake.ID, token string) error { return ours.Callback(ctx, id, token, r) }},
		{"bare", func(id snowflake.ID, token string) error {
			body, err := json.Marshal(r)
			if err != nil {
				return err
			}
			rq, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://x/interactions/"+id.String()+"/"+token+"/callback", bytes.NewReader(body))
			if err != nil {
				return err
			}
			rs, err := hc.Do(rq)
			if err != nil {
				return err
			}
			return rs.Body.Close()
		}},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			n := 0
			for b.Loop() {
				n++
				if err := c.send(snowflake.ID(n), "token"+strconv.Itoa(n)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
