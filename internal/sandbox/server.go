package sandbox

import (
	"context"
	"encoding/json"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/disgoorg/snowflake/v2"

	"gohye/internal/clock"
)

// Options say what a sandbox is made of. Clock and Log are needed; for the
// rest the zero value means the default.
type Options struct {
	// Clock is the machine's time: it decides over the three seconds and the
	// fifteen minutes, the limits, and the life of sessions. It also dates
	// everything where Wound is nil.
	Clock clock.Clock
	// Wound is the time that the bot plays by, which can be wound forward at
	// /sandbox/clock: it dates messages and is in every id. Deadlines do not
	// follow it: a day that is skipped must not cut off what is under way.
	Wound *clock.Wound
	// NextAlarm is the moment, by Wound, for which the bot has set its next
	// alarm; false when it has set none. It is what /sandbox/clock winds to
	// when it is asked for "next", and nil for a bot that does not say.
	NextAlarm func(ctx context.Context) (time.Time, bool, error)
	// Log gets what goes on at the debug level, and no tokens.
	Log *slog.Logger
	// Seed is what all tokens are derived from, and the dice of the faults.
	Seed uint64

	// BotName and GuildName name the application and its server.
	BotName, GuildName string
	// Players are the display names of the first players. The first owns
	// the guild, the second is a moderator.
	Players []string
	// Channels are the text channels in which everybody talks. Beside them
	// there are "announcements", where only moderators post, and
	// "moderators", which only those see.
	Channels []string
	// BotPermissions replaces what the bot may do in the guild.
	BotPermissions uint64

	// Archive is where the sandbox outlives its program; nil keeps everything
	// in memory. What it holds of an earlier program goes before BotName's id,
	// Players and the ids of Channels.
	Archive *Archive
	// Address is how this machine reaches the sandbox's server, without a slash
	// at its end. It is needed with an Archive: addresses in old messages are
	// made anew when it has changed.
	Address string

	// FeedKept is how many requests and gateway payloads of the bot are kept for
	// whoever opens /sandbox/feed later. With 0 nothing is kept, and nothing
	// costs anything, before somebody has.
	FeedKept int
	// Validate says what Discord would not accept in a request of the bot; known
	// is false when it cannot tell. It is asked for what somebody looks at, from
	// any goroutine. Nil tells nothing.
	Validate func(Exchange) (problems []string, known bool)

	// Limits are the REST API's rate limits.
	Limits Limits
	// History is how many messages a channel keeps (default 10,000).
	History int
	// Replay is how many events a session keeps for RESUME (default 4,096).
	// It is also how far a connection may fall behind.
	Replay int
	// SessionLife is how long a session without a connection waits to be
	// resumed (default five minutes).
	SessionLife time.Duration
	// Uploads is how many bytes of attachments are kept (default 256 MiB);
	// the oldest go first.
	Uploads int
	// WithoutPrivileged is an application that was not granted Discord's
	// privileged intents: asking for them closes the line with 4014.
	WithoutPrivileged bool
}

func (o Options) withDefaults() Options {
	if o.BotName == "" {
		o.BotName = "GoHYE"
	}
	if o.GuildName == "" {
		o.GuildName = "The Sandbox"
	}
	if o.Players == nil {
		o.Players = []string{"Ana", "Bob", "Chae", "Dmitri", "Esi", "Fumiko"}
	}
	if o.Channels == nil {
		o.Channels = []string{"general", "cards", "market"}
	}
	if o.History == 0 {
		o.History = 10_000
	}
	if o.Replay == 0 {
		o.Replay = 4096
	}
	if o.SessionLife == 0 {
		o.SessionLife = 5 * time.Minute
	}
	if o.Uploads == 0 {
		o.Uploads = 256 << 20
	}
	return o
}

// Server is a sandbox. Its methods may be called from any goroutine.
type Server struct {
	opts         Options
	clock        clock.Clock // decides
	dates        clock.Clock // dates: Clock, or Wound
	log          *slog.Logger
	ids          *idSource
	started      time.Time
	world        *world
	archive      *Archive // nil: what is in memory is all
	commands     commands
	interactions *interactions
	sessions     sessions
	watchers     atomic.Pointer[[]*session]
	shelf        shelf
	limiter      *limiter
	faults       atomic.Pointer[faults]
	observer     atomic.Pointer[func(Exchange)]
	feed         *feed

	windMu sync.Mutex // one winding at a time

	connsMu sync.Mutex // guards conns and stopped
	conns   map[*conn]struct{}
	stopped bool
}

// New makes a sandbox with its world. Nothing runs until its Handler is
// served and its Run is running.
func New(o Options) *Server {
	o = o.withDefaults()
	dates := o.Clock
	if o.Wound != nil {
		dates = o.Wound
	}
	ids, names := &idSource{clock: dates}, map[string]snowflake.ID{}
	for _, r := range o.Archive.kept(keptWorld, "") {
		if err := json.Unmarshal(r.value, &names); err != nil {
			names = map[string]snowflake.ID{}
		}
	}
	known := len(names)
	s := &Server{
		opts: o, clock: o.Clock, dates: dates, log: o.Log, ids: ids, started: dates.Now(),
		world: newWorld(o, ids, names), archive: o.Archive, interactions: newInteractions(),
		sessions: sessions{byID: map[string]*session{}},
		shelf:    shelf{limit: o.Uploads, byID: map[snowflake.ID]*attachment{}},
		limiter:  newLimiter(o.Limits),
		feed:     newFeed(o.FeedKept, o.Clock.Now()),
		conns:    map[*conn]struct{}{},
	}
	s.commands.changed = s.keepCommands
	s.keepWorld(known)
	if !s.restorePlayers() {
		s.world.settle(s.opts)
		for _, u := range s.world.players() {
			s.keepPlayer(u)
		}
	}
	s.restore()
	return s
}

// BotToken is the token with which the bot logs in.
func (s *Server) BotToken() string { return s.world.app.token }

// ApplicationID is the id of the application and of its bot.
func (s *Server) ApplicationID() snowflake.ID { return s.world.app.ID }

// GuildID is the id of the one guild.
func (s *Server) GuildID() snowflake.ID { return s.world.guild.id }

// Channels are the guild's text channels, by name.
func (s *Server) Channels() map[string]snowflake.ID {
	out := make(map[string]snowflake.ID, len(s.world.guild.channels))
	for _, c := range s.world.guild.channels {
		out[c.name] = c.id
	}
	return out
}

// Players are all players, in the order of their coming.
func (s *Server) Players() []User {
	list := s.world.players()
	out := make([]User, len(list))
	for i, u := range list {
		out[i] = u.User
	}
	return out
}

// AddUser makes a new player, a member of the guild without special roles.
// Its account name is derived from the display name.
func (s *Server) AddUser(name string) User {
	u := s.world.addUser(name, s.opts.Seed, -1)
	s.keepPlayer(u)
	b := appendFullMember(nil, s.world.member(u.ID))
	b = appendID(append(b[:len(b)-1], `,"guild_id":`...), s.world.guild.id)
	e := event{"GUILD_MEMBER_ADD", append(b, '}')}
	s.toBot(intentMembers, s.world.guild.id, e)
	if list := s.watchers.Load(); list != nil {
		for _, x := range *list {
			x.dispatch(e)
		}
	}
	return u.User
}

// UserToken is the token of a player; empty for an id that is none.
func (s *Server) UserToken(id snowflake.ID) string {
	if u := s.world.user(id); u != nil && !u.Bot {
		return u.token
	}
	return ""
}

// SetDirectMessages opens or closes a player to direct messages of the bot
// (50007). It says whether there is such a player.
func (s *Server) SetDirectMessages(id snowflake.ID, open bool) bool {
	u := s.world.user(id)
	if u == nil || u.Bot {
		return false
	}
	u.closed.Store(!open)
	s.keepPlayer(u)
	return true
}

// Run lets time pass: interactions that are not acknowledged fail, tokens
// end, sessions and silent connections are let go. It works in the calling
// goroutine until ctx is done and then ends all gateway connections; new
// ones are taken again when Run is called again. One Run at a time.
func (s *Server) Run(ctx context.Context) error {
	s.connsMu.Lock()
	s.stopped = false
	s.connsMu.Unlock()
	s.feed.open()
	defer s.hangUp()
	acks := s.clock.NewTimer(time.Hour)
	defer acks.Stop()
	lives := s.clock.NewTimer(time.Hour)
	defer lives.Stop()
	beats := s.clock.NewTimer(heartbeatInterval)
	defer beats.Stop()
	var buf []*interaction
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-s.interactions.unanswered.wake:
			buf = s.sweepUnanswered(acks, buf)
		case <-acks.C():
			buf = s.sweepUnanswered(acks, buf)
		case <-s.interactions.alive.wake:
			buf = s.sweepEnded(lives, buf)
		case <-lives.C():
			buf = s.sweepEnded(lives, buf)
		case <-beats.C():
			s.sweepSessions()
			beats.Reset(heartbeatInterval)
		}
	}
}

// sweepUnanswered fails what has waited for three seconds.
func (s *Server) sweepUnanswered(t clock.Timer, buf []*interaction) []*interaction {
	now := s.clock.Now()
	due, next, more := s.interactions.unanswered.due(now.Add(-ackTime), buf[:0])
	for _, in := range due {
		if in.expire() {
			s.outcome(in, "INTERACTION_FAILURE", reasonTimeout, 0)
		}
	}
	rearm(t, more, next.Add(ackTime).Sub(now))
	clear(due)
	return due
}

// sweepEnded forgets interactions whose token has ended.
func (s *Server) sweepEnded(t clock.Timer, buf []*interaction) []*interaction {
	now := s.clock.Now()
	due, next, more := s.interactions.alive.due(now.Add(-tokenLife), buf[:0])
	for _, in := range due {
		s.interactions.remove(in.id)
		s.forgetTalk(in.id)
	}
	rearm(t, more, next.Add(tokenLife).Sub(now))
	clear(due)
	return due
}

// rearm lets a sweep come again when the next one is due, but not for each
// of many that follow each other closely.
func rearm(t clock.Timer, more bool, d time.Duration) {
	const pace = 10 * time.Millisecond
	if !more {
		d = time.Hour
	}
	t.Reset(max(d, pace))
}

// sweepSessions lets go of what nobody came back for, and of connections
// which have been silent for several heartbeats.
func (s *Server) sweepSessions() {
	before := s.clock.Now().Add(-s.opts.SessionLife)
	for _, x := range s.sessions.all() {
		if x.stale(before) {
			x.end()
			s.removeSession(x)
		}
	}
	s.connsMu.Lock()
	defer s.connsMu.Unlock()
	for c := range s.conns {
		if c.silent.Add(1) > missedBeats {
			c.close(4009, "Session timed out.")
		}
	}
}

// hangUp cuts all lines and takes no more.
func (s *Server) hangUp() {
	s.connsMu.Lock()
	defer s.connsMu.Unlock()
	s.stopped = true
	s.feed.end()
	for c := range s.conns {
		c.drop()
	}
}
