package sandbox

import (
	"slices"

	"github.com/disgoorg/snowflake/v2"
)

// permissions is Discord's bit set.
type permissions uint64

// The bits that the sandbox itself asks about.
const (
	permKick            permissions = 1 << 1
	permAdministrator   permissions = 1 << 3
	permManageChannels  permissions = 1 << 4
	permManageGuild     permissions = 1 << 5
	permAddReactions    permissions = 1 << 6
	permViewChannel     permissions = 1 << 10
	permSendMessages    permissions = 1 << 11
	permManageMessages  permissions = 1 << 13
	permEmbedLinks      permissions = 1 << 14
	permAttachFiles     permissions = 1 << 15
	permReadHistory     permissions = 1 << 16
	permMentionEveryone permissions = 1 << 17
	permExternalEmojis  permissions = 1 << 18
	permManageRoles     permissions = 1 << 28
	permUseCommands     permissions = 1 << 31
	permModerate        permissions = 1 << 40

	permAll permissions = 1<<53 - 1

	permEverybody = permViewChannel | permSendMessages | permAddReactions | permEmbedLinks |
		permAttachFiles | permReadHistory | permExternalEmojis | permUseCommands
	permModerator = permKick | permManageGuild | permManageMessages | permManageChannels |
		permMentionEveryone | permModerate
	permBot = permEverybody | permManageMessages | permManageRoles
	// permDirect is what both sides may do in a direct message.
	permDirect = permEverybody | permMentionEveryone
)

func (p permissions) has(needed permissions) bool {
	return p&permAdministrator != 0 || p&needed == needed
}

// An overwrite allows or denies bits in one channel, for a role or a member.
type overwrite struct {
	id          snowflake.ID
	member      bool
	allow, deny permissions
}

// in is what a member may do in a channel: the roles' bits, then the
// channel's overwrites for everyone, for roles, for the member, as Discord
// orders them. Without the right to see a channel nothing is left.
func (m *member) in(c *channel) permissions {
	if c.guild == nil {
		return permDirect
	}
	p := m.base
	if p&permAdministrator != 0 {
		return permAll
	}
	if len(c.overwrites) == 0 {
		return p
	}
	var allow, deny permissions
	for _, o := range c.overwrites {
		switch {
		case o.id == c.guild.id:
			p = p&^o.deny | o.allow
		case !o.member && m.hasRole(o.id):
			allow |= o.allow
			deny |= o.deny
		}
	}
	p = p&^deny | allow
	for _, o := range c.overwrites {
		if o.member && o.id == m.user.ID {
			p = p&^o.deny | o.allow
		}
	}
	if p&permViewChannel == 0 {
		return 0
	}
	return p
}

func (m *member) hasRole(id snowflake.ID) bool {
	return slices.Contains(m.roles, id)
}
