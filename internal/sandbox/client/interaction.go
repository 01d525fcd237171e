package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/disgoorg/snowflake/v2"
)

// Kind says how the bot answered.
type Kind int

// The kinds of answers are the types of Discord's callbacks.
const (
	NewMessage     Kind = 4 // a message
	Deferred       Kind = 5 // "thinking", then a message
	DeferredUpdate Kind = 6 // nothing at first, then an edit or a message
	Update         Kind = 7 // an edit of the message that was acted on
	ChoiceList     Kind = 8 // completions
	Form           Kind = 9 // a modal
)

// An Answer is how the bot answered an interaction.
type Answer struct {
	Interaction snowflake.ID
	Kind        Kind
	// Message is the message that answers, in its last state.
	Message Message
	// Modal is set for a Form, Choices for a ChoiceList.
	Modal   Modal
	Choices []Choice
	// Sent, Acknowledged and Done are when the interaction was sent, when
	// the bot's first sign came, and when the answer was complete.
	Sent, Acknowledged, Done time.Time
}

// A Modal is a form to be filled in with SubmitModal.
type Modal struct {
	ID         snowflake.ID `json:"id"`
	ChannelID  snowflake.ID `json:"channel_id"`
	CustomID   string       `json:"custom_id"`
	Title      string       `json:"title"`
	Components []Component  `json:"components"`
}

// A Choice is a completion.
type Choice struct {
	Name  string          `json:"name"`
	Value json.RawMessage `json:"value"`
}

// FailedError says that the bot did not answer in time, or that the
// interaction failed otherwise.
type FailedError struct{ Reason int }

// Error implements error.
func (e *FailedError) Error() string {
	return "client: the application did not respond (reason " + strconv.Itoa(e.Reason) + ")"
}

// pending is an interaction that waits for its answer. The client's lock
// guards it until it is over; then it does not change any more.
type pending struct {
	answer  Answer
	nonce   string
	acked   bool
	updated bool // a message of this interaction was changed or made
	made    int  // messages of this interaction, the one that "is thinking" included
	over    bool
	err     error
	done    chan struct{}
}

// finish completes the answer, once.
func (p *pending) finish(err error) {
	if !p.over {
		p.over, p.err = true, err
		close(p.done)
	}
}

func (c *Client) sign(p *pending) {
	if !p.acked {
		p.acked = true
		p.answer.Acknowledged = c.clock.Now()
	}
}

// event takes in what the gateway says.
func (c *Client) event(name string, d []byte) error {
	switch name {
	case "MESSAGE_CREATE", "MESSAGE_UPDATE":
		return c.messageEvent(name, d)
	case "INTERACTION_CREATE", "INTERACTION_SUCCESS", "INTERACTION_FAILURE":
		var e struct {
			ID     snowflake.ID `json:"id"`
			Nonce  string       `json:"nonce"`
			Reason int          `json:"reason_code"`
			Answer Kind         `json:"sandbox_answer"`
		}
		if err := json.Unmarshal(d, &e); err != nil {
			return err
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		p := c.byNonce[e.Nonce]
		if p == nil || p.over {
			return nil
		}
		switch name {
		case "INTERACTION_CREATE":
			p.answer.Interaction = e.ID
			c.byID[e.ID] = p
		case "INTERACTION_SUCCESS":
			c.sign(p)
			p.answer.Kind = e.Answer
			c.settle(p)
		default:
			p.answer.Done = c.clock.Now()
			p.finish(&FailedError{e.Reason})
		}
	case "INTERACTION_MODAL_CREATE":
		return c.formEvent(d)
	case "APPLICATION_COMMAND_AUTOCOMPLETE_RESPONSE":
		return c.choicesEvent(d)
	}
	return nil
}

// settle completes the answer when nothing more is to come.
func (c *Client) settle(p *pending) {
	// After "thinking" comes an edit of that message or, for the eyes of one
	// player only, another in its place.
	waits := p.answer.Kind == Deferred && p.made < 2 || p.answer.Kind == DeferredUpdate
	if waits && !p.updated {
		return
	}
	if p.answer.Kind == 0 || p.answer.Kind == Form && p.answer.Modal.ID == 0 {
		return
	}
	p.answer.Done = c.clock.Now()
	p.finish(nil)
}

func (c *Client) messageEvent(name string, d []byte) error {
	id := cause(d)
	m := Message{Raw: bytes.Clone(d)}
	if !c.quiet {
		if err := m.Decode(); err != nil {
			return err
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if p := c.byID[id]; p != nil && !p.over {
		c.sign(p)
		p.answer.Message = m
		if name == "MESSAGE_CREATE" {
			p.made++
		}
		if name == "MESSAGE_UPDATE" || p.answer.Kind == DeferredUpdate {
			p.updated = true
		}
		c.settle(p)
	}
	if !c.quiet {
		c.seen(m)
	}
	return nil
}

func (c *Client) formEvent(d []byte) error {
	var e struct {
		Modal
		Nonce string `json:"nonce"`
	}
	if err := json.Unmarshal(d, &e); err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if p := c.byNonce[e.Nonce]; p != nil && !p.over {
		c.sign(p)
		p.answer.Kind, p.answer.Modal = Form, e.Modal
		c.settle(p)
	}
	return nil
}

func (c *Client) choicesEvent(d []byte) error {
	var e struct {
		Choices []Choice `json:"choices"`
		Nonce   string   `json:"nonce"`
	}
	if err := json.Unmarshal(d, &e); err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if p := c.byNonce[e.Nonce]; p != nil && !p.over {
		c.sign(p)
		p.answer.Kind, p.answer.Choices = ChoiceList, e.Choices
		c.settle(p)
	}
	return nil
}

// invoke posts an interaction and waits for its answer. fill writes the
// fields behind the common ones; files go beside them.
func (c *Client) invoke(ctx context.Context, kind int, channel snowflake.ID, rest []byte, files ...File) (Answer, error) {
	p := &pending{nonce: strconv.FormatUint(c.nonce.Add(1), 10), done: make(chan struct{})}
	body := make([]byte, 0, 160+len(rest))
	body = strconv.AppendInt(append(body, `{"type":`...), int64(kind), 10)
	body = append(append(append(body, `,"nonce":"`...), p.nonce...), `","session_id":"`...)
	body = append(append(body, c.session...), `","channel_id":"`...)
	body = strconv.AppendUint(body, uint64(channel), 10)
	body = append(append(append(body, `",`...), rest...), '}')
	form := "application/json"
	if len(files) > 0 {
		var err error
		if form, body, err = withFiles(body, files); err != nil {
			return Answer{}, err
		}
	}
	c.mu.Lock()
	if c.ended {
		c.mu.Unlock()
		return Answer{}, ErrClosed
	}
	p.answer.Sent = c.clock.Now()
	c.byNonce[p.nonce] = p
	c.mu.Unlock()
	defer c.forget(p)
	if _, err := c.send(ctx, "POST", "/interactions", form, body); err != nil {
		return Answer{}, err
	}
	select {
	case <-p.done:
	case <-ctx.Done():
		c.mu.Lock()
		defer c.mu.Unlock()
		return p.answer, fmt.Errorf("client: waiting for the answer: %w", ctx.Err())
	}
	return p.answer, p.err
}

func (c *Client) forget(p *pending) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.byNonce, p.nonce)
	delete(c.byID, p.answer.Interaction)
}

// Press presses a button of a message in a channel.
func (c *Client) Press(ctx context.Context, m Message, customID string) (Answer, error) {
	return c.Select(ctx, m, customID)
}

// Select chooses values in a menu of a message; without values it is the
// press of a button.
func (c *Client) Select(ctx context.Context, m Message, customID string, values ...string) (Answer, error) {
	if m.ID == 0 {
		if err := m.Decode(); err != nil {
			return Answer{}, err
		}
	}
	data, err := json.Marshal(map[string]any{"custom_id": customID, "values": values})
	if err != nil {
		return Answer{}, fmt.Errorf("client: press: %w", err)
	}
	return c.invoke(ctx, 3, m.ChannelID, []byte(`"message_id":"`+m.ID.String()+`","data":`+string(data)))
}

// SubmitModal fills in a form: fields are the values by custom id, a string
// for a text, a bool for a checkbox, a []string for what is chosen in menus, a
// []File for an upload.
func (c *Client) SubmitModal(ctx context.Context, form Modal, fields map[string]any) (Answer, error) {
	rows, aside := []any{}, files{}
	each(form.Components, func(x *Component) {
		value, given := fields[x.CustomID]
		if x.CustomID == "" || !given {
			return
		}
		filled := map[string]any{"type": x.Type, "custom_id": x.CustomID}
		switch v := value.(type) {
		case []string:
			filled["values"] = v
		case []File:
			numbers := []string{}
			for _, f := range v {
				numbers = append(numbers, aside.add(f))
			}
			filled["values"] = numbers
		default:
			filled["value"] = v
		}
		rows = append(rows, map[string]any{"type": 1, "components": []any{filled}})
	})
	data, err := json.Marshal(map[string]any{"id": form.ID, "custom_id": form.CustomID, "components": rows})
	if err != nil {
		return Answer{}, fmt.Errorf("client: form: %w", err)
	}
	return c.invoke(ctx, 5, form.ChannelID, append([]byte(`"data":`), data...), aside...)
}

// errNoCommand is the reason of an unknown command's error.
var errNoCommand = errors.New("no such command")
