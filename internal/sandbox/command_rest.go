package sandbox

import (
	"encoding/json"
	"maps"
	"net/http"
	"strconv"

	"github.com/disgoorg/snowflake/v2"
)

// Discord's limits on registered commands, by type.
func commandLimit(kind int) int {
	if kind == commandSlash {
		return 100
	}
	return 15
}

// scope is the guild of a command route, zero for the global ones.
func (c *call) scope() (guild snowflake.ID, refused *refusal) {
	if c.id("app") != c.s.world.app.ID {
		return 0, unknown(10002, "Application")
	}
	if c.r.PathValue("guild") == "" {
		return 0, nil
	}
	if guild = c.id("guild"); guild != c.s.world.guild.id {
		return 0, missingAccess()
	}
	return guild, nil
}

func listCommands(c *call) reply {
	guild, refused := c.scope()
	if refused != nil {
		return refuse(refused)
	}
	localized := c.r.URL.Query().Get("with_localizations") == "true"
	return ok(appendList(nil, c.s.commands.list(guild), func(b []byte, x *command) []byte {
		return append(b, x.wire(localized)...)
	}))
}

func getCommand(c *call) reply {
	guild, refused := c.scope()
	if refused != nil {
		return refuse(refused)
	}
	x := c.s.commands.all()[c.id("command")]
	if x == nil || x.guild() != guild {
		return refuse(unknownCommand())
	}
	return ok(x.wire(true))
}

// register fills in what Discord adds to a definition.
func (c *call) register(x *command, guild snowflake.ID, old *command) {
	x.ApplicationID, x.Version = c.s.world.app.ID, c.s.ids.next()
	x.ID = x.Version
	if old != nil {
		x.ID = old.ID
	}
	x.GuildID = nil
	if guild != 0 {
		x.GuildID = &guild
	}
	if len(x.IntegrationTypes) == 0 {
		x.IntegrationTypes = []int{0}
	}
}

func createCommand(c *call) reply {
	guild, refused := c.scope()
	if refused != nil {
		return refuse(refused)
	}
	var x command
	if refused := decode(c.body, &x); refused != nil {
		return refuse(refused)
	}
	var form formErrors
	x.check(&form, nil)
	if refused := form.refusal(); refused != nil {
		return refuse(refused)
	}
	status := http.StatusCreated
	refused = c.s.commands.change(func(all map[snowflake.ID]*command) *refusal {
		old := commandNamed(all, guild, x.Name, x.Type)
		if old != nil {
			status = http.StatusOK
		} else if countCommands(all, guild, x.Type) >= commandLimit(x.Type) {
			return &refusal{
				status: http.StatusBadRequest, code: 30032,
				message: "Maximum number of application commands reached (100)",
			}
		}
		c.register(&x, guild, old)
		all[x.ID] = &x
		return nil
	})
	if refused != nil {
		return refuse(refused)
	}
	return reply{status, x.wire(true)}
}

func countCommands(all map[snowflake.ID]*command, guild snowflake.ID, kind int) (n int) {
	for _, x := range all {
		if x.guild() == guild && x.Type == kind {
			n++
		}
	}
	return n
}

func editCommand(c *call) reply {
	guild, refused := c.scope()
	if refused != nil {
		return refuse(refused)
	}
	var x command
	refused = c.s.commands.change(func(all map[snowflake.ID]*command) *refusal {
		old := all[c.id("command")]
		if old == nil || old.guild() != guild {
			return unknownCommand()
		}
		// What the body leaves out stays; the copy shares nothing that
		// decoding would write into.
		x = *old
		var fields map[string]json.RawMessage
		if refused := decode(c.body, &fields); refused != nil {
			return refused
		}
		if _, set := fields["options"]; set {
			x.Options = nil
		}
		x.NameLocalizations, x.DescriptionLocalizations = cloneMap(x.NameLocalizations), cloneMap(x.DescriptionLocalizations)
		if refused := decode(c.body, &x); refused != nil {
			return refused
		}
		x.Type = old.Type
		var form formErrors
		x.check(&form, nil)
		c.register(&x, guild, old)
		all[x.ID] = &x
		return form.refusal()
	})
	if refused != nil {
		return refuse(refused)
	}
	return ok(x.wire(true))
}

func cloneMap(m map[string]string) map[string]string {
	if m == nil {
		return nil
	}
	out := make(map[string]string, len(m))
	maps.Copy(out, m)
	return out
}

func deleteCommand(c *call) reply {
	guild, refused := c.scope()
	if refused != nil {
		return refuse(refused)
	}
	refused = c.s.commands.change(func(all map[snowflake.ID]*command) *refusal {
		old := all[c.id("command")]
		if old == nil || old.guild() != guild {
			return unknownCommand()
		}
		delete(all, old.ID)
		return nil
	})
	if refused != nil {
		return refuse(refused)
	}
	return nothing()
}

// putCommands replaces all commands of a scope. Those of the same name and
// type keep their ids.
func putCommands(c *call) reply {
	guild, refused := c.scope()
	if refused != nil {
		return refuse(refused)
	}
	var list []*command
	if refused := decode(c.body, &list); refused != nil {
		return refuse(refused)
	}
	if refused := checkBulk(list); refused != nil {
		return refuse(refused)
	}
	refused = c.s.commands.change(func(all map[snowflake.ID]*command) *refusal {
		olds := make([]*command, len(list))
		for i, x := range list {
			olds[i] = commandNamed(all, guild, x.Name, x.Type)
		}
		for id, x := range all {
			if x.guild() == guild {
				delete(all, id)
			}
		}
		for i, x := range list {
			c.register(x, guild, olds[i])
			all[x.ID] = x
		}
		return nil
	})
	if refused != nil {
		return refuse(refused)
	}
	return ok(appendList(nil, list, func(b []byte, x *command) []byte { return append(b, x.wire(true)...) }))
}

func checkBulk(list []*command) *refusal {
	var form formErrors
	seen := map[string]bool{}
	count := map[int]int{}
	for i, x := range list {
		where := (*at)(nil).item(i)
		if x == nil {
			form.required(&where)
			continue
		}
		x.check(&form, &where)
		key := x.Name + "\x00" + strconv.Itoa(x.Type)
		if seen[key] {
			form.add(&where, "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique")
		}
		seen[key] = true
		if count[x.Type]++; count[x.Type] == commandLimit(x.Type)+1 {
			form.add(nil, "BASE_TYPE_MAX_LENGTH", "Maximum number of application commands reached.")
		}
	}
	return form.refusal()
}
