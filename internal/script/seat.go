package script

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/disgoorg/snowflake/v2"

	"gohye/internal/sandbox/client"
)

// A seat is a player of the script.
type seat struct {
	table   *table
	name    string // lower case
	id      snowflake.ID
	place   string         // the channel's name
	channel snowflake.ID   // where the player is
	client  *client.Client // since the last connection
	form    *client.Modal  // the one that is open

	mu       sync.Mutex // guards messages
	messages map[snowflake.ID]client.Message
}

// roster is what the sandbox says of itself.
type roster struct {
	Players []struct {
		ID      snowflake.ID `json:"id"`
		Name    string       `json:"name"`
		Display string       `json:"display_name"`
		Token   string       `json:"token"`
	} `json:"players"`
	Channels map[string]snowflake.ID `json:"channels"`
	Roles    map[string]snowflake.ID `json:"roles"`
	Guild    snowflake.ID            `json:"guild_id"`
}

// ask makes a request of the sandbox's own controls.
func (t *table) ask(ctx context.Context, method, path string, body, into any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, method, t.o.Program.Address()+path, bytes.NewReader(text))
	if err != nil {
		return err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close() //nolint:errcheck // it was read to its end
	answer, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	if res.StatusCode >= http.StatusBadRequest {
		return errors.New(strings.TrimSpace(string(answer)))
	}
	return json.Unmarshal(answer, into)
}

// seat is the player of a name, who comes when it is named first.
func (t *table) seat(ctx context.Context, name string) (*seat, error) {
	key := strings.ToLower(name)
	if p := t.seats[key]; p != nil {
		return p, nil
	}
	p := &seat{table: t, name: key, place: t.o.Channel, messages: map[snowflake.ID]client.Message{}}
	if err := t.connect(ctx, p); err != nil {
		return nil, err
	}
	t.seats[key] = p
	return p, nil
}

// connect logs a player in; one that does not exist is made.
func (t *table) connect(ctx context.Context, p *seat) error {
	var r roster
	if err := t.ask(ctx, http.MethodGet, "/sandbox/players", nil, &r); err != nil {
		return fmt.Errorf("the sandbox does not say who is there: %w", err)
	}
	token := ""
	for name, id := range r.Channels {
		t.names.learn(id.String(), "#"+name)
	}
	for _, x := range r.Players {
		t.names.learn(x.ID.String(), "@"+x.Display)
		if x.Name == p.name {
			p.id, token = x.ID, x.Token
		}
	}
	if token == "" {
		display := strings.ToUpper(p.name[:1]) + p.name[1:]
		if err := t.ask(ctx, http.MethodPost, "/sandbox/players", map[string]string{"name": display}, &[]any{}); err != nil {
			return fmt.Errorf("%s could not be made: %w", p.name, err)
		}
		return t.connect(ctx, p)
	}
	t.roster = r
	c, err := client.Dial(ctx, t.o.Program.Address(), token, client.OnEvent(p.event))
	if err != nil {
		return fmt.Errorf("%s could not log in: %w", p.name, err)
	}
	p.client, p.form = c, nil
	if err := t.o.Start(p.name, c.Run); err != nil {
		return err
	}
	// Who comes late has read what stands there.
	return p.goes(ctx, p.place)
}

// event takes in what the player sees.
func (p *seat) event(name string, d []byte) {
	if name != "MESSAGE_CREATE" && name != "MESSAGE_UPDATE" && name != "MESSAGE_DELETE" {
		return
	}
	m := client.Message{Raw: bytes.Clone(d)}
	if m.Decode() != nil {
		return
	}
	p.mu.Lock()
	if name == "MESSAGE_DELETE" {
		delete(p.messages, m.ID)
	} else {
		p.messages[m.ID] = m
	}
	p.mu.Unlock()
	if name == "MESSAGE_DELETE" || m.Loading() {
		return
	}
	var place struct {
		Guild snowflake.ID `json:"guild_id"`
	}
	p.saw(&m, json.Unmarshal(d, &place) == nil && place.Guild != 0 && !m.Ephemeral())
}

// saw writes down what the player has seen.
func (p *seat) saw(m *client.Message, public bool) {
	p.table.diary.add(entry{by: p.name, place: p.table.names.of(m.ChannelID.String()), public: public, text: p.table.names.named(readable(m))})
}

// forget gives up what everybody can read again, and returns it: it may be another
// when the player comes back.
func (p *seat) forget() map[snowflake.ID]client.Message {
	p.mu.Lock()
	defer p.mu.Unlock()
	was := map[snowflake.ID]client.Message{}
	for id, m := range p.messages {
		if !m.Ephemeral() {
			was[id] = m
			delete(p.messages, id)
		}
	}
	return was
}

// catchUp sees what has changed in the player's channel while the player was away.
func (p *seat) catchUp(was map[snowflake.ID]client.Message) {
	p.mu.Lock()
	var changed []client.Message
	for id, m := range p.messages {
		if old, known := was[id]; m.ChannelID == p.channel && (!known || readable(&old) != readable(&m)) && !m.Ephemeral() {
			changed = append(changed, m)
		}
	}
	p.mu.Unlock()
	slices.SortFunc(changed, func(a, b client.Message) int { return cmp.Compare(a.ID, b.ID) })
	for _, m := range changed {
		p.saw(&m, p.place != direct)
	}
}

// newest is the newest message in the player's channel that has what is looked for.
// What another has just seen may be on its way: it is waited for.
func (p *seat) newest(ctx context.Context, has func(*client.Message) bool) (found client.Message, ok bool) {
	p.table.diary.until(ctx, p.table.o.Patience, func() bool {
		p.mu.Lock()
		defer p.mu.Unlock()
		for id, m := range p.messages {
			if m.ChannelID == p.channel && (!ok || id > found.ID) && has(&m) {
				found, ok = m, true
			}
		}
		return ok
	})
	return found, ok
}

// wind puts the bot's clock forward, by 0 to what the bot waits for.
func (t *table) wind(ctx context.Context, d time.Duration) ([]string, error) {
	body := map[string]any{"until": "next"}
	if d > 0 {
		body = map[string]any{"add_ms": d.Milliseconds()}
	}
	var state struct {
		Now int64 `json:"now"`
	}
	if err := t.ask(ctx, http.MethodPost, "/sandbox/clock", body, &state); err != nil {
		return nil, err
	}
	return []string{"it is " + time.UnixMilli(state.Now).UTC().Format("2006-01-02 15:04:05")}, nil
}

// faces lists what could have been meant, for an error.
func faces(list []string) string {
	slices.Sort(list)
	list = slices.Compact(list)
	if len(list) == 0 {
		return "there is none"
	}
	return "there are: " + strings.Join(list, ", ")
}
