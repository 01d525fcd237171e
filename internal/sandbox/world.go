package sandbox

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/disgoorg/snowflake/v2"
)

// A User is an account of the sandbox as its owner's code sees it.
type User struct {
	// ID is the account's snowflake.
	ID snowflake.ID `json:"id"`
	// Name is the unique lower-case name, DisplayName what people read.
	Name        string `json:"name"`
	DisplayName string `json:"display_name"`
	// Bot is set for the application's own account only.
	Bot bool `json:"bot"`
}

// user is an account. Everything but the marked fields never changes.
type user struct {
	User
	token string
	// wire is the account's user object.
	wire []byte
	// closed says that the user takes no direct messages.
	closed atomic.Bool
	// sessions are the account's gateway sessions; the slice is replaced,
	// never changed.
	sessions atomic.Pointer[[]*session]
}

// A role of the guild. Roles never change after the world is made.
type role struct {
	id       snowflake.ID
	name     string
	color    int
	position int
	bits     permissions
	managed  bool
	wire     []byte
}

// A member is an immutable snapshot: a change of roles makes a new one.
type member struct {
	user   *user
	roles  []snowflake.ID
	joined time.Time
	base   permissions
	// wire is the member object without its user.
	wire []byte
}

// A guild holds the one server of the sandbox. Its roles, owner and channels
// are fixed when the world is made.
type guild struct {
	id       snowflake.ID
	name     string
	owner    *user
	roles    []*role
	channels []*channel
}

// A world is who and what exists.
type world struct {
	ids   *idSource
	app   *user
	guild *guild
	// names are the ids of what is made with the world, by what they name. An
	// archive's come from an earlier program.
	names map[string]snowflake.ID

	// mu guards the maps below. What they point to has its own rules.
	mu       sync.RWMutex
	users    map[snowflake.ID]*user
	tokens   map[string]*user
	members  map[snowflake.ID]*member
	channels map[snowflake.ID]*channel
	// direct finds the direct message channel of the bot with a user.
	direct map[snowflake.ID]*channel
	// joined lists the players in the order of their coming.
	joined []*user
}

func newWorld(o Options, ids *idSource, names map[string]snowflake.ID) *world {
	w := &world{
		ids: ids, names: names, users: map[snowflake.ID]*user{}, tokens: map[string]*user{},
		members: map[snowflake.ID]*member{}, channels: map[snowflake.ID]*channel{},
		direct: map[snowflake.ID]*channel{},
	}
	w.app = &user{User: User{ID: w.named("application"), Name: o.BotName, DisplayName: o.BotName, Bot: true}}
	w.add(w.app, o.Seed)
	w.guild = &guild{id: w.named("guild"), name: o.GuildName}
	bot := permBot
	if o.BotPermissions != 0 {
		bot = permissions(o.BotPermissions)
	}
	w.role(w.guild.id, "@everyone", 0, 0, permEverybody, false)
	w.role(w.named("role Moderator"), "Moderator", 0x2ecc71, 2, permModerator, false)
	w.role(w.named("role of the bot"), o.BotName, 0x5865f2, 3, bot, true)
	w.role(w.named("role Collector"), "Collector", 0xe67e22, 1, 0, false)
	w.join(w.app, []snowflake.ID{w.guild.roles[2].id}, w.app.ID.Time())
	for _, name := range o.Channels {
		w.textChannel(name, o.History)
	}
	w.textChannel("announcements", o.History, overwrite{id: w.guild.id, deny: permSendMessages},
		overwrite{id: w.guild.roles[1].id, allow: permSendMessages})
	w.textChannel("moderators", o.History, overwrite{id: w.guild.id, deny: permViewChannel},
		overwrite{id: w.guild.roles[1].id, allow: permViewChannel})
	return w
}

// settle makes the first players.
func (w *world) settle(o Options) {
	for i, name := range o.Players {
		u := w.addUser(name, o.Seed, i)
		if i == 1 {
			w.setRoles(u.ID, []snowflake.ID{w.guild.roles[1].id})
		}
	}
}

// named is the id of a thing of the world, a new one at the first time.
func (w *world) named(name string) snowflake.ID {
	id, ok := w.names[name]
	if !ok {
		id = w.ids.next()
		w.names[name] = id
	}
	return id
}

// add makes a user known.
func (w *world) add(u *user, seed uint64) {
	u.token = accountToken(seed, u.ID)
	u.wire = appendUser(nil, u)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.users[u.ID] = u
	w.tokens[u.token] = u
}

func (w *world) addUser(display string, seed uint64, at int) *user {
	u := &user{User: User{ID: w.ids.next(), Name: w.freeName(display), DisplayName: display}}
	w.add(u, seed)
	if at == 0 && w.guild.owner == nil {
		w.guild.owner = u
	}
	w.join(u, nil, w.ids.clock.Now())
	return u
}

// freeName is the display name as an account name: lower case, and numbered
// when somebody has it already.
func (w *world) freeName(display string) string {
	base := accountName(display)
	w.mu.RLock()
	defer w.mu.RUnlock()
	taken := func(name string) bool {
		for _, u := range w.joined {
			if u.Name == name {
				return true
			}
		}
		return false
	}
	if len(w.joined) > 64 {
		return fmt.Sprintf("%s.%d", base, len(w.joined))
	}
	name := base
	for i := 2; taken(name); i++ {
		name = fmt.Sprintf("%s.%d", base, i)
	}
	return name
}

func accountName(display string) string {
	out := make([]byte, 0, len(display))
	for _, r := range display {
		switch {
		case r >= 'A' && r <= 'Z':
			out = append(out, string(r-'A'+'a')...)
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '.', r == '_':
			out = append(out, string(r)...)
		}
	}
	if len(out) < 2 {
		out = append(out, "player"...)
	}
	return string(out[:min(len(out), 28)])
}

func (w *world) role(id snowflake.ID, name string, color, position int, bits permissions, managed bool) {
	r := &role{id: id, name: name, color: color, position: position, bits: bits, managed: managed}
	r.wire = appendRole(nil, r, w.app.ID)
	w.guild.roles = append(w.guild.roles, r)
}

func (w *world) textChannel(name string, history int, over ...overwrite) {
	c := &channel{
		id: w.named("channel " + name), guild: w.guild, name: name, position: len(w.guild.channels),
		overwrites: over, log: newHistory(history),
	}
	w.guild.channels = append(w.guild.channels, c)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.channels[c.id] = c
}

// join makes a user a member of the guild.
func (w *world) join(u *user, roles []snowflake.ID, at time.Time) {
	m := w.newMember(u, roles, at)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.members[u.ID] = m
	if !u.Bot {
		w.joined = append(w.joined, u)
	}
}

func (w *world) newMember(u *user, roles []snowflake.ID, joined time.Time) *member {
	m := &member{user: u, roles: roles, joined: joined}
	for _, r := range w.guild.roles {
		if r.id == w.guild.id || slices.Contains(roles, r.id) {
			m.base |= r.bits
		}
	}
	if w.guild.owner == u || m.base&permAdministrator != 0 {
		m.base = permAll
	}
	m.wire = appendMember(nil, m)
	return m
}

// setRoles replaces a member's roles and returns the new snapshot, or nil
// when there is no such member.
func (w *world) setRoles(id snowflake.ID, roles []snowflake.ID) *member {
	w.mu.Lock()
	defer w.mu.Unlock()
	old := w.members[id]
	if old == nil {
		return nil
	}
	m := w.newMember(old.user, roles, old.joined)
	w.members[id] = m
	return m
}

// editRoles changes a member's roles under the lock, so that two changes at
// once both take effect.
func (w *world) editRoles(id snowflake.ID, edit func([]snowflake.ID) []snowflake.ID) *member {
	w.mu.Lock()
	defer w.mu.Unlock()
	old := w.members[id]
	if old == nil {
		return nil
	}
	m := w.newMember(old.user, edit(slices.Clone(old.roles)), old.joined)
	w.members[id] = m
	return m
}

func (w *world) userByToken(token string) *user {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return w.tokens[token]
}

func (w *world) user(id snowflake.ID) *user {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return w.users[id]
}

func (w *world) member(id snowflake.ID) *member {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return w.members[id]
}

func (w *world) channel(id snowflake.ID) *channel {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return w.channels[id]
}

func (w *world) roleByID(id snowflake.ID) *role {
	for _, r := range w.guild.roles {
		if r.id == id {
			return r
		}
	}
	return nil
}

func (w *world) players() []*user {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return slices.Clone(w.joined)
}

// membersByID lists all members in the order of their ids.
func (w *world) membersByID() []*member {
	w.mu.RLock()
	all := make([]*member, 0, len(w.members))
	for _, m := range w.members {
		all = append(all, m)
	}
	w.mu.RUnlock()
	slices.SortFunc(all, func(a, b *member) int {
		if a.user.ID < b.user.ID {
			return -1
		}
		return 1
	})
	return all
}

// directChannel is the bot's direct message channel with u, made on first
// use; made says that this was it.
func (w *world) directChannel(u *user, history int) (c *channel, made bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if c = w.direct[u.ID]; c != nil {
		return c, false
	}
	c = &channel{id: w.ids.next(), recipient: u, log: newHistory(history)}
	w.direct[u.ID] = c
	w.channels[c.id] = c
	return c, true
}

func (w *world) directOf(u *user) *channel {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return w.direct[u.ID]
}

// may is what a user may do in a channel; nothing where it cannot see it.
func (w *world) may(u *user, c *channel) permissions {
	if c.guild == nil {
		if u == w.app || u == c.recipient {
			return permDirect
		}
		return 0
	}
	m := w.member(u.ID)
	if m == nil {
		return 0
	}
	return m.in(c)
}
