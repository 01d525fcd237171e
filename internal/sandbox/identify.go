package sandbox

import (
	"encoding/json"
	"slices"
	"strconv"

	"github.com/coder/websocket"
	"github.com/disgoorg/snowflake/v2"
)

// identify logs the connection in and sends READY and the guild.
func (c *conn) identify(d json.RawMessage) (code websocket.StatusCode, reason string) {
	var body struct {
		Token    string `json:"token"`
		Intents  *int   `json:"intents"`
		Compress bool   `json:"compress"`
		Shard    []int  `json:"shard"`
	}
	if json.Unmarshal(d, &body) != nil {
		return 4002, "Error while decoding payload."
	}
	s := c.server
	u := s.world.userByToken(bareToken(body.Token))
	if u == nil {
		return 4004, "Authentication failed."
	}
	x := &session{user: u, intents: intentEverything, shard: [2]int{0, 1}, most: s.opts.Replay}
	if body.Intents != nil {
		x.intents = *body.Intents
	} else if u.Bot {
		return 4013, "Invalid intent(s)."
	}
	if x.intents < 0 || x.intents&^intentKnown != 0 {
		return 4013, "Invalid intent(s)."
	}
	if u.Bot && s.opts.WithoutPrivileged && x.intents&intentPrivileged != 0 {
		return 4014, "Disallowed intent(s)."
	}
	if len(body.Shard) > 0 {
		if len(body.Shard) != 2 || body.Shard[1] < 1 || body.Shard[0] < 0 || body.Shard[0] >= body.Shard[1] {
			return 4010, "Invalid shard."
		}
		x.shard = [2]int{body.Shard[0], body.Shard[1]}
	}
	if body.Compress {
		c.compressPayloads()
	}
	x.id = seal(s.opts.Seed, "session", s.ids.next())
	c.begin(x)
	return 0, ""
}

// compressPayloads turns on the compression of single payloads; a compressed
// stream stays one.
func (c *conn) compressPayloads() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.pack.(plain); ok {
		c.pack = &single{}
	}
}

// begin sends a new session its first events and opens it for others. READY
// is the first event of every session: it is numbered before the session is
// known to anybody else.
func (c *conn) begin(x *session) {
	s := c.server
	guilds := []snowflake.ID{}
	if _, here := x.hasGuild(s); here {
		guilds = append(guilds, s.world.guild.id)
	}
	x.dispatch(event{"READY", s.appendReady(nil, x, c.host, guilds)})
	if len(guilds) > 0 && x.intents&intentGuilds != 0 {
		x.dispatch(event{"GUILD_CREATE", s.appendGuildCreate(nil, x.user)})
	}
	x.attach(c, 0)
	c.session.Store(x)
	s.addSession(x)
	c.tell()
}

// hasGuild says whether the session's shard holds the guild.
func (s *session) hasGuild(server *Server) (snowflake.ID, bool) {
	id := server.world.guild.id
	return id, s.wants(0, id)
}

func (s *Server) appendReady(b []byte, x *session, host string, guilds []snowflake.ID) []byte {
	b = append(append(b, `{"v":10,"user":`...), x.user.wire...)
	b = append(b, `,"user_settings":{},"relationships":[],"presences":[],"geo_ordered_rtc_regions":[],"_trace":["sandbox"],"guilds":`...)
	b = appendList(b, guilds, func(b []byte, id snowflake.ID) []byte {
		return append(appendID(append(b, `{"unavailable":true,"id":`...), id), '}')
	})
	b = appendString(append(b, `,"session_id":`...), x.id)
	b = appendString(append(b, `,"session_type":"normal","resume_gateway_url":`...), "ws://"+host+"/gateway")
	b = strconv.AppendInt(append(b, `,"shard":[`...), int64(x.shard[0]), 10)
	b = strconv.AppendInt(append(b, ','), int64(x.shard[1]), 10)
	b = append(b, `],"private_channels":[`...)
	if !x.user.Bot {
		if c := s.world.directOf(x.user); c != nil {
			b = appendChannel(b, c, s.world.app, c.lastID())
		}
	}
	b = appendID(append(b, `],"application":{"id":`...), s.world.app.ID)
	return append(b, `,"flags":565248}}`...)
}

// resume takes up a session where its last connection ended.
func (c *conn) resume(d json.RawMessage) (code websocket.StatusCode, reason string) {
	var body struct {
		Token   string `json:"token"`
		Session string `json:"session_id"`
		Seq     uint64 `json:"seq"`
	}
	if json.Unmarshal(d, &body) != nil {
		return 4002, "Error while decoding payload."
	}
	s := c.server
	u := s.world.userByToken(bareToken(body.Token))
	if u == nil {
		return 4004, "Authentication failed."
	}
	x := s.sessions.find(body.Session)
	if x == nil || x.user != u {
		c.say(`{"t":null,"s":null,"op":9,"d":false}`)
		return 0, ""
	}
	if !x.attach(c, body.Seq) {
		if x.holds(body.Seq) {
			return 4007, "Invalid seq."
		}
		c.say(`{"t":null,"s":null,"op":9,"d":false}`)
		return 0, ""
	}
	// RESUMED is the last of what was missed, and numbered like it.
	x.dispatch(event{"RESUMED", []byte(`{"_trace":["sandbox"]}`)})
	c.session.Store(x)
	c.tell()
	return 0, ""
}

// holds says whether seq is a number that the session has not given yet.
func (s *session) holds(seq uint64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return !s.over && seq > s.seq
}

// requestMembers answers with one chunk of the members asked for.
func (c *conn) requestMembers(d json.RawMessage) (code websocket.StatusCode, reason string) {
	var body struct {
		Query *string         `json:"query"`
		Limit int             `json:"limit"`
		Users json.RawMessage `json:"user_ids"`
		Nonce string          `json:"nonce"`
	}
	if json.Unmarshal(d, &body) != nil {
		return 4002, "Error while decoding payload."
	}
	s := c.server
	list := s.world.membersByID()
	var ids []snowflake.ID
	var id snowflake.ID
	switch {
	case len(body.Users) > 0 && json.Unmarshal(body.Users, &ids) == nil:
		list = slices.DeleteFunc(list, func(m *member) bool { return !slices.Contains(ids, m.user.ID) })
	case len(body.Users) > 0 && json.Unmarshal(body.Users, &id) == nil:
		list = slices.DeleteFunc(list, func(m *member) bool { return m.user.ID != id })
	case body.Query != nil:
		list = slices.DeleteFunc(list, func(m *member) bool { return !m.user.matches(*body.Query) })
	}
	if body.Limit > 0 {
		list = list[:min(len(list), body.Limit)]
	}
	b := appendID([]byte(`{"guild_id":`), s.world.guild.id)
	b = appendList(append(b, `,"members":`...), list, appendFullMember)
	b = append(b, `,"chunk_index":0,"chunk_count":1`...)
	if body.Nonce != "" {
		b = appendString(append(b, `,"nonce":`...), body.Nonce)
	}
	c.session.Load().dispatch(event{"GUILD_MEMBERS_CHUNK", append(b, '}')})
	return 0, ""
}
