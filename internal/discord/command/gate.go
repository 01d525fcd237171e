package command

import (
	"slices"

	"github.com/disgoorg/disgo/discord"
	"github.com/disgoorg/snowflake/v2"

	"gohye/internal/discord/ui"
)

// A Gate says who may use something. The zero Gate lets nobody pass, so that
// a forgotten one is noticed and harms nobody.
type Gate struct {
	kind       gateKind
	permission discord.Permissions
	roles      []snowflake.ID
}

type gateKind int

const (
	gateShut gateKind = iota
	gateEveryone
	gateOwner
	gateStaff
)

// Everyone lets everyone pass.
func Everyone() Gate { return Gate{kind: gateEveryone} }

// OwnerOnly lets the player pass whose id is the first argument of the
// component's custom id. It is for components only: nothing else has an owner.
func OwnerOnly() Gate { return Gate{kind: gateOwner} }

// Staff lets members of a server pass who have the permission and, when roles
// are given, at least one of these too. Discord hides the command from others
// by default, but a server can change that: the check here is what counts.
func Staff(permission discord.Permissions, roles ...snowflake.ID) Gate {
	return Gate{kind: gateStaff, permission: permission, roles: slices.Clone(roles)}
}

// A Person is what a gate knows of who asks, as Discord says it. Outside a
// server Permissions and Roles mean nothing.
type Person struct {
	ID          int64
	Guild       int64 // 0 in direct messages
	Permissions discord.Permissions
	Roles       []snowflake.ID
}

// Set reports whether the gate was named.
func (g Gate) Set() bool { return g.kind != gateShut }

// IsEveryone reports whether everyone may pass.
func (g Gate) IsEveryone() bool { return g.kind == gateEveryone }

// IsOwner reports whether this is the gate of a component's owner.
func (g Gate) IsOwner() bool { return g.kind == gateOwner }

// Permission is what Discord is told to ask of members by default; ok is false
// when it asks nothing.
func (g Gate) Permission() (p discord.Permissions, ok bool) {
	return g.permission, g.kind == gateStaff
}

// Admit returns nil when p may pass, or a PlightError that says why not. route
// is the component's; it is empty for a command.
func (g Gate) Admit(p Person, route ui.Route) error {
	switch g.kind {
	case gateEveryone:
		return nil
	case gateOwner:
		if route.Args() > 0 && route.Arg(0) == p.ID {
			return nil
		}
		return PlightError{ui.NotYourPress}
	case gateStaff:
		return g.admitStaff(p)
	case gateShut:
	}
	return PlightError{ui.NotAllowed}
}

func (g Gate) admitStaff(p Person) error {
	if p.Guild == 0 {
		return PlightError{ui.NotInDirect}
	}
	if !p.Permissions.Has(g.permission) && !p.Permissions.Has(discord.PermissionAdministrator) {
		return PlightError{ui.NotAllowed}
	}
	if len(g.roles) == 0 {
		return nil
	}
	for _, r := range p.Roles {
		if slices.Contains(g.roles, r) {
			return nil
		}
	}
	return PlightError{ui.NotAllowed}
}
