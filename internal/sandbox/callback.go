package sandbox

import (
	"net/http"
	"strconv"
)

// The types of callbacks.
const (
	answerPong           = 1
	answerMessage        = 4
	answerDeferred       = 5
	answerDeferredUpdate = 6
	answerUpdate         = 7
	answerChoices        = 8
	answerModal          = 9
	answerPremium        = 10
	answerLaunch         = 12
)

// interactionCallback is POST /interactions/{id}/{token}/callback.
func interactionCallback(c *call) reply {
	s := c.s
	id := c.id("interaction")
	in := s.interactions.get(id)
	if known, good := interactionOf(s.opts.Seed, c.r.PathValue("token")); in == nil || !good || known != id {
		return refuse(unknownInteraction())
	}
	var body callbackBody
	if refused := decode(c.body, &body); refused != nil {
		return refuse(refused)
	}
	if refused := in.check(&body, c.files); refused != nil {
		// A refused body is no acknowledgement, but one that comes too late
		// or twice is told so first.
		if late := in.wouldRefuse(c); late != nil {
			return refuse(late)
		}
		return refuse(refused)
	}
	if refused := in.acknowledge(c.now); refused != nil {
		return refuse(refused)
	}
	m := s.answer(c, in, &body)
	if c.r.URL.RawQuery == "" || c.r.URL.Query().Get("with_response") != "true" {
		return nothing()
	}
	return ok(in.resource(&body, m))
}

func (in *interaction) wouldRefuse(c *call) *refusal {
	in.mu.Lock()
	defer in.mu.Unlock()
	switch {
	case in.state == acknowledged:
		return alreadyAcknowledged()
	case in.state == failed || c.now.Sub(in.created) > ackTime:
		return unknownInteraction()
	}
	return nil
}

// check refuses a callback that this interaction cannot have, or whose data
// is wrong.
func (in *interaction) check(body *callbackBody, files *upload) *refusal {
	var form formErrors
	kind := at{name: "type"}
	data := at{name: "data"}
	switch body.Type {
	case answerMessage, answerUpdate:
		if body.Type == answerUpdate && in.source == nil || in.kind == kindAutocomplete {
			return wrongAnswer(&form, &kind)
		}
		v2 := body.Data.Flags.v&flagComponentsV2 != 0 ||
			body.Type == answerUpdate && in.source.isV2()
		checkMessage(&form, &data, &body.Data.messageBody, v2, files)
		if refused := form.refusal(); refused != nil || body.Type == answerUpdate {
			return refused
		}
		if body.Data.blank(files) {
			return emptyMessage()
		}
		return nil
	case answerDeferred:
		if in.kind == kindAutocomplete {
			return wrongAnswer(&form, &kind)
		}
	case answerDeferredUpdate:
		if in.source == nil {
			return wrongAnswer(&form, &kind)
		}
	case answerChoices:
		if in.kind != kindAutocomplete {
			return wrongAnswer(&form, &kind)
		}
		checkChoices(&form, &data, body.Data.Choices)
	case answerModal:
		if in.kind == kindSubmit || in.kind == kindAutocomplete {
			return wrongAnswer(&form, &kind)
		}
		checkModal(&form, &data, body)
	default:
		return wrongAnswer(&form, &kind)
	}
	return form.refusal()
}

func wrongAnswer(form *formErrors, kind *at) *refusal {
	form.add(kind, "INTERACTION_CALLBACK_INVALID_TYPE", "This type of response cannot be given to this interaction.")
	return form.refusal()
}

// blank says that a message made of the body would be empty.
func (b *messageBody) blank(files *upload) bool {
	return b.Content.v == "" && len(b.Embeds.v) == 0 && len(b.Components.v) == 0 && (files == nil || len(files.order) == 0)
}

func checkChoices(f *formErrors, up *at, choices []choice) {
	list := up.field("choices")
	if len(choices) > 25 {
		f.between(&list, 0, 25)
	}
	for i := range choices {
		item := list.item(i)
		checkChoice(f, &item, &choices[i], 0)
	}
}

// answer carries out an acknowledged callback and returns the message that
// it made or changed.
func (s *Server) answer(c *call, in *interaction, body *callbackBody) (m *message) {
	switch body.Type {
	case answerMessage, answerDeferred:
		m = s.respond(c, in, &body.Data.messageBody, body.Type == answerDeferred)
	case answerUpdate:
		m = in.source
		in.setOriginal(m)
		s.edit(c, m, &body.Data.messageBody, in)
	case answerDeferredUpdate:
		m = in.source
		in.setOriginal(m)
	case answerChoices:
		b := appendList([]byte(`{"choices":`), body.Data.Choices, func(b []byte, x choice) []byte {
			b = appendString(append(b, `{"name":`...), x.Name)
			return append(append(append(b, `,"value":`...), x.Value...), '}')
		})
		if len(in.nonce) > 0 {
			b = append(append(b, `,"nonce":`...), in.nonce...)
		}
		s.tellUser(in, event{"APPLICATION_COMMAND_AUTOCOMPLETE_RESPONSE", append(b, '}')})
		return nil
	case answerModal:
		s.openModal(in, body)
	}
	s.keepTalk(in)
	s.outcome(in, "INTERACTION_SUCCESS", 0, body.Type)
	return m
}

// respond makes the message that answers an interaction.
func (s *Server) respond(c *call, in *interaction, body *messageBody, deferred bool) *message {
	m := &message{channel: in.channel, author: s.world.app, created: c.date(), cause: in.origin()}
	switch in.kind {
	case kindCommand:
		m.kind = messageSlash
	case kindPress:
		m.kind = messageReply
	}
	m.flags = body.Flags.v & (flagEphemeral | flagSuppressEmbeds | flagSuppressNotifications | flagComponentsV2)
	if m.flags&flagEphemeral != 0 {
		m.to = in.user
	}
	if deferred {
		m.flags = m.flags&flagEphemeral | flagLoading
	} else {
		s.apply(m, body, c.files, c.base())
	}
	in.setOriginal(m)
	s.post(m, in)
	return m
}

// openModal shows a form to the player.
func (s *Server) openModal(in *interaction, body *callbackBody) {
	d := &body.Data
	in.mu.Lock()
	in.modal = &modal{interaction: in, customID: d.CustomID, components: d.Components.v}
	in.mu.Unlock()
	b := appendID([]byte(`{"id":`), in.id)
	b = appendID(append(b, `,"channel_id":`...), in.channel.id)
	b = appendString(append(b, `,"custom_id":`...), d.CustomID)
	b = appendString(append(b, `,"title":`...), d.Title)
	b = append(append(b, `,"components":`...), mustEncode(d.Components.v)...)
	b = append(append(b, `,"application":{"id":"`...), s.world.app.ID.String()+`"`...)
	b = appendString(append(b, `,"name":`...), s.world.app.Name)
	b = append(b, '}')
	if len(in.nonce) > 0 {
		b = append(append(b, `,"nonce":`...), in.nonce...)
	}
	s.tellUser(in, event{"INTERACTION_MODAL_CREATE", append(b, '}')})
}

// resource is the answer to a callback which asked for one.
func (in *interaction) resource(body *callbackBody, m *message) []byte {
	b := appendID([]byte(`{"interaction":{"id":`), in.id)
	b = strconv.AppendInt(append(b, `,"type":`...), int64(in.kind), 10)
	var wire []byte
	if m != nil {
		m.channel.mu.Lock()
		wire = m.wire
		loading, ephemeral := m.flags&flagLoading != 0, m.to != nil
		m.channel.mu.Unlock()
		b = appendID(append(b, `,"response_message_id":`...), m.id)
		b = strconv.AppendBool(append(b, `,"response_message_loading":`...), loading)
		b = strconv.AppendBool(append(b, `,"response_message_ephemeral":`...), ephemeral)
	}
	b = strconv.AppendInt(append(b, `},"resource":{"type":`...), int64(body.Type), 10)
	if wire != nil && (body.Type == answerMessage || body.Type == answerUpdate || body.Type == answerDeferred) {
		b = append(append(b, `,"message":`...), wire...)
	}
	return append(b, '}', '}')
}

// webhook finds the living interaction of a webhook route.
func (c *call) webhook() (*interaction, *refusal) {
	if c.id("app") != c.s.world.app.ID {
		return nil, unknownWebhook()
	}
	id, good := interactionOf(c.s.opts.Seed, c.r.PathValue("token"))
	if !good {
		return nil, deadWebhookToken()
	}
	in := c.s.interactions.get(id)
	if in == nil || c.now.Sub(in.created) > tokenLife {
		return nil, deadWebhookToken()
	}
	if !in.acked() {
		return nil, unknownWebhook()
	}
	return in, nil
}

// followUp is POST /webhooks/{app}/{token}. After a deferral the first one
// becomes the answer that was promised.
func followUp(c *call) reply {
	in, refused := c.webhook()
	if refused != nil {
		return refuse(refused)
	}
	var body messageBody
	if refused := decode(c.body, &body); refused != nil {
		return refuse(refused)
	}
	var form formErrors
	checkMessage(&form, nil, &body, body.Flags.v&flagComponentsV2 != 0, c.files)
	if refused := form.refusal(); refused != nil {
		return refuse(refused)
	}
	if body.blank(c.files) {
		return refuse(emptyMessage())
	}
	if m := in.originalMessage(); m != nil && m.loading() && !m.gone() {
		return ok(c.s.edit(c, m, &body, in))
	}
	m := &message{channel: in.channel, author: c.s.world.app, created: c.date(), cause: in.origin(), kind: messageReply}
	m.flags = body.Flags.v & (flagEphemeral | flagSuppressEmbeds | flagSuppressNotifications | flagComponentsV2)
	if m.flags&flagEphemeral != 0 {
		m.to = in.user
	}
	c.s.apply(m, &body, c.files, c.base())
	return ok(c.s.post(m, in))
}

// webhookMessage finds the message of a route below a webhook.
func (c *call) webhookMessage() (*interaction, *message, *refusal) {
	in, refused := c.webhook()
	if refused != nil {
		return nil, nil, refused
	}
	var m *message
	if c.r.PathValue("message") == "@original" {
		m = in.originalMessage()
	} else {
		m = in.channel.find(c.id("message"))
		if m != nil && m != in.originalMessage() && (m.cause == nil || m.cause.id != in.id) {
			m = nil
		}
	}
	if m == nil || m.gone() {
		return nil, nil, unknownMessage()
	}
	return in, m, nil
}

func getWebhookMessage(c *call) reply {
	_, m, refused := c.webhookMessage()
	if refused != nil {
		return refuse(refused)
	}
	return ok(m.snapshot())
}

func editWebhookMessage(c *call) reply {
	in, m, refused := c.webhookMessage()
	if refused != nil {
		return refuse(refused)
	}
	return c.editMessage(m, in)
}

// editMessage checks an edit's body and carries it out.
func (c *call) editMessage(m *message, in *interaction) reply {
	var body messageBody
	if refused := decode(c.body, &body); refused != nil {
		return refuse(refused)
	}
	var form formErrors
	v2 := body.Flags.v&flagComponentsV2 != 0 || m.isV2()
	checkMessage(&form, nil, &body, v2, c.files)
	if refused := form.refusal(); refused != nil {
		return refuse(refused)
	}
	if m.wouldBeEmpty(&body, c.files) {
		return refuse(emptyMessage())
	}
	wire := c.s.edit(c, m, &body, in)
	if wire == nil {
		return refuse(unknownMessage())
	}
	return reply{http.StatusOK, wire}
}

func deleteWebhookMessage(c *call) reply {
	_, m, refused := c.webhookMessage()
	if refused != nil {
		return refuse(refused)
	}
	if !c.s.remove(m) {
		return refuse(unknownMessage())
	}
	return nothing()
}
