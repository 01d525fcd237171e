package script

import (
	"context"
	"fmt"
	"strings"

	"github.com/disgoorg/snowflake/v2"

	"gohye/internal/sandbox/client"
)

// goes brings the player to a channel, with what stands there already.
func (p *seat) goes(ctx context.Context, place string) error {
	channel, there := p.table.roster.Channels[place]
	if place == direct {
		var err error
		if channel, err = p.client.Direct(ctx); err != nil {
			return fmt.Errorf("%s has no direct messages: %w", p.name, err)
		}
	} else if !there {
		return fmt.Errorf("there is no channel #%s", place)
	}
	history, err := p.client.Messages(ctx, channel, 50)
	if err != nil {
		return fmt.Errorf("%s may not read #%s: %w", p.name, place, err)
	}
	p.place, p.channel = place, channel
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, m := range history {
		if _, newer := p.messages[m.ID]; !newer {
			p.messages[m.ID] = m
		}
	}
	return nil
}

// use uses a command of a menu, on a player or on the newest message that has the
// words.
func (p *seat) use(ctx context.Context, x step) (client.Answer, error) {
	list, err := p.client.Commands(ctx, p.channel)
	if err != nil {
		return client.Answer{}, err
	}
	kind := commandMessage
	if x.whom != "" {
		kind = commandUser
	}
	var there []string
	found := false
	for _, c := range list {
		if c.Type == kind {
			there = append(there, c.Name)
			found = found || c.Name == x.name
		}
	}
	if !found {
		return client.Answer{}, fmt.Errorf("there is no command %q in that menu; %s", x.name, faces(there))
	}
	target, err := p.target(ctx, x)
	if err != nil {
		return client.Answer{}, err
	}
	return p.client.UseOn(ctx, p.channel, x.name, target)
}

// target is what a command of a menu is used on. Messages for one player only have
// no such menu.
func (p *seat) target(ctx context.Context, x step) (snowflake.ID, error) {
	if x.whom != "" {
		who, err := p.table.seat(ctx, x.whom)
		if err != nil {
			return 0, err
		}
		return who.id, nil
	}
	m, ok := p.newest(ctx, func(m *client.Message) bool {
		return !m.Ephemeral() && contains(p.table.names.named(readable(m)), x.words[0])
	})
	if !ok {
		return 0, fmt.Errorf("%s sees no message with %q", p.name, x.words[0])
	}
	return m.ID, nil
}

// gives gives a role to another player, or takes it away.
func (p *seat) gives(ctx context.Context, x step) error {
	whom, err := p.table.seat(ctx, x.whom)
	if err != nil {
		return err
	}
	r := p.table.roster
	role, there := p.table.find(x.words[0], "&")
	if !there {
		var names []string
		for name := range r.Roles {
			names = append(names, name)
		}
		return fmt.Errorf("there is no role %q; %s", x.words[0], faces(names))
	}
	return p.client.GiveRole(ctx, r.Guild, whom.id, role, x.verb == verbGive)
}

// thing is the id that a value of an option names: of a player, a role or a channel.
func (p *seat) thing(ctx context.Context, option, value, kinds string) (string, error) {
	if id, found := p.table.find(value, kinds); found {
		return id, nil
	}
	if name := strings.TrimPrefix(value, "@"); strings.Contains(kinds, "@") && validName(name) {
		who, err := p.table.seat(ctx, name)
		if err != nil {
			return "", err
		}
		return who.id.String(), nil
	}
	return "", wrongValue(arg{option, value}, map[string]string{
		"@": "a player, such as @bob", "&": "a role, such as @Moderator", "@&": "a player or a role, such as @bob", "#": "a channel, such as #general",
	}[kinds])
}

// find is the id of a player, a role or a channel by its name, which may have its
// sign before it.
func (t *table) find(name, kinds string) (id string, found bool) {
	bare := strings.TrimLeft(name, "@#")
	for _, kind := range kinds {
		switch kind {
		case '@':
			for _, x := range t.roster.Players {
				if strings.EqualFold(x.Name, bare) || strings.EqualFold(x.Display, bare) {
					return x.ID.String(), true
				}
			}
		case '&':
			for role, id := range t.roster.Roles {
				if strings.EqualFold(role, bare) {
					return id.String(), true
				}
			}
		case '#':
			if id, found := t.roster.Channels[bare]; found {
				return id.String(), true
			}
		}
	}
	return "", false
}
