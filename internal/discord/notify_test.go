package discord

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/disgoorg/disgo/discord"
	drest "github.com/disgoorg/disgo/rest"
	"github.com/disgoorg/snowflake/v2"

	"gohye/internal/clock"
	"gohye/internal/discord/rest"
	"gohye/internal/discord/ui"
	"gohye/internal/game"
	"gohye/internal/jobs"
	"gohye/internal/picture"
)

// oneDrop is a game with one drop.
type oneDrop struct {
	AuctionGame
	view   game.DropView
	err    error
	turned []game.DropID
}

func (g *oneDrop) Turn(_ context.Context, id game.DropID) error {
	g.turned = append(g.turned, id)
	return g.err
}

func (g *oneDrop) LookAtDrop(context.Context, game.DropID) (game.DropView, error) {
	return g.view, g.err
}

func (g *oneDrop) Catalogue() *game.Catalogue {
	rules := game.DefaultRules()
	return game.NewCatalogue(1, &rules, nil, nil)
}

// blank shows no pictures.
type blank struct{}

func (blank) Row(context.Context, []ui.Face) []ui.Picture  { return nil }
func (blank) Chart(context.Context, ui.Chart) []ui.Picture { return nil }

// refusing is a recorder whose edits fail.
type refusing struct {
	*recorder
	err error
}

func (r refusing) UpdateInteractionResponse(app snowflake.ID, token string, m discord.MessageUpdate, opts ...drest.RequestOpt) (*discord.Message, error) {
	if r.err != nil {
		return nil, r.err
	}
	return r.recorder.UpdateInteractionResponse(app, token, m, opts...)
}

func notifier(t *testing.T, sendErr error) (*Notifier, *oneDrop, *recorder, *logged) {
	g := &oneDrop{view: game.DropView{
		Drop: game.Drop{
			ID: 4, Owner: 5, Reply: "123", Seed: strings.Repeat("ab", 32), Opened: time.Now(), Until: time.Now().Add(time.Minute),
			Offers: []game.Offer{{Slot: 1, Card: 1, State: game.OfferOpen}},
		},
		Cards: []game.Card{{ID: 1, Name: "Sol", Level: 2}},
	}}
	r, log := &recorder{}, &logged{}
	return &Notifier{
		App: 7, Game: g, Sender: refusing{r, sendErr}, Pictures: blank{}, Clock: clock.System{},
		Log: slog.New(slog.NewTextHandler(log, nil)), Locale: texts(t),
	}, g, r, log
}

func TestNotifierTurnsAndShowsDrops(t *testing.T) {
	t.Parallel()
	n, g, r, _ := notifier(t, nil)
	h := n.Handlers()
	if err := h[game.JobDropTurn](t.Context(), jobs.Job{Key: "4"}); err != nil || !slices.Equal(g.turned, []game.DropID{4}) {
		t.Errorf("%v, turned %v", err, g.turned)
	}
	if err := h[game.JobDropShow](t.Context(), jobs.Job{Key: "4"}); err != nil {
		t.Error(err)
	}
	if all := r.all(); len(all) != 1 || all[0].what != "edit" || all[0].id != 123 || !strings.Contains(all[0].body, "Sol") {
		t.Errorf("sent %v", all)
	}
	broken := errors.New("broken")
	g.err = broken
	for _, kind := range []string{game.JobDropTurn, game.JobDropShow} {
		f := h[kind]
		if err := f(t.Context(), jobs.Job{Key: "4"}); !errors.Is(err, broken) {
			t.Errorf("%s: %v: the runner must hear of it to try again", kind, err)
		}
		if err := f(t.Context(), jobs.Job{Key: "x"}); err == nil {
			t.Errorf("%s takes a key that is no drop", kind)
		}
	}
	g.err = game.GoneError{}
	if err := h[game.JobDropShow](t.Context(), jobs.Job{Key: "4"}); err != nil {
		t.Errorf("a drop that is forgotten: %v", err)
	}
}

func TestNotifierGivesUpOnlyWhatIsHopeless(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		err   error
		again bool
	}{
		{&rest.Error{Status: 404, Code: rest.UnknownMessage}, false},
		{&rest.Error{Status: 401, Code: rest.InvalidWebhookToken}, false},
		{&rest.Error{Status: 404, Code: rest.UnknownWebhook}, false},
		{&rest.Error{Status: 503}, true},
		{errors.New("no route"), true},
	} {
		n, _, _, log := notifier(t, tt.err)
		err := n.showDrop(t.Context(), jobs.Job{Key: "4"})
		if (err != nil) != tt.again || !tt.again && !strings.Contains(log.String(), "drop=4") {
			t.Errorf("%v: %v, logged %q", tt.err, err, log)
		}
	}
	synctest.Test(t, func(t *testing.T) {
		n, _, r, _ := notifier(t, nil)
		time.Sleep(tokenLife)
		if err := n.showDrop(t.Context(), jobs.Job{Key: "4"}); err != nil || len(r.all()) != 0 {
			t.Errorf("after fifteen minutes: %v, sent %v", err, r.all())
		}
	})
}

// studio is a drawing whose state a test sets.
type studio struct {
	busy, slow bool
	drawn      int
}

func (s *studio) Busy() bool { return s.busy }

func (s *studio) Address(base string, cards ...picture.Card) string {
	var names []string
	for _, c := range cards {
		names = append(names, c.Name)
	}
	return base + "/" + strings.Join(names, "+")
}

func (s *studio) TryRow(_ context.Context, cards []picture.Card) (picture.Encoded, bool) {
	return picture.Encoded{Bytes: make([]byte, len(cards))}, !s.busy
}

func (s *studio) Card(ctx context.Context, c picture.Card) (picture.Encoded, error) {
	if s.slow {
		<-ctx.Done()
		return picture.Encoded{}, ctx.Err()
	}
	s.drawn++
	return picture.Encoded{Bytes: []byte(c.Name)}, nil
}

func (s *studio) ChartAddress(base string, c picture.Chart) string {
	return fmt.Sprint(base, "/chart", c.Values)
}

func (s *studio) TryChart(ctx context.Context, c picture.Chart) (picture.Encoded, bool) {
	if s.slow {
		<-ctx.Done()
		return picture.Encoded{}, false
	}
	return picture.Encoded{Bytes: make([]byte, len(c.Values))}, !s.busy
}

func TestCharts(t *testing.T) {
	t.Parallel()
	chart := ui.Chart{From: time.Unix(0, 0), To: time.Unix(9999, 0), Values: []int64{5, 6}}
	for _, tt := range []struct {
		name, base string
		s          studio
		want       []ui.Picture
	}{
		{"by address", "http://x", studio{busy: true, slow: true}, []ui.Picture{{URL: "http://x/chart[5 6]"}}},
		{"attached", "", studio{}, []ui.Picture{{Name: "chart.png", Bytes: make([]byte, 2)}}},
		{"under load", "", studio{busy: true}, nil},
		{"no time", "", studio{slow: true}, nil},
	} {
		synctest.Test(t, func(t *testing.T) {
			began := time.Now()
			if got := NewPictures(&tt.s, tt.base).Chart(t.Context(), chart); !reflect.DeepEqual(got, tt.want) {
				t.Errorf("%s: %+v, want %+v", tt.name, got, tt.want)
			}
			if took := time.Since(began); took > drawWithin || tt.base != "" && took > 0 {
				t.Errorf("%s: took %v", tt.name, took)
			}
		})
	}
}

func TestPictures(t *testing.T) {
	t.Parallel()
	faces := []ui.Face{{Card: game.Card{Name: "a"}}, {Card: game.Card{Name: "b"}}}
	for _, tt := range []struct {
		name string
		base string
		s    studio
		want string
	}{
		{"by address", "http://x", studio{slow: true}, "http://x/a+b|"},
		{"by address under load", "http://x", studio{busy: true, slow: true}, "http://x/a|http://x/b|"},
		{"attached", "", studio{}, "cards.jpg 2|"},
		{"attached under load", "", studio{busy: true}, "card1.jpg 1|card2.jpg 1|"},
		{"no time", "", studio{busy: true, slow: true}, ""},
	} {
		synctest.Test(t, func(t *testing.T) {
			began := time.Now()
			var got string
			for _, p := range NewPictures(&tt.s, tt.base).Row(t.Context(), faces) {
				if p.URL != "" {
					got += p.URL + "|"
				} else {
					got += p.Name + " " + string(rune('0'+len(p.Bytes))) + "|"
				}
			}
			if got != tt.want {
				t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
			}
			if took := time.Since(began); took > drawWithin || tt.base != "" && (took > 0 || tt.s.drawn > 0) {
				t.Errorf("%s: took %v, drew %d", tt.name, took, tt.s.drawn)
			}
		})
	}
	if p := NewPictures(&studio{}, "http://x").Row(t.Context(), make([]ui.Face, picture.MaxRow+1)); p != nil {
		t.Errorf("too many cards: %v", p)
	}
}
