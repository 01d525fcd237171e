package rest

import (
	"context"
	"net/http"
	"net/url"

	"github.com/disgoorg/disgo/discord"
	"github.com/disgoorg/snowflake/v2"
)

const callbackRoute = "/interactions/{interaction.id}/{interaction.token}/callback"

// Callback answers an interaction; files are those of the response's message. It
// is CreateInteractionResponse for the hot path: the same limits, errors and
// default mentions, for less. It is repeated after a broken line: if Discord
// then says that the interaction was acknowledged, it was so by us, and that is
// success. Two callers must not answer one interaction at a time.
func (c *Client) Callback(ctx context.Context, id snowflake.ID, token string, r discord.InteractionResponse) error {
	return c.callback(ctx, id, token, r, nil)
}

// CallbackMessage is [Client.Callback] that also returns what the answer became.
// After a broken line it may return code [AlreadyAcknowledged]: the answer was
// delivered, but what it became is not known.
func (c *Client) CallbackMessage(ctx context.Context, id snowflake.ID, token string, r discord.InteractionResponse) (*discord.InteractionCallbackResponse, error) {
	var into discord.InteractionCallbackResponse
	if err := c.callback(ctx, id, token, r, &into); err != nil {
		return nil, err
	}
	return &into, nil
}

func (c *core) callback(ctx context.Context, id snowflake.ID, token string, r discord.InteractionResponse, into any) error {
	if err := c.begin(); err != nil {
		return err
	}
	defer c.end()
	quiet(&r)
	data, err := r.ToBody()
	if err != nil {
		return describe(http.MethodPost, callbackRoute, err)
	}
	body, err := c.payload(data)
	if err != nil {
		return describe(http.MethodPost, callbackRoute, err)
	}
	defer body.release()
	u := c.callbackURL(id, token, into != nil)
	sent := 0
	k := call{
		core: c, method: http.MethodPost, route: callbackRoute, url: u, body: body, repeat: true,
		header: c.headerFor(body.kind),
		acquire: func(ctx context.Context) error {
			sent++
			return c.limiter.pass(ctx, callbackRoute, true)
		},
		release: func(h *limits) {
			if h != nil && h.status >= 400 {
				c.limiter.learn(h)
			}
		},
	}
	err = k.run(ctx, into)
	if sent > 1 && into == nil && IsCode(err, AlreadyAcknowledged) {
		return nil
	}
	return describe(http.MethodPost, callbackRoute, err)
}

func (c *core) callbackURL(id snowflake.ID, token string, withResponse bool) *url.URL {
	u := &url.URL{
		Scheme: c.base.Scheme, Host: c.base.Host,
		Path: c.base.Path + "/interactions/" + id.String() + "/" + token + "/callback",
	}
	if withResponse {
		u.RawQuery = "with_response=true"
	}
	return u
}

// headerFor is the header of a callback. It may be shared by all requests of
// its kind: the transport does not change it.
func (c *core) headerFor(kind string) http.Header {
	if kind == "application/json" {
		return c.json
	}
	h := c.json.Clone()
	h["Content-Type"] = []string{kind}
	return h
}

// quiet lets a message that does not say mention nobody. The caller's message
// is not changed.
func quiet(r *discord.InteractionResponse) {
	none := nobody()
	switch d := r.Data.(type) {
	case *discord.MessageCreate:
		if d != nil {
			r.Data = *d
			quiet(r)
		}
	case *discord.MessageUpdate:
		if d != nil {
			r.Data = *d
			quiet(r)
		}
	case discord.MessageCreate:
		if d.AllowedMentions == nil {
			d.AllowedMentions = &none
			r.Data = d
		}
	case discord.MessageUpdate:
		// An edit that leaves the text alone leaves its mentions alone.
		text := d.Content != nil || (d.Flags != nil && d.Flags.Has(discord.MessageFlagIsComponentsV2))
		if d.AllowedMentions == nil && text {
			d.AllowedMentions = &none
			r.Data = d
		}
	}
}
