package client

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/disgoorg/snowflake/v2"
)

// A Message as a player sees it. Raw is the event or object it was read
// from; the other fields are filled by Decode, which a quiet client leaves to
// its user.
type Message struct {
	ID          snowflake.ID `json:"id"`
	ChannelID   snowflake.ID `json:"channel_id"`
	Author      Author       `json:"author"`
	Content     string       `json:"content"`
	Flags       uint64       `json:"flags"`
	Embeds      []Embed      `json:"embeds"`
	Components  []Component  `json:"components"`
	Attachments []Attachment `json:"attachments"`
	Raw         []byte       `json:"-"`
}

// Author is who wrote a message.
type Author struct {
	ID       snowflake.ID `json:"id"`
	Username string       `json:"username"`
	Bot      bool         `json:"bot"`
}

// Embed is the part of an embed that carries text and pictures.
type Embed struct {
	Title       string `json:"title"`
	Description string `json:"description"`
	Fields      []struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	} `json:"fields"`
	Footer struct {
		Text string `json:"text"`
	} `json:"footer"`
	Image struct {
		URL string `json:"url"`
	} `json:"image"`
}

// Attachment is a file of a message.
type Attachment struct {
	ID          snowflake.ID `json:"id"`
	Filename    string       `json:"filename"`
	Description string       `json:"description"`
	URL         string       `json:"url"`
	Size        int          `json:"size"`
}

// Component is any component; which fields count is said by Type.
type Component struct {
	Type       int         `json:"type"`
	CustomID   string      `json:"custom_id"`
	Label      string      `json:"label"`
	Content    string      `json:"content"`
	Disabled   bool        `json:"disabled"`
	URL        string      `json:"url"`
	Components []Component `json:"components"`
	Component  *Component  `json:"component"`
	Accessory  *Component  `json:"accessory"`
	Emoji      struct {
		Name string `json:"name"`
	} `json:"emoji"`
	Options []struct {
		Label string `json:"label"`
		Value string `json:"value"`
	} `json:"options"`
	Items []struct {
		Description string `json:"description"`
		Media       struct {
			URL string `json:"url"`
		} `json:"media"`
	} `json:"items"`
}

// Decode fills the fields from Raw.
func (m *Message) Decode() error {
	raw := m.Raw
	if err := json.Unmarshal(raw, m); err != nil {
		return fmt.Errorf("client: message: %w", err)
	}
	m.Raw = raw
	return nil
}

// Ephemeral says that only its addressee sees the message.
func (m *Message) Ephemeral() bool { return m.Flags&(1<<6) != 0 }

// Loading says that the message stands for an answer still to come.
func (m *Message) Loading() bool { return m.Flags&(1<<7) != 0 }

// Each visits all components, those inside of others too.
func (m *Message) Each(visit func(*Component)) { each(m.Components, visit) }

func each(list []Component, visit func(*Component)) {
	for i := range list {
		x := &list[i]
		visit(x)
		each(x.Components, visit)
		if x.Component != nil {
			visit(x.Component)
		}
		if x.Accessory != nil {
			visit(x.Accessory)
		}
	}
}

// Text is all that can be read in the message, one line a piece.
func (m *Message) Text() string {
	var lines []string
	add := func(texts ...string) {
		for _, t := range texts {
			if t != "" {
				lines = append(lines, t)
			}
		}
	}
	add(m.Content)
	for i := range m.Embeds {
		e := &m.Embeds[i]
		add(e.Title, e.Description)
		for _, f := range e.Fields {
			add(f.Name, f.Value)
		}
		add(e.Footer.Text)
	}
	m.Each(func(x *Component) { add(x.Content) })
	return strings.Join(lines, "\n")
}

// Button is the custom id of the enabled button whose label or emoji is
// face; empty when there is none.
func (m *Message) Button(face string) (customID string) {
	m.Each(func(x *Component) {
		if x.Type == 2 && !x.Disabled && customID == "" && (x.Label == face || x.Emoji.Name == face) {
			customID = x.CustomID
		}
	})
	return customID
}

// Messages are the last messages of a channel, newest first. Ephemeral ones
// are not among them.
func (c *Client) Messages(ctx context.Context, channel snowflake.ID, limit int) ([]Message, error) {
	var raws []json.RawMessage
	if err := c.get(ctx, fmt.Sprintf("/channels/%s/messages?limit=%d", channel, limit), &raws); err != nil {
		return nil, err
	}
	out := make([]Message, len(raws))
	for i, raw := range raws {
		out[i].Raw = raw
		if err := out[i].Decode(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Say posts a message as the player.
func (c *Client) Say(ctx context.Context, channel snowflake.ID, content string) (Message, error) {
	body, err := json.Marshal(map[string]string{"content": content})
	if err != nil {
		return Message{}, fmt.Errorf("client: message: %w", err)
	}
	raw, err := c.do(ctx, "POST", "/channels/"+channel.String()+"/messages", body)
	if err != nil {
		return Message{}, err
	}
	m := Message{Raw: raw}
	return m, m.Decode()
}

// Direct is the channel of the player's direct messages with the bot.
func (c *Client) Direct(ctx context.Context) (snowflake.ID, error) {
	raw, err := c.do(ctx, "POST", "/users/@me/channels", []byte(`{"recipient_id":"0"}`)) // there is one correspondent
	if err != nil {
		return 0, err
	}
	var channel struct {
		ID snowflake.ID `json:"id"`
	}
	if err := json.Unmarshal(raw, &channel); err != nil {
		return 0, fmt.Errorf("client: direct messages: %w", err)
	}
	return channel.ID, nil
}

// GiveRole gives a role to a member of the guild, or takes it away.
func (c *Client) GiveRole(ctx context.Context, guild, member snowflake.ID, role string, give bool) error {
	method := "PUT"
	if !give {
		method = "DELETE"
	}
	_, err := c.do(ctx, method, "/guilds/"+guild.String()+"/members/"+member.String()+"/roles/"+role, nil)
	return err
}

// A waiter waits for a message.
type waiter struct {
	match func(*Message) bool
	found chan Message // capacity 1; closed when the connection ends
	done  bool
}

func (w *waiter) fail() {
	if !w.done {
		w.done = true
		close(w.found)
	}
}

// kept is how many messages WaitMessage looks back on.
const kept = 256

// WaitMessage is the first message that was made or changed and matches,
// among the last 256 that this client has seen and all to come. match is
// called under a lock and must not call the client. A quiet client sees its
// own answers only.
func (c *Client) WaitMessage(ctx context.Context, match func(*Message) bool) (Message, error) {
	w := &waiter{match: match, found: make(chan Message, 1)}
	c.mu.Lock()
	for i := range c.recent {
		if match(&c.recent[i]) {
			m := c.recent[i]
			c.mu.Unlock()
			return m, nil
		}
	}
	if c.ended {
		c.mu.Unlock()
		return Message{}, ErrClosed
	}
	c.waiters[w] = struct{}{}
	c.mu.Unlock()
	defer func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		delete(c.waiters, w)
	}()
	select {
	case m, ok := <-w.found:
		if !ok {
			return Message{}, ErrClosed
		}
		return m, nil
	case <-ctx.Done():
		return Message{}, fmt.Errorf("client: waiting for a message: %w", ctx.Err())
	}
}

// seen remembers a message and tells who waits for it. The lock is held.
func (c *Client) seen(m Message) {
	c.recent = append(c.recent, m)
	if len(c.recent) > 2*kept {
		c.recent = append(c.recent[:0:0], c.recent[len(c.recent)-kept:]...)
	}
	for w := range c.waiters {
		if !w.done && w.match(&m) {
			w.done = true
			w.found <- m
		}
	}
}
