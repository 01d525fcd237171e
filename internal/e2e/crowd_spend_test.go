package e2e_test

import (
	"context"

	"gohye/internal/sandbox/client"
)

// spend is one thing that a player does with copies that grow or are spent. Words
// of one digit name cards with so many stars.
func (c *crowd) spend(ctx context.Context, m *member) {
	arg := func(name, value string) client.Arg { return client.Arg{Name: name, Value: value} }
	command, face, args := "liquefy", "Liquefy", []client.Arg{arg("query", "1")}
	switch m.rng.IntN(4) {
	case 0:
		a, err := m.Command(ctx, c.guild.channel, "levelup", arg("card_name", "1"))
		c.note(m, "levelup", "practises with a card", a, err)
		return
	case 1:
		command, face, args = "levelup", "Combine", []client.Arg{arg("card_name", "1"), arg("combine_with", "2")}
	case 2:
		command, face, args = "forge", "Forge", []client.Arg{arg("card_query_1", "1")}
	}
	a, err := m.Command(ctx, c.guild.channel, command, args...)
	if done, ok := c.confirm(ctx, m, a, err, face); ok {
		c.deed(m, face, done, "")
	}
}
