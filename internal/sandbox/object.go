package sandbox

import (
	"slices"
	"strconv"

	"github.com/disgoorg/snowflake/v2"
)

// This file writes the objects of the API which are not messages.

// avatarHash is the name of a user's picture; the sandbox draws it.
func avatarHash(id snowflake.ID) string { return seal(0, "avatar", id) }

func appendUser(b []byte, u *user) []byte {
	b = appendID(append(b, `{"id":`...), u.ID)
	b = appendString(append(b, `,"username":`...), u.Name)
	b = append(b, `,"discriminator":"0","global_name":`...)
	if u.Bot {
		b = append(b, "null"...)
	} else {
		b = appendString(b, u.DisplayName)
	}
	b = appendString(append(b, `,"avatar":`...), avatarHash(u.ID))
	if u.Bot {
		b = append(b, `,"bot":true`...)
	}
	return append(b, `,"system":false,"banner":null,"accent_color":null,"public_flags":0,"flags":0,`+
		`"avatar_decoration_data":null,"collectibles":null,"primary_guild":null}`...)
}

// appendMember appends the member object without its user.
func appendMember(b []byte, m *member) []byte {
	b = append(b, `{"nick":null,"avatar":null,"banner":null,"roles":`...)
	b = appendList(b, m.roles, appendID)
	b = appendTime(append(b, `,"joined_at":`...), m.joined)
	return append(b, `,"premium_since":null,"deaf":false,"mute":false,"flags":0,"pending":false,`+
		`"communication_disabled_until":null,"avatar_decoration_data":null}`...)
}

// appendFullMember appends the member object with its user.
func appendFullMember(b []byte, m *member) []byte {
	b = append(b, `{"user":`...)
	b = append(b, m.user.wire...)
	b = append(b, ',')
	return append(b, m.wire[1:]...)
}

// appendMemberIn appends the member as an interaction carries it, with what
// it may do in the channel.
func appendMemberIn(b []byte, m *member, p permissions, withUser bool) []byte {
	b = appendUintString(append(b, `{"permissions":`...), uint64(p))
	if withUser {
		b = append(append(b, `,"user":`...), m.user.wire...)
	}
	b = append(b, ',')
	return append(b, m.wire[1:]...)
}

func appendRole(b []byte, r *role, bot snowflake.ID) []byte {
	b = appendID(append(b, `{"id":`...), r.id)
	b = appendString(append(b, `,"name":`...), r.name)
	b = strconv.AppendInt(append(b, `,"color":`...), int64(r.color), 10)
	b = strconv.AppendInt(append(b, `,"colors":{"primary_color":`...), int64(r.color), 10)
	b = append(b, `,"secondary_color":null,"tertiary_color":null},"hoist":false,"icon":null,"unicode_emoji":null,"position":`...)
	b = strconv.AppendInt(b, int64(r.position), 10)
	b = appendUintString(append(b, `,"permissions":`...), uint64(r.bits))
	b = strconv.AppendBool(append(b, `,"managed":`...), r.managed)
	b = append(b, `,"mentionable":false,"flags":0`...)
	if r.managed {
		b = appendID(append(b, `,"tags":{"bot_id":`...), bot)
		b = append(b, '}')
	}
	return append(b, '}')
}

func appendOverwrite(b []byte, o overwrite) []byte {
	b = appendID(append(b, `{"id":`...), o.id)
	kind := int64(0)
	if o.member {
		kind = 1
	}
	b = strconv.AppendInt(append(b, `,"type":`...), kind, 10)
	b = appendUintString(append(b, `,"allow":`...), uint64(o.allow))
	b = appendUintString(append(b, `,"deny":`...), uint64(o.deny))
	return append(b, '}')
}

// appendChannel appends the channel object; with is the other side of a
// direct message as the reader sees it. The channel's lock is not needed: the
// last message's id is read atomically by the caller.
func appendChannel(b []byte, c *channel, with *user, last snowflake.ID) []byte {
	b = appendID(append(b, `{"id":`...), c.id)
	b = append(b, `,"last_message_id":`...)
	if last == 0 {
		b = append(b, "null"...)
	} else {
		b = appendID(b, last)
	}
	if c.guild == nil {
		b = append(b, `,"type":1,"flags":0,"recipients":[`...)
		return append(append(b, with.wire...), `]}`...)
	}
	b = appendID(append(b, `,"type":0,"flags":0,"guild_id":`...), c.guild.id)
	b = appendString(append(b, `,"name":`...), c.name)
	b = strconv.AppendInt(append(b, `,"position":`...), int64(c.position), 10)
	b = append(b, `,"permission_overwrites":`...)
	b = appendList(b, c.overwrites, appendOverwrite)
	return append(b, `,"topic":null,"nsfw":false,"parent_id":null,"rate_limit_per_user":0,"last_pin_timestamp":null}`...)
}

// guildFields are the fields of a guild that its object and GUILD_CREATE
// share, without the closing brace.
func (s *Server) appendGuildFields(b []byte) []byte {
	g := s.world.guild
	b = appendID(append(b, `{"id":`...), g.id)
	b = appendString(append(b, `,"name":`...), g.name)
	b = append(b, `,"icon":null,"icon_hash":null,"splash":null,"discovery_splash":null,"banner":null,"description":null,"owner_id":`...)
	if g.owner != nil {
		b = appendID(b, g.owner.ID)
	} else {
		b = appendID(b, 0)
	}
	b = append(b, `,"afk_channel_id":null,"afk_timeout":300,"widget_enabled":false,"widget_channel_id":null,`+
		`"verification_level":0,"default_message_notifications":1,"explicit_content_filter":0,"features":[],`+
		`"emojis":[],"stickers":[],"mfa_level":0,"application_id":null,"system_channel_id":null,`+
		`"system_channel_flags":0,"rules_channel_id":null,"public_updates_channel_id":null,`+
		`"safety_alerts_channel_id":null,"max_presences":null,"max_members":500000,"vanity_url_code":null,`+
		`"premium_tier":0,"premium_subscription_count":0,"premium_progress_bar_enabled":false,`+
		`"preferred_locale":"en-US","nsfw":false,"nsfw_level":0,"max_video_channel_users":25,`+
		`"max_stage_video_channel_users":50,"incidents_data":null,"region":"us-west","home_header":null,"latest_onboarding_question_id":null,"roles":`...)
	return appendList(b, g.roles, func(b []byte, r *role) []byte { return append(b, r.wire...) })
}

// appendGuildCreate appends the payload of GUILD_CREATE for a reader.
func (s *Server) appendGuildCreate(b []byte, reader *user) []byte {
	g := s.world.guild
	b = s.appendGuildFields(b)
	b = appendTime(append(b, `,"joined_at":`...), s.started)
	members := s.world.membersByID()
	b = append(b, `,"large":false,"unavailable":false,"member_count":`...)
	b = strconv.AppendInt(b, int64(len(members)), 10)
	members = slices.DeleteFunc(members, func(m *member) bool {
		return len(members) > 250 && m.user != reader && m.user != s.world.app
	})
	b = append(b, `,"members":`...)
	b = appendList(b, members, appendFullMember)
	b = append(b, `,"channels":`...)
	b = appendList(b, s.visible(g.channels, reader), func(b []byte, c *channel) []byte {
		return appendChannel(b, c, nil, c.lastID())
	})
	return append(b, `,"threads":[],"presences":[],"voice_states":[],"stage_instances":[],`+
		`"guild_scheduled_events":[],"soundboard_sounds":[]}`...)
}

func (s *Server) visible(all []*channel, reader *user) []*channel {
	seen := make([]*channel, 0, len(all))
	for _, c := range all {
		if s.world.may(reader, c).has(permViewChannel) {
			seen = append(seen, c)
		}
	}
	return seen
}

func (s *Server) appendApplication(b []byte) []byte {
	app := s.world.app
	b = appendID(append(b, `{"id":`...), app.ID)
	b = appendString(append(b, `,"name":`...), app.Name)
	b = append(b, `,"icon":null,"description":"","summary":"","type":null,"hook":true,"bot_public":true,`+
		`"bot_require_code_grant":false,"terms_of_service_url":null,"privacy_policy_url":null,"rpc_origins":[],`+
		`"flags":565248,"tags":[],"max_participants":null,"interactions_endpoint_url":null,"redirect_uris":[],`+
		`"verify_key":"0000000000000000000000000000000000000000000000000000000000000000",`+
		`"approximate_guild_count":1,"approximate_user_install_count":0,"integration_types_config":{"0":{}},"guild_id":`...)
	b = appendID(b, s.world.guild.id)
	b = append(append(b, `,"bot":`...), app.wire...)
	b = append(b, `,"owner":`...)
	if owner := s.world.guild.owner; owner != nil {
		b = append(b, owner.wire...)
	} else {
		b = append(b, app.wire...)
	}
	return append(b, '}')
}
