package discord

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/disgoorg/disgo/discord"
	"github.com/disgoorg/disgo/rest"
	"github.com/disgoorg/snowflake/v2"

	"gohye/internal/clock"
	"gohye/internal/discord/command"
	"gohye/internal/discord/gateway"
	"gohye/internal/discord/ui"
	"gohye/internal/locale"
)

// sent is one request that reached the recorder.
type sent struct {
	what string // "callback 4", "edit", "follow-up", "delete"
	id   snowflake.ID
	body string
}

// recorder is a Discord that remembers.
type recorder struct {
	// onCallback, when set, is called before a callback is recorded; its error
	// is Discord's.
	onCallback func(id snowflake.ID, r discord.InteractionResponse) error

	mu   sync.Mutex // guards sent
	sent []sent
}

func (r *recorder) note(what string, id snowflake.ID, body any) {
	text, err := json.Marshal(body)
	if err != nil {
		panic(err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sent = append(r.sent, sent{what, id, string(text)})
}

func (r *recorder) all() []sent {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]sent(nil), r.sent...)
}

// of are the requests for one interaction, by what they were.
func (r *recorder) of(id snowflake.ID) []string {
	var of []string
	for _, s := range r.all() {
		if s.id == id {
			of = append(of, s.what)
		}
	}
	return of
}

func (r *recorder) Callback(ctx context.Context, id snowflake.ID, _ string, resp discord.InteractionResponse) error {
	if r.onCallback != nil {
		if err := r.onCallback(id, resp); err != nil {
			return err
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	r.note(fmt.Sprint("callback ", int(resp.Type)), id, resp.Data)
	return nil
}

// tokenID is the interaction of a test's token.
func tokenID(token string) snowflake.ID {
	n, err := strconv.ParseUint(token, 10, 64)
	if err != nil {
		panic(err)
	}
	return snowflake.ID(n)
}

func (r *recorder) UpdateInteractionResponse(_ snowflake.ID, token string, m discord.MessageUpdate, _ ...rest.RequestOpt) (*discord.Message, error) {
	r.note("edit", tokenID(token), m)
	return nil, nil
}

func (r *recorder) CreateFollowupMessage(_ snowflake.ID, token string, m discord.MessageCreate, _ ...rest.RequestOpt) (*discord.Message, error) {
	r.note("follow-up", tokenID(token), m)
	return nil, nil
}

func (r *recorder) DeleteInteractionResponse(_ snowflake.ID, token string, _ ...rest.RequestOpt) error {
	r.note("delete", tokenID(token), nil)
	return nil
}

func (r *recorder) CreateMessage(channel snowflake.ID, m discord.MessageCreate, _ ...rest.RequestOpt) (*discord.Message, error) {
	r.note("message", channel, m)
	return &discord.Message{ID: 1, ChannelID: channel, Components: m.Components}, nil
}

func (r *recorder) UpdateMessage(_, message snowflake.ID, m discord.MessageUpdate, _ ...rest.RequestOpt) (*discord.Message, error) {
	r.note("update", message, m)
	return &discord.Message{ID: message}, nil
}

func (r *recorder) CreateDMChannel(user snowflake.ID, _ ...rest.RequestOpt) (*discord.DMChannel, error) {
	r.note("direct", user, nil)
	return directChannel(user + 1), nil
}

// directChannel is a direct channel with this id.
func directChannel(id snowflake.ID) *discord.DMChannel {
	var c discord.DMChannel
	if err := json.Unmarshal(fmt.Appendf(nil, `{"id":"%d","type":1}`, id), &c); err != nil {
		panic(err)
	}
	return &c
}

// observed counts outcomes.
type observed struct {
	mu       sync.Mutex // guards outcomes
	outcomes map[string]int
}

func (o *observed) Interaction(_, outcome string, _, _ time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.outcomes == nil {
		o.outcomes = map[string]int{}
	}
	o.outcomes[outcome]++
}

func (o *observed) count(outcome string) int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.outcomes[outcome]
}

// world is a router with its surroundings.
type world struct {
	*Router
	discord  *recorder
	observed *observed
	log      *logged
	t        testing.TB
}

// logged is a log that can be searched.
type logged struct {
	mu   sync.Mutex // guards text
	text []byte
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.text = append(l.text, p...)
	return len(p), nil
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return string(l.text)
}

// texts loads the real texts.
func texts(t testing.TB) *locale.Bundle {
	t.Helper()
	b, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// newWorld is a router with these commands; change alters its options.
func newWorld(t testing.TB, change func(*Options), commands ...command.Command) *world {
	t.Helper()
	w := &world{discord: &recorder{}, observed: &observed{}, log: &logged{}, t: t}
	var out io.Writer = w.log
	var incidents atomic.Int64
	o := Options{
		Commands: commands, Sender: w.discord, Clock: clock.System{}, Locale: texts(t), Observer: w.observed,
		Log:      slog.New(slog.NewTextHandler(out, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Incident: func() string { return fmt.Sprintf("INC-%d", incidents.Add(1)) },
	}
	if change != nil {
		change(&o)
	}
	r, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	w.Router = r
	return w
}

// start runs workers, two deferrals and a refuser until the test ends.
func (w *world) start(workers int) {
	ctx, cancel := context.WithCancel(w.t.Context())
	var group sync.WaitGroup
	for range workers {
		group.Go(func() { _ = w.Run(ctx) })
	}
	for range 2 {
		group.Go(func() { _ = w.Deferrals(ctx) })
	}
	group.Go(func() { _ = w.Refusals(ctx) })
	w.t.Cleanup(func() { cancel(); group.Wait() })
}

// press says that an interaction arrives, of this kind for this name.
func (w *world) arrive(id int, player int, kind discord.InteractionType, what string) {
	w.Dispatch(gateway.Dispatch{
		Type: "INTERACTION_CREATE", Received: w.o.Clock.Now(), Data: payload(id, player, kind, what),
	})
}

// payload is an interaction as Discord sends it.
func payload(id, player int, kind discord.InteractionType, what string) []byte {
	data := fmt.Sprintf(`{"id":"77","name":%q,"type":1}`, what)
	if kind == discord.InteractionTypeComponent {
		data = fmt.Sprintf(`{"component_type":2,"custom_id":%q}`, what)
	}
	if kind == discord.InteractionTypeModalSubmit {
		data = fmt.Sprintf(`{"custom_id":%q,"components":[]}`, what)
	}
	return fmt.Appendf(nil, `{"version":1,"type":%d,"token":"%d","member":{"user":{"username":"ana","id":"%d","global_name":"Ana \"A\"",
		"avatar":null},"roles":["11","12"],"permissions":"2147483647","nick":null},"locale":"en-US","id":"%d","guild_id":"500",
		"data":%s,"channel_id":"600","application_id":"700","entitlements":[],"channel":{"name":"[}]\\\"","id":"600"}}`,
		kind, id, player, id, data)
}

// drain closes the intake and waits until everything is answered.
func (w *world) drain() {
	w.t.Helper()
	w.CloseIntake()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if err := w.Drain(ctx); err != nil {
		w.t.Fatal(err)
	}
}

// simple is a command that everybody may use and that does f.
func simple(name string, f func(context.Context, command.Request) (command.Reply, error)) command.Command {
	return command.Command{
		Definition: discord.SlashCommandCreate{Name: name, Description: name},
		Gate:       command.Everyone(), Run: f,
	}
}

func hello() command.Reply {
	return command.Reply{Message: ui.Message{Components: []discord.LayoutComponent{discord.NewTextDisplay("hello")}}}
}

const slash = discord.InteractionTypeApplicationCommand
