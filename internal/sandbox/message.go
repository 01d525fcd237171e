package sandbox

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/disgoorg/snowflake/v2"
)

// The types of messages that exist here.
const (
	messageDefault     = 0
	messageReply       = 19
	messageSlash       = 20
	messageContextMenu = 23
)

// A message. Its channel's lock guards everything that an edit changes.
type message struct {
	id      snowflake.ID
	channel *channel
	author  *user
	kind    int
	created time.Time
	// to is the only reader of an ephemeral message, nil for all others.
	to *user
	// cause is the interaction that the message answers; nil without one.
	cause *origin
	// reply is the message that this one answers.
	reply *message
	nonce []byte
	// once says that the author's nonce makes one message at most.
	once bool

	content     string
	flags       uint64
	embeds      []byte // encoded list
	components  []component
	layout      []byte // components, encoded
	attachments []*attachment
	mentions    []*user
	everyone    bool
	reactions   []*reaction
	edited      time.Time
	deleted     bool
	// wire is the message object, made anew with each change. It is never
	// changed in place, so it may be read after the lock is released.
	wire []byte
}

// An origin is what a message says about the interaction it came from.
type origin struct {
	id    snowflake.ID
	kind  int
	user  *user
	name  string
	guild *guild
	// pressed is the message whose component was used.
	pressed snowflake.ID
}

type reaction struct {
	emoji string // a unicode emoji, or name:id
	users []snowflake.ID
}

// encode makes the object anew after a change.
func (m *message) encode() { m.wire = m.encoded(0) }

// seenBy is the object as the REST API shows it to somebody: it says of each
// reaction whether it is theirs too. The channel's lock is held.
func (m *message) seenBy(who snowflake.ID) []byte {
	if len(m.reactions) == 0 {
		return m.wire
	}
	return m.encoded(who)
}

// encoded is the object for somebody, or for nobody in particular.
func (m *message) encoded(who snowflake.ID) []byte {
	b := make([]byte, 0, 512+len(m.content)+len(m.embeds)+len(m.layout)+len(m.author.wire))
	b = appendID(append(b, `{"id":`...), m.id)
	b = appendID(append(b, `,"channel_id":`...), m.channel.id)
	b = append(append(b, `,"author":`...), m.author.wire...)
	b = appendString(append(b, `,"content":`...), m.content)
	b = appendTime(append(b, `,"timestamp":`...), m.created)
	b = append(b, `,"edited_timestamp":`...)
	if m.edited.IsZero() {
		b = append(b, "null"...)
	} else {
		b = appendTime(b, m.edited)
	}
	b = strconv.AppendBool(append(b, `,"tts":false,"pinned":false,"mention_everyone":`...), m.everyone)
	b = append(b, `,"mentions":`...)
	b = appendList(b, m.mentions, func(b []byte, u *user) []byte { return append(b, u.wire...) })
	b = append(b, `,"mention_roles":[],"attachments":`...)
	b = appendList(b, m.attachments, func(b []byte, a *attachment) []byte { return a.wire(b) })
	b = appendRaw(append(b, `,"embeds":`...), m.embeds)
	b = appendRaw(append(b, `,"components":`...), m.layout)
	b = strconv.AppendInt(append(b, `,"type":`...), int64(m.kind), 10)
	b = strconv.AppendUint(append(b, `,"flags":`...), m.flags, 10)
	b = m.appendContext(b, who)
	return append(b, '}')
}

func appendRaw(b, list []byte) []byte {
	if len(list) == 0 {
		return append(b, '[', ']')
	}
	return append(b, list...)
}

// appendContext appends what only some messages have.
func (m *message) appendContext(b []byte, who snowflake.ID) []byte {
	if o := m.cause; o != nil {
		b = appendID(append(b, `,"webhook_id":`...), m.author.ID)
		b = appendID(append(b, `,"application_id":`...), m.author.ID)
		b = o.append(b)
	}
	if len(m.reactions) > 0 {
		b = append(b, `,"reactions":`...)
		b = appendList(b, m.reactions, func(b []byte, r *reaction) []byte { return r.append(b, who) })
	}
	if m.reply != nil {
		b = appendID(append(b, `,"message_reference":{"type":0,"message_id":`...), m.reply.id)
		b = appendID(append(b, `,"channel_id":`...), m.channel.id)
		if m.channel.guild != nil {
			b = appendID(append(b, `,"guild_id":`...), m.channel.guild.id)
		}
		b = append(b, '}')
		if m.reply.reply == nil && !m.reply.deleted {
			b = append(append(b, `,"referenced_message":`...), m.reply.wire...)
		}
	}
	return b
}

func (o *origin) append(b []byte) []byte {
	b = appendID(append(b, `,"interaction_metadata":{"id":`...), o.id)
	b = strconv.AppendInt(append(b, `,"type":`...), int64(o.kind), 10)
	b = append(append(b, `,"user":`...), o.user.wire...)
	b = append(b, `,"authorizing_integration_owners":{"0":`...)
	if o.guild != nil {
		b = appendID(b, o.guild.id)
	} else {
		b = append(b, `"0"`...)
	}
	b = append(b, '}')
	if o.name != "" {
		b = appendString(append(b, `,"name":`...), o.name)
	}
	if o.pressed != 0 {
		b = appendID(append(b, `,"interacted_message_id":`...), o.pressed)
	}
	b = append(b, '}')
	if o.kind != kindCommand {
		return b
	}
	b = appendID(append(b, `,"interaction":{"id":`...), o.id)
	b = appendString(append(b, `,"type":2,"name":`...), o.name)
	b = append(append(b, `,"user":`...), o.user.wire...)
	return append(b, '}')
}

func (r *reaction) append(b []byte, who snowflake.ID) []byte {
	b = strconv.AppendInt(append(b, `{"count":`...), int64(len(r.users)), 10)
	b = strconv.AppendInt(append(b, `,"count_details":{"burst":0,"normal":`...), int64(len(r.users)), 10)
	b = strconv.AppendBool(append(b, `},"burst_colors":[],"me_burst":false,"burst_me":false,"burst_count":0,"me":`...), slices.Contains(r.users, who))
	b = appendEmoji(append(b, `,"emoji":`...), r.emoji)
	return append(b, '}')
}

func appendEmoji(b []byte, e string) []byte {
	if name, id, custom := strings.Cut(e, ":"); custom {
		b = appendString(append(b, `{"id":`...), id)
		b = appendString(append(b, `,"name":`...), name)
		return append(b, '}')
	}
	return append(appendString(append(b, `{"id":null,"name":`...), e), '}')
}

// apply writes a checked body into a message: what it sets replaces, what it
// leaves out stays. The channel's lock is held for messages already shown.
func (s *Server) apply(m *message, body *messageBody, files *upload, base string) {
	s.attach(m, body, files, base)
	if body.Content.set {
		m.content = body.Content.v
	}
	if body.Embeds.set {
		m.embeds = nil
		if len(body.Embeds.v) > 0 {
			for i := range body.Embeds.v {
				resolveEmbed(&body.Embeds.v[i], m.attachments)
			}
			m.embeds = mustEncode(body.Embeds.v)
		}
	}
	if body.Components.set {
		m.layout = nil
		m.components = body.Components.v
		if len(m.components) > 0 {
			eachComponent(m.components, func(x *component) { resolveComponent(x, m.attachments) })
			m.layout = mustEncode(m.components)
		}
	}
	if body.Flags.set {
		const editable = flagSuppressEmbeds | flagComponentsV2
		m.flags = m.flags&^editable | body.Flags.v&editable | m.flags&flagComponentsV2
	}
	s.mention(m, body.Mentions)
}

// mustEncode encodes the sandbox's own structs, which cannot fail.
func mustEncode(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic("sandbox: encoding what was decoded: " + err.Error())
	}
	return b
}

// attach keeps the new files and forgets those that an edit leaves out.
func (s *Server) attach(m *message, body *messageBody, files *upload, base string) {
	if files == nil && !body.Attachments.set {
		return
	}
	refs := map[string]attachmentRef{}
	for _, ref := range body.Attachments.v {
		refs[ref.id()] = ref
	}
	kept := m.attachments
	if body.Attachments.set {
		kept = slices.DeleteFunc(slices.Clone(kept), func(a *attachment) bool {
			_, named := refs[a.id.String()]
			return !named
		})
	}
	m.attachments = slices.Clip(kept)
	if files == nil {
		return
	}
	for _, number := range files.order {
		file := files.files[number]
		ref := refs[number]
		if ref.Filename != "" {
			file.name = ref.Filename
		}
		m.attachments = append(m.attachments, s.keep(file, ref, m.channel.id, base))
	}
}

func named(url string, list []*attachment) *attachment {
	name, ok := strings.CutPrefix(url, attachmentsURL)
	if !ok {
		return nil
	}
	for _, a := range list {
		if a.name == name {
			return a
		}
	}
	return nil
}

func resolveEmbed(e *messageEmbed, list []*attachment) {
	e.Type = "rich"
	for _, media := range []*embedMedia{e.Image, e.Thumbnail} {
		if media == nil {
			continue
		}
		if a := named(media.URL, list); a != nil {
			media.URL, media.Width, media.Height, media.Description = a.url, a.width, a.height, a.description
		}
		media.ProxyURL = media.URL
	}
	if e.Footer != nil {
		if a := named(e.Footer.IconURL, list); a != nil {
			e.Footer.IconURL = a.url
		}
	}
	if e.Author != nil {
		if a := named(e.Author.IconURL, list); a != nil {
			e.Author.IconURL = a.url
		}
	}
}

func resolveComponent(x *component, list []*attachment) {
	x.Media.resolve(list)
	if x.File != nil {
		x.File.resolve(list)
		for _, a := range list {
			if a.url == x.File.URL {
				x.Name, x.Size = a.name, a.size
			}
		}
	}
	for i := range x.Items {
		x.Items[i].Media.resolve(list)
	}
}

func (m *mediaItem) resolve(list []*attachment) {
	if m == nil {
		return
	}
	if a := named(m.URL, list); a != nil {
		m.URL, m.Width, m.Height, m.ContentType = a.url, a.width, a.height, a.kind
		m.AttachmentID = a.id.String()
	}
	m.ProxyURL, m.LoadingState = m.URL, 2
}

// mention finds who a message calls, within what allowed_mentions allows.
func (s *Server) mention(m *message, allowed *allowedMentions) {
	m.mentions, m.everyone = nil, false
	if m.reply != nil && (allowed == nil || allowed.RepliedUser) && m.reply.author != m.author {
		m.mentions = append(m.mentions, m.reply.author)
	}
	look := func(text string) {
		if strings.Contains(text, "@everyone") || strings.Contains(text, "@here") {
			m.everyone = m.everyone || allowed == nil || slices.Contains(allowed.Parse, "everyone")
		}
		for rest := text; ; {
			_, after, found := strings.Cut(rest, "<@")
			if !found {
				return
			}
			digits, tail, _ := strings.Cut(after, ">")
			rest = tail
			id, err := snowflake.Parse(strings.TrimPrefix(digits, "!"))
			if err != nil || allowed != nil && !slices.Contains(allowed.Parse, "users") &&
				!slices.Contains(allowed.Users, id.String()) {
				continue
			}
			if u := s.world.user(id); u != nil && !slices.Contains(m.mentions, u) {
				m.mentions = append(m.mentions, u)
			}
		}
	}
	look(m.content)
	eachComponent(m.components, func(x *component) {
		if x.Type == kindText {
			look(x.Content)
		}
	})
}
