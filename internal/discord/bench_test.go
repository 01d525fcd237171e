package discord

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"testing"
	"time"

	"github.com/disgoorg/disgo/discord"
	"github.com/disgoorg/snowflake/v2"

	"gohye/internal/discord/command"
	"gohye/internal/discord/gateway"
	"gohye/internal/discord/ui"
	"gohye/internal/game"
)

// encoder is a sender that does what sending costs without a line: encoding.
type encoder struct {
	*recorder
	done chan struct{}
}

func (e encoder) Callback(_ context.Context, _ snowflake.ID, _ string, r discord.InteractionResponse) error {
	body, err := r.ToBody()
	if err != nil {
		return err
	}
	enc := json.NewEncoder(io.Discard)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(body); err != nil {
		return err
	}
	e.done <- struct{}{}
	return nil
}

// BenchmarkBalance is an interaction from its bytes to the bytes of its answer,
// with a game that answers at once.
func BenchmarkBalance(b *testing.B) {
	done := make(chan struct{}, 1)
	w := newWorld(b, func(o *Options) {
		o.Sender = encoder{&recorder{}, done}
		// Written as in production, to nowhere.
		o.Log = slog.New(slog.NewJSONHandler(struct{ io.Writer }{io.Discard}, nil))
	}, simple("balance", func(_ context.Context, r command.Request) (command.Reply, error) {
		return command.Reply{Message: ui.Balance(r.Text, game.BalanceResult{Flakes: 123456, Vials: 12, NextClaim: 700})}, nil
	}))
	w.start(2)
	data := make([][]byte, b.N)
	for i := range data {
		data[i] = payload(i+1, i%32+1, slash, "balance")
	}
	b.ReportAllocs()
	b.ResetTimer()
	for i := range data {
		w.Dispatch(gateway.Dispatch{Type: "INTERACTION_CREATE", Received: w.o.Clock.Now(), Data: data[i]})
		<-done
	}
}

func BenchmarkDecode(b *testing.B) {
	data := payload(1, 1, slash, "balance")
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		it, err := decode(data, time.Time{})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := it.request(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkDecodeLibrary is the same with the library's decoder.
func BenchmarkDecodeLibrary(b *testing.B) {
	data := payload(1, 1, slash, "balance")
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := discord.UnmarshalInteraction(data); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEncode(b *testing.B) {
	m := ui.Balance(texts(b).Fallback(), game.BalanceResult{Flakes: 123456, Vials: 12, NextClaim: 700})
	it := &interaction{kind: slash}
	b.ReportAllocs()
	for b.Loop() {
		body, err := it.response(answer{message: m}).ToBody()
		if err != nil {
			b.Fatal(err)
		}
		enc := json.NewEncoder(io.Discard)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(body); err != nil {
			b.Fatal(err)
		}
	}
}
